"""Files that somebody asked for: whole, private, and never over anything."""

from __future__ import annotations

import pytest

from estip_desktop.adapters.storage.exports import write_folder
from estip_desktop.errors import InputRefusedError


def test_a_new_folder_is_private_and_so_are_its_files(tmp_path):
    write_folder(tmp_path / "new", {"a.pdf": b"one", "b.json": b"two"})
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert {each.name: each.read_bytes() for each in (tmp_path / "new").iterdir()} == {
        "a.pdf": b"one",
        "b.json": b"two",
    }


def test_an_empty_folder_will_do(tmp_path):
    (tmp_path / "empty").mkdir()
    write_folder(tmp_path / "empty", {"a.pdf": b"one"})
    assert (tmp_path / "empty" / "a.pdf").read_bytes() == b"one"


@pytest.mark.parametrize("name", ["file", "full"])
def test_what_is_there_stays(tmp_path, name):
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_bytes(b"mine")
    with pytest.raises(InputRefusedError, match="out-not-empty"):
        write_folder(tmp_path / name, {"a.pdf": b"one"})
    assert (tmp_path / "file").read_bytes() == b"mine"
    assert [each.name for each in (tmp_path / "full").iterdir()] == ["mine"]


@pytest.mark.parametrize("where", ["nowhere/deep", "file/below", "nul\x00"])
def test_where_nothing_can_be_written_says_so(tmp_path, where):
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(InputRefusedError, match="out-not-writable"):
        write_folder(tmp_path / where, {"a.pdf": b"one"})
