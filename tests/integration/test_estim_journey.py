"""An ESTIM request: its own paper and parcel, through real vaults, documents and a folder."""

from __future__ import annotations

import json
from typing import Any

import pytest

from estip_desktop.casework import Answer, Casework
from estip_desktop.kernel.ids import FlagId, SessionId, UuidFactory
from estip_desktop.receiving import InboxState
from estip_desktop.referrals import what_goes
from tests import builders
from tests.referral_support import CANARY, a_colleague, text_of, tool
from tests.vault_support import PASSPHRASE

EM = SessionId("session-em")
WORDS = "Three or more concerns were noted"


@pytest.fixture
def asked(world):
    """A defusing, then the talk in which they agreed to an ESTIM."""
    given: dict[str, Any] = {
        "session-1": {
            "DI7.work": "harder",
            "DI9.supports": ["family", "team"],
            "DI13.kind": "time",
        },
        EM: {
            "EM1.grounds": ["concerns"],
            "EM2.agrees": "yes",
            "EM3.needs": ["team", "woman"],
            "EM3.note": "Never on Tuesdays",
            "EM4.summary": "estim",
            "C8.safety": "no",
        },
    }
    screening = builders.a_screening(
        session_id=SessionId("session-1"), result=None, instrument_id="phq-9"
    )
    with world.supporter.unit() as unit:
        unit.people.save(a_colleague())
        unit.incidents.save(builders.an_incident())
        unit.sessions.save(builders.a_session())
        unit.sessions.save(builders.a_session(id=EM, protocol_id="EM", started_at=builders.NOW))
        unit.screenings.save(screening)
        unit.flags.save(builders.a_flag(id=FlagId("f1"), code="A5"))
        for owner, answers in given.items():
            for link_id, value in answers.items():
                unit.answers.save(Answer(owner, link_id, value, builders.NOW))
        unit.decisions.save(
            builders.a_decision(session_id=EM, chosen="P2", suggested="P2", reason=WORDS)
        )
        unit.commit()
    return EM


@pytest.fixture
def signed(world, asked):
    draft = world.supporter.referrals.draft_for(asked)
    return world.supporter.referrals.sign(draft.key, PASSPHRASE)


def test_its_pages_say_what_they_need_and_nothing_of_a_score(world, signed, tmp_path):
    said = " ".join(text_of(signed.pdf, tmp_path).split())
    for words in (
        "ESTIM request", "OFFICIAL-SENSITIVE", "page 1 of", WORDS, "With their team",
        "A woman from Occupational Health", "Harder", "Family", "Samaritans 116 123",
        "Never on Tuesdays", "It does not diagnose", "Not included", "questionnaire totals",
        signed.reference,
    ):  # fmt: skip
        assert words in said, words
    for words in ("PHQ", "Referral to Occupational Health", "Screening"):
        assert words not in said, words


def test_what_the_page_had_shown_is_what_goes(world, asked, signed):
    shown = world.supporter.referrals.would_go(asked)["estim"]
    assert set(what_goes(signed.content)) == set(shown)


def test_its_data_and_signature_are_those_of_a_referral_with_a_kind_of_its_own(
    signed, workers, tmp_path
):
    path = tmp_path / "estim.pdf"
    path.write_bytes(signed.pdf)
    said = tool("pdfsig", "-nocert", path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    bundle = json.loads(workers.data_of(signed.pdf))
    request = next(
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "ServiceRequest"
    )
    assert request["category"][0]["coding"][0]["code"] == "estim"
    assert request["code"]["coding"][0]["code"] == "P2"
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert not {"Observation", "QuestionnaireResponse"} & kinds
    assert CANARY in json.dumps(bundle)


def test_the_desk_sees_what_it_is_and_its_acceptance_comes_back(world, signed):
    (parcel,) = world.supporter.outbox.list()
    assert (parcel.kind, parcel.urgency) == ("estim", "P2")
    assert parcel.collect_by is not None
    assert parcel.accept_by is not None
    world.supporter.outbox.send_due(now_please=True)
    assert world.desk.desk.collect().new == 1
    (entry,) = world.desk.desk.list()
    assert entry.kind == "estim"
    wrong = [check.code for check in world.desk.desk.open(entry.id).checks if not check.passed]
    assert wrong in ([], ["sender"])
    world.desk.desk.accept(entry.id, "Dr Ada Example")
    world.supporter.outbox.send_due(now_please=True)
    assert world.supporter.outbox.list()[0].words == "Accepted by Dr Ada Example"
    world.desk.desk.booked(entry.id)
    world.supporter.outbox.send_due(now_please=True)
    assert world.supporter.outbox.list()[0].words == "Appointment booked"
    assert world.desk.desk.list()[0].state is InboxState.BOOKED


def test_without_agreement_to_share_it_does_not_go(world, asked):
    from estip_desktop.casework import Share
    from estip_desktop.errors import RuleError

    casework = Casework(world.supporter.unit, world.clock, UuidFactory(world.clock))
    casework.record_sharing(asked, Share.NO, "in-person")
    draft = world.supporter.referrals.draft_for(asked)
    with pytest.raises(RuleError, match="consent-missing"):
        world.supporter.referrals.sign(draft.key, PASSPHRASE)
