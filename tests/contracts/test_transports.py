"""What every store promises to the outbox and to the desk."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from estip_desktop.adapters.transports import FolderSpool, open_transport
from estip_desktop.adapters.transports.folder import FolderTransport
from estip_desktop.errors import (
    DiskFullError,
    DocumentRefusedError,
    InputRefusedError,
    NotFoundError,
    StoreFullError,
    StoreRefusedError,
    StoreUnreachableError,
)
from estip_desktop.outbox import Stored, StoredObject, Transport
from tests.contracts.memory_transport import MemoryTransport

HASH = "ab" * 32
PARCEL = f"in/{HASH}.age"


class TransportContract:
    def test_what_was_put_comes_back(self, transport: Transport):
        assert transport.create(PARCEL, b"sealed") is Stored.CREATED
        assert transport.get(PARCEL, 100) == b"sealed"
        assert transport.stat(PARCEL) == 6

    def test_what_is_there_stays(self, transport: Transport):
        transport.create(PARCEL, b"first")
        assert transport.create(PARCEL, b"other bytes") is Stored.EXISTS
        assert transport.get(PARCEL, 100) == b"first"

    def test_what_is_not_there_is_none(self, transport: Transport):
        assert transport.get(PARCEL, 100) is None
        assert transport.stat(PARCEL) is None
        assert list(transport.list("in")) == []

    def test_a_large_object_is_refused_unread(self, transport: Transport):
        transport.create(PARCEL, bytes(101))
        with pytest.raises(DocumentRefusedError, match="object-too-large"):
            transport.get(PARCEL, 100)

    def test_lists_keep_to_their_folder(self, transport: Transport):
        names = [f"rc/{HASH}.jws", f"rc/{HASH}.1.jws", f"cards/{HASH}.jws", PARCEL]
        for name in names:
            transport.create(name, b"x")
        assert [found.name for found in transport.list("rc")] == sorted(names[:2])
        assert list(transport.list("in")) == [StoredObject(PARCEL, 1)]

    @pytest.mark.parametrize(
        "name",
        ["", "in/x.age", f"in/{HASH.upper()}.age", f"../{HASH}.age", f"in/../{HASH}.age",
         f"in/{HASH}.age/..", f"rc/{HASH}.0.jws", f"rc/{HASH}.12345.jws", f"/in/{HASH}.age",
         f"in\\{HASH}.age", f"{PARCEL}\n", f"in/{HASH}.pdf", f"secret/{HASH}.jws"],
    )  # fmt: skip
    def test_other_names_are_refused(self, transport: Transport, name: str):
        for attempt in (
            lambda: transport.create(name, b"x"),
            lambda: transport.get(name, 9),
            lambda: transport.stat(name),
        ):
            with pytest.raises(InputRefusedError, match="store-name"):
                attempt()
        with pytest.raises(InputRefusedError, match="store-name"):
            transport.list("..")

    def test_of_many_at_once_one_wins(self, transport: Transport):
        said: list[Stored] = []

        def put(number: int) -> None:
            said.append(transport.create(PARCEL, bytes([number]) * 50))

        threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert said.count(Stored.CREATED) == 1
        assert len(set(transport.get(PARCEL, 100) or b"")) == 1


class TestMemoryTransport(TransportContract):
    @pytest.fixture
    def transport(self) -> Transport:
        return MemoryTransport()

    def test_of_many_at_once_one_wins(self, transport: Transport):
        """A double for one thread."""


class TestFolderTransport(TransportContract):
    @pytest.fixture
    def transport(self, tmp_path: Path) -> Transport:
        return FolderTransport(tmp_path / "store")

    def test_no_unfinished_file_stays(self, transport: Transport, tmp_path: Path):
        transport.create(PARCEL, b"x")
        transport.create(PARCEL, b"x")
        assert [path.name for path in (tmp_path / "store" / "in").iterdir()] == [f"{HASH}.age"]

    def test_files_are_private(self, transport: Transport, tmp_path: Path):
        transport.create(PARCEL, b"x")
        assert (tmp_path / "store" / PARCEL).stat().st_mode & 0o077 == 0
        assert (tmp_path / "store").stat().st_mode & 0o077 == 0

    def test_other_files_lying_there_are_ignored(self, transport: Transport, tmp_path: Path):
        folder = tmp_path / "store" / "in"
        (folder / "desktop.ini").write_text("x")
        (folder / f"{HASH}.age.tmp").write_text("x")
        (folder / f"{HASH}-PC (conflicted copy).age").write_text("x")
        (folder / f"{'cd' * 32}.age").symlink_to("/etc/passwd")
        assert list(transport.list("in")) == []

    def test_without_hard_links_a_file_is_renamed(self, transport, monkeypatch):
        def refuse(self, target):
            raise OSError(errno.EPERM, "no links here")

        monkeypatch.setattr(Path, "hardlink_to", refuse)
        assert transport.create(PARCEL, b"x") is Stored.CREATED
        assert transport.create(PARCEL, b"y") is Stored.EXISTS
        assert transport.get(PARCEL, 9) == b"x"

    def test_nothing_but_a_file_is_read(self, transport: Transport, tmp_path: Path):
        """A pipe under a file's name must hold nobody up, and a link must lead nowhere."""
        rc = tmp_path / "store" / "rc"
        names = [f"rc/{HASH}.{number}.jws" for number in (1, 2, 3)]
        pipe, folder, link = (rc / name.partition("/")[2] for name in names)
        os.mkfifo(pipe)
        folder.mkdir()
        link.symlink_to("/etc/passwd")
        assert transport.get(names[0], 100) == b""
        for name in names[1:]:
            with pytest.raises(DocumentRefusedError, match="object-not-a-file"):
                transport.get(name, 100)

    @pytest.mark.parametrize(
        ("number", "error"),
        [
            (errno.ENOSPC, StoreFullError), (errno.EDQUOT, StoreFullError),
            (errno.EROFS, StoreRefusedError), (errno.EACCES, StoreRefusedError),
            (errno.EIO, StoreUnreachableError),
        ],
    )  # fmt: skip
    def test_full_forbidden_and_gone_are_three_things(self, transport, monkeypatch, number, error):
        def fail(descriptor):
            raise OSError(number, "no")

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(StoreUnreachableError) as raised:
            transport.create(PARCEL, b"x")
        assert type(raised.value) is error
        assert transport.stat(PARCEL) is None

    def test_a_missing_stick_is_unreachable_and_not_empty(self, tmp_path: Path):
        with pytest.raises(StoreUnreachableError):
            FolderTransport(tmp_path / "not-mounted" / "store")

    def test_a_stick_that_was_pulled_out_is_unreachable(self, transport, tmp_path: Path):
        (tmp_path / "store").rename(tmp_path / "pulled")
        for attempt in (
            lambda: transport.stat(PARCEL),
            lambda: transport.get(PARCEL, 9),
            lambda: transport.list("in"),
            lambda: transport.create(PARCEL, b"x"),
        ):
            with pytest.raises(StoreUnreachableError):
                attempt()


