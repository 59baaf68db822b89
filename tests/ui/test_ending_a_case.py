"""Ending a case: what stands against it is shown, and what was noted is looked at again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from estip_desktop.casework.model import ConcernClosing
from estip_desktop.errors import DiskFullError
from estip_desktop.kernel.ids import DecisionId, FlagId
from estip_desktop.ui import theme
from estip_desktop.ui.pages.entry.page import build as build_entry
from estip_desktop.ui.pages.guided.page import build as build_guided
from estip_desktop.ui.pages.person.page import build as build_person
from tests.builders import NOW, a_concern, a_decision, a_flag, a_session
from tests.closing_support import CALM, Contact
from tests.e2e.test_every_screen_fits import findings
from tests.ui.care_world import shown
from tests.ui.record_world import PERSON, record_world

CLOSING = "MR8.outcome"


@pytest.fixture
def contact() -> Contact:
    made = Contact()
    made.world.answer(made.id, CALM)
    return made


@pytest.fixture
def show(qtbot: Any, contact: Contact) -> Any:
    def make() -> Any:
        contact.world.guide.forget(contact.id)
        page: Any = build_guided(contact.world.shell, {"session": contact.id, "page": CLOSING})
        shown(qtbot, page)
        return page

    return make


@pytest.fixture
def record(home: Path) -> Any:
    with record_world(home) as made:
        made.a_month()
        yield made


def submit(page: Any, **answers: str) -> Any:
    dialog = page._open_dialog
    for name, words in answers.items():
        editor = dialog.fields[name].editor
        if hasattr(editor, "set_text"):
            editor.set_text(words)
        else:
            editor.setCurrentIndex(editor.findData(words))
    dialog.accept()
    return dialog


def told(page: Any) -> str:
    return "\n".join(each.text() for each in page.card.findChildren(QLabel) if each.isVisible())


class TestLastPage:
    def test_a_clear_case_says_nothing(self, show: Any) -> None:
        assert not hasattr(show().content, "closing_callout")

    def test_what_stands_against_it_is_listed_and_nothing_to_look_at_again_is_offered(
        self, contact: Contact, show: Any
    ) -> None:
        contact.world.answer(contact.id, {"MR3.work": "cannot"})
        content = show().content
        assert "• Cannot function as usual" in content.closing_callout.words_label.text()
        assert not hasattr(content, "look_again_button")

    def test_what_was_noted_is_looked_at_again_and_the_case_is_clear(
        self, contact: Contact, show: Any
    ) -> None:
        flags = [contact.note("R6"), contact.note("A5")]
        page = show()
        words = page.content.closing_callout.words_label.text()
        assert words.splitlines() == [
            "• Noted earlier: Self-harm item above zero",
            "• Noted earlier: Strong guilt, shame or blame",
        ]
        page.content.look_again_button.click()
        dialog = page._open_dialog
        assert "• Self-harm item above zero, Thu 26 Nov 2026" in dialog.words_label.text()
        submit(page, why="Spoke with OH, feels safe now")
        rows = contact.world.tables.flags
        assert {rows[each].considered for each in flags} == {"Spoke with OH, feels safe now"}
        assert not hasattr(page.content, "closing_callout")
        assert page.content.sheet.page_id == CLOSING

    def test_without_words_nothing_is_kept(self, contact: Contact, show: Any) -> None:
        flag = contact.note("A5")
        page = show()
        page.content.look_again_button.click()
        dialog = submit(page, why="  ")
        assert dialog.isVisible()
        assert dialog.fields["why"].error == "Write how it is now"
        dialog.reject()
        assert contact.world.tables.flags[flag].considered == ""

    def test_a_full_disk_is_told_and_it_can_be_tried_again(
        self, contact: Contact, show: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        flag = contact.note("A5")
        page = show()
        closings = contact.world.care.closings
        consider = closings.consider

        def full(*_given: object) -> None:
            raise DiskFullError

        monkeypatch.setattr(closings, "consider", full)
        page.content.look_again_button.click()
        submit(page, why="Better")
        assert page.error_callout.isVisible()
        monkeypatch.setattr(closings, "consider", consider)
        page.try_again_button.click()
        assert contact.world.tables.flags[flag].considered == "Better"
        assert not page.error_callout.isVisible()

    @pytest.mark.parametrize("scale", [1.0, 2.0])
    def test_it_fits(self, qapp: Any, contact: Contact, show: Any, scale: float) -> None:
        for code in ("R1", "R6", "A1", "A4", "A5", "A6", "A7", "A11", "A13", "A14"):
            contact.note(code)
        theme.apply_theme(qapp, theme.Theme(scale=scale))
        page = show()
        page.content.look_again_button.click()
        QApplication.processEvents()
        assert list(findings(page._open_dialog)) == []
        page._open_dialog.reject()
        assert list(findings(page)) == []


class TestBesideTheFlag:
    def entry(self, qtbot: Any, record: Any, **more: Any) -> Any:
        record.keep("flags", a_flag(id=FlagId("flag-1"), code="A5", raised_at=NOW, **more))
        page: Any = build_entry(record.shell, {"person": PERSON, "kind": "flag", "entry": "flag-1"})
        shown(qtbot, page)
        return page

    def test_how_it_is_now_stands_beside_it(self, qtbot: Any, record: Any) -> None:
        page = self.entry(qtbot, record)
        page.look_again_button.click()
        submit(page, why="talked it through with <b>Siân</b> 🙂")
        assert "Talked it through with <b>Siân</b> 🙂" in told(page)
        assert not page.look_again_button.isVisible()

    def test_a_corrected_answer_is_told_in_words_and_asks_for_nothing(
        self, qtbot: Any, record: Any
    ) -> None:
        page = self.entry(qtbot, record, considered="answer-corrected: 2 -> 0", considered_at=NOW)
        assert "The answer was corrected: 2 -> 0" in told(page)
        assert not page.look_again_button.isVisible()

    def test_of_a_session_that_goes_on_it_is_not_offered(self, qtbot: Any, record: Any) -> None:
        later = NOW + timedelta(days=26)
        record.keep("sessions", a_session(id="session-3", started_at=later, touched_at=later))
        page = self.entry(qtbot, record, session_id="session-3")
        assert not page.look_again_button.isVisible()


def test_the_person_page_says_what_stands_against_an_end(qtbot: Any, record: Any) -> None:
    record.keep("concerns", a_concern(closing=ConcernClosing.RECORDED, closed_at=NOW))
    page: Any = build_person(record.shell, {"person": PERSON})
    shown(qtbot, page)
    assert not page.not_clear_callout.isVisible()
    page.now_card.close_button.click()
    submit(page, why="clear")
    words = page.not_clear_callout.words_label.text()
    assert page.not_clear_callout.isVisible()
    assert "• A case is closed from day 84 on." in words
    assert "Nothing was changed." in words
    assert list(findings(page)) == []
    page.now_card.close_button.click()
    submit(page, why="left")
    assert not page.not_clear_callout.isVisible()


def test_a_decision_names_the_version_of_its_rules(qtbot: Any, record: Any) -> None:
    record.keep(
        "decisions",
        a_decision(id=DecisionId("d2"), inputs={"definition": "estip|1.2.0", "day": "28"}),
        a_decision(id=DecisionId("d3"), inputs={}),
    )
    for entry, version in (("d2", "1.2.0"), ("d3", "")):
        page: Any = build_entry(
            record.shell, {"person": PERSON, "kind": "decision", "entry": entry}
        )
        shown(qtbot, page)
        assert ("Version of the rules" in told(page)) is bool(version)
        assert version in told(page)
