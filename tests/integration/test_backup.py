"""Backups of real vaults: made beside others' work, put back anywhere, never half."""

from __future__ import annotations

import errno
import io
import shutil
import stat
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from estip_desktop.adapters.storage import backups as adapter
from estip_desktop.adapters.storage import files
from estip_desktop.adapters.storage.backup_file import BackupWriter
from estip_desktop.adapters.storage.backups import FolderBackups
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.errors import (
    DiskFullError,
    InputRefusedError,
    NotFoundError,
    SecretRefusedError,
    VaultDamagedError,
    VaultError,
)
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Cancel, CancelledError, Progress
from estip_desktop.vault import BackupState, Proof
from estip_desktop.vault.health import Health
from estip_desktop.vault.model import OWNER_NAME
from tests.backup_support import (
    NEW_PASSPHRASE,
    SEALED,
    BackedUp,
    a_backed_up_vault,
    by_passphrase,
    everything,
    restore_elsewhere,
    save,
)
from tests.vault_support import (
    LABEL,
    NOON,
    PASSPHRASE,
    make_vault,
    quick_derivation,
    quick_vaults,
)


@pytest.fixture
def backed_up(home: Path) -> Iterator[BackedUp]:
    made = a_backed_up_vault(home)
    yield made
    made.vault.close()


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_comes_back_whole_by_the_recovery_key_on_another_machine(backed_up, tmp_path):
    path = backed_up.to(tmp_path / "stick.estip-backup")
    before = everything(backed_up.vault)
    open_again = restore_elsewhere(path, tmp_path / "other", backed_up.made.recovery_key)
    vault = open_again()
    after = everything(vault)
    # The vault itself remembers that it was backed up elsewhere; the backup cannot know that yet.
    own = {name: rows for name, rows in before.items() if name != "settings"}
    assert {name: after[name] for name in own} == own
    assert len(after["answers"]) == 40
    assert vault.check().is_sound
    assert (vault.spool_dir / SEALED).read_bytes() == b"sealed bytes"
    assert vault.info.label == LABEL
    vault.close()


def test_after_a_recovery_the_old_passphrase_and_no_other_is_gone(backed_up, tmp_path):
    path = backed_up.to(tmp_path / "stick.estip-backup")
    restore_elsewhere(path, tmp_path / "other", backed_up.made.recovery_key)
    clock = SetClock(NOON)
    vaults = quick_vaults(tmp_path / "other", clock)
    with pytest.raises(SecretRefusedError):
        vaults.unlock(backed_up.made.info.id, PASSPHRASE)
    clock.move_on(timedelta(seconds=1))
    vaults.unlock_with_recovery_key(backed_up.made.info.id, backed_up.made.recovery_key).close()


def test_a_restore_does_not_make_a_wrong_date_believed(backed_up, tmp_path):
    path = backed_up.to(tmp_path / "stick.estip-backup")
    clock = SetClock(NOON + timedelta(days=3650))
    vaults = quick_vaults(tmp_path / "other", clock)
    restored = vaults.restores.restore(path, by_passphrase(), Progress(), "")
    vault = vaults.unlock(restored.info.id, PASSPHRASE)
    assert Health(vault, vault.open_unit, clock).clock_doubt() is not None
    vault.close()


def test_a_passphrase_is_enough_and_stays(backed_up, tmp_path):
    path = backed_up.to(tmp_path / "stick.estip-backup")
    vaults = quick_vaults(tmp_path / "other")
    restored = vaults.restores.restore(path, by_passphrase(), Progress())
    assert (restored.info, restored.kept_aside) == (backed_up.made.info, "")
    vaults.unlock(restored.info.id, PASSPHRASE).close()


def test_a_backup_is_private_and_shows_nothing_of_what_is_in_it(backed_up, tmp_path):
    save(backed_up.vault, 99, "canary-of-a-note")
    backed_up.to(tmp_path)
    (found,) = tmp_path.glob("*.estip-backup")
    assert stat.S_IMODE(found.stat().st_mode) == 0o600
    assert b"canary-of-a-note" not in found.read_bytes()
    assert LABEL.lower() not in found.name.lower()


def test_any_unzip_program_opens_it(backed_up, tmp_path):
    path = backed_up.to(tmp_path / "stick.estip-backup")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "header.json",
            "vault.db",
            f"spool/{SEALED}",
            "manifest.json",
        ]


