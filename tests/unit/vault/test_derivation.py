"""Cost of a derivation: measured, stored, and never taken lower or higher than allowed."""

import copy
import pickle

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from estip_desktop.adapters.crypto.kdf import (
    CEILING,
    FLOOR,
    WANTED,
    Argon2Cost,
    Argon2idDerivation,
    HkdfDerivation,
    cost_for,
)
from estip_desktop.errors import NotAvailableError, VaultHeaderDamagedError
from tests.vault_support import QUICK, quick_derivation


class Starved:
    """A derivation where the machine has no memory to give."""

    def __init__(self, **_cost: object) -> None: ...

    def derive(self, _secret: bytes) -> bytes:
        raise MemoryError


def test_a_usual_laptop_gets_256_mebibytes():
    assert cost_for(0.17) == WANTED


def test_a_slow_laptop_gets_less_memory_and_never_less_than_the_floor():
    assert cost_for(0.30).memory_kib == 128 * 1024
    assert cost_for(0.6) == FLOOR
    assert cost_for(20.0) == FLOOR


def test_a_fast_machine_gets_more_passes():
    assert cost_for(0.05) == Argon2Cost(256 * 1024, 8, 4)
    assert cost_for(0.0001).iterations == CEILING.iterations


def test_calibrating_takes_the_quicker_of_two_measurements():
    ticks, work = iter([0.0, 3.0, 3.0, 3.17]), iter([0.0, 3.0, 3.0, 3.17])
    derivation = Argon2idDerivation(clock_s=lambda: next(ticks), cpu_s=lambda: next(work))
    assert derivation.calibrate() == WANTED.as_params()


@pytest.mark.parametrize(
    ("passed_s", "worked_s"),
    [
        (3.0, 0.17),  # others had the processor
        (0.17, 0.5),  # three lanes at once
    ],
)
def test_what_the_machine_does_for_others_makes_no_guess_cheaper(passed_s, worked_s):
    ticks, work = (iter([0.0, each, each, 2 * each]) for each in (passed_s, worked_s))
    derivation = Argon2idDerivation(clock_s=lambda: next(ticks), cpu_s=lambda: next(work))
    assert derivation.calibrate() == WANTED.as_params()


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": FLOOR.memory_kib - 1},
        {"iterations": 2},
        {"lanes": 3},
        {"memory_kib": CEILING.memory_kib + 1},
        {"iterations": 17},
        {"lanes": 17},
        {"memory_kib": 64 * 1024 * 1024},
        {"extra": 1},
    ],
)
def test_parameters_outside_floor_and_ceiling_are_refused(change):
    params = {**FLOOR.as_params(), **change}
    derivation = Argon2idDerivation()
    assert not derivation.accepts(params)
    with pytest.raises(VaultHeaderDamagedError):
        derivation.derive(b"secret", bytes(16), params)


def test_missing_parameters_are_refused():
    assert not Argon2idDerivation().accepts({"memory_kib": FLOOR.memory_kib})
    assert not HkdfDerivation().accepts({"iterations": 1})


def test_floor_and_ceiling_are_accepted():
    assert Argon2idDerivation().accepts(FLOOR.as_params())
    assert Argon2idDerivation().accepts(CEILING.as_params())


def test_argon2id_is_the_one_of_cryptography():
    direct = Argon2id(salt=b"s" * 16, length=32, iterations=1, lanes=1, memory_cost=64)
    derived = quick_derivation().derive(b"secret", b"s" * 16, QUICK.as_params())
    assert derived.reveal() == direct.derive(b"secret")


def test_a_laptop_without_the_memory_says_so(monkeypatch):
    monkeypatch.setattr("cryptography.hazmat.primitives.kdf.argon2.Argon2id", Starved)
    with pytest.raises(NotAvailableError, match="memory"):
        quick_derivation().derive(b"secret", b"s" * 16, QUICK.as_params())


def test_a_key_on_paper_is_never_stretched_by_parameters():
    """A header that names some for it was not written by this program."""
    with pytest.raises(VaultHeaderDamagedError, match="header-parameters"):
        HkdfDerivation().derive(b"r" * 20, b"s" * 16, {"iterations": 1})


def test_secrets_do_not_show_themselves():
    key = quick_derivation().derive(b"secret", b"s" * 16, QUICK.as_params())
    assert repr(key) == str(key) == f"{key}" == "Secret()"


def test_a_secret_cannot_be_written_down_by_accident():
    key = quick_derivation().derive(b"secret", b"s" * 16, QUICK.as_params())
    for write in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="not written"):
            write(key)
