"""Wrong secrets are slowed down and told; an older copy put back is told; on real vaults."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.crypto.kdf import Argon2idDerivation
from estip_desktop.adapters.storage import turns, vault_files
from estip_desktop.adapters.storage.files import atomic_write
from estip_desktop.adapters.storage.sql_vault import SqlVault
from estip_desktop.errors import (
    DiskFullError,
    NotAvailableError,
    SecretRefusedError,
    TryLaterError,
    VaultError,
    VaultInUseError,
)
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import Notices, Proof
from estip_desktop.vault.key_slots import KeySlots
from tests.backup_support import BackedUp
from tests.vault_support import NOON, PASSPHRASE, MadeVault, make_vault, quick_vaults

WRONG = "whip slim address pyramid plungf"


@pytest.fixture
def made(home: Path) -> MadeVault:
    return make_vault(home)


class LooseClock(SetClock):
    """A wall clock that can be set either way while time passes as it does."""

    def set_wall(self, by: timedelta) -> None:
        self._moment += by


def refuse(made: MadeVault, times: int = 1) -> None:
    for _ in range(times):
        made.clock.move_on(timedelta(seconds=made.vaults.wait_s(made.info.id)))
        with pytest.raises(SecretRefusedError):
            made.vaults.unlock(made.info.id, WRONG)


def events(made: MadeVault, vault: Any) -> list[tuple[str, str]]:
    rows = vault._database._database.fetch("SELECT what, detail FROM audit ORDER BY seq")
    return [(str(what), str(detail)) for what, detail in rows]


def test_the_wait_grows_with_each_wrong_passphrase(made):
    waits = []
    for _ in range(7):
        refuse(made)
        waits.append(made.vaults.wait_s(made.info.id))
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_nothing_is_tried_during_the_wait_not_even_the_right_one(made, monkeypatch):
    refuse(made, 2)
    monkeypatch.setattr(KeySlots, "find", lambda *_: pytest.fail("a secret was tried"))
    with pytest.raises(TryLaterError) as caught:
        made.vaults.unlock(made.info.id, PASSPHRASE)
    assert caught.value.wait_s == 2
    with pytest.raises(TryLaterError):
        made.vaults.unlock_with_recovery_key(made.info.id, made.recovery_key)


def test_after_the_wait_the_right_one_opens_and_the_tries_are_told(made):
    made.clock.move_on(timedelta(hours=1))
    refuse(made, 2)
    made.clock.move_on(timedelta(days=1))
    vault = made.vaults.unlock(made.info.id, PASSPHRASE)
    assert vault.notices == Notices(2, NOON + timedelta(hours=1))
    assert ("failed-tries", "2") in events(made, vault)
    vault.close()
    again = made.vaults.unlock(made.info.id, PASSPHRASE)
    assert not again.notices
    assert made.vaults.wait_s(made.info.id) == 0
    again.close()


def test_a_wrong_recovery_key_counts_and_a_mistyped_one_does_not(made, home):
    other = make_vault(home, label="Van 4")
    with pytest.raises(SecretRefusedError):
        made.vaults.unlock_with_recovery_key(made.info.id, "0000-0000")
    assert made.vaults.wait_s(made.info.id) == 0
    with pytest.raises(SecretRefusedError):
        made.vaults.unlock_with_recovery_key(made.info.id, other.recovery_key)
    assert made.vaults.wait_s(made.info.id) == 1


def test_one_vault_does_not_make_another_wait(made, home):
    other = make_vault(home, label="Van 4")
    refuse(made, 3)
    assert other.vaults.wait_s(other.info.id) == 0
    vault = other.vaults.unlock(other.info.id, PASSPHRASE)
    assert not vault.notices
    vault.close()


def test_a_new_process_waits_as_well(made, home):
    refuse(made, 3)
    clock = SetClock(made.clock.now() + timedelta(seconds=1))
    assert quick_vaults(home, clock).wait_s(made.info.id) == 3


@pytest.mark.parametrize("by", [timedelta(days=-400), timedelta(seconds=-1), timedelta(days=400)])
def test_setting_the_clock_changes_nothing_about_the_wait(home, by):
    made, clock = make_vault(home), LooseClock(NOON)
    vaults = quick_vaults(home, clock)
    for _ in range(3):
        clock.move_on(timedelta(seconds=vaults.wait_s(made.info.id)))
        with pytest.raises(SecretRefusedError):
            vaults.unlock(made.info.id, WRONG)
    clock.set_wall(by)
    assert vaults.wait_s(made.info.id) == pytest.approx(4)
    clock.move_on(timedelta(seconds=3))
    assert vaults.wait_s(made.info.id) == pytest.approx(1)
    clock.move_on(timedelta(seconds=1))
    vaults.unlock(made.info.id, PASSPHRASE).close()


def test_after_the_clock_was_set_back_a_new_process_waits_the_whole_delay_once(made, home):
    refuse(made, 3)
    clock = LooseClock(NOON - timedelta(days=3000))
    vaults = quick_vaults(home, clock)
    assert vaults.wait_s(made.info.id) == 4
    clock.move_on(timedelta(seconds=4))
    vaults.unlock(made.info.id, PASSPHRASE).close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run, because nothing can be forked here")
def test_a_try_that_was_killed_counts(made, monkeypatch):
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(KeySlots, "find", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        made.vaults.unlock(made.info.id, WRONG)
        os._exit(70)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert made.vaults.wait_s(made.info.id) == 1
    made.clock.move_on(timedelta(seconds=1))
    vault = made.vaults.unlock(made.info.id, PASSPHRASE)
    assert vault.notices.failed_tries == 1
    vault.close()


def test_a_laptop_without_the_memory_to_try_a_secret_has_tried_none(made, monkeypatch):
    vault = made.open()

    def starved(*_: object) -> None:
        raise NotAvailableError("memory")

    with monkeypatch.context() as patched:
        patched.setattr(Argon2idDerivation, "derive", starved)
        with pytest.raises(NotAvailableError):
            vault.verify_passphrase(PASSPHRASE)
        assert made.vaults.wait_s(made.info.id) == 0
        vault.close()
        with pytest.raises(NotAvailableError):
            made.vaults.unlock(made.info.id, PASSPHRASE)
        assert made.vaults.wait_s(made.info.id) == 0
    again = made.vaults.unlock(made.info.id, PASSPHRASE)
    assert not again.notices
    again.close()


def test_wrong_tries_are_told_although_the_full_disk_cannot_keep_that(made, monkeypatch):
    refuse(made, 2)
    made.clock.move_on(timedelta(seconds=2))

    def full(*_: object) -> None:
        raise DiskFullError("database-full")

    with monkeypatch.context() as patched:
        patched.setattr(SqlVault, "keep", full)
        vault = made.vaults.unlock(made.info.id, PASSPHRASE)
        assert vault.notices.failed_tries == 2
        vault.close()


def test_the_right_secret_of_a_vault_that_does_not_open_is_no_wrong_try(made):
    refuse(made)
    made.clock.move_on(timedelta(seconds=1))
    holder = made.vaults.unlock(made.info.id, PASSPHRASE)
    second = quick_vaults(made.home, made.clock)
    with pytest.raises(VaultInUseError):
        second.unlock(made.info.id, PASSPHRASE)
    assert second.wait_s(made.info.id) == 0
    holder.close()
    vault = made.vaults.unlock(made.info.id, PASSPHRASE)
    assert not vault.notices
    vault.close()


@pytest.mark.parametrize("outcome", ["in use", "wrong"])
def test_another_window_that_opens_it_meanwhile_is_not_undone(made, monkeypatch, outcome):
    """The first opening of all: the note has no proof yet when the second window looks at it."""
    second = quick_vaults(made.home, made.clock)
    real = KeySlots.find
    opened: list[Any] = []

    def slow(slots: KeySlots, *given: Any) -> Any:
        if not opened:
            opened.append(None)
            opened[0] = made.vaults.unlock(made.info.id, PASSPHRASE)
        return real(slots, *given)

    monkeypatch.setattr(KeySlots, "find", slow)
    made.clock.move_on(timedelta(seconds=1))
    (made.folder / "attempts.json").unlink(missing_ok=True)
    monkeypatch.setattr(made.vaults._watch, "wait_s", lambda _id: 0.0)
    with pytest.raises(VaultInUseError if outcome == "in use" else SecretRefusedError):
        second.unlock(made.info.id, PASSPHRASE if outcome == "in use" else WRONG)
    opened[0].close()
    made.clock.move_on(timedelta(seconds=1))
    vault = quick_vaults(made.home, made.clock).unlock(made.info.id, PASSPHRASE)
    tries = 0 if outcome == "in use" else 1
    assert (vault.notices.failed_tries, vault.notices.attempts_lost) == (tries, False)
    vault.close()


def test_a_full_disk_does_not_lock_the_owner_out(made, monkeypatch):
    def full(_path: Path, _data: bytes) -> None:
        raise DiskFullError("file")

    monkeypatch.setattr(vault_files, "atomic_write", full)
    vaults = quick_vaults(made.home, made.clock)
    with pytest.raises(SecretRefusedError):
        vaults.unlock(made.info.id, WRONG)
    assert vaults.wait_s(made.info.id) == 1  # remembered by this process
    made.clock.move_on(timedelta(seconds=1))
    vaults.unlock(made.info.id, PASSPHRASE).close()


def test_the_passphrase_asked_again_is_slowed_down_too(made):
    vault = made.open()
    assert not vault.verify_passphrase(WRONG)
    with pytest.raises(TryLaterError):
        vault.verify_passphrase(PASSPHRASE)
    made.clock.move_on(timedelta(seconds=1))
    assert vault.verify_passphrase(PASSPHRASE)
    assert made.vaults.wait_s(made.info.id) == 0
    vault.close()


@pytest.mark.parametrize("how", ["deleted", "damaged", "forged"])
def test_a_note_of_tries_that_was_tampered_with_is_told_and_makes_nobody_wait(made, how):
    made.open().close()
    refuse(made, 4)
    note = made.folder / "attempts.json"
    if how == "deleted":
        note.unlink()
    elif how == "damaged":
        note.write_bytes(b"{")
    else:
        value = json.loads(note.read_bytes()) | {"failed": 0, "proof": "00"}
        note.write_text(json.dumps(value))
    vaults = quick_vaults(made.home, made.clock)
    assert vaults.wait_s(made.info.id) == 0
    vault = vaults.unlock(made.info.id, PASSPHRASE)
    assert vault.notices == Notices(attempts_lost=True)
    assert ("attempts-note-lost", "") in events(made, vault)
    vault.close()


def test_an_older_copy_put_back_is_told_once_and_recorded(made):
    made.open().close()
    older = (made.folder / "vault.db").read_bytes()
    made.open().close()
    (made.folder / "vault.db").write_bytes(older)
    vault = made.open()
    assert vault.notices == Notices(is_older_copy=True)
    assert "older-copy-opened" in dict(events(made, vault))
    vault.close()
    vault = made.open()
    assert not vault.notices
    vault.close()


def test_changes_in_one_sitting_are_noted_before_it_is_closed(made):
    vault = made.open()
    older = json.loads((made.home / "seen.json").read_bytes())[made.info.id]["counter"]
    for number in range(60):
        with vault.open_unit() as unit:
            unit.settings.set("k", str(number))
            unit.commit()
    newer = json.loads((made.home / "seen.json").read_bytes())[made.info.id]["counter"]
    assert newer >= older + 50
    vault.close()


_ANOTHER_WINDOW = """
import sys
from pathlib import Path
from estip_desktop.adapters.storage import turns
from estip_desktop.adapters.storage.vault_files import FolderVaultShelf
from estip_desktop.kernel.clock import SystemClock
from estip_desktop.vault import seen
from estip_desktop.vault.watch import Watch

