"""``person export``: a copy of everything held about one person."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.unlocked import unlocked
from estip_desktop.kernel.i18n import _
from estip_desktop.records.copies import why_left_out

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    group = subparsers.add_parser("person", help=_("a copy of everything held about one person"))
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    export = commands.add_parser("export", help=_("PDF and JSON, for subject access"))
    export.add_argument("reference", metavar="REF", help=_("as P-0417"))
    export.add_argument("out", metavar="OUT", type=Path, help=_("a new or empty folder"))
    export.add_argument(
        "--keep-others",
        action="store_true",
        help=_("keep the names of other people in, and the signed documents, which name them"),
    )


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Write it."""
    folder: Path = args.out.absolute()
    with unlocked(context) as services:
        person_id = services.copies.find(args.reference)
        marks = services.copies.marks(person_id)
        documents = services.copies.export(person_id, folder, marks if args.keep_others else ())
    names = sorted(path.name for path in folder.iterdir())
    text = _(
        "{count} files written to the folder. They are not encrypted. Names of other people: "
        "{others}. Read the free text for more of them before you hand it over."
    ).format(count=len(names), others=_("kept and marked") if args.keep_others else _("left out"))
    left_out = [each.title for each in documents if each.left_out]
    if left_out:
        text = f"{text}\n" + _("Signed documents: {titles}. {why}").format(
            titles="; ".join(left_out), why=why_left_out()
        )
    if len(left_out) < len(documents):
        text = f"{text}\n" + _("Signed documents lie beside it; they name other people.")
    context.print_result(
        {
            "reference": args.reference,
            "folder": str(folder),
            "files": names,
            "third_parties": "kept" if args.keep_others else "left out",
            "marks": len(marks),
            "documents_left_out": left_out,
        },
        text,
    )
    return 0
