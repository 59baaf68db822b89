"""The certificate of a purge in words: counts and digests, never a name."""

from __future__ import annotations

from collections.abc import Sequence

from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_moment, ngettext
from estip_desktop.records.keeping import Certificate
from estip_desktop.vault.backups import still_held

_GROUP = 8


def certificate_lines(
    certificate: Certificate,
    *,
    has_backup: bool,
    aside: Sequence[str] = (),
    most: int | None = None,
) -> list[str]:
    """What went.

    Args:
        certificate: Of the purge.
        has_backup: Whether a backup was made after it.
        aside: Folders that restores kept aside.
        most: Digests to list; ``None`` lists all.
    """
    people = ngettext(
        "{moment}: {rows} records of {people} person were removed.",
        "{moment}: {rows} records of {people} people were removed.",
        certificate.people,
    )
    lines = [
        people.format(
            moment=format_moment(certificate.at), rows=certificate.rows, people=certificate.people
        )
    ]
    if certificate.tallies or certificate.entries:
        words = _("Counts removed: {tallies}. Lines of the audit trail removed: {entries}.")
        lines.append(words.format(tallies=certificate.tallies, entries=certificate.entries))
    digests = [f"SHA-256 {_in_groups(each.digest)}" for each in certificate.erased]
    lines += digests[:most]
    if len(digests[:most]) < len(digests):
        words = _("The audit trail has the other {count} as well.")
        lines.append(words.format(count=len(digests) - len(digests[:most])))
    lines.append(
        _("The newest backup no longer holds them. Older ones go as new ones are made.")
        if has_backup
        else _("No new backup could be made. Make one in Settings, so that it goes there too.")
    )
    if aside:
        lines.append(still_held(tuple(aside)))
    return lines


def _in_groups(digest: str) -> str:
    """So that a narrow page can break it, and a person can compare it."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def certificate_file(
    certificate: Certificate, *, has_backup: bool, aside: Sequence[str] = ()
) -> tuple[str, bytes]:
    """Name and bytes of a plain text to print or keep; both say nothing about anybody."""
    lines = [
        _("Certificate of removal"),
        "",
        *certificate_lines(certificate, has_backup=has_backup, aside=aside),
        _("The audit trail of the records has an entry for each."),
    ]
    name = f"removal-{local_day(certificate.at).isoformat()}.txt"
    return name, "\n".join([*lines, ""]).encode("utf-8")
