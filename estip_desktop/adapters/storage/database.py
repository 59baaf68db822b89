"""The open database: one connection, one transaction at a time, and the head of the audit chain."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from estip_desktop.adapters.crypto.row_mac import CHAIN_MAC_BYTES, ROW_MAC_BYTES, Authenticator
from estip_desktop.adapters.crypto.subkeys import subkey
from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.border import is_lost_write, meaning
from estip_desktop.adapters.storage.connection import driver, open_connection, refuse_plain_file
from estip_desktop.errors import EstipError, VaultDamagedError
from estip_desktop.kernel.clock import Clock
from estip_desktop.vault.secret import Secret

CommitListener = Callable[[frozenset[str]], None]


class Database:
    """One encrypted database, open in this process and locked against all others.

    Use :meth:`open`. All work goes through a :class:`~.transaction.Transaction`, which
    :meth:`begin` guards: the vault lane does its work in order, and a second thread waits.
    """

    def __init__(self, engine: Engine, key: Secret, vault_id: str, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = threading.Lock()
        self._owner = 0
        self._listeners: list[CommitListener] = []
        self._lost_write = False
        self.row_tags = Authenticator(subkey(key, "row-mac", vault_id), ROW_MAC_BYTES)
        self.chain_tags = Authenticator(subkey(key, "audit-chain", vault_id), CHAIN_MAC_BYTES)
        self.head = audit_log.ChainHead()
        self._connection = self._connect()

    @classmethod
    def open(
        cls, path: Path, key: Secret, vault_id: str, clock: Clock, *, create: bool = False
    ) -> Self:
        """Open ``path`` with the vault key.

        Raises:
            VaultInUseError: Another process has it open.
            VaultDamagedError: It is missing, cannot be read, or a pragma did not take effect.
            DiskFullError, DiskReadOnlyError: It cannot be opened for writing.
        """
        if not create:
            refuse_plain_file(path)
        database_key = subkey(key, "database", vault_id)
        engine = create_engine(
            "sqlite://",
            module=driver(),
            creator=lambda: open_connection(path, database_key, create=create),
            poolclass=StaticPool,
            hide_parameters=True,
            echo=False,
        )
        event.listen(engine, "begin", _begin_immediate)
        try:
            return cls(engine, key, vault_id, clock)
        except BaseException:
            engine.dispose()
            raise

    def _connect(self) -> Connection:
        try:
            return self._engine.connect()
        except (DBAPIError, driver().Error) as error:
            raise self.translated(error) from error

    @property
    def connection(self) -> Connection:
        """For migrations and checks alone."""
        return self._connection

    def now_us(self) -> int:
        """The present moment in microseconds since 1970."""
        return int(self._clock.now().timestamp() * 1_000_000)

    def begin(self) -> None:
        """Start a transaction, waiting for another thread's to end.

        Raises:
            RuntimeError: This thread is inside a unit already (a bug: units do not nest).
            VaultDamagedError: An earlier write was lost; the vault has to be opened anew.
        """
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError("units of work do not nest")
        if self._lost_write:
            raise VaultDamagedError("disk-io-earlier")
        self._lock.acquire()
        self._owner = me
        try:
            self._connection.begin()
        except DBAPIError as error:
            self._release()
            raise self.translated(error) from error
        except BaseException:
            self._release()
            raise

    def commit(self, head: audit_log.ChainHead) -> None:
        """Make the transaction durable; from then on ``head`` is the head of the chain."""
        try:
            self._connection.commit()
        except DBAPIError as error:
            raise self.translated(error) from error
        self.head = head
        self._release()

    def rollback(self) -> None:
        """Undo the transaction; SQLite may have done so already."""
        try:
            self._connection.rollback()
        except DBAPIError as error:
            raise self.translated(error) from error
        finally:
            self._release()

    def _release(self) -> None:
        self._owner = 0
        self._lock.release()

    def execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> None:
        """Run fixed SQL that returns nothing."""
        try:
            self._connection.exec_driver_sql(sql, parameters)
        except DBAPIError as error:
            raise self.translated(error) from error
        except UnicodeError as error:
            raise meaning(error) or error from error

    def fetch(self, sql: str, parameters: tuple[Any, ...] = ()) -> Sequence[Any]:
        """Run fixed SQL and return all rows."""
        try:
            return self._connection.exec_driver_sql(sql, parameters).fetchall()
        except DBAPIError as error:
            raise self.translated(error) from error
        except UnicodeError as error:
            raise meaning(error) or error from error

    def translated(self, error: BaseException) -> BaseException:
        """What to raise instead of ``error``; itself, if it is a bug of ours."""
        if is_lost_write(error):
            self._lost_write = True
        found: EstipError | None = meaning(error)
        return error if found is None else found

    def on_committed(self, listener: CommitListener) -> None:
        """Tell ``listener``, on the committing thread, which kinds of record a commit changed."""
        self._listeners.append(listener)

    def announce(self, kinds: frozenset[str]) -> None:
        """Tell every listener."""
        for listener in self._listeners:
            listener(kinds)

    def close(self) -> None:
        """Close the file; SQLite moves the journal into it."""
        self._connection.close()
        self._engine.dispose()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
