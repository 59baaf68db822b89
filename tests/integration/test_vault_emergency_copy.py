"""What could not be saved is kept elsewhere, sealed, and read back with the passphrase alone."""

from __future__ import annotations

import stat

import pyrage
import pytest

from estip_desktop.adapters.crypto import own_copy
from estip_desktop.errors import (
    DiskFullError,
    DocumentRefusedError,
    InputRefusedError,
    SecretRefusedError,
    VaultHeaderDamagedError,
)
from estip_desktop.vault import Secret, emergency
from estip_desktop.vault.emergency import ScreenCopy
from tests.vault_support import NOON, PASSPHRASE, MadeVault, make_vault

CANARY = "canary ŵ 🙂 they said they sleep badly"


@pytest.fixture
def made(tmp_path) -> MadeVault:
    return make_vault(tmp_path / "home")


def a_copy(made: MadeVault) -> ScreenCopy:
    return ScreenCopy(
        made.info.id, NOON, "guided", {"session": "s-1"}, (("How are they?", CANARY), ("Dis", "7"))
    )


def kept(made: MadeVault, folder) -> bytes:
    vault = made.open()
    name = vault.save_elsewhere(a_copy(made), folder)
    vault.close()
    return (folder / name).read_bytes()


def test_it_comes_back_as_it_was(made, tmp_path):
    assert made.vaults.read_copy(made.info.id, PASSPHRASE, kept(made, tmp_path)) == a_copy(made)


def test_it_is_private_neutral_in_name_and_shows_nothing(made, tmp_path):
    sealed = kept(made, tmp_path)
    (path,) = tmp_path.glob("*.age")
    assert path.name == "estip-copy-20261123-120000.age"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert CANARY.encode() not in sealed
    assert made.info.id.encode() not in sealed


@pytest.mark.parametrize("how", ["damaged", "missing", "in use"])
def test_the_database_need_not_be_readable(made, tmp_path, how):
    sealed = kept(made, tmp_path)
    database = made.folder / "vault.db"
    vault = made.open() if how == "in use" else None
    if how == "damaged":
        database.write_bytes(b"x" * 20_000)
    elif how == "missing":
        database.unlink()
    assert made.vaults.read_copy(made.info.id, PASSPHRASE, sealed) == a_copy(made)
    if vault is not None:
        vault.close()


def test_another_passphrase_opens_nothing(made, tmp_path):
    with pytest.raises(SecretRefusedError):
        made.vaults.read_copy(made.info.id, "another one of five words", kept(made, tmp_path))


def test_a_passphrase_that_was_replaced_does_not_read_it_by_an_older_header(made, tmp_path):
    sealed = kept(made, tmp_path)
    headers = [made.folder / name for name in ("header.json", "header.bak.json")]
    older = [path.read_bytes() for path in headers]
    vault = made.open()
    vault.change_passphrase(PASSPHRASE, "copper otter violin ladder meadow")
    vault.close()
    for path, data in zip(headers, older, strict=True):
        path.write_bytes(data)
    with pytest.raises(VaultHeaderDamagedError, match="header-older"):
        made.vaults.read_copy(made.info.id, PASSPHRASE, sealed)


def test_it_is_for_this_vault_alone(made, tmp_path):
    other = make_vault(made.home, label="Van 4")
    with pytest.raises(DocumentRefusedError, match="seal-not-for-us"):
        other.vaults.read_copy(other.info.id, PASSPHRASE, kept(made, tmp_path))


@pytest.mark.parametrize("place", [0, 60, -40, -1])
def test_a_changed_one_is_refused(made, tmp_path, place):
    sealed = bytearray(kept(made, tmp_path))
    sealed[place] ^= 1
    with pytest.raises(DocumentRefusedError):
        made.vaults.read_copy(made.info.id, PASSPHRASE, bytes(sealed))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"format":1}', b'{"format":"1"}', b"\xff", b"null"]
)
def test_what_is_no_copy_inside_is_refused(data):
    with pytest.raises(DocumentRefusedError, match="screen-copy"):
        emergency.decode(data)


def test_one_of_a_newer_program_is_told_apart():
    with pytest.raises(DocumentRefusedError, match="too-new"):
        emergency.decode(b'{"format":2}')


def test_a_folder_that_is_not_there_is_said(made, tmp_path):
    vault = made.open()
    with pytest.raises(InputRefusedError, match="folder"):
        vault.save_elsewhere(a_copy(made), tmp_path / "nowhere")
    vault.close()


def test_a_stick_that_is_full_too_is_said_and_leaves_nothing(made, tmp_path, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "full")

    vault = made.open()
    monkeypatch.setattr("estip_desktop.adapters.storage.files.os.fsync", full)
    with pytest.raises(DiskFullError):
        vault.save_elsewhere(a_copy(made), tmp_path)
    monkeypatch.undo()
    vault.close()
    assert list(tmp_path.glob("*estip-copy*")) == []


def test_its_key_is_written_as_age_writes_it():
    # BIP 173 gives these two; age's own library takes the third.
    assert own_copy.bech32("a", b"") == "a12uel5l"
    for number in range(1, 6):
        text = own_copy.bech32("age-secret-key-", bytes([number]) * 32).upper()
        assert str(pyrage.x25519.Identity.from_str(text)) == text


def test_two_vaults_with_one_key_have_two_copies_keys():
    key = Secret(b"k" * 32)
    sealed = own_copy.seal_own(key, "v-1", b"text")
    assert own_copy.open_own(key, "v-1", sealed) == b"text"
    with pytest.raises(DocumentRefusedError):
        own_copy.open_own(key, "v-2", sealed)
