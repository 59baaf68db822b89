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


ON_PAPER = {
    bytes(20): "0000-0000-0000-0000-0000-0000-0000-0000-VD6N",
    bytes(range(20)): "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-AFV6",
    b"\xff" * 20: "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-SBVB",
}
"""What lies in people's drawers: it opens their records for as long as there are any."""


@pytest.mark.parametrize("key", list(ON_PAPER))
def test_a_key_looks_on_paper_as_it_always_did(key):
    assert recovery_key._printed(key) == ON_PAPER[key]
    assert recovery_key.parse(ON_PAPER[key]).reveal() == key


@pytest.mark.parametrize("text", ["", "0000", f"{ON_PAPER[bytes(20)][:-1]}0"])
def test_a_slip_of_the_pen_is_told_from_another_key(text):
    with pytest.raises(SecretRefusedError) as caught:
        recovery_key.parse(text)
    assert caught.value.detail == "recovery-key-mistyped"


def test_the_sheet_and_the_force_have_different_keys():
    from estip_desktop.vault import SlotKind

    paper = ON_PAPER[bytes(range(20))]
    assert recovery_key.read(paper) == (SlotKind.RECOVERY, bytes(range(20)))
    force = " age-secret-key-1qqq\n"
    assert recovery_key.read(force) == (SlotKind.FORCE, b"AGE-SECRET-KEY-1QQQ")
    assert recovery_key.read("AGE-SECRET-KEY-1ŵ") == (SlotKind.FORCE, b"AGE-SECRET-KEY-1?")
