"""The passphrase asked again: once right, gone on once; going back changes nothing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from estip_desktop.errors import NotAvailableError, TryLaterError
from estip_desktop.ui import reauth
from estip_desktop.ui.widgets.passphrase_dialog import PassphraseDialog
from tests.fakes import FakeNavigator, HeldTasks
from tests.vault_support import PASSPHRASE


class Vault:
    """Knows one passphrase."""

    def __init__(self, kind="supporter"):
        self.info = SimpleNamespace(kind=kind)
        self.tried = []
        self.error = None

    def verify_passphrase(self, passphrase):
        self.tried.append(passphrase)
        if self.error is not None:
            raise self.error
        return passphrase == PASSPHRASE


@pytest.fixture
def page(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def ask(vault, tasks=None):
    confirmed = []
    shell = FakeNavigator(services=SimpleNamespace(vault=vault), tasks=tasks)
    reauth.ask_passphrase(
        shell,
        title="Export the records of P-0417",
        why="Whoever exports them should be you.",
        button="Export the records",
        on_confirmed=lambda: confirmed.append("on"),
    )
    return shell, confirmed


def the_dialog():
    (dialog,) = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, PassphraseDialog) and each.isVisible()
    ]
    return dialog


def submit(dialog, text):
    dialog.passphrase.passphrase_edit.setText(text)
    QTest.keyClick(dialog.passphrase.passphrase_edit, Qt.Key.Key_Return)


def test_the_right_passphrase_goes_on_once_and_closes(page):
    vault = Vault()
    _shell, confirmed = ask(vault)
    dialog = the_dialog()
    submit(dialog, PASSPHRASE)
    assert confirmed == ["on"]
    assert vault.tried == [PASSPHRASE]
    assert not dialog.isVisible()
    assert not reauth._open


def test_a_wrong_one_says_so_and_empties_the_field(page):
    _shell, confirmed = ask(Vault())
    dialog = the_dialog()
    submit(dialog, "not this one")
    assert confirmed == []
    assert "did not work" in dialog.field.error
    assert dialog.passphrase.text() == ""
    submit(dialog, PASSPHRASE)
    assert confirmed == ["on"]


def test_nothing_typed_is_not_tried(page):
    vault = Vault()
    ask(vault)
    dialog = the_dialog()
    dialog.confirm_button.click()
    assert vault.tried == []
    assert dialog.field.error == "Type your passphrase."
    dialog.reject()


@pytest.mark.parametrize("way", ["escape", "button"])
def test_going_back_changes_nothing_and_keeps_no_secret(page, way):
    _shell, confirmed = ask(Vault())
    dialog = the_dialog()
    edit = dialog.passphrase.passphrase_edit
    edit.setText("half a passphrase")
    if way == "escape":
        QTest.keyClick(edit, Qt.Key.Key_Escape)
    else:
        dialog.cancel_button.click()
    assert confirmed == []
    assert edit.text() == ""
    assert not dialog.isVisible()


def test_a_second_enter_while_it_looks_is_not_a_second_try(page):
    vault, tasks = Vault(), HeldTasks()
    _shell, confirmed = ask(vault, tasks)
    dialog = the_dialog()
    submit(dialog, PASSPHRASE)
    assert dialog.confirm_button.is_busy
    submit(dialog, PASSPHRASE)
    tasks.release()
    assert vault.tried == [PASSPHRASE]
    assert confirmed == ["on"]


def test_an_answer_after_locking_is_dropped(page):
    tasks = HeldTasks()
    shell, confirmed = ask(Vault(), tasks)
    dialog = the_dialog()
    submit(dialog, PASSPHRASE)
    shell.visit.is_over = True
    dialog.close()
    tasks.release()
    assert confirmed == []


def test_what_stands_in_the_way_is_said_at_the_field(page):
    vault = Vault()
    vault.error = NotAvailableError("memory")
    ask(vault)
    dialog = the_dialog()
    submit(dialog, PASSPHRASE)
    assert "not available now" in dialog.field.error
    dialog.reject()


def test_the_wait_after_wrong_ones_is_said_in_seconds(page):
    vault = Vault()
    vault.error = TryLaterError(4)
    ask(vault)
    dialog = the_dialog()
    submit(dialog, PASSPHRASE)
    assert "Wait 4 seconds" in dialog.field.error
    dialog.reject()


def test_it_hides_what_is_typed_and_its_title_says_nothing_of_a_record(page):
    ask(Vault("exercise"))
    dialog = the_dialog()
    assert dialog.passphrase.passphrase_edit.echoMode() is QLineEdit.EchoMode.Password
    assert "P-0417" not in dialog.windowTitle()
    assert QApplication.focusWidget() in {None, dialog.passphrase.passphrase_edit}
    dialog.reject()
