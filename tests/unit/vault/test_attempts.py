"""The note of wrong secrets: how long is waited, and what is made of a bad note."""

from __future__ import annotations

from datetime import timedelta

import pytest

from estip_desktop.vault import attempts
from estip_desktop.vault.attempts import Attempts
from tests.builders import NOW


def after(failed: int) -> Attempts:
    noted = Attempts()
    for _ in range(failed):
        noted = noted.with_another(NOW)
    return noted


@pytest.mark.parametrize(
    ("failed", "delay_s"),
    [(0, 0), (1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (7, 30), (1_000_000, 30)],
)
def test_the_delay_doubles_up_to_half_a_minute(failed, delay_s):
    assert Attempts(failed, NOW, NOW).delay_s == delay_s


def test_what_has_passed_is_taken_off():
    noted = after(3)
    assert noted.wait_s(NOW) == 4
    assert noted.wait_s(NOW + timedelta(seconds=1)) == 3
    assert noted.wait_s(NOW + timedelta(seconds=4)) == 0
    assert noted.wait_s(NOW + timedelta(days=1)) == 0


def test_a_clock_set_back_neither_shortens_nor_lengthens_the_wait():
    noted = after(3)
    assert not noted.is_ahead_of(NOW)
    assert noted.is_ahead_of(NOW - timedelta(days=400))
    assert noted.wait_s(NOW - timedelta(days=400)) == 4


def test_the_first_and_the_last_try_are_kept():
    noted = after(1).with_another(NOW + timedelta(hours=2))
    assert (noted.failed, noted.first_at, noted.last_at) == (2, NOW, NOW + timedelta(hours=2))


def test_it_is_read_back_as_it_was():
    for noted in (Attempts(), after(4), Attempts(proof="ab12")):
        assert attempts.decode(attempts.encode(noted)) == noted


def test_the_count_does_not_grow_for_ever():
    noted = Attempts(1_000_000, NOW, NOW).with_another(NOW)
    assert attempts.decode(attempts.encode(noted)).failed == 1_000_000


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"failed":1,"first_at":"","format":2,"last_at":"","proof":""}',
        b'{"failed":true,"first_at":"","format":1,"last_at":"","proof":""}',
        b'{"failed":-1,"first_at":"","format":1,"last_at":"","proof":""}',
        b'{"failed":1000001,"first_at":"","format":1,"last_at":"","proof":""}',
        b'{"failed":"1","first_at":"","format":1,"last_at":"","proof":""}',
        b'{"failed":1,"first_at":"yesterday","format":1,"last_at":"","proof":""}',
        b'{"failed":1,"first_at":7,"format":1,"last_at":"","proof":""}',
        b'{"failed":1,"first_at":"","format":1,"last_at":"","proof":7}',
        b'{"failed":1,"first_at":"","format":1,"proof":""}',
        b" " * 5000,
    ],
)
def test_a_missing_or_damaged_note_counts_nothing_and_proves_nothing(data):
    assert attempts.decode(data) == Attempts()


def test_exactly_4096_bytes_are_read_and_one_more_is_not():
    room = 4096 - len(attempts.encode(Attempts()))
    fits = Attempts(proof="x" * room)
    assert attempts.decode(attempts.encode(fits)) == fits
    assert attempts.decode(attempts.encode(Attempts(proof="x" * (room + 1)))) == Attempts()


def test_a_note_without_a_moment_makes_nobody_wait():
    assert Attempts(3, None, None).wait_s(NOW) == 0
