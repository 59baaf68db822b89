"""Pieces of work that are interrupted: what is done, what is acknowledged, what must be left.

A :class:`Scenario` works below one folder and acknowledges each step once it is over. Afterwards
:meth:`Scenario.losses` is given the folder as it was found and everything that had been
acknowledged, and names what is not there. The kill, the power cut and the failing disk share them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from estip_desktop.adapters.crypto.aead import AesGcmWrap
from estip_desktop.adapters.crypto.kdf import Argon2idDerivation, HkdfDerivation
from estip_desktop.adapters.storage.backups import FolderBackups
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.adapters.transports import FolderSpool
from estip_desktop.casework import Answer
from estip_desktop.errors import EstipError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.vault import Backups, KeySlots, OpenVault, Proof, SlotKind, Vaults
from tests.golden.make_vault import GOLDEN
from tests.vault_support import NOON, OWNER, PASSPHRASE, make_vault, quick_vaults

Acknowledge = Callable[[str], None]
AFTERWARDS = timedelta(hours=1)
"""When somebody looks: a try that was cut short counts, and the next has to wait a little."""
SIZES = (5, 40, 240, 1_000, 3_900, 3_950, 4_000, 4_050, 4_100, 14_000)
"""Bytes of an answer; those about as long as a page are what SQLCipher once got wrong."""


class Scenario(Protocol):
    """One piece of work."""

    name: str

    def prepare(self, home: Path) -> None:
        """What lies in ``home``, an empty folder, before; it is durable and nothing fails."""

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        """Do it in ``home``."""

    def losses(self, home: Path, acknowledged: Sequence[str]) -> list[str]:
        """What was acknowledged and is not in ``home``, or is there and not sound."""


class FromNothing:
    """Begins in an empty folder."""

    def prepare(self, home: Path) -> None:
        pass


def sync_all(home: Path) -> None:
    """Make everything below a folder durable, and its names."""
    for path in (home, *home.rglob("*")):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def text_of(number: int) -> str:
    """The answer that is saved under ``number``."""
    size = SIZES[number % len(SIZES)]
    return f"{number}:".ljust(size, "x")[:size]


def save_answer(vault: OpenVault[SqlUnitOfWork], number: int) -> None:
    """As a page does it: the answer, where the supporter is, and the entry, in one transaction."""
    with vault.open_unit() as unit:
        unit.answers.save(Answer("session", f"q{number}", text_of(number), NOON))
        unit.settings.set("newest", str(number))
        unit.audit.record(AuditEvent("answer-saved", "session", f"q{number}"))
        unit.commit()


def afterwards(home: Path, later: timedelta = AFTERWARDS) -> Vaults[SqlUnitOfWork]:
    """The vaults of ``home``, looked at when no wait is left."""
    return quick_vaults(home, SetClock(NOON + later))


def open_and_check(
    vaults: Vaults[SqlUnitOfWork], passphrase: str = PASSPHRASE
) -> tuple[OpenVault[SqlUnitOfWork] | None, list[str]]:
    """The only vault there is, and why it cannot be opened or used."""
    try:
        found = vaults.list()
        if not found:
            return None, ["no vault"]
        vault = vaults.unlock(found[0].id, passphrase)
        report = vault.check()
    except EstipError as error:
        return None, [str(error)]
    return vault, [f"{one.code} {one.subject}" for one in report.findings]


class Creation(FromNothing):
    """A vault is made; from then on its passphrase and its printed key open it."""

    name = "creation"

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        acknowledge(make_vault(home).recovery_key)

    def losses(self, home: Path, acknowledged: Sequence[str]) -> list[str]:
        vaults = afterwards(home)
        if not vaults.list():
            return ["no vault"] if acknowledged else []
        vault, lost = open_and_check(vaults)
        if vault is not None:
            with vault.open_unit() as unit:
                if unit.settings.get("owner-name") != OWNER:
                    lost.append("owner")
            vault.close()
        if acknowledged and not lost:
            vaults.unlock_with_recovery_key(vaults.list()[0].id, acknowledged[0]).close()
        return lost


class Answers(FromNothing):
    """Answers of 5 B to 14 kB are saved one after another.

    Args:
        count: How many.
    """

    name = "answers"

    def __init__(self, count: int = 60) -> None:
        self._count = count

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        vault = make_vault(home).open()
        acknowledge("vault")
        for number in range(self._count):
            save_answer(vault, number)
            acknowledge(str(number))
        vault.close()

    def losses(self, home: Path, acknowledged: Sequence[str]) -> list[str]:
        if not acknowledged:
            return []
        vault, lost = open_and_check(afterwards(home))
        if vault is None:
            return lost
        with vault.open_unit() as unit:
            found = unit.answers.of("session")
            newest = int(unit.settings.get("newest") or -1)
        vault.close()
        lost += [
            f"answer {number}"
            for number in map(int, acknowledged[1:])
            if found.get(f"q{number}") != text_of(number)
        ]
        # The one that was being saved is there with everything, or not at all.
        whole = {f"q{number}": text_of(number) for number in range(newest + 1)}
        return lost if found == whole else [*lost, "half an answer"]


class HeaderRewrite(FromNothing):
    """The passphrase is changed again and again, in both copies of the header.

    Args:
        count: How often.
    """

    name = "header"

    def __init__(self, count: int = 6) -> None:
        self._count = count

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        vault = make_vault(home).open()
        acknowledge(PASSPHRASE)
        for number in range(self._count):
            vault.change_passphrase(_passphrase(number), _passphrase(number + 1))
            acknowledge(_passphrase(number + 1))
        vault.close()

    def losses(self, home: Path, acknowledged: Sequence[str]) -> list[str]:
        if not acknowledged:
            return []
        # The newest that was acknowledged opens it, or the one that was being set.
        lost: list[str] = []
        for hours, passphrase in enumerate((acknowledged[-1], _passphrase(len(acknowledged))), 1):
            vault, lost = open_and_check(afterwards(home, AFTERWARDS * hours), passphrase)
            if vault is not None:
                vault.close()
                return [finding for finding in lost if not finding.startswith("header-copy")]
        return lost


def _passphrase(number: int) -> str:
    return PASSPHRASE if number == 0 else f"{PASSPHRASE} {number}"


def quick_slots() -> KeySlots:
    """As ``vault_support.quick_vaults`` has them."""
    from tests.vault_support import quick_derivation

    return KeySlots(
        AesGcmWrap(), {SlotKind.PASSPHRASE: quick_derivation(), SlotKind.RECOVERY: HkdfDerivation()}
    )


class Migration:
    """A vault of the oldest schema is opened, and so brought up to date."""

    name = "migration"

    def prepare(self, home: Path) -> None:
        shutil.copytree(GOLDEN, home, dirs_exist_ok=True)
        sync_all(home)

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        acknowledge("there")
        # By its printed key: that is derived at once, the passphrase of a real vault is not.
        vaults = vaults_in(home, SetClock(NOON), derivation=Argon2idDerivation())
        vault = vaults.unlock_with_recovery_key(vaults.list()[0].id, self._key())
        acknowledge("opened")
        vault.close()

    def losses(self, home: Path, acknowledged: Sequence[str]) -> list[str]:
        if not acknowledged:
            return []
        clock = SetClock(NOON + AFTERWARDS)
        vaults = vaults_in(home, clock, derivation=Argon2idDerivation())
        try:
            vault = vaults.unlock_with_recovery_key(vaults.list()[0].id, self._key())
            lost = [f"{one.code} {one.subject}" for one in vault.check().findings]
            with vault.open_unit() as unit:
                if unit.answers.of("session-1").get("q1") != "ŵ 🙂":
                    lost.append("answer")
            vault.close()
        except EstipError as error:
            return [str(error)]
        return lost

    @staticmethod
    def _key() -> str:
        return (GOLDEN / "recovery-key.txt").read_text(encoding="utf-8").strip()


class Spool(FromNothing):
    """Sealed files are put beside a vault, whose folder for them was not there yet.

    Args:
        count: How many.
    """

    name = "spool"

    def __init__(self, count: int = 8) -> None:
        self._count = count

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        spool = FolderSpool(home / "spool")
        for number in range(self._count):
            acknowledge(spool.put(_sealed(number)))

    def losses(self, home: Path, acknowledged: Sequence[str]) -> list[str]:
        spool = FolderSpool(home / "spool")
        lost = []
        for number, sha256 in enumerate(acknowledged):
            try:
                if spool.get(sha256) != _sealed(number):
                    lost.append(f"file {number}")
            except EstipError as error:
                lost.append(f"file {number}: {error}")
        return lost


class Backup:
    """Backups are made beside the vault; whatever bears the name of one is one.

    Args:
        count: How many, a day apart.
    """

    name = "backup"

    def __init__(self, count: int = 2) -> None:
        self._count = count

    def prepare(self, home: Path) -> None:
        vault = make_vault(home).open()
        for number in range(12):
            save_answer(vault, number)
        vault.close()
        sync_all(home)

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        acknowledge("there")
        for days in range(self._count):
            clock = SetClock(NOON + timedelta(days=days))
            vaults = quick_vaults(home, clock)
            vault = vaults.unlock(vaults.list()[0].id, PASSPHRASE)
            backups = Backups(vault, FolderBackups(home), clock, "test")
            backups.make_daily(Progress(), Cancel())
            acknowledge(backups.kept()[0].name)
            vault.close()

    def losses(self, home: Path, acknowledged: Sequence[str]) -> list[str]:
        if not acknowledged:
            return []
        later = AFTERWARDS + timedelta(days=self._count)
        vaults = afterwards(home, later)
        found = {path.name: path for path in vaults.restores.kept_of(vaults.list()[0].id)}
        lost = sorted(set(acknowledged[1:]) - found.keys())
        for number, (name, path) in enumerate(found.items()):
            tester = afterwards(home, later + AFTERWARDS * number).restores
            try:
                tester.test(path, Proof.passphrase(PASSPHRASE), Progress())
            except EstipError as error:
                lost.append(f"{name}: {error}")
        vault, findings = open_and_check(afterwards(home, later + timedelta(days=1)))
        if vault is not None:
            vault.close()
        return lost + findings


def _sealed(number: int) -> bytes:
    return hashlib.sha512(str(number).encode()).digest() * (1 + number * 400)


def all_scenarios() -> dict[str, Scenario]:
    """By name."""
    from tests.faults.case_scenario import Case

    made: tuple[Scenario, ...] = (
        Creation(),
        Answers(),
        HeaderRewrite(),
        Migration(),
        Spool(),
        Backup(),
        Case(),
    )
    return {one.name: one for one in made}
