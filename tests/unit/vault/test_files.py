"""Files beside the database: whole or not there, and our words for the system's."""

import errno
import os
import stat

import pytest

from estip_desktop.adapters.storage.files import (
    atomic_write,
    disk_errors,
    make_private_folder,
    read_capped,
    write_new,
)
from estip_desktop.errors import DiskFullError, DiskReadOnlyError, InputRefusedError, VaultError


def test_a_file_is_replaced_and_private(tmp_path):
    path = tmp_path / "file"
    for data in (b"one", b"two"):
        atomic_write(path, data)
        assert path.read_bytes() == data
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("step", ["fsync", "open"])
def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch, step):
    path = tmp_path / "file"
    atomic_write(path, b"old")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(DiskFullError):
        atomic_write(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    path = tmp_path / "file"
    write_new(path, b"old")
    with pytest.raises(InputRefusedError, match="file-exists"):
        write_new(path, b"new")
    assert path.read_bytes() == b"old"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EROFS, DiskReadOnlyError),
        (errno.EACCES, DiskReadOnlyError),
        (errno.EIO, VaultError),
    ],
)
def test_errors_of_the_system_become_ours_without_paths(number, kind):
    with pytest.raises(kind) as caught, disk_errors():
        raise OSError(number, "x", "/home/sarah")
    assert type(caught.value) is kind
    assert "sarah" not in str(caught.value)


def test_folders_are_private_and_existing_ones_stay(tmp_path):
    make_private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    (tmp_path / "a").chmod(0o755)
    make_private_folder(tmp_path / "a")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755


def test_large_or_missing_files_are_not_read(tmp_path):
    (tmp_path / "file").write_bytes(b"12345")
    assert read_capped(tmp_path / "file", 5) == b"12345"
    assert read_capped(tmp_path / "file", 4) is None
    assert read_capped(tmp_path / "gone", 4) is None
