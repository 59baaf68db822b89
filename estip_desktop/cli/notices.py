"""What an owner is told after unlocking, in the words of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estip_desktop.kernel.clock import local
from estip_desktop.kernel.i18n import _, ngettext

if TYPE_CHECKING:
    from estip_desktop.vault import Notices


def in_words(notices: Notices) -> tuple[str, ...]:
    """One sentence or two for each thing that there is to tell."""
    said = []
    if notices.failed_tries and notices.failed_since is not None:
        words = ngettext(
            "{n} failed try since {moment}.",
            "{n} failed tries since {moment}.",
            notices.failed_tries,
        )
        moment = f"{local(notices.failed_since):%Y-%m-%d %H:%M}"
        said.append(words.format(n=notices.failed_tries, moment=moment))
    if notices.force_opened_at is not None:
        moment = f"{local(notices.force_opened_at):%Y-%m-%d %H:%M}"
        words = _("The force's recovery key opened this vault on {moment}. Ask your force why.")
        said.append(words.format(moment=moment))
    if notices.force_added:
        said.append(
            _(
                "The force's profile turned its recovery key on: from now on it opens this vault "
                "as well. You are told whenever it is used."
            )
        )
    if notices.force_replaced:
        said.append(
            _(
                "The recovery key of the force that opens this vault was replaced, as its profile "
                "says. You are told whenever it is used."
            )
        )
    if notices.is_older_copy:
        said.append(
            _(
                "This is an older copy of the vault: this laptop has seen a later one. If you did "
                "not restore a backup, find out who exchanged the file before you go on."
            )
        )
    if notices.is_older_header:
        said.append(
            _(
                "Somebody put an older beginning of the vault back. Set a new passphrase now; the "
                "older one stays refused."
            )
        )
    if notices.keys_of_backup:
        said.append(
            _(
                "A restored backup brought back the passphrase and the recovery sheet of its day. "
                "If they were changed since, change them again (vault change-passphrase)."
            )
        )
    return (*said, *_of_the_notes(notices))


def _of_the_notes(notices: Notices) -> list[str]:
    said = []
    if notices.attempts_lost:
        said.append(_("The note of failed tries was removed or changed. There may have been more."))
    if notices.seen_lost:
        said.append(
            _(
                "This laptop's note of the last state of the vault was removed or changed, so an "
                "older copy would not be noticed this time."
            )
        )
    if notices.seen_not_kept:
        said.append(
            _(
                "This laptop's note of the last state of the vault cannot be written, so an older "
                "copy would not be noticed. Look at the folder of the vaults and make it writable."
            )
        )
    if notices.header_not_repaired:
        said.append(
            _(
                "One of the two copies of the vault's header is damaged and cannot be written "
                "anew. The other one opened it. Back the vault up to another disk now."
            )
        )
    return said
