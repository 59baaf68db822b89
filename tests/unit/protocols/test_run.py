"""One walk through a protocol."""

from __future__ import annotations

import pytest

from estip_desktop.errors import ContentRefusedError, NotFoundError
from estip_desktop.kernel.conditions import Condition, Operator
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue, Item, ItemKind, Option
from estip_desktop.protocols import (
    FlagRule,
    Page,
    PageKind,
    Protocol,
    RailState,
    RaisedFlag,
    Run,
    Step,
    flags_raised,
)


def _yes_no(link_id: str, *, required: bool = False) -> Item:
    options = (Option("yes", "Yes"), Option("no", "No"))
    return Item(link_id, ItemKind.YES_NO, link_id, options, required=required)


def _page(page_id: str, **more: object) -> Page:
    return Page(id=page_id, kind=PageKind.ITEM, item=_yes_no(page_id), **more)  # type: ignore[arg-type]


PICKED = Item(
    "picked",
    ItemKind.MULTI,
    "Which?",
    (Option("a", "A"), Option("b", "B"), Option("c", "C"), Option("none", "None", exclusive=True)),
)


@pytest.fixture
def protocol() -> Protocol:
    hidden = _page("hidden", show_when=(Condition("first", Operator.EQUAL, "yes"),))
    flagged = _page(
        "flagged",
        show_when=(Condition("first", Operator.EQUAL, "yes"),),
        flags=(FlagRule("R4", (Condition("flagged", Operator.EQUAL, "yes"),)),),
    )
    card = Page(
        id="card",
        kind=PageKind.SAFETY_CARD,
        show_when=(
            Condition("flags", Operator.CONTAINS, "R4"),
            Condition("flags", Operator.CONTAINS, "A1"),
        ),
        show_any=True,
    )
    narrowed = Page(id="a-lot", kind=PageKind.ITEM, item=PICKED, options_from="picked")
    return Protocol(
        "DI",
        "1",
        "en",
        "T",
        "T",
        (1, 2),
        (
            Step("S1", "One", (_page("first"), hidden)),
            Step("S2", "Two", (flagged, card)),
            Step("S3", "Three", (Page("picked", PageKind.ITEM, PICKED), narrowed)),
            Step("S4", "Four", (Page("last", PageKind.ITEM, _yes_no("last", required=True)),)),
        ),
    )


def _ids(run: Run) -> list[str]:
    return [page.id for page in run.pages]


def test_pages_appear_with_the_answers_they_depend_on(protocol: Protocol) -> None:
    assert _ids(Run(protocol, {})) == ["first", "picked", "a-lot", "last"]
    shown = _ids(Run(protocol, {"first": "yes"}))
    assert shown == ["first", "hidden", "flagged", "picked", "a-lot", "last"]


def test_a_page_that_depends_on_flags_appears_with_the_flag(protocol: Protocol) -> None:
    assert "card" in _ids(Run(protocol, {"first": "yes", "flagged": "yes"}))
    assert "card" in _ids(Run(protocol, {}, {"flags": ["A1"]}))
    assert "card" not in _ids(Run(protocol, {}, {"flags": ["A2"]}))


def test_a_hidden_page_raises_no_flag(protocol: Protocol) -> None:
    answers = {"first": "no", "flagged": "yes"}
    assert flags_raised(protocol, answers) == ()
    assert flags_raised(protocol, {**answers, "first": "yes"}) == (RaisedFlag("R4", "flagged"),)


@pytest.mark.parametrize("value", [SKIPPED, DECLINED])
def test_skipped_and_declined_answers_raise_nothing(protocol: Protocol, value: str) -> None:
    assert flags_raised(protocol, {"first": "yes", "flagged": value}) == ()


def test_options_are_narrowed_to_what_was_chosen(protocol: Protocol) -> None:
    run = Run(protocol, {"picked": ["b"]})
    item = run.page("a-lot").item
    assert item is not None
    assert [option.code for option in item.options] == ["b", "none"]


def test_next_and_previous_pass_over_hidden_pages(protocol: Protocol) -> None:
    run = Run(protocol, {"first": "no"})
    after, before = run.page_after("first"), run.page_before("picked")
    assert after is not None
    assert after.id == "picked"
    assert before is not None
    assert before.id == "first"
    assert run.page_before("first") is None
    assert run.page_after("last") is None


def test_a_page_that_was_just_hidden_still_has_neighbours(protocol: Protocol) -> None:
    run = Run(protocol, {"first": "no"})
    after, before = run.page_after("hidden"), run.page_before("hidden")
    assert after is not None
    assert after.id == "picked"
    assert before is not None
    assert before.id == "first"


