"""Files that claim to be backups: every one is refused, in words, before anything is written."""

from __future__ import annotations

import errno
import random
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.storage import backup_file
from estip_desktop.adapters.storage.backup_file import BackupReader, BackupWriter
from estip_desktop.cli.sentences import for_error
from estip_desktop.errors import EstipError, InputRefusedError, VaultError, VaultTooNewError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import backup
from tests.backup_support import SEALED, a_backed_up_vault, by_passphrase
from tests.vault_support import make_vault, quick_vaults


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    (folder / "home").mkdir()
    made = a_backed_up_vault(folder / "home")
    path = made.to(folder / "good.estip-backup")
    made.vault.close()
    return path


def refused(path: Path, home: Path) -> EstipError:
    """What a restore says; nothing may be there afterwards."""
    with pytest.raises((InputRefusedError, VaultTooNewError)) as caught:
        quick_vaults(home).restores.restore(path, by_passphrase(), Progress())
    assert not list(home.glob("vaults/*"))
    words = for_error(caught.value)
    assert "othing" in words
    return caught.value


def written(target: Path, parts: dict[str, bytes]) -> Path:
    with BackupWriter(target) as writer:
        for name, data in parts.items():
            writer.add_bytes(name, data)
    return target


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_flipped_bit_is_noticed(good, tmp_path):
    data = good.read_bytes()
    chance = random.Random(7)  # noqa: S311 - places, not keys
    # The ends are where the structure is; between them the parts.
    places = [*range(200), *range(len(data) - 400, len(data))]
    places += [chance.randrange(len(data)) for _ in range(300)]
    bad = tmp_path / "bad.estip-backup"
    for place in places:
        flipped = bytearray(data)
        flipped[place] ^= 1 << chance.randrange(8)
        bad.write_bytes(flipped)
        refused(bad, tmp_path / "other")


def test_every_cut_is_noticed(good, tmp_path):
    data = good.read_bytes()
    bad = tmp_path / "bad.estip-backup"
    chance = random.Random(8)  # noqa: S311 - places, not keys
    cuts = [0, 1, 29, 30, 60, len(data) - 1, len(data) - 30, *chance.sample(range(len(data)), 60)]
    for length in cuts:
        bad.write_bytes(data[:length])
        error = refused(bad, tmp_path / "other")
        assert error.detail in {"backup-cut-off", "backup-not-one"}


def test_what_was_added_is_noticed(good, tmp_path):
    bad = tmp_path / "bad.estip-backup"
    for extra in (b"\x00", b"\n", good.read_bytes()):
        bad.write_bytes(good.read_bytes() + extra)
        assert refused(bad, tmp_path / "other").detail == "backup-altered"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x03\x04", b"%PDF-1.7\n" * 100, bytes(5000), b"SQLite format 3\x00" * 400],
)
def test_other_files_are_no_backups(data, tmp_path):
    path = tmp_path / "thing"
    path.write_bytes(data)
    assert refused(path, tmp_path / "other").detail in {"backup-not-one", "backup-cut-off"}


def test_a_folder_and_nothing_cannot_be_read(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputRefusedError, match="file-unreadable"):
            BackupReader(path)


def test_a_disk_that_fails_at_the_end_of_a_backup_is_told(good, monkeypatch):
    real = BackupReader._compare_directory

    class Failing:
        def __init__(self, file: Any) -> None:
            self._file = file

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def read(self, _size: int) -> bytes:
            raise OSError(errno.EIO, "input/output error")

    def compare(self: BackupReader, *rest: Any) -> None:
        self._file = Failing(self._file)  # type: ignore[assignment]  # all but reading is real
        real(self, *rest)

    monkeypatch.setattr(BackupReader, "_compare_directory", compare)
    with pytest.raises(InputRefusedError, match="file-unreadable"):
        BackupReader(good)


