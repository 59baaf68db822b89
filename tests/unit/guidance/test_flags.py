"""What an answer does to the flags of a session."""

from __future__ import annotations

from estip_desktop.guidance.flags import (
    CORRECTED,
    FlagChange,
    FlagOwner,
    compare,
    standing_codes,
    stands,
)
from estip_desktop.kernel.ids import IncidentId, PersonId, SessionId
from tests.builders import NOW, a_flag
from tests.fakes import CountingIds
from tests.world import RED

OWNER = FlagOwner(PersonId("person-1"), IncidentId("incident-1"), SessionId("session-1"))
SOURCE = "session-1#page"


def change(before, raised, sources=(SOURCE,)):
    return compare(before, raised, sources, OWNER, RED, CountingIds(), NOW)


def test_a_new_flag_is_raised_once():
    raised = change([], [("A4", SOURCE), ("A4", SOURCE)]).raised
    assert [(flag.code, flag.source, flag.raised_at) for flag in raised] == [("A4", SOURCE, NOW)]


def test_a_flag_that_stands_is_not_raised_again():
    assert change([a_flag(source=SOURCE)], [("A4", SOURCE)]) == FlagChange()


def test_a_considered_flag_is_raised_anew():
    gone = a_flag(source=SOURCE, considered=f"{CORRECTED}: yes -> no")
    assert [flag.code for flag in change([gone], [("A4", SOURCE)]).raised] == ["A4"]


def test_an_amber_flag_of_a_corrected_answer_is_taken_back():
    (taken,) = change([a_flag(source=SOURCE)], []).taken_back
    assert (taken.considered, taken.considered_at) == (CORRECTED, NOW)


def test_a_red_flag_is_never_taken_back_here():
    assert change([a_flag(code="R1", source=SOURCE)], []).taken_back == ()


def test_flags_of_other_sources_are_left_alone():
    assert change([a_flag(source="hand")], []).taken_back == ()


def test_only_a_corrected_answer_takes_a_flag_out_of_decisions():
    assert stands(a_flag(considered="talked it over"))
    assert not stands(a_flag(considered=f"{CORRECTED}: 2 -> 0"))


def test_standing_codes_come_once_and_in_order():
    flags = [a_flag(code="A5"), a_flag(code="A4"), a_flag(code="A5"), a_flag(considered=CORRECTED)]
    assert standing_codes(flags) == ("A5", "A4")


def test_only_red_flags_open_a_concern():
    flags = change([], [("A4", SOURCE), ("R1", SOURCE)])
    assert [flag.code for flag in flags.opens_concern(RED)] == ["R1"]
