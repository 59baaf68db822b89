"""``vault create | list | check``; its other commands lie in modules of their own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from estip_desktop.cli import (
    vault_aside_cmd,
    vault_backup_cmd,
    vault_copy_cmd,
    vault_exercise_cmd,
    vault_keys_cmd,
    vault_purge_cmd,
)
from estip_desktop.cli.context import CommandContext
from estip_desktop.cli.sentences import for_error
from estip_desktop.errors import InputRefusedError, VaultDamagedError, VaultHeaderDamagedError
from estip_desktop.kernel.i18n import N_, _, ngettext
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import CheckReport, Finding, HeaderState, VaultInfo, VaultKind

_MORE = (
    vault_keys_cmd,
    vault_backup_cmd,
    vault_purge_cmd,
    vault_aside_cmd,
    vault_exercise_cmd,
    vault_copy_cmd,
)
"""Modules with further commands of this group."""
_UNOPENED = "cannot-be-opened"
_FOUND: Mapping[str, str] = {
    "header-copy-damaged": N_("One copy of the header is damaged"),
    "audit-broken": N_("The audit trail is broken at entry"),
    "record-damaged": N_("A record is damaged"),
    "record-stale": N_("An older copy of a record was put back"),
    "record-missing": N_("A record is missing"),
    "record-unaccounted": N_("A record is not in the audit trail"),
    "records-differ": N_("Records are not those that were written; which one cannot be told"),
    "table-unreadable": N_("A table cannot be read"),
    "page-damaged": N_("A page of the file is damaged"),
    "database-malformed": N_("The file is malformed"),
}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    group = subparsers.add_parser("vault", help=_("create, list and check vaults"))
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    create = commands.add_parser("create", help=_("make a vault; needs --passphrase-file"))
    create.add_argument("--name", required=True, metavar="LABEL", help=_("shown when locked"))
    create.add_argument("--person", default="", metavar="NAME", help=_("its owner, kept inside"))
    create.add_argument(
        "--kind", choices=[kind.value for kind in VaultKind], default=VaultKind.SUPPORTER.value
    )
    create.add_argument(
        "--recovery-out", type=Path, metavar="FILE", help=_("write the recovery key here")
    )
    commands.add_parser("list", help=_("the vaults in this home"))
    commands.add_parser("check", help=_("read everything; exit status 1 says what is damaged"))
    for module in _MORE:
        module.add(commands)


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Run one of them."""
    commands: dict[str, Callable[[argparse.Namespace, CommandContext], int]] = {
        "create": _create,
        "list": _list,
        "check": _check,
    }
    for module in _MORE:
        commands |= module.COMMANDS
    return commands[args.command](args, context)


def _create(args: argparse.Namespace, context: CommandContext) -> int:
    out: Path | None = args.recovery_out
    if out is not None and (out.exists() or not out.parent.is_dir()):
        raise InputRefusedError("recovery-out")
    created = context.vaults.create(
        args.name, VaultKind(args.kind), context.passphrase(), args.person, Progress()
    )
    result: dict[str, object] = {
        "id": created.info.id,
        "label": created.info.label,
        "kind": created.info.kind.value,
    }
    lines = [_("Vault made: {id}").format(id=created.info.id)]
    if out is None:
        result["recovery_key"] = created.recovery_key
        lines.append(_("Recovery key, shown only now: {key}").format(key=created.recovery_key))
    else:
        _write_private(out, created.recovery_key)
        lines.append(_("The recovery key is in the file you named."))
    context.print_result(result, "\n".join(lines))
    return 0


def _write_private(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        # The vault exists by now, and this key is told only once: better on the screen than lost.
        sys.stderr.write(_("Recovery key, shown only now: {key}").format(key=text) + "\n")
        raise InputRefusedError("recovery-out") from error


def _list(args: argparse.Namespace, context: CommandContext) -> int:
    del args
    vaults = context.vaults.list()
    entries = [
        {"id": one.id, "label": one.label, "kind": one.kind.value, "state": one.state.value}
        for one in vaults
    ]
    lines = [
        "  ".join(
            part for part in (one.id, f"{one.kind.value:<10}", one.label, _state(one)) if part
        )
        for one in vaults
    ]
    context.print_result({"vaults": entries}, "\n".join(lines) or _("No vaults here yet."))
    return 0


def _state(vault: VaultInfo) -> str:
    return "" if vault.state is HeaderState.READY else f"({vault.state.value})"


def _check(args: argparse.Namespace, context: CommandContext) -> int:
    del args
    try:
        report = _report(context)
        words = _in_words(report)
    except (VaultDamagedError, VaultHeaderDamagedError) as error:
        # Too damaged to open is an answer too, and it belongs on standard output.
        report = CheckReport((Finding(_UNOPENED, error.detail),), 0, 0)
        words = for_error(error)
    result: dict[str, object] = {
        "sound": report.is_sound,
        "records": report.records,
        "entries": report.entries,
        "findings": [{"code": one.code, "subject": one.subject} for one in report.findings],
    }
    context.print_result(result, words)
    return 0 if report.is_sound else 1


def _report(context: CommandContext) -> CheckReport:
    vault = context.open_vault()
    try:
        return vault.check()
    finally:
        vault.close()


def _in_words(report: CheckReport) -> str:
    read = ngettext(
        "{records} record and {entries} audit entries read.",
        "{records} records and {entries} audit entries read.",
        report.records,
    ).format(records=report.records, entries=report.entries)
    if report.is_sound:
        return f"{read} " + _("Everything is as it was written.")
    return "\n".join([read, *map(_told, report.findings)])


def _told(finding: Finding) -> str:
    words = _(_FOUND.get(finding.code, finding.code))
    return f"{words}: {finding.subject}" if finding.subject else words
