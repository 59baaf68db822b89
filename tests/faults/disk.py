"""A disk after a power cut, rebuilt from the log of ``shim.c``.

The model is stricter than any file system we know. A file keeps what was written before its last
``fsync``; of what came after, each write may be kept, lost, or torn at 512 bytes, in any order. A
name in a folder is durable only after ``fsync`` of that folder; until then it may be there or not,
whatever else is. Both may differ from file to file and from folder to folder.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from tests.faults.shim import Op

_RECORD = struct.Struct("<BBHiqII")
SECTOR_BYTES = 512
_CREATED, _EMPTIED = 1, 2


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the log."""

    op: Op
    flag: int
    file: int
    at: int
    path: str
    other: str
    data: bytes


def read_log(raw: bytes) -> list[Record]:
    """All whole records; the process may have been ended in the middle of one."""
    found, place = [], 0
    while place + _RECORD.size <= len(raw):
        op, flag, other, file, at, path, data = _RECORD.unpack_from(raw, place)
        place += _RECORD.size
        parts = []
        for size in (path, other, data):
            parts.append(raw[place : place + size])
            place += size
        if place <= len(raw):
            name, second, written = parts
            found.append(Record(Op(op), flag, file, at, name.decode(), second.decode(), written))
    return found


class Unsynced(Enum):
    """What becomes of what was not synced."""

    KEPT = "kept"
    DROPPED = "dropped"
    SOME = "some"
    REORDERED = "reordered"
    TORN = "torn"


@dataclass(slots=True)
class _Change:
    """A write at ``at``, or with ``data`` None a new length ``at``."""

    at: int
    data: bytes | None

    def sectors(self) -> Iterator[_Change]:
        if self.data is None:
            yield self
            return
        start = self.at
        end = self.at + len(self.data)
        while start < end:
            stop = min(end, (start // SECTOR_BYTES + 1) * SECTOR_BYTES)
            yield _Change(start, self.data[start - self.at : stop - self.at])
            start = stop

    def apply(self, content: bytearray) -> None:
        if self.data is None:
            del content[self.at :]
            content.extend(bytes(self.at - len(content)))
            return
        content.extend(bytes(max(0, self.at - len(content))))
        content[self.at : self.at + len(self.data)] = self.data


@dataclass(slots=True, eq=False)
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[_Change] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            change.apply(self.durable)
        self.pending = []

    def after_cut(self, how: Unsynced, chance: random.Random) -> bytes:
        content = bytearray(self.durable)
        for change in _survivors(self.pending, how, chance):
            change.apply(content)
        return bytes(content)


def _survivors(pending: list[_Change], how: Unsynced, chance: random.Random) -> Iterable[_Change]:
    match how:
        case Unsynced.KEPT:
            return pending
        case Unsynced.DROPPED:
            return ()
        case Unsynced.SOME:
            return [change for change in pending if chance.random() < 0.5]
        case Unsynced.REORDERED:
            some = [change for change in pending if chance.random() < 0.7]
            chance.shuffle(some)
            return some
        case Unsynced.TORN:
            sectors = [one for change in pending for one in change.sectors()]
            return [one for one in sectors if chance.random() < 0.7]


@dataclass(slots=True, eq=False)
class _Folder:
    durable: dict[str, _Node] = field(default_factory=dict)
    present: dict[str, _Node] = field(default_factory=dict)
    pending: list[Mapping[str, _Node | None]] = field(default_factory=list)
    """Each names entries that are set, or with None removed, together."""

    def change(self, names: Mapping[str, _Node | None]) -> None:
        self.pending.append(names)
        _enter(self.present, names)

    def sync(self) -> None:
        self.durable = dict(self.present)
        self.pending = []

    def after_cut(self, how: Unsynced, chance: random.Random) -> dict[str, _Node]:
        entries = dict(self.durable)
        for names in self.pending:
            if how is Unsynced.KEPT or (how is not Unsynced.DROPPED and chance.random() < 0.5):
                _enter(entries, names)
        return entries


_Node: TypeAlias = _File | _Folder


def _enter(entries: dict[str, _Node], names: Mapping[str, _Node | None]) -> None:
    for name, node in names.items():
        if node is None:
            entries.pop(name, None)
        else:
            entries[name] = node


class Disk:
    """What a process wrote below one folder, and what may be left of it.

    Args:
        root: The folder as the log names it; it is durable itself and was empty.
    """

    def __init__(self, root: Path) -> None:
        self._root = str(root.resolve())
        self._top = _Folder()
        self._open: dict[int, _Node] = {}
        self.acknowledged: list[str] = []

    def play(self, record: Record) -> None:
        """Do once more what was done."""
        actions: Mapping[Op, Callable[[Record], None]] = {
            Op.OPEN: self._play_open,
            Op.WRITE: lambda one: self._file(one).append(_Change(one.at, one.data)),
            Op.TRUNCATE: lambda one: self._file(one).append(_Change(one.at, None)),
            Op.SYNC: lambda one: self._open[one.file].sync(),
            Op.CLOSE: lambda one: self._open.__delitem__(one.file),
            Op.RENAME: self._play_rename,
            Op.LINK: lambda one: self._set(one.other, self._node(one.path)),
            Op.UNLINK: lambda one: self._set(one.path, None),
            Op.RMDIR: lambda one: self._set(one.path, None),
            Op.MKDIR: lambda one: self._set(one.path, _Folder()),
            Op.ACK: lambda one: self.acknowledged.append(one.data.decode()),
        }
        actions[record.op](record)

    def _file(self, record: Record) -> list[_Change]:
        node = self._open[record.file]
        assert isinstance(node, _File)
        return node.pending

    def _play_open(self, record: Record) -> None:
        if record.flag & _CREATED:
            self._set(record.path, _File())
        node = self._node(record.path)
        if record.flag & _EMPTIED and isinstance(node, _File):
            node.pending.append(_Change(0, None))
        self._open[record.file] = node

    def _play_rename(self, record: Record) -> None:
        node = self._node(record.path)
        here, there = PurePosixPath(record.path), PurePosixPath(record.other)
        if here.parent == there.parent:
            self._folder(here.parent).change({here.name: None, there.name: node})
        else:
            self._set(record.other, node)
            self._set(record.path, None)

    def _set(self, path: str, node: _Node | None) -> None:
        name = PurePosixPath(path)
        self._folder(name.parent).change({name.name: node})

    def _folder(self, path: PurePosixPath) -> _Folder:
        node = self._node(str(path))
        assert isinstance(node, _Folder)
        return node

    def _node(self, path: str) -> _Node:
        node: _Node = self._top
        for part in PurePosixPath(path).relative_to(self._root).parts:
            assert isinstance(node, _Folder)
            node = node.present[part]
        return node

    def cut(self, target: Path, how: Unsynced, chance: random.Random) -> None:
        """Write into ``target``, an empty folder, what may be found after a cut now."""
        self._write(self._top, target, how, chance)

    def _write(self, folder: _Folder, target: Path, how: Unsynced, chance: random.Random) -> None:
        for name, node in folder.after_cut(how, chance).items():
            path = target / name
            if isinstance(node, _Folder):
                path.mkdir(mode=0o700)
                self._write(node, path, how, chance)
            else:
                path.write_bytes(node.after_cut(how, chance))