def test_an_address_opens_its_store(tmp_path: Path):
    store = tmp_path / "a store with spaces"
    transport = open_transport(store.as_uri())
    transport.create(PARCEL, b"x")
    transport.close()
    assert (store / PARCEL).read_bytes() == b"x"


def test_no_address_and_an_unknown_one():
    with pytest.raises(StoreUnreachableError, match="no-store-known"):
        open_transport("")
    with pytest.raises(InputRefusedError, match="store-scheme"):
        open_transport("gopher://example")


class TestFolderSpool:
    @pytest.fixture
    def spool(self, tmp_path: Path) -> FolderSpool:
        return FolderSpool(tmp_path / "spool")

    def test_what_was_put_comes_back(self, spool: FolderSpool):
        assert spool.get(spool.put(b"sealed")) == b"sealed"

    def test_a_file_that_rotted_is_refused(self, spool: FolderSpool, tmp_path: Path):
        name = spool.put(b"sealed")
        (tmp_path / "spool" / f"{name}.age").write_bytes(b"seal3d")
        with pytest.raises(DocumentRefusedError):
            spool.get(name)

    def test_a_missing_file_is_not_found(self, spool: FolderSpool):
        with pytest.raises(NotFoundError):
            spool.get(HASH)
        spool.remove(HASH)
        assert spool.sweep(frozenset()) == 0

    def test_sweeping_keeps_what_rows_speak_of(self, spool: FolderSpool, tmp_path: Path):
        kept, dropped = spool.put(b"kept"), spool.put(b"dropped")
        (tmp_path / "spool" / f"{HASH}.age.tmp").write_bytes(b"half")
        assert spool.sweep(frozenset({kept})) == 2
        assert spool.get(kept) == b"kept"
        with pytest.raises(NotFoundError):
            spool.get(dropped)

    def test_a_full_disk_is_told_and_leaves_nothing(self, spool, tmp_path, monkeypatch):
        def full(descriptor):
            raise OSError(errno.ENOSPC, "full")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(DiskFullError):
                spool.put(b"x")
        assert list((tmp_path / "spool").iterdir()) == []
