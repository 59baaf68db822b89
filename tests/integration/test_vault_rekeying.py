"""Changing what opens a vault: one of the two works at every instant, and then only the new one."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.crypto.kdf import Argon2Cost, Argon2idDerivation
from estip_desktop.adapters.storage import vault_files
from estip_desktop.adapters.storage.files import atomic_write
from estip_desktop.adapters.storage.sql_vault import SqlVault
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.errors import (
    DiskFullError,
    SecretRefusedError,
    VaultError,
    VaultHeaderDamagedError,
)
from estip_desktop.kernel.clock import SetClock
from estip_desktop.vault import SlotKind, VaultKind, recovery_key
from estip_desktop.vault.rekeying import SLOTS_FACT, SlotMemory
from tests.vault_support import LABEL, NOON, PASSPHRASE, MadeVault, make_vault, quick_vaults

NEW = "copper otter violin ladder meadow"
OTHER = "thirsty walnut gravel minnow stapler"


@pytest.fixture
def made(home: Path) -> MadeVault:
    return make_vault(home)


def opens(made: MadeVault, secret: str) -> bool:
    """Whether this passphrase or recovery key opens it, in a process that waits for nothing."""
    (made.folder / "attempts.json").unlink(missing_ok=True)
    vaults = quick_vaults(made.home, made.clock)
    unlock: Callable[[str, str], Any] = (
        vaults.unlock_with_recovery_key if "-" in secret else vaults.unlock
    )
    try:
        unlock(made.info.id, secret).close()
    except SecretRefusedError:
        return False
    return True


def change(made: MadeVault, new: str = NEW) -> None:
    vault = made.open()
    vault.change_passphrase(PASSPHRASE, new)
    vault.close()


def headers_of(made: MadeVault) -> list[Path]:
    return [made.folder / "header.json", made.folder / "header.bak.json"]


def test_only_the_new_passphrase_opens_it_and_the_sheet_still_does(made):
    made.clock.move_on(timedelta(days=3))
    change(made)
    assert opens(made, NEW)
    assert opens(made, made.recovery_key)
    assert not opens(made, PASSPHRASE)
    one, two = (path.read_bytes() for path in headers_of(made))
    assert one == two


def test_the_records_are_not_written_anew(made):
    made.open().close()
    vault = made.open()
    with vault.open_unit() as unit:
        unit.settings.set("kept", "yes")
        unit.commit()
    vault.change_passphrase(PASSPHRASE, NEW)
    with vault.open_unit() as unit:
        assert unit.settings.get("kept") == "yes"
    assert vault.check().is_sound
    vault.close()


def test_the_slot_is_new_in_every_part(made):
    vault = made.open()
    before = {slot.kind: slot for slot in vault._header.slots}
    made.clock.move_on(timedelta(days=3))
    vault.change_passphrase(PASSPHRASE, NEW)
    after = {slot.kind: slot for slot in vault._header.slots}
    old, new = before[SlotKind.PASSPHRASE], after[SlotKind.PASSPHRASE]
    assert not {old.id, old.salt, old.nonce, old.wrapped} & {
        new.id,
        new.salt,
        new.nonce,
        new.wrapped,
    }
    assert after[SlotKind.RECOVERY] == before[SlotKind.RECOVERY]
    assert (old.since[:10], new.since[:10]) == ("2026-11-23", "2026-11-26")
    assert [slot.kind for slot in vault.slots] == [SlotKind.PASSPHRASE, SlotKind.RECOVERY]
    vault.close()


@pytest.mark.parametrize(("memory_kib", "kept"), [(64, 128), (128, 128), (256, 256)])
def test_a_change_does_not_make_a_guess_cheaper(home, memory_kib, kept):
    floor, before = Argon2Cost(64, 1, 1), Argon2Cost(128, 1, 1)
    clock = SetClock(NOON)
    made = vaults_in(home, clock, derivation=Argon2idDerivation(floor=floor, fixed=before))
    created = made.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE)
    now = Argon2idDerivation(floor=floor, fixed=Argon2Cost(memory_kib, 1, 1))
    vaults = vaults_in(home, clock, derivation=now)
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    vault.change_passphrase(PASSPHRASE, NEW)
    assert vault.slots[0].params["memory_kib"] == kept
    # Another machine may be a weaker one: there it is measured anew.
    vault.recover(created.recovery_key, PASSPHRASE)
    assert vault.slots[0].params["memory_kib"] == memory_kib
    vault.close()


def test_a_wrong_current_passphrase_changes_nothing(made):
    before = [path.read_bytes() for path in headers_of(made)]
    vault = made.open()
    with pytest.raises(SecretRefusedError):
        vault.change_passphrase(NEW, NEW)
    vault.close()
    assert [path.read_bytes() for path in headers_of(made)] == before


def test_the_sheet_alone_sets_a_new_passphrase_where_the_vault_was_never_seen(made, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(made.home / "vaults", elsewhere / "vaults")
    vaults = quick_vaults(elsewhere)
    vault = vaults.unlock_with_recovery_key(made.info.id, made.recovery_key)
    vault.recover(made.recovery_key, NEW)
    vault.close()
    vaults.unlock(made.info.id, NEW).close()
    with pytest.raises(SecretRefusedError):
        vaults.unlock(made.info.id, PASSPHRASE)


def test_a_new_sheet_replaces_the_old_one_once_it_was_typed_back(made):
    vault = made.open()
    prepared = vault.prepare_recovery_key(PASSPHRASE)
    printed = prepared.printed
    assert vault.verify_recovery_key(made.recovery_key)
    assert printed not in repr(prepared)
    vault.finish_recovery_key(prepared, printed.lower())
    assert vault.verify_recovery_key(printed)
    assert not vault.verify_recovery_key(made.recovery_key)
    vault.close()
    assert opens(made, printed)
    assert opens(made, PASSPHRASE)
    assert not opens(made, made.recovery_key)


def test_a_new_sheet_that_was_mistyped_changes_nothing(made):
    vault = made.open()
    with pytest.raises(SecretRefusedError):
        vault.prepare_recovery_key(NEW)
    made.clock.move_on(timedelta(seconds=1))
    prepared = vault.prepare_recovery_key(PASSPHRASE)
    with pytest.raises(SecretRefusedError, match="recovery-key-mistyped"):
        vault.finish_recovery_key(prepared, prepared.printed[:-1])
    for other in (recovery_key.new()[1], made.recovery_key):
        with pytest.raises(SecretRefusedError):
            vault.finish_recovery_key(prepared, other)
    vault.close()
    assert opens(made, made.recovery_key)


def test_changes_are_recorded_without_any_secret(made):
    vault = made.open()
    vault.change_passphrase(PASSPHRASE, NEW)
    rows = vault._database._database.fetch("SELECT what, subject, detail FROM audit")
    slot = vault.slots[0].id
    assert ("passphrase-changed", slot, "by-passphrase") in [tuple(row) for row in rows]
    vault.close()


def die_at(monkeypatch: pytest.MonkeyPatch, last: int) -> None:
    """Let this process be killed instead of its ``last`` + 1st open, sync or rename from now."""
    left = [last]

    def dying(real: Any) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*args, **more)

        return call

    monkeypatch.setattr(os, "open", dying(os.open))
    monkeypatch.setattr(os, "fsync", dying(os.fsync))
    monkeypatch.setattr(Path, "replace", dying(Path.replace))
    # What the vault notes goes to the disk at once, or not at all.
    monkeypatch.setattr(SqlVault, "keep", dying(SqlVault.keep))


def change_in_a_child(
    made: MadeVault, monkeypatch: pytest.MonkeyPatch, last: int, new: str
) -> bool:
    """Change passphrase or sheet in a process that dies on the way; whether it got to the end."""
    child = os.fork()
    if child == 0:
        vault = made.open()
        die_at(monkeypatch, last)
        if "-" in new:
            vault.finish_recovery_key(vault.prepare_recovery_key(PASSPHRASE), new)
        else:
            vault.change_passphrase(PASSPHRASE, new)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run, because nothing can be forked here")
@pytest.mark.parametrize("what", ["passphrase", "recovery"])
def test_killed_at_any_write_one_of_the_two_works(made, monkeypatch, what):
    """Every open, sync and rename of the change is the last one that happens, in turn."""
    made.open().close()
    saved = made.home.parent / "saved"
    shutil.copytree(made.home, saved)
    old, new = PASSPHRASE, NEW
    if what == "recovery":
        # The key that is typed back is the same in every round: nothing is random here.
        old, new = made.recovery_key, recovery_key.new()[1]
        fixed = (recovery_key.parse(new), new)
        monkeypatch.setattr(recovery_key, "new", lambda: fixed)
    outcomes, last, finished = set(), 0, False
    while not finished:
        shutil.rmtree(made.home)
        shutil.copytree(saved, made.home)
        finished = change_in_a_child(made, monkeypatch, last, new)
        working = (opens(made, old), opens(made, new))
        assert any(working), last
        assert opens(made, PASSPHRASE) or opens(made, NEW)
        outcomes.add(working)
        last += 1
    assert last > 20
    assert {(True, False), (False, True)} <= outcomes


def test_a_change_cut_short_is_settled_by_whatever_opens_it_next(made, monkeypatch):
    real = vault_files.FolderVaultShelf.write_header
    written = []

    def stop_before_the_last(shelf: Any, vault_id: Any, data: bytes) -> None:
        written.append(data)
        if len(written) == 2:
            raise KeyboardInterrupt
        real(shelf, vault_id, data)

    for used, other in ((PASSPHRASE, NEW), (NEW, PASSPHRASE)):
        vault = made.open()
        monkeypatch.setattr(vault_files.FolderVaultShelf, "write_header", stop_before_the_last)
        with pytest.raises(KeyboardInterrupt):
            vault.change_passphrase(PASSPHRASE, NEW)
        monkeypatch.undo()
        written.clear()
        vault.close()
        assert len(quick_vaults(made.home).slots(made.info.id)) == 3
        assert opens(made, used)
        assert len(quick_vaults(made.home).slots(made.info.id)) == 2
        assert not opens(made, other)


@pytest.mark.parametrize("kept", ["nothing", "something else"])
def test_a_disk_that_does_not_keep_the_new_header_costs_nothing(made, monkeypatch, kept):
    vault = made.open()
    before = [path.read_bytes() for path in headers_of(made)]
    failing = [1]

    def unreliable(path: Path, data: bytes) -> None:
        if path.name == "header.bak.json" and failing[0]:
            failing[0] -= 1
            if kept == "nothing":
                raise DiskFullError("file")
            data = data[:-1]
        atomic_write(path, data)

    monkeypatch.setattr(vault_files, "atomic_write", unreliable)
    with pytest.raises(VaultError):
        vault.change_passphrase(PASSPHRASE, NEW)
    assert [path.read_bytes() for path in headers_of(made)] == before
    vault.close()
    assert opens(made, PASSPHRASE)


def cut_short(made: MadeVault, monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """Change the passphrase, stopped instead of writing the header once more than ``written``."""
    real, left = vault_files.FolderVaultShelf.write_header, [written]

    def stop(shelf: Any, vault_id: Any, data: bytes) -> None:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        real(shelf, vault_id, data)

    vault = made.open()
    with monkeypatch.context() as patched:
        patched.setattr(vault_files.FolderVaultShelf, "write_header", stop)
        with pytest.raises(KeyboardInterrupt):
            vault.change_passphrase(PASSPHRASE, NEW)
    vault.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run, because nothing can be forked here")
@pytest.mark.parametrize("used", [PASSPHRASE, NEW])
def test_killed_while_a_change_that_was_cut_short_is_settled_what_was_used_still_works(
    made, monkeypatch, used
):
    cut_short(made, monkeypatch, written=1)
    (made.folder / "attempts.json").unlink(missing_ok=True)
    saved = made.home.parent / "saved"
    shutil.copytree(made.home, saved)
    last, finished = 0, False
    while not finished:
        shutil.rmtree(made.home)
        shutil.copytree(saved, made.home)
        child = os.fork()
        if child == 0:
            die_at(monkeypatch, last)
            quick_vaults(made.home, made.clock).unlock(made.info.id, used)
            os._exit(0)
        finished = not os.WIFSIGNALED(os.waitpid(child, 0)[1])
        assert opens(made, used), last
        last += 1
    assert last > 10


def test_what_opens_it_is_in_force_only_where_the_vault_can_note_it(made, monkeypatch):
    """Or a vault that was never told of it would refuse it, and the one before is gone."""
    before = [path.read_bytes() for path in headers_of(made)]
    vault = made.open()
    prepared = vault.prepare_recovery_key(PASSPHRASE)

    def full(*_: object) -> None:
        raise DiskFullError("database-full")

    with monkeypatch.context() as patched:
        patched.setattr(SqlVault, "keep", full)
        with pytest.raises(DiskFullError):
            vault.change_passphrase(PASSPHRASE, NEW)
        with pytest.raises(DiskFullError):
            vault.finish_recovery_key(prepared, prepared.printed)
        vault.close()
    assert [path.read_bytes() for path in headers_of(made)] == before
    assert opens(made, made.recovery_key)
    assert opens(made, PASSPHRASE)


def test_a_change_whose_end_the_full_vault_cannot_note_is_in_force(made, monkeypatch):
    vault = made.open()
    real, left = SqlVault.keep, [1]

    def soon_full(*anything: Any) -> None:
        if left[0] == 0:
            raise DiskFullError("database-full")
        left[0] -= 1
        real(*anything)

    with monkeypatch.context() as patched:
        patched.setattr(SqlVault, "keep", soon_full)
        vault.change_passphrase(PASSPHRASE, NEW)
        vault.close()
    for _again in range(2):
        assert opens(made, NEW)
        assert not opens(made, PASSPHRASE)


@pytest.mark.parametrize("remembered", ["", "old", "before"])
def test_a_vault_as_older_programs_left_it_opens_and_remembers_from_now_on(
    made, monkeypatch, remembered
):
    """They noted a slot after it was in force; killed in between, the vault did not know it."""
    vault = made.open()
    ids = [slot.id for slot in vault._header.slots]
    change_and_note = {"": "", "old": f"{' '.join(ids)}|", "before": f"{ids[1]}|{ids[0]}"}
    vault.change_passphrase(PASSPHRASE, NEW)
    with vault.open_unit() as unit:
        unit.settings.set(SLOTS_FACT, change_and_note[remembered])
        unit.commit()
    vault.close()
    assert opens(made, NEW)
    assert opens(made, made.recovery_key)
    vault = quick_vaults(made.home, made.clock).unlock(made.info.id, NEW)
    assert not vault.notices.is_older_header
    assert SlotMemory.from_text(vault.fact(SLOTS_FACT)).is_closed
    vault.close()


def test_a_header_made_on_another_copy_of_the_vault_opens_nothing_here(made):
    made.open().close()
    other = made.home.parent / "other"
    shutil.copytree(made.home, other)
    change(made)
    elsewhere = quick_vaults(other, made.clock)
    vault = elsewhere.unlock(made.info.id, PASSPHRASE)
    vault.change_passphrase(PASSPHRASE, OTHER)
    vault.close()
    for path in headers_of(made):
        shutil.copy(other / "vaults" / made.info.id / path.name, path)
    (made.folder / "attempts.json").unlink()
    with pytest.raises(VaultHeaderDamagedError, match="header-older"):
        quick_vaults(made.home, made.clock).unlock(made.info.id, OTHER)
    # The sheet is of both. It takes no strange slot in.
    for _again in range(2):
        (made.folder / "attempts.json").unlink(missing_ok=True)
        vaults = quick_vaults(made.home, made.clock)
        vault = vaults.unlock_with_recovery_key(made.info.id, made.recovery_key)
        assert vault.notices.is_older_header
        vault.close()
    with pytest.raises(VaultHeaderDamagedError, match="header-older"):
        quick_vaults(made.home, made.clock).unlock(made.info.id, OTHER)
    (made.folder / "attempts.json").unlink()
    vault = quick_vaults(made.home, made.clock).unlock_with_recovery_key(
        made.info.id, made.recovery_key
    )
    vault.recover(made.recovery_key, OTHER)
    vault.close()
    assert opens(made, OTHER)


def test_an_older_header_put_back_does_not_bring_the_old_passphrase_back(made):
    made.open().close()
    older = [path.read_bytes() for path in headers_of(made)]
    change(made)
    for path, data in zip(headers_of(made), older, strict=True):
        path.write_bytes(data)
    (made.folder / "attempts.json").unlink()
    with pytest.raises(VaultHeaderDamagedError, match="header-older"):
        quick_vaults(made.home, made.clock).unlock(made.info.id, PASSPHRASE)
    (made.folder / "attempts.json").unlink()
    vault = quick_vaults(made.home, made.clock).unlock_with_recovery_key(
        made.info.id, made.recovery_key
    )
    assert vault.notices.is_older_header
    vault.recover(made.recovery_key, NEW)
    vault.close()
    assert opens(made, NEW)


def test_one_older_copy_of_the_header_is_repaired_from_the_newer(made):
    made.open().close()
    older = headers_of(made)[0].read_bytes()
    change(made)
    newer = headers_of(made)[1].read_bytes()
    headers_of(made)[0].write_bytes(older)
    assert opens(made, NEW)
    assert headers_of(made)[0].read_bytes() == newer


def test_the_slots_of_two_vaults_cannot_be_exchanged(made, home):
    other = make_vault(home, label=LABEL)
    for mine, theirs in zip(headers_of(made), headers_of(other), strict=True):
        here, there = mine.read_bytes(), theirs.read_bytes()
        mine.write_bytes(there)
        theirs.write_bytes(here)
    for one in (made, other):
        with pytest.raises(VaultHeaderDamagedError):
            one.vaults.unlock(one.info.id, PASSPHRASE)


def test_slots_are_listed_without_what_opens_them(made):
    slots = made.vaults.slots(made.info.id)
    assert [slot.kind for slot in slots] == [SlotKind.PASSPHRASE, SlotKind.RECOVERY]
    assert [slot.kdf for slot in slots] == ["argon2id", "hkdf-sha256"]
    assert slots[0].since.startswith(NOON.date().isoformat())
    assert not hasattr(slots[0], "wrapped")
