"""``seed``: a synthetic vault in an empty home."""

from __future__ import annotations

import argparse

from estip_desktop.cli.context import CommandContext
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.kernel.progress import Progress
from estip_desktop.records.made_up import OWNER, MadeUpPeople
from estip_desktop.vault import VaultKind

PASSPHRASE = "synthetic records holding nobody real"  # noqa: S105 - told, because nothing is secret
LABEL = "Synthetic records"
_MOST_PEOPLE = 1_000_000


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    command = subparsers.add_parser("seed", help=_("made-up people in an empty home"))
    command.add_argument("--people", type=int, required=True, metavar="N")
    command.add_argument(
        "--seed", type=int, default=1, metavar="S", help=_("same seed, same people")
    )


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Make them."""
    if not 1 <= args.people <= _MOST_PEOPLE:
        raise InputRefusedError("seed-people")
    if context.vaults.list():
        raise InputRefusedError("home-has-vaults")
    created = context.vaults.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE, OWNER, Progress())
    vault = context.vaults.unlock(created.info.id, PASSPHRASE, Progress())
    try:
        people = MadeUpPeople(vault.open_unit, context.content, context.clock.now(), args.seed)
        made = people.add(args.people)
    finally:
        vault.close()
    words = ngettext(
        "{people} made-up person with {answers} answers. Nothing in this home is real.",
        "{people} made-up people with {answers} answers. Nobody in this home is real.",
        made.people,
    )
    lines = [
        words.format(people=made.people, answers=made.answers),
        _("Vault: {label}. Passphrase: {passphrase}").format(label=LABEL, passphrase=PASSPHRASE),
    ]
    result: dict[str, object] = {
        "synthetic": True,
        "vault": created.info.id,
        "passphrase": PASSPHRASE,
        "people": made.people,
        "sessions": made.sessions,
        "screenings": made.screenings,
        "answers": made.answers,
    }
    context.print_result(result, "\n".join(lines))
    return 0
