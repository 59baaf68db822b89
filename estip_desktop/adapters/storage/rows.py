"""Tables whose every row carries a tag: the fixed SQL to write, read and remove them.

A repository declares its table once and translates between rows and domain objects::

    _PARCELS = MacTable("parcels", kind="outbox", key=("id",), columns=("state", "due_at", "body"))

    _PARCELS.put(transaction, {"id": "…", "state": "sealed", "due_at": None, "body": b"…"})
    _PARCELS.get(transaction, "…")["state"]
    _PARCELS.select(transaction, "state = ?", ("sealed",), order="due_at", limit=20)

The table itself is made by a migration, with ``ver INTEGER NOT NULL`` and ``mac BLOB NOT NULL``
besides these columns and with the key as its primary key. Cells are ``str`` in TEXT, ``int`` in
INTEGER (``bool`` becomes 0 or 1), ``bytes`` in BLOB, or ``None``; keys are ``str``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from estip_desktop.adapters.storage.transaction import Cell, Transaction
from estip_desktop.errors import NotFoundError, RecordDamagedError

Row: TypeAlias = dict[str, Any]
"""Cells by column, without ``ver`` and ``mac``; the repository knows their types."""

# S608 below: names of tables and columns and the texts of conditions are constants of this folder;
# what comes from outside is always a bound parameter.


class MacTable:
    """One table of rows with tags.

    Args:
        name: Table in the database.
        kind: What listeners are told when a row changes, e.g. ``people``; several tables may share
            one.
        key: Columns of the primary key.
        columns: All other columns but ``ver`` and ``mac``. Once released, order and names are part
            of the tag: new ones are added at the end by a migration that writes every row anew.
    """

    def __init__(
        self, name: str, *, kind: str, key: tuple[str, ...], columns: tuple[str, ...]
    ) -> None:
        self.name = name
        self.kind = kind
        self.key = key
        self.columns = (*key, *columns)
        self._width = len(self.columns)
        stored = (*self.columns, "ver", "mac")
        marks = ", ".join("?" * len(stored))
        updates = ", ".join(f"{column} = excluded.{column}" for column in stored[len(key) :])
        where_key = " AND ".join(f"{column} = ?" for column in key)
        self._upsert = (
            f"INSERT INTO {name} ({', '.join(stored)}) VALUES ({marks}) "  # noqa: S608
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}"
        )
        self._read = f"SELECT {', '.join(stored)} FROM {name}"  # noqa: S608
        self._read_one = f"{self._read} WHERE {where_key}"
        self._read_tag = f"SELECT mac FROM {name} WHERE {where_key}"  # noqa: S608
        self._count = f"SELECT count(*) FROM {name} WHERE "  # noqa: S608
        self._delete = f"DELETE FROM {name} WHERE {where_key}"  # noqa: S608

    def put(self, transaction: Transaction, row: Mapping[str, Cell]) -> None:
        """Add the row, or replace the one with the same key.

        Raises:
            KeyError: A column is missing (a bug).
            InputRefusedError: A text is not Unicode (``text-not-unicode``).
        """
        cells = [
            int(cell) if cell is True or cell is False else cell
            for cell in map(row.__getitem__, self.columns)
        ]
        version = transaction.version
        tag = transaction.row_tag(self.name, version, cells)
        name = (self.name, self.name_of(cells))
        key = tuple(cells[: len(self.key)])
        transaction.replace(self.kind, name, self._read_tag, key, tag)
        transaction.execute(self._upsert, (*cells, version, tag))

    def get(self, transaction: Transaction, *key: str) -> Row:
        """The row with this key.

        Raises:
            NotFoundError: There is none.
            RecordDamagedError: Its tag does not fit.
        """
        row = self.find(transaction, *key)
        if row is None:
            raise NotFoundError(f"{self.name}:{'/'.join(key)}")
        return row

    def find(self, transaction: Transaction, *key: str) -> Row | None:
        """The row with this key, or ``None``.

        Raises:
            RecordDamagedError: Its tag does not fit.
        """
        found = transaction.fetch(self._read_one, key)
        return self._checked(transaction, found[0]) if found else None

    def select(
        self,
        transaction: Transaction,
        where: str = "1",
        parameters: tuple[Cell, ...] = (),
        *,
        order: str = "",
        limit: int | None = None,
    ) -> list[Row]:
        """Rows for which ``where`` holds, each checked.

        Where the transaction leaves out what is damaged, damaged rows are missing from the list.

        Args:
            transaction: The current one.
            where: Constant SQL with ``?`` for each parameter.
            parameters: For ``where``, then for ``order``.
            order: Constant SQL after ``ORDER BY``.
            limit: At most this many.

        Raises:
            RecordDamagedError: The tag of one of them does not fit.
        """
        found = self._found(transaction, where, parameters, order, limit)
        if transaction.leaves_out_damaged:
            return self._sound(transaction, found)
        return [self._checked(transaction, each) for each in found]

    def select_sound(
        self,
        transaction: Transaction,
        where: str = "1",
        parameters: tuple[Cell, ...] = (),
        *,
        order: str = "",
        limit: int | None = None,
    ) -> list[Row]:
        """As :meth:`select`, for lists of things that have nothing to do with one another.

        A damaged row is missing from the list, so that it does not take the others with it. That it
        was met is noted, and said where the health of the vault is. What is decided from all rows
        together (flags, answers) is never read like this.
        """
        found = self._found(transaction, where, parameters, order, limit)
        rows = self._sound(transaction, found)
        if limit is not None and len(rows) < len(found):
            # The damaged ones took the places of others, which must not wait behind them for ever.
            found = self._found(transaction, where, parameters, order, None)
            rows = self._sound(transaction, found)[:limit]
        return rows

    def count(
        self, transaction: Transaction, where: str = "1", parameters: tuple[Cell, ...] = ()
    ) -> int:
        """How many rows ``where`` holds for; reads no text, so no tag is checked."""
        return int(transaction.fetch(self._count + where, parameters)[0][0])

    def delete(self, transaction: Transaction, *key: str) -> None:
        """Remove the row; missing is fine."""
        transaction.replace(self.kind, (self.name, "/".join(key)), self._read_tag, key, b"")
        transaction.execute(self._delete, key)

    def all_stored(self) -> str:
        """SQL that reads the whole table with ``ver`` and ``mac``, for the check."""
        return self._read

    def rows_after(self, key: tuple[str, ...], most: int) -> tuple[str, tuple[Cell, ...]]:
        """SQL and parameters for the next rows with ``ver`` and ``mac``, in the order of keys.

        Args:
            key: Of the last row that was read; empty to begin.
            most: At most this many.
        """
        order = ", ".join(self.key)
        where = f"WHERE ({order}) > ({', '.join('?' * len(key))}) " if key else ""
        return f"{self._read} {where}ORDER BY {order} LIMIT ?", (*key, most)

    def key_of(self, cells: Sequence[Any]) -> tuple[str, ...]:
        """Key of the row whose cells begin with these."""
        return tuple(map(str, cells[: len(self.key)]))

    def stored(self, transaction: Transaction, *key: str) -> Sequence[Any] | None:
        """The row with this key as it is stored, unchecked; for :meth:`verify`."""
        found = transaction.fetch(self._read_one, key)
        return found[0] if found else None

    def row_of(self, stored: Sequence[Any]) -> Row:
        """Cells by column of a row that was verified."""
        return dict(zip(self.columns, stored, strict=False))

    def key_named(self, name: str) -> tuple[str, ...]:
        """The key of the row that goes by this name; only the last part may hold a slash."""
        return tuple(name.split("/", len(self.key) - 1))

    def verify(self, transaction: Transaction, stored: Sequence[Any]) -> tuple[str, bytes | None]:
        """Name of a stored row, and its tag if it is genuine."""
        cells = list(stored[: self._width])
        version, tag = stored[self._width :]
        genuine = isinstance(version, int) and transaction.is_genuine(
            self.name, version, cells, tag
        )
        return self.name_of(cells), tag if genuine else None

    def name_of(self, cells: Sequence[Any]) -> str:
        """Name of the row whose cells begin with these."""
        if len(self.key) == 1:
            return str(cells[0])
        return "/".join(map(str, cells[: len(self.key)]))

    def _found(
        self,
        transaction: Transaction,
        where: str,
        parameters: tuple[Cell, ...],
        order: str,
        limit: int | None,
    ) -> Sequence[Any]:
        sql = f"{self._read} WHERE {where}"
        if order:
            sql = f"{sql} ORDER BY {order}"
        if limit is not None:
            sql = f"{sql} LIMIT ?"
            parameters = (*parameters, limit)
        return transaction.fetch(sql, parameters)

    def _sound(self, transaction: Transaction, found: Sequence[Any]) -> list[Row]:
        rows = []
        for stored in found:
            name, tag = self.verify(transaction, stored)
            if tag is None:
                transaction.note_damage(f"{self.name}:{name}")
            else:
                rows.append(dict(zip(self.columns, stored, strict=False)))
        return rows

    def _checked(self, transaction: Transaction, stored: Sequence[Any]) -> Row:
        name, tag = self.verify(transaction, stored)
        if tag is None:
            transaction.note_damage(f"{self.name}:{name}")
            raise RecordDamagedError(f"{self.name}:{name}")
        return dict(zip(self.columns, stored, strict=False))
