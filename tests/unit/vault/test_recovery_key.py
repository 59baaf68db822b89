"""The key on paper."""

import re

import pytest

from estip_desktop.errors import SecretRefusedError
from estip_desktop.vault import recovery_key


def test_it_is_printed_in_nine_groups_of_four():
    _, printed = recovery_key.new()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}", printed)


def test_it_has_160_bits():
    key, _ = recovery_key.new()
    assert len(key.reveal()) * 8 == 160


WRITTEN = {
    "small": str.lower,
    "spaces": lambda text: text.replace("-", " "),
    "together": lambda text: text.replace("-", ""),
    "letters": lambda text: text.replace("0", "O").replace("1", "I"),
    "small letters": lambda text: text.replace("0", "o").replace("1", "l"),
    "padded": lambda text: f"  {text}\n",
}


@pytest.mark.parametrize("way", WRITTEN)
def test_it_is_read_back_however_it_was_written_down(way):
    for _ in range(20):
        key, printed = recovery_key.new()
        assert recovery_key.parse(WRITTEN[way](printed)).reveal() == key.reveal()


@pytest.mark.parametrize("text", ["", "0000", "U" * 36, "ü" * 36, "0" * 35, "0" * 37, "0" * 36])
def test_anything_else_is_refused(text):
    with pytest.raises(SecretRefusedError, match="recovery-key-mistyped"):
        recovery_key.parse(text)


def test_one_wrong_letter_is_noticed():
    _, printed = recovery_key.new()
    for place, letter in enumerate(printed):
        if letter == "-":
            continue
        wrong = printed[:place] + ("Z" if letter != "Z" else "Y") + printed[place + 1 :]
        with pytest.raises(SecretRefusedError):
            recovery_key.parse(wrong)
