"""A disk that cannot be written: everything can be read, every save is refused in words."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.storage import vault_files
from estip_desktop.bootstrap import RealContext
from estip_desktop.errors import DiskReadOnlyError, NotFoundError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.progress import Cancel, Progress
from tests.golden.make_vault import GOLDEN
from tests.integration.test_storage_upgrade import unlock
from tests.vault_support import NOON, OWNER, MadeVault, make_vault


@pytest.fixture
def made(tmp_path) -> MadeVault:
    return make_vault(tmp_path / "home")


@pytest.fixture(params=["file", "folder", "file-system"])
def unwritable(request, made, monkeypatch) -> MadeVault:
    """The three ways in which a laptop refuses; a superuser may write whatever the modes say."""
    real = Path.open

    def refused(path: Path, mode: str = "r", *more: Any, **others: Any) -> Any:
        if path.name == "vault.db" and "+" in mode:
            code = errno.EROFS if request.param == "file-system" else errno.EACCES
            raise OSError(code, "refused", str(path))
        return real(path, mode, *more, **others)

    def no_file(_path: Path, _data: bytes) -> None:
        raise DiskReadOnlyError("file")

    monkeypatch.setattr(vault_files, "atomic_write", no_file)
    if request.param == "folder":
        monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    else:
        monkeypatch.setattr(Path, "open", refused)
    return made


def contents(folder: Path) -> dict[str, bytes]:
    """All that belongs to the vault; the note of wrong secrets lies beside it."""
    return {
        one.name: one.read_bytes()
        for one in folder.iterdir()
        if one.is_file() and one.name != "attempts.json"
    }


def test_notes_can_be_read(unwritable):
    vault = unwritable.open()
    with vault.open_unit() as unit:
        assert unit.settings.get("owner-name") == OWNER
    vault.close()


def test_looking_at_a_person_is_let_through_although_it_cannot_be_recorded(unwritable):
    before = contents(unwritable.folder)
    vault = unwritable.open()
    with vault.open_unit() as unit:
        unit.audit.record(AuditEvent("person-viewed", "p1"))
        unit.commit()
    vault.close()
    assert contents(unwritable.folder) == before


def test_every_save_is_refused_and_nothing_is_touched(unwritable):
    before = contents(unwritable.folder)
    vault = unwritable.open()
    assert isinstance(vault.refuses_writes, DiskReadOnlyError)
    for _try in range(2):
        with vault.open_unit() as unit, pytest.raises(DiskReadOnlyError):
            unit.settings.set("a", "1")
    with vault.open_unit() as unit, pytest.raises(DiskReadOnlyError):
        unit.tallies.add_one("incident", "DM", NOON.date())
    vault.close()
    assert contents(unwritable.folder) == before


def test_it_can_be_checked(unwritable):
    vault = unwritable.open()
    assert vault.check().is_sound
    vault.close()


def test_a_journal_that_is_not_in_the_file_yet_is_not_passed_over(unwritable):
    (unwritable.folder / "vault.db-wal").write_bytes(b"frames")
    with pytest.raises(DiskReadOnlyError, match="journal"):
        unwritable.open()


def test_an_older_schema_is_left_as_it_is(tmp_path, monkeypatch):
    home = tmp_path / "home"
    shutil.copytree(GOLDEN.with_name("vault_0001"), home)
    path = next(home.glob("vaults/*/vault.db"))
    before = path.read_bytes()
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    with pytest.raises(DiskReadOnlyError, match="schema"):
        unlock(home)
    assert path.read_bytes() == before


def test_a_writable_vault_refuses_nothing(made):
    vault = made.open()
    assert vault.refuses_writes is None
    vault.close()


def test_a_vault_that_was_never_unlocked_can_be_backed_up_elsewhere(unwritable, tmp_path):
    vault = unwritable.open()
    services = RealContext(unwritable.home).services(vault)
    try:
        with pytest.raises(NotFoundError):
            services.identity.own()
        stick = tmp_path / "stick"
        stick.mkdir()
        services.backups.make_elsewhere(stick, Progress(), Cancel())
    finally:
        services.close()
        vault.close()
    assert len(list(stick.glob("*.estip-backup"))) == 1
