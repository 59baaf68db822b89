"""Files beside the database: whole or not there, and our words for the system's."""

import errno
import os
import stat

import pytest

from estip_desktop.adapters.storage.files import (
    atomic_write,
    disk_errors,
    make_private_folder,
    open_regular,
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


def test_a_link_that_lies_in_the_way_is_never_written_through(tmp_path):
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    (tmp_path / ".file.new").symlink_to(precious)
    (tmp_path / "file").symlink_to(precious)
    atomic_write(tmp_path / "file", b"new")
    assert precious.read_bytes() == b"precious"
    assert (tmp_path / "file").read_bytes() == b"new"


def test_each_writer_has_a_temporary_name_of_its_own(tmp_path, monkeypatch):
    names = []
    real = os.open

    def noted(path, flags, *mode):
        if flags & os.O_CREAT:
            names.append(path.name)
            assert flags & os.O_EXCL
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", noted)
    for data in (b"one", b"two"):
        atomic_write(tmp_path / "file", data)
    assert len(set(names)) == 2


def test_what_a_killed_run_left_behind_goes_and_that_of_a_living_one_stays(tmp_path):
    dead, living, other = ".file.00.new", ".file.01.new", ".other.00.new"
    for name in (dead, living, other):
        (tmp_path / name).write_bytes(b"half")
    for name in (dead, other):
        os.utime(tmp_path / name, (0, 0))
    atomic_write(tmp_path / "file", b"new")
    assert sorted(one.name for one in tmp_path.iterdir()) == [living, other, "file"]


def test_a_folder_with_such_a_name_stops_no_writing(tmp_path):
    (tmp_path / ".file.new").mkdir()
    os.utime(tmp_path / ".file.new", (0, 0))
    atomic_write(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_pipe_in_place_of_a_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert read_capped(tmp_path / "pipe", 5) is None
    with pytest.raises(OSError, match="no regular file"):
        open_regular(tmp_path / "pipe")
    with pytest.raises(OSError, match="no regular file"):
        open_regular(tmp_path)
