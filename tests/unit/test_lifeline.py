"""The few words between launcher, window and standby; everything else ends the conversation."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estip_desktop.lifeline import (
    LONGEST_LINE,
    QUIT,
    REASONS,
    SHOWN,
    STANDBY,
    Show,
    line_of,
    pair,
    word_of,
)

VAULT = "01a20846-fe00-7265-895d-ba5035da2000"
WORDS = [
    STANDBY,
    SHOWN,
    QUIT,
    *(Show(reason) for reason in sorted(REASONS)),
    Show("idle:15", VAULT),
    Show("manual", VAULT),
]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_comes_through(word):
    assert word_of(line_of(word).removesuffix(b"\n")) == word


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"show",
        b"show ",
        b"show whenever",
        b"show idle:",
        b"show idle:123",
        b"show idle:-1",
        b"show manual 0 0",
        b"show manual Canarina",
        b"show manual " + VAULT.upper().encode(),
        b"show  manual",
        b"shown ",
        b"QUIT",
        b"unlock",
        b"show manual\r",
        b"quit\x00",
        "show manuål".encode(),
    ],
)
def test_nothing_else_is_a_word(line):
    assert word_of(line) is None


def test_what_is_no_word_is_never_said():
    assert line_of(Show("manual", "Canarina sleeps badly")) == b"quit\n"
    assert line_of(Show("Siân")) == b"quit\n"


@given(st.binary(max_size=300))
def test_whatever_comes_is_a_word_or_ends_the_conversation(data):
    ours, theirs = pair()
    try:
        os.write(theirs.speaks, data)
        theirs.fall_silent()
        words = _everything(ours)
        assert ours.is_over
        assert [line_of(word) for word in words] == [
            line + b"\n" for line in data.split(b"\n")[: len(words)]
        ]
    finally:
        ours.close()
        theirs.close()


def _everything(lifeline):
    words = []
    while not lifeline.is_over:
        with suppress(EOFError):
            words += lifeline.hear()
    return words


@given(st.text(st.sampled_from("showidlequt:0123456789 -\n"), max_size=2 * LONGEST_LINE))
def test_what_is_read_is_written_the_same(text):
    word = word_of(text.encode())
    assert word is None or line_of(word) == text.encode() + b"\n"


def test_a_line_without_end_ends_the_conversation():
    ours, theirs = pair()
    os.write(theirs.speaks, b"show manual" * 20)
    with pytest.raises(EOFError):
        ours.hear()
    assert not ours.is_hung_up
    ours.close()
    theirs.close()


def test_speaking_to_nobody_is_noticed():
    ours, theirs = pair()
    theirs.close()
    assert not ours.say(SHOWN)
    assert ours.is_over
    ours.close()
