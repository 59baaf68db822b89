"""A questionnaire as it stands, what an answer led to, and the record of its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from estip_desktop.casework import CaseworkUnitOfWork, Person, Screening, ScreeningNote
from estip_desktop.guidance.concerns import OpenedConcern
from estip_desktop.instruments import Instrument, InstrumentItem, Outcome, Points, points_in, score
from estip_desktop.kernel.ids import ScreeningId, SessionId
from estip_desktop.kernel.items import AnswerValue, is_answered

PAPER = "paper"
"""The mode of a questionnaire that is typed in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A questionnaire as it stands."""

    screening: Screening
    instrument: Instrument
    answers: Mapping[str, AnswerValue] = field(repr=False)
    person: Person
    note: ScreeningNote | None = None

    @property
    def circumstances(self) -> ScreeningNote:
        """How it came to its answers; read aloud by the supporter where nothing says otherwise."""
        return self.note or ScreeningNote(self.screening.id)

    @property
    def shown(self) -> tuple[InstrumentItem, ...]:
        """The items the answers so far enable."""
        return self.instrument.shown(self.answers)

    def position(self, link_id: str) -> tuple[int, int]:
        """Which of the shown items this is, from 1, and how many there are."""
        links = [item.link_id for item in self.shown]
        return links.index(link_id) + 1, len(links)

    def after(self, link_id: str) -> InstrumentItem | None:
        """The next shown item."""
        shown = self.shown
        position = self.position(link_id)[0]
        return shown[position] if position < len(shown) else None

    def before(self, link_id: str) -> InstrumentItem | None:
        """The previous shown item."""
        position = self.position(link_id)[0]
        return self.shown[position - 2] if position > 1 else None

    def first_open(self) -> InstrumentItem | None:
        """The first shown item nobody has touched."""
        return next((item for item in self.shown if item.link_id not in self.answers), None)

    def unanswered(self) -> tuple[InstrumentItem, ...]:
        """Shown items that were skipped or never reached."""
        return tuple(i for i in self.shown if not is_answered(self.answers, i.link_id))


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer led to."""

    asked: Asked
    concern: OpenedConcern | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether an instrument may be used in a session, and if not, why and from when.

    Args:
        needs_oh: Only Occupational Health, or whoever it authorised, may use it.
    """

    instrument: Instrument
    is_open: bool
    opens_on: date | None
    done: bool
    screening_id: ScreeningId | None
    needs_oh: bool = False


def held_at(unit: CaseworkUnitOfWork, session_id: SessionId, mode: str) -> datetime | None:
    """When a questionnaire on paper was filled in: with the talk, where that was on paper as well.

    Its day decides whether its window was open, so it is not that of the typing.

    Returns:
        ``None`` for now.
    """
    note = unit.session_notes.of(session_id) if mode == PAPER else None
    return note.held_at if note is not None and note.from_paper else None


def outcome_of(asked: Asked) -> Outcome:
    """The outcome of the answers as they are now; early use gives a number only if authorised."""
    return score(
        asked.instrument,
        asked.answers,
        day=asked.screening.day,
        override=bool(asked.circumstances.authorised_by),
    )


def result_record(asked: Asked, outcome: Outcome) -> dict[str, object]:
    """An outcome as it is stored, with everything it takes to work it out again."""
    note = asked.circumstances
    listed = [item.link_id for item in asked.shown if item.scored]
    return as_record(outcome) | {
        "locale": note.language,
        "day": asked.screening.day,
        "answered": sum(is_answered(asked.answers, link) for link in listed),
        "mode": asked.screening.mode,
        "held_by": note.held_by.value,
        "authorised": bool(note.authorised_by),
    }


def as_record(outcome: Outcome) -> dict[str, object]:
    """An outcome as plain JSON, the form in which it is stored and sent."""
    record = asdict(outcome)
    record["status"] = outcome.status.value
    record["window"] = outcome.window.value
    record["scores"] = [{**asdict(row), "range": list(row.range)} for row in outcome.scores]
    record["criteria"] = [asdict(row) for row in outcome.criteria]
    record["flags"] = list(outcome.flags)
    record["missing"] = list(outcome.missing)
    return record


def same_scoring(screening: Screening, instrument: Instrument) -> bool:
    """Whether a result was worked out by the rules and the system that are in force now."""
    result, scoring = screening.result or {}, instrument.scoring
    versions = (result.get("scoring_version"), result.get("system", ""))
    return versions == (scoring.version, scoring.system)


def main_total(screening: Screening) -> Points | None:
    """The main total of a scored screening; ``None`` where there is none."""
    scores = (screening.result or {}).get("scores")
    if isinstance(scores, list):
        for row in scores:
            if isinstance(row, dict) and row.get("id") == "total":
                return points_in(row)
    return None
