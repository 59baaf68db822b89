"""Backup in Settings, and the day's backup, on real vaults."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.errors import DiskFullError, DiskReadOnlyError
from estip_desktop.kernel.progress import CancelledError, Progress
from estip_desktop.ui import daily_backup
from estip_desktop.ui.pages.settings import backup_presenter
from estip_desktop.ui.pages.settings.backup_presenter import BackupPresenter
from estip_desktop.ui.pages.settings.backup_sections import BackupSection
from tests.backup_support import a_backed_up_vault, by_passphrase
from tests.fakes import FakeNavigator
from tests.vault_support import quick_vaults


class Asked:
    """What was asked for before the passphrase; says yes when told to."""

    def __init__(self):
        self.titles: list[str] = []
        self.is_right = True

    def __call__(self, _shell, *, title, why, button, on_confirmed):
        self.titles.append(title)
        assert why
        assert button
        if self.is_right:
            on_confirmed()


@pytest.fixture
def asked(monkeypatch):
    found = Asked()
    monkeypatch.setattr(backup_presenter, "ask_passphrase", found)
    return found


@pytest.fixture
def backed_up(home):
    made = a_backed_up_vault(home, answers=5)
    yield made
    made.vault.close()


def show(qtbot, backed_up) -> Any:
    services = SimpleNamespace(backups=backed_up.backups)
    context = SimpleNamespace(vaults=quick_vaults(backed_up.made.home))
    section: Any = BackupSection()
    qtbot.addWidget(section)
    shell = FakeNavigator(services=services, context=context)
    presenter = BackupPresenter(section, shell)
    section.attach(presenter)
    section.resize(900, 600)
    section.show()
    presenter.show()
    section.shell = shell
    return section


def test_it_says_how_old_the_backups_are(qtbot, backed_up):
    section = show(qtbot, backed_up)
    assert "None yet" in section.here_row.line_label.text()
    assert not section.sheet.open_button.isEnabled()
    backed_up.daily()
    section._presenter.show()
    assert "Last made today; 1 is kept" in section.here_row.line_label.text()
    assert section.here_chip.accessibleName() == "Up to date"
    backed_up.clock.move_on(timedelta(days=1))
    section._presenter.show()
    assert "Last made yesterday" in section.here_row.line_label.text()
    assert section.here_chip.accessibleName() == "Due"


def test_a_backup_elsewhere_asks_for_the_passphrase_first(qtbot, backed_up, asked, tmp_path):
    section = show(qtbot, backed_up)
    section.elsewhere.open_button.click()
    section.elsewhere.folder_edit.setText(str(tmp_path))
    asked.is_right = False
    section.elsewhere.make_button.click()
    assert asked.titles == ["Back up to another disk"]
    assert not list(tmp_path.glob("*.estip-backup"))
    asked.is_right = True
    section.elsewhere.make_button.click()
    assert len(list(tmp_path.glob("*.estip-backup"))) == 1
    assert "was read back" in section.elsewhere.done_line.words()
    assert "Last made today" in section.elsewhere.row.line_label.text()


def test_what_a_repair_kept_aside_goes_only_after_the_passphrase(qtbot, backed_up, asked):
    daily = backed_up.daily()
    backed_up.vault.close()
    backed_up.made.vaults.restores.restore(daily, by_passphrase(), Progress())
    backed_up.vault = backed_up.made.open()
    section = show(qtbot, backed_up)
    (button,) = section.aside.buttons
    assert button.accessibleName() == "Remove: Kept aside by the repair of Mon 23 Nov 2026"
    asked.is_right = False
    button.click()
    assert asked.titles == ["Remove what a repair kept aside"]
    assert backed_up.backups.set_aside()
    asked.is_right = True
    button.click()
    assert backed_up.backups.set_aside() == ()
    assert section.aside.buttons == []
    assert section.aside.done_line.words() == "Removed. Your records keep a note of it."


def test_without_a_repair_nothing_is_said_of_it(qtbot, backed_up):
    section = show(qtbot, backed_up)
    assert not section.aside.isVisible()


def test_what_could_not_be_removed_stays_listed(qtbot, backed_up, asked, monkeypatch):
    section = show(qtbot, backed_up)
    name = f"{backed_up.made.info.id}.kept-2026-11-23-1"

    def fail(_name):
        raise DiskReadOnlyError("file")

    backups = section._presenter._backups
    monkeypatch.setattr(backups, "set_aside", lambda: (name,))
    monkeypatch.setattr(backups, "remove_aside", fail)
    section._presenter.show()
    section.aside.buttons[0].click()
    assert "cannot be written" in section.aside.done_line.words()
    assert section.aside.buttons[0].isEnabled()


def test_what_is_wrong_with_a_folder_is_said_beside_it(qtbot, backed_up, asked, tmp_path):
    section = show(qtbot, backed_up)
    section.elsewhere.open_button.click()
    section.elsewhere.make_button.click()
    assert "Choose a disk" in section.elsewhere.folder_field.error
    section.elsewhere.folder_edit.setText(str(tmp_path / "nowhere" / "deeper"))
    section.elsewhere.make_button.click()
    assert "no such folder" in section.elsewhere.folder_field.error
    section.elsewhere.folder_edit.setText(str(tmp_path))
    section.elsewhere.make_button.click()
    section.elsewhere.open_button.click()
    section.elsewhere.make_button.click()
    assert "there already" in section.elsewhere.folder_field.error


def test_a_full_disk_and_a_stop_are_told(qtbot, backed_up, asked, tmp_path, monkeypatch):
    section = show(qtbot, backed_up)
    section.elsewhere.folder_edit.setText(str(tmp_path))
    for error, said in ((DiskFullError("file"), "disk is full"), (CancelledError(), "Stopped")):

        def fail(*_args, error=error):
            raise error

        monkeypatch.setattr(section._presenter._backups, "make_elsewhere", fail)
        section.elsewhere.make_button.click()
        assert said in section.elsewhere.done_line.words()


def test_disks_that_are_plugged_in_fill_the_folder(qtbot, backed_up, tmp_path, monkeypatch):
    from estip_desktop.adapters.storage import backups

    stick = tmp_path / "STICK"
    stick.mkdir()
    monkeypatch.setattr(backups, "plugged_in", lambda: (stick,))
    section = show(qtbot, backed_up)
    section.elsewhere.open_button.click()
    section.elsewhere.disk_chips.chips[0].click()
    assert section.elsewhere.folder_edit.text() == str(stick)


def test_trying_the_sheet_says_what_it_opened_and_remembers_the_day(qtbot, backed_up):
    backed_up.daily()
    section = show(qtbot, backed_up)
    assert section.sheet.chip.accessibleName() == "Due"
    section.sheet.open_button.click()
    section.sheet.key_edit.setText("AAAA-BBBB")
    section.sheet.try_button.click()
    assert "Check each group" in section.sheet.key_field.error
    section.sheet.key_edit.setText(backed_up.made.recovery_key)
    section.sheet.try_button.click()
    assert "It works. Your sheet" in section.sheet.done_line.words()
    assert section.sheet.key_edit.text() == ""
    assert "Last rehearsed today" in section.sheet.row.line_label.text()


def test_the_sheet_of_other_records_is_told(qtbot, backed_up, tmp_path):
    from tests.vault_support import make_vault

    stranger = make_vault(tmp_path / "stranger")
    backed_up.daily()
    section = show(qtbot, backed_up)
    section.sheet.open_button.click()
    section.sheet.key_edit.setText(stranger.recovery_key)
    section.sheet.try_button.click()
    assert "does not open these records" in section.sheet.key_field.error


def test_all_backups_have_a_page(qtbot, backed_up):
    section = show(qtbot, backed_up)
    section.all_button.click()
    assert section.shell.last == ("repair", {"back": "settings"})


def test_the_first_unlocking_of_a_day_makes_one_and_the_second_none(backed_up):
    shell = FakeNavigator(services=SimpleNamespace(backups=backed_up.backups))
    daily_backup.start(shell)
    daily_backup.start(shell)
    assert len(backed_up.backups.kept()) == 1
    backed_up.clock.move_on(timedelta(days=1))
    daily_backup.start(shell)
    assert len(backed_up.backups.kept()) == 2
    assert shell.said == []


def test_a_day_without_a_backup_is_told_once_and_calmly(backed_up, monkeypatch):
    backups = backed_up.backups
    shell = FakeNavigator(services=SimpleNamespace(backups=backups))
    for error, said in ((DiskFullError("file"), 1), (CancelledError(), 1)):

        def fail(*_args, error=error):
            raise error

        monkeypatch.setattr(backups, "make_daily", fail)
        daily_backup.start(shell)
        assert len(shell.said) == said
    assert "Today's backup was not made" in shell.said[0]
