"""``vault backup | restore``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from estip_desktop.cli.context import CommandContext
from estip_desktop.cli.files import read_file
from estip_desktop.cli.unlocked import unlocked
from estip_desktop.errors import SecretRefusedError
from estip_desktop.kernel.clock import local, to_text
from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.vault import BackupManifest, CarriedOver, KeysBack, Proof
from estip_desktop.vault.lost_laptop import PASSPHRASE, SHEET, UNKNOWN, danger_words, gap_words
from estip_desktop.vault.restored import erased_words, words_before

_RECOVERY_LIMIT_BYTES = 4096


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    backup = commands.add_parser(
        "backup", help=_("write a backup of the vault to a new file or into a folder")
    )
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = commands.add_parser(
        "restore",
        help=_("put a vault back from a backup; one that is there is kept under another name"),
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--recovery-file",
        type=Path,
        metavar="F",
        help=_("the recovery key; --passphrase-file then gives the new passphrase"),
    )
    restore.add_argument(
        "--carry-over",
        action="store_true",
        help=_("bring over what was saved after the backup, where it can still be read"),
    )
    restore.add_argument(
        "--lost-laptop-sheet",
        type=Path,
        metavar="FOLDER",
        help=_("restore nothing: write who was in the records, as PDF and text"),
    )
    restore.add_argument(
        "--with-laptop",
        choices=[PASSPHRASE, SHEET, UNKNOWN, "both", "nothing"],
        default=UNKNOWN,
        help=_("what that opens the records may be with the laptop (for the sheet)"),
    )


def _backup(args: argparse.Namespace, context: CommandContext) -> int:
    with unlocked(context) as services:
        manifest = services.backups.make_elsewhere(args.file, Progress(), Cancel())
    context.print_result(
        _facts(manifest),
        _("Backup made and read back: {records} records. Keep it away from the laptop.").format(
            records=manifest.records
        ),
    )
    return 0


def _restore(args: argparse.Namespace, context: CommandContext) -> int:
    if args.lost_laptop_sheet is not None:
        return _lost_laptop(args, context)
    passphrase = context.passphrase()
    if args.recovery_file is None:
        proof, new_passphrase = Proof.passphrase(passphrase), ""
    else:
        proof, new_passphrase = Proof.recovery_key(_recovery_key(args.recovery_file)), passphrase
    restored = context.vaults.restores.restore(
        args.file,
        proof,
        Progress(),
        new_passphrase,
        carry_over=args.carry_over,
        before=_tell_before,
    )
    lines = [
        _("Vault {id} is back as it was on {day}, with {records} records.").format(
            id=restored.info.id,
            day=f"{local(restored.manifest.made_at):%d/%m/%Y %H:%M}",
            records=restored.manifest.records,
        )
    ]
    if restored.kept_aside:
        lines.append(
            _(
                "The vault that was here before is kept as {name}; nothing of it was removed."
            ).format(name=restored.kept_aside)
        )
    if restored.keys_words:
        lines.append(restored.keys_words)
    if restored.erased_back:
        lines.append(erased_words(restored.erased_back))
    carried = restored.carried_over
    if carried is not None:
        lines.append(_carried_words(carried))
    result = {
        "id": restored.info.id,
        "label": restored.info.label,
        "kind": restored.info.kind.value,
        "kept_aside": restored.kept_aside,
        "keys": restored.keys.value,
        "erased_back": restored.erased_back,
        "carried_over": None if carried is None else carried.records,
        "not_carried": [] if carried is None else list(carried.missing),
        **_facts(restored.manifest),
    }
    context.print_result(result, "\n".join(lines))
    return 0


def _tell_before(keys: KeysBack, manifest: BackupManifest, erased: int) -> None:
    words = "\n".join(filter(None, (words_before(keys, manifest), erased_words(erased))))
    if words:
        sys.stderr.write(words + "\n")
        sys.stderr.flush()


def _carried_words(carried: CarriedOver) -> str:
    words = ngettext(
        "{count} change made after the backup was carried over.",
        "{count} changes made after the backup were carried over.",
        carried.records,
    ).format(count=carried.records)
    if carried.missing:
        kinds = ", ".join(sorted(set(carried.missing)))
        words += " " + _("Others could not be read: {kinds}.").format(kinds=kinds)
    if not carried.is_whole:
        words += " " + _(
            "There may have been more that could not be read, also in the log of who looked at "
            "what."
        )
    return words


def _lost_laptop(args: argparse.Namespace, context: CommandContext) -> int:
    if args.recovery_file is None:
        proof = Proof.passphrase(context.passphrase())
    else:
        proof = Proof.recovery_key(_recovery_key(args.recovery_file))
    gone: dict[str, tuple[str, ...]] = {"both": (PASSPHRASE, SHEET), "nothing": ()}
    with_laptop = gone.get(args.with_laptop, (args.with_laptop,))
    restores = context.vaults.restores
    sheet = restores.lost_laptop(args.file, proof, Progress(), with_laptop)
    names = context.write_lost_laptop_sheet(sheet, args.lost_laptop_sheet)
    title, why = danger_words(sheet)
    words = ngettext(
        "{count} person was in these records.", "{count} people were in these records.",
        len(sheet.people),
    ).format(count=len(sheet.people))  # fmt: skip
    result: dict[str, object] = {
        "files": list(names),
        "people": len(sheet.people),
        "backed_up_at": to_text(sheet.backed_up_at),
        "with_laptop": list(sheet.with_laptop),
    }
    lines = [f"{title}. {why}", words, gap_words(sheet), ", ".join(names)]
    context.print_result(result, "\n".join(lines))
    return 0


def _recovery_key(path: Path) -> str:
    try:
        return read_file(path, _RECOVERY_LIMIT_BYTES).decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise SecretRefusedError("recovery-key-mistyped") from error


def _facts(manifest: BackupManifest) -> dict[str, object]:
    return {
        "made_at": to_text(manifest.made_at),
        "counter": manifest.counter,
        "records": manifest.records,
        "sealed_files": len(manifest.spool),
        "size": manifest.size_bytes,
        "app": manifest.app,
    }


COMMANDS: Mapping[str, Callable[[argparse.Namespace, CommandContext], int]] = {
    "backup": _backup,
    "restore": _restore,
}
