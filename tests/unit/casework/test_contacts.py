"""Agreed contacts: how they went, what follows, and when nobody asks any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from estip_desktop.casework import Contacts, FollowUpState, SessionState, Share
from estip_desktop.casework.contacts import CLEAR, LEFT, REMINDER, missed_in_a_row
from estip_desktop.errors import InputRefusedError, RuleError
from tests.builders import NOW, a_concern, a_decision, a_follow_up, a_person, a_session
from tests.world import World

TODAY = NOW.date()


@pytest.fixture
def world() -> World:
    world = World()
    world.keep("people", a_person())
    world.keep("sessions", a_session().finish(NOW))
    world.keep("follow_ups", a_follow_up())
    return world


@pytest.fixture
def contacts(world: World) -> Contacts:
    return Contacts(world.vault, world.clock, world.ids)


def rows(world: World) -> list[tuple[str, str, str]]:
    found = world.tables.follow_ups.values()
    return [(row.purpose, row.state.value, row.outcome) for row in found]


def due(world: World) -> list[Any]:
    return [r for r in world.tables.follow_ups.values() if r.state is FollowUpState.DUE]


class TestAfterDanger:
    def test_declining_never_cancels_the_contact_after_a_concern(self, world, contacts):
        world.keep("follow_ups", a_follow_up(id="after", purpose="after-concern"))
        world.keep("follow_ups", a_follow_up(id="other"))
        contacts.decline("follow-up-1")
        states = {key: row.state.value for key, row in world.tables.follow_ups.items()}
        assert states == {"follow-up-1": "declined", "after": "due", "other": "cancelled"}

    def test_what_was_suggested_counts_although_less_was_chosen(self, world, contacts):
        world.keep("decisions", a_decision(suggested="P5", chosen="P1", reason="Their choice"))
        world.keep("follow_ups", a_follow_up(id="other"))
        assert contacts.open("follow-up-1").at_risk
        contacts.decline("follow-up-1")
        assert [row.id for row in due(world)] == ["other"]


class TestHowItWent:
    def test_reached_is_done_with_its_reason(self, world, contacts):
        contacts.reached("follow-up-1", "all-right")
        assert rows(world) == [("check-in", "done", "all-right")]

    def test_not_reached_is_tried_again_on_the_day_agreed(self, world, contacts):
        contacts.not_reached("follow-up-1", "no-answer", TODAY + timedelta(days=2))
        assert rows(world) == [("check-in", "missed", "no-answer"), ("check-in", "due", "")]
        (again,) = due(world)
        assert again.due_on == TODAY + timedelta(days=2)
        assert again.closed_at is None

    def test_put_off_is_no_miss(self, world, contacts):
        contacts.put_off("follow-up-1", TODAY + timedelta(days=7), "busy")
        assert [state for _purpose, state, _why in rows(world)] == ["cancelled", "due"]
        assert contacts.open(due(world)[0].id).missed == 0

    @pytest.mark.parametrize("days", [-1, 367])
    def test_a_day_that_cannot_be_is_refused_and_nothing_changes(self, world, contacts, days):
        with pytest.raises(InputRefusedError) as refused:
            contacts.not_reached("follow-up-1", "no-answer", TODAY + timedelta(days=days))
        assert refused.value.detail == "contact-day"
        assert rows(world) == [("check-in", "due", "")]

    def test_what_ended_cannot_end_again(self, world, contacts):
        contacts.reached("follow-up-1", "all-right")
        for again in (
            lambda: contacts.reached("follow-up-1", ""),
            lambda: contacts.not_reached("follow-up-1", ""),
            lambda: contacts.put_off("follow-up-1", TODAY),
            lambda: contacts.decline("follow-up-1"),
        ):
            with pytest.raises(RuleError, match="contact-is-closed"):
                again()


class TestTwoMissed:
    def miss(self, world, contacts):
        contacts.not_reached(due(world)[0].id, "no-answer", TODAY + timedelta(days=1))
        world.clock.move_on(timedelta(days=1))

    def test_misses_in_a_row_are_counted(self, world, contacts):
        counts = []
        for _try in range(3):
            counts.append(contacts.open(due(world)[0].id).missed)
            contacts.not_reached(
                due(world)[0].id, "no-answer", contacts.today() + timedelta(days=1)
            )
            world.clock.move_on(timedelta(days=1))
        assert counts == [0, 1, 2]

    def test_somebody_who_was_reached_begins_a_new_count(self, world, contacts):
        self.miss(world, contacts)
        contacts.reached(due(world)[0].id, "short-word", contacts.today())
        world.clock.move_on(timedelta(days=1))
        assert contacts.open(due(world)[0].id).missed == 0
        assert missed_in_a_row([]) == 0

    def test_the_coordinator_is_asked_only_after_one_miss(self, world, contacts):
        with pytest.raises(RuleError, match="contact-not-missed-yet"):
            contacts.ask_coordinator("follow-up-1")
        self.miss(world, contacts)
        contacts.ask_coordinator(due(world)[0].id)
        assert due(world) == []
        assert rows(world)[-1] == ("check-in", "missed", "coordinator-asked")

    def test_what_they_said_about_sharing_stands_beside_it(self, contacts):
        assert contacts.open("follow-up-1").share is Share.YES


class TestDeclining:
    def test_nothing_else_is_asked(self, world, contacts):
        world.keep("follow_ups", a_follow_up(id="later", purpose="day-91"))
        contacts.decline("follow-up-1")
        assert [state for _purpose, state, _why in rows(world)] == ["declined", "cancelled"]

    def test_after_risk_the_others_stay(self, world, contacts):
        world.keep("decisions", a_decision(chosen="P4"))
        world.keep("follow_ups", a_follow_up(id="later", purpose="call-back"))
        contacts.decline("follow-up-1")
        assert [row.id for row in due(world)] == ["later"]

    def test_one_reminder_with_their_agreement_and_then_no_more(self, world, contacts):
        contacts.decline("follow-up-1", remind=True)
        (reminder,) = due(world)
        assert reminder.purpose == REMINDER
        assert reminder.due_on == TODAY + timedelta(days=28)
        contacts.decline(reminder.id, remind=True)
        assert due(world) == []


class TestClosing:
    def test_what_is_due_is_cancelled_and_the_mark_is_a_last_contact(self, world, contacts):
        contacts.close_case("person-1", "incident-1", LEFT)
        assert rows(world) == [("check-in", "cancelled", ""), ("day-91", "done", "left")]
        assert "case-closed" in world.vault.audited

    def test_not_while_a_concern_is_open(self, world, contacts):
        world.keep("concerns", a_concern())
        with pytest.raises(RuleError, match="concern-is-open"):
            contacts.close_case("person-1", "incident-1", CLEAR)

    def test_not_while_a_session_is_not_finished(self, world, contacts):
        world.keep("sessions", a_session(state=SessionState.DRAFT))
        with pytest.raises(RuleError, match="case-has-draft"):
            contacts.close_case("person-1", "incident-1", LEFT)

    def test_for_no_other_reason(self, world, contacts):
        with pytest.raises(InputRefusedError):
            contacts.close_case("person-1", "incident-1", "because")
        assert rows(world) == [("check-in", "due", "")]


class TestLists:
    def test_by_when_they_are_due_and_what_ended_lately(self, world, contacts):
        for days in (-3, 0, 7, 8):
            on = TODAY + timedelta(days=days)
            world.keep("follow_ups", a_follow_up(id=f"due{days}", due_on=on))
        contacts.reached("follow-up-1", "all-right")
        old = a_follow_up(id="old", state=FollowUpState.DONE, closed_at=NOW - timedelta(days=31))
        world.keep("follow_ups", old)
        found = contacts.lists()
        listed = [
            [row.follow_up.id for row in part]
            for part in (found.overdue, found.this_week, found.later, found.ended)
        ]
        assert listed == [["due-3"], ["due0", "due7"], ["due8"], ["follow-up-1"]]
