"""``vault end-exercise``: purge the key of an exercise, delete its data, or say what would go."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.files import NewFile
from estip_desktop.cli.unlocked import unlocked
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.i18n import _
from estip_desktop.records.exercise_end import (
    contents_lines,
    elsewhere_words,
    exercise_certificate_file,
)

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    command = commands.add_parser(
        "end-exercise", help=_("purge the key of an exercise vault and delete its data")
    )
    command.add_argument("--dry-run", action="store_true", help=_("only say what would go"))
    command.add_argument(
        "--certificate-out",
        type=Path,
        metavar="FILE",
        help=_("write what went as a text without a name"),
    )


def end_exercise(args: argparse.Namespace, context: CommandContext) -> int:
    """Run it."""
    with unlocked(context) as services:
        contents = services.exercise_end.preview()
        result: dict[str, object] = {"contents": asdict(contents), "ended": False}
        if args.dry_run:
            lines = [*contents_lines(contents), elsewhere_words()]
            context.print_result(result, "\n".join(lines))
            return 0
        out: Path | None = args.certificate_out
        paper = None if out is None else NewFile(out)  # before anything goes
        try:
            certificate = services.exercise_end.end()
        except BaseException:
            if paper is not None:
                paper.discard()
            raise
    is_removed = context.vaults.remove_ended(certificate.vault_id)
    file = exercise_certificate_file(certificate)[1]
    told = file.decode("utf-8").splitlines()
    is_kept = paper is None or _is_kept(paper, file)
    if not is_kept:
        told.append(_("The file with the certificate could not be written: keep these lines."))
    if not is_removed:
        told.append(_("Some files are still held by another program; the next start removes them."))
    result |= {
        "ended": True,
        "id": certificate.vault_id,
        "at": to_text(certificate.at),
        "removed": is_removed,
        "certificate_written": paper is not None and is_kept,
    }
    context.print_result(result, "\n".join(told))
    return 0 if is_kept else InputRefusedError.exit_status


def _is_kept(paper: NewFile, data: bytes) -> bool:
    """Fill the file; False where that failed, for what went has to be told all the same."""
    try:
        paper.write(data)
    except InputRefusedError:
        return False
    return True


COMMANDS: Mapping[str, Callable[[argparse.Namespace, CommandContext], int]] = {
    "end-exercise": end_exercise
}
