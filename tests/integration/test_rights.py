"""Putting records right, and taking consent back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from estip_desktop.casework import FollowUpState, SessionState, Share
from estip_desktop.casework.model import AskedHow
from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.kernel.ids import FollowUpId, PersonId, ReferralId, SessionId
from estip_desktop.outbox import OutboxEvent, ParcelState
from estip_desktop.outbox.sending import Delivery
from estip_desktop.outbox.steps import after_delivery
from estip_desktop.records import Rights
from estip_desktop.referrals import ReferralState
from estip_desktop.ui.pages.outbox.presenter import action_of
from tests.builders import NOW, a_follow_up, a_session
from tests.integration.test_purge import World
from tests.ui.parcel_builders import a_parcel, a_referral


@pytest.fixture
def world(home: Path):
    made = World(home)
    yield made
    report = made.vault.check()
    assert report.is_sound, report.findings
    made.vault.close()


@pytest.fixture
def rights(world) -> Rights:
    return Rights(world.vault.open_unit, world.clock, world.ids)


class TestRectifying:
    def test_the_new_value_counts_and_the_old_one_stands_beside_it(self, world, rights):
        person = world.person()
        world.clock.move_on(timedelta(days=1))
        made = rights.rectify(
            person, {"name": "Robin Right", "date_of_birth": "1990-02-03", "message_ok": "no"}
        )
        file = world.records.open(person)
        assert file.person.name == "Robin Right"
        assert [(each.what, each.before) for each in made] == [
            ("name", "Zzyzx Canary"),
            ("date_of_birth", ""),
            ("message_ok", ""),
        ]
        kept = {each.what: (each.before, each.after) for each in file.corrections}
        assert kept["name"] == ("Zzyzx Canary", "Robin Right")
        assert kept["message_ok"] == ("", "No")

    def test_the_trail_says_which_fields_and_not_what(self, world, rights):
        person = world.person()
        rights.rectify(person, {"phone": "01632 960999", "role": "PC"})
        with world.vault.open_unit() as unit:
            line = unit.audit_log.of([person], 1)[0]
        assert (line.what, line.detail) == ("person-corrected", "role,phone")

    def test_the_same_again_changes_nothing(self, world, rights):
        person = world.person()
        assert rights.rectify(person, {"name": "Zzyzx Canary"}) == ()
        assert len(world.records.open(person).corrections) == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"reference": "P-9999"},
            {"note": "x"},
            {"date_of_birth": "yesterday"},
            {"contact_method": "pigeon"},
            {"message_ok": "perhaps"},
            {"name": "x" * 201},
        ],
    )
    def test_what_does_not_fit_is_refused_whole(self, world, rights, changes):
        person = world.person()
        with pytest.raises(InputRefusedError):
            rights.rectify(person, {"role": "PC", **changes})
        assert world.records.open(person).person.role == ""

    def test_a_finished_session_gets_a_note_and_stays_as_it_is(self, world, rights):
        person = world.person()
        before = world.records.open(person).sessions
        note = rights.add_note(person, "session-1", " It was a Tuesday. ")
        file = world.records.open(person)
        assert file.sessions == before
        assert note in file.corrections
        assert note.after == "It was a Tuesday."

    @pytest.mark.parametrize("words", ["", "  ", "x" * 241])
    def test_a_note_says_something_in_a_few_words(self, world, rights, words):
        with pytest.raises(InputRefusedError):
            rights.add_note(world.person(), "session-1", words)

    def test_a_draft_is_changed_itself(self, world, rights):
        person = world.person()
        draft = SessionId("draft")
        world.keep("sessions", a_session(id=draft, person_id=person, incident_id="incident-1"))
        with pytest.raises(RuleError, match="record-is-draft"):
            rights.add_note(person, draft, "x")


class TestTakingBack:
    def test_nothing_is_shared_from_then_on(self, world, rights):
        person = world.person(closed=False)
        draft = SessionId("draft")
        world.keep("sessions", a_session(id=draft, person_id=person, incident_id="incident-1"))
        rights.take_back(person, AskedHow.PHONE)
        file = world.records.open(person)
        assert {each.consent.share for each in file.sessions} == {Share.NO}
        states = {each.id: each.state for each in file.sessions}
        assert states[draft] is SessionState.DISCARDED
        assert [each.state for each in file.follow_ups] == [FollowUpState.CANCELLED]
        assert file.withdrawal is not None
        assert file.withdrawal.how is AskedHow.PHONE

    def test_its_last_day_is_known_at_once(self, world, rights):
        person = world.person(closed=False)
        rights.take_back(person, AskedHow.WRITING)
        kept = world.keeping.of(world.records.open(person))
        assert kept.until == NOW.date() + timedelta(days=30)

    def test_what_has_not_left_never_will_and_drafts_go(self, world, rights):
        person = world.person()
        world.referral(1, ParcelState.SEALED)
        world.keep(
            "referrals",
            a_referral(id="draft", person_id=person, session_id="session-1",
                       state=ReferralState.DRAFT),
        )  # fmt: skip
        outcome = rights.take_back(person, AskedHow.IN_PERSON)
        assert outcome.stopped == ("R-2026-0001",)
        assert outcome.left == ()
        file = world.records.open(person)
        assert [each.state for each in file.referrals] == [ReferralState.SIGNED]
        assert file.parcels["referral-1.1"].state is ParcelState.WITHDRAWN
        with world.vault.open_unit() as unit:
            assert [each.what for each in unit.parcels.events("referral-1.1")] == ["withdrawn"]

    @pytest.mark.parametrize(
        "state", [ParcelState.COLLECTED, ParcelState.ACCEPTED, ParcelState.HANDED_OVER]
    )
    def test_what_is_out_is_named_so_that_somebody_rings(self, world, rights, state):
        person = world.person()
        world.referral(1, state)
        outcome = rights.take_back(person, AskedHow.PHONE)
        assert [each.state for each in outcome.left] == [state]
        assert world.records.open(person).parcels["referral-1.1"].state is state

    def test_what_lies_at_the_store_is_not_offered_again_if_the_store_loses_it(self, world, rights):
        person = world.person()
        world.referral(1, ParcelState.STORED)
        outcome = rights.take_back(person, AskedHow.PHONE)
        assert len(outcome.left) == 1
        parcel = world.records.open(person).parcels["referral-1.1"]
        assert (parcel.state, parcel.last_error) == (
            ParcelState.NEEDS_HUMAN,
            "consent-taken-back",
        )
        assert action_of(parcel) == ""

    def test_what_is_taken_back_on_its_way_never_gets_into_line_again(self):
        parcel = a_parcel(state=ParcelState.WITHDRAWN)
        for delivery in (
            Delivery(parcel.key, stored=True),
            Delivery(parcel.key, stored=False, error="store-unreachable"),
            Delivery(parcel.key, stored=False, error="store-full", permanent=True),
        ):
            after = after_delivery(parcel, delivery, NOW, lambda _most: 0.0)
            assert after.state is ParcelState.WITHDRAWN

    @pytest.mark.parametrize(
        ("state", "journal"),
        [
            (ParcelState.SENDING, ()),
            (ParcelState.SEALED, ("exported",)),
            (ParcelState.SEALED, ("may-be-stored",)),
            (ParcelState.NEEDS_HUMAN, ("stored",)),
        ],
    )
    def test_of_what_may_be_out_no_other_copy_follows(self, world, rights, state, journal):
        person = world.person()
        world.referral(1, state)
        with world.vault.open_unit() as unit:
            for what in journal:
                event = OutboxEvent(ReferralId("referral-1"), 1, NOW, 0.0, what)
                unit.parcels.add_event(event)
            unit.commit()
        outcome = rights.take_back(person, AskedHow.PHONE)
        assert (outcome.stopped, len(outcome.left)) == ((), 1)
        file = world.records.open(person)
        assert file.parcels["referral-1.1"].state is ParcelState.WITHDRAWN
        assert file.may_be_out == {"referral-1.1"}
        with world.vault.open_unit() as unit:
            assert unit.parcels.due(NOW, 10, ignore_delay=True) == []

    def test_it_happens_once(self, world, rights):
        person = world.person()
        rights.take_back(person, AskedHow.PHONE)
        with pytest.raises(RuleError, match="consent-is-withdrawn"):
            rights.take_back(person, AskedHow.PHONE)

    def test_they_are_not_offered_for_another_session(self, world, rights):
        person = world.person()
        with world.vault.open_unit() as unit:
            assert [each.id for each in unit.people.at_incident("incident-1")] == [person]
        rights.take_back(person, AskedHow.PHONE)
        with world.vault.open_unit() as unit:
            assert unit.people.at_incident("incident-1") == []

    def test_a_contact_that_was_held_stays_held(self, world, rights):
        person = world.person()
        done = a_follow_up(
            id=FollowUpId("extra"),
            person_id=PersonId(person),
            incident_id="incident-1",
            state=FollowUpState.DUE,
        )
        world.keep("follow_ups", done)
        rights.take_back(person, AskedHow.PHONE)
        states = {each.id: each.state for each in world.records.open(person).follow_ups}
        assert states == {
            "extra": FollowUpState.CANCELLED,
            "follow-up-1": FollowUpState.DONE,
        }