def test_saving_goes_on_while_a_backup_is_made(home, tmp_path, monkeypatch):
    from estip_desktop.adapters.storage import database

    monkeypatch.setattr(database, "_PAGES_AT_ONCE", 1)
    backed_up = a_backed_up_vault(home)
    steps = threading.Event()
    made_between: list[int] = []

    def on_progress(_words: str, _share: float | None) -> None:
        if not made_between and not steps.is_set():
            steps.set()
            # Another thread saves and returns before the backup goes on.
            saver = threading.Thread(target=lambda: save(backed_up.vault, 1000))
            saver.start()
            saver.join()
            made_between.append(1000)

    path = tmp_path / "stick.estip-backup"
    backed_up.backups.make_elsewhere(path, Progress(on_progress), Cancel())
    backed_up.vault.close()
    vault = restore_elsewhere(path, tmp_path / "other", backed_up.made.recovery_key)()
    with vault.open_unit() as unit:
        assert unit.answers.of("session")["q1000"] == "answer 1000"
    assert vault.check().is_sound
    vault.close()


def test_daily_backups_are_kept_seven_deep(backed_up):
    assert backed_up.backups.is_daily_due()
    for _day in range(9):
        backed_up.daily()
        assert not backed_up.backups.is_daily_due()
        backed_up.clock.move_on(timedelta(days=1))
        assert backed_up.backups.is_daily_due()
    names = files_in(backed_up.made.folder / "backups")
    assert len(names) == 7
    assert names[0].startswith("000003-")


def test_a_clock_that_was_put_back_does_not_drop_the_newest(backed_up):
    for _day in range(7):
        backed_up.daily()
    backed_up.clock.set_to(backed_up.clock.now() - timedelta(days=400))
    assert backed_up.backups.is_daily_due()
    newest = backed_up.daily()
    assert newest.name.startswith("000008-2025")
    assert backed_up.backups.kept()[0].name == newest.name


def test_a_backup_that_is_stopped_leaves_nothing(backed_up, tmp_path):
    cancel = Cancel()
    cancel.request()
    with pytest.raises(CancelledError):
        backed_up.backups.make_elsewhere(tmp_path / "x.estip-backup", Progress(), cancel)
    with pytest.raises(CancelledError):
        backed_up.backups.make_daily(Progress(), cancel)
    assert files_in(tmp_path) == ["home"]
    assert files_in(backed_up.made.folder / "backups") == []
    assert files_in(backed_up.made.home / "vaults") == [backed_up.made.info.id]


def test_a_full_disk_keeps_the_backups_there_are(backed_up, monkeypatch):
    for _day in range(7):
        backed_up.daily()
    before = files_in(backed_up.made.folder / "backups")

    class FullWriter(BackupWriter):
        def add_file(self, *args):
            raise DiskFullError("file")

    monkeypatch.setattr(adapter, "BackupWriter", FullWriter)
    with pytest.raises(DiskFullError):
        backed_up.daily()
    assert files_in(backed_up.made.folder / "backups") == before


