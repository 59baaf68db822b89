"""Changing keys in the window: asked first, typed back, and nothing half done."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    InputRefusedError,
    SecretRefusedError,
    TryLaterError,
)
from estip_desktop.ui.pages.keys.page import build
from estip_desktop.ui.pages.keys.presenter import Stage
from estip_desktop.ui.widgets import disk_saving
from estip_desktop.ui.widgets.disks import Disk
from estip_desktop.vault import Notices, PreparedKey, SlotKind
from estip_desktop.vault.model import KeySlot
from tests.fakes import FakeNavigator, HeldTasks

NOW_WORDS = "harbour velvet orange window tiger"
NEW_WORDS = "copper otter violin ladder meadow"
KEY = "7K3M-Q9XW-2B8T-HR4N-VZ6C-M0PD-8YFE-J5SG-T1AA"
SLOT = KeySlot("a1", SlotKind.RECOVERY, "hkdf-sha256", {}, bytes(16), bytes(12), bytes(48))


class Keys:
    """Knows one passphrase and one sheet."""

    def __init__(self):
        self.done, self.error, self.problem = [], None, ""

    def generate_passphrase(self):
        return NEW_WORDS

    def passphrase_problem(self, passphrase):
        return self.problem

    def change_passphrase(self, current, new):
        self._ask(current == NOW_WORDS, "passphrase")
        self.done.append(("changed", new))

    def recover(self, text, new):
        self._ask(text == KEY, "recovery")
        self.done.append(("recovered", new))

    def prepare_sheet(self, passphrase):
        self._ask(passphrase == NOW_WORDS, "passphrase")
        return PreparedKey(KEY, SLOT)

    def finish_sheet(self, prepared, typed):
        self._ask(typed == prepared.printed, "recovery-key-mistyped")
        self.done.append(("new sheet", typed))

    def try_sheet(self, text):
        self._ask(text.count("-") == 8, "recovery-key-mistyped")
        return text == KEY

    def save_sheet(self, printed, folder):
        self._ask(True, "")
        self.done.append(("saved", str(folder)))
        return "estip-sheet.pdf"

    def _ask(self, right, code):
        if self.error is not None:
            raise self.error
        if not right:
            raise SecretRefusedError(code)


def show(qtbot, task, *, by_sheet=False, tasks=None):
    vault = SimpleNamespace(notices=Notices(by_recovery_key=by_sheet))
    shell = FakeNavigator(services=SimpleNamespace(keys=Keys(), vault=vault), tasks=tasks)
    page = build(shell, {"task": task})
    qtbot.addWidget(page)
    page.resize(1366, 690)
    page.show()
    return shell, page


def words(page):
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def typed_anywhere(page):
    return "".join(edit.text() for edit in page.findChildren(QLineEdit))


def fill_change(page, current=NOW_WORDS, again=NEW_WORDS):
    page._content.current_passphrase.passphrase_edit.setText(current)
    page._content.typed_edit.setText(again)
    page.main_button.click()


def test_the_passphrase_is_changed_after_the_one_of_today(qtbot):
    shell, page = show(qtbot, "passphrase")
    fill_change(page)
    assert shell.services.keys.done == [("changed", NEW_WORDS)]
    assert "Your passphrase is changed" in words(page)
    assert typed_anywhere(page) == ""
    assert page._presenter._words == ""
    page.main_button.click()
    assert shell.last == ("settings", {})


def test_a_wrong_one_is_said_at_its_field_and_the_new_one_stays(qtbot):
    shell, page = show(qtbot, "passphrase")
    fill_change(page, current="something else")
    assert "did not work" in page._content.current_field.error
    assert page._content.current_passphrase.text() == ""
    assert page._content.typed_edit.text() == NEW_WORDS
    assert shell.services.keys.done == []


def test_the_wait_after_wrong_ones_is_said(qtbot):
    shell, page = show(qtbot, "passphrase")
    shell.services.keys.error = TryLaterError(8)
    fill_change(page)
    assert "Wait 8 seconds" in page._content.current_field.error


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("passphrase-guessable", "Choose a stronger passphrase"),
        ("passphrase-unchanged", "the passphrase you have now"),
    ],
)
def test_a_new_one_that_may_not_be_chosen_is_said_at_its_field(qtbot, detail, said):
    shell, page = show(qtbot, "passphrase")
    shell.services.keys.error = InputRefusedError(detail)
    fill_change(page)
    assert said in page._content.typed_field.error


def test_words_that_were_not_typed_back_change_nothing(qtbot):
    shell, page = show(qtbot, "passphrase")
    fill_change(page, again="copper otter")
    assert "as they stand above" in page._content.typed_field.error
    assert page._content.current_passphrase.text() == NOW_WORDS
    assert shell.services.keys.done == []


def test_one_of_ones_own_is_rated_and_repeated(qtbot):
    shell, page = show(qtbot, "passphrase")
    content = page._content
    content.switch_button.click()
    shell.services.keys.problem = "passphrase-too-short"
    content.own_passphrase.passphrase_edit.setText("short")
    content.own_passphrase.passphrase_edit.textEdited.emit("short")
    assert "at least 15 characters" in content.strength_line.words()
    content.current_passphrase.passphrase_edit.setText(NOW_WORDS)
    content.own_passphrase.passphrase_edit.setText("seven magpies on the pier")
    content.again_passphrase.passphrase_edit.setText("seven magpies on the")
    page.main_button.click()
    assert "same passphrase again" in content.again_field.error
    content.again_passphrase.passphrase_edit.setText("seven magpies on the pier")
    page.main_button.click()
    assert shell.services.keys.done == [("changed", "seven magpies on the pier")]


def test_the_sheet_stands_in_for_a_forgotten_passphrase(qtbot):
    shell, page = show(qtbot, "passphrase", by_sheet=True)
    assert page._content.sheet_field.isVisible()
    assert not page._content.current_field.isVisible()
    page._content.sheet_edit.setText(KEY)
    page._content.typed_edit.setText(NEW_WORDS)
    page.main_button.click()
    assert shell.services.keys.done == [("recovered", NEW_WORDS)]


def test_a_full_disk_leaves_what_worked_before(qtbot):
    shell, page = show(qtbot, "passphrase")
    shell.services.keys.error = DiskFullError("file")
    fill_change(page)
    said = page._failure.accessibleName()
    assert "What opened your records before still opens them." in said


def test_a_second_press_while_it_works_is_not_a_second_change(qtbot):
    tasks = HeldTasks()
    shell, page = show(qtbot, "passphrase", tasks=tasks)
    fill_change(page)
    page.main_button.click()
    page.back_button.click()
    tasks.release()
    assert shell.services.keys.done == [("changed", NEW_WORDS)]
    assert shell.opened == []


def make_sheet(page):
    page._content.passphrase.passphrase_edit.setText(NOW_WORDS)
    page.main_button.click()


def test_a_new_sheet_counts_once_it_was_typed_back(qtbot):
    shell, page = show(qtbot, "sheet")
    make_sheet(page)
    assert "7K3M" in words(page)
    page.main_button.click()
    assert "7K3M" not in words(page)
    assert shell.services.keys.done == []
    page._content.key_edit.setText(KEY[:-1])
    page.main_button.click()
    assert "mistyped" in page._content.key_field.error
    page._content.key_edit.setText(KEY)
    page.main_button.click()
    assert shell.services.keys.done == [("new sheet", KEY)]
    assert "tear it up" in words(page)
    assert page._presenter._prepared is None


def test_the_key_can_be_looked_at_again_before_it_counts(qtbot):
    _shell, page = show(qtbot, "sheet")
    make_sheet(page)
    page.main_button.click()
    assert page.back_button.accessibleName() == "Back to the key"
    page._content.look_button.click()
    assert "7K3M" in words(page)
    assert page.back_button.accessibleName() == "Back to Settings"
    page.main_button.click()
    assert page.on_command("back")
    assert page._presenter.stage is Stage.SHEET


def test_leaving_before_that_changes_nothing(qtbot):
    shell, page = show(qtbot, "sheet")
    make_sheet(page)
    page.back_button.click()
    assert shell.last == ("settings", {})
    assert shell.services.keys.done == []
    assert page._presenter._prepared is None


def test_no_key_is_shown_before_the_passphrase(qtbot):
    _shell, page = show(qtbot, "sheet")
    page.main_button.click()
    assert page._content.field.error == "Type your passphrase."
    page._content.passphrase.passphrase_edit.setText("something else")
    page.main_button.click()
    assert "did not work" in page._content.field.error
    assert "7K3M" not in words(page)


def test_the_sheet_is_saved_on_a_disk_that_was_plugged_in(qtbot, monkeypatch):
    disks: list[Disk] = []
    monkeypatch.setattr(disk_saving, "plugged_in_disks", lambda: disks)
    shell, page = show(qtbot, "sheet")
    make_sheet(page)
    assert page._content.saving.isHidden()
    page._content.saving.button.click()
    assert "No stick or other disk is plugged in" in words(page)
    disks.append(Disk("/media/stick", "Blue stick"))
    page._content.saving.button.click()
    page._content.saving.chooser.disk_buttons[0].click()
    assert shell.services.keys.done == [("saved", "/media/stick")]
    assert "Saved as estip-sheet.pdf" in page._content.saving.line.words()
    shell.services.keys.error = DiskReadOnlyError("file")
    page._content.saving.chooser.disk_buttons[0].click()
    assert "could not be saved there" in page._content.saving.line.words()


def test_the_sheet_is_tried(qtbot):
    _shell, page = show(qtbot, "try")
    page.main_button.click()
    assert page._content.key_field.error == "Type the key from your sheet."
    page._content.key_edit.setText("7K3M")
    page.main_button.click()
    assert "mistyped" in page._content.key_field.error
    page._content.key_edit.setText(KEY.replace("7K3M", "8K3M"))
    page.main_button.click()
    assert "does not open these records" in page._content.key_field.error
    page._content.key_edit.setText(KEY)
    page.main_button.click()
    assert "Your sheet works" in words(page)
