"""The register a supporter keeps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from estip_desktop.casework import (
    FollowUpState,
    Place,
    SessionState,
    Share,
    YesNoUnknown,
)
from estip_desktop.errors import InputRefusedError, NotFoundError, RuleError
from tests.builders import (
    INCIDENT_ENDED,
    NOTICE,
    NOW,
    a_concern,
    a_consent,
    a_follow_up,
    a_new_session,
    a_person,
    a_session,
    an_incident,
)
from tests.world import World


@pytest.fixture
def world() -> World:
    return World()


class TestIncidents:
    def test_it_is_added_trimmed(self, world):
        incident = world.casework.add_incident(" Bridge fire ", " Quay ", INCIDENT_ENDED)
        assert (incident.title, incident.place) == ("Bridge fire", "Quay")
        assert incident.pip is YesNoUnknown.UNKNOWN
        assert world.casework.incident(incident.id) == incident
        assert [row.id for row in world.casework.incidents()] == [incident.id, "incident-1"]
        assert world.casework.incidents(1)[0] == incident

    def test_one_that_has_not_ended_is_refused(self, world):
        with pytest.raises(InputRefusedError, match="incident-in-future"):
            world.casework.add_incident("x", "", NOW + timedelta(minutes=6))

    @pytest.mark.parametrize(("title", "place"), [(" ", ""), ("x" * 201, ""), ("x", "y" * 201)])
    def test_texts_have_limits(self, world, title, place):
        with pytest.raises(InputRefusedError):
            world.casework.add_incident(title, place, INCIDENT_ENDED)
        assert len(world.tables.incidents) == 1


class TestSharing:
    """Somebody who wanted to be asked later can say yes, and anybody can change their mind."""

    @pytest.fixture
    def session(self, world):
        return world.casework.start(a_new_session(consent=a_consent(share=Share.LATER)))

    def test_later_becomes_yes_and_the_notice_stays(self, world, session):
        world.clock.move_on(timedelta(minutes=20))
        changed = world.casework.record_sharing(session.id, Share.YES, "phone")
        assert changed == world.tables.sessions[session.id]
        assert (changed.consent.share, changed.consent.notice) == (Share.YES, NOTICE)
        assert changed.consent.at == NOW + timedelta(minutes=20)
        assert changed.touched_at == session.touched_at
        event = world.tables.audit[-1]
        assert (event.what, event.detail) == ("consent-changed", "later>yes:phone")

    def test_a_finished_session_may_change_too(self, world, session):
        world.keep("sessions", session.finish(NOW))
        changed = world.casework.record_sharing(session.id, Share.NO, "in-person")
        assert (changed.state, changed.consent.share) == (SessionState.FINISHED, Share.NO)

    def test_the_same_answer_again_changes_nothing(self, world, session):
        before = len(world.tables.audit)
        assert world.casework.record_sharing(session.id, Share.LATER, "phone") == session
        assert len(world.tables.audit) == before

    def test_a_yes_can_be_taken_back_until_it_is_signed(self, world, session):
        for share in (Share.YES, Share.NO, Share.YES):
            world.casework.record_sharing(session.id, share, "in-person")
        world.tables.referred.append(session.id)
        with pytest.raises(RuleError, match="sharing-is-signed"):
            world.casework.record_sharing(session.id, Share.NO, "in-person")
        assert world.tables.sessions[session.id].consent.share is Share.YES

    def test_after_a_referral_on_the_ground_of_risk_they_may_still_agree(self, world, session):
        world.casework.record_sharing(session.id, Share.NO, "in-person")
        world.tables.referred.append(session.id)
        changed = world.casework.record_sharing(session.id, Share.YES, "writing")
        assert changed.consent.share is Share.YES

    def test_a_discarded_session_and_an_unknown_way_are_refused(self, world, session):
        with pytest.raises(InputRefusedError, match="consent-how"):
            world.casework.record_sharing(session.id, Share.YES, "guess")
        world.casework.discard(session.id, "double")
        with pytest.raises(RuleError, match="session-is-discarded"):
            world.casework.record_sharing(session.id, Share.YES, "phone")


class TestStarting:
    def test_a_new_person_gets_the_next_reference(self, world):
        wanted = world.casework.next_reference()
        session = world.casework.start(a_new_session(person_name=" R. S. "))
        person = world.casework.person(session.person_id)
        assert (person.reference, person.name) == (wanted, "R. S.")
        assert world.casework.next_reference() != wanted
        assert world.vault.audited == [
            "person-added",
            "session-started",
            "person-viewed",
        ]

    def test_an_earlier_record_goes_on(self, world):
        world.keep("people", a_person())
        session = world.casework.start(a_new_session(person_id="person-1", label="late"))
        assert (session.person_id, session.label) == ("person-1", "late")
        assert list(world.tables.people) == ["person-1"]

    def test_the_supporter_is_named_once_known(self, world):
        assert world.casework.start(a_new_session()).supporter == ""
        world.casework.set_setting("owner-name", "Priya Made-Up")
        assert world.casework.start(a_new_session()).supporter == "Priya Made-Up"

    @pytest.mark.parametrize(
        ("consent", "rule"),
        [
            ({"talk": False}, "consent-to-talk"),
            ({"record": False}, "consent-to-record"),
        ],
    )
    def test_without_consent_nothing_is_kept(self, world, consent, rule):
        with pytest.raises(RuleError, match=rule):
            world.casework.start(a_new_session(consent=a_consent(**consent)))
        assert not world.tables.people
        assert not world.tables.sessions

    def test_sharing_may_wait(self, world):
        consent = a_consent(share=Share.LATER)
        assert world.casework.start(a_new_session(consent=consent)).consent == consent

    @pytest.mark.parametrize("unknown", [{"incident_id": "x"}, {"person_id": "x"}])
    def test_what_it_names_has_to_exist(self, world, unknown):
        with pytest.raises(NotFoundError):
            world.casework.start(a_new_session(**unknown))
        assert not world.tables.sessions


class TestDrafts:
    def test_one_is_put_away_with_a_reason_and_brought_back(self, world):
        session = world.casework.start(a_new_session())
        world.casework.discard(session.id, "Started twice")
        assert world.tables.sessions[session.id].state is SessionState.DISCARDED
        assert world.casework.drafts() == ()
        world.casework.restore_draft(session.id)
        kept = world.tables.sessions[session.id]
        assert (kept.state, kept.discard_reason) == (SessionState.DRAFT, "")

    def test_a_reason_is_needed(self, world):
        session = world.casework.start(a_new_session())
        with pytest.raises(InputRefusedError):
            world.casework.discard(session.id, " ")

    def test_only_what_was_put_away_is_brought_back(self, world):
        session = world.casework.start(a_new_session())
        with pytest.raises(RuleError, match="session-is-not-discarded"):
            world.casework.restore_draft(session.id)

    def test_a_finished_one_is_not_put_away(self, world):
        world.keep("sessions", a_session(state=SessionState.FINISHED))
        with pytest.raises(RuleError, match="session-is-closed"):
            world.casework.discard("session-1", "x")


class TestPeople:
    def test_changed_details_are_kept(self, world):
        world.keep("people", a_person())
        world.casework.update_person(a_person(phone="01632 960 111"))
        assert world.tables.people["person-1"].phone == "01632 960 111"

    def test_nobody_is_made_by_changing_them(self, world):
        with pytest.raises(NotFoundError):
            world.casework.update_person(a_person())
        assert not world.tables.people

    def test_those_seen_for_an_incident_come_newest_first(self, world):
        first = world.casework.start(a_new_session())
        world.clock.move_on(timedelta(hours=1))
        second = world.casework.start(a_new_session())
        seen = [person.id for person in world.casework.people_at("incident-1")]
        assert seen == [second.person_id, first.person_id]
        assert world.casework.people_at("other") == []

    def test_earlier_protocols_are_the_finished_ones_of_this_incident(self, world):
        world.keep("people", a_person())
        world.keep("incidents", an_incident(id="incident-2"))
        rows = (
            {"id": "a", "protocol_id": "DM", "state": SessionState.FINISHED},
            {"id": "b", "protocol_id": "MR"},
            {"id": "c", "state": SessionState.FINISHED, "incident_id": "incident-2"},
        )
        for row in rows:
            world.keep("sessions", a_session(**row))
        assert world.casework.earlier_protocols("person-1", "incident-1") == {"DM"}


class TestFollowUps:
    def test_an_agreed_contact_is_kept(self, world):
        row = world.casework.agree_follow_up(
            person_id="person-1",
            incident_id="incident-1",
            session_id=None,
            purpose="check-in",
            due_on=date(2026, 12, 1),
        )
        assert world.casework.follow_up(row.id) == row

    def test_its_outcome_is_recorded(self, world):
        world.keep("follow_ups", a_follow_up())
        world.casework.close_follow_up("follow-up-1", FollowUpState.MISSED, "No answer")
        row = world.casework.follow_up("follow-up-1")
        assert (row.state, row.outcome, row.closed_at) == (FollowUpState.MISSED, "No answer", NOW)


class TestToday:
    def test_an_empty_vault_has_an_empty_day(self, world):
        today = world.casework.today()
        assert (today.draft, today.other_drafts, today.due, today.due_total) == (None, 0, (), 0)
        assert (today.owner_name, today.open_concern_id) == ("", "")

    def test_the_newest_draft_comes_first(self, world):
        world.keep("people", a_person())
        world.keep("sessions", a_session(id="old", touched_at=NOW - timedelta(days=1)))
        world.keep("sessions", a_session())
        today = world.casework.today()
        assert today.draft.session.id == "session-1"
        assert today.draft.person_reference == "P-0417"
        assert today.draft.incident_title == "Ferry Lane collision"
        assert today.other_drafts == 1
        assert [draft.session.id for draft in world.casework.drafts()] == ["session-1", "old"]

    def test_three_are_due_within_a_week_and_the_rest_is_counted(self, world):
        world.keep("people", a_person())
        for days in (8, 7, 2, 0, -2):
            due = NOW.date() + timedelta(days=days)
            world.keep("follow_ups", a_follow_up(id=f"due-{days}", due_on=due))
        today = world.casework.today()
        assert [row.days_left for row in today.due] == [-2, 0, 2]
        assert today.due_total == 4

    def test_an_open_concern_is_named(self, world):
        world.keep("concerns", a_concern())
        assert world.casework.today().open_concern_id == "concern-1"


class TestSmallFacts:
    def test_the_place_is_written_only_when_it_changes(self, world):
        place = Place("check", {"session": "session-1"})
        world.casework.remember_place(place)
        assert world.casework.place() == place
        before = world.tables
        world.casework.remember_place(place)
        assert world.tables is before
        world.casework.remember_place(None)
        assert world.casework.place() is None

    def test_a_setting_that_was_never_made_is_empty(self, world):
        assert world.casework.setting("nation") == ""
        world.casework.set_setting("nation", "wales")
        assert world.casework.setting("nation") == "wales"
