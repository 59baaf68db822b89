"""What the record says to the four questions of eligibility."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.casework import GroupMember, GroupSession, SessionState, YesNoUnknown
from estip_desktop.kernel.ids import IncidentId, SessionId
from estip_desktop.stepped_care.estim import grounds_shown
from tests.builders import NOW, a_flag, a_screening, a_session, an_incident

PATHWAYS = Content().pathways()


def shown(
    flags: tuple[str, ...] = (),
    sessions: tuple[Any, ...] = (),
    groups: tuple[Any, ...] = (),
    screenings: tuple[Any, ...] = (),
    pip: YesNoUnknown = YesNoUnknown.NO,
) -> list[str]:
    raised = [a_flag(code=code) for code in flags]
    incident = an_incident(pip=pip)
    return list(grounds_shown(PATHWAYS, incident, raised, sessions, groups, screenings))


def talk(protocol_id: str, state: SessionState = SessionState.FINISHED, days: int = 0) -> Any:
    return a_session(protocol_id=protocol_id, state=state, started_at=NOW - timedelta(days=days))


def test_an_empty_record_says_so() -> None:
    assert shown() == [
        "No earlier talk is recorded here.",
        "0 concerns were noted.",
        "No post-incident procedure is in place.",
    ]


def test_talks_that_were_held_stand_in_order() -> None:
    group = GroupSession(
        SessionId("g"), IncidentId("incident-1"), "DG", "1", "n", NOW - timedelta(days=1), NOW,
        (GroupMember("m1", "A1"),), state=SessionState.FINISHED,
    )  # fmt: skip
    sessions = (
        talk("MR"), talk("DI-short", days=2), talk("DM", SessionState.DRAFT), talk("EM", days=9),
        talk("DM", SessionState.DISCARDED), talk("XY", days=5),
    )  # fmt: skip
    found = shown(sessions=sessions, groups=(group, replace(group, state=SessionState.DRAFT)))
    assert [line.partition(" on ")[0] for line in found[:-2]] == [
        "XY", "Defusing", "Group defusing", "Follow-up contact",
    ]  # fmt: skip
    assert "No earlier talk is recorded here." not in found


def test_amber_flags_are_counted_once_each_and_red_ones_said_first_to_be_looked_at() -> None:
    assert "1 concern was noted." in shown(("A4", "A4", "L1", "Z9"))
    assert "2 concerns were noted." in shown(("A4", "A5", "L2"))
    urgent = "A sign of immediate risk was recorded: does something urgent come first?"
    assert urgent in shown(("R6", "A4"))
    assert urgent not in shown(("A1", "L1"))


@pytest.mark.parametrize("pip", list(YesNoUnknown))
def test_the_procedure_is_said_as_it_is_known(pip: YesNoUnknown) -> None:
    words = {
        YesNoUnknown.YES: "A post-incident procedure is in place.",
        YesNoUnknown.NO: "No post-incident procedure is in place.",
        YesNoUnknown.UNKNOWN: "Whether a post-incident procedure is in place is not known.",
    }
    assert shown(pip=pip)[-1] == words[pip]


def test_only_a_form_over_its_threshold_is_named_and_once() -> None:
    over = {"scores": [{"positive": False}, {"positive": True}]}
    screenings = [
        a_screening(instrument_id=name, result=result)
        for name, result in (
            ("phq-9", over), ("phq-9", over), ("gad-7", {"scores": [{"positive": None}]}),
            ("k6", None), ("k10", {"scores": "x"}), ("phq-2", {"scores": ["x"]}),
            ("gad-2", {"scores": []}), ("pcl-5", {"scores": [{"positive": 1}]}),
            ("pc-ptsd-5", over),
        )
    ]  # fmt: skip
    assert "Over its threshold: PC-PTSD-5, PHQ-9." in shown(screenings=tuple(screenings))
    assert len(shown(screenings=tuple(screenings[2:-1]))) == 3
