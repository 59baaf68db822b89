"""The command line: one module per group of commands, each imported only when it is called.

Exit codes: 0 done or yes; 1 the answer is no (not valid, damaged, not found); 2 usage; 3 input
refused; 4 wrong passphrase or key; 5 not available (no display, store out of reach, vault in use).
With ``--json`` a failure is an object on standard output too: ``{"error": {"code", "detail",
"message", "next"}}``. Passphrases come from ``--passphrase-file`` and never from the arguments or
the environment.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from estip_desktop import __version__
from estip_desktop.errors import EstipError, UsageError
from estip_desktop.kernel.i18n import N_, _

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext

_MODULES: Mapping[str, tuple[str, str]] = {
    "instruments": ("instruments_cmd", N_("list, show and score questionnaires")),
    "pathway": ("pathway_cmd", N_("decide a level of care for a case file")),
    "pack": ("pack_cmd", N_("check the signed content of a force")),
    "vault": ("vault_cmd", N_("create, list and check vaults")),
    "identity": ("identity_cmd", N_("show this vault's key, write a desk's card")),
    "referral": ("referral_cmd", N_("verify a referral PDF, print its data")),
    "outbox": ("outbox_cmd", N_("list, send and export what waits")),
    "person": ("person_cmd", N_("a copy of everything held about one person")),
    "seed": ("seed_cmd", N_("made-up people in an empty home")),
    "doctor": ("doctor_cmd", N_("look at this laptop: disk, swap, clock, backups")),
    "desk": ("desk_cmd", N_("the Occupational Health desk: collect, open, accept")),
}
_LATE_HELP: Mapping[str, str] = {
    "tour": N_("drive the real windows once through the whole job and take pictures"),
    "bench": N_("measure speed against floors taken in the same run"),
    "gallery": N_("draw every component in every state"),
}
Subparsers: TypeAlias = Any
"""What ``ArgumentParser.add_subparsers`` returns; argparse gives its class no public name."""
LateCommand: TypeAlias = "Callable[[Sequence[str], CommandContext], int]"


class CommandModule(Protocol):
    """What a module in this folder offers."""

    def add(self, subparsers: Subparsers) -> None:
        """Describe the commands of this group."""

    def run(self, args: argparse.Namespace, context: CommandContext) -> int:
        """Run the command and return its exit status."""


class _Parser(argparse.ArgumentParser):
    """Raises instead of exiting; the help of every command ends with what stands everywhere."""

    def format_help(self) -> str:
        everywhere = _(
            "Everywhere: --home DIR, --vault ID, --json, --passphrase-file FILE (- is standard "
            "input).\nExit codes: 0 done, 1 no, 2 usage, 3 refused, 4 wrong passphrase, 5 not "
            "available."
        )
        return f"{super().format_help()}\n{everywhere}\n"

    def error(self, message: str) -> None:  # type: ignore[override]  # raises instead of exiting
        raise UsageError(message)


def _main_parser() -> _Parser:
    parser = _Parser(
        prog="estip-desktop",
        description=_(
            "Offline companion for police peer supporters. Without a command: the window."
        ),
    )
    parser.add_argument("--version", action="version", version=f"estip-desktop {__version__}")
    return parser


def run(command: Sequence[str], context: CommandContext, late: Mapping[str, LateCommand]) -> int:
    """Run one command.

    Args:
        command: The words after the global options were taken out.
        context: The real parts.
        late: Commands that drive windows and so lie above this package.

    Returns:
        The exit status.

    Raises:
        UsageError: The words make no command.
    """
    name = command[0]
    if name in late:
        return late[name](command[1:], context)
    parser = _main_parser()
    groups: Subparsers = parser.add_subparsers(
        dest="group", metavar="COMMAND", parser_class=_Parser
    )
    if name in _MODULES:
        module = cast(
            "CommandModule", importlib.import_module(f"estip_desktop.cli.{_MODULES[name][0]}")
        )
        module.add(groups)
        return module.run(parser.parse_args(list(command)), context)
    for group, (_module, text) in _MODULES.items():
        groups.add_parser(group, help=_(text))
    for group, text in _LATE_HELP.items():
        groups.add_parser(group, help=_(text))
    parser.parse_args(list(command))
    raise UsageError(name)


def sentence(error: EstipError) -> str:
    """An expected failure as the command line tells it: what happened and what to do next."""
    from estip_desktop.cli.sentences import for_error  # noqa: PLC0415 - only when needed

    return for_error(error)


def as_json(error: EstipError) -> dict[str, str]:
    """The same for a program that asked for JSON: ``code``, ``detail``, ``message``, ``next``."""
    from estip_desktop.cli import sentences  # noqa: PLC0415 - only when needed

    return sentences.as_json(error)
