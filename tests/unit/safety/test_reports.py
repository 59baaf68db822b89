"""A safety report names nobody, whatever somebody typed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.ids import PersonId, UuidFactory
from estip_desktop.safety import HARMS, KINDS, PARTS, SafetyReports, report_lines
from tests.builders import NOW, a_person, an_incident
from tests.fakes import FakeClock
from tests.vault_support import make_vault


@pytest.fixture
def vault(home: Path):
    made = make_vault(home).open()
    with made.open_unit() as unit:
        unit.people.save(a_person(name="Siân O'Brien-Made", staff_number="ND4471"))
        jo = PersonId("person-2")
        unit.people.save(a_person(id=jo, reference="P-0418", name="Jo Li", staff_number=""))
        other = PersonId("person-3")
        unit.people.save(
            a_person(
                id=other, reference="P-0419", name="J.S.", staff_number="A12", station="Ambleford"
            )
        )
        unit.incidents.save(an_incident(title="Harbour fire", place="Harbour Street"))
        unit.settings.set("owner-name", "Priya Example")
        unit.commit()
    yield made
    assert made.check().is_sound
    made.close()


@pytest.fixture
def reports(vault) -> SafetyReports:
    clock = FakeClock(NOW)
    made = SafetyReports(vault.open_unit, clock, UuidFactory(clock), "estip_desktop 1.2.3")
    vars(made)["clock"] = clock
    return made


def test_a_report_is_kept_and_comes_back_newest_first(reports):
    first = reports.write("wrong-words", "guided", "none")
    vars(reports)["clock"].move_on(timedelta(minutes=1))
    second = reports.write("lost", "lock", "did", "  The note was\nshorter afterwards. ")
    assert [each.id for each in reports.latest()] == [second.id, first.id]
    assert second.words == "The note was shorter afterwards."


@pytest.mark.parametrize(
    "words",
    [
        "A12 was shown",
        "a 12 was shown",
        "at Ambleford station",
        "born 23/11/1986",
        "the one of 23 Nov 1986",
        "the one of 1986-11-23",
        "the one of 3rd November 1986",
        "dob on the screen",
        "NW1 4RY",
        "sw1a1aa on the page",
        "a 43-year-old constable",
        "somebody 43 years old",
        "Siân was upset",
        "SIÂN was upset",
        "the officer o'brien-made",
        "ND4471 could not read it",
        "nd4471",
        "see P-0417",
        "R-2026-0001 never came",
        "call 01632 960417",
        "01632960417",
        "write to a@b.example",
        "collar AB 12345",
        "Siân's score was wrong",
        "Siân\u2019s score was wrong",
        "Sian was upset",
        "Sia\u0302n was upset",
        "O\u2019Brien-Made was upset",
        "OBrien was upset",
        "Brien was upset",
        "Made was upset",
        "Jo was upset",
        "J.S. was upset",
        "J. S. was upset",
        "p-0417",
        "p 0417",
        "number 0417",
        "ND-4471",
        "nd 4471",
        "4471",
        "Priya lost it",
        "at Harbour Street",
        "after the Harbour Fire.",
        "Si\u200bân was upset",
    ],
)
def test_nobody_can_be_named(reports, words):
    with pytest.raises(InputRefusedError) as refused:
        reports.write("other", "elsewhere", "none", words)
    assert refused.value.detail == "report-names-somebody"
    assert list(reports.latest()) == []


@pytest.mark.parametrize(
    "words",
    [
        "",
        "PHQ-9 showed 12 where I counted 11.",
        "At 21:30 it hung for 2 min.",
        "<b>bold</b> words",
        "It was so slow that we did it on paper in the end.",
        "The fire alarm went while it was locked.",
    ],
)
def test_what_happened_can_be_said(reports, words):
    assert reports.write("other", "elsewhere", "none", words).words == words


@pytest.mark.parametrize(
    "given", [("", "guided", "none"), ("lost", "?", "none"), ("lost", "lock", "")]
)
def test_the_three_choices_are_needed(reports, given):
    with pytest.raises(InputRefusedError, match="report-choice"):
        reports.write(*given)


def test_a_text_has_240_characters_at_most(reports):
    with pytest.raises(InputRefusedError, match="report-too-long"):
        reports.write("other", "elsewhere", "none", "a " * 240)


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_as_text_says_what_where_and_who_was_affected(reports, kind):
    text = "\n".join(report_lines(reports.write(kind, "pathway", "could", "Too high.")))
    for words in (KINDS[kind], PARTS["pathway"], HARMS["could"], "Too high.", "1.2.3"):
        assert words in text
    assert "Siân" not in text


def test_that_it_was_written_is_in_the_trail_without_its_words(vault, reports):
    reports.write("other", "elsewhere", "none", "It was slow.")
    lines = vault._database._database._driver.execute("SELECT what, detail FROM audit").fetchall()
    (line,) = [line for line in lines if line[0] == "safety-report-written"]
    assert line[1] == "other"
