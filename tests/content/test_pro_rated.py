"""A pro-rated total says so wherever it is read: on the page, in a referral and in the record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.casework.model import ScreeningState
from estip_desktop.guidance import Asked, as_record
from estip_desktop.instruments import Instrument, score
from estip_desktop.records.entries import EntryKind
from estip_desktop.records.talks import screening_entry
from estip_desktop.referrals.scores import score_line
from estip_desktop.ui.pages.result.words import Found, describe
from tests.builders import NOW, a_person, a_screening
from tests.content import made_up_packs as packs


@pytest.fixture
def instrument(tmp_path: Path) -> Instrument:
    return Content(tmp_path).instrument(packs.prorated(tmp_path))


def scored(instrument: Instrument, points: list[int | None]) -> tuple[Any, Any, Any]:
    answers = instrument.answers_from_points(points)
    outcome = score(instrument, answers, day=30)
    screening = a_screening(
        instrument_id=instrument.id, instrument_version=instrument.version,
        state=ScreeningState.SCORED, result=as_record(outcome),
    )  # fmt: skip
    return screening, answers, outcome


@pytest.mark.parametrize(("points", "missing"), [([1, None, 1, 1, 1], 1), ([1, 1, 1, 1, 1], 0)])
def test_it_says_so_everywhere(
    instrument: Instrument, points: list[int | None], missing: int
) -> None:
    screening, answers, outcome = scored(instrument, points)
    assert outcome.scores
    asked = Asked(screening, instrument, answers, a_person())
    page = describe(Found(asked, outcome, None, None, NOW))
    assert any("Pro-rated: 1 answer was missing" in each for each in page.care) is bool(missing)
    line = score_line(instrument, screening, answers, with_items=False)
    assert line.caution.startswith("Pro-rated: 1 missing answer counts") is bool(missing)

    class Book:
        def instrument(self, _name: str, _version: str) -> Instrument:
            return instrument

    file: Any = type("File", (), {"answers": {}, "notes": {}, "screenings": (screening,)})()
    book: Any = Book()
    entry = screening_entry(file, screening, book)
    told = {each.label: each.value for each in entry.lines}
    assert told.get("Pro-rated, answers missing", "") == (str(missing) if missing else "")
    assert entry.kind is EntryKind.SCREENING
