"""The lock page: in with one hand, a plain reason for everything that keeps it shut."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    SecretRefusedError,
    VaultDamagedError,
    VaultHeaderDamagedError,
    VaultInUseError,
    VaultTooNewError,
)
from estip_desktop.kernel.ids import VaultId
from estip_desktop.ui import theme
from estip_desktop.ui.pages.unlock import words as unlock_words
from estip_desktop.ui.pages.unlock.page import build
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.vault import HeaderState, VaultInfo, VaultKind
from tests.fakes import FakeNavigator, HeldTasks

RIGHT_WORDS = "harbour velvet orange window tiger"
RIGHT_KEY = "0123-4567"


class Vaults:
    """Vaults that open with one passphrase, or fail as ordered."""

    def __init__(self, *infos):
        self.infos = infos
        self.error = None
        self.tried = []
        self.left_s = self.refusal_s = 0.0
        self.troubles = {}

    def list(self):
        return self.infos

    def wait_s(self, vault_id):
        return self.left_s

    def trouble(self, vault_id):
        return self.troubles.get(vault_id)

    def unlock(self, vault_id, passphrase, progress=None):
        return self._try(vault_id, passphrase == RIGHT_WORDS)

    def unlock_with_recovery_key(self, vault_id, text, progress=None):
        return self._try(vault_id, text == RIGHT_KEY)

    def _try(self, vault_id, right):
        self.tried.append(vault_id)
        if self.error is not None:
            raise self.error
        if not right:
            self.left_s = self.refusal_s
            raise SecretRefusedError("passphrase")
        return f"open {vault_id}"


def info(number=1, label="Van 2", state=HeaderState.READY):
    return VaultInfo(VaultId(f"vault-{number}"), label, VaultKind.SUPPORTER, state)


def a_shell(*infos, because="", preferred="", tasks=None):
    vaults = Vaults(*(infos or (info(),)))
    context = SimpleNamespace(
        vaults=vaults,
        vault_count=len(vaults.infos),
        locked_because=because,
        preferred_vault=preferred,
    )
    return FakeNavigator(context=context, tasks=tasks)


def show(qtbot, shell):
    page: Any = build(shell, {})
    qtbot.addWidget(page)
    page.resize(1366, 690)
    page.show()
    qtbot.waitUntil(lambda: page.is_dressed)
    return page


def words(page):
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("count", [1, 2])
def test_nothing_moves_when_the_page_is_dressed(qtbot, qapp, scale, count):
    theme.apply_first(qapp, theme.Theme(scale=scale))
    page: Any = build(a_shell(*(info(number) for number in range(count))), {})
    qtbot.addWidget(page)
    theme.finish_first(qapp)
    page.resize(1366, 690)
    page.show()
    qapp.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    page.grab()
    parts = [
        *(page.urgent_button, page.card, page.card.unlock_button, page.card.show_button),
        *(page.card.passphrase_edit, page.card.title_label, page.card.recovery_button),
    ]
    assert not page.is_dressed
    before = [part.geometry() for part in parts]
    qtbot.waitUntil(lambda: page.is_dressed)
    theme.complete(qapp)
    qapp.processEvents()
    assert [part.geometry() for part in parts] == before


def test_the_ring_takes_over_from_the_border_of_the_field(qapp):
    theme.apply_first(qapp, theme.Theme())
    theme.finish_first(qapp)
    assert ":focus" in qapp.styleSheet()
    theme.complete(qapp)
    assert ":focus" not in qapp.styleSheet()


def test_enter_on_a_button_presses_it(qtbot):
    shell = a_shell()
    page = show(qtbot, shell)
    page.first_focus().setText(RIGHT_WORDS)
    page.urgent_button.setFocus()
    qtbot.keyClick(page.urgent_button, Qt.Key.Key_Return)
    assert shell.last == ("urgent", {"back": "unlock"})
    assert shell.vaults == []


def test_enter_in_the_field_unlocks(qtbot):
    shell = a_shell()
    page = show(qtbot, shell)
    assert page.first_focus() is page.card.passphrase_edit
    qtbot.keyClicks(page.first_focus(), RIGHT_WORDS)
    qtbot.keyClick(page.first_focus(), Qt.Key.Key_Return)
    assert shell.vaults == ["open vault-1"]


def test_the_field_is_empty_while_the_key_is_worked_out(qtbot):
    tasks = HeldTasks()
    page = show(qtbot, a_shell(tasks=tasks))
    page.first_focus().setText(RIGHT_WORDS)
    page.card.unlock_button.click()
    assert page.first_focus().text() == ""
    assert page.card.unlock_button.is_busy
    page.unlock_requested.emit()
    assert tasks.count == 1


def test_a_wrong_passphrase_is_said_and_the_field_is_ready_again(qtbot):
    shell = a_shell()
    page = show(qtbot, shell)
    page.first_focus().setText("something else")
    page.card.unlock_button.click()
    said = "That passphrase did not work. Check Caps Lock and try again."
    assert page.card.passphrase_row.error == said
    assert page.first_focus().text() == ""
    assert not page.card.unlock_button.is_busy
    assert shell.vaults == []


def test_nothing_typed_asks_for_the_passphrase(qtbot):
    shell = a_shell()
    page = show(qtbot, shell)
    page.card.unlock_button.click()
    assert page.card.passphrase_row.error == "Type your passphrase."
    assert shell.context.vaults.tried == []


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (VaultTooNewError(), "made by a newer version"),
        (VaultInUseError(), "open in another window"),
        (VaultDamagedError(), "damaged"),
        (VaultHeaderDamagedError(), "beginning of the file is damaged"),
        (DiskReadOnlyError(), "cannot be written"),
    ],
)
def test_every_fault_has_its_own_sentence_in_the_card(qtbot, error, sentence):
    shell = a_shell()
    shell.context.vaults.error = error
    page = show(qtbot, shell)
    page.first_focus().setText(RIGHT_WORDS)
    page.card.unlock_button.click()
    assert sentence in words(page.card)
    assert not page.card.unlock_button.is_busy
    assert "delete" not in words(page.card).lower()


@pytest.mark.parametrize(
    ("error", "sentence", "next_step"),
    [
        (VaultHeaderDamagedError("header-digest"), "beginning of the file", "backup"),
        (VaultHeaderDamagedError("header-older"), "older beginning", "recovery sheet"),
        (VaultDamagedError("audit-head"), "Part of your records is damaged", "backup"),
        (VaultDamagedError("database-missing"), "cannot find your records", "look again"),
        (VaultTooNewError("schema-version"), "newer version", "Update the app"),
        (VaultInUseError(), "another window", "Go on in the other window"),
        (DiskFullError("database-full"), "disk is full", "Make room"),
        (DiskReadOnlyError("folder"), "cannot be written", "IT desk"),
    ],
)
def test_each_says_what_to_do_next_and_none_is_like_another(qtbot, error, sentence, next_step):
    shell = a_shell()
    shell.context.vaults.error = error
    page = show(qtbot, shell)
    page.first_focus().setText(RIGHT_WORDS)
    page.card.unlock_button.click()
    said = words(page.card)
    assert sentence in said
    assert next_step in said
    assert "could not be saved" not in said


def test_in_large_text_what_stands_in_the_way_is_seen_until_something_is_typed(qtbot, qapp):
    theme.apply_theme(qapp, theme.Theme(scale=2.0))
    shell = a_shell()
    shell.context.vaults.error = DiskFullError("database-full")
    page = show(qtbot, shell)
    page.first_focus().setText(RIGHT_WORDS)
    page.card.unlock_button.click()
    failure, field = page.card.failure, page.card.secret_edit

    def is_whole(widget):
        return widget.visibleRegion().boundingRect() == widget.rect()

    qtbot.waitUntil(lambda: is_whole(failure))
    assert page.focusWidget() is field
    QTest.keyClicks(field, "h")
    qtbot.waitUntil(lambda: is_whole(field))


def test_after_a_wrong_passphrase_it_waits_and_says_so(qtbot):
    shell = a_shell()
    page = show(qtbot, shell)
    shell.context.vaults.refusal_s = 3.2
    page.first_focus().setText("something else")
    page.card.unlock_button.click()
    assert page.card.passphrase_row.error.endswith("Wait 4 seconds first.")
    assert page.card.unlock_button.text() == "Try again in 4 seconds"
    page.first_focus().setText(RIGHT_WORDS)
    page.card.unlock_button.click()
    assert page.first_focus().text() == RIGHT_WORDS
    assert len(shell.context.vaults.tried) == 1
    assert page._ticking.isActive()
    shell.context.vaults.left_s = 1.0
    page.waited.emit()
    assert page.card.unlock_button.text() == "Try again in 1 second"
    shell.context.vaults.left_s = 0.0
    page.waited.emit()
    assert page.card.unlock_button.text() == "Unlock"
    assert not page._ticking.isActive()
    page.card.unlock_button.click()
    assert shell.vaults == ["open vault-1"]


def test_a_wait_from_before_is_there_at_once(qtbot):
    shell = a_shell()
    shell.context.vaults.left_s = 30.0
    page = show(qtbot, shell)
    assert page.card.unlock_button.text() == "Try again in 30 seconds"


def test_the_wait_is_that_of_the_chosen_records(qtbot):
    shell = a_shell(info(1), info(2, "Early turn"))
    shell.context.vaults.wait_s = {"vault-1": 8.0, "vault-2": 0.0}.get
    page = show(qtbot, shell)
    assert page.card.unlock_button.text() == "Try again in 8 seconds"
    page.card.vault_select.picked.emit("vault-2")
    assert page.card.unlock_button.text() == "Unlock"


def test_one_damaged_header_among_several_is_seen_at_once(qtbot):
    shell = a_shell(info(1, "", HeaderState.DAMAGED), info(2), info(3, "Late turn"))
    shell.context.vaults.troubles = {"vault-1": VaultHeaderDamagedError("header-digest")}
    page = show(qtbot, shell)
    assert page.card.vault_select.currentData() == "vault-2"
    assert "Other records on this laptop cannot be read." in words(page.card)
    button = page.card.findChild(DefaultButton, "look_at:vault-1")
    button.click()
    assert page.card.vault_select.currentData() == "vault-1"
    assert "beginning of the file is damaged" in words(page.card)
    page.card.vault_select.picked.emit("vault-2")
    assert "beginning of the file is damaged" not in words(page.card)
    assert "Other records on this laptop cannot be read." in words(page.card)


def test_records_that_are_not_there_can_be_looked_for_again(qtbot):
    shell = a_shell(info(1, "Van 2", HeaderState.DAMAGED))
    shell.context.vaults.troubles = {"vault-1": VaultDamagedError("database-missing")}
    page = show(qtbot, shell)
    assert "We cannot find your records" in words(page.card)
    shell.context.vaults.infos = (info(1),)
    shell.context.vaults.troubles = {}
    page.card.findChild(DefaultButton, "look_again").click()
    assert "We cannot find your records" not in words(page.card)


def test_damaged_records_lead_to_their_repair(qtbot, monkeypatch):
    monkeypatch.setattr(unlock_words, "PAGES", {"repair": "made up"})
    shell = a_shell(info(1, "Van 2", HeaderState.DAMAGED))
    shell.context.vaults.troubles = {"vault-1": VaultDamagedError("audit-head")}
    page = show(qtbot, shell)
    page.card.findChild(DefaultButton, "repair").click()
    assert shell.last == ("repair", {"vault": "vault-1"})


def test_exercise_records_are_marked_as_soon_as_they_are_chosen(qtbot):
    exercise = VaultInfo(VaultId("vault-2"), "Table top", VaultKind.EXERCISE)
    shell = a_shell(info(1), exercise)
    page = show(qtbot, shell)
    assert not shell.is_exercise
    page.card.vault_select.picked.emit("vault-2")
    assert shell.is_exercise
    page.card.vault_select.picked.emit("vault-1")
    assert not shell.is_exercise


def test_with_several_vaults_the_one_used_last_is_chosen(qtbot):
    shell = a_shell(info(1), info(2, "Early turn"), preferred="vault-2")
    page = show(qtbot, shell)
    assert page.card.vault_field.isVisible()
    page.first_focus().setText(RIGHT_WORDS)
    page.card.unlock_button.click()
    assert shell.vaults == ["open vault-2"]


def test_another_vault_can_be_chosen(qtbot):
    shell = a_shell(info(1), info(2, "Early turn"))
    page = show(qtbot, shell)
    page.card.vault_select.picked.emit("vault-2")
    page.first_focus().setText(RIGHT_WORDS)
    page.card.unlock_button.click()
    assert shell.vaults == ["open vault-2"]


def test_one_vault_shows_its_label_and_no_choice(qtbot):
    page = show(qtbot, a_shell())
    assert page.card.vault_field is None
    assert "Van 2 · this laptop only" in words(page)


def test_a_vault_that_cannot_be_read_is_listed_all_the_same(qtbot):
    page = show(qtbot, a_shell(info(1), info(2, "", HeaderState.DAMAGED)))
    assert page.card.vault_select.itemText(1) == "Records that cannot be read"


def test_the_recovery_key_unlocks_too(qtbot):
    shell = a_shell()
    page = show(qtbot, shell)
    page.card.recovery_button.click()
    assert page.card.recovery_row.isVisible()
    assert not page.card.passphrase_row.isVisible()
    page.first_focus().setText(RIGHT_KEY)
    page.card.unlock_button.click()
    assert shell.vaults == ["open vault-1"]


def test_a_wrong_recovery_key_points_at_the_sheet(qtbot):
    page = show(qtbot, a_shell())
    page.card.recovery_button.click()
    page.first_focus().setText("FFFF-FFFF")
    page.card.unlock_button.click()
    assert "Check each group against your sheet" in page.card.recovery_row.error


def test_back_from_the_recovery_key_asks_for_the_passphrase(qtbot):
    page = show(qtbot, a_shell())
    page.card.recovery_button.click()
    assert page.on_command("back")
    assert page.card.passphrase_row.isVisible()


SENDING = "Nothing is sent while it is locked."
DRAFT = "Your draft was saved first."


@pytest.mark.parametrize(
    ("because", "sentence"),
    [
        (
            "idle",
            f"Locked itself after 5 minutes without activity. {DRAFT} {SENDING}",
        ),
        (
            "idle:15",
            f"Locked itself after 15 minutes without activity. {DRAFT} {SENDING}",
        ),
        ("hide", f"Locked. Your work was saved first. {SENDING}"),
        ("manual", f"Locked. Your work was saved first. {SENDING}"),
        ("session", f"Locked with the laptop. Your work was saved first. {SENDING}"),
        ("limit", f"Locked after 8 hours. Your work was saved first. {SENDING}"),
        ("", ""),
    ],
)
def test_the_foot_says_why_it_locked(qtbot, because, sentence):
    page = show(qtbot, a_shell(because=because))
    assert page.reason_label.text() == sentence


def test_help_numbers_and_other_records_are_one_press_away(qtbot):
    shell = a_shell()
    page = show(qtbot, shell)
    page.urgent_button.click()
    assert shell.last == ("urgent", {"back": "unlock"})
    page.card.others_button.click()
    assert shell.last == ("first_run", {"again": "1"})


def test_an_outcome_after_the_page_has_gone_is_dropped(qtbot):
    tasks = HeldTasks()
    shell = a_shell(tasks=tasks)
    page = show(qtbot, shell)
    page.first_focus().setText(RIGHT_WORDS)
    page.card.unlock_button.click()
    page.urgent_button.click()
    page._presenter.leave()
    tasks.release()
    assert shell.vaults == []


def test_the_page_imports_nothing_heavy():
    code = (
        "import sys, estip_desktop.ui.main_window, estip_desktop.ui.shell;"
        "import estip_desktop.ui.pages.unlock.page;"
        "heavy = {'sqlalchemy', 'alembic', 'reportlab', 'pyhanko', 'pyrage', 'joserfc', 'zxcvbn',"
        " 'PySide6.QtNetwork', 'PySide6.QtPdf'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
