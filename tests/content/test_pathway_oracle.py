"""The engine agrees with the outline's rules, written a second time."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estip_desktop.adapters.content import Content
from estip_desktop.instruments import InstrumentItem, change
from estip_desktop.kernel.clock import local_day
from estip_desktop.protocols import PipStatus, window_for
from estip_desktop.stepped_care import (
    Case,
    Nation,
    Previous,
    Safety,
    Screen,
    Screening,
    ack_deadline,
    decide,
)
from tests.content.pathway_oracle import (
    DEADLINES,
    FIRST_DAY,
    Found,
    Told,
    found,
    verdict,
    window,
)

CONTENT = Content()
PATHWAYS = CONTENT.pathways()
INSTRUMENTS = {instrument.id: instrument for instrument in CONTENT.instruments()}
BOUNDARY_DAYS = (0, 2, 3, 13, 14, 20, 27, 28, 29, 83, 90, 91, 120)
TOTALS = {
    "phq-9": (9, 10, 14, 15, 19, 20),
    "gad-7": (9, 10, 14, 15),
    "phq-4": (5, 6),
    "phq-2": (2, 3),
    "gad-2": (2, 3),
    "pcl-5": (30, 31, 44, 45),
    "k6": (12, 13),
    "k10": (29, 30),
}


def engine(told: Told) -> Found:
    decided = decide(
        Case(
            protocol=told.protocol,
            day=told.day,
            flags=tuple(sorted(told.flags)),
            distress=told.distress,
            safety=Safety(told.safety) if told.safety else None,
            asks_for_help=told.help,
            poor_nights=told.nights,
            cannot_function=told.cannot,
            screening=Screening(told.screening),
            screens=tuple(Screen(name, points) for name, points in told.screens),
            previous=Previous(
                told.before, {} if told.pcl5_before is None else {"pcl-5": told.pcl5_before}
            ),
            estim_agreed=told.estim,
            pip=PipStatus(told.pip),
        ),
        PATHWAYS,
        INSTRUMENTS,
    )
    return Found(
        decided.pathway,
        decided.rule,
        tuple((match.rule, match.pathway) for match in decided.also),
        frozenset(decided.flags),
        tuple(contact.day for contact in decided.follow_up),
        len(decided.notices),
        frozenset(each.what for each in decided.locked),
    )


def values_of(item: InstrumentItem) -> list[int]:
    return sorted(int(option.value or 0) for option in item.item.options)


def points_adding_up_to(name: str, total: int) -> tuple[int, ...]:
    """An answer set with this total, spread over the items from the first."""
    items = INSTRUMENTS[name].listed
    values = [values_of(item) for item in items]
    points = [each[0] for each in values]
    for place, each in enumerate(values):
        points[place] += min(each[-1] - each[0], total - sum(points))
    assert sum(points) == total
    return tuple(points)


def test_every_mix_of_what_was_said_leads_where_the_rules_say() -> None:
    flags = (
        (), ("A4",), ("A5",), ("A4", "A5"), ("A6", "A7"), ("A6", "A7", "A8"), ("A10",), ("A12",),
        ("A13",), ("A14",), ("A1",), ("R3",), ("R3", "A13", "L2"), ("R6",), ("R2",), ("L1", "L2"),
    )  # fmt: skip
    mixes = itertools.product(
        (0, 13, 27, 28, 91),
        flags,
        (None, 4, 5, 6, 7, 8),
        (None, "no", "fleeting", "intent", "declined"),
        (0, 2, 3),
        (None, False),
    )
    for day, raised, distress, safety, nights, estim in mixes:
        told = Told(
            day=day, flags=frozenset(raised), distress=distress, safety=safety, nights=nights,
            estim=estim,
        )  # fmt: skip
        assert engine(told) == found(told), told


@pytest.mark.parametrize("day", BOUNDARY_DAYS)
def test_every_cut_off_is_where_it_was_published(day: int) -> None:
    over = "pc-ptsd-5", (1, 1, 1, 1, 0, 0)
    for name, totals in TOTALS.items():
        for total in totals:
            screen = name, points_adding_up_to(name, total)
            for screens in ((screen,), (over, screen), (screen, over)):
                told = Told(protocol="MR", day=day, screens=screens, screening="done")
                assert engine(told) == found(told), (name, total)


@pytest.mark.parametrize("day", BOUNDARY_DAYS)
@pytest.mark.parametrize("protocol", ["DM", "DI", "DG", "EM", "MR"])
@pytest.mark.parametrize("screening", ["none", "done", "declined"])
def test_the_next_contact_falls_on_the_day_of_the_schedule(
    day: int, protocol: str, screening: str
) -> None:
    for raised in ((), ("A4",), ("A4", "A5"), ("A13",), ("A1",), ("R2",)):
        told = Told(protocol=protocol, day=day, flags=frozenset(raised), screening=screening)
        assert engine(told) == found(told), told


@pytest.mark.parametrize("raised", [(), ("A4",), ("A13",), ("A1",), ("R2",)])
@pytest.mark.parametrize("now", [9, 10, 14, 19, 20, 30])
def test_a_rise_of_ten_on_the_pcl5_raises_one_level(raised: tuple[str, ...], now: int) -> None:
    for before, day in itertools.product((None, 0, 4, 5, 9, 10, 20), (27, 28, 91)):
        told = Told(
            protocol="MR", day=day, flags=frozenset(raised), pcl5_before=before,
            screens=(("pcl-5", points_adding_up_to("pcl-5", now)),),
        )  # fmt: skip
        assert engine(told) == found(told), told


@pytest.mark.parametrize("places", [(0, 1), (1, 0)])
def test_a_rise_counts_on_whichever_sheet_it_stands(places: tuple[int, int]) -> None:
    low, high = points_adding_up_to("pcl-5", 4), points_adding_up_to("pcl-5", 25)
    for first in (low, (None, *low[1:])):
        sheets = (("pcl-5", first), ("pcl-5", high))
        told = Told(
            protocol="MR", day=28, pcl5_before=5, screens=tuple(sheets[place] for place in places)
        )
        assert engine(told) == found(told)
        assert engine(told).pathway == "P1"


@pytest.mark.parametrize("protocol", ["DM", "DI", "DG", "EM", "MR"])
@pytest.mark.parametrize("clock", [(0, 5), (9, 30), (23, 50)])
def test_every_window_opens_and_closes_on_its_hour_or_day(
    protocol: str, clock: tuple[int, int]
) -> None:
    ended = datetime(2026, 1, 12, *clock, tzinfo=UTC)  # no change of clocks for 125 days but one
    for hours in range(125 * 24):
        now = ended + timedelta(hours=hours)
        found = window_for(PATHWAYS.windows, protocol, ended, now, ("DM",), pip="no")
        day = (local_day(now) - local_day(ended)).days
        assert (found.status.value, found.offer) == window(protocol, hours, day), hours


def test_an_early_three_month_contact_is_called_early() -> None:
    ended = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
    labels = {
        day: window_for(PATHWAYS.windows, "MR", ended, ended + timedelta(days=day), pip="no").label
        for day in (42, 43, 63, 64, 83, 84, 112, 113)
    }
    assert [bool(label) for label in labels.values()] == [
        False, True, True, True, True, False, False, True,
    ]  # fmt: skip
    assert labels[63] != labels[64]


@pytest.mark.parametrize("pathway", list(DEADLINES))
def test_a_parcel_is_answered_within_its_working_days(pathway: str) -> None:
    monday = datetime(2026, 6, 8, 10, 0, tzinfo=UTC)
    found = ack_deadline(PATHWAYS, pathway, monday, Nation.ENGLAND)
    collected, accepted = DEADLINES[pathway]
    assert found.accepted_by is not None
    assert (found.accepted_by.date() - monday.date()).days == accepted
    if collected is None:
        assert found.collected_by is None
        assert found.phone_first
        assert found.phone_again_at == monday + timedelta(minutes=30)
    else:
        assert found.collected_by is not None
        assert (found.collected_by.date() - monday.date()).days == collected
        assert not found.phone_first


@pytest.mark.parametrize("day", [27, 28])
def test_the_pattern_of_the_pcl5_counts_below_its_cut_off(day: int) -> None:
    pattern = (2, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0)
    for screens_ in ((pattern,), ((*pattern[:-1], None),), ((0, *pattern[1:]),)):
        told = Told(protocol="MR", day=day, screens=tuple(("pcl-5", each) for each in screens_))
        assert engine(told) == found(told)


@st.composite
def screens(draw: st.DrawFn) -> tuple[str, tuple[int | None, ...]]:
    name = draw(st.sampled_from(sorted(FIRST_DAY)))
    gaps = draw(st.sampled_from([False, False, False, True]))
    heavy = draw(st.booleans())
    points: list[int | None] = []
    for item in INSTRUMENTS[name].listed:
        values = values_of(item)
        values = values[len(values) // 2 :] if heavy else values
        points.append(draw(st.sampled_from([*values, None] if gaps else values)))
    return name, tuple(points)


TOLD = st.builds(
    Told,
    protocol=st.sampled_from(["DM", "DI", "DG", "EM", "MR"]),
    day=st.sampled_from(BOUNDARY_DAYS) | st.integers(0, 150),
    flags=st.lists(st.sampled_from(list(PATHWAYS.flags)), max_size=5).map(frozenset),
    distress=st.none() | st.integers(0, 10),
    safety=st.none() | st.sampled_from(["no", "fleeting", "intent", "declined"]),
    help=st.booleans(),
    nights=st.integers(0, 4),
    cannot=st.booleans(),
    screening=st.sampled_from(["none", "done", "declined"]),
    screens=st.lists(screens(), max_size=3).map(tuple),
    before=st.none() | st.integers(0, 10),
    pcl5_before=st.none() | st.integers(0, 80),
    estim=st.none() | st.booleans(),
    pip=st.sampled_from(["no", "yes", "unknown"]),
)


@settings(max_examples=400)
@given(TOLD)
def test_any_case_is_decided_as_the_rules_say(told: Told) -> None:
    assert engine(told) == found(told)


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_every_change_is_judged_by_the_published_rule(name: str) -> None:
    instrument = INSTRUMENTS[name]
    low, high = (int(end) for end in instrument.scoring.scale().range)
    for first, second in itertools.product(range(low, high + 1), repeat=2):
        judged = change(instrument, first, second)
        assert (judged.verdict.value, judged.direction.value) == verdict(name, first, second)
        assert judged.change == second - first
