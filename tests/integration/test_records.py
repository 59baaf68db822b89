"""The list of people and one person's record, on a real vault."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.casework import Answer, FollowUpState, SessionState
from estip_desktop.casework.model import AskedHow, ScreeningState
from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import FollowUpId, IncidentId, PersonId, ScreeningId, SessionId
from estip_desktop.records import (
    EntryKind,
    Hold,
    HoldKind,
    Order,
    Party,
    Records,
    Withdrawal,
    entries_of,
    timeline_of,
    trends_of,
)
from tests.builders import (
    NOW,
    a_concern,
    a_decision,
    a_flag,
    a_follow_up,
    a_person,
    a_screening,
    a_session,
    an_incident,
)
from tests.fakes import CountingIds
from tests.vault_support import make_vault

CONTENT = Content()


@pytest.fixture
def vault(home: Path):
    opened = make_vault(home).open()
    yield opened
    assert opened.check().is_sound
    opened.close()


@pytest.fixture
def records(vault) -> Records:
    return Records(vault.open_unit, CONTENT, SetClock(NOW), CountingIds())


@pytest.fixture
def keep(vault):
    def save(repository: str, *kept: object) -> None:
        with vault.open_unit() as unit:
            for record in kept:
                getattr(unit, repository).save(record)
            unit.commit()

    return save


def people(keep, count: int) -> None:
    """``P-0001`` and so on, each with one session."""
    keep("incidents", an_incident())
    for number in range(1, count + 1):
        person_id = PersonId(f"p{number:04}")
        keep("people", a_person(id=person_id, reference=f"P-{number:04}", name=f"Sample {number}"))
        keep("sessions", a_session(id=SessionId(f"s{number}"), person_id=person_id))


def references(page) -> list[str]:
    return [row.reference for row in page.rows]


class TestList:
    def test_it_comes_in_stretches_without_a_gap_or_a_double(self, records, keep):
        people(keep, 65)
        seen: list[str] = []
        after = ""
        for _stretch in range(3):
            page = records.people(after=after)
            seen += references(page)
            after = page.after
        assert seen == [f"P-{number:04}" for number in range(65, 0, -1)]
        assert after == ""
        assert records.people().total == 65

    def test_the_oldest_may_come_first(self, records, keep):
        people(keep, 3)
        assert references(records.people(order=Order.OLDEST)) == ["P-0001", "P-0002", "P-0003"]

    def test_by_next_contact_lists_each_person_once_and_only_those_with_one(self, records, keep):
        people(keep, 3)
        days = {"p0001": (29, 28), "p0003": (27,)}
        for person, due in days.items():
            for day in due:
                keep(
                    "follow_ups",
                    a_follow_up(
                        id=FollowUpId(f"{person}-{day}"),
                        person_id=PersonId(person),
                        due_on=date(2026, 11, day),
                    ),
                )
        done = FollowUpState.DONE
        keep("follow_ups", a_follow_up(person_id=PersonId("p0002"), state=done))
        page = records.people(order=Order.DUE)
        assert references(page) == ["P-0003", "P-0001"]
        assert [row.next_due for row in page.rows] == [date(2026, 11, 27), date(2026, 11, 28)]
        assert references(records.people(order=Order.DUE, after="p0003")) == ["P-0001"]

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("0002", ["P-0002"]),
            ("sample 3", ["P-0003"]),
            ("ŴYN", ["P-0004"]),
            ("nd44", ["P-0004"]),
            ("ferry", ["P-0003", "P-0002", "P-0001"]),
            ("%", []),
            ("_", []),
            ("nobody", []),
        ],
    )
    def test_a_search_finds_references_names_numbers_and_incidents(
        self, records, keep, search, found
    ):
        people(keep, 3)
        person = a_person(
            id=PersonId("p0004"), reference="P-0004", name="ŵyn Ddychmygol", staff_number="ND4471"
        )
        keep("people", person)
        assert references(records.people(search)) == found

    def test_a_row_says_incident_last_contact_and_what_is_known_about_keeping(
        self, records, keep, vault
    ):
        people(keep, 1)
        keep("incidents", an_incident(id=IncidentId("incident-2"), title="Quarry fire"))
        later = NOW + timedelta(days=1)
        person_id = PersonId("p0001")
        keep(
            "sessions",
            a_session(
                id=SessionId("s2"),
                person_id=person_id,
                incident_id=IncidentId("incident-2"),
                started_at=later,
            ),
            a_session(
                id=SessionId("s3"),
                person_id=person_id,
                started_at=later + timedelta(days=1),
                state=SessionState.DISCARDED,
            ),
        )
        with vault.open_unit() as unit:
            unit.keeping.save_hold(
                Hold("hold-1", person_id, HoldKind.INQUEST, "Coroner asked", "Legal", NOW)
            )
            unit.keeping.save_withdrawal(Withdrawal(person_id, NOW, AskedHow.PHONE))
            unit.commit()
        (row,) = records.people().rows
        assert (row.incident, row.last_contact) == ("Quarry fire", later)
        assert row.is_held
        assert row.is_withdrawn

    def test_looking_at_the_list_opens_nobody(self, records, keep, vault):
        people(keep, 2)
        with vault.open_unit() as unit:
            before = unit.transaction.version
        records.people("sample")
        with vault.open_unit() as unit:
            assert unit.transaction.version == before


class TestRecord:
    @pytest.fixture
    def person_id(self, keep, vault) -> PersonId:
        keep("people", a_person())
        keep("incidents", an_incident())
        finished = a_session(protocol_id="MR").finish(NOW + timedelta(minutes=25))
        keep("sessions", finished)
        keep("flags", a_flag())
        keep("concerns", a_concern(called=("Crisis line",), receiver="Sgt Made Up"))
        keep("decisions", a_decision(wish="Some quiet days"))
        keep("follow_ups", a_follow_up(who="Priya"))
        for number, value in ((1, 14), (2, 9)):
            score = {
                "id": "total",
                "value": value,
                "range": [0, 27],
                "band": "x",
                "band_label": "mild",
            }
            keep(
                "screenings",
                a_screening(
                    id=ScreeningId(f"screening-{number}"),
                    started_at=NOW + timedelta(days=number),
                    state=ScreeningState.SCORED,
                    result={"scores": [score], "window": "in"},
                ),
            )
        note = next(
            page for page in CONTENT.protocol("MR").pages if page.item and page.item.kind == "text"
        )
        with vault.open_unit() as unit:
            answer = Answer("session-1", note.id, "Sleeps at her sister Anna's", NOW)
            unit.answers.save(answer)
            unit.commit()
        return PersonId("person-1")

    def test_it_holds_everything_and_says_that_it_was_opened(self, records, person_id, vault):
        file = records.open(person_id)
        kinds = {entry.kind for entry in entries_of(file, CONTENT)}
        assert kinds == {
            EntryKind.SESSION,
            EntryKind.SCREENING,
            EntryKind.CONCERN,
            EntryKind.FLAG,
            EntryKind.DECISION,
            EntryKind.FOLLOW_UP,
        }
        with vault.open_unit() as unit:
            (newest,) = unit.transaction.fetch(
                "SELECT what, subject FROM audit ORDER BY seq DESC LIMIT 1"
            )
        assert tuple(newest) == ("person-viewed", person_id)

    def test_the_timeline_is_newest_first(self, records, person_id):
        entries = timeline_of(records.open(person_id), CONTENT)
        moments = [entry.at for entry in entries]
        assert moments == sorted(moments, reverse=True)

    def test_a_repeated_score_says_how_it_moved(self, records, person_id):
        entries = timeline_of(records.open(person_id), CONTENT)
        newest = next(entry for entry in entries if entry.kind is EntryKind.SCREENING)
        assert newest.title == "PHQ-9: 9 of 27, mild range"
        assert newest.line == "Down 5 since Fri 27 Nov."

    def test_scores_before_their_window_are_in_no_chart(self, records, person_id, keep):
        early = {"scores": [{"id": "total", "value": 20, "range": [0, 27]}], "window": "before"}
        keep("screenings", a_screening(id=ScreeningId("screening-0"), result=early))
        (trend,) = trends_of(records.open(person_id), CONTENT)
        assert [score for _day, score in trend.points] == [14, 9]
        assert (trend.top, trend.cut_off) == (27, 10)

    def test_lines_say_whose_information_they_are(self, records, person_id):
        lines = {
            line.value: line.party
            for entry in entries_of(records.open(person_id), CONTENT)
            for line in entry.lines
        }
        assert lines["Priya Made-Up"] is Party.OTHER
        assert lines["Crisis line"] is Party.OTHER
        assert lines["Sgt Made Up"] is Party.OTHER
        assert lines["Sleeps at her sister Anna's"] is Party.FREE
        assert lines["Some quiet days"] is Party.FREE

    def test_nobody_is_found_under_an_unknown_id(self, records):
        with pytest.raises(NotFoundError):
            records.open(PersonId("nobody"))
