"""When something cannot be saved, what stands on the screen can be kept elsewhere."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from estip_desktop.errors import DiskFullError
from estip_desktop.kernel.items import Option
from estip_desktop.ui import rescue
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, ShortText
from estip_desktop.ui.widgets.form_dialog import FormDialog
from tests.builders import NOW
from tests.fakes import FakeClock, FakeNavigator


class VaultDouble:
    """Takes copies, unless its stick is full."""

    def __init__(self) -> None:
        self.info = SimpleNamespace(id="v-1")
        self.kept: list[tuple[Any, Path]] = []
        self.error: Exception | None = None

    def save_elsewhere(self, copy: Any, folder: Path) -> str:
        if self.error is not None:
            raise self.error
        self.kept.append((copy, folder))
        return copy.file_name


@pytest.fixture
def vault() -> VaultDouble:
    return VaultDouble()


@pytest.fixture
def shell(vault):
    return FakeNavigator(services=SimpleNamespace(vault=vault, clock=FakeClock(NOW)))


@pytest.fixture
def page(qtbot):
    page = QWidget()
    column = QVBoxLayout(page)
    note, hidden, secret = ShortText("They sleep badly"), LineEdit(), LineEdit()
    hidden.setText("hidden")
    secret.setText("whip slim address")
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    options = [Option("tired", "Tired"), Option("numb", "Numb"), Option("well", "Well")]
    group = ChipGroup(options, name="How are they?")
    group.set_chosen(["tired", "numb"])
    column.addWidget(LabelledField("One line for the record", note))
    column.addWidget(group)
    column.addWidget(hidden)
    column.addWidget(secret)
    hidden.hide()
    qtbot.addWidget(page)
    page.show()
    return page


def the_dialog() -> FormDialog:
    (found,) = [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, FormDialog) and one.isVisible()
    ]
    return found


def fill(folder: str) -> None:
    dialog = the_dialog()
    edit: Any = dialog.fields["folder"].editor
    edit.setText(folder)
    dialog.decide_button.click()


def test_every_field_that_is_seen_is_kept_and_no_secret(page):
    lines = rescue.lines_on(page)
    assert ("One line for the record", "They sleep badly") in lines
    assert {value for _label, value in lines} == {"They sleep badly", "Tired", "Numb"}
    assert all(label for label, _value in lines)


def test_it_is_kept_where_somebody_says_and_the_name_is_told(page, shell, vault, tmp_path):
    rescue.offer_copy(shell, page, "guided", {"session": "s-1"})
    fill(str(tmp_path))
    ((copy, folder),) = vault.kept
    assert folder == tmp_path
    assert (copy.vault_id, copy.page, copy.arguments) == ("v-1", "guided", {"session": "s-1"})
    assert copy.at == NOW
    assert copy.file_name in shell.said[-1]


def test_a_full_stick_is_said_and_another_may_be_named(page, shell, vault, tmp_path, qtbot):
    vault.error = DiskFullError("file")
    rescue.offer_copy(shell, page, "guided", {})
    fill("/full")
    again = the_dialog()
    assert "The disk is full" in again.words_label.text()
    assert again.answers() == {"folder": "/full"}
    vault.error = None
    fill(str(tmp_path))
    assert len(vault.kept) == 1


def test_no_folder_is_asked_for_again(page, shell, vault, qtbot):
    rescue.offer_copy(shell, page, "guided", {})
    fill("  ")
    assert vault.kept == []
    the_dialog().safe_button.click()
    assert rescue._open == set()


def test_sticks_are_found_two_folders_deep(tmp_path, monkeypatch):
    (tmp_path / "priya" / "STICK").mkdir(parents=True)
    (tmp_path / "priya" / "file").touch()
    places = {str(tmp_path): 2, str(tmp_path / "nowhere"): 2}
    monkeypatch.setattr(rescue, "_PLACES", places)
    assert rescue.removable_folders() == [tmp_path / "priya" / "STICK"]
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    assert rescue.removable_folders() == []
