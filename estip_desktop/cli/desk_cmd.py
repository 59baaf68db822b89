"""``desk``: make a desk known, and the work of a desk: collect, open, accept."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.files import read_file, write_new
from estip_desktop.cli.unlocked import unlocked
from estip_desktop.errors import InputRefusedError, NotAvailableError, NotFoundError
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.i18n import _, format_moment
from estip_desktop.provisioning import fingerprint_in_groups

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.receiving import Desk, InboxEntry
    from estip_desktop.services import Services

_CARD_LIMIT_BYTES = 64 * 1024


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    group = subparsers.add_parser(
        "desk", help=_("the Occupational Health desk: collect, open, accept")
    )
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    added = commands.add_parser("add", help=_("make a desk known by its card"))
    added.add_argument("card", metavar="CARD", type=Path)
    added.add_argument(
        "--fingerprint", default="", help=_("what was compared; needed if the desk's key changed")
    )
    commands.add_parser("collect", help=_("take in what lies at the store"))
    commands.add_parser("list", help=_("the inbox"))
    opened = commands.add_parser("open", help=_("write the PDF, or everything into a folder"))
    opened.add_argument("id", metavar="ID")
    opened.add_argument("out", metavar="OUT", type=Path)
    accept = commands.add_parser("accept", help=_("a named person takes it on"))
    accept.add_argument("id", metavar="ID")
    accept.add_argument("--by", metavar="NAME", required=True)
    booked = commands.add_parser("booked", help=_("an appointment was made"))
    booked.add_argument("id", metavar="ID")
    back = commands.add_parser("return", help=_("send it back with a reason"))
    back.add_argument("id", metavar="ID")
    back.add_argument("--reason", metavar="TEXT", required=True)
    commands.add_parser("quarantine", help=_("what could not be taken in, and why"))


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Run one of them."""
    commands: Mapping[str, Callable[[argparse.Namespace, CommandContext, Services], int]] = {
        "add": _add,
        "collect": _collect,
        "list": _list,
        "open": _open,
        "accept": _accept,
        "booked": _booked,
        "return": _return,
        "quarantine": _quarantine,
    }
    with unlocked(context) as services:
        return commands[args.command](args, context, services)


def _add(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    data = read_file(args.card, _CARD_LIMIT_BYTES)
    desk = services.desks.add(data, typed_fingerprint=args.fingerprint)
    context.print_result(
        {
            "id": desk.id,
            "name": desk.name,
            "fingerprint": desk.fingerprint,
            "recipient": desk.recipient,
            "store": desk.store,
        },
        _("{name} is known now. Compare its fingerprint by telephone: {groups}").format(
            name=desk.name, groups=desk.fingerprint
        ),
    )
    return 0


def _collect(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    del args
    collected = _desk(services).collect()
    context.print_result(
        {
            "new": collected.new,
            "merged": collected.merged,
            "quarantined": collected.quarantined,
            "receipts": collected.receipts,
            "refused": list(collected.refused),
        },
        _("New: {new}. Same again: {merged}. Quarantined: {quarantined}.").format(
            new=collected.new, merged=collected.merged, quarantined=collected.quarantined
        ),
    )
    return 0


def _list(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    del args
    entries = _desk(services).list()
    lines = [
        f"{entry.reference}  v{entry.revision}  {entry.urgency}  "
        f"{format_moment(entry.received_at)}  {entry.words}  {_sender(entry)}"
        for entry in entries
    ]
    context.print_result(
        {"inbox": [described(entry) for entry in entries]},
        "\n".join(lines) or _("The inbox is empty."),
    )
    return 0


def _open(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    desk = _desk(services)
    entry = desk.open(_id(desk, args.id))
    out: Path = args.out
    pdf, data = out, None
    if out.suffix.lower() != ".pdf":
        try:
            out.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise InputRefusedError("folder") from error
        pdf, data = out / "referral.pdf", out / "bundle.json"
    write_new(pdf, entry.pdf)
    if data is not None:
        write_new(data, entry.data)
    context.print_result(
        {
            **described(entry),
            "pdf": str(pdf),
            "data": str(data) if data else None,
            "checks": [
                {"code": check.code, "passed": check.passed, "words": check.words}
                for check in entry.checks
            ],
        },
        "\n".join(
            [
                _("Written. {sender}").format(sender=_sender(entry)),
                *(f"{'+' if check.passed else '!'} {check.words}" for check in entry.checks),
            ]
        ),
    )
    return 0


def _accept(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    desk = _desk(services)
    return _answered(desk.accept(_id(desk, args.id), args.by), context)


def _booked(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    desk = _desk(services)
    return _answered(desk.booked(_id(desk, args.id)), context)


def _return(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    desk = _desk(services)
    return _answered(desk.return_(_id(desk, args.id), args.reason), context)


def _quarantine(args: argparse.Namespace, context: CommandContext, services: Services) -> int:
    del args
    items = _desk(services).quarantine()
    context.print_result(
        {
            "quarantine": [
                {
                    "object": item.object_name,
                    "reason": item.reason,
                    "size": item.size,
                    "at": to_text(item.at),
                }
                for item in items
            ]
        },
        "\n".join(f"{item.object_name}  {item.reason}" for item in items)
        or _("Nothing is in quarantine."),
    )
    return 0


def _answered(entry: InboxEntry, context: CommandContext) -> int:
    context.print_result(described(entry), f"{entry.reference}  {entry.words}")
    return 0


def _desk(services: Services) -> Desk:
    if services.desk is None:
        raise NotAvailableError("not-a-desk")
    return services.desk


def _id(desk: Desk, given: str) -> str:
    """An entry's id from the id itself, its beginning, or the printed reference."""
    entries = desk.list()
    if any(entry.id == given for entry in entries):
        return given
    found = [e.id for e in entries if e.reference == given or e.id.startswith(given)]
    if not given or not found:
        raise NotFoundError("inbox")
    if len(found) > 1:
        raise InputRefusedError("several-entries")
    return found[0]


def _sender(entry: InboxEntry) -> str:
    if entry.sender_known:
        return _("from {name}").format(name=entry.sender_name)
    return _("unknown sender, fingerprint {groups}, phone to compare").format(
        groups=fingerprint_in_groups(entry.sender_kid)
    )


def described(entry: InboxEntry) -> dict[str, object]:
    """An entry as JSON; no name of the person referred."""
    return {
        "id": entry.id,
        "reference": entry.reference,
        "revision": entry.revision,
        "kind": entry.kind,
        "urgency": entry.urgency,
        "received_at": to_text(entry.received_at),
        "state": entry.state.value,
        "words": entry.words,
        "assignee": entry.assignee or None,
        "sender": entry.sender_name,
        "sender_known": entry.sender_known,
        "fingerprint": fingerprint_in_groups(entry.sender_kid),
        "phoned_to": entry.phoned_to or None,
    }
