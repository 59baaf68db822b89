"""Reading a damaged copy, and finding where its trail and that of a backup part.

Two trails of one vault have a beginning in common. Since every tag covers the one before it, two
entries with the same number and tag have the same past; so the last such entry is found by halving.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.errors import VaultError
from estip_desktop.kernel.clock import Clock
from estip_desktop.vault import Secret

_ONE = f"SELECT {audit_log.COLUMNS} FROM audit WHERE seq = ?"  # noqa: S608 - constants of ours
_ENDS = "SELECT min(seq), max(seq) FROM audit"
_log = logging.getLogger(__name__)


class Damaged:
    """A copy of a damaged database, opened anew after every page that could not be read.

    SQLCipher may go on complaining after one bad page
    (https://github.com/sqlcipher/sqlcipher/issues/617).
    """

    def __init__(self, path: Path, key: Secret, vault_id: str, clock: Clock) -> None:
        self._path, self._key, self._vault_id, self._clock = path, key, vault_id, clock
        self._database: Database | None = None

    def close(self) -> None:
        """Close the copy."""
        if self._database is not None:
            try:
                self._database.close()
            except Exception as error:  # noqa: BLE001 - a copy that is thrown away
                _log.info("closing a damaged copy: %s", type(error).__name__)
            self._database = None

    @contextmanager
    def reading(self, head: audit_log.ChainHead | None = None) -> Iterator[Transaction]:
        """Read within one transaction.

        Raises:
            VaultError: It cannot be read here.
        """
        try:
            if self._database is None:
                self._database = Database.open(self._path, self._key, self._vault_id, self._clock)
            database = self._database
            if head is not None:
                database.head = head
            database.begin()
            try:
                yield Transaction(database)
            finally:
                database.rollback()
        except VaultError:
            self.close()
            raise

    def entry(self, seq: int) -> audit_log.Entry | None:
        """One entry as it is stored, or ``None``; raises as :meth:`reading`."""
        with self.reading() as transaction:
            return _entry(transaction, seq)

    def ends(self) -> tuple[int, int]:
        """Numbers of the first and the last entry; raises as :meth:`reading`."""
        with self.reading() as transaction:
            first, last = transaction.fetch(_ENDS)[0]
        return first or 0, last or 0

    def entries_between(self, start: int, end: int) -> list[audit_log.Entry]:
        """Entries after one up to another, as they are stored; raises as :meth:`reading`."""
        if end <= start:
            return []
        with self.reading() as transaction:
            found = transaction.fetch(audit_log.AFTER, (start, end - start))
        return [audit_log.Entry(*one) for one in found]

    def entries_after(self, last: audit_log.Entry) -> tuple[list[audit_log.Entry], bool]:
        """Genuine entries after a genuine one, in order, and whether they reach the end."""
        found: list[audit_log.Entry] = []
        try:
            _first, end = self.ends()
            while True:
                with self.reading() as transaction:
                    following = _entry(transaction, last.seq + 1)
                    if following is None:
                        return found, last.seq == end
                    if not transaction.follows(following, last.head):
                        return found, False
                found.append(following)
                last = following
        except VaultError:
            return found, False

    def row(self, table: MacTable, name: str, tag: bytes, head: audit_log.ChainHead) -> Row | None:
        """A row with exactly this tag; ``None`` if it cannot be read or is another."""
        found = self._genuine(table, name, head)
        return found[1] if found is not None and compare_digest(found[0], tag) else None

    def any_row(self, table: MacTable, name: str) -> Row | None:
        """A genuine row that no entry at hand names; it may be older than the newest of all."""
        try:
            head = audit_log.ChainHead(self.ends()[1])
        except VaultError:
            return None
        found = self._genuine(table, name, head)
        return None if found is None else found[1]

    def _genuine(
        self, table: MacTable, name: str, head: audit_log.ChainHead
    ) -> tuple[bytes, Row] | None:
        try:
            with self.reading(head) as transaction:
                stored = table.stored(transaction, *table.key_named(name))
                genuine = None if stored is None else table.verify(transaction, stored)[1]
                if stored is None or genuine is None:
                    return None
                return genuine, table.row_of(stored)
        except VaultError:
            return None


@dataclass(frozen=True, slots=True)
class Branch:
    """What the trail of the vault that is there holds and the backup's does not.

    Both go back to one beginning. Where an older backup was put back meanwhile, the newer one went
    its own way since: it holds entries of its own under numbers that mean something else here.

    Args:
        entries: Genuine ones of the vault that is there, in order, after the last one in both.
        is_whole: Whether they reach to its end, and nothing before them is in doubt.
        of_backup: Those of the backup after the last one in both; empty unless the ways parted.
    """

    entries: list[audit_log.Entry]
    is_whole: bool
    of_backup: list[audit_log.Entry]

    def new(self) -> list[audit_log.Entry]:
        """The entries without those that an earlier repair took over from the backup's own way."""
        known = Counter(map(_happening, self.of_backup))
        found = []
        for entry in self.entries:
            happening = _happening(entry)
            if known[happening]:
                known[happening] -= 1
            else:
                found.append(entry)
        return found


def branch_of(there: Damaged, backup: Damaged, counter: int) -> Branch:
    """What the vault that is there has beyond a backup whose last entry has this number."""
    try:
        last = _last_in_both(there, backup, counter)
        if last is None:
            return Branch([], False, [])
        of_backup = backup.entries_between(last.seq, counter)
    except VaultError:
        return Branch([], False, [])
    entries, is_whole = there.entries_after(last)
    # What ends before the backup does has lost something, nobody knows how much.
    return Branch(entries, is_whole and bool(entries or not of_backup), of_backup)


def _last_in_both(there: Damaged, backup: Damaged, counter: int) -> audit_log.Entry | None:
    """The newest entry with the same tag in both; the tag covers everything before it."""
    wanted = backup.entry(counter)
    if wanted is not None and _is_same(there.entry(counter), wanted):
        return wanted
    starts, ends = zip(there.ends(), backup.ends(), strict=True)
    low, high = max(starts), min(*ends, counter)
    found = None
    while low <= high:
        middle = (low + high) // 2
        entry = backup.entry(middle)
        if entry is not None and _is_same(there.entry(middle), entry):
            found, low = entry, middle + 1
        else:
            high = middle - 1
    return found


def _is_same(one: audit_log.Entry | None, other: audit_log.Entry) -> bool:
    return one is not None and compare_digest(one.mac, other.mac)


def _happening(entry: audit_log.Entry) -> tuple[str, str, str, int]:
    return entry.what, entry.subject, entry.detail, entry.at


def _entry(transaction: Transaction, seq: int) -> audit_log.Entry | None:
    rows = transaction.fetch(_ONE, (seq,))
    return audit_log.Entry(*rows[0]) if rows else None
