"""``vault purge``: let go what is over its time, or say what that would be."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.files import NewFile
from estip_desktop.cli.unlocked import unlocked
from estip_desktop.errors import InputRefusedError, VaultError
from estip_desktop.kernel.clock import local_day, to_text
from estip_desktop.kernel.i18n import N_, _, format_date, ngettext
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.records import Certificate, DueToGo, Going
from estip_desktop.records.certificate import certificate_file
from estip_desktop.vault.backups import still_held

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.services import Services
    from estip_desktop.vault.health import ClockJump

_WHAT: Mapping[Going, str] = {
    Going.REFERRAL: N_("the laptop's copy of a referral"),
    Going.RECORD: N_("the record of one case"),
}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    command = commands.add_parser("purge", help=_("remove what is over its time"))
    command.add_argument(
        "--dry-run", action="store_true", help=_("only say what would go, and what is held")
    )
    command.add_argument(
        "--clock-is-right",
        action="store_true",
        help=_("you have compared the date of this laptop with another clock, and it is right"),
    )
    command.add_argument(
        "--certificate-out",
        type=Path,
        metavar="FILE",
        help=_("write what went as a text without a name"),
    )


def purge(args: argparse.Namespace, context: CommandContext) -> int:
    """Run it."""
    with unlocked(context) as services:
        due = services.keeping.preview()
        doubt = services.keeping.clock_doubt()
        if args.dry_run:
            lines = [*_doubted(doubt), *_lines(due)]
            context.print_result(_as_json(due, None, doubt), "\n".join(lines))
            return 0
        out: Path | None = args.certificate_out
        paper = (
            None if out is None else NewFile(out)
        )  # before anything goes, for nothing comes back
        try:
            certificate = services.keeping.purge(clock_is_right=args.clock_is_right)
        except BaseException:
            if paper is not None:
                paper.discard()
            raise
        with suppress(VaultError):  # the next start sweeps it
            services.outbox.sweep()
        has_backup = bool(certificate.rows) and _backed_up(services)
        aside = services.backups.set_aside()
    is_kept = paper is None or _is_kept(paper, certificate, has_backup=has_backup, aside=aside)
    told = [*_lines(due), *_certified(certificate, has_backup=has_backup)]
    if certificate.rows and aside:
        told.append(still_held(aside))
    if not is_kept:
        told.append(_("The file with the certificate could not be written: keep these lines."))
    result = {
        **_as_json(due, certificate, doubt),
        "backup_made": has_backup,
        "kept_aside": list(aside),
        "certificate_written": paper is not None and is_kept and bool(certificate.rows),
    }
    context.print_result(result, "\n".join(told))
    return 0 if is_kept else InputRefusedError.exit_status


def _is_kept(
    paper: NewFile, certificate: Certificate, *, has_backup: bool, aside: Sequence[str]
) -> bool:
    """Fill the file; False where that failed, for what went has to be told all the same."""
    if not certificate.rows:
        paper.discard()
        return True
    try:
        paper.write(certificate_file(certificate, has_backup=has_backup, aside=aside)[1])
    except InputRefusedError:
        return False
    return True


COMMANDS: Mapping[str, Callable[[argparse.Namespace, CommandContext], int]] = {"purge": purge}


def _doubted(doubt: ClockJump | None) -> list[str]:
    if doubt is None:
        return []
    words = _(
        "The clock of this laptop says {now}, but the vault was last used on {then}. Compare the "
        "date with another clock: nothing is removed until you say --clock-is-right."
    )
    now, then = local_day(doubt.opened_at), local_day(doubt.last_used_at)
    return [words.format(now=format_date(now), then=format_date(then))]


def _lines(due: tuple[DueToGo, ...]) -> list[str]:
    if not due:
        return [_("Nothing is over its time.")]
    return [_line(each) for each in due]


def _line(due: DueToGo) -> str:
    words = _("{reference}: {what}, kept until {day}").format(
        reference=due.reference, what=_(_WHAT[due.what]), day=format_date(due.until)
    )
    if not due.holds:
        return words
    owners = ", ".join(hold.owner for hold in due.holds)
    return f"{words} · " + _("held back; ask {owners}").format(owners=owners)


def _backed_up(services: Services) -> bool:
    """Make a backup that no longer holds what went; without one, it is told."""
    try:
        services.backups.make_daily(Progress(), Cancel())
    except VaultError:
        return False
    return True


def _certified(certificate: Certificate, *, has_backup: bool) -> list[str]:
    words = ngettext(
        "{rows} record of {people} people removed. The audit trail says so, without a name.",
        "{rows} records of {people} people removed. The audit trail says so, without a name.",
        certificate.rows,
    )
    if not certificate.rows:
        return [_("Nothing was removed.")]
    return [
        words.format(rows=certificate.rows, people=certificate.people),
        *(f"sha256 {each.digest}" for each in certificate.erased),
        _("The newest backup no longer holds them. Older ones go as new ones are made.")
        if has_backup
        else _("No new backup could be made. Older ones still hold them: make one now."),
    ]


def _as_json(
    due: tuple[DueToGo, ...], certificate: Certificate | None, doubt: ClockJump | None
) -> dict[str, object]:
    result: dict[str, object] = {
        "due": [
            {
                "reference": each.reference,
                "what": each.what.value,
                "until": each.until.isoformat(),
                "held": [hold.kind.value for hold in each.holds],
            }
            for each in due
        ],
        "purged": certificate is not None,
        "clock_in_doubt": None
        if doubt is None
        else {"last_used_at": to_text(doubt.last_used_at), "now": to_text(doubt.opened_at)},
    }
    if certificate is not None:
        result["certificate"] = {
            "at": to_text(certificate.at),
            "people": certificate.people,
            "rows": certificate.rows,
            "digests": [each.digest for each in certificate.erased],
            "tallies": certificate.tallies,
            "audit_entries": certificate.entries,
        }
    return result
