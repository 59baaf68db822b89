"""``vault change-passphrase | recover | slots``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from estip_desktop.cli.files import read_secret_file
from estip_desktop.cli.patience import told, wait_for
from estip_desktop.cli.unlocked import using
from estip_desktop.errors import UsageError
from estip_desktop.kernel.clock import from_text, local
from estip_desktop.kernel.i18n import N_, _

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.vault import SlotInfo

Handler = Callable[[argparse.Namespace, "CommandContext"], int]
_NEW, _RECOVERY = "--new-passphrase-file", "--recovery-file"
_KINDS: Mapping[str, str] = {
    "passphrase": N_("passphrase"),
    "recovery": N_("recovery sheet"),
    "force": N_("the force's recovery key"),
}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    change = commands.add_parser(
        "change-passphrase",
        help=_("let another passphrase open it; --passphrase-file has the one of today"),
    )
    change.add_argument(
        _NEW, required=True, metavar="FILE", help=_("holds the new one (- is standard input)")
    )
    recover = commands.add_parser(
        "recover",
        help=_("with the recovery sheet alone: set the passphrase given by --passphrase-file"),
    )
    recover.add_argument(
        _RECOVERY, required=True, metavar="FILE", help=_("holds the key on the sheet")
    )
    commands.add_parser("slots", help=_("what may open it, and since when"))


def _change(args: argparse.Namespace, context: CommandContext) -> int:
    current = context.passphrase()
    new = _secret(args.new_passphrase_file, _NEW)
    vault_id = context.chosen_vault().id
    wait_for(context.vaults, vault_id)
    with using(context, told(context.vaults.unlock(vault_id, current))) as services:
        services.keys.change_passphrase(current, new)
        slots = services.keys.slots
    result = {"changed": True, "slots": [_as_json(slot) for slot in slots]}
    context.print_result(result, _("From now on the new passphrase opens it, and only that one."))
    return 0


def _recover(args: argparse.Namespace, context: CommandContext) -> int:
    new = context.passphrase()
    key = _secret(args.recovery_file, _RECOVERY)
    vault_id = context.chosen_vault().id
    wait_for(context.vaults, vault_id)
    vault = told(context.vaults.unlock_with_recovery_key(vault_id, key))
    with using(context, vault) as services:
        services.keys.recover(key, new)
        slots = services.keys.slots
    result = {"recovered": True, "slots": [_as_json(slot) for slot in slots]}
    context.print_result(
        result, _("From now on this passphrase opens it. The recovery sheet stays as it is.")
    )
    return 0


def _slots(args: argparse.Namespace, context: CommandContext) -> int:
    del args
    vault = context.chosen_vault()
    slots = context.vaults.slots(vault.id)
    result = {"id": vault.id, "slots": [_as_json(slot) for slot in slots]}
    context.print_result(result, "\n".join(map(_in_words, slots)))
    return 0


COMMANDS: Mapping[str, Handler] = {
    "change-passphrase": _change,
    "recover": _recover,
    "slots": _slots,
}


def _secret(name: str, option: str) -> str:
    secret = read_secret_file(name, option)
    if not secret:  # standard input gives only one secret
        raise UsageError(option)
    return secret


def _as_json(slot: SlotInfo) -> dict[str, object]:
    return {
        "id": slot.id,
        "kind": slot.kind.value,
        "since": slot.since,
        "kdf": slot.kdf,
        "params": dict(slot.params),
    }


def _in_words(slot: SlotInfo) -> str:
    if slot.since:
        since = _("since {day}").format(day=f"{local(from_text(slot.since)):%Y-%m-%d}")
    else:
        since = _("made before this was kept")
    cost = " ".join(f"{name}={number}" for name, number in sorted(slot.params.items()))
    return f"{slot.id}  {_(_KINDS[slot.kind.value])}  {since}  {slot.kdf} {cost}".rstrip()
