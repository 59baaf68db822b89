"""Backups of real vaults for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from estip_desktop.adapters.storage.backups import FolderBackups
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.casework import Answer
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.vault import Backups, OpenVault, Proof
from tests.vault_support import NOON, PASSPHRASE, MadeVault, make_vault, quick_vaults

NEW_PASSPHRASE = "lemon tray orbit velvet canyon"  # noqa: S105 - opens nothing real
APP = "estip_desktop test"
SEALED = "ab" * 32 + ".age"


def save(vault: OpenVault[SqlUnitOfWork], number: int, text: str = "") -> None:
    """Save one answer, as a page does."""
    with vault.open_unit() as unit:
        unit.answers.save(Answer("session", f"q{number}", text or f"answer {number}", NOON))
        unit.audit.record(AuditEvent("answer-saved", "session", f"q{number}"))
        unit.commit()


def everything(vault: OpenVault[SqlUnitOfWork]) -> dict[str, list[str]]:
    """Every row of every table but the audit trail, as stored."""
    from estip_desktop.adapters.storage.tables import ALL_TABLES

    found = {}
    with vault.open_unit() as unit:
        for table in ALL_TABLES:
            rows = unit.transaction.fetch(table.all_stored())
            found[table.name] = sorted(map(repr, map(tuple, rows)))
    return found


@dataclass
class BackedUp:
    """A vault with some answers and a sealed file, open, and what makes its backups."""

    made: MadeVault
    vault: OpenVault[SqlUnitOfWork]
    clock: SetClock = field(default_factory=lambda: SetClock(NOON))

    @property
    def backups(self) -> Backups[SqlUnitOfWork]:
        return Backups(self.vault, FolderBackups(self.made.home), self.clock, APP)

    def daily(self) -> Path:
        self.backups.make_daily(Progress(), Cancel())
        return self.made.folder / "backups" / self.backups.kept()[0].name

    def to(self, target: Path) -> Path:
        self.backups.make_elsewhere(target, Progress(), Cancel())
        return target


def a_backed_up_vault(home: Path, answers: int = 40) -> BackedUp:
    """A vault with answers of many sizes."""
    made = make_vault(home)
    vault = made.open()
    for number in range(answers):
        save(vault, number, "x" * (number * 97 % 5000 + 1))
    (vault.spool_dir / SEALED).write_bytes(b"sealed bytes")
    return BackedUp(made, vault)


def by_passphrase() -> Proof:
    return Proof.passphrase(PASSPHRASE)


def restore_elsewhere(
    path: Path, home: Path, recovery_key: str
) -> Callable[[], OpenVault[SqlUnitOfWork]]:
    """Restore into a home that never saw the vault, with the recovery key alone."""
    vaults = quick_vaults(home)
    proof = Proof.recovery_key(recovery_key)
    restored = vaults.restores.restore(path, proof, Progress(), NEW_PASSPHRASE)
    return lambda: vaults.unlock(restored.info.id, NEW_PASSPHRASE)
