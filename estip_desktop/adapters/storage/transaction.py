"""One transaction: the rows it touched, its events, and the entry that vouches for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.set_hash import SetHash, replaced
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.audit import AuditEvent

Cell: TypeAlias = str | int | bytes | None
UNNAMED_CHANGE = ("changed", "", "")
"""Recorded when rows changed and no event was named, so that no row is without an entry."""


NO_ROWS = audit_log.pack_rows({})
_encode = msgspec.msgpack.Encoder().encode
"""MessagePack: text, bytes, numbers and nothing are told apart, and one array frames them all."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that was committed.

    Args:
        row: Table and name.
        key: Its key.
        old: Its tag before; empty if there was no such row.
        new: Its tag now; empty if it was removed.
    """

    row: audit_log.RowName
    key: tuple[Any, ...]
    old: bytes
    new: bytes


class Transaction:
    """Handed to repositories; they run SQL through it and tell it what they wrote.

    It keeps to itself: whether anything is kept is decided by the unit of work alone.
    """

    __slots__ = (
        "_before",
        "_database",
        "_events",
        "_kinds",
        "_moments",
        "_touched",
        "damaged",
        "leaves_out_damaged",
        "version",
    )

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events: list[tuple[str, str, str]] = []
        self._moments: dict[int, int] = {}
        """Of events that happened earlier: by their place among the others."""
        self._touched: dict[audit_log.RowName, bytes] = {}
        self._before: dict[audit_log.RowName, tuple[tuple[Any, ...], bytes]] = {}
        self._kinds: set[str] = set()
        self.damaged: dict[str, None] = {}
        """Names of the damaged rows that were met, in order."""
        self.leaves_out_damaged = False
        """Whether lists are read without them."""
        self.version = database.head.seq + 1
        """Version of every row written now: the number of the entry that will vouch for it."""

    def execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> None:
        """Run fixed SQL that returns nothing."""
        self._database.execute(sql, parameters)

    def fetch(self, sql: str, parameters: tuple[Any, ...] = ()) -> Sequence[Any]:
        """Run fixed SQL and return all rows."""
        return self._database.fetch(sql, parameters)

    def row_tag(self, table: str, version: int, cells: Sequence[Cell]) -> bytes:
        """The tag of a row; one array frames table, version and cells, so none can slide.

        Raises:
            InputRefusedError: A text is not Unicode.
        """
        try:
            message = _encode((table, version, cells))
        except UnicodeEncodeError:
            # Without its cause, which holds the text.
            raise InputRefusedError("text-not-unicode") from None
        return self._database.row_tags.tag(message)

    def is_genuine(self, table: str, version: int, cells: Sequence[Cell], tag: object) -> bool:
        """Whether a row that was read is one that was written, and not from the future."""
        return version <= self.version and self._database.row_tags.is_genuine(
            _encode((table, version, cells)), tag
        )

    def note_damage(self, name: str) -> None:
        """A row was read whose tag does not fit."""
        self.damaged[name] = None
        self._database.damage_met[name] = None

    def follows(self, entry: audit_log.Entry, head: audit_log.ChainHead) -> bool:
        """Whether an audit entry that was read is genuine and comes right after ``head``."""
        return audit_log.follows(entry, head, self._database.chain_tags)

    def replace(
        self,
        kind: str,
        row: audit_log.RowName,
        read_tag: str,
        key: tuple[Any, ...],
        tag: bytes,
    ) -> None:
        """Remember, before it happens, that a row will be written or removed.

        Args:
            kind: What listeners are told.
            row: Table and name.
            read_tag: Reads the tag it has now.
            key: For ``read_tag``.
            tag: The tag it will have; empty if it will be gone.
        """
        if row not in self._before:
            self._before[row] = (key, self._database.fetch_cell(read_tag, key) or b"")
        self._touched[row] = tag
        self._kinds.add(kind)

    def record(self, happening: AuditEvent) -> None:
        """Append an event; it is written with the commit."""
        self._events.append((happening.what, happening.subject, happening.detail))

    def record_again(self, what: str, subject: str, detail: str, at: int) -> None:
        """Append an event of another trail of this vault, with its moment of then."""
        self._moments[len(self._events)] = at
        self._events.append((what, subject, detail))

    def commit(self) -> frozenset[str]:
        """Write the audit entries and make everything durable; returns the kinds that changed.

        Where nothing can be written, looking is not recorded, so that one can still look; whatever
        would change a row has failed before.
        """
        if self._database.refuses_writes is not None and not self._touched:
            self._database.rollback()
            return frozenset()
        events = self._events
        if self._touched and not events:
            events = [UNNAMED_CHANGE]
        database = self._database
        head = database.head
        if events:
            now = database.now_us()
            rows = audit_log.pack_rows(self._touched)
            after = self._rows_after(head.rows)
            state = audit_log.ChainHead(rows=after).state
            for number, event in enumerate(events):
                at = self._moments.get(number, now)
                tag = audit_log.tag_of(database.chain_tags, head, at, event, rows, state)
                head = audit_log.ChainHead(head.seq + 1, tag, after)
                database.execute(audit_log.INSERT, (head.seq, at, *event, rows, state, tag))
                rows = NO_ROWS
        database.commit(head, self._changes)
        return frozenset(self._kinds)

    def _rows_after(self, rows: SetHash | None) -> SetHash | None:
        if rows is None:
            return None
        members = self._database.members
        for row, tag in self._touched.items():
            rows = replaced(members, rows, row, self._before[row][1], tag)
        return rows

    def _changes(self) -> Iterator[Change]:
        for row, tag in self._touched.items():
            yield Change(row, *self._before[row], tag)
