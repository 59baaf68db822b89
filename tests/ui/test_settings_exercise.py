"""Ending an exercise from Settings: what goes, the passphrase, and a window that locks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.errors import DiskFullError
from estip_desktop.records.exercise_end import ExerciseContents
from estip_desktop.ui.pages.settings import exercise_presenter
from estip_desktop.ui.pages.settings.exercise_presenter import ExercisePresenter
from estip_desktop.ui.pages.settings.exercise_sections import ExerciseSection
from estip_desktop.ui.pages.unlock.words import reason
from tests.fakes import FakeNavigator


class Exercise:
    """Stands for the use case."""

    is_possible = True

    def __init__(self) -> None:
        self.ended_in: list[Any] = []
        self.error: Exception | None = None

    def preview(self) -> ExerciseContents:
        return ExerciseContents(people=7, sessions=1, waiting=2, backups=3, kept_aside=0)

    def end(self, folder: Any = None) -> str:
        if self.error is not None:
            raise self.error
        self.ended_in.append(folder)
        return "certificate"


@pytest.fixture
def asked(monkeypatch):
    titles: list[str] = []

    def ask(_shell, *, title, why, button, on_confirmed):
        assert why
        assert button
        titles.append(title)
        on_confirmed()

    monkeypatch.setattr(exercise_presenter, "ask_passphrase", ask)
    return titles


@pytest.fixture
def section(qtbot) -> Any:
    made: Any = ExerciseSection()
    qtbot.addWidget(made)
    made.exercise = Exercise()
    made.shell = FakeNavigator(services=SimpleNamespace(exercise_end=made.exercise))
    presenter = ExercisePresenter(made, made.shell)
    made.attach(presenter)
    made.resize(900, 500)
    made.show()
    presenter.show()
    return made


def test_it_says_what_goes_and_what_cannot_be_reached(section):
    words = section.contents_text.text()
    assert "7 people, 1 session" in words
    assert "2 parcels that were never accepted" in words
    assert "3 backups and copies beside it" in words
    assert "Backups on other disks stay" in words


def test_the_passphrase_comes_first_and_then_the_window_locks(section, asked):
    section.end_button.click()
    assert asked == ["End this exercise"]
    assert section.exercise.ended_in == [None]
    assert section.shell.locked == ["ended"]


def test_without_the_passphrase_nothing_ends(section, monkeypatch):
    monkeypatch.setattr(exercise_presenter, "ask_passphrase", lambda *_args, **_kwargs: None)
    section.end_button.click()
    assert section.exercise.ended_in == []
    assert section.shell.locked == []


def test_a_certificate_lies_where_somebody_wanted_it(section, asked, tmp_path):
    section.saving.chosen.emit(str(tmp_path))
    assert "certificate without names" in section.saving.line.words()
    section.end_button.click()
    assert section.exercise.ended_in == [tmp_path]


def test_what_could_not_end_is_told_and_can_be_tried_again(section, asked):
    section.exercise.error = DiskFullError("file")
    section.end_button.click()
    assert section.problem_line.words()
    assert section.shell.locked == []
    section.exercise.error = None
    section.end_button.click()
    assert section.shell.locked == ["ended"]
    assert section.problem_line.words() == ""


def test_the_lock_page_says_that_it_has_ended():
    assert reason("ended").startswith("The exercise has ended.")
    assert "Nothing is sent" not in reason("ended")
