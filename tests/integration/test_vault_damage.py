"""Whatever bit of a vault is flipped, nothing wrong is ever shown."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from estip_desktop.adapters.storage.sql_vault import SqlVault, create
from estip_desktop.errors import NotFoundError, VaultError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import Secret
from tests.vault_support import NOON, make_vault

KEY = Secret(b"k" * 32)
PAGE = 4096
SIZES = (*range(3_900, 4_101, 20), 5, 240, 14_000)
"""Rows about as long as a page came back full of zeros from SQLCipher alone."""


def text_of(size: int) -> str:
    return (f"canary {size} " * (size // 8 + 2))[:size]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "vault.db"
    create(path, KEY, "v-1", {}, SetClock(NOON))
    vault = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
    for size in SIZES:
        with vault.open_unit() as unit:
            unit.settings.set(f"k{size}", text_of(size))
            unit.commit()
    vault.close()
    return path.read_bytes()


def read_all(path: Path) -> tuple[int, int]:
    """Read row by row; returns how many came back right and how many were refused."""
    right = refused = 0
    vault = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
    try:
        for size in SIZES:
            try:
                with vault.open_unit() as unit:
                    text = unit.settings.get(f"k{size}")
            except (VaultError, NotFoundError):
                refused += 1
            else:
                # A row that a damaged page hides may seem missing; wrong text must not appear.
                assert text in (text_of(size), None)
                right += text is not None
                refused += text is None
    finally:
        vault.close()
    return right, refused


def test_the_sound_file_reads_and_checks(sound, tmp_path):
    path = tmp_path / "vault.db"
    path.write_bytes(sound)
    assert read_all(path) == (len(SIZES), 0)
    vault = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
    report = vault.check(Progress())
    vault.close()
    assert report.is_sound
    assert report.records == len(SIZES)


def test_no_flipped_bit_lets_wrong_text_through(sound, tmp_path):
    chance = random.Random(20261123)  # noqa: S311 - places for damage, not keys
    path = tmp_path / "vault.db"
    unread = 0
    for page in range(len(sound) // PAGE):
        damaged = bytearray(sound)
        damaged[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        try:
            _, refused = read_all(path)
        except VaultError:
            refused = 1
        unread += not refused
        assert is_noticed(path), f"page {page}"
        for journal in tmp_path.glob("vault.db-*"):
            journal.unlink()
    assert unread < len(sound) // PAGE


def is_noticed(path: Path) -> bool:
    """Whether opening or the check finds fault."""
    try:
        vault = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
    except VaultError:
        return True
    try:
        return not vault.check(Progress()).is_sound
    except VaultError:
        return True
    finally:
        vault.close()


def test_pages_that_are_cut_off_are_noticed(sound, tmp_path):
    path = tmp_path / "vault.db"
    for kept in (1, 2, len(sound) // PAGE // 2, len(sound) // PAGE - 1):
        path.write_bytes(sound[: kept * PAGE])
        assert is_noticed(path), f"{kept} pages"


def test_an_old_copy_of_a_page_is_noticed(sound, tmp_path):
    path = tmp_path / "vault.db"
    path.write_bytes(sound)
    vault = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
    with vault.open_unit() as unit:
        unit.settings.set("k14000", text_of(13_999) + "!")
        unit.settings.set("k240", text_of(239) + "!")
        unit.commit()
    vault.close()
    newer = path.read_bytes()
    pages = [
        page
        for page in range(len(sound) // PAGE)
        if sound[page * PAGE : (page + 1) * PAGE] != newer[page * PAGE : (page + 1) * PAGE]
    ]
    assert pages
    for page in pages:
        mixed = bytearray(newer)
        mixed[page * PAGE : (page + 1) * PAGE] = sound[page * PAGE : (page + 1) * PAGE]
        path.write_bytes(mixed)
        assert is_noticed(path), f"page {page}"
        for journal in tmp_path.glob("vault.db-*"):
            journal.unlink()


def test_flipped_bits_of_the_header_never_open_with_something_wrong(home):
    made = make_vault(home)
    good = (made.folder / "header.json").read_bytes()
    chance = random.Random(7)  # noqa: S311 - places for damage, not keys
    for _ in range(40):
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        for name in ("header.json", "header.bak.json"):
            (made.folder / name).write_bytes(bad)
        with pytest.raises(VaultError):
            made.open()
