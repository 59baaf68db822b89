"""``vault kept-aside``: what restores kept aside, and removing one of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from estip_desktop.cli.unlocked import unlocked
from estip_desktop.kernel.i18n import _

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    aside = commands.add_parser(
        "kept-aside", help=_("the vaults that restores kept aside; needs --passphrase-file")
    )
    aside.add_argument(
        "--remove",
        default="",
        metavar="NAME",
        help=_("remove this one for good, with what could not be carried over from it"),
    )


def _kept_aside(args: argparse.Namespace, context: CommandContext) -> int:
    with unlocked(context) as services:
        if args.remove:
            services.backups.remove_aside(args.remove)
        left = services.backups.set_aside()
    lines = list(left) or [_("Nothing is kept aside.")]
    if args.remove:
        lines = [_("{name} is removed. The audit trail says so.").format(name=args.remove)]
    context.print_result({"removed": args.remove, "kept_aside": list(left)}, "\n".join(lines))
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace, CommandContext], int]] = {
    "kept-aside": _kept_aside
}
