"""One person's page: the name on request, what happened, how scores moved, what is next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from estip_desktop.casework.model import AskedHow
from estip_desktop.kernel.ids import SessionId
from estip_desktop.records import Withdrawal
from estip_desktop.ui import theme
from estip_desktop.ui.pages.entry.page import build as build_entry
from estip_desktop.ui.pages.person.page import build
from estip_desktop.ui.widgets.trend_chart import TrendChart
from tests.builders import NOW, a_session
from tests.e2e.test_every_screen_fits import findings
from tests.ui.care_world import shown
from tests.ui.record_world import PERSON, record_world


@pytest.fixture
def world(home: Path):
    with record_world(home) as made:
        made.a_month()
        yield made


@pytest.fixture
def page(qtbot, world) -> Any:
    made: Any = build(world.shell, {"person": PERSON})
    shown(qtbot, made)
    return made


def settle(qapp: Any) -> None:
    """Let layouts come to rest."""
    for _round in range(5):
        qapp.processEvents()


def words_on(page: Any) -> str:
    labels = [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
    return "\n".join([*labels, *(row.words() for row in page.timeline_card.rows)])


def test_the_reference_stands_first_and_the_name_only_on_request(page):
    assert page.header.title_label.text() == "P-0417"
    assert "Robin Sample" not in words_on(page)
    page.now_card.name_button.click()
    assert "Robin Sample" in words_on(page)
    page.now_card.name_button.click()
    assert "Robin Sample" not in words_on(page)


def test_neither_name_nor_reference_is_announced(page):
    assert page.accessibleName() == "Person"


def test_opening_is_written_down_once(page, world):
    with world.vault.open_unit() as unit:
        rows = unit.transaction.fetch("SELECT subject FROM audit WHERE what = 'person-viewed'")
    assert [row[0] for row in rows] == [PERSON]


def test_who_opened_it_is_listed_with_the_time(page, world):
    with world.vault.open_unit() as unit:
        unit.settings.set("owner-name", "Priya Made-Up")
        unit.commit()
    world.records.open_entry(PERSON, "session", "session-1")
    page.record_card.views_button.click()
    told = words_on(page)
    assert "Session read" in told
    assert "Record opened" in told
    assert "Mon 23 Nov 2026, 12:00 · Priya Made-Up" in told


def test_the_timeline_can_be_narrowed(page):
    everything = len(page.timeline_card.rows)
    select = page.timeline_card.filter_select
    select.setCurrentIndex(select.findData("concern"))
    select.picked.emit("concern")
    assert [row.words() for row in page.timeline_card.rows] == ["Immediate concern"]
    assert everything > 8


def test_each_questionnaire_has_a_chart_and_a_table_with_the_same_numbers(page):
    charts = [each for each in page.findChildren(TrendChart) if each.isVisible()]
    assert len(charts) == 2
    page.trends_card.table_button.click()
    assert not [each for each in page.findChildren(TrendChart) if each.isVisible()]
    shown_words = words_on(page)
    for chart in charts:
        for when, score in chart.table():
            assert when in shown_words
            assert score in shown_words


def test_an_entry_opens_and_says_everything(qtbot, page, world):
    row = next(each for each in page.timeline_card.rows if each.words().startswith("Defusing"))
    row.click()
    name, arguments = world.shell.last
    assert name == "entry"
    entry: Any = build_entry(world.shell, arguments)
    shown(qtbot, entry)
    told = "\n".join(each.text() for each in entry.findChildren(QLabel) if each.isVisible())
    assert "Sleeps at her sister's. Wants quiet days." in told
    assert "Priya Made-Up" in told


def test_a_draft_goes_on_where_it_was_left(qtbot, world):
    world.keep("sessions", a_session(id=SessionId("draft"), started_at=world.clock.now()))
    page: Any = build(world.shell, {"person": PERSON})
    shown(qtbot, page)
    page.entry_requested.emit("session", "draft")
    assert world.shell.last == ("guided", {"session": "draft"})


def test_a_contact_is_added(page, world):
    page.now_card.follow_up_button.click()
    dialog = page._open_dialog
    dialog.accept()
    assert dialog.fields["due"].error
    dialog.fields["due"].editor.setText("5 1 2027")
    dialog.accept()
    assert "Agreed" in words_on(page)
    assert world.shell.said == ["The contact was added."]
    with world.vault.open_unit() as unit:
        due = [each for each in unit.follow_ups.of_person(PERSON) if each.state == "due"]
    assert {each.purpose for each in due} == {"check-in", "day-91"}


def test_a_new_session_goes_on_with_this_record(page, world):
    page.now_card.session_button.click()
    page._open_dialog.accept()
    assert world.shell.last == ("new_session", {"protocol": "MR", "person": PERSON})


def test_taken_back_consent_seals_every_note_and_score(qtbot, world):
    with world.vault.open_unit() as unit:
        unit.keeping.save_withdrawal(Withdrawal(PERSON, NOW, AskedHow.PHONE))
        unit.commit()
    page: Any = build(world.shell, {"person": PERSON})
    shown(qtbot, page)
    told = words_on(page) + "\n".join(
        row.accessibleDescription() for row in page.timeline_card.rows
    )
    assert "sister" not in told
    assert "of 27" not in told
    assert "ESTIM" not in told
    assert not page.now_card.pathway_chip.isVisible()
    assert not page.trends_card.isVisible()
    assert not page.now_card.session_button.isVisible()
    entry: Any = build_entry(
        world.shell, {"person": PERSON, "kind": "session", "entry": "session-1"}
    )
    shown(qtbot, entry)
    assert entry.sealed_callout.isVisible()
    assert not entry.card.isVisible()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off(qtbot, qapp, world, scale):
    theme.apply_theme(qapp, theme.Theme(scale=scale))
    page: Any = build(world.shell, {"person": PERSON})
    window = shown(qtbot, page)
    settle(qapp)
    assert list(findings(window)) == []
    entry: Any = build_entry(
        world.shell, {"person": PERSON, "kind": "session", "entry": "session-1"}
    )
    window = shown(qtbot, entry)
    settle(qapp)
    assert list(findings(window)) == []


@pytest.mark.parametrize("table", ["screenings", "decisions", "follow_ups", "answers", "concerns"])
def test_a_damaged_entry_is_counted_and_spares_the_others(qtbot, world, table):
    driver = world.vault._database._database._driver
    key = "owner" if table == "answers" else "id"
    read = f"SELECT {key}, mac FROM {table} LIMIT 1"  # noqa: S608 - of this test
    spoil = f"UPDATE {table} SET mac = ? WHERE {key} = ?"  # noqa: S608 - of this test
    name, tag = driver.execute(read).fetchone()
    driver.execute(spoil, (bytes(16), name))
    page = build(world.shell, {"person": PERSON})
    qtbot.addWidget(page)
    page.show()
    assert "1 entry of this record is damaged" in page.damage_callout.accessibleName()
    assert page.damage_callout.isVisible()
    assert page.columns.isVisible()
    driver.execute(spoil, (tag, name))


def test_a_sound_record_says_nothing_of_damage(page):
    assert not page.damage_callout.isVisible()
