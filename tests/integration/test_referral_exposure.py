"""Kinds of exposure are asked in the first conversation; a later referral still knows them."""

from __future__ import annotations

from datetime import timedelta

from estip_desktop.casework import Answer
from estip_desktop.kernel.ids import SessionId
from tests import builders
from tests.referral_support import record_case, text_of


def test_what_an_earlier_conversation_ticked_stands_with_the_event(world, tmp_path):
    supporter = world.supporter
    first = record_case(supporter)
    later = builders.a_session(
        id=SessionId("session-2"),
        protocol_id="MR",
        started_at=builders.NOW + timedelta(days=25),
        touched_at=builders.NOW + timedelta(days=25),
    )
    with supporter.unit() as unit:
        unit.answers.save(Answer(first, "DI4.exposure", ["colleague", "prolonged"], builders.NOW))
        unit.sessions.save(later)
        unit.decisions.save(builders.a_decision(id="decision-2", session_id=later.id))
        unit.answers.save(Answer(later.id, "C12.share", "oh-full", builders.NOW))
        unit.commit()
    draft = supporter.referrals.draft_for(later.id)
    assert draft.content.event.exposures == (
        "A colleague died or was badly hurt",
        "It went on for long",
    )
    assert "It went on for long" in text_of(supporter.referrals.preview(draft), tmp_path)


def test_without_that_share_the_paper_is_silent_about_it(world, tmp_path):
    supporter = world.supporter
    session = record_case(supporter)
    with supporter.unit() as unit:
        unit.answers.save(Answer(session, "DI4.exposure", ["prolonged"], builders.NOW))
        unit.commit()
    draft = supporter.referrals.draft_for(session)
    assert draft.content.event.exposures == ()
    assert "It went on for long" not in text_of(supporter.referrals.preview(draft), tmp_path)