def test_what_a_disk_wrote_wrongly_is_not_taken_for_a_backup(backed_up, monkeypatch, tmp_path):
    class LyingWriter(BackupWriter):
        def __exit__(self, *args):
            super().__exit__(*args)
            data = bytearray(self._path.read_bytes())
            data[len(data) // 2] ^= 1
            self._path.write_bytes(data)

    monkeypatch.setattr(adapter, "BackupWriter", LyingWriter)
    with pytest.raises(InputRefusedError, match="backup-altered"):
        backed_up.to(tmp_path / "x.estip-backup")
    assert files_in(tmp_path) == ["home"]


def test_a_damaged_vault_gives_no_backup(backed_up, tmp_path):
    with backed_up.vault.open_unit() as unit:
        unit.transaction.execute("UPDATE answers SET value = 'changed' WHERE link_id = 'q3'")
        unit.commit()
    with pytest.raises(VaultDamagedError, match="backup-not-sound"):
        backed_up.to(tmp_path / "x.estip-backup")
    with pytest.raises(VaultDamagedError, match="backup-not-sound"):
        backed_up.daily()
    assert files_in(tmp_path) == ["home"]


def test_a_file_that_is_there_is_left_as_it_is(backed_up, tmp_path):
    (tmp_path / "x.estip-backup").write_bytes(b"mine")
    with pytest.raises(InputRefusedError, match="file-exists"):
        backed_up.to(tmp_path / "x.estip-backup")
    assert (tmp_path / "x.estip-backup").read_bytes() == b"mine"
    with pytest.raises(InputRefusedError, match="backup-target"):
        backed_up.to(tmp_path / "nowhere" / "x.estip-backup")


def test_the_vault_that_was_there_is_kept_whole_under_another_name(backed_up, tmp_path):
    daily = backed_up.daily()
    save(backed_up.vault, 500)
    backed_up.vault.close()
    before = {
        path.relative_to(backed_up.made.folder): path.read_bytes()
        for path in backed_up.made.folder.rglob("*")
        if path.is_file()
    }
    restored = backed_up.made.vaults.restores.restore(daily, by_passphrase(), Progress())
    aside = backed_up.made.home / "vaults" / restored.kept_aside
    assert before == {
        path.relative_to(aside): path.read_bytes() for path in aside.rglob("*") if path.is_file()
    }
    assert [one.id for one in backed_up.made.vaults.list()] == [backed_up.made.info.id]
    vault = backed_up.made.open()
    with vault.open_unit() as unit:
        assert "q500" not in unit.answers.of("session")
    vault.close()
    # The restored vault still knows its backups, and another restore finds another name.
    assert backed_up.made.vaults.restores.kept_of(backed_up.made.info.id)
    again = backed_up.made.vaults.restores.restore(daily, by_passphrase(), Progress())
    assert again.kept_aside != restored.kept_aside


@pytest.fixture
def put_back(backed_up):
    """The vault that took the place of one, open, and the name of the one that was there."""
    daily = backed_up.daily()
    backed_up.vault.close()
    restored = backed_up.made.vaults.restores.restore(daily, by_passphrase(), Progress())
    backed_up.vault = backed_up.made.open()
    yield backed_up, restored.kept_aside
    backed_up.vault.close()


def test_what_was_kept_aside_can_be_removed_and_the_trail_says_so(put_back):
    backed_up, name = put_back
    vaults, own = backed_up.made.home / "vaults", backed_up.made.info.id
    kept = backed_up.backups.kept()
    backed_up.backups.remove_aside(name)
    assert backed_up.backups.set_aside() == ()
    assert sorted(path.name for path in vaults.iterdir()) == [own]
    assert backed_up.backups.kept() == kept
    with backed_up.vault.open_unit() as unit:
        line = unit.audit_log.of([own], 1)[0]
    assert (line.what, f"{own}.{line.detail}") == ("kept-aside-removed", name)
    assert backed_up.vault.check().is_sound


def no_links(_self: Path, _target: Path) -> NoReturn:
    raise OSError(errno.EPERM, "no second names here")


def test_on_a_disk_without_second_names_removing_it_leaves_every_backup(backed_up, monkeypatch):
    daily = backed_up.daily()
    backed_up.clock.move_on(timedelta(days=1))
    backed_up.daily()
    kept = {path.name: path.read_bytes() for path in daily.parent.iterdir()}
    backed_up.vault.close()
    monkeypatch.setattr(Path, "hardlink_to", no_links)
    restored = backed_up.made.vaults.restores.restore(daily, by_passphrase(), Progress())
    backed_up.vault = backed_up.made.open()
    backed_up.backups.remove_aside(restored.kept_aside)
    assert {path.name: path.read_bytes() for path in daily.parent.iterdir()} == kept
    backed_up.vault.close()
    restores = backed_up.made.vaults.restores
    tested = restores.test_each(
        restores.kept_of(backed_up.made.info.id), by_passphrase(), Progress()
    )
    assert [one.state for one in tested] == [BackupState.GOOD] * 2


def test_a_full_disk_without_second_names_stops_a_restore_and_nothing_is_lost(
    backed_up, monkeypatch
):
    daily = backed_up.daily()
    backed_up.vault.close()
    before = [path.name for path in (backed_up.made.home / "vaults").iterdir()]
    monkeypatch.setattr(Path, "hardlink_to", no_links)

    def full(_source: Path, _writer: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(files, "_pour", full)
        with pytest.raises(DiskFullError):
            backed_up.made.vaults.restores.restore(daily, by_passphrase(), Progress())
    assert [path.name for path in (backed_up.made.home / "vaults").iterdir()] == before
    backed_up.made.open().close()


def test_a_file_that_cannot_be_read_to_its_end_is_not_copied(tmp_path, monkeypatch):
    files.copy_new(tmp_path / "nowhere", tmp_path / "copy")
    (tmp_path / "rotten").write_bytes(b"half")

    def rotten(_path: Path) -> io.BytesIO:
        class Rotten(io.BytesIO):
            def read(self, _size: int | None = -1, /) -> bytes:
                raise OSError(errno.EIO, "rotten")

        return Rotten()

    monkeypatch.setattr(files, "open_regular", rotten)
    files.copy_new(tmp_path / "rotten", tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["rotten"]


def test_nothing_else_can_be_removed_that_way(put_back, tmp_path):
    backed_up, name = put_back
    vaults, own = backed_up.made.home / "vaults", backed_up.made.info.id
    other = "00000000-0000-7000-8000-000000000000.kept-2026-11-23-1"
    (vaults / other).mkdir()
    (vaults / f"{own}.kept-mine").mkdir()
    (tmp_path / "elsewhere").mkdir()
    link = f"{own}.kept-2026-11-23-2"
    (vaults / link).symlink_to(tmp_path / "elsewhere")
    for wrong in (own, other, f"{own}.kept-mine", f"{name}/../{own}", "", "..", link):
        with pytest.raises(NotFoundError):
            backed_up.backups.remove_aside(wrong)
    assert (vaults / own / "vault.db").exists()
    assert (vaults / other).is_dir()
    assert (tmp_path / "elsewhere").is_dir()


def test_a_removal_that_is_cut_short_begins_with_what_opens_it(put_back, monkeypatch):
    backed_up, name = put_back

    def fail(_folder):
        raise OSError(errno.EIO, "cut short")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", fail)
        with pytest.raises(VaultError):
            backed_up.backups.remove_aside(name)
    left = {path.name for path in (backed_up.made.home / "vaults" / name).iterdir()}
    assert "vault.db" in left
    assert not left & {"header.json", "header.bak.json"}
    assert backed_up.backups.set_aside() == (name,)
    backed_up.backups.remove_aside(name)
    assert backed_up.backups.set_aside() == ()


def test_a_vault_that_is_open_is_not_put_aside(backed_up, tmp_path):
    import subprocess
    import sys

    path = backed_up.to(tmp_path / "stick.estip-backup")
    before = files_in(backed_up.made.home / "vaults")
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from estip_desktop.kernel.progress import Progress\n"
        "from tests.backup_support import by_passphrase\n"
        "from tests.vault_support import quick_vaults\n"
        "from estip_desktop.errors import VaultInUseError\n"
        "try:\n"
        "    quick_vaults(Path(sys.argv[1])).restores.restore(\n"
        "        Path(sys.argv[2]), by_passphrase(), Progress())\n"
        "except VaultInUseError:\n"
        "    sys.exit(5)\n"
    )
    words = [sys.executable, "-c", script, str(backed_up.made.home), str(path)]
    assert subprocess.run(words, check=False).returncode == 5
    assert files_in(backed_up.made.home / "vaults") == before
    save(backed_up.vault, 501)


def test_a_claim_keeps_others_out(backed_up):
    from estip_desktop.adapters.storage.restores import claimed

    backed_up.vault.close()
    import subprocess
    import sys

    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.vault_support import PASSPHRASE, quick_vaults\n"
        "from estip_desktop.errors import VaultInUseError\n"
        "try:\n"
        "    quick_vaults(Path(sys.argv[1])).unlock(sys.argv[2], PASSPHRASE)\n"
        "except VaultInUseError:\n"
        "    sys.exit(5)\n"
    )
    words = [sys.executable, "-c", script, str(backed_up.made.home), backed_up.made.info.id]
    with claimed(backed_up.made.folder / "vault.db"):
        assert subprocess.run(words, check=False).returncode == 5
    assert subprocess.run(words, check=False).returncode == 0


def test_a_changed_passphrase_does_not_come_back_with_an_old_backup(backed_up, tmp_path):
    # The header here has new slots: of a vault that was recovered with a new passphrase.
    old = backed_up.to(tmp_path / "old.estip-backup")
    backed_up.vault.close()
    restores = backed_up.made.vaults.restores
    key = Proof.recovery_key(backed_up.made.recovery_key)
    restores.restore(old, key, Progress(), NEW_PASSPHRASE)
    restores.restore(old, Proof.passphrase(NEW_PASSPHRASE), Progress())
    backed_up.made.vaults.unlock(backed_up.made.info.id, NEW_PASSPHRASE).close()
    with pytest.raises(SecretRefusedError):
        backed_up.made.open()


def test_a_wrong_secret_changes_nothing(backed_up, tmp_path):
    path = backed_up.to(tmp_path / "stick.estip-backup")
    stranger = make_vault(tmp_path / "stranger")
    vaults = quick_vaults(tmp_path / "other")
    for proof in (
        Proof.passphrase("not the one that was chosen"),
        Proof.recovery_key(stranger.recovery_key),
    ):
        with pytest.raises(SecretRefusedError):
            vaults.restores.restore(path, proof, Progress())
    assert not (tmp_path / "other").exists()


def test_a_new_passphrase_has_to_be_a_good_one(backed_up, tmp_path):
    path = backed_up.to(tmp_path / "stick.estip-backup")
    vaults = quick_vaults(tmp_path / "other")
    proof = Proof.recovery_key(backed_up.made.recovery_key)
    with pytest.raises(InputRefusedError, match="passphrase-too-short"):
        vaults.restores.restore(path, proof, Progress(), "short")
    assert not (tmp_path / "other").exists()


def test_a_restore_that_was_killed_between_the_two_renames_is_finished(backed_up):
    daily = backed_up.daily()
    backed_up.vault.close()
    vaults = backed_up.made.home / "vaults"
    backed_up.made.vaults.restores.restore(daily, by_passphrase(), Progress())
    backed_up.made.folder.rename(vaults / f".restored-{backed_up.made.info.id}")
    assert [one.id for one in quick_vaults(backed_up.made.home).list()] == [backed_up.made.info.id]
    backed_up.made.open().close()


def test_a_restore_that_was_killed_earlier_changes_nothing(backed_up):
    daily = backed_up.daily()
    backed_up.vault.close()
    vaults = backed_up.made.home / "vaults"
    for prefix in (".restored-", ".restoring-"):
        shutil.copytree(backed_up.made.folder, vaults / f"{prefix}{backed_up.made.info.id}")
    backed_up.made.open().close()
    backed_up.made.vaults.restores.restore(daily, by_passphrase(), Progress())
    assert not list(vaults.glob(".rest*"))


def test_trying_a_backup_changes_nothing(backed_up, tmp_path):
    path = backed_up.to(tmp_path / "stick.estip-backup")
    vaults = quick_vaults(tmp_path / "other")
    proof = Proof.recovery_key(backed_up.made.recovery_key)
    manifest = vaults.restores.test(path, proof, Progress())
    assert manifest.records > 40
    assert files_in(tmp_path / "other" / "vaults") == []
    backed_up.backups.record_drill(manifest)
    assert backed_up.backups.standing().drilled_on == backed_up.backups.standing().today
    assert backed_up.vault.fact("recovery-drill")  # the sheet itself counts as tried


def test_what_a_killed_backup_left_is_removed_by_the_next(backed_up):
    left = backed_up.made.home / "vaults" / f".work-{backed_up.made.info.id}-00ff00ff"
    left.mkdir()
    (left / "vault.db").write_bytes(b"half")
    half = backed_up.made.folder / "backups" / ".000001-2026-11-23.estip-backup.new"
    half.write_bytes(b"half")
    assert backed_up.backups.kept() == ()
    backed_up.daily()
    assert not left.exists()
    assert files_in(backed_up.made.folder / "backups") == ["000001-2026-11-23.estip-backup"]


def test_reminders_come_when_it_is_time(backed_up, tmp_path):
    standing = backed_up.backups.standing()
    assert standing.is_elsewhere_due
    assert not standing.is_drill_due  # there is nothing to try it on
    backed_up.daily()
    assert backed_up.backups.standing().is_drill_due
    backed_up.to(tmp_path / "stick.estip-backup")
    assert not backed_up.backups.standing().is_elsewhere_due
    backed_up.clock.move_on(timedelta(days=14))
    assert backed_up.backups.standing().is_elsewhere_due


def test_names_that_are_not_ours_are_no_backups(backed_up):
    folder = backed_up.made.folder / "backups"
    for name in ("notes.txt", "000001-2026-11-23.estip-backup.part", "x-2026-11-23.estip-backup"):
        (folder / name).write_bytes(b"x")
    files = FolderBackups(backed_up.made.home)
    assert files.kept(backed_up.made.info.id) == ()
    with pytest.raises(InputRefusedError):
        files.path_of(backed_up.made.info.id, "../../header.json")


def test_a_full_laptop_is_backed_up_by_way_of_the_other_disk(backed_up, tmp_path, monkeypatch):
    stick = tmp_path / "stick"
    stick.mkdir()
    real = FolderBackups.workshop
    asked = []

    def workshop(self, vault_id, beside=None):
        asked.append(beside)
        if beside is None:
            raise DiskFullError("file")
        return real(self, vault_id, beside)

    monkeypatch.setattr(FolderBackups, "workshop", workshop)
    path = backed_up.to(stick / "x.estip-backup")
    assert asked == [None, path]
    assert files_in(stick) == ["x.estip-backup"]
    monkeypatch.undo()
    quick_vaults(tmp_path / "other").restores.restore(path, by_passphrase(), Progress())


def test_a_backup_that_cannot_be_recorded_is_there_all_the_same(backed_up, tmp_path, monkeypatch):
    backups = backed_up.backups

    def full(*_args):
        raise DiskFullError("database-full")

    monkeypatch.setattr(backups, "_record", full)
    backups.make_elsewhere(tmp_path / "x.estip-backup", Progress(), Cancel())
    assert (tmp_path / "x.estip-backup").exists()


def test_backups_on_disks_are_found_by_their_ending(backed_up, tmp_path, monkeypatch):
    stick = tmp_path / "stick"
    stick.mkdir()
    for name in ("b.estip-backup", "a.estip-backup", "notes.txt"):
        (stick / name).write_bytes(b"x")
    monkeypatch.setattr(adapter, "plugged_in", lambda: (stick, tmp_path / "gone"))
    found = backed_up.made.vaults.restores.found_on_disks()
    assert [path.name for path in found] == ["b.estip-backup", "a.estip-backup"]
    assert backed_up.backups.disks() == (stick, tmp_path / "gone")


def test_a_name_that_no_disk_can_have_is_refused(backed_up):
    for name in ("x\x00y", "x" * 300):
        with pytest.raises(InputRefusedError, match="backup-target"):
            backed_up.to(backed_up.made.home / name)


def test_a_sealed_file_that_was_accepted_meanwhile_is_left_out(backed_up, tmp_path, monkeypatch):
    real = adapter._sealed_files
    monkeypatch.setattr(
        adapter, "_sealed_files", lambda spool: [*real(spool), spool / ("cd" * 32 + ".age")]
    )
    path = backed_up.to(tmp_path / "x.estip-backup")
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 4


def test_a_vault_without_a_spool_is_backed_up(backed_up, tmp_path):
    shutil.rmtree(backed_up.vault.spool_dir)
    path = backed_up.to(tmp_path / "x.estip-backup")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["header.json", "vault.db", "manifest.json"]


def test_more_sealed_files_than_a_backup_holds_are_told(backed_up, tmp_path, monkeypatch):
    monkeypatch.setattr(adapter, "PARTS_LIMIT", 3)
    with pytest.raises(InputRefusedError, match="backup-too-many-parts"):
        backed_up.to(tmp_path / "x.estip-backup")


def test_a_new_passphrase_after_a_restore_is_judged_by_what_the_laptop_knows(backed_up, tmp_path):
    path = backed_up.to(tmp_path / "one.estip-backup")
    backed_up.vault.close()
    elsewhere = vaults_in(
        tmp_path / "elsewhere",
        backed_up.clock,
        derivation=quick_derivation(),
        known_words=lambda: ("Grizelthwaite Constabulary",),
    )
    sheet = Proof.recovery_key(backed_up.made.recovery_key)
    with pytest.raises(InputRefusedError, match="passphrase-guessable"):
        elsewhere.restores.restore(path, sheet, Progress(), "Grizelthwaite Constabulary")
    assert elsewhere.list() == ()


def test_a_new_passphrase_after_a_restore_is_judged_by_its_owners_name_too(backed_up, tmp_path):
    owner = "Grizelthwaite Wumblesnatch"
    with backed_up.vault.open_unit() as unit:
        unit.settings.set(OWNER_NAME, owner)
        unit.commit()
    path = backed_up.to(tmp_path / "one.estip-backup")
    vaults = quick_vaults(tmp_path / "new")
    assert vaults.passphrase_problem(owner) == ""  # nobody here knows the name
    sheet = Proof.recovery_key(backed_up.made.recovery_key)
    with pytest.raises(InputRefusedError, match="passphrase-guessable"):
        vaults.restores.restore(path, sheet, Progress(), owner)
    assert vaults.list() == ()
    assert vaults.restores.restore(path, sheet, Progress(), NEW_PASSPHRASE).has_new_passphrase
