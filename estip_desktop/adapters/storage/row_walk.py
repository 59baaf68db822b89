"""Reading every row in the order of the keys, some at a time, while others may write."""

from __future__ import annotations

from collections.abc import Iterable

from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.set_hash import SetHash, replaced
from estip_desktop.adapters.storage.tables import ALL_TABLES
from estip_desktop.adapters.storage.transaction import Change, Transaction
from estip_desktop.errors import VaultError
from estip_desktop.vault import Finding


class RowWalk:
    """Checks the tag of each row and sums up what is there.

    A row that changes behind the place that was reached is exchanged in the sum; one that changes
    before it will be read as it is then. So the sum belongs to the moment the walk ends.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = 0
        self._reached: tuple[str, ...] = ()
        self.sum = SetHash()
        self.rows = 0
        self.findings: list[Finding] = []
        self.is_complete = True
        """Whether every table could be read to its end."""
        database.watch(self._on_changed)

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1, as if all tables were of one size."""
        return self._table / len(ALL_TABLES)

    def close(self) -> None:
        """Hear of no more changes."""
        self._database.unwatch(self._on_changed)

    def advance(self, most: int) -> bool:
        """Read up to ``most`` rows; False when all were read. Call it inside a transaction."""
        while most > 0 and self._table < len(ALL_TABLES):
            most -= self._read(most)
        return self._table < len(ALL_TABLES)

    def _read(self, most: int) -> int:
        table = ALL_TABLES[self._table]
        transaction = Transaction(self._database)
        try:
            found = transaction.fetch(*table.rows_after(self._reached, most))
        except VaultError:
            self.is_complete = False
            self.findings.append(Finding("table-unreadable", table.name))
            found = ()
        for stored in found:
            name, tag = table.verify(transaction, stored)
            if tag is None:
                self.findings.append(Finding("record-damaged", f"{table.name}:{name}"))
            self._exchange(table.name, name, b"", _bytes(stored[-1]))
        self.rows += len(found)
        if len(found) < most:
            self._table += 1
            self._reached = ()
        else:
            self._reached = table.key_of(found[-1])
        return len(found)

    def _on_changed(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if self._has_passed(change):
                self._exchange(*change.row, change.old, change.new)

    def _has_passed(self, change: Change) -> bool:
        table = change.row[0]
        if any(each.name == table for each in ALL_TABLES[: self._table]):
            return True
        if self._table == len(ALL_TABLES) or ALL_TABLES[self._table].name != table:
            return False
        return bool(self._reached) and change.key <= self._reached

    def _exchange(self, table: str, name: str, old: bytes, new: bytes) -> None:
        self.sum = replaced(self._database.members, self.sum, (table, name), old, new)


def _bytes(tag: object) -> bytes:
    return tag if isinstance(tag, bytes) and tag else b"\x00"
