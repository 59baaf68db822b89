"""Backups that are looked into: each is told apart, and one that cannot be read stops no other."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.storage.backup_file import BackupReader
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import Finding, backup, restored
from estip_desktop.vault.backup import BackupState
from tests.backup_support import NEW_PASSPHRASE, BackedUp, a_backed_up_vault, by_passphrase
from tests.integration.test_backup_hostile import parts_of, written
from tests.vault_support import PASSPHRASE, make_vault, quick_vaults


@pytest.fixture
def backed_up(home: Path) -> Iterator[BackedUp]:
    made = a_backed_up_vault(home, answers=5)
    yield made
    made.vault.close()


def test_several_are_told_apart_with_one_secret(backed_up, tmp_path):
    good = backed_up.daily()
    parts = parts_of(good)
    newer = strict_json.load(parts["manifest.json"]) | {"format": 2}
    too_new = written(tmp_path / "new", {**parts, "manifest.json": strict_json.canonical(newer)})
    cut_off = tmp_path / "cut"
    cut_off.write_bytes(good.read_bytes()[:-1])
    (tmp_path / "stranger").mkdir()
    other = make_vault(tmp_path / "stranger")
    theirs = BackedUp(other, other.open())
    theirs.vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    stranger = theirs.to(tmp_path / "theirs")
    theirs.vault.close()
    paths = (tmp_path / "gone", stranger, too_new, cut_off, good)
    tested = quick_vaults(tmp_path / "empty").restores.test_each(paths, by_passphrase(), Progress())
    assert [(one.path, one.state) for one in tested] == list(
        zip(
            paths,
            [
                BackupState.DAMAGED,
                BackupState.OTHER_KEY,
                BackupState.TOO_NEW,
                BackupState.DAMAGED,
                BackupState.GOOD,
            ],
            strict=True,
        )
    )


def test_one_that_is_not_sound_inside_is_told_apart_without_its_contents(backed_up, monkeypatch):
    good = backed_up.daily()
    made = backed_up.made.vaults.restores
    real = made._databases.look_into

    def unsound(*rest: Any) -> Any:
        found = real(*rest)
        return replace(found, report=replace(found.report, findings=(Finding("records-differ"),)))

    monkeypatch.setattr(made._databases, "look_into", unsound)
    assert made.test_each((good,), by_passphrase(), Progress()) == (
        restored.Tested(good, BackupState.DAMAGED),
    )


def test_the_only_one_that_cannot_be_read_is_said_as_such(tmp_path):
    made = quick_vaults(tmp_path / "empty").restores
    with pytest.raises(InputRefusedError, match="file-unreadable"):
        made.test_each((tmp_path / "gone",), by_passphrase(), Progress())


def test_a_stick_pulled_out_while_it_is_read_is_said(backed_up, monkeypatch):
    with BackupReader(backed_up.daily()) as reader:
        manifest = backup.decode(reader.small(backup.MANIFEST_PART, 100_000))

        class Gone:
            def seek(self, _place: int) -> None: ...

            def read(self, _size: int) -> bytes:
                raise OSError(errno.EIO, "gone")

        monkeypatch.setattr(reader, "_file", Gone())
        with pytest.raises(InputRefusedError, match="file-unreadable"):
            reader.verify(manifest.part(backup.DATABASE_PART), lambda _count: None)
        monkeypatch.undo()


def test_a_part_of_another_size_than_the_manifest_says_is_not_read(backed_up):
    with BackupReader(backed_up.daily()) as reader:
        manifest = backup.decode(reader.small(backup.MANIFEST_PART, 100_000))
        part = manifest.part(backup.HEADER_PART)
        with pytest.raises(InputRefusedError, match="backup-altered"):
            reader.verify(replace(part, size=part.size - 1), lambda _count: pytest.fail("was read"))


def test_one_that_does_not_read_back_as_it_was_written_is_not_kept(backed_up, monkeypatch):
    real = BackupReader.small

    def another(reader: BackupReader, name: str, limit_bytes: int) -> bytes:
        manifest = backup.decode(real(reader, name, limit_bytes))
        return backup.encode(replace(manifest, counter=manifest.counter + 1))

    with monkeypatch.context() as patched:
        patched.setattr(BackupReader, "small", another)
        with pytest.raises(InputRefusedError, match="backup-altered"):
            backed_up.daily()
    assert backed_up.backups.kept() == ()
    assert not list((backed_up.made.folder / "backups").iterdir())


def test_a_name_with_no_day_in_it_makes_the_next_one_due(backed_up):
    daily = backed_up.daily()
    assert not backed_up.backups.is_daily_due()
    daily.rename(daily.with_name("000001-2026-13-45.estip-backup"))
    assert backed_up.backups.is_daily_due()


def test_what_a_restore_put_aside_is_named(backed_up):
    good = backed_up.daily()
    backed_up.vault.close()
    assert backed_up.backups.set_aside() == ()
    restored = backed_up.made.vaults.restores.restore(good, by_passphrase(), Progress())
    (name,) = backed_up.backups.set_aside()
    assert name == restored.kept_aside
