"""What a damaged database still tells: its entries after a backup, and the rows they vouch for.

Everything here works on a copy of the damaged file; the file itself is never opened, because even
reading would move its journal. An entry counts only if it continues the chain from the backup's
last one, and a row only if it has the very tag that the newest entry about it names. So nothing
that was changed, and no older copy, can come over.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hmac import compare_digest
from pathlib import Path

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.files import atomic_write, disk_errors, read_capped
from estip_desktop.adapters.storage.people_rows import PEOPLE
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.setting_rows import SETTINGS
from estip_desktop.adapters.storage.tables import ALL_TABLES
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.errors import EstipError, VaultError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.vault import Secret
from estip_desktop.vault.model import KeySlot
from estip_desktop.vault.rekeying import REPLACING, SLOTS_FACT, SlotMemory
from estip_desktop.vault.repair import CarriedOver, Later, LaterEntry

_ONE = f"SELECT {audit_log.COLUMNS} FROM audit WHERE seq = ?"  # noqa: S608 - constants of ours
_SEALED_LIMIT_BYTES = 16 * 1024 * 1024
_TABLES = {table.name: table for table in ALL_TABLES}
_PERSON_ADDED = "person-added"
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

    def entries_after(self, counter: int) -> tuple[list[audit_log.Entry], bool]:
        """Genuine entries after the backup's last one, in order, and whether they reach the end."""
        found: list[audit_log.Entry] = []
        try:
            with self.reading() as transaction:
                last = _entry(transaction, counter)
            while last is not None:
                with self.reading() as transaction:
                    following = _entry(transaction, last.seq + 1)
                    if following is None:
                        return found, True
                    if not transaction.follows(following, last.head):
                        return found, False
                found.append(following)
                last = following
        except VaultError:
            return found, False
        return found, False

    def row(self, table: MacTable, name: str, tag: bytes, head: audit_log.ChainHead) -> Row | None:
        """A row with exactly this tag; ``None`` if it cannot be read or is another."""
        try:
            with self.reading(head) as transaction:
                stored = table.stored(transaction, *table.key_named(name))
                genuine = None if stored is None else table.verify(transaction, stored)[1]
                if stored is None or genuine is None or not compare_digest(genuine, tag):
                    return None
                return table.row_of(stored)
        except VaultError:
            return None


def _entry(transaction: Transaction, seq: int) -> audit_log.Entry | None:
    rows = transaction.fetch(_ONE, (seq,))
    return audit_log.Entry(*rows[0]) if rows else None


def later_entries(
    path: Path, key: Secret, vault_id: str, counter: int, slots: Sequence[KeySlot], clock: Clock
) -> Later:
    """What happened after a backup with these slots, as far as the copy tells."""
    damaged = Damaged(path, key, vault_id, clock)
    try:
        entries, is_whole = damaged.entries_after(counter)
        newest = _newest(entries)
        replaced = _replaced(damaged, entries, newest.get((SETTINGS.name, SLOTS_FACT)), slots)
    finally:
        damaged.close()
    found = tuple(LaterEntry(one.at, one.what) for one in entries)
    return Later(found, is_whole, replaced=replaced, erased=_erased(entries, newest))


def _newest(entries: list[audit_log.Entry]) -> dict[audit_log.RowName, bytes]:
    """The tag that the newest entry about each row names; empty where the row went."""
    return {
        (table, name): tag
        for entry in entries
        for table, name, tag in audit_log.unpack_rows(entry.rows)
    }


def _replaced(
    damaged: Damaged, entries: list[audit_log.Entry], tag: bytes | None, slots: Sequence[KeySlot]
) -> frozenset[str]:
    """Slots that were replaced, as the vault remembers them.

    Where that row cannot be read, the entries are left, which say what came instead of all others
    of its kind.
    """
    row = damaged.row(SETTINGS, SLOTS_FACT, tag, entries[-1].head) if tag else None
    if row is not None:
        return SlotMemory.from_text(str(row["value"])).retired
    known = [(slot.kind.value, slot.id) for slot in slots]
    replaced: set[str] = set()
    for entry in entries:
        if entry.what in REPLACING:
            kind = entry.what.removesuffix("-changed")
            replaced |= {slot_id for of_kind, slot_id in known if of_kind == kind}
            replaced.discard(entry.subject)
            known.append((kind, entry.subject))
    return frozenset(replaced)


def _erased(entries: list[audit_log.Entry], newest: dict[audit_log.RowName, bytes]) -> int:
    """People who are in the backup and were taken out after it."""
    added = {entry.subject for entry in entries if entry.what == _PERSON_ADDED}
    gone = (name for (table, name), tag in newest.items() if table == PEOPLE.name and not tag)
    return sum(name not in added for name in gone)


