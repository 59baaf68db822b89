"""The recovery sheet on paper: the key, how to use it, and nothing about anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.adapters.storage.files import atomic_write
from estip_desktop.errors import DiskReadOnlyError, InputRefusedError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.vault import Keys, VaultKind
from tests.referral_support import text_of, tool
from tests.vault_support import NOON, OWNER, PASSPHRASE, MadeVault, make_vault


@pytest.fixture(scope="module")
def workers() -> Iterator[DocumentWorkers]:
    made = DocumentWorkers()
    yield made
    made.close()


@pytest.fixture(params=[VaultKind.SUPPORTER, VaultKind.EXERCISE])
def made(home: Path, request: pytest.FixtureRequest) -> MadeVault:
    return make_vault(home, kind=request.param, label="Van 3 ŵ")


def keys_of(made: MadeVault, vault: object, workers: DocumentWorkers) -> Keys:
    return Keys(
        made.vaults,
        vault,  # type: ignore[arg-type]  # an open vault
        lambda: (OWNER,),
        SetClock(NOON),
        workers.recovery_sheet,
        atomic_write,
    )


def words_of(pdf: bytes, folder: Path) -> str:
    return " ".join(text_of(pdf, folder).split())


def test_it_holds_the_key_the_label_and_where_to_keep_it(made, workers, tmp_path):
    vault = made.open()
    pdf = keys_of(made, vault, workers).print_sheet(made.recovery_key)
    vault.close()
    said = words_of(pdf, tmp_path)
    for group in made.recovery_key.split("-"):
        assert group in said
    assert "Van 3 ŵ" in said
    assert "Keep this away from the laptop" in said
    assert "not your force" in said
    assert "Where it is kept" in said
    assert "This paper is not encrypted." in said
    assert "page 1 of 1" in said
    assert ("EXERCISE" in said) is (made.info.kind is VaultKind.EXERCISE)


def test_it_names_nobody(made, workers, tmp_path):
    vault = made.open()
    pdf = keys_of(made, vault, workers).print_sheet(made.recovery_key)
    vault.close()
    said = words_of(pdf, tmp_path)
    facts = tool("pdfinfo", tmp_path / "text.pdf")
    for word in (OWNER, *OWNER.split(), PASSPHRASE, str(made.home)):
        assert word not in said
        assert word not in facts
        assert word.encode() not in pdf


def test_it_is_written_where_its_owner_says_and_nothing_is_written_over(made, workers, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    vault = made.open()
    keys = keys_of(made, vault, workers)
    names = [keys.save_sheet(made.recovery_key, stick) for _ in range(3)]
    assert names == ["estip-sheet.pdf", "estip-sheet-2.pdf", "estip-sheet-3.pdf"]
    assert sorted(path.name for path in stick.iterdir()) == sorted(names)
    group = made.recovery_key.split("-")[0].encode()
    assert not any(group in path.read_bytes() for path in made.home.rglob("*") if path.is_file())
    vault.close()


def test_a_folder_full_of_sheets_keeps_every_one_of_them(made, workers, tmp_path):
    names = ["estip-sheet.pdf", *(f"estip-sheet-{number}.pdf" for number in range(2, 99))]
    for name in names:
        (tmp_path / name).write_bytes(b"older")
    vault = made.open()
    keys = keys_of(made, vault, workers)
    assert keys.save_sheet(made.recovery_key, tmp_path) == "estip-sheet-99.pdf"
    with pytest.raises(InputRefusedError, match="file-exists"):
        keys.save_sheet(made.recovery_key, tmp_path)
    assert {(tmp_path / name).read_bytes() for name in names} == {b"older"}
    vault.close()


def test_a_stick_that_cannot_be_written_is_said(made, workers, tmp_path, monkeypatch):
    def refuse(_path: Path, _data: bytes) -> None:
        raise DiskReadOnlyError("file")

    vault = made.open()
    keys = keys_of(made, vault, workers)
    monkeypatch.setattr(keys, "_write", refuse)
    with pytest.raises(DiskReadOnlyError):
        keys.save_sheet(made.recovery_key, tmp_path)
    vault.close()


def test_the_day_it_was_tried_is_kept(made, workers):
    vault = made.open()
    keys = keys_of(made, vault, workers)
    assert keys.last_drill is None
    assert not keys.try_sheet(make_vault(made.home, label="Van 4").recovery_key)
    assert keys.last_drill is None
    vault.close()
    vault = made.open()
    keys = keys_of(made, vault, workers)
    assert keys.try_sheet(made.recovery_key.lower())
    assert keys.last_drill == made.clock.now()
    vault.close()
