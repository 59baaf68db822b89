"""The file a backup is: a stored ZIP of one fixed form, written and read here alone.

Any unzip program opens it. We do not use one: whatever stands in such a file's directory is only a
claim, and a reader that believes it can be led outside its folder, to two parts of one name, or to
a thousand times the size. Here the parts follow one another from the first byte; the directory is
not read but built anew from them and has to come out byte for byte. Nothing is ever inflated.

Source: APPNOTE.TXT 6.3.10 §4.3 (PKWARE). Every entry has the ZIP64 fields (§4.5.3), because a
database may outgrow 4 GiB and one form is easier to insist on than two.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from estip_desktop.adapters.storage.files import PRIVATE_FILE, disk_errors, open_regular
from estip_desktop.errors import InputRefusedError
from estip_desktop.vault.backup import MANIFEST_PART, PARTS_LIMIT, Part

CHUNK_BYTES = 1024 * 1024
_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_LOCAL_EXTRA = struct.Struct("<HHQQ")
_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_CENTRAL_EXTRA = struct.Struct("<HHQQQ")
_END64 = struct.Struct("<4sQHHLLQQQQ")
_LOCATOR = struct.Struct("<4sLQL")
_END = struct.Struct("<4sHHHHLLH")
_VERSION, _MADE_BY = 45, 3 << 8 | 45
_DAY, _NEVER32, _NEVER16 = 0x0021, 0xFFFFFFFF, 0xFFFF
"""1 January 1980: when parts changed is nobody's business."""
_NAME = re.compile(rb"header\.json|vault\.db|manifest\.json|spool/[0-9a-f]{64}\.age")
_NAME_BYTES = 74
_ATTRIBUTES = PRIVATE_FILE << 16

OnBytes = Callable[[int], None]
"""Told how many more bytes were handled; may raise to stop."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    crc: int
    size: int
    start: int

    @property
    def local(self) -> bytes:
        """What stands before its bytes."""
        extra = _LOCAL_EXTRA.pack(1, 16, self.size, self.size)
        fixed = (_VERSION, 0, 0, 0, _DAY, self.crc, _NEVER32, _NEVER32, len(self.name), len(extra))
        return _LOCAL.pack(b"PK\x03\x04", *fixed) + self.name + extra

    @property
    def central(self) -> bytes:
        """Its line in the directory."""
        extra = _CENTRAL_EXTRA.pack(1, 24, self.size, self.size, self.start)
        sizes = (self.crc, _NEVER32, _NEVER32, len(self.name), len(extra))
        fixed = (_MADE_BY, _VERSION, 0, 0, 0, _DAY, *sizes, 0, 0, 0, _ATTRIBUTES, _NEVER32)
        return _CENTRAL.pack(b"PK\x01\x02", *fixed) + self.name + extra

    @property
    def data_start(self) -> int:
        """Where its bytes begin."""
        return self.start + _LOCAL.size + len(self.name) + _LOCAL_EXTRA.size


def _directory(entries: list[_Entry], start: int) -> bytes:
    """Everything after the last part."""
    lines = b"".join(entry.central for entry in entries)
    count = len(entries)
    places = (count, count, len(lines), start)
    end64 = _END64.pack(b"PK\x06\x06", _END64.size - 12, _MADE_BY, _VERSION, 0, 0, *places)
    locator = _LOCATOR.pack(b"PK\x06\x07", 0, start + len(lines), 1)
    end = _END.pack(b"PK\x05\x06", 0, 0, _NEVER16, _NEVER16, _NEVER32, _NEVER32, 0)
    return lines + end64 + locator + end


class BackupWriter:
    """Writes a new file, part by part; use it in a ``with`` block, which syncs it at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: list[_Entry] = []
        with disk_errors():
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            self._file: IO[bytes] = os.fdopen(descriptor, "w+b")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                with disk_errors():
                    self._file.write(_directory(self._entries, self._file.tell()))
                    self._file.flush()
                    os.fsync(self._file.fileno())
        finally:
            with disk_errors():
                self._file.close()

    def add_bytes(self, name: str, data: bytes) -> Part:
        """A part from memory."""
        return self._add(name, iter((data,)))

    def add_file(self, name: str, source: Path, on_bytes: OnBytes) -> Part:
        """A part from a file.

        Raises:
            FileNotFoundError: It is gone; nothing of it was written.
        """
        with _opened(source) as file:
            return self._add(name, _chunks(file, on_bytes))

    def _add(self, name: str, chunks: Iterator[bytes]) -> Part:
        start = self._file.tell()
        sha256, crc, size = hashlib.sha256(), 0, 0
        with disk_errors():
            self._file.write(_Entry(name.encode(), 0, 0, start).local)
            for chunk in chunks:
                self._file.write(chunk)
                sha256.update(chunk)
                crc = zlib.crc32(chunk, crc)
                size += len(chunk)
            entry = _Entry(name.encode(), crc, size, start)
            self._file.seek(start)
            self._file.write(entry.local)
            self._file.seek(0, os.SEEK_END)
        self._entries.append(entry)
        return Part(name, size, sha256.hexdigest())


