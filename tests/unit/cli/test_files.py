"""Files that commands are given: also pipes, but none that nobody writes into."""

from __future__ import annotations

import os
import threading

import pytest

from estip_desktop.cli import files
from estip_desktop.errors import InputRefusedError


def test_a_pipe_into_which_nobody_writes_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_LONGEST_WAIT_S", 0.0)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputRefusedError, match="file-unreadable"):
        files.read_file(tmp_path / "pipe", 5)
    with pytest.raises(InputRefusedError, match="--passphrase-file"):
        files.read_secret_file(str(tmp_path / "pipe"), "--passphrase-file")


def test_a_pipe_with_a_name_is_read_where_somebody_writes(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"five words\n",))
    writer.start()
    try:
        assert files.read_secret_file(str(pipe), "--passphrase-file") == "five words"
    finally:
        writer.join()


def test_a_pipe_that_was_handed_over_is_waited_for(monkeypatch):
    monkeypatch.setattr(files, "_LONGEST_WAIT_S", 0.0)
    reader, end = os.pipe()

    def write() -> None:
        with os.fdopen(end, "wb") as file:
            file.write(b"five words\n")

    writer = threading.Timer(0.05, write)
    writer.start()
    try:
        name = f"/dev/fd/{reader}"
        assert files.read_secret_file(name, "--passphrase-file") == "five words"
    finally:
        writer.join()
        os.close(reader)


def test_a_file_is_read_as_far_as_it_may_be_long(tmp_path):
    (tmp_path / "file").write_bytes(b"12345")
    assert files.read_file(tmp_path / "file", 5) == b"12345"
    with pytest.raises(InputRefusedError, match="file-too-large"):
        files.read_file(tmp_path / "file", 4)
