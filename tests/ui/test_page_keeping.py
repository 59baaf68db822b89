"""What is over its time: looked at first, removed after the passphrase, certified."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from estip_desktop.casework import FollowUpState
from estip_desktop.errors import DiskFullError
from estip_desktop.kernel.ids import FollowUpId
from estip_desktop.records import HoldKind
from estip_desktop.ui import theme
from estip_desktop.ui.pages.keeping.page import build
from estip_desktop.ui.widgets.disks import Disk
from tests.builders import a_follow_up
from tests.e2e.test_every_screen_fits import findings
from tests.ui.care_world import shown
from tests.ui.record_world import PERSON, record_world


@pytest.fixture
def world(home: Path, monkeypatch):
    with record_world(home) as opened:
        made: Any = opened
        made.a_month()
        made.backups = []
        made.services.backups = SimpleNamespace(
            make_daily=lambda _p, _c: made.backups.append("daily"), set_aside=tuple
        )
        done = {"due_on": made.clock.now().date(), "closed_at": made.clock.now()}
        made.keep(
            "follow_ups",
            a_follow_up(id=FollowUpId("f2"), purpose="day-91", state=FollowUpState.DONE, **done),
        )
        made.asked = []
        monkeypatch.setattr(
            "estip_desktop.ui.pages.keeping.presenter.ask_passphrase",
            lambda _shell, **given: made.asked.append(given["on_confirmed"]),
        )
        yield made


def told(page: Any) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_nothing_due_says_so_and_how_long_things_are_kept(qtbot, world):
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    assert page.nothing.isVisible()
    assert not page.remove_button.isVisible()
    assert "its record is kept 30 days" in told(page)


def test_what_is_due_goes_only_after_the_passphrase(qtbot, world):
    world.clock.move_on(timedelta(days=31))
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    assert "P-0417 · Record of Ferry Lane collision" in told(page)
    assert page.remove_button.words() == "Remove this one"
    page.remove_button.click()
    assert world.records.look_again(PERSON).sessions
    world.asked[0]()
    words = told(page)
    assert "records of 1 person were removed" in words
    assert "SHA-256" in words
    assert "The newest backup no longer holds them." in words
    assert world.backups == ["daily"]
    assert "Robin" not in words
    assert page.nothing.isVisible()
    assert world.records.people().total == 0


def test_the_certificate_is_saved_under_a_name_that_says_nothing(
    qtbot, world, tmp_path, monkeypatch
):
    stick = tmp_path / "stick"
    stick.mkdir()
    disk = Disk(str(stick), "STICK")
    monkeypatch.setattr("estip_desktop.ui.widgets.disk_saving.plugged_in_disks", lambda: [disk])
    world.clock.move_on(timedelta(days=31))
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    page.remove_button.click()
    world.asked[0]()
    for _again in range(2):
        page.saving.button.click()
        page.saving.chooser.disk_buttons[0].click()
    day = world.clock.now().date().isoformat()
    assert sorted(path.name for path in stick.iterdir()) == [
        f"removal-{day}-2.txt",
        f"removal-{day}.txt",
    ]
    assert f"Saved as removal-{day}-2.txt. It holds no names." in page.saving.line.words()
    text = (stick / f"removal-{day}.txt").read_text()
    assert text.startswith("Certificate of removal\n")
    assert "SHA-256" in text
    for word in ("Robin", "P-0417", "Ferry Lane"):
        assert word not in text
    stick.rename(tmp_path / "gone")
    page.saving.chooser.disk_buttons[0].click()
    assert "Try another disk" in page.saving.line.words()


def test_without_a_new_backup_it_says_so(qtbot, world):
    def fail(_progress: Any, _cancel: Any) -> None:
        raise DiskFullError("ENOSPC")

    world.services.backups.make_daily = fail
    world.clock.move_on(timedelta(days=31))
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    page.remove_button.click()
    world.asked[0]()
    assert "No new backup could be made." in told(page)


def test_what_a_restore_kept_aside_is_named_where_it_still_holds_them(qtbot, world):
    world.services.backups.set_aside = lambda: ("one.kept-2026-11-01-1",)
    world.clock.move_on(timedelta(days=31))
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    page.remove_button.click()
    world.asked[0]()
    assert "may still be in what the repair of Sun 1 Nov 2026 kept aside." in told(page)


def test_what_is_held_shows_itself_and_stays(qtbot, world):
    world.clock.move_on(timedelta(days=31))
    world.keeping.hold(PERSON, HoldKind.COMPLAINT, "A complaint", "Professional standards")
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    assert "Complaint, ask Professional standards" in told(page)
    assert not page.remove_button.isVisible()


def test_while_the_clock_is_in_doubt_the_date_has_to_be_typed_first(qtbot, world):
    today = world.clock.now()
    world.clock.move_on(timedelta(days=3650))
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    assert "The clock of this laptop may be wrong" in told(page)
    assert "but these records were last used on" in told(page)
    page.remove_button.click()
    assert world.asked == []
    dialog = page.date_dialog
    for day, said in ((None, "Type a day"), (today.date(), "Set its clock first")):
        dialog.fields["date"].editor.set_day(day)
        dialog.accept()
        assert said in dialog.fields["date"].error
    assert world.asked == []
    dialog.fields["date"].editor.set_day(world.clock.now().date())
    dialog.accept()
    world.asked[0]()
    assert world.records.people().total == 0
    assert "The clock of this laptop may be wrong" not in told(page)


def test_back_leads_to_settings(qtbot, world):
    page: Any = build(world.shell, {})
    shown(qtbot, page)
    page.back_button.click()
    assert world.shell.last == ("settings", {})


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off(qtbot, qapp, world, scale):
    world.clock.move_on(timedelta(days=31))
    theme.apply_theme(qapp, theme.Theme(scale=scale))
    page: Any = build(world.shell, {})
    window = shown(qtbot, page)
    for _round in range(5):
        qapp.processEvents()
    assert list(findings(window)) == []