def _opened(source: Path) -> IO[bytes]:
    try:
        return source.open("rb")
    except FileNotFoundError:
        raise
    except OSError:
        with disk_errors():
            raise


def _chunks(file: IO[bytes], on_bytes: OnBytes) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
        on_bytes(len(chunk))


class BackupReader:
    """A file from anywhere, read by its own fixed form; use it in a ``with`` block.

    Raises:
        InputRefusedError: ``file-unreadable``; ``backup-not-one`` if it does not begin like one,
            ``backup-cut-off`` if it ends too early, ``backup-altered`` for anything else.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = open_regular(path)
            self._size = os.fstat(self._file.fileno()).st_size
        except OSError as error:
            raise InputRefusedError("file-unreadable") from error
        try:
            self._entries = {entry.name.decode(): entry for entry in self._scan()}
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._file.close()

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each part but the manifest, by name."""
        return {name: entry.size for name, entry in self._entries.items() if name != MANIFEST_PART}

    def small(self, name: str, limit_bytes: int) -> bytes:
        """One part in memory.

        Raises:
            InputRefusedError: ``backup-incomplete`` if it is not there, ``backup-altered`` if it
                is larger than it may be.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise InputRefusedError("backup-incomplete")
        if entry.size > limit_bytes:
            raise InputRefusedError("backup-altered")
        return b"".join(self._bytes_of(entry, _nobody))

    def verify(self, part: Part, on_bytes: OnBytes) -> None:
        """Read a part and compare it with the manifest.

        Raises:
            InputRefusedError: It is not what the manifest says (``backup-altered``).
        """
        for _chunk in self._checked(part, on_bytes):
            pass

    def extract(self, part: Part, target: Path, on_bytes: OnBytes) -> None:
        """Write a part to a new private file, durably.

        Raises:
            InputRefusedError: As :meth:`verify`; what was written until then is left to the caller.
            DiskFullError, DiskReadOnlyError: It could not be written.
        """
        with disk_errors():
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in self._checked(part, on_bytes):
                with disk_errors():
                    file.write(chunk)
            with disk_errors():
                file.flush()
                os.fsync(file.fileno())

    def _checked(self, part: Part, on_bytes: OnBytes) -> Iterator[bytes]:
        entry = self._entries.get(part.name)
        if entry is None or entry.size != part.size:
            raise InputRefusedError("backup-altered")
        sha256 = hashlib.sha256()
        for chunk in self._bytes_of(entry, on_bytes):
            sha256.update(chunk)
            yield chunk
        if sha256.hexdigest() != part.sha256:
            raise InputRefusedError("backup-altered")

    def _bytes_of(self, entry: _Entry, on_bytes: OnBytes) -> Iterator[bytes]:
        self._file.seek(entry.data_start)
        left, crc = entry.size, 0
        while left:
            chunk = self._read(min(left, CHUNK_BYTES))
            crc = zlib.crc32(chunk, crc)
            left -= len(chunk)
            yield chunk
            on_bytes(len(chunk))
        if crc != entry.crc:
            raise InputRefusedError("backup-altered")

    def _scan(self) -> list[_Entry]:
        entries: list[_Entry] = []
        names: set[bytes] = set()
        start = 0
        while True:
            self._file.seek(start)
            found = self._read(_LOCAL.size)
            if not found.startswith(b"PK\x03\x04"):
                break
            entry = self._entry(found, start)
            if entry.name in names or len(entries) > PARTS_LIMIT:
                raise InputRefusedError("backup-altered")
            names.add(entry.name)
            entries.append(entry)
            start = entry.data_start + entry.size
            if start >= self._size:
                raise InputRefusedError("backup-cut-off")
        if not entries:
            raise InputRefusedError("backup-not-one")
        self._compare_directory(_directory(entries, start), start)
        return entries

    def _entry(self, found: bytes, start: int) -> _Entry:
        crc, name_length = _LOCAL.unpack(found)[6], _LOCAL.unpack(found)[9]
        if not 0 < name_length <= _NAME_BYTES:
            raise InputRefusedError("backup-not-one" if start == 0 else "backup-altered")
        rest = self._read(name_length + _LOCAL_EXTRA.size)
        name, extra = rest[:name_length], rest[name_length:]
        if not _NAME.fullmatch(name):
            raise InputRefusedError("backup-not-one" if start == 0 else "backup-altered")
        entry = _Entry(name, crc, _LOCAL_EXTRA.unpack(extra)[2], start)
        if entry.local != found + rest:
            raise InputRefusedError("backup-altered")
        return entry

    def _compare_directory(self, expected: bytes, start: int) -> None:
        self._file.seek(start)
        found = self._read_up_to(len(expected) + 1)
        if found == expected:
            return
        cut_off = len(found) < len(expected) and expected.startswith(found)
        raise InputRefusedError("backup-cut-off" if cut_off else "backup-altered")

    def _read_up_to(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            raise InputRefusedError("file-unreadable") from error

    def _read(self, size: int) -> bytes:
        data = self._read_up_to(size)
        if len(data) < size:
            raise InputRefusedError("backup-cut-off" if self._size else "backup-not-one")
        return data


def _nobody(_count: int) -> None:
    """Nobody needs to know."""
