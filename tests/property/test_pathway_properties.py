"""The pathway engine always answers, never falls when a case gets worse, and never loses a red."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from estip_desktop.adapters.content import Content
from estip_desktop.protocols import PipStatus, Run, WindowStatus, flags_raised, window_for
from estip_desktop.stepped_care import (
    Case,
    Nation,
    Previous,
    Safety,
    Screen,
    Screening,
    ack_deadline,
    complete_flags,
    decide,
    is_working_day,
    next_contacts,
)

CONTENT = Content()
PATHWAYS = CONTENT.pathways()
INSTRUMENTS = {instrument.id: instrument for instrument in CONTENT.instruments()}
ORDER = tuple(PATHWAYS.rungs)


@st.composite
def screens(draw: st.DrawFn) -> Screen:
    instrument = draw(st.sampled_from(sorted(INSTRUMENTS)))
    points = [
        draw(st.sampled_from([None, *(option.value for option in item.item.options)]))
        for item in INSTRUMENTS[instrument].listed
    ]
    return Screen(instrument, tuple(points))


CASES = st.builds(
    Case,
    protocol=st.sampled_from(["DM", "DI", "DG", "EM", "MR"]),
    day=st.integers(0, 150),
    flags=st.lists(st.sampled_from(list(PATHWAYS.flags)), max_size=5).map(tuple),
    distress=st.none() | st.integers(0, 10),
    safety=st.none() | st.sampled_from(Safety),
    asks_for_help=st.booleans(),
    poor_nights=st.integers(0, 3),
    cannot_function=st.booleans(),
    screening=st.sampled_from(Screening),
    screens=st.lists(screens(), max_size=3).map(tuple),
    previous=st.builds(Previous, distress=st.none() | st.integers(0, 10)),
    estim_agreed=st.none() | st.booleans(),
    pip=st.sampled_from(PipStatus),
)


@given(CASES)
def test_every_case_has_a_pathway_a_rule_and_a_reason(case: Case) -> None:
    found = decide(case, PATHWAYS, INSTRUMENTS)
    assert found.pathway in PATHWAYS.rungs
    assert found.rule in {rule.id for rule in PATHWAYS.rules}
    assert found.reasons
    assert all(found.reasons)
    assert not any("{" in reason for reason in found.reasons)
    assert all(entry.day > case.day for entry in found.follow_up)
    days = [entry.day for entry in found.follow_up]
    assert days == sorted(set(days))


@given(CASES)
def test_flags_only_grow_and_completing_twice_is_completing_once(case: Case) -> None:
    flags = complete_flags(case, PATHWAYS, INSTRUMENTS)
    assert set(case.flags) <= set(flags)
    assert len(set(flags)) == len(flags)
    assert complete_flags(replace(case, flags=flags), PATHWAYS, INSTRUMENTS) == flags


@given(CASES, st.sampled_from(["R1", "R2", "R3", "R4", "R5"]))
def test_a_red_flag_is_always_immediate(case: Case, code: str) -> None:
    found = decide(replace(case, flags=(*case.flags, code)), PATHWAYS, INSTRUMENTS)
    assert found.pathway == "P5"


@given(CASES)
def test_self_harm_thoughts_are_never_below_urgent(case: Case) -> None:
    for code in ("R6", "A1"):
        found = decide(replace(case, flags=(*case.flags, code)), PATHWAYS, INSTRUMENTS)
        assert found.pathway in {"P4", "P5"}


@given(CASES, st.sampled_from(list(PATHWAYS.flags)))
def test_one_more_flag_never_lowers_the_proposal(case: Case, code: str) -> None:
    before = decide(case, PATHWAYS, INSTRUMENTS).pathway
    after = decide(replace(case, flags=(*case.flags, code)), PATHWAYS, INSTRUMENTS).pathway
    assert ORDER.index(after) >= ORDER.index(before)


@given(CASES, st.integers(0, 10))
def test_more_distress_never_lowers_the_proposal(case: Case, distress: int) -> None:
    low = replace(case, distress=distress)
    before = decide(low, PATHWAYS, INSTRUMENTS).pathway
    after = decide(replace(case, distress=10), PATHWAYS, INSTRUMENTS).pathway
    assert ORDER.index(after) >= ORDER.index(before)


@given(CASES)
def test_a_questionnaire_before_its_window_decides_nothing_but_red(case: Case) -> None:
    early = replace(case, day=case.day % 14)
    found = decide(early, PATHWAYS, INSTRUMENTS)
    without = decide(replace(early, screens=(), flags=found.flags), PATHWAYS, INSTRUMENTS)
    assert found.pathway == without.pathway
    locked = {each.what for each in found.locked} - {"DG"}
    assert locked == {screen.instrument for screen in early.screens}


@given(
    st.sampled_from(["P2", "P3", "P4", "P5"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(Nation),
)
def test_deadlines_lie_ahead_on_working_days(
    pathway: str, sent_at: datetime, nation: Nation
) -> None:
    found = ack_deadline(PATHWAYS, pathway, sent_at, nation)
    assert found.accepted_by is not None
    assert sent_at < found.accepted_by < sent_at + timedelta(days=12)
    assert is_working_day(PATHWAYS, found.accepted_by.date(), nation)
    if found.collected_by is not None:
        assert sent_at < found.collected_by <= found.accepted_by


@given(st.sampled_from(ORDER), st.dates(), st.integers(0, 200))
def test_contacts_are_never_in_the_past(pathway: str, start: object, days: int) -> None:
    from datetime import date

    assert isinstance(start, date)
    if start.year > 9990:
        return
    today = start + timedelta(days=days)
    for contact in next_contacts(PATHWAYS, pathway, start, today):
        assert today < contact.earliest <= contact.due


@given(
    st.sampled_from(["DM", "DI", "DG", "EM", "MR"]),
    st.floats(0, 4000),
    st.booleans(),
)
def test_windows_always_answer_and_closed_ones_say_why(
    name: str,
    hours: float,
    reason_given: bool,
) -> None:
    ended = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    now = ended + timedelta(hours=hours)
    window = window_for(PATHWAYS.windows, name, ended, now, ("DM",), reason_given, pip="no")
    if window.status is not WindowStatus.OPEN:
        assert window.reason
    if window.status is WindowStatus.LOCKED:
        assert window.offer
    if window.opens_at is not None:
        assert window.opens_at > now
        again = window_for(PATHWAYS.windows, name, ended, window.opens_at, ("DM",), pip="no")
        assert again.status is not WindowStatus.LOCKED


@st.composite
def runs(draw: st.DrawFn) -> Run:
    protocol = CONTENT.protocol(draw(st.sampled_from(["DI", "MR"])))
    answers: dict[str, str | int | bool | list[str]] = {}
    for page in protocol.pages:
        item = page.item
        kind = "tick" if item is None else item.kind.value
        if draw(st.booleans()):
            continue
        match kind:
            case "choice" | "yes_no":
                assert item is not None
                codes = [option.code for option in item.options]
                answers[page.id] = draw(st.sampled_from([*codes, "__skipped__", "__declined__"]))
            case "multi":
                assert item is not None
                answers[page.id] = [draw(st.sampled_from([o.code for o in item.options]))]
            case "number":
                assert item is not None
                answers[page.id] = draw(st.integers(item.minimum, item.maximum))
            case _:
                answers[page.id] = True
    return Run(protocol, answers)


@given(runs())
def test_walking_forward_and_back_meets_every_shown_page(run: Run) -> None:
    seen = [run.pages[0].id]
    while (page := run.page_after(seen[-1])) is not None:
        seen.append(page.id)
    assert seen == [each.id for each in run.pages]
    back = [seen[-1]]
    while (page := run.page_before(back[-1])) is not None:
        back.append(page.id)
    assert back == seen[::-1]
    assert [run.progress(each)[0] for each in seen] == list(range(1, len(seen) + 1))


@given(runs())
def test_a_red_answer_always_brings_the_safety_card(run: Run) -> None:
    codes = {flag.code for flag in flags_raised(run.protocol, run.answers)}
    shown = {page.id for page in run.pages}
    assert ("C9.card" in shown) is bool(codes & {"R1", "R2", "R3", "R4", "R5", "R6", "A1"})
    assert codes <= set(PATHWAYS.flags)