def test_a_part_that_cannot_be_opened_is_told(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with BackupWriter(tmp_path / "made") as writer, pytest.raises(VaultError, match="file-ELOOP"):
        writer.add_file("spool/x", loop, lambda _count: None)


def test_an_ordinary_zip_is_no_backup(good, tmp_path):
    path = tmp_path / "thing.zip"
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, data in parts_of(good).items():
                archive.writestr(name, data)
        refused(path, tmp_path / "other")


def test_a_zip_bomb_is_not_inflated(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", bytes(64 * 1024 * 1024))
    refused(path, tmp_path / "other")


@pytest.mark.parametrize(
    "name",
    ["../header.json", "/etc/passwd", "spool/../../x", "spool/x", "vault.db\x00", "VAULT.DB", "é"],
)
def test_no_part_has_a_name_of_its_own(good, tmp_path, name):
    parts = parts_of(good)
    manifest = parts.pop("manifest.json")
    path = written(tmp_path / "bad", {**parts, name: b"x", "manifest.json": manifest})
    assert refused(path, tmp_path / "other").detail == "backup-altered"


def test_a_size_that_is_not_true_is_not_believed(good, tmp_path):
    data = bytearray(good.read_bytes())
    entry = backup_file._Entry(b"header.json", 0, 0, 0)
    struct.pack_into("<QQ", data, entry.data_start - 16, 1 << 62, 1 << 62)
    path = tmp_path / "bad"
    path.write_bytes(data)
    assert refused(path, tmp_path / "other").detail == "backup-cut-off"


def test_a_large_header_or_manifest_is_not_read(good, tmp_path):
    parts = parts_of(good)
    for name in ("header.json", "manifest.json"):
        path = tmp_path / name
        written(path, {**parts, name: bytes(5 * 1024 * 1024)})
        assert refused(path, tmp_path / "other").detail == "backup-altered"


def test_two_parts_of_one_name_are_not_two_chances(good, tmp_path):
    path = tmp_path / "bad"
    with BackupWriter(path) as writer:
        for name, data in parts_of(good).items():
            writer.add_bytes(name, data)
            writer.add_bytes(name, data)
    assert refused(path, tmp_path / "other").detail == "backup-altered"


@pytest.mark.parametrize("name", ["header.json", "vault.db", f"spool/{SEALED}", "manifest.json"])
def test_a_part_that_is_missing_is_missed(good, tmp_path, name):
    parts = parts_of(good)
    del parts[name]
    path = written(tmp_path / "bad", parts)
    assert refused(path, tmp_path / "other").detail in {"backup-incomplete", "backup-altered"}


@pytest.mark.parametrize("header", [b"", b"{}", b"[]", b"nonsense"])
def test_a_header_that_is_none_opens_nothing(good, tmp_path, header):
    path = written(tmp_path / "bad", {**parts_of(good), "header.json": header})
    assert refused(path, tmp_path / "other").detail == "backup-altered"


def test_parts_of_another_vault_do_not_fit(good, tmp_path):
    (tmp_path / "stranger").mkdir()
    stranger = a_backed_up_vault(tmp_path / "stranger")
    other = parts_of(stranger.to(tmp_path / "other.estip-backup"))
    stranger.vault.close()
    for name in ("header.json", "vault.db", "manifest.json"):
        path = written(tmp_path / f"bad-{name}", {**parts_of(good), name: other[name]})
        refused(path, tmp_path / "empty")


def test_a_manifest_by_another_hand_is_not_believed(good, tmp_path):
    parts = parts_of(good)
    manifest = backup.decode(parts["manifest.json"])
    for changed in (
        replace(manifest, counter=manifest.counter + 1),
        replace(manifest, records=0),
        replace(manifest, tag=bytes(32)),
        replace(manifest, tag=b""),
    ):
        path = tmp_path / "bad"
        path.unlink(missing_ok=True)
        written(path, {**parts, "manifest.json": backup.encode(changed)})
        assert refused(path, tmp_path / "other").detail == "backup-altered"


def test_a_forged_manifest_lets_nothing_be_written(good, tmp_path, monkeypatch):
    parts = parts_of(good)
    forged = replace(backup.decode(parts["manifest.json"]), tag=bytes(32))
    path = written(tmp_path / "bad", {**parts, "manifest.json": backup.encode(forged)})
    monkeypatch.setattr(BackupReader, "extract", lambda *_args: pytest.fail("was written"))
    refused(path, tmp_path / "other")


def test_a_newer_backup_asks_for_an_update(good, tmp_path):
    parts = parts_of(good)
    value = strict_json.load(parts["manifest.json"]) | {"format": 2, "new": True}
    newer = strict_json.canonical(value)
    path = written(tmp_path / "new", {**parts, "manifest.json": newer})
    error = refused(path, tmp_path / "other")
    assert isinstance(error, VaultTooNewError)
    assert "Update the program" in for_error(error)


def test_a_backup_of_a_newer_schema_asks_for_an_update(tmp_path, home):
    made = make_vault(home)
    vault = made.open()
    from tests.backup_support import BackedUp

    path = BackedUp(made, vault).to(tmp_path / "x.estip-backup")
    vault.close()
    other = quick_vaults(tmp_path / "other")
    from estip_desktop.adapters.storage import upgrade

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrade, "REVISIONS", ())
        with pytest.raises(VaultTooNewError):
            other.restores.restore(path, by_passphrase(), Progress())
    assert not list((tmp_path / "other" / "vaults").iterdir())


@pytest.mark.parametrize(
    "damage",
    [
        {"parts": []},
        {"parts": [{"name": "vault.db", "size": -1, "sha256": "00" * 32}]},
        {"parts": [{"name": "vault.db", "size": True, "sha256": "00" * 32}]},
        {"parts": [{"name": "vault.db", "size": 1, "sha256": "zz"}]},
        {"parts": [{"name": "vault.db"}]},
        {"parts": "vault.db"},
        {"parts": [{"name": "../vault.db", "size": 1, "sha256": "00" * 32}]},
        {"parts": [{"name": "vault.db", "size": 1, "sha256": "00" * 32}] * 2},
        {"made_at": "yesterday"},
        {"counter": -1},
        {"counter": "1"},
        {"vault_id": 3},
        {"tag": "xyz"},
        {"format": 0},
        {"format": "1"},
        {"extra": 1},
    ],
)
def test_a_manifest_of_another_shape_is_refused(good, damage):
    value = strict_json.load(parts_of(good)["manifest.json"]) | damage
    with pytest.raises(InputRefusedError):
        backup.decode(strict_json.canonical(value))


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b'{"format":1}', b'{ "format": 1 }'])
def test_what_is_no_manifest_is_refused(data):
    with pytest.raises(InputRefusedError):
        backup.decode(data)


def test_a_manifest_comes_back_as_it_was_written(good):
    data = parts_of(good)["manifest.json"]
    assert backup.encode(backup.decode(data)) == data
