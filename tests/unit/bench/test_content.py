"""What is measured of the content does what it says; how fast is for the bench to say."""

from __future__ import annotations

from pathlib import Path

from estip_desktop.adapters.content import Content
from estip_desktop.bench import content
from estip_desktop.bench.command import Plan
from estip_desktop.stepped_care import decide


def test_each_stage_runs_and_is_held_against_its_promise(tmp_path: Path) -> None:
    with content.stages(Plan(tmp_path, None, 3, lifetime=False, peers=())) as stages:
        found = {stage.id: (stage.floor(), stage.goal, stage.ours() > 0) for stage in stages}
    assert found == {
        "content.score": (1.0, 1.0, True),
        "content.decide": (1.0, 1.0, True),
        "content.one": (50.0, 1.0, True),
        "content.all": (50.0, 1.0, True),
    }


def test_the_case_that_is_decided_goes_through_its_questionnaires() -> None:
    shipped = Content()
    instruments = {each.id: each for each in shipped.instruments()}
    found = decide(content._a_case(), shipped.pathways(), instruments)
    assert (found.rule, found.pathway) == ("7", "P4")
