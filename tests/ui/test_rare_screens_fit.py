"""Screens that the tour never comes to: each holds what it shows, in every look that is hard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDialog, QWidget

from estip_desktop.casework import FollowUpState, YesNoUnknown
from estip_desktop.errors import DiskFullError, VaultDamagedError
from estip_desktop.kernel.i18n import set_language
from estip_desktop.kernel.ids import FollowUpId, PersonId
from estip_desktop.outbox import ParcelState
from estip_desktop.referrals import ReferralState
from estip_desktop.ui import theme
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.pages.concern.page import build as build_concern
from estip_desktop.ui.pages.directory.page import build as build_directory
from estip_desktop.ui.pages.first_run.page import build as build_first_run
from estip_desktop.ui.pages.group.page import build as build_group
from estip_desktop.ui.pages.guided.page import build as build_guided
from estip_desktop.ui.pages.keeping.page import build as build_keeping
from estip_desktop.ui.pages.keys.page import build as build_keys
from estip_desktop.ui.pages.new_group.page import build as build_new_group
from estip_desktop.ui.pages.new_session.page import build as build_new_session
from estip_desktop.ui.pages.notices.page import build as build_notices
from estip_desktop.ui.pages.outbox.page import build as build_outbox
from estip_desktop.ui.pages.person.page import build as build_person
from estip_desktop.ui.pages.receipt.page import build as build_receipt
from estip_desktop.ui.pages.repair.page import build as build_repair
from estip_desktop.ui.pages.repair.words import later_lines, later_promise, later_title
from estip_desktop.ui.pages.settings.page import build as build_settings
from estip_desktop.ui.pages.sheets.page import build as build_sheets
from estip_desktop.ui.pages.unlock.page import build as build_unlock
from estip_desktop.ui.widgets.disks import Disk
from estip_desktop.vault import Notices, SlotInfo, SlotKind
from estip_desktop.vault.repair import Later, LaterEntry
from tests.backup_support import NEW_PASSPHRASE, a_backed_up_vault, save
from tests.builders import (
    NOW,
    a_follow_up,
    a_new_session,
    a_person,
    a_session,
    an_incident,
)
from tests.e2e.test_every_screen_fits import judged
from tests.fakes import FakeNavigator
from tests.ui.group_builders import answer_required, start_group
from tests.ui.parcel_builders import KEY, a_parcel, a_referral
from tests.ui.record_world import PERSON, record_world
from tests.ui.test_page_first_run import World as FirstRunWorld
from tests.ui.test_page_keys import Keys
from tests.ui.test_page_outbox import a_shell as an_outbox_shell
from tests.ui.test_page_receipt import a_shell as a_receipt_shell
from tests.ui.test_page_receipt import an_event
from tests.ui.test_page_repair import a_shell as a_repair_shell
from tests.ui.test_page_settings import World as SettingsWorld
from tests.ui.test_page_unlock import RIGHT_WORDS, info
from tests.ui.test_page_unlock import a_shell as an_unlock_shell
from tests.vault_support import PASSPHRASE
from tests.world import World

THREE_DAYS_AGO = NOW - timedelta(days=3)
ASIDE = ("v1.kept-2026-11-09-1", "v1.kept-2026-11-21-2")
LOOKS = {
    "dark-200": (theme.Theme("dark", 2.0), (1366, 690), "pseudo"),
    "light-small": (theme.Theme("light"), (1024, 600), "en"),
}


class Stage:
    """A window of one size in which pages are shown and looked at.

    Args:
        home: Folder for vaults.
        patch: Puts things aside until the test is over.
        size: Of the window.
    """

    def __init__(self, home: Path, patch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
        self.home, self.patch = home, patch
        self.found: list[str] = []
        self.window = MainWindow()
        self.window.resize(*size)
        self.until_end = ExitStack()
        self.disk = home.parent / "stick"
        self.disk.mkdir()
        for place in ("pages.outbox.stick", "widgets.disk_saving"):
            patch.setattr(
                f"estip_desktop.ui.{place}.plugged_in_disks",
                lambda: [Disk(str(self.disk), "STICK"), Disk(str(home), "Northdale van disk")],
            )
        for place in ("outbox.presenter", "keeping.presenter", "settings.backup_presenter"):
            patch.setattr(
                f"estip_desktop.ui.pages.{place}.ask_passphrase",
                lambda _shell, **given: given["on_confirmed"](),
            )

    def show(self, page: Any) -> Any:
        """Put a page on show."""
        self.window.show_page(page, page.first_focus())
        self.window.show()
        self.settle()
        return page

    def settle(self) -> None:
        """Let layouts come to rest."""
        for _round in range(6):
            QApplication.processEvents()

    def look(self, name: str, at: QWidget | None = None) -> None:
        """Judge what is on show, scrolled to ``at``; a dialog is judged too, and has to fit."""
        self.settle()
        if at is not None:
            bring_to_top(at)
            self.settle()
        dialogs = [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, QDialog) and each.isVisible()
        ]
        wrong = judged(dialogs[-1] if dialogs else self.window)
        if at is not None:
            wrong = [each for each in wrong if not each.startswith("focus out of sight")]
        self.found += [f"{name}: {each}" for each in wrong]
        for dialog in dialogs:
            if dialog.width() > self.window.width() or dialog.height() > self.window.height():
                self.found.append(f"{name}: dialog larger than the window {dialog.size()}")

    def end(self) -> None:
        """Close everything."""
        for each in QApplication.topLevelWidgets():
            if isinstance(each, QDialog) and each.isVisible():
                each.reject()
        self.window.close()
        self.until_end.close()


def bring_to_top(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea) and parent.verticalScrollBar().maximum():
            inner = parent.viewport().findChild(QWidget)
            assert inner is not None
            top = widget.mapTo(inner, widget.rect().topLeft()).y()
            parent.verticalScrollBar().setValue(top - theme.px(16))
            return
        parent = parent.parentWidget()


def settings(stage: Stage) -> None:
    world = SettingsWorld()
    keys, backups = world.shell.services.keys, world.shell.services.backups
    keys.slots = (*keys.slots, SlotInfo("c3", SlotKind.FORCE, "age-x25519", {}))
    backups.set_aside = lambda: ASIDE

    def fail(_name: str) -> None:
        raise DiskFullError("file")

    backups.remove_aside = fail
    page = stage.show(build_settings(world.shell, {}))
    stage.look("settings-keys-force", page.keys)
    stage.look("settings-backup-aside", page.backup.aside)
    page.backup.aside.buttons[0].click()
    stage.look("settings-backup-aside-not-removed", page.backup.aside)


def keys(stage: Stage) -> None:
    vault = SimpleNamespace(notices=Notices())
    for task in ("passphrase", "sheet", "try"):
        services = SimpleNamespace(keys=Keys(), vault=vault)
        page: Any = stage.show(build_keys(FakeNavigator(services=services), {"task": task}))
        stage.look(f"keys-{task}")
        page.main_button.click()
        stage.look(f"keys-{task}-missing")


def keeping(stage: Stage) -> None:
    world: Any = stage.until_end.enter_context(record_world(stage.home))
    world.a_month()
    done = {"due_on": world.clock.now().date(), "closed_at": world.clock.now()}
    world.keep(
        "follow_ups",
        a_follow_up(id=FollowUpId("f2"), purpose="day-91", state=FollowUpState.DONE, **done),
    )
    world.services.backups = SimpleNamespace(
        make_daily=lambda _p, _c: None, set_aside=lambda: ASIDE
    )
    world.clock.move_on(timedelta(days=3650))
    page = stage.show(build_keeping(world.shell, {}))
    stage.look("keeping-doubt")
    page.remove_button.click()
    page.date_dialog.accept()
    stage.look("keeping-doubt-dialog")
    page.date_dialog.fields["date"].editor.set_day(world.clock.now().date())
    page.date_dialog.accept()
    stage.look("keeping-certificate", page.certificate_card)
    page.saving.button.click()
    page.saving.chooser.disk_buttons[0].click()
    stage.look("keeping-certificate-saved", page.saving.button)


def notices(stage: Stage) -> None:
    told = (
        Notices(is_older_copy=True, seen_not_kept=True, header_not_repaired=True),
        Notices(keys_of_backup=True, by_recovery_key=True),
        Notices(force_added=True, force_opened_at=NOW, is_older_header=True),
    )
    for number, each in enumerate(told, 1):
        shell = FakeNavigator(services=SimpleNamespace(vault=SimpleNamespace(notices=each)))
        stage.show(build_notices(shell, {}))
        stage.look(f"notices-{number}")


def repair(stage: Stage) -> None:
    made = a_backed_up_vault(stage.home, answers=5)
    made.daily()
    save(made.vault, 51)
    made.vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    made.vault.close()
    shell = a_repair_shell(made.made.home)
    page = stage.show(build_repair(shell, {"vault": made.made.info.id}))
    page.secret_edit.setText(PASSPHRASE)
    page.main_button.click()
    stage.look("repair-replaced")
    database = made.made.folder / "vault.db"
    database.write_bytes(bytes(database.stat().st_size))
    page = stage.show(build_repair(shell, {"vault": made.made.info.id}))
    page.secret_edit.setText(PASSPHRASE)
    page.main_button.click()
    stage.look("repair-listed")
    stage.look("repair-unreadable", page.backup_group)
    page.main_button.click()
    stage.look("repair-done")


def repair_erased(stage: Stage) -> None:
    made = a_backed_up_vault(stage.home, answers=5)
    made.daily()
    made.vault.close()
    page = stage.show(build_repair(a_repair_shell(made.made.home), {"vault": made.made.info.id}))
    page.secret_edit.setText(PASSPHRASE)
    page.main_button.click()
    entry = LaterEntry(int(NOW.timestamp() * 1_000_000), "answer-saved")
    for name, is_whole in (("stay", True), ("may-come-back", False)):
        later = Later((entry,), is_whole=is_whole, erased=2)
        page.show_later(later_title(later), later_lines(later), later_promise(later))
        stage.look(f"repair-erased-{name}", page.backup_group)


def outbox(stage: Stage) -> None:
    shell = an_outbox_shell(a_parcel(state=ParcelState.SEALED), reachable=True)
    page = stage.show(build_outbox(shell, {}))
    page.stick_card.open_button.click()
    stage.look("outbox-stick", page.stick_card)
    page.stick_card.buttons[0].click()
    stage.look("outbox-stick-copied", page.stick_card)
    page.stick_card.buttons[1].click()
    stage.look("outbox-stick-receipts", page.stick_card)


def receipt(stage: Stage) -> None:
    shell = a_receipt_shell(a_parcel(), an_event("sealed"))
    page = stage.show(build_receipt(shell, {"referral": KEY}))
    stage.look("receipt-hand-over")
    stage.look("receipt-hand-over-button", page.handed_edit)
    page.handed_button.click()
    stage.look("receipt-hand-over-missing", page.handed_edit)


def person_copy(stage: Stage) -> None:
    world: Any = stage.until_end.enter_context(record_world(stage.home))
    world.a_month()
    signed = a_referral(
        person_id=PERSON, state=ReferralState.SIGNED, pdf=b"%PDF-1.7 made up", signed_at=NOW
    )
    world.keep("referrals", signed)
    page = stage.show(build_person(world.shell, {"person": PERSON}))
    page.record_card.copy_button.click()
    page._open_dialog.accept()
    stage.look("person-copy")


def unlock(stage: Stage) -> None:
    errors = (DiskFullError("database-full"), VaultDamagedError("audit-head"), None)
    for number, error in enumerate(errors):
        shell = an_unlock_shell(info(1), info(2, "Van 3"))
        shell.context.vaults.error = error
        page = stage.show(build_unlock(shell, {}))
        page.dress()
        page.first_focus().setText(RIGHT_WORDS if error else "wrong")
        page.card.unlock_button.click()
        stage.look(f"unlock-{number}", page.card.failure)  # seen instead of the focus


def first_run(stage: Stage) -> None:
    world = FirstRunWorld()
    page: Any = stage.show(build_first_run(world.shell, {}))
    page.main_button.click()
    page.main_button.click()
    page._content.kind_group.cards[0].click()
    page._content.label_edit.setText("Laptop of Priya")
    page._content.name_edit.setText("Priya")
    page.main_button.click()
    stage.look("first-run-label")
    stage.look("first-run-label-field", page._content.label_field)


def groups(stage: Stage) -> None:
    world = World()
    world.keep("incidents", an_incident(pip=YesNoUnknown.UNKNOWN, ended_at=THREE_DAYS_AGO))
    page: Any = stage.show(build_new_group(world.shell, {}))
    page.start_button.click()
    stage.look("new-group-locked", page.pip_card)
    page.pip_card.status_group.chips[0].click()
    for each in ("A. B.", "Siân", "O'Brien", "W" * 24, "<b>x</b>", *"CDEFG"):
        page.roster_card.who_edit.setText(each)
        page.roster_card.add_button.click()
    stage.look("new-group-roster", page.roster_card)
    stage.look("new-group-split", page.split_group)
    group = start_group(world, ("A. B.", "Siân", "O'Brien", "W" * 24))
    for page_id in ("DG3.rules", "DG6.actions", "DG9.slots", "DG11.day"):
        stage.show(build_guided(world.shell, {"session": group, "page": page_id}))
        stage.look(f"group-{page_id}")
    concern = world.concerns.open_by_hand(None)
    page = stage.show(build_concern(world.shell, {"concern": concern.id}))
    page.whom.group.chips[4].click()
    stage.look("group-concern", page.whom)
    world.concerns.close_as_mistake(concern.id)
    answer_required(world, group, DG9_slots=["m1", "m4"], DG10_watch=["m2"])
    page = stage.show(build_group(world.shell, {"session": group}))
    stage.look("group-check")
    page.finish_button.click()
    stage.look("group-finished")


def estim(stage: Stage) -> None:
    world = World()
    world.keep("incidents", an_incident(ended_at=THREE_DAYS_AGO - timedelta(days=40)))
    world.keep("people", a_person())
    world.keep("sessions", a_session(started_at=NOW - timedelta(days=40)).finish(NOW))
    start = {"protocol": "EM", "person": "person-1"}
    page: Any = stage.show(build_new_session(world.shell, start))
    page.start_button.click()
    stage.look("estim-late", page.agreed_field)
    wish = a_new_session(
        protocol_id="EM",
        protocol_version=world.content.protocol("EM").version,
        person_id=PersonId("person-1"),
        person_name="",
    )
    session = world.casework.start(wish).id
    world.guide.answer(session, "EM2.agrees", "yes")
    world.guide.answer(session, "EM3.needs", ["team", "woman"])
    for page_id in ("EM1.before", "EM1.grounds", "EM3.needs", "EM4.summary"):
        page = stage.show(build_guided(world.shell, {"session": session, "page": page_id}))
        stage.look(f"estim-{page_id}")


def directory(stage: Stage) -> None:
    world = World()
    world.services.desk = None
    page: Any = stage.show(build_directory(world.shell, {}))
    stage.look("directory", page.rows[-1])
    page = stage.show(build_sheets(world.shell, {"sheet": "sleep"}))
    stage.look("sheet", page.papers.print_buttons["sleep"])


SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__: scene
    for scene in (
        settings, keys, keeping, notices, repair, repair_erased, outbox, receipt, person_copy,
        unlock, first_run, groups, estim, directory,
    )
}  # fmt: skip


@pytest.fixture(params=list(LOOKS.values()), ids=list(LOOKS))
def stage(
    request: pytest.FixtureRequest, qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    looks, size, language = request.param
    set_language(language)
    theme.apply_theme(qapp, looks)
    made = Stage(home, monkeypatch, size)
    yield made
    made.end()
    set_language("en")


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_rare_screens_hold_what_they_show(stage: Stage, scene: Callable[[Stage], None]) -> None:
    scene(stage)
    assert stage.found == []