class Database:
    counter = 0
    def seal(self, message):
        return b"tag"

own, shelf, database = sys.argv[1], FolderVaultShelf(Path(sys.argv[2])), Database()
watch = Watch(shelf, SystemClock())
turns._LONGEST_S = 60.0  # nobody else writes without a pause
sys.stdin.read(1)
for number in range(1, 301):
    database.counter = number
    watch.saw(own, database)
    found = seen.decode(shelf.seen())
    assert found[own].counter == number, (number, found)
"""


def test_two_windows_at_once_do_not_lose_what_the_other_noted(home):
    home.mkdir(exist_ok=True)
    names = ("vault-a", "vault-b")
    windows = [
        subprocess.Popen(
            [sys.executable, "-c", _ANOTHER_WINDOW, name, str(home)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for window in windows:
        assert window.stdin is not None
        window.stdin.write("g")
        window.stdin.flush()
    told = [window.communicate(timeout=120)[1] for window in windows]
    assert [window.returncode for window in windows] == [0, 0], told
    assert {name: one["counter"] for name, one in _noted(home).items()} == dict.fromkeys(names, 300)
    assert [path.name for path in home.iterdir()] == ["seen.json"]


def test_a_window_that_does_not_let_go_keeps_nobody_waiting_for_ever(made, monkeypatch, caplog):
    before = _noted(made.home)
    monkeypatch.setattr(turns, "_LONGEST_S", 0.0)
    with turns.turn_in(made.home, "seen.lock"), caplog.at_level("WARNING"):
        made.open().close()
    assert "state seen not noted" in caplog.text
    assert _noted(made.home) == before


def test_where_there_are_no_locks_the_note_is_kept_all_the_same(made, monkeypatch):
    def none(*_args):
        raise OSError(errno.EBADF, "no locks on this share")

    monkeypatch.setattr(fcntl, "flock", none)
    made.open().close()
    assert made.info.id in _noted(made.home)


def _noted(home: Path) -> Any:
    note = home / "seen.json"
    return json.loads(note.read_bytes()) if note.exists() else {}


def test_a_note_that_cannot_be_written_is_told_while_the_vault_can(made, home):
    made.open().close()
    (home / ".seen.json.new").mkdir()  # once this alone was enough
    vault = made.open()
    assert not vault.notices
    vault.close()
    (home / "seen.json").unlink()
    (home / "seen.json").mkdir()
    for _again in range(2):
        vault = made.open()
        assert vault.notices.seen_not_kept
        vault.close()
    (home / "seen.json").rmdir()
    made.open().close()
    vault = made.open()
    assert not vault.notices
    vault.close()


@pytest.mark.parametrize("number", [errno.EIO, errno.EISDIR])
def test_a_copy_of_the_header_that_cannot_be_written_keeps_nobody_out(made, monkeypatch, number):
    (made.folder / "header.json").unlink()
    if number == errno.EISDIR:
        (made.folder / "header.json").mkdir()
    else:

        def worn_out(path, data):
            if path.name == "header.json":
                raise VaultError("file-EIO")
            atomic_write(path, data)

        monkeypatch.setattr(vault_files, "atomic_write", worn_out)
    vault = made.open()
    assert vault.notices.header_not_repaired
    vault.close()


def test_pipes_in_place_of_notes_and_headers_keep_nobody_waiting(made, home):
    made.open().close()
    for path in (home / "seen.json", made.folder / "header.json", made.folder / "attempts.json"):
        path.unlink()
        os.mkfifo(path)
    assert [info.label for info in quick_vaults(home).list()] == [made.info.label]
    made.open().close()
    assert (made.folder / "header.json").is_file()


@pytest.mark.parametrize("how", ["deleted", "lowered", "borrowed"])
def test_a_note_of_the_state_seen_cannot_be_changed_quietly(made, home, how):
    other = make_vault(home, label="Van 4")
    made.open().close()
    other.open().close()
    older = (made.folder / "vault.db").read_bytes()
    made.open().close()
    (made.folder / "vault.db").write_bytes(older)
    note = home / "seen.json"
    value = json.loads(note.read_bytes())
    if how == "deleted":
        note.unlink()
    elif how == "lowered":
        value[made.info.id]["counter"] = 1
        note.write_text(json.dumps(value))
    else:
        value[made.info.id] = value[other.info.id]
        note.write_text(json.dumps(value))
    vault = made.open()
    assert vault.notices == Notices(seen_lost=True)
    vault.close()


def test_removing_both_notes_at_once_is_told_as_well(made, home):
    made.open().close()
    older = (made.folder / "vault.db").read_bytes()
    made.open().close()
    refuse(made, 3)
    (made.folder / "vault.db").write_bytes(older)
    (made.folder / "attempts.json").unlink()
    (home / "seen.json").unlink()
    vault = made.open()
    assert vault.notices == Notices(attempts_lost=True, seen_lost=True)
    assert {"attempts-note-lost", "seen-note-lost"} <= dict(events(made, vault)).keys()
    vault.close()
    vault = made.open()
    assert not vault.notices
    vault.close()


@pytest.mark.parametrize("carry_over", [False, True])
def test_a_vault_restored_on_another_laptop_raises_no_alarm(made, tmp_path, carry_over):
    vault = made.open()
    target = tmp_path / "one.estip-backup"
    BackedUp(made, vault).to(target)
    vault.close()
    elsewhere = quick_vaults(tmp_path / "elsewhere")
    proof = Proof.passphrase(PASSPHRASE)
    elsewhere.restores.restore(target, proof, Progress(), carry_over=carry_over)
    vault = elsewhere.unlock(made.info.id, PASSPHRASE)
    assert vault.notices == Notices(keys_of_backup=True)  # told by whoever restored it, no alarm
    vault.close()


def test_the_notes_say_nothing_of_another_vault_or_of_anybody(made, home):
    other = make_vault(home, label="Canary label", owner="Canary owner")
    made.open().close()
    before = json.loads((home / "seen.json").read_bytes())
    other.open().close()
    after = json.loads((home / "seen.json").read_bytes())
    assert after[made.info.id] == before[made.info.id]
    assert after.keys() == {made.info.id, other.info.id}
    notes = (home / "seen.json").read_bytes() + (other.folder / "attempts.json").read_bytes()
    assert b"Canary" not in notes


def test_first_run_goes_on_with_the_key_it_made_and_that_is_no_news(home):
    made = make_vault(home)
    opened = made.vaults.unlock_with_recovery_key(made.info.id, made.recovery_key)
    assert not opened.notices.by_recovery_key
    opened.close()
    again = made.vaults.unlock_with_recovery_key(made.info.id, made.recovery_key)
    assert again.notices.by_recovery_key
    again.close()
