"""The answers of the closing step, one kind of question at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.casework import ContactMethod
from estip_desktop.kernel.items import DECLINED, SKIPPED, Item, ItemKind, Option
from estip_desktop.protocols import Page, PageKind, Span, WindowRule, WindowStatus
from estip_desktop.stepped_care import next_contacts
from estip_desktop.stepped_care.agreement import Agreement, agreement_of, planned

TODAY = date(2026, 11, 23)
CONTENT = Content()
OPTIONS = tuple(Option(code, code) for code in ("phone", "message", "agreed", "declined", "x"))


def read(*given: tuple[ItemKind, Any], block: str = "C11", asks: bool = True) -> Agreement:
    pages, answers = [], {}
    for number, (kind, value) in enumerate(given):
        options = OPTIONS if kind in {ItemKind.CHOICE, ItemKind.YES_NO} else ()
        item = Item(f"p{number}", kind, "Text", options) if asks else None
        pages.append(Page(id=f"p{number}", kind=PageKind.ITEM, item=item, block=block))
        answers[f"p{number}"] = value
    guided = SimpleNamespace(run=SimpleNamespace(pages=pages), answers=answers)
    return agreement_of(guided, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "value", "agreed"),
    [
        (ItemKind.DATE, "2026-11-23", Agreement(due_on=TODAY)),
        (ItemKind.DATE, "2026-11-22", Agreement()),
        (ItemKind.YES_NO, "yes", Agreement(remind=True)),
        (ItemKind.YES_NO, "no", Agreement()),
        (ItemKind.PERSON, "Kim", Agreement(who="Kim")),
        (ItemKind.CHOICE, "phone", Agreement(method=ContactMethod.PHONE)),
        (ItemKind.CHOICE, "message", Agreement(method=ContactMethod.TEXT)),
        (ItemKind.CHOICE, "agreed", Agreement()),
        (ItemKind.CHOICE, "declined", Agreement(declined=True)),
        (ItemKind.TEXT, "next week", Agreement()),
        (ItemKind.NUMBER, 3, Agreement()),
        (ItemKind.PERSON, SKIPPED, Agreement()),
        (ItemKind.PERSON, DECLINED, Agreement()),
        (ItemKind.PERSON, None, Agreement()),
        (ItemKind.TICK, True, Agreement()),
    ],
)
def test_each_kind_of_question_says_one_thing(
    kind: ItemKind, value: object, agreed: Agreement
) -> None:
    assert read((kind, value)) == agreed
    assert read((kind, value), block="C12") == Agreement()
    assert read((kind, value), asks=False) == Agreement()


def test_what_was_said_first_stays() -> None:
    found = read(
        (ItemKind.CHOICE, "declined"),
        (ItemKind.CHOICE, "phone"),
        (ItemKind.CHOICE, "x"),
        (ItemKind.YES_NO, "yes"),
        (ItemKind.PERSON, "Kim"),
        (ItemKind.DATE, "2026-11-30"),
    )
    day = date(2026, 11, 30)
    assert found == Agreement(day, ContactMethod.PHONE, "Kim", declined=True, remind=True)


def purposes(
    pathway: str, day: int, agreed: int | None, protocol: str = "", *, keeps: bool = False
) -> list[tuple[str, int]]:
    day0 = TODAY - timedelta(days=day)
    pathways = CONTENT.pathways()
    contacts = next_contacts(pathways, pathway, day0, TODAY, protocol)
    due_on = None if agreed is None else day0 + timedelta(days=agreed)
    found = planned(pathways, contacts, Agreement(due_on), TODAY, keeps_dates=keeps)
    return [(purpose, (due - day0).days) for purpose, due in found]


@pytest.mark.parametrize(
    ("case", "dues"),
    [
        (("P1", 3, None), [("check-in", 10), ("day-28", 28)]),
        (("P1", 3, 5), [("check-in", 5), ("day-28", 28)]),
        (("P1", 3, 3), [("check-in", 3), ("day-28", 28)]),
        (("P1", 3, 10), [("check-in", 10), ("day-28", 28)]),
        (("P1", 3, 12), [("check-in", 10), ("check-in", 12), ("day-28", 28)]),
        (("P1", 14, 20), [("check-in", 20), ("day-28", 28)]),
        (("P1", 14, 21), [("day-28", 21)]),
        (("P1", 14, 27), [("day-28", 27)]),
        (("P1", 14, 28), [("day-28", 28)]),
        (("P1", 28, 83), [("check-in", 83), ("day-91", 91)]),
        (("P1", 28, 84), [("day-91", 84)]),
        (("P3", 28, 30), [("check-in", 30), ("day-91", 91)]),
        (("P0", 0, 1, "DM"), [("check-in", 1), ("defusing", 3), ("day-28", 28)]),
        (("P0", 0, 2, "DM"), [("defusing", 2), ("day-28", 28)]),
        (("P0", 91, None), []),
        (("P0", 91, 93), [("check-in", 93)]),
    ],
)
def test_an_agreed_day_moves_the_first_contact_or_is_one_more(
    case: tuple[Any, ...], dues: list[tuple[str, int]]
) -> None:
    assert purposes(*case) == dues


def test_after_risk_no_contact_moves() -> None:
    assert purposes("P1", 3, 5, keeps=True) == [("check-in", 5), ("check-in", 10), ("day-28", 28)]
    assert purposes("P4", 3, 5, keeps=True) == [("check-in", 4), ("check-in", 5), ("check-in", 6)]


def test_a_window_that_opens_on_the_fixed_day_itself_lets_no_agreed_day_come_before_it() -> None:
    pathways = CONTENT.pathways()
    spans = (Span(0, "day", WindowStatus.LOCKED), Span(28, "day", WindowStatus.OPEN))
    changed = replace(pathways, windows={**pathways.windows, "MR": WindowRule("MR", spans)})
    day0 = TODAY - timedelta(days=14)
    contacts = next_contacts(changed, "P1", day0, TODAY)
    agreed = Agreement(day0 + timedelta(days=27))
    found = planned(changed, contacts, agreed, TODAY, keeps_dates=False)
    assert [(purpose, (due - day0).days) for purpose, due in found] == [
        ("check-in", 27),
        ("day-28", 28),
    ]