def carry_over(
    damaged_copy: Path,
    restored: Path,
    key: Secret,
    vault_id: str,
    counter: int,
    slot_ids: frozenset[str],
    clock: Clock,
) -> CarriedOver:
    """Bring rows that are whole in the damaged copy into the restored database, all at once."""
    damaged = Damaged(damaged_copy, key, vault_id, clock)
    try:
        entries, is_whole = damaged.entries_after(counter)
        if not entries:
            return CarriedOver(0, (), is_whole)
        from estip_desktop.adapters.storage.sql_vault import SqlVault  # noqa: PLC0415 - a circle

        vault = SqlVault.open(restored, key, vault_id, clock, None)
        try:
            with vault.open_unit() as unit:
                carried = _carry(unit, damaged, entries, is_whole)
                _keep_slots(unit, slot_ids)
                _carry_trail(unit, entries)
                unit.audit.record(_carried_event(vault_id, carried))
                unit.commit()
        finally:
            vault.close()
        return carried
    finally:
        damaged.close()


def _carry(
    unit: SqlUnitOfWork, damaged: Damaged, entries: list[audit_log.Entry], is_whole: bool
) -> CarriedOver:
    newest = _newest(entries)
    head = entries[-1].head
    missing: list[str] = []
    for (table_name, name), tag in newest.items():
        if not _bring(unit, damaged, _TABLES.get(table_name), name, tag, head):
            missing.append(table_name)
    return CarriedOver(len(newest) - len(missing), tuple(sorted(missing)), is_whole)


def _carry_trail(unit: SqlUnitOfWork, entries: list[audit_log.Entry]) -> None:
    """What the trail says after the backup, with its moments: who looked, what went out or went.

    The rows themselves are vouched for by the entry that brings them. Where the other trail began
    says nothing about this one.
    """
    for entry in entries:
        if (entry.what, entry.subject) != audit_log.ANCHOR:
            unit.transaction.record_again(entry.what, entry.subject, entry.detail, entry.at)


def _keep_slots(unit: SqlUnitOfWork, slot_ids: frozenset[str]) -> None:
    """What was replaced after the backup may be what opens it now: it must not be refused."""
    memory = SlotMemory.from_text(unit.settings.get(SLOTS_FACT) or "")
    unit.settings.set(SLOTS_FACT, memory.put_back(slot_ids).as_text())


def _carried_event(vault_id: str, carried: CarriedOver) -> AuditEvent:
    count = carried.records + len(carried.missing)
    return AuditEvent("records-carried-over", vault_id, f"{carried.records}-of-{count}")


def _bring(
    unit: SqlUnitOfWork,
    damaged: Damaged,
    table: MacTable | None,
    name: str,
    tag: bytes,
    head: audit_log.ChainHead,
) -> bool:
    if table is None:
        return False
    if not tag:
        table.delete(unit.transaction, *table.key_named(name))
        return True
    row = damaged.row(table, name, tag, head)
    if row is None:
        return False
    table.put(unit.transaction, row)
    return True


def copy_sealed_files(source: Path, target: Path) -> None:
    """Take along sealed files that are what their names say and that the backup does not have."""
    try:
        found = sorted(source.glob("*.age"))
    except OSError:
        return
    for path in found:
        data = read_capped(path, _SEALED_LIMIT_BYTES)
        is_whole = data is not None and hashlib.sha256(data).hexdigest() == path.stem
        if data is not None and is_whole and not (target / path.name).exists():
            atomic_write(target / path.name, data)


def copy_damaged(database: Path, folder: Path) -> Path | None:
    """Copy a database and its journal; ``None`` if there is none or it cannot be read at all."""
    target = folder / "damaged.db"
    for source, name in ((database, target.name), (_journal(database), f"{target.name}-wal")):
        try:
            if source.exists():
                _copy(source, folder / name)
        except (OSError, EstipError):
            return None
    return target if target.exists() else None


def _journal(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _copy(source: Path, target: Path) -> None:
    """Block by block; what the disk cannot read becomes zeros, which fail their check."""
    block = 64 * 1024
    size = source.stat().st_size
    with source.open("rb") as reader, disk_errors(), target.open("xb") as writer:
        for start in range(0, size, block):
            reader.seek(start)
            wanted = min(block, size - start)
            try:
                data = reader.read(wanted)
            except OSError:
                data = b""
            writer.write(data.ljust(wanted, b"\0"))
    target.chmod(0o600)
