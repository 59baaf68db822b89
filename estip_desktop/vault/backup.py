"""What a backup says of itself: its manifest, and the tag that only the vault key can make.

A backup is one file: the header, the database as it stood at one instant, the sealed files that
waited to be sent, and this manifest over all of them. The tag is made with a key drawn from the
vault key, so a backup that was put together by somebody else is told from ours before a byte of it
is written anywhere.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from estip_desktop.errors import InputRefusedError, VaultTooNewError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault.model import CheckReport

FORMAT = 1
MANIFEST_LIMIT_BYTES = 4 * 1024 * 1024
PARTS_LIMIT = 20_000
"""Sealed files in one backup; a vault that sends ten a day gets there in five years."""
HEADER_PART, DATABASE_PART, MANIFEST_PART = "header.json", "vault.db", "manifest.json"
SPOOL_PREFIX = "spool/"
_SPOOL_PART = re.compile(r"spool/[0-9a-f]{64}\.age")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FIELDS = frozenset(
    {"format", "vault_id", "made_at", "counter", "records", "schema", "app", "parts"}
)
OWED_FACT = "backup-owed"
"""Fact of a vault: when something was erased that the newest backup may still hold; else empty."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside a backup.

    Args:
        name: ``header.json``, ``vault.db`` or ``spool/<sha256>.age``.
        size: Bytes.
        sha256: Of its bytes, in hex.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of the database that was opened with the key and read whole.

    Args:
        counter: Number of the newest entry of its audit chain.
        schema: Its schema, as its migrations name it.
        report: What the check of the copy found.
        size_bytes: Of its file.
    """

    counter: int
    schema: str
    report: CheckReport
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds, and from when.

    Args:
        made_at: When it was made, by the clock of the laptop that made it.
        counter: Number of the newest entry of the audit chain in it.
        records: Rows that were read and found sound when it was made.
        schema: Schema of the database.
        app: Program and version that made it.
    """

    vault_id: VaultId
    made_at: datetime
    counter: int
    records: int
    schema: str
    app: str
    parts: tuple[Part, ...]
    tag: bytes = b""

    def part(self, name: str) -> Part:
        """One part.

        Raises:
            InputRefusedError: There is none (``backup-incomplete``).
        """
        for part in self.parts:
            if part.name == name:
                return part
        raise InputRefusedError("backup-incomplete")

    @property
    def spool(self) -> tuple[Part, ...]:
        """The sealed files."""
        return tuple(part for part in self.parts if part.name.startswith(SPOOL_PREFIX))

    @property
    def size_bytes(self) -> int:
        """What it takes on a disk."""
        return sum(part.size for part in self.parts)


class BackupState(StrEnum):
    """What is known of a backup that lies in a vault's own folder."""

    UNTESTED = "untested"
    GOOD = "good"
    DAMAGED = "damaged"
    OTHER_KEY = "other-key"
    TOO_NEW = "too-new"


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A backup in the vault's own folder.

    Args:
        name: Name of its file: a running number and a day, nothing of a person.
        state: ``UNTESTED`` until somebody looked inside.
        manifest: Known once it was looked at and is ours.
    """

    name: str
    state: BackupState = BackupState.UNTESTED
    manifest: BackupManifest | None = None


def message(manifest: BackupManifest) -> bytes:
    """What the tag covers: everything but itself."""
    return strict_json.canonical(_value(manifest))


def sealed(manifest: BackupManifest, tag: Callable[[bytes], bytes]) -> BackupManifest:
    """The manifest with its tag."""
    return replace(manifest, tag=tag(message(manifest)))


def encode(manifest: BackupManifest) -> bytes:
    """The bytes of ``manifest.json``."""
    return strict_json.canonical({**_value(manifest), "tag": manifest.tag.hex()})


def decode(data: bytes) -> BackupManifest:
    """Read a manifest; it is hostile until its tag was checked.

    Raises:
        InputRefusedError: It is none of ours (``backup-altered``).
        VaultTooNewError: A newer program wrote it (``backup-format``).
    """
    try:
        value = strict_json.load(data, limit_bytes=MANIFEST_LIMIT_BYTES)
        if isinstance(value, dict) and _is_newer(value.get("format")):
            raise VaultTooNewError("backup-format")
        if not isinstance(value, dict) or strict_json.canonical(value) != data:
            raise InputRefusedError("backup-altered")
        if set(value) != _FIELDS | {"tag"} or value["format"] != FORMAT:
            raise InputRefusedError("backup-altered")
        return _manifest(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputRefusedError("backup-altered") from error


def is_genuine(manifest: BackupManifest, tag: bytes) -> bool:
    """Whether the manifest has this tag; compares in constant time."""
    return hmac.compare_digest(manifest.tag, tag)


def compare_sizes(manifest: BackupManifest, found: Mapping[str, int]) -> None:
    """Refuse a file that does not hold exactly the parts its manifest names.

    Raises:
        InputRefusedError: ``backup-altered``.
    """
    if {part.name: part.size for part in manifest.parts} != dict(found):
        raise InputRefusedError("backup-altered")


def day_in(name: str) -> date | None:
    """The day in the name of a kept backup, ``NNNNNN-YYYY-MM-DD.estip-backup``."""
    try:
        return date.fromisoformat(name.partition("-")[2].partition(".")[0])
    except ValueError:
        return None


def _is_newer(number: object) -> bool:
    return isinstance(number, int) and number > FORMAT


def _value(manifest: BackupManifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "vault_id": manifest.vault_id,
        "made_at": to_text(manifest.made_at),
        "counter": manifest.counter,
        "records": manifest.records,
        "schema": manifest.schema,
        "app": manifest.app,
        "parts": [
            {"name": part.name, "size": part.size, "sha256": part.sha256} for part in manifest.parts
        ],
    }


def _manifest(value: dict[str, Any]) -> BackupManifest:
    parts = tuple(_part(one) for one in value["parts"])
    names = [part.name for part in parts]
    if len(parts) > PARTS_LIMIT or len(set(names)) != len(names):
        raise ValueError("parts")
    if not {HEADER_PART, DATABASE_PART}.issubset(names):
        raise ValueError("parts")
    return BackupManifest(
        vault_id=VaultId(_text(value["vault_id"])),
        made_at=from_text(_text(value["made_at"])),
        counter=_whole(value["counter"]),
        records=_whole(value["records"]),
        schema=_text(value["schema"]),
        app=_text(value["app"]),
        parts=parts,
        tag=bytes.fromhex(_text(value["tag"])),
    )


def _part(value: dict[str, Any]) -> Part:
    if set(value) != {"name", "size", "sha256"}:
        raise ValueError("fields")
    name, sha256 = _text(value["name"]), _text(value["sha256"])
    if not (name in {HEADER_PART, DATABASE_PART} or _SPOOL_PART.fullmatch(name)):
        raise ValueError("name")
    if not _SHA256.fullmatch(sha256):
        raise ValueError("sha256")
    return Part(name, _whole(value["size"]), sha256)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("number")
    return value
