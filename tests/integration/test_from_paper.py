"""A session typed in from paper says so in the record, its copy and the referral."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.documents.bundle import build_bundle
from estip_desktop.adapters.storage.exports import write_folder
from estip_desktop.casework import Answer, Casework, ScreeningNote, SessionNote
from estip_desktop.casework.model import HeldBy
from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.guidance import Concerns, Guide, Questionnaires
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import ScreeningId, UuidFactory
from estip_desktop.records import Copies, Records
from tests import builders
from tests.referral_support import a_colleague, text_of

CONTENT = Content()
HELD = builders.NOW - timedelta(hours=20)


class Typed:
    """The supporter's use cases, and one session that was typed in."""

    def __init__(self, world, **changes):
        unit, clock = world.supporter.unit, world.clock
        ids = UuidFactory(clock)
        with unit() as open_unit:
            open_unit.people.save(a_colleague())
            open_unit.incidents.save(builders.an_incident())
            open_unit.commit()
        self.unit = unit
        self.casework = Casework(unit, clock, ids)
        concerns = Concerns(unit, clock, ids, frozenset({"R1", "R6"}))
        parts = (unit, CONTENT, concerns, clock, ids, frozenset({"R1", "R6"}))
        self.guide, self.questionnaires = Guide(*parts), Questionnaires(*parts)
        self.records = Records(unit, CONTENT, clock, ids)
        wish = {"person_id": a_colleague().id, "from_paper": True, "held_at": HELD}
        self.session = self.casework.start(builders.a_new_session(**(wish | changes)))


@pytest.fixture
def typed(world):
    return Typed(world)


def entry_of(typed):
    file = typed.records.open(typed.session.person_id)
    assert file.session_notes[typed.session.id].held_at == HELD
    return typed.records.open_entry(file.person.id, "session", typed.session.id).entry


def test_the_note_is_kept_beside_the_session_and_read_back(typed):
    with typed.unit() as unit:
        assert unit.session_notes.of(typed.session.id) == SessionNote(typed.session.id, True, HELD)
        assert unit.sessions.get(typed.session.id).started_at == HELD
    assert typed.guide.open(typed.session.id).is_from_paper


def test_the_record_says_so_and_counts_no_minutes_of_typing(typed):
    with typed.unit() as unit:
        unit.sessions.save(typed.session.finish(HELD + timedelta(minutes=30)))
        unit.commit()
    entry = entry_of(typed)
    assert entry.title == "Defusing, typed in from paper"
    lines = {line.label: line.value for line in entry.lines}
    assert lines["How it was kept"] == "Typed in from paper"
    assert "26 Nov 2026" in lines["Held"]
    assert "Started" not in lines


def test_the_copy_for_the_person_says_so_on_paper_and_as_data(typed, workers, tmp_path):
    copies = Copies(typed.unit, CONTENT, workers, write_folder)
    files = copies.files(typed.session.person_id)
    assert "Typed in from paper" in " ".join(text_of(files["record.pdf"], tmp_path).split())
    sections = json.loads(files["record.json"])["sections"]
    (section,) = [each for each in sections if each["kind"] == "session"]
    assert {"Typed in from paper"} <= {line["value"] for line in section["lines"]}


def test_the_referral_says_so_on_its_page_and_in_its_data(world, typed, tmp_path):
    supporter = world.supporter
    with typed.unit() as unit:
        unit.decisions.save(builders.a_decision(session_id=typed.session.id))
        unit.answers.save(Answer(typed.session.id, "C12.share", "oh-summary", builders.NOW))
        unit.commit()
    draft = supporter.referrals.draft_for(typed.session.id)
    (line,) = draft.content.done
    assert (line.how, line.day) == ("typed in from paper", HELD.date())
    said = " ".join(text_of(supporter.referrals.preview(draft), tmp_path).split())
    assert "Defusing Thu 26 Nov 2026 · typed in from paper" in said
    assert "typed in from paper" in build_bundle(draft.content).decode("utf-8")


def test_a_session_held_here_is_never_marked(world, tmp_path):
    typed = Typed(world, from_paper=False, held_at=None)
    with typed.unit() as unit:
        unit.decisions.save(builders.a_decision(session_id=typed.session.id))
        unit.commit()
    draft = world.supporter.referrals.draft_for(typed.session.id)
    assert draft.content.done[0].how == ""
    assert "paper" not in text_of(world.supporter.referrals.preview(draft), tmp_path)


@pytest.mark.parametrize(
    ("held", "detail"),
    [
        (builders.NOW + timedelta(minutes=1), "held-in-future"),
        (builders.INCIDENT_ENDED - timedelta(minutes=1), "held-before-incident"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_and_nothing_is_kept(world, held, detail):
    with pytest.raises(InputRefusedError) as refused:
        Typed(world, held_at=held)
    assert refused.value.detail == detail
    with world.supporter.unit() as unit:
        assert not unit.sessions.of_person(a_colleague().id)


class TestQuestionnaires:
    """One on paper was filled in with the talk: its window and day are those of the talk."""

    @pytest.fixture
    def later(self, world):
        clock: SetClock = world.clock
        clock.set_to(builders.INCIDENT_ENDED + timedelta(days=30))
        return world

    def note(self):
        return ScreeningNote(ScreeningId(""), held_by=HeldBy.PAPER)

    def test_its_day_is_the_day_of_the_talk(self, later):
        held = builders.INCIDENT_ENDED + timedelta(days=28)
        typed = Typed(later, protocol_id="MR", protocol_version="1.2.0", held_at=held)
        asked = typed.questionnaires.start(typed.session.id, "phq-2", "paper", self.note())
        assert (asked.screening.day, asked.screening.started_at) == (28, held)
        typed.questionnaires.finish(asked.screening.id)
        assert typed.questionnaires.open(asked.screening.id).screening.finished_at == held

    def test_one_filled_in_before_its_window_stays_closed_after_it(self, later):
        held = builders.INCIDENT_ENDED + timedelta(days=13)
        typed = Typed(later, protocol_id="MR", protocol_version="1.2.0", held_at=held)
        (offer,) = typed.questionnaires.offers(typed.session.id, ["phq-2"])
        assert not offer.is_open
        with pytest.raises(RuleError, match="instrument-window"):
            typed.questionnaires.start(typed.session.id, "phq-2", "paper", self.note())

    def test_one_read_aloud_afterwards_counts_from_its_own_day(self, later):
        held = builders.INCIDENT_ENDED + timedelta(days=28)
        typed = Typed(later, protocol_id="MR", protocol_version="1.2.0", held_at=held)
        read = replace(self.note(), held_by=HeldBy.SUPPORTER)
        asked = typed.questionnaires.start(typed.session.id, "phq-2", "read-aloud", read)
        assert asked.screening.day == 30
