"""Putting a backup back in the window, on real vaults."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from estip_desktop.errors import InputRefusedError
from estip_desktop.ui.pages.repair.page import build
from estip_desktop.ui.pages.repair.presenter import ELSEWHERE
from tests.backup_support import NEW_PASSPHRASE, a_backed_up_vault, save
from tests.fakes import FakeNavigator
from tests.vault_support import PASSPHRASE, quick_vaults


@pytest.fixture
def backed_up(home):
    made = a_backed_up_vault(home, answers=5)
    made.older = made.daily()  # type: ignore[attr-defined]
    save(made.vault, 50)
    made.newest = made.daily()  # type: ignore[attr-defined]
    save(made.vault, 51)
    made.vault.close()
    return made


def a_shell(home, services=None):
    return FakeNavigator(services=services, context=SimpleNamespace(vaults=quick_vaults(home)))


def show(qtbot, shell, **arguments) -> Any:
    page = build(shell, arguments)
    qtbot.addWidget(page)
    page.resize(1366, 690)
    page.show()
    qtbot.waitExposed(page)
    return page


def words(page) -> str:
    QApplication.processEvents()  # a layout shows what is new a little later
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def look(page, secret=PASSPHRASE):
    page.secret_edit.setText(secret)
    QTest.keyClick(page.secret_edit, Qt.Key.Key_Return)


def test_the_newest_good_backup_is_suggested_and_what_came_after_is_told(qtbot, backed_up):
    page = show(qtbot, a_shell(backed_up.made.home), vault=backed_up.made.info.id)
    look(page)
    assert page.backup_group.chosen_codes() == [str(backed_up.newest)]
    said = words(page)
    assert "Added after this backup" in said
    assert "answers: 1" in said
    assert "carried over" in said
    assert page.main_button.words() == "Put this backup back"


def test_a_damaged_backup_is_shown_as_no_use_and_not_offered(qtbot, backed_up):
    data = bytearray(backed_up.newest.read_bytes())
    data[len(data) // 2] ^= 1
    backed_up.newest.write_bytes(data)
    page = show(qtbot, a_shell(backed_up.made.home), vault=backed_up.made.info.id)
    look(page)
    assert page.backup_group.chosen_codes() == [str(backed_up.older)]
    assert "Damaged, or changed since it was made" in words(page)
    assert len(page.backup_group.cards) == 1


def test_another_choice_is_compared_anew(qtbot, backed_up):
    page = show(qtbot, a_shell(backed_up.made.home), vault=backed_up.made.info.id)
    look(page)
    page.backup_group.cards[1].click()
    assert "answers: 2" in words(page)


def test_putting_it_back_says_so_and_keeps_what_was_there(qtbot, backed_up):
    shell = a_shell(backed_up.made.home)
    page = show(qtbot, shell, vault=backed_up.made.info.id)
    look(page)
    page.main_button.click()
    said = words(page)
    assert "The backup is back." in said
    assert "1 change made after the backup was carried over" in said or "carried over" in said
    assert f"{backed_up.made.info.id}.kept-" in said
    page.main_button.click()
    assert shell.last == ("unlock", {})
    vault = backed_up.made.open()
    with vault.open_unit() as unit:
        assert "q51" in unit.answers.of("session")
    vault.close()


def test_an_older_passphrase_that_comes_back_is_said_before_and_after(qtbot, backed_up):
    vault = backed_up.made.open()
    vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    vault.close()
    database = backed_up.made.folder / "vault.db"
    database.write_bytes(bytes(database.stat().st_size))
    page = show(qtbot, a_shell(backed_up.made.home), vault=backed_up.made.info.id)
    look(page)
    assert "Those of today will not open it any more" in words(page)
    page.main_button.click()
    assert "Change the passphrase next." in words(page)


def test_a_replaced_passphrase_neither_shows_nor_puts_back_what_came_later(qtbot, backed_up):
    vault = backed_up.made.open()
    vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    vault.close()
    page = show(qtbot, a_shell(backed_up.made.home), vault=backed_up.made.info.id)
    look(page)
    assert "was replaced since" in words(page)
    assert "Type the passphrase that you use now" in words(page)
    assert "Added after this backup" not in words(page)
    page.main_button.click()
    assert "was replaced since" in words(page)
    assert [path.name for path in (backed_up.made.home / "vaults").iterdir()] == [
        backed_up.made.info.id
    ]


def test_a_wrong_secret_is_said_at_the_field(qtbot, backed_up):
    page = show(qtbot, a_shell(backed_up.made.home), vault=backed_up.made.info.id)
    look(page, "something else altogether")
    assert "did not work" in page.secret_field.error
    assert page.secret_edit.text() == ""
    assert page.backup_group is None
    look(page, "something else again")
    assert "Wait 1 second" in page.secret_field.error
    look(page, "")
    assert "Type your passphrase" in page.secret_field.error
    page.recovery_button.click()
    look(page, "AAAA")
    assert "recovery key" in page.secret_field.error


def test_the_recovery_sheet_opens_them_too(qtbot, backed_up):
    page = show(qtbot, a_shell(backed_up.made.home), vault=backed_up.made.info.id)
    page.recovery_button.click()
    look(page, backed_up.made.recovery_key.lower())
    assert page.backup_group.chosen_codes() == [str(backed_up.newest)]


def test_a_machine_that_never_saw_the_records_takes_a_file(qtbot, backed_up, tmp_path):
    other = tmp_path / "other"
    shell = a_shell(other)
    page = show(qtbot, shell)
    assert page.first_focus() is page.file_edit
    page.secret_edit.setText(PASSPHRASE)
    page.main_button.click()
    assert "Choose a backup" in page.file_field.error
    page.file_edit.setText(str(tmp_path / "nowhere"))
    look(page)
    assert "no such file" in page.file_field.error
    page.file_edit.setText(str(backed_up.newest))
    look(page)
    assert page.main_button.words() == "Put this backup back"
    assert "recovery sheet of 23/11/2026 open it" in words(page)
    page.main_button.click()
    assert "The backup is back." in words(page)
    assert ".kept-" not in words(page)
    assert [one.id for one in quick_vaults(other).list()] == [backed_up.made.info.id]


def test_open_records_are_locked_before_anything_is_put_back(qtbot, backed_up):
    vault = backed_up.made.open()
    services = SimpleNamespace(vault=vault, desk=None)
    shell = a_shell(backed_up.made.home, services)
    page = show(qtbot, shell, back="settings")
    before = (backed_up.made.folder / "vault.db").stat().st_mtime_ns
    look(page)
    assert page.main_button.words() == "Lock, then put it back"
    assert "have to be locked" in words(page)
    page.main_button.click()
    assert shell.locked == ["repair"]
    assert (backed_up.made.folder / "vault.db").stat().st_mtime_ns == before
    page.back_button.click()
    assert shell.last == ("settings", {"section": "backup"})
    vault.close()


def test_where_there_is_no_backup_it_says_where_to_look(qtbot, home):
    from tests.vault_support import make_vault

    made = make_vault(home)
    page = show(qtbot, a_shell(home), vault=made.info.id)
    look(page)
    assert "There is no backup beside these records." in words(page)
    page.source_group.cards[-1].click()
    assert page.file_field.isVisible()
    assert page._source == ELSEWHERE


def test_back_leads_to_the_lock_page_or_the_first_run(qtbot, backed_up, tmp_path):
    for home, expected in ((backed_up.made.home, "unlock"), (tmp_path / "none", "first_run")):
        shell = a_shell(home)
        page = show(qtbot, shell)
        assert page.on_command("back")
        assert shell.last == (expected, {})


def test_a_lost_laptop_has_a_sheet_of_its_own(qtbot, backed_up, tmp_path):
    asked = []

    def write(sheet, folder):
        asked.append((sheet, folder))
        if folder.name == "nowhere":
            raise InputRefusedError("backup-target")
        return ("lost-laptop.pdf", "lost-laptop.txt")

    shell = a_shell(tmp_path / "other")
    shell.context.write_lost_laptop_sheet = write
    page = show(qtbot, shell)
    assert not page.lost_card.isVisible()
    page.file_edit.setText(str(backed_up.newest))
    look(page)
    page.lost_card.open_button.click()
    page.lost_card.make_button.click()
    assert "Type the folder" in page.lost_card.folder_field.error
    page.lost_card.folder_edit.setText(str(tmp_path / "nowhere"))
    page.lost_card.make_button.click()
    assert "no such folder" in page.lost_card.folder_field.error
    page.lost_card.with_chips.chips[1].click()
    page.lost_card.folder_edit.setText(str(tmp_path))
    page.lost_card.make_button.click()
    sheet, folder = asked[-1]
    assert (sheet.with_laptop, folder) == (("sheet",), tmp_path)
    assert "lost-laptop.pdf" in page.lost_card.done_line.words()
    assert not list((tmp_path / "other" / "vaults").iterdir())


def test_a_window_that_locked_for_repair_goes_straight_there(qtbot, backed_up):
    from estip_desktop.ui.main_window import MainWindow
    from estip_desktop.ui.shell import Shell
    from tests.ui.shell_world import ShellContext, ShellTasks

    window = MainWindow()
    qtbot.addWidget(window)
    context: Any = ShellContext(
        locked_because="repair",
        preferred_vault=backed_up.made.info.id,
        vaults=quick_vaults(backed_up.made.home),
    )
    shell: Any = Shell(window, context)
    shell._tasks = ShellTasks()
    window.show()
    shell.open("unlock")
    qtbot.waitUntil(lambda: shell.current_page == "repair")
    assert shell.current_arguments == {"vault": backed_up.made.info.id}
    page: Any = window.page
    page.back_button.click()
    qtbot.wait(50)
    assert shell.current_page == "unlock"  # and not sent there again
