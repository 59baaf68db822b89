"""What a damaged database still tells: its entries after a backup, and the rows they vouch for.

Everything here works on a copy of the damaged file; the file itself is never opened, because even
reading would move its journal. An entry counts only if it continues the chain from the last one
that the backup has too, and a row only if it has the very tag that the newest entry about it names.
So nothing that was changed, and no older copy, can come over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.damaged import Branch, Damaged, branch_of
from estip_desktop.adapters.storage.files import atomic_write, disk_errors, read_capped
from estip_desktop.adapters.storage.people_rows import PEOPLE
from estip_desktop.adapters.storage.rows import MacTable
from estip_desktop.adapters.storage.setting_rows import SETTINGS
from estip_desktop.adapters.storage.tables import ALL_TABLES
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.errors import EstipError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import PersonId
from estip_desktop.vault import Secret
from estip_desktop.vault.model import KeySlot
from estip_desktop.vault.rekeying import REPLACING, SLOTS_FACT, SlotMemory
from estip_desktop.vault.repair import CarriedOver, Later, LaterEntry

_SEALED_LIMIT_BYTES = 16 * 1024 * 1024
_TABLES = {table.name: table for table in ALL_TABLES}


def later_entries(
    path: Path,
    backup: Path,
    key: Secret,
    vault_id: str,
    counter: int,
    slots: Sequence[KeySlot],
    clock: Clock,
) -> Later:
    """What happened after a backup with these slots, as far as the copy tells."""
    damaged, known = (Damaged(one, key, vault_id, clock) for one in (path, backup))
    try:
        branch = branch_of(damaged, known, counter)
        newest = _newest(branch.entries)
        tag = newest.get((SETTINGS.name, SLOTS_FACT))
        replaced = _replaced(damaged, branch.entries, tag, slots)
        erased = sum(known.any_row(PEOPLE, name) is not None for name in _gone(newest))
    finally:
        damaged.close()
        known.close()
    found = tuple(LaterEntry(one.at, one.what) for one in branch.new())
    return Later(found, branch.is_whole, replaced=replaced, erased=erased)


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

    It remembers them whether or not it did so after the backup: another backup may have been put
    back since. Where that row is not the one the entries name, they are asked as well, which say
    what came instead of all others of its kind; the row may be newer than the last of them.
    """
    row = damaged.row(SETTINGS, SLOTS_FACT, tag, entries[-1].head) if tag else None
    if row is not None:
        return SlotMemory.from_text(str(row["value"])).retired
    row = damaged.any_row(SETTINGS, SLOTS_FACT)
    memory = SlotMemory.from_text("" if row is None else str(row["value"]))
    return (memory.retired | _replaced_by(entries, slots)) - memory.current


def _replaced_by(entries: list[audit_log.Entry], slots: Sequence[KeySlot]) -> set[str]:
    known = [(slot.kind.value, slot.id) for slot in slots]
    replaced: set[str] = set()
    for entry in entries:
        if entry.what in REPLACING:
            kind = entry.what.removesuffix("-changed")
            replaced |= {slot_id for of_kind, slot_id in known if of_kind == kind}
            replaced.discard(entry.subject)
            known.append((kind, entry.subject))
    return replaced


def _gone(newest: dict[audit_log.RowName, bytes]) -> list[PersonId]:
    """People who were taken out."""
    people = ((name, tag) for (table, name), tag in newest.items() if table == PEOPLE.name)
    return [PersonId(name) for name, tag in people if not tag]


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
    damaged, backup = (Damaged(one, key, vault_id, clock) for one in (damaged_copy, restored))
    try:
        branch = branch_of(damaged, backup, counter)
        backup.close()
        if not branch.entries:
            return CarriedOver(0, (), branch.is_whole)
        from estip_desktop.adapters.storage.sql_vault import SqlVault  # noqa: PLC0415 - a circle

        vault = SqlVault.open(restored, key, vault_id, clock, None)
        try:
            with vault.open_unit() as unit:
                carried = _carry(unit, damaged, branch)
                _keep_slots(unit, slot_ids)
                _carry_trail(unit, branch.new())
                unit.audit.record(_carried_event(vault_id, carried))
                unit.commit()
        finally:
            vault.close()
        return carried
    finally:
        damaged.close()


def _carry(unit: SqlUnitOfWork, damaged: Damaged, branch: Branch) -> CarriedOver:
    newest = _newest(branch.entries)
    head = branch.entries[-1].head
    missing: list[str] = []
    if branch.of_backup:
        # The backup may hold more of them than the vault knew in which they were erased.
        for person_id in _gone(newest):
            unit.eraser.person(person_id)
    for (table_name, name), tag in newest.items():
        if not _bring(unit, damaged, _TABLES.get(table_name), name, tag, head):
            missing.append(table_name)
    is_whole = branch.is_whole
    for person_id in _gone(_newest(branch.of_backup)):
        # Erased on the backup's way: they stay so, whatever the other way still knew of them.
        is_whole = unit.eraser.person(person_id).rows == 0 and is_whole
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
