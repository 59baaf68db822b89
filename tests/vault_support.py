"""Real vaults for tests: SQLCipher and all, with a derivation that takes no time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from estip_desktop.adapters.crypto.kdf import Argon2Cost, Argon2idDerivation
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.errors import TryLaterError
from estip_desktop.kernel.clock import Clock, SetClock
from estip_desktop.vault import OpenVault, VaultInfo, VaultKind, Vaults

PASSPHRASE = "whip slim address pyramid plunge"  # noqa: S105 - opens nothing real
LABEL = "Van 3"
OWNER = "Siân O'Brien"
QUICK = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def quick_derivation() -> Argon2idDerivation:
    """Argon2id far below the floor."""
    return Argon2idDerivation(floor=QUICK, fixed=QUICK)


def quick_vaults(home: Path, clock: Clock | None = None) -> Vaults[SqlUnitOfWork]:
    """The vaults of ``home``, quick to unlock."""
    return vaults_in(home, clock or SetClock(NOON), derivation=quick_derivation())


@dataclass(frozen=True, slots=True)
class MadeVault:
    """A vault on disk and what opens it."""

    home: Path
    info: VaultInfo
    recovery_key: str
    vaults: Vaults[SqlUnitOfWork]
    clock: SetClock

    @property
    def folder(self) -> Path:
        return self.home / "vaults" / self.info.id

    def open(self) -> OpenVault[SqlUnitOfWork]:
        """Unlock it, after the wait that a killed or a wrong try has left behind."""
        try:
            return self.vaults.unlock(self.info.id, PASSPHRASE)
        except TryLaterError as error:
            self.clock.move_on(timedelta(seconds=error.wait_s))
            return self.vaults.unlock(self.info.id, PASSPHRASE)


def make_vault(
    home: Path, *, label: str = LABEL, kind: VaultKind = VaultKind.SUPPORTER, owner: str = OWNER
) -> MadeVault:
    """A new vault in ``home``."""
    clock = SetClock(NOON)
    vaults = quick_vaults(home, clock)
    created = vaults.create(label, kind, PASSPHRASE, owner)
    return MadeVault(home, created.info, created.recovery_key, vaults, clock)
