"""Parsers of what lies in the folder of a vault or beside it."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from estip_desktop import lifeline
from estip_desktop.adapters.home import PreferenceFile
from estip_desktop.adapters.storage.backup_file import BackupReader
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel import strict_json
from estip_desktop.vault import attempts, backup, emergency, recovery_key, seen
from estip_desktop.vault import header as headers
from tests.faults.fuzz_targets import Target, canonical_case
from tests.faults.scenarios import quick_slots
from tests.faults.shim import quick_folder
from tests.vault_support import NOON, make_vault


def _header(data: bytes) -> object:
    return headers.decode(data, quick_slots().accepts)


def _header_inside(data: bytes) -> object:
    value = strict_json.load(data, limit_bytes=headers.LIMIT_BYTES)
    if isinstance(value, dict):
        value.pop("digest", None)
        try:
            value["digest"] = headers._digest(value)
            data = strict_json.canonical(value)
        except (ValueError, UnicodeError) as error:
            raise InputRefusedError("not-canonical") from error
    return _header(data)


def a_header() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return (make_vault(Path(folder)).folder / "header.json").read_bytes()


def _recovery(data: bytes) -> object:
    return recovery_key.parse(data.decode("utf-8", "replace"))


def _preferences(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        path.write_bytes(data)
        return PreferenceFile(path).load()


def _attempts(data: bytes) -> object:
    found = attempts.decode(data)
    return found.wait_s(NOON), found.is_ahead_of(NOON), found.with_another(NOON)


def _a_note() -> bytes:
    return attempts.encode(attempts.Attempts().with_another(NOON).with_another(NOON))


def _a_seen_note() -> bytes:
    return seen.encode({"01a20846-fe00-7265-895d-ba5035da2000": seen.SeenEntry(41, "ab" * 32)})


def _a_screen_copy() -> bytes:
    copy = emergency.ScreenCopy("v-1", NOON, "guided", {"session": "s-1"}, [("Note", "ŵ")])
    return emergency.encode(copy)


def _backup_file(data: bytes) -> object:
    with quick_folder() as folder:
        path = Path(folder) / "x.estip-backup"
        path.write_bytes(data)
        with BackupReader(path) as reader:
            manifest = backup.decode(reader.small(backup.MANIFEST_PART, 1 << 20))
            backup.compare_sizes(manifest, reader.sizes)
            for part in manifest.parts:
                reader.verify(part, lambda _count: None)
            return manifest


def _backup_manifest(data: bytes) -> object:
    manifest = backup.decode(data)
    backup.message(manifest)
    return backup.is_genuine(manifest, b"x" * 32), manifest.spool, manifest.size_bytes


@cache
def _a_backup() -> tuple[bytes, bytes]:
    """A whole backup, and its manifest."""
    from tests.backup_support import a_backed_up_vault

    with quick_folder() as folder:
        made = a_backed_up_vault(Path(folder), answers=1)
        path = made.to(Path(folder) / "x.estip-backup")
        made.vault.close()
        with BackupReader(path) as reader:
            return path.read_bytes(), reader.small(backup.MANIFEST_PART, 1 << 20)


def _lifeline(data: bytes) -> object:
    word = lifeline.word_of(data)
    if word is None:
        raise InputRefusedError("no-word")
    return lifeline.line_of(word)


def vault_targets() -> tuple[Target, ...]:
    """Header, notes, backups, and what processes say to one another."""
    vault_id = b"01a20846-fe00-7265-895d-ba5035da2000"
    words = (b"standby", b"shown", b"quit", b"show idle:15 " + vault_id, b"show manual")
    return (
        Target("json", strict_json.load, lambda: [a_header(), canonical_case()]),
        Target("header", _header, lambda: [a_header()]),
        Target("header-inside", _header_inside, lambda: [a_header()]),
        Target("settings", _preferences, lambda: [b'{"theme": "dark", "text_percent": 150}']),
        Target("recovery-key", _recovery, lambda: [recovery_key.new()[1].encode()]),
        Target("attempts", _attempts, lambda: [_a_note()]),
        Target("seen", seen.decode, lambda: [_a_seen_note()]),
        Target("screen-copy", emergency.decode, lambda: [_a_screen_copy()]),
        Target("backup", _backup_file, lambda: [_a_backup()[0]]),
        Target("backup-manifest", _backup_manifest, lambda: [_a_backup()[1]]),
        Target("pipe", _lifeline, lambda: words),
    )
