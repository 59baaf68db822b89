"""``outbox``: list, send and export what waits."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.sentences import for_code
from estip_desktop.cli.unlocked import unlocked
from estip_desktop.errors import InputRefusedError, NotAvailableError, UsageError
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.i18n import _, format_moment, ngettext
from estip_desktop.outbox import Parcel, group_of

if TYPE_CHECKING:
    from datetime import datetime

    from estip_desktop.cli.context import CommandContext
    from estip_desktop.services import Services


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    group = subparsers.add_parser("outbox", help=_("list, send and export what waits"))
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help=_("parcels and where they stand"))
    commands.add_parser("send", help=_("send what is due and look for receipts, now"))
    export = commands.add_parser(
        "export", help=_("copy what waits or is not accepted yet, sealed, to a stick or folder")
    )
    export.add_argument("folder", metavar="DIR", type=Path)
    receipts = commands.add_parser("import", help=_("take receipts from a stick or folder"))
    receipts.add_argument("folder", metavar="DIR", type=Path)
    by_hand = commands.add_parser("hand-over", help=_("write down that it was carried by hand"))
    by_hand.add_argument("id", metavar="ID", help=_("as outbox list --json shows it"))
    by_hand.add_argument("--to", required=True, metavar="NAME", help=_("name or role"))


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Run one of them."""
    commands: Mapping[str, Callable[[argparse.Namespace, CommandContext, Services], int]] = {
        "list": _list,
        "send": _send,
        "export": _export,
        "import": _import,
        "hand-over": _hand_over,
    }
    with unlocked(context) as services:
        return commands[args.command](args, context, services)


def _list(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    del args
    now = context.clock.now()
    parcels = services.outbox.list()
    lines = [
        f"{parcel.reference}  v{parcel.revision}  {parcel.urgency}  {parcel.words}"
        + (f"  ({_('overdue')})" if parcel.is_overdue(now) else "")
        for parcel in parcels
    ]
    context.print_result(
        {"parcels": [described(parcel, now) for parcel in parcels]},
        "\n".join(lines) or _("Nothing waiting. Things you sign appear here."),
    )
    return 0


def _send(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    del args
    errors: list[str] = []
    try:
        services.referrals.seal_waiting()
    except NotAvailableError as error:
        if error.detail != "no-desk-known":
            raise
        errors.append(error.detail)
    report = services.outbox.send_due(now_please=True)
    errors += report.errors
    now = context.clock.now()
    result: dict[str, object] = {
        "stored": report.stored,
        "failed": report.failed,
        "receipts": report.receipts,
        "waiting": report.waiting,
        "errors": errors,
        "parcels": [described(parcel, now) for parcel in services.outbox.list()],
    }
    text = _(
        "Left at the store: {stored}. New receipts: {receipts}. Still open: {waiting}."
    ).format(stored=report.stored, receipts=report.receipts, waiting=report.waiting)
    if errors:
        text = " ".join([text, *(for_code(code) for code in errors)])
    context.print_result(result, text)
    return NotAvailableError.exit_status if errors else 0


def _export(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    folder: Path = args.folder
    if not folder.is_dir() and (folder.exists() or not folder.absolute().parent.is_dir()):
        raise InputRefusedError("folder")
    exported = services.outbox.export(folder.absolute().as_uri())
    files = [parcel.object_name for parcel in exported.copied]
    failed = [parcel.object_name for parcel in exported.failed]
    text = ngettext(
        "{count} sealed parcel copied.", "{count} sealed parcels copied.", len(files)
    ).format(count=len(files))
    if failed:
        words = _(
            "Not copied: {references}. The sealed file here or the copy there is damaged. Nothing "
            "was changed; try another folder, and outbox list shows where each stands."
        )
        text += " " + words.format(references=", ".join(p.reference for p in exported.failed))
    context.print_result({"exported": files, "failed": failed, "folder": str(folder)}, text)
    return NotAvailableError.exit_status if failed else 0


def _import(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    folder: Path = args.folder
    if not folder.is_dir():
        raise InputRefusedError("folder")
    receipts = services.outbox.bring_in(folder.absolute().as_uri())
    now = context.clock.now()
    parcels = [described(parcel, now) for parcel in services.outbox.list()]
    words = ngettext("{count} new receipt.", "{count} new receipts.", receipts)
    context.print_result({"receipts": receipts, "parcels": parcels}, words.format(count=receipts))
    return 0


def _hand_over(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    if not args.to.strip():
        raise UsageError("--to")
    parcel = services.outbox.hand_over(args.id, to=args.to.strip(), how="by-hand")
    words = _("{reference}: {state}. Only the desk's receipt proves that it arrived.")
    context.print_result(
        described(parcel, context.clock.now()),
        words.format(reference=parcel.reference, state=parcel.words),
    )
    return 0


def described(parcel: Parcel, now: datetime) -> dict[str, object]:
    """A parcel as JSON."""
    return {
        "id": parcel.key,
        "reference": parcel.reference,
        "revision": parcel.revision,
        "kind": parcel.kind,
        "urgency": parcel.urgency,
        "state": parcel.state.value,
        "words": parcel.words,
        "group": group_of(parcel, now).value,
        "overdue": parcel.is_overdue(now),
        "desk": parcel.desk_name or None,
        "object": parcel.object_name if parcel.object_sha256 else None,
        "size": parcel.sealed_size,
        "created_at": to_text(parcel.created_at),
        "created": format_moment(parcel.created_at),
        "tries": parcel.tries,
        "last_error": parcel.last_error or None,
        "accepted_by": parcel.accepted_by or None,
        "reason": parcel.returned_reason or None,
    }
