"""``identity``: show this vault's key, write its card."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.files import write_new
from estip_desktop.cli.unlocked import unlocked
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.i18n import _

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.services import Services


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    group = subparsers.add_parser("identity", help=_("show this vault's key, write its card"))
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("show", help=_("name, fingerprint and certificate"))
    card = commands.add_parser("card", help=_("write the card by which others know this vault"))
    card.add_argument("out", metavar="OUT", type=Path)


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Run one of them."""
    with unlocked(context) as services:
        if args.command == "card":
            return _card(args.out, services, context)
        own = services.identity.own()
        result: dict[str, object] = {
            "name": own.name,
            "kid": own.kid,
            "fingerprint": own.fingerprint,
            "created_at": to_text(own.created_at),
            "desk": own.is_desk,
            "exercise": own.exercise,
            "recipient": own.recipient,
            "store": own.store,
            "trust_pem": services.identity.trust_pem().decode("ascii"),
        }
        lines = [own.name, _("Fingerprint {groups}").format(groups=own.fingerprint)]
        if own.is_desk:
            lines.append(_("Collects from {store}").format(store=own.store))
        context.print_result(result, "\n".join(lines))
        return 0


def _card(out: Path, services: Services, context: CommandContext) -> int:
    own = services.identity.own()
    write_new(out, services.identity.card())
    context.print_result(
        {"card": str(out), "kid": own.kid, "fingerprint": own.fingerprint},
        _("Card written. Read this fingerprint to whoever adds it: {groups}").format(
            groups=own.fingerprint
        ),
    )
    return 0
