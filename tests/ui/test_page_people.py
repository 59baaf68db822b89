"""The list of people: references first, a stretch at a time, by keyboard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from estip_desktop.kernel.ids import FollowUpId, PersonId, SessionId
from estip_desktop.kernel.preferences import Preferences
from estip_desktop.ui import theme
from estip_desktop.ui.pages.people.page import build
from tests.builders import NOW, a_follow_up, a_person, a_session, an_incident
from tests.e2e.test_every_screen_fits import findings
from tests.ui.care_world import shown
from tests.ui.record_world import record_world


@pytest.fixture
def world(home: Path):
    with record_world(home) as made:
        yield made


def fill(world: Any, count: int) -> None:
    world.keep("incidents", an_incident())
    for number in range(1, count + 1):
        person = PersonId(f"p{number:03}")
        name = f"Sam Example {number}"
        world.keep("people", a_person(id=person, reference=f"P-{number:04}", name=name))
        world.keep("sessions", a_session(id=SessionId(f"s{number}"), person_id=person))


def cells(page: Any) -> list[str]:
    return [row.words() for row in page._rows]


def test_nobody_yet_says_how_people_appear(qtbot, world):
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    assert page.nobody.isVisible()
    page.first_button.click()
    assert world.shell.last == ("new_session", {"protocol": "DI"})


def test_references_are_listed_and_no_name(qtbot, world):
    fill(world, 3)
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    assert cells(page) == ["P-0003", "P-0002", "P-0001"]
    assert not any("Sam" in row.accessibleName() for row in page._rows)
    assert page.header.title_label.text() == "People"


def test_names_come_when_asked_for_and_go_again(qtbot, world):
    fill(world, 1)
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    page.names_button.click()
    assert cells(page) == ["P-0001 · Sam Example 1"]
    assert page.names_button.words() == "Hide names"
    page.names_button.click()
    assert cells(page) == ["P-0001"]


def test_names_stay_hidden_after_another_unlocking(world):
    world.records.names_are_shown = True
    with_other_services = type(world)(world.vault)
    assert not with_other_services.records.names_are_shown


def test_more_are_added_under_the_others(qtbot, world):
    fill(world, 35)
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    assert (len(page._rows), page.more_button.isVisible()) == (30, True)
    page.more_button.click()
    assert (len(page._rows), page.more_button.isVisible()) == (35, False)


def test_typing_searches_and_enter_goes_to_the_first_one(qtbot, world):
    fill(world, 12)
    page: Any = build(world.shell, {})
    window = shown(qtbot, page)
    qtbot.keyClicks(page.search_edit, "0007")
    qtbot.waitUntil(lambda: cells(page) == ["P-0007"])
    qtbot.keyClick(page.search_edit, Qt.Key.Key_Return)
    assert window.focusWidget() is page._rows[0]
    qtbot.keyClick(page._rows[0], Qt.Key.Key_Return)
    assert world.shell.last == ("person", {"person": "p007"})


def test_a_search_without_an_answer_says_so(qtbot, world):
    fill(world, 2)
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    page.search_edit.setText("nobody at all")
    page._on_search_return()
    assert page.count_text.text() == "Nobody matches."
    assert not page.list_card.isVisible()


def test_arrow_keys_walk_the_list(qtbot, world):
    fill(world, 3)
    page: Any = build(world.shell, {})
    window = shown(qtbot, page)
    page._rows[0].setFocus()
    qtbot.keyClick(page._rows[0], Qt.Key.Key_Down)
    assert window.focusWidget() is page._rows[1]
    qtbot.keyClick(page._rows[1], Qt.Key.Key_Up)
    assert window.focusWidget() is page._rows[0]


def test_find_goes_to_the_search_field(qtbot, world):
    fill(world, 1)
    page: Any = build(world.shell, {})
    window = shown(qtbot, page)
    page._rows[0].setFocus()
    assert page.on_command("find")
    assert window.focusWidget() is page.search_edit


def test_by_next_contact_shows_what_is_overdue_first(qtbot, world):
    fill(world, 3)
    world.clock.set_to(NOW + timedelta(days=40))
    for number, days in ((1, 45), (3, 38)):
        due = (NOW + timedelta(days=days)).date()
        person = PersonId(f"p00{number}")
        world.keep(
            "follow_ups", a_follow_up(id=FollowUpId(f"f{number}"), person_id=person, due_on=due)
        )
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    page.order_select.picked.emit("due")
    assert cells(page) == ["P-0003", "P-0001"]
    assert "2 days overdue" in page._rows[0].accessibleName()


@pytest.mark.parametrize("preferences", [Preferences(), Preferences(text_percent=200)])
def test_nothing_is_cut_off(qtbot, qapp, world, preferences):
    fill(world, 3)
    theme.apply_theme(qapp, theme.Theme(scale=preferences.text_percent / 100))
    page: Any = build(world.shell, {})
    window = shown(qtbot, page)
    assert list(findings(window)) == []
