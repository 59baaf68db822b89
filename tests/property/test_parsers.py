"""Whatever a document holds, its parser takes it or refuses it in words of ours."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estip_desktop.adapters.crypto import certificates
from estip_desktop.errors import DocumentRefusedError, EstipError, VaultHeaderDamagedError
from estip_desktop.kernel import strict_json
from estip_desktop.vault import header as headers
from tests.faults import fuzz, fuzz_targets
from tests.faults.fuzz import Outcome, has_atheris
from tests.faults.fuzz_mutations import mutate
from tests.faults.fuzz_vault_targets import a_header
from tests.faults.scenarios import quick_slots

TARGETS = fuzz_targets.all_targets()
SLOW = {"parcel-inside", "protocol", "blocks", "instrument", "pdf", "pdf-data", "parcel", "backup"}
REFUSED_SEEDS = {"age": 1}
"""Seeds that are documents of a kind nobody may accept, by target."""


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level("CRITICAL")  # what libraries say of a spoilt document


@pytest.mark.parametrize("name", list(TARGETS))
def test_good_documents_are_accepted(name):
    outcome = Outcome(name)
    for data in TARGETS[name].seeds():
        outcome.try_one(TARGETS[name].parse, data)
    assert outcome.unhandled == {}
    assert outcome.refused == REFUSED_SEEDS.get(name, 0)


@pytest.mark.parametrize("name", list(TARGETS))
def test_a_spoilt_document_is_taken_or_refused_and_nothing_else(name):
    target = TARGETS[name]
    seeds = list(target.seeds())

    @settings(max_examples=12 if name in SLOW else 60, deadline=None, derandomize=True)
    @given(number=st.integers(0, 2**32))
    def spoil(number):
        chance = random.Random(number)  # noqa: S311 - documents, not keys
        _parse(target, mutate(chance.choice(seeds), chance, seeds))

    spoil()


@pytest.mark.parametrize("name", list(TARGETS))
def test_noise_is_taken_or_refused_and_nothing_else(name):
    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(data=st.binary(max_size=2_000))
    def noise(data):
        _parse(TARGETS[name], data)

    noise()


def _parse(target, data):
    with suppress(EstipError):
        target.parse(data)


def test_a_seal_by_passphrase_never_reaches_the_library():
    parse = TARGETS["age"].parse
    with pytest.raises(DocumentRefusedError, match="seal-not-x25519"):
        parse(fuzz_targets.SCRYPT[0])


def test_parameters_that_are_no_object_make_a_damaged_header():
    value = strict_json.load(a_header())
    value["slots"][0]["params"] = []
    del value["digest"]
    data = strict_json.canonical({**value, "digest": headers._digest(value)})
    with pytest.raises(VaultHeaderDamagedError):
        headers.decode(data, quick_slots().accepts)


def test_a_certificate_whose_name_is_no_text_is_refused():
    good = fuzz_targets.made().own.certificate
    assert good.count(b"Alex") == 2  # issuer and subject
    place = good.rindex(b"Alex")
    with pytest.raises(DocumentRefusedError, match="certificate-malformed"):
        certificates.load_certificate(good[:place] + b"\xff" + good[place + 1 :])


def test_the_harness_finds_a_parser_that_gives_up():
    outcome = Outcome("careless")
    assert not outcome.try_one(lambda data: data[10], b"short")
    assert list(outcome.unhandled) == [next(iter(outcome.unhandled))]
    assert not outcome.is_clean
    assert isinstance(has_atheris(), bool)


def test_what_coverage_watches_is_what_documents_reach():
    target = TARGETS["attempts"]
    watched = {each.__qualname__ for each in fuzz._watched(target, list(target.seeds()))}
    assert {"decode", "load", "Attempts.wait_s"} <= watched
    assert "embedded_bundle" not in watched
