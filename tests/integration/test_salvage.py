"""What stands in the way of reading a damaged copy stops neither the repair nor the telling."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from estip_desktop.adapters.storage import damaged, salvage
from estip_desktop.adapters.storage.database import Database
from estip_desktop.kernel.progress import Progress
from tests.backup_support import BackedUp, a_backed_up_vault, by_passphrase, save


@pytest.fixture
def backed_up(home: Path) -> Iterator[BackedUp]:
    made = a_backed_up_vault(home, answers=5)
    yield made
    made.vault.close()


def test_a_disk_that_cannot_list_the_sealed_files_is_passed_over(tmp_path, monkeypatch):
    def rotten(_path: Path, _pattern: str) -> NoReturn:
        raise OSError(errno.EIO, "rotten")

    (tmp_path / "to").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "glob", rotten)
        salvage.copy_sealed_files(tmp_path, tmp_path / "to")
    assert not list((tmp_path / "to").iterdir())


def test_a_vault_that_lost_the_entry_of_the_backup_is_believed_nothing_later(backed_up):
    """What hangs on an entry that is not there could be anything."""
    daily = backed_up.daily()
    restores = backed_up.made.vaults.restores
    counter = restores.test(daily, by_passphrase(), Progress()).counter
    save(backed_up.vault, 500)
    database = backed_up.vault._database._database
    database.pragma(f"DELETE FROM audit WHERE seq = {counter}")  # noqa: S608 - a number
    backed_up.vault.close()
    later = restores.later(daily, by_passphrase(), Progress())
    assert (later.entries, later.is_whole) == ((), False)


def test_a_copy_that_cannot_even_be_closed_is_carried_over_all_the_same(backed_up, monkeypatch):
    class Unclosable(Database):
        def close(self) -> None:
            super().close()
            raise OSError(errno.EIO, "rotten")

    daily = backed_up.daily()
    save(backed_up.vault, 500)
    backed_up.vault.close()
    monkeypatch.setattr(damaged, "Database", Unclosable)
    restored = backed_up.made.vaults.restores.restore(
        daily, by_passphrase(), Progress(), carry_over=True
    )
    assert restored.carried_over is not None
    assert restored.carried_over.is_whole
    vault = backed_up.made.open()
    with vault.open_unit() as unit:
        assert unit.answers.of("session")["q500"] == "answer 500"
    vault.close()
