"""The note of how far each vault had got."""

from __future__ import annotations

import pytest

from estip_desktop.vault import seen
from estip_desktop.vault.seen import SeenEntry


def test_it_is_read_back_as_it_was():
    entries = {"a": SeenEntry(7, "ab"), "b": SeenEntry(0, "")}
    assert seen.decode(seen.encode(entries)) == entries


@pytest.mark.parametrize("data", [None, b"", b"[]", b"7", b"\xff", b" " * 300_000])
def test_what_is_no_note_says_nothing(data):
    assert seen.decode(data) == {}


@pytest.mark.parametrize(
    "entry",
    [b"7", b"{}", b'{"counter":-1,"tag":""}', b'{"counter":true,"tag":""}', b'{"counter":1}',
     b'{"counter":1,"tag":2}', b'{"counter":1,"more":0,"tag":""}'],
)  # fmt: skip
def test_a_bad_entry_is_left_out_and_the_others_stay(entry):
    data = b'{"a":{"counter":5,"tag":"ab"},"b":' + entry + b"}"
    assert seen.decode(data) == {"a": SeenEntry(5, "ab")}


def test_tags_cover_the_vault_and_the_counter():
    assert len({seen.message("a", 1), seen.message("a", 2), seen.message("b", 1)}) == 3


def test_the_tagged_words_are_these():
    assert seen.message("v-1", 7) == b'["seen","v-1",7]'


def test_a_laptop_with_many_vaults_is_read_whole():
    entries = {f"{number:036}": SeenEntry(number, "ab" * 32) for number in range(1500)}
    data = seen.encode(entries)
    assert 150_000 < len(data) < 256 * 1024
    assert seen.decode(data) == entries


def test_no_more_than_256_kib_is_read():
    entries = {f"{number:036}": SeenEntry(number, "ab" * 32) for number in range(2500)}
    assert seen.decode(seen.encode(entries)) == {}
