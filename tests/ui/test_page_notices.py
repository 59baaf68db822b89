"""What happened since the vault was last open is told once, in plain words."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from estip_desktop.ui.pages.notices.page import build
from estip_desktop.vault import Notices
from tests.builders import NOW
from tests.fakes import FakeNavigator


def show(qtbot, notices):
    shell = FakeNavigator(services=SimpleNamespace(vault=SimpleNamespace(notices=notices)))
    page = build(shell, {})
    qtbot.addWidget(page)
    page.resize(1366, 690)
    page.show()
    return shell, page


def words(page):
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize(
    ("notices", "said", "to_do"),
    [
        (Notices(2, NOW), "2 failed tries since ", "change your passphrase"),
        (Notices(1, NOW), "1 failed try since ", "They did not get in"),
        (
            Notices(is_older_copy=True),
            "These records are an older copy",
            "If you put a backup back",
        ),
        (Notices(is_older_header=True), "older key to your records", "Set a new passphrase"),
        (Notices(attempts_lost=True), "note of failed tries was removed", "more tries"),
        (Notices(seen_lost=True), "A note about your records was removed", "Check that"),
        (Notices(force_opened_at=NOW), "force's recovery key opened", "ask your force"),
        (Notices(force_added=True), "opens these records from now on", "you are told"),
        (Notices(force_replaced=True), "to these records was replaced", "you are told"),
        (Notices(keys_of_backup=True), "brought its passphrase back", "set a new one now"),
        (Notices(seen_not_kept=True), "cannot note how new", "Ask your IT desk"),
        (Notices(header_not_repaired=True), "A small part", "Make a backup on another disk"),
        (Notices(by_recovery_key=True), "You used the recovery sheet", "set a new one now"),
    ],
)
def test_each_is_said_with_what_to_do(qtbot, notices, said, to_do):
    _shell, page = show(qtbot, notices)
    assert len(page.callouts) == 1
    assert said in words(page)
    assert to_do in words(page)
    assert "delete" not in words(page).lower()


def test_the_most_serious_comes_first(qtbot):
    _shell, page = show(qtbot, Notices(3, NOW, True, True, True, True, True))
    assert [each._kind for each in page.callouts] == [
        *("danger", "danger", "warn", "warn", "warn", "info")
    ]


def test_enter_goes_on_where_the_owner_was(qtbot):
    shell, page = show(qtbot, Notices(2, NOW))
    page.first_focus().setFocus()
    QTest.keyClick(page.first_focus(), Qt.Key.Key_Return)
    assert shell.last == ("where left", {})


def test_the_passphrase_can_be_changed_at_once(qtbot):
    shell, page = show(qtbot, Notices(2, NOW))
    page.keys_button.click()
    assert shell.last == ("keys", {"task": "passphrase"})
