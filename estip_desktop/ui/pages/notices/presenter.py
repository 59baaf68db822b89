"""Tell an owner, once, what happened since the vault was last open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from estip_desktop.kernel.i18n import _, format_moment, ngettext
from estip_desktop.ui.presenting import PagePresenter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estip_desktop.vault import Notices


_ORDER = ("danger", "warn", "info")


class Notice(NamedTuple):
    """One thing to tell.

    Args:
        kind: How serious it is.
        title: What happened.
        words: What it means, and what to do.
    """

    kind: Literal["info", "warn", "danger"]
    title: str
    words: str


class NoticesView(Protocol):
    """What the page can show."""

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show them, the most serious first."""
        ...


class NoticesPresenter(PagePresenter):
    """Everything on this page is recorded in the vault as well."""

    def show(self, view: NoticesView) -> None:
        """Fill the page."""
        view.show_notices(in_words(self.services.vault.notices))

    def go_on(self) -> None:
        """Go on where the owner was."""
        self.shell.open_where_left()

    def open_keys(self) -> None:
        """Change the passphrase now."""
        self.shell.open("keys", task="passphrase")


def in_words(notices: Notices) -> list[Notice]:
    """What there is to tell, the most serious first."""
    told = []
    if notices.force_opened_at is not None:
        moment = format_moment(notices.force_opened_at)
        told.append(
            Notice(
                "danger",
                _("Your force's recovery key opened these records on {moment}").format(
                    moment=moment
                ),
                _("If nobody told you why, ask your force. Your records keep a note of it."),
            )
        )
    if notices.force_added:
        told.append(
            Notice(
                "warn",
                _("Your force's recovery key opens these records from now on"),
                _(
                    "Your force turned this on in its profile. When its key is used, you are told. "
                    "Settings shows everything that opens your records. Ask your force if you have "
                    "questions about it."
                ),
            )
        )
    if notices.force_replaced:
        told.append(
            Notice(
                "warn",
                _("Your force's recovery key to these records was replaced"),
                _(
                    "Your force's profile names it. When it is used, you are told. Settings shows "
                    "everything that opens your records. Ask your force if you have questions "
                    "about it."
                ),
            )
        )
    if notices.is_older_header:
        told.append(
            Notice(
                "danger",
                _("Somebody put back an older key to your records"),
                _(
                    "A passphrase you had replaced was in it; it stays refused. Set a new "
                    "passphrase in Settings, and ask who has used this laptop."
                ),
            )
        )
    if notices.is_older_copy:
        told.append(
            Notice(
                "danger",
                _("These records are an older copy"),
                _(
                    "This laptop has seen newer ones. If you put a backup back, this is expected. "
                    "If not, look at what is missing, and ask who has used this laptop before you "
                    "write anything new."
                ),
            )
        )
    if notices.keys_of_backup:
        told.append(
            Notice(
                "warn",
                _("A backup brought its passphrase back"),
                _(
                    "The passphrase and the recovery sheet of the day it was made open your "
                    "records again. If you had replaced one because somebody saw it, set a new "
                    "one now."
                ),
            )
        )
    if notices.by_recovery_key:
        told.append(
            Notice(
                "info",
                _("You used the recovery sheet"),
                _(
                    "If you no longer know your passphrase, set a new one now in Settings; the "
                    "sheet is asked for instead of the old one. Then put the sheet away again."
                ),
            )
        )
    if notices.failed_tries and notices.failed_since is not None:
        title = ngettext(
            "{n} failed try since {moment}", "{n} failed tries since {moment}", notices.failed_tries
        ).format(n=notices.failed_tries, moment=format_moment(notices.failed_since))
        words = _(
            "If that was you, there is nothing to do. If not, somebody else has tried to open your "
            "records. They did not get in: change your passphrase if they may know part of it."
        )
        told.append(Notice("warn", title, words))
    return sorted([*told, *_of_the_notes(notices)], key=lambda notice: _ORDER.index(notice.kind))


def _of_the_notes(notices: Notices) -> list[Notice]:
    told = []
    if notices.attempts_lost:
        told.append(
            Notice(
                "warn",
                _("The note of failed tries was removed or changed"),
                _("There may have been more tries than this laptop can tell. Your records opened."),
            )
        )
    if notices.seen_lost:
        told.append(
            Notice(
                "warn",
                _("A note about your records was removed or changed"),
                _(
                    "It says how new they are. So this laptop cannot tell this time whether they "
                    "are an older copy. Check that your latest work is there."
                ),
            )
        )
    if notices.seen_not_kept:
        told.append(
            Notice(
                "warn",
                _("This laptop cannot note how new your records are"),
                _(
                    "So it would not notice an older copy in their place. You can work as always. "
                    "Ask your IT desk to look at the app's folder on this laptop."
                ),
            )
        )
    if notices.header_not_repaired:
        told.append(
            Notice(
                "warn",
                _("A small part of your records is damaged"),
                _(
                    "There is a second copy of it, so nothing was lost. The damaged one could not "
                    "be mended. Make a backup on another disk now, then ask your IT desk to look "
                    "at the disk of this laptop."
                ),
            )
        )
    return told
