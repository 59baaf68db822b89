"""One transaction: the rows it touched, its events, and the entry that vouches for both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import msgspec

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.database import Database
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.audit import AuditEvent

Cell: TypeAlias = str | int | bytes | None
UNNAMED_CHANGE = ("changed", "", "")
"""Recorded when rows changed and no event was named, so that no row is without an entry."""


NO_ROWS = audit_log.pack_rows({})
_encode = msgspec.msgpack.Encoder().encode
"""MessagePack: text, bytes, numbers and nothing are told apart, and one array frames them all."""


class Transaction:
    """Handed to repositories; they run SQL through it and tell it what they wrote.

    It keeps to itself: whether anything is kept is decided by the unit of work alone.
    """

    __slots__ = ("_database", "_events", "_kinds", "_touched", "version")

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events: list[tuple[str, str, str]] = []
        self._touched: dict[audit_log.RowName, bytes] = {}
        self._kinds: set[str] = set()
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

    def touched(self, kind: str, table: str, name: str, tag: bytes) -> None:
        """Remember that a row was written (``tag``) or removed (empty)."""
        self._touched[table, name] = tag
        self._kinds.add(kind)

    def record(self, happening: AuditEvent) -> None:
        """Append an event; it is written with the commit."""
        self._events.append((happening.what, happening.subject, happening.detail))

    def commit(self) -> frozenset[str]:
        """Write the audit entries and make everything durable; returns the kinds that changed."""
        events = self._events
        if self._touched and not events:
            events = [UNNAMED_CHANGE]
        database = self._database
        head = database.head
        if events:
            now = database.now_us()
            rows = audit_log.pack_rows(self._touched)
            for event in events:
                tag = audit_log.tag_of(database.chain_tags, head, now, event, rows)
                head = audit_log.ChainHead(head.seq + 1, tag)
                database.execute(audit_log.INSERT, (head.seq, now, *event, rows, tag))
                rows = NO_ROWS
        database.commit(head)
        return frozenset(self._kinds)
