"""``vault read-copy``: what was kept elsewhere because it could not be saved."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from estip_desktop.cli.context import CommandContext
from estip_desktop.cli.files import read_file
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.i18n import _
from estip_desktop.vault.emergency import SEALED_LIMIT_BYTES


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    read = commands.add_parser(
        "read-copy", help=_("show a screen that could not be saved; needs --passphrase-file")
    )
    read.add_argument("file", type=Path, metavar="FILE")


def _read_copy(args: argparse.Namespace, context: CommandContext) -> int:
    sealed = read_file(args.file, SEALED_LIMIT_BYTES)
    copy = context.vaults.read_copy(context.chosen_vault().id, context.passphrase(), sealed)
    result: dict[str, object] = {
        "at": to_text(copy.at),
        "page": copy.page,
        "arguments": dict(copy.arguments),
        "lines": [{"label": label, "value": value} for label, value in copy.lines],
    }
    head = " ".join((to_text(copy.at), copy.page, *copy.arguments.values()))
    lines = [f"{label}: {value}" for label, value in copy.lines]
    context.print_result(result, "\n".join([head, *lines]))
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace, CommandContext], int]] = {
    "read-copy": _read_copy
}
