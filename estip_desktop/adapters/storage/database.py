"""The open database: one connection, one transaction at a time, and the head of the audit chain."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from estip_desktop.adapters.crypto.row_mac import (
    CHAIN_MAC_BYTES,
    ROW_MAC_BYTES,
    SET_HASH_BYTES,
    Authenticator,
)
from estip_desktop.adapters.crypto.subkeys import subkey
from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.border import is_lost_write, meaning
from estip_desktop.adapters.storage.cells import moment_number
from estip_desktop.adapters.storage.connection import (
    Driver,
    driver,
    look_at_file,
    open_connection,
)
from estip_desktop.adapters.storage.engine import engine_for
from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    EstipError,
    VaultDamagedError,
    VaultError,
    VaultInUseError,
)
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.progress import Cancel
from estip_desktop.vault.secret import Secret

if TYPE_CHECKING:
    from estip_desktop.adapters.storage.transaction import Change

_ROWS_AT_ONCE = 500
_STEPS_BETWEEN_LOOKS = 5_000
_PAGES_AT_ONCE = 64
"""Of a backup: a quarter of a megabyte, during which a save waits a millisecond or two."""
_BACKUP_RETRY_S = 0.005
CommitListener = Callable[[frozenset[str]], None]
ChangeWatcher = Callable[[Iterable["Change"]], None]


class Database:
    """One encrypted database, open in this process and locked against all others.

    Use :meth:`open`. All work goes through a :class:`~.transaction.Transaction`, which
    :meth:`begin` guards: the vault lane does its work in order, and a second thread waits.
    """

    def __init__(
        self, engine: Engine, key: Secret, vault_id: str, clock: Clock, *, writable: bool = True
    ) -> None:
        self._engine = engine
        self._key = key
        self._vault_id = vault_id
        self._clock = clock
        self._lock = threading.Lock()
        self._copying = threading.Lock()
        """Held as long as somebody copies from the present connection, which then has to stay."""
        self._owner = 0
        self._listeners: list[CommitListener] = []
        self._watchers: list[ChangeWatcher] = []
        self.damage_met: dict[str, None] = {}
        """Names of the damaged rows that anybody has met since it was opened, in order."""
        self._make_room: Callable[[], object] = tuple
        self._failures = (DBAPIError, driver().Error, UnicodeError, MemoryError)
        self._refusal: VaultError | None = (
            None if writable else DiskReadOnlyError("database-read-only")
        )
        self._begin = "BEGIN IMMEDIATE" if writable else "BEGIN"
        self.row_tags = Authenticator(subkey(key, "row-mac", vault_id), ROW_MAC_BYTES)
        self.chain_tags = Authenticator(subkey(key, "audit-chain", vault_id), CHAIN_MAC_BYTES)
        self.members = Authenticator(subkey(key, "row-set", vault_id), SET_HASH_BYTES)
        self.note_tags = Authenticator(subkey(key, "outside-notes", vault_id), CHAIN_MAC_BYTES)
        self.head = audit_log.ChainHead()
        self._connection = self._connect()
        self._driver: Driver = self._connection.connection.driver_connection

    @classmethod
    def open(
        cls, path: Path, key: Secret, vault_id: str, clock: Clock, *, create: bool = False
    ) -> Self:
        """Open ``path`` with the vault key.

        Raises:
            VaultInUseError: Another process has it open.
            VaultDamagedError: It is missing, cannot be read, or a pragma did not take effect.
            DiskReadOnlyError: It can neither be written nor read as it is.
        """
        writable = create or look_at_file(path)
        engine = engine_for(
            path, subkey(key, "database", vault_id), create=create, writable=writable
        )
        try:
            return cls(engine, key, vault_id, clock, writable=writable)
        except BaseException:
            engine.dispose()
            raise

    def _connect(self) -> Connection:
        try:
            return self._engine.connect()
        except self._failures as error:
            raise self.translated(error) from error

    @property
    def refuses_writes(self) -> VaultError | None:
        """Why nothing more can be written, or ``None`` while it can.

        After a write that was lost, what was committed before can still be read: SQLite has taken
        its own view back to that. Nothing is tried again on this handle, because the system may
        then report success for pages that it dropped.
        """
        return self._refusal

    def now_us(self) -> int:
        """The present moment in microseconds since 1970."""
        return moment_number(self._clock.now())

    def begin(self) -> None:
        """Start a transaction, waiting for another thread's to end.

        Raises:
            RuntimeError: This thread is inside a unit already (a bug: units do not nest).
            VaultDamagedError, VaultInUseError: The file cannot be read now.
        """
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError("units of work do not nest")
        self._lock.acquire()
        self._owner = me
        try:
            self._driver.execute(self._begin)
        except self._failures as error:
            self._release()
            raise self.translated(error) from error
        except BaseException:
            self._release()
            raise

    def commit(
        self, head: audit_log.ChainHead, changes: Callable[[], Iterable[Change]] = tuple
    ) -> None:
        """Make the transaction durable; from then on ``head`` is the head of the chain."""
        try:
            if self._connection.in_transaction():
                self._connection.commit()
            else:
                self._driver.commit()
        except self._failures as error:
            if isinstance(error, MemoryError):  # it may have happened or not
                self._refusal = VaultDamagedError("disk-io-earlier")
            raise self.translated(error) from error
        self.head = head
        for watcher in self._watchers:
            watcher(changes())
        self._release()

    def rollback(self) -> None:
        """Undo the transaction; SQLite may have done so already."""
        try:
            self._connection.rollback()  # it also lets go of one whose commit failed
            if self._driver.in_transaction:
                self._driver.rollback()
        except self._failures as error:
            raise self.translated(error) from error
        finally:
            self._release()

    def _release(self) -> None:
        self._owner = 0
        self._lock.release()

    def execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> None:
        """Run fixed SQL that returns nothing, by the driver's own connection.

        Saving an answer is the one thing this program does all day. Measured with cold caches, two
        statements by way of ``exec_driver_sql`` cost 0.18 ms of 0.65 ms CPU and moved the wall time
        of a save from 1.6 to 1.9 times plain SQLite, so writes go past it.

        Raises:
            DiskReadOnlyError: The file was opened to be read only.
            VaultDamagedError: An earlier write was lost; the vault has to be opened anew.
        """
        if self._refusal is not None:
            raise type(self._refusal)(self._refusal.detail)
        try:
            self._driver.execute(sql, parameters)
        except self._failures as error:
            raise self.translated(error) from error

    def fetch(self, sql: str, parameters: tuple[Any, ...] = ()) -> Sequence[Any]:
        """Run fixed SQL and return all rows."""
        try:
            return self._connection.exec_driver_sql(sql, parameters).fetchall()
        except self._failures as error:
            raise self.translated(error) from error

    def fetch_cell(self, sql: str, parameters: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a cell
        """The first cell of the first row, or ``None``; as fast as :meth:`execute`."""
        try:
            row = self._driver.execute(sql, parameters).fetchone()
        except self._failures as error:
            raise self.translated(error) from error
        return None if row is None else row[0]

    def stream(self, sql: str) -> Iterator[Any]:
        """Rows of fixed SQL, a few at a time."""
        try:
            for some in self._connection.exec_driver_sql(sql).partitions(_ROWS_AT_ONCE):
                yield from some
        except self._failures as error:
            raise self.translated(error) from error

    def reconnect(self) -> None:
        """Go on with a new connection, which remembers nothing of what the old one met.

        Raises:
            VaultInUseError: A backup is being copied from the old one (``backup``), which stays; or
                another process took the file in between, and this one is closed.
            VaultDamagedError: It cannot be opened again; it is closed.
        """
        if not self._copying.acquire(blocking=False):
            raise VaultInUseError("backup")
        try:
            with self._lock:
                self._connection.close()
                self._engine.dispose()
                self._connection = self._connect()
                self._driver = self._connection.connection.driver_connection
        finally:
            self._copying.release()

    def pragma(self, sql: str) -> list[Any]:
        """Run a pragma that must stand outside any transaction."""
        with self._lock:
            try:
                rows: list[Any] = self._driver.execute(sql).fetchall()
            except self._failures as error:
                raise self.translated(error) from error
            return rows

    def examine(self, sql: str, cancel: Cancel) -> list[Any]:
        """Run a pragma that reads for long; saves wait for it, and so does locking.

        Raises:
            CancelledError: Somebody asked to stop; SQLite looks every few thousand steps.
        """
        cancel.check()
        self._driver.set_progress_handler(lambda: cancel.is_requested, _STEPS_BETWEEN_LOOKS)
        try:
            return self.pragma(sql)
        except self._failures:
            cancel.check()
            raise
        finally:
            self._driver.set_progress_handler(None, 0)

    def migrate(self) -> None:
        """Bring the schema up to date; imports Alembic."""
        from estip_desktop.adapters.storage.migrations.runner import (  # noqa: PLC0415 - heavy
            upgrade,
        )

        try:
            upgrade(self._connection)
            self._connection.commit()
        except self._failures as error:
            self._connection.rollback()
            raise self.translated(error) from error

    def copied_to(self, path: Path) -> Self:
        """Copy everything into ``path``, a new and empty file, and open that with the same key.

        Raises:
            DiskFullError, DiskReadOnlyError, VaultDamagedError: It could not be copied.
        """
        other = self.open(path, self._key, self._vault_id, self._clock, create=True)
        try:
            with self._lock:
                other.filled_from(self._driver)
        except self._failures as error:
            other.close()
            raise self.translated(error) from error
        return other

    def filled_from(self, source: Driver) -> None:
        """Take over all pages of another connection with the same key."""
        source.backup(self._driver)

    def seal_own(self, data: bytes) -> bytes:
        """Seal something for whoever has the vault key; needs neither connection nor disk."""
        from estip_desktop.adapters.crypto.own_copy import seal_own  # noqa: PLC0415 - seldom

        return seal_own(self._key, self._vault_id, data)

    def leave_journal(self) -> None:
        """Move what the journal holds into the file, and do without one; the lock stays.

        For the last moments of a file that another one will replace: closing a database removes
        the journal by its name, which would then be the other's.
        """
        self.pragma("PRAGMA journal_mode = DELETE")

    def back_up(self, path: Path, on_pages: Callable[[int, int], None]) -> None:
        """Copy every page into ``path``, a new and empty file that the same key opens.

        A few pages at a time, from any thread: between two steps others save as usual, and what
        they save is in the copy too, which so stands for the moment it was finished. SQLite keeps
        both sides apart by the mutex of the connection (https://sqlite.org/backup.html).

        Args:
            path: Where to.
            on_pages: Told after each step how many pages are left and how many there are; what it
                raises ends the copying.

        Raises:
            DiskFullError, DiskReadOnlyError, VaultDamagedError: It could not be copied.
        """
        try:
            copy = open_connection(path, subkey(self._key, "database", self._vault_id), create=True)
            try:
                with self._copying:
                    self._driver.backup(
                        copy,
                        pages=_PAGES_AT_ONCE,
                        progress=lambda _status, left, total: on_pages(left, total),
                        sleep=_BACKUP_RETRY_S,
                    )
            finally:
                copy.close()
        except self._failures as error:
            raise self.translated(error) from error

    def sibling(self, path: Path) -> Self:
        """Another file of this vault, opened with the same key."""
        return self.open(path, self._key, self._vault_id, self._clock)

    def tag_of_backup(self, message: bytes) -> bytes:
        """The tag of a backup's manifest."""
        return backup_tag(self._key, self._vault_id, message)

    def translated(self, error: BaseException) -> BaseException:
        """What to raise instead of ``error``; itself, if it is a bug of ours."""
        if is_lost_write(error):
            self._refusal = VaultDamagedError("disk-io-earlier")
        found: EstipError | None = meaning(error)
        if isinstance(found, DiskFullError):
            self._make_room()
        return error if found is None else found

    def on_full(self, make_room: Callable[[], object]) -> None:
        """Call ``make_room`` when the disk is full; what is tried again after that may fit."""
        self._make_room = make_room

    def on_committed(self, listener: CommitListener) -> None:
        """Tell ``listener``, on the committing thread, which kinds of record a commit changed."""
        self._listeners.append(listener)

    def watch(self, watcher: ChangeWatcher) -> None:
        """Tell ``watcher``, before anybody else may write, which rows each commit changed."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: ChangeWatcher) -> None:
        """Tell it no more; not knowing it is fine."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    def announce(self, kinds: frozenset[str]) -> None:
        """Tell every listener."""
        for listener in self._listeners:
            listener(kinds)

    def close(self) -> None:
        """Close the file; SQLite moves the journal into it."""
        self._connection.close()
        self._engine.dispose()


def backup_tag(key: Secret, vault_id: str, message: bytes) -> bytes:
    """The tag that vouches for a backup; only the vault key makes it."""
    return Authenticator(subkey(key, "backup", vault_id), CHAIN_MAC_BYTES).tag(message)
