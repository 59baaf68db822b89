"""A group: one record of its own, nothing that anybody said, a contact for all who were there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from estip_desktop.casework import (
    ConcernClosing,
    FollowUpState,
    GroupMember,
    NewGroup,
    PostIncident,
    SessionState,
    YesNoUnknown,
    cleared_words,
    is_group,
)
from estip_desktop.errors import DiskFullError, InputRefusedError, RuleError
from estip_desktop.kernel.actions import Action
from estip_desktop.kernel.ids import IncidentId, PersonId
from tests.builders import NOW, a_person, an_incident
from tests.world import published

TODAY = NOW.date()
ASKED = ("DG1.mix", "DG1.accounts", "DG3.rules")
KNOWN = PersonId("person-known")


@pytest.fixture
def world(world):
    world.keep("incidents", an_incident(pip=YesNoUnknown.NO))
    world.keep("people", a_person(id=KNOWN, reference="P-0417", name="Sam O'Brien"))
    return world


def roster(count=5):
    return tuple(GroupMember(f"m{n}", f"A{n}") for n in range(1, count + 1))


def a_wish(**changes):
    protocol = published().protocol("DG")
    values = {
        "protocol_id": "DG",
        "protocol_version": protocol.version,
        "incident_id": IncidentId("incident-1"),
        "notice": "estip-privacy/1",
        "roster": roster(),
        "co_leader": "Kim Example",
    }
    return NewGroup(**(values | changes))


@pytest.fixture
def group(world):
    (made,) = world.groups.start(a_wish())
    return made


def answer(world, group, **given):
    for page_id in ASKED:
        world.groups.answer(group, page_id, True)
    for page_id, value in given.items():
        world.groups.answer(group, page_id.replace("_", "."), value)


def the(world, group):
    return world.tables.groups[group]


class TestStarting:
    def test_the_record_is_the_groups_alone(self, world, group):
        assert is_group(group)
        kept = the(world, group)
        assert (kept.co_leader, len(kept.roster), kept.state) == (
            "Kim Example", 5, SessionState.DRAFT,
        )  # fmt: skip
        assert not world.tables.sessions
        assert len(world.tables.people) == 1

    @pytest.mark.parametrize("pip", [YesNoUnknown.YES, YesNoUnknown.UNKNOWN])
    def test_it_is_locked_while_a_procedure_is_or_may_be_in_place(self, world, pip):
        world.keep("incidents", an_incident(pip=pip))
        with pytest.raises(RuleError, match="group-locked-by-pip"):
            world.groups.start(a_wish())
        assert not world.tables.groups
        PostIncident(world.vault, world.clock).clear(
            IncidentId("incident-1"), "Insp Made Up", "post-incident-manager"
        )
        assert world.groups.start(a_wish())

    def test_only_a_named_person_with_a_role_clears_it(self, world):
        clearing = PostIncident(world.vault, world.clock)
        for name, role in (("", "estip-lead"), ("  ", "estip-lead"), ("Insp Made Up", "sergeant")):
            with pytest.raises(InputRefusedError):
                clearing.clear(IncidentId("incident-1"), name, role)
        incident = clearing.clear(IncidentId("incident-1"), " Insp  Made Up ", "estip-lead")
        words = cleared_words(incident.pip_cleared_by)
        assert words == "Insp Made Up, ESTIP lead, Thu 26 Nov 2026"
        assert cleared_words("A. Name") == "A. Name"
        assert "incident-group-cleared" in world.vault.audited

    def test_another_status_takes_the_clearing_back(self, world):
        clearing = PostIncident(world.vault, world.clock)
        clearing.clear(IncidentId("incident-1"), "Insp Made Up", "estip-lead")
        assert clearing.note(IncidentId("incident-1"), YesNoUnknown.NO).pip_cleared_by
        assert not clearing.note(IncidentId("incident-1"), YesNoUnknown.YES).pip_cleared_by

    def test_a_roster_of_nine_may_be_two_groups(self, world):
        first, second = world.groups.start(a_wish(roster=roster(9), in_two=True))
        assert [len(the(world, each).roster) for each in (first, second)] == [5, 4]
        assert [the(world, each).part for each in (first, second)] == [1, 2]
        assert {each.id for each in world.groups.drafts()} == {first, second}

    @pytest.mark.parametrize("count", [0, 1, 41])
    def test_a_roster_that_is_no_group_is_refused(self, world, count):
        with pytest.raises(InputRefusedError):
            world.groups.start(a_wish(roster=roster(count)))

    def test_nobody_stands_on_it_twice(self, world):
        twice = (GroupMember("m1", "A", KNOWN), GroupMember("m2", "B", KNOWN))
        with pytest.raises(InputRefusedError, match="roster-twice"):
            world.groups.start(a_wish(roster=twice))


class TestWalking:
    def test_answers_stay_with_the_group_and_raise_nothing(self, world, group):
        answer(world, group, DG4_mood="heavy", DG5_reactions=["guilt", "sleep"])
        assert the(world, group).answers["DG5.reactions"] == ["sleep", "guilt"]
        assert not world.tables.answers
        assert not world.tables.flags
        assert not world.tables.concerns

    def test_every_page_can_be_walked(self, world, group):
        guided = world.groups.open(group)
        page = guided.run.first_open()
        seen = []
        while page is not None:
            seen.append(page.id)
            world.groups.go(group, page.id)
            page = guided.run.page_after(page.id)
        assert seen[0] == "DG1.mix"
        assert "DG11.day" in seen
        assert world.tables.place.arguments == {"session": group, "page": seen[-1]}

    def test_pages_that_name_members_offer_the_roster(self, world, group):
        item = world.groups.open(group).protocol.page("DG9.slots").item
        assert [option.label for option in item.options] == ["A1", "A2", "A3", "A4", "A5", "Nobody"]
        with pytest.raises(InputRefusedError):
            world.groups.answer(group, "DG9.slots", ["m9"])
        with pytest.raises(InputRefusedError):
            world.groups.answer(group, "DG9.slots", ["m1", "none"])

    def test_what_was_promised_has_a_name_and_a_day(self, world, group):
        line = Action("Kit list", "Sgt Made Up", date(2026, 11, 30)).to_text()
        world.groups.answer(group, "DG6.actions", [line])
        item = world.groups.open(group).protocol.page("DG6.actions").item
        assert item.in_words([line]) == "Kit list (Sgt Made Up, by Mon 30 Nov 2026)"
        for bad in (["no tabs"], ["\t\t"], ["x" * 161 + "\t\t"], ["a\t\t31 Nov"], [line] * 9):
            with pytest.raises(InputRefusedError):
                world.groups.answer(group, "DG6.actions", bad)

    def test_the_leaflet_is_kept_with_its_version(self, world, group):
        world.groups.answer(group, "C10.leaflet", True)
        assert the(world, group).sheets == {"reactions": published().sheet_version("reactions")}
        world.groups.answer(group, "C10.leaflet", False)
        assert the(world, group).sheets == {}

    def test_the_supporters_own_check_is_not_in_the_record(self, world, group):
        world.groups.answer(group, "C13.distress", 8)
        world.groups.answer(group, "DG11.coleader", "relief")
        assert the(world, group).answers["C13.distress"] is True
        assert [given for _at, given in world.tables.own_checks] == [
            {"C13.distress": 8}, {"DG11.coleader": "relief"},
        ]  # fmt: skip

    def test_what_cannot_be_saved_is_not_known_either(self, world, group):
        world.vault.fail_next_commit(DiskFullError())
        with pytest.raises(DiskFullError):
            world.groups.answer(group, "DG4.mood", "mixed")
        assert "DG4.mood" not in world.groups.open(group).answers

    def test_a_required_page_is_not_skipped_and_others_are(self, world, group):
        with pytest.raises(RuleError):
            world.groups.skip(group, "DG1.mix")
        world.groups.skip(group, "DG4.mood")
        assert "DG4.mood" in the(world, group).answers

    def test_it_is_put_away_with_a_reason_and_back(self, world, group):
        world.groups.discard(group, "Started by mistake")
        assert world.groups.drafts() == ()
        world.groups.restore_draft(group)
        assert [each.id for each in world.groups.drafts()] == [group]
        with pytest.raises(RuleError):
            world.groups.restore_draft(group)


class TestFinishing:
    def test_it_waits_for_what_is_required(self, world, group):
        with pytest.raises(RuleError, match="page-is-required"):
            world.groups.finish(group)

    def test_everybody_gets_a_record_and_the_contacts_that_were_agreed(self, world):
        people = (GroupMember("m1", "P-0417 · Sam O'Brien", KNOWN), *roster(3)[1:])
        (group,) = world.groups.start(a_wish(roster=people))
        answer(world, group, DG9_slots=["m1"], DG10_watch=["m1", "m2"], DG11_day="2026-12-03")
        world.groups.finish(group)
        kept = the(world, group)
        assert kept.state is SessionState.FINISHED
        assert all(member.person_id for member in kept.roster)
        made = world.tables.people[kept.member("m2").person_id]
        assert (made.name, made.reference) == ("A2", "P-0418")
        assert world.tables.people[kept.member("m3").person_id].reference == "P-0419"
        due = sorted(
            (row.person_id, row.purpose, row.due_on) for row in world.tables.follow_ups.values()
        )
        third, later = kept.member("m3").person_id, date(2026, 12, 3)
        assert due == sorted(
            [
                (KNOWN, "private-talk", TODAY), (KNOWN, "check-in", later),
                (made.id, "after-group", TODAY), (made.id, "check-in", later),
                (third, "check-in", later),
            ]
        )  # fmt: skip
        assert all(row.state is FollowUpState.DUE for row in world.tables.follow_ups.values())

    def test_the_watch_list_says_that_somebody_is_worried_and_not_why(self, world, group):
        answer(world, group, DG10_watch=["m2"])
        world.groups.finish(group)
        (flag,) = world.tables.flags.values()
        assert (flag.code, flag.source, flag.session_id) == ("A14", group, None)
        assert flag.person_id == the(world, group).member("m2").person_id

    def test_what_comes_of_it_is_listed(self, world, group):
        answer(world, group, DG9_slots=["m1", "m3"], DG10_watch=["m2"])
        world.groups.finish(group)
        found = world.groups.afterwards(group)
        assert [(each.member.key, each.follow_up.purpose) for each in found] == [
            ("m1", "private-talk"), ("m2", "after-group"), ("m3", "private-talk"),
        ]  # fmt: skip

    def test_one_is_counted_and_the_place_is_left(self, world, group):
        answer(world, group)
        world.groups.go(group, "DG11.day")
        world.groups.finish(group)
        assert [(what, day) for _incident, what, day in world.tables.tallies] == [("DG", TODAY)]
        assert world.tables.place is None
        with pytest.raises(RuleError):
            world.groups.answer(group, "DG4.mood", "mixed")


class TestImmediateConcern:
    @pytest.fixture
    def concern(self, world, group):
        return world.concerns.open_by_hand(None)

    def test_it_becomes_that_of_somebody_on_the_roster(self, world, group, concern):
        world.concerns.about(concern.id, ["R1"])
        changed = world.concerns.is_about(concern.id, group, "m2")
        person_id = the(world, group).member("m2").person_id
        assert changed.person_id == person_id
        (flag,) = world.tables.flags.values()
        assert (flag.code, flag.person_id, flag.incident_id) == ("R1", person_id, "incident-1")

    def test_flags_that_come_later_are_theirs_too(self, world, group, concern):
        world.concerns.is_about(concern.id, group, "m2")
        world.concerns.about(concern.id, ["R5"])
        world.concerns.asked_directly(concern.id, "intent")
        assert sorted(flag.code for flag in world.tables.flags.values()) == ["R1", "R5"]

    def test_somebody_who_was_not_on_the_roster_joins_it(self, world, group, concern):
        with pytest.raises(InputRefusedError):
            world.concerns.is_about(concern.id, group, "", " ")
        world.concerns.is_about(concern.id, group, "", "Zoë")
        assert the(world, group).roster[-1].initials == "Zoë"
        assert world.concerns.get(concern.id).person_id == the(world, group).roster[-1].person_id

    def test_naming_somebody_else_leaves_nothing_standing_with_the_first(
        self, world, group, concern
    ):
        world.concerns.about(concern.id, ["R1"])
        world.concerns.is_about(concern.id, group, "m1")
        world.concerns.is_about(concern.id, group, "m2")
        first, second = (the(world, group).member(key).person_id for key in ("m1", "m2"))
        standing = {f.person_id for f in world.tables.flags.values() if not f.considered_at}
        assert standing == {second}
        (gone,) = [f for f in world.tables.flags.values() if f.person_id == first]
        assert "somebody else" in gone.considered

    def test_naming_them_twice_changes_nothing(self, world, group, concern):
        world.concerns.is_about(concern.id, group, "m2")
        world.concerns.is_about(concern.id, group, "m2")
        assert world.vault.audited.count("concern-is-about") == 1

    def test_its_end_plans_a_contact_the_next_day(self, world, group, concern):
        world.concerns.about(concern.id, ["R1"])
        world.concerns.is_about(concern.id, group, "m2")
        world.concerns.mark(concern.id, "stay")
        with pytest.raises(RuleError):
            world.concerns.record(concern.id)
        world.concerns.describe(concern.id, receiver="Dr Made Up", outcome="taken-over")
        closed = world.concerns.record(concern.id)
        assert closed.closing is ConcernClosing.RECORDED
        (row,) = world.tables.follow_ups.values()
        assert (row.purpose, row.due_on) == ("after-concern", TODAY + timedelta(days=1))
        assert row.person_id == the(world, group).member("m2").person_id

    def test_the_group_is_not_finished_while_it_is_open(self, world, group, concern):
        answer(world, group)
        with pytest.raises(RuleError, match="concern-is-open"):
            world.groups.finish(group)

    def test_one_of_a_talk_with_one_person_is_not_given_to_a_group(self, world, group, session):
        concern = world.concerns.open_by_hand(session.id)
        with pytest.raises(RuleError, match="concern-has-a-session"):
            world.concerns.is_about(concern.id, group, "m1")


def test_whoever_is_erased_leaves_the_roster_and_is_still_counted(world):
    people = (GroupMember("m1", "Sam", KNOWN), *roster(3)[1:])
    (group,) = world.groups.start(a_wish(roster=people))
    answer(world, group, DG9_slots=["m1", "m2"])
    left = the(world, group).without(KNOWN)
    assert len(left.roster) == 3
    assert left.member("m1") == GroupMember("m1")
    assert left.answers["DG9.slots"] == ["m2"]
    assert replace(left, roster=the(world, group).roster) != the(world, group)