def test_first_open_passes_over_answered_and_skipped(protocol: Protocol) -> None:
    opened = Run(protocol, {"first": "no", "picked": SKIPPED}).first_open()
    assert opened is not None
    assert opened.id == "a-lot"
    done: dict[str, AnswerValue] = {"first": "no", "picked": ["a"], "a-lot": ["none"], "last": "no"}
    assert Run(protocol, done).first_open() is None


def test_unanswered_marks_what_is_required(protocol: Protocol) -> None:
    found = Run(protocol, {"first": SKIPPED, "picked": DECLINED, "a-lot": ["none"]}).unanswered()
    assert [(each.page.id, each.skipped, each.required) for each in found] == [
        ("first", True, False),
        ("last", False, True),
    ]


def test_rail_tells_done_now_todo_and_skipped(protocol: Protocol) -> None:
    answers: dict[str, AnswerValue] = {"first": SKIPPED, "picked": ["a"], "a-lot": ["none"]}
    run = Run(protocol, answers)
    entries = run.rail("last")
    assert [(each.step_id, each.state) for each in entries] == [
        ("S1", RailState.SKIPPED),
        ("S3", RailState.DONE),
        ("S4", RailState.NOW),
    ]
    assert [each.first_page_id for each in entries] == ["first", "picked", "last"]


def test_progress_counts_shown_pages(protocol: Protocol) -> None:
    assert Run(protocol, {}).progress("picked") == (2, 4)
    assert Run(protocol, {"first": "yes"}).progress("picked") == (4, 6)
    with pytest.raises(NotFoundError):
        Run(protocol, {}).progress("hidden")


def test_unknown_pages_are_not_found(protocol: Protocol) -> None:
    for call in (Run(protocol, {}).page_after, Run(protocol, {}).page_before, protocol.page):
        with pytest.raises(NotFoundError):
            call("nowhere")


def test_a_page_id_stands_once() -> None:
    with pytest.raises(ContentRefusedError, match="duplicate"):
        Protocol("DI", "1", "en", "T", "T", (1, 2), (Step("S", "S", (_page("a"), _page("a"))),))


def test_a_page_that_depends_on_flags_may_raise_none() -> None:
    page = _page(
        "a",
        show_when=(Condition("flags", Operator.CONTAINS, "R1"),),
        flags=(FlagRule("R4", (Condition("a", Operator.EQUAL, "yes"),)),),
    )
    with pytest.raises(ContentRefusedError, match="flag-depends-on-flag"):
        Protocol("DI", "1", "en", "T", "T", (1, 2), (Step("S", "S", (page,)),))


def test_a_variant_belongs_to_its_family(protocol: Protocol) -> None:
    assert protocol.family == "DI"
    assert Protocol("DI-short", "1", "en", "T", "T", (1, 2), ()).family == "DI"


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, RailState.TODO),
        ({"one": "yes"}, RailState.TODO),
        ({"one": "yes", "two": "no"}, RailState.DONE),
        ({"one": "yes", "two": SKIPPED}, RailState.SKIPPED),
        ({"two": SKIPPED}, RailState.SKIPPED),
    ],
)
def test_a_step_is_done_when_all_of_it_is(
    answers: dict[str, AnswerValue], state: RailState
) -> None:
    steps = (
        Step("S1", "First", (_page("one"), _page("two"))),
        Step("S2", "Last", (_page("three"),)),
    )
    walk = Run(Protocol("XX", "1", "en", "Made up", "Made up", (1, 2), steps), answers)
    assert [entry.state for entry in walk.rail("three")] == [state, RailState.NOW]
    assert [entry.state for entry in walk.rail("one")] == [RailState.NOW, RailState.TODO]


def test_what_follows_nothing_is_shown_whole() -> None:
    pages = (
        Page(id="picked", kind=PageKind.ITEM, item=PICKED),
        Page(id="read", kind=PageKind.INFO, options_from="picked"),
    )
    steps = (Step("S1", "First", pages),)
    walk = Run(
        Protocol("XX", "1", "en", "Made up", "Made up", (1, 2), steps), {"picked": ["a", "b"]}
    )
    assert walk.pages == pages


def test_every_page_follows_the_one_before(protocol: Protocol) -> None:
    walk = Run(protocol, {"first": "yes"})
    ids = _ids(walk)
    following = [walk.page_after(each) for each in ids]
    assert [page.id if page else None for page in following] == [*ids[1:], None]
    before = [walk.page_before(each) for each in ids]
    assert [page.id if page else None for page in before] == [None, *ids[:-1]]
