"""Settings: every change at once, and no desk without somebody having looked at its fingerprint."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from estip_desktop.casework import Casework
from estip_desktop.errors import DocumentRefusedError, RuleError
from estip_desktop.kernel.preferences import Preferences
from estip_desktop.provisioning import CardKind, fingerprint_in_groups
from estip_desktop.provisioning.model import same_fingerprint
from estip_desktop.records.exercise_end import ExerciseContents
from estip_desktop.ui import theme
from estip_desktop.ui.pages.settings.page import build
from estip_desktop.vault import BackupStanding, SlotInfo, SlotKind
from tests.builders import NOW
from tests.fakes import CountingIds, FakeClock, FakeNavigator, MemoryVault

KID = "7f3a91c2" * 8


class Preferred:
    """The preferences of this laptop, in memory."""

    def __init__(self):
        self.kept = Preferences(theme="light")

    def load(self):
        return self.kept

    def save(self, preferences):
        self.kept = preferences


class Desks:
    """Known desks, and cards that can be read."""

    def __init__(self):
        self.known, self.error, self.added = [], None, []

    def list(self):
        return self.known

    def read_card(self, data):
        if data != b"card":
            raise DocumentRefusedError("card")
        fingerprint = fingerprint_in_groups(KID)
        return SimpleNamespace(
            kid=KID, kind=CardKind.DESK, name="Northdale OH desk", fingerprint=fingerprint
        )

    def add(self, data, *, typed_fingerprint=""):
        if self.error is not None:
            raise self.error
        self.added.append((data, typed_fingerprint))
        card = self.read_card(data)
        self.known.append(SimpleNamespace(id=KID, name=card.name, fingerprint=card.fingerprint))


class World:
    """The services a settings page asks for."""

    def __init__(self, *, desk=None):
        self.vault = MemoryVault()
        self.casework = Casework(self.vault, FakeClock(NOW), CountingIds())
        self.casework.set_setting("owner-name", "Priya")
        self.casework.set_setting("nation", "wales")
        self.desks, self.preferences = Desks(), Preferred()
        own = SimpleNamespace(fingerprint=fingerprint_in_groups(KID))
        slots = (
            SlotInfo(
                "a1",
                SlotKind.PASSPHRASE,
                "argon2id",
                {"memory_kib": 262144, "iterations": 3, "lanes": 4},
                "2026-11-23T12:00:00.000000Z",
            ),
            SlotInfo("b2", SlotKind.RECOVERY, "hkdf-sha256", {}),
        )
        self.recovery_recipient: str | None = None
        services = SimpleNamespace(
            casework=self.casework,
            keys=SimpleNamespace(slots=slots, last_drill=None),
            content=SimpleNamespace(
                profile=lambda: SimpleNamespace(recovery_recipient=self.recovery_recipient)
            ),
            desks=self.desks,
            desk=desk,
            identity=SimpleNamespace(own=lambda: own),
            store_address="file:///home/northdale/estip/store",
            cards_in_store=lambda: [b"card", b"noise"],
            backups=SimpleNamespace(
                set_aside=tuple, standing=lambda: BackupStanding(0, None, None, None, NOW.date())
            ),
            exercise_end=SimpleNamespace(is_possible=False),
        )
        context = SimpleNamespace(preferences=self.preferences, home=Path("/home/northdale/estip"))
        self.shell = FakeNavigator(services=services, context=context)


@pytest.fixture
def world():
    return World()


def show(qtbot, world):
    page = build(world.shell, {})
    qtbot.addWidget(page)
    page.resize(1366, 690)
    page.show()
    return page


def words(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_it_shows_what_is_kept(qtbot, world):
    page = show(qtbot, world)
    assert page.you.name_edit.text() == "Priya"
    assert page.you.nation_select.currentData() == "wales"
    assert page.lock.minutes_select.currentData() == 5
    assert page.appearance.theme_group.chosen_codes() == ["light"]
    assert page.appearance.text_chips.chosen_codes() == ["100"]


def test_another_theme_applies_at_once(qtbot, world):
    page = show(qtbot, world)
    page.appearance.theme_group.cards[1].click()
    assert world.preferences.kept.theme == "dark"
    assert theme.current().name == "dark"


def test_text_size_applies_at_once_and_one_is_always_chosen(qtbot, world):
    page = show(qtbot, world)
    page.appearance.text_chips.chips[2].click()
    assert world.preferences.kept.text_percent == 150
    assert theme.current().scale == 1.5
    page.appearance.text_chips.chips[2].click()
    assert page.appearance.text_chips.chosen_codes() == ["150"]


def test_motion_can_be_reduced(qtbot, world):
    page = show(qtbot, world)
    page.appearance.motion_chip.click()
    assert world.preferences.kept.reduce_motion
    assert theme.animation_ms(120) == 0


def test_lock_time_nation_and_name_are_kept_in_the_vault(qtbot, world):
    page = show(qtbot, world)
    page.lock.minutes_select.picked.emit(10)
    page.you.nation_select.picked.emit("scotland")
    page.you.name_edit.setText("Priya S")
    page.flush()
    kept = world.vault.tables.settings
    assert kept["idle-minutes"] == "10"
    assert kept["nation"] == "scotland"
    assert kept["owner-name"] == "Priya S"


def test_an_empty_name_is_refused_beside_the_field(qtbot, world):
    page = show(qtbot, world)
    page.you.name_edit.clear()
    page.flush()
    assert page.you.name_field.error == "Enter your name, as colleagues know you"
    assert world.vault.tables.settings["owner-name"] == "Priya"


def test_a_found_desk_needs_the_first_group_of_its_fingerprint(qtbot, world):
    page = show(qtbot, world)
    found = page.desks.found[0]
    assert "7F3A 91C2" in words(page.desks)
    found.add_button.click()
    assert "not the first group" in found.group_field.error
    assert world.desks.added == []
    found.group_edit.setText("7F3A")
    found.add_button.click()
    assert world.desks.added == [(b"card", "7f3a")]
    assert page.desks.found == []


def test_a_key_that_changed_needs_all_of_the_fingerprint(qtbot, world):
    """The first group stands beside the field; only all of it shows that somebody compared it."""
    page = show(qtbot, world)
    found = page.desks.found[0]
    world.desks.error = RuleError("desk-key-changed")
    found.group_edit.setText("7F3A")
    found.add_button.click()
    assert "type all of it here" in found.group_field.error
    world.desks.error = None
    found.group_edit.setText(fingerprint_in_groups(KID))
    found.add_button.click()
    assert same_fingerprint(world.desks.added[-1][1], KID)


def test_the_desk_that_was_added_keeps_the_focus(qtbot, world):
    page = show(qtbot, world)
    page.window().activateWindow()
    found = page.desks.found[0]
    found.group_edit.setFocus()
    QTest.keyClicks(found.group_edit, "7F3A")
    QTest.keyClick(found.group_edit, Qt.Key.Key_Return)
    focused = page.window().focusWidget()
    assert page.desks.isAncestorOf(focused)
    assert focused.accessibleName() == "Northdale OH desk, Known"
    QTest.keyClick(focused, Qt.Key.Key_Backtab)
    assert page.window().focusWidget() is page.you.nation_select


def test_a_desk_that_is_refused_says_why(qtbot, world):
    world.desks.error = RuleError("desk-is-for-exercises")
    page = show(qtbot, world)
    found = page.desks.found[0]
    found.group_edit.setText("7f3a")
    found.add_button.click()
    assert found.group_field.error


def test_without_any_desk_it_says_what_to_do(qtbot, world):
    world.shell.services.cards_in_store = list
    page = show(qtbot, world)
    assert "No desk is known yet" in words(page.desks)


def test_a_desk_sees_its_own_card_instead(qtbot):
    world = World(desk=object())
    page = show(qtbot, world)
    assert not page.desks.isVisible()
    assert fingerprint_in_groups(KID) in words(page.own_card)
    assert "file:///home/northdale/estip/store" in words(page.own_card)
    assert page.on_command("back")
    assert world.shell.last == ("inbox", {})


def test_about_says_what_this_is_and_where_the_records_lie(qtbot, world):
    page = show(qtbot, world)
    said = words(page.about)
    assert "It does not diagnose." in said
    assert "/home/northdale/estip" in said


def test_places_lead_elsewhere(qtbot, world):
    page = show(qtbot, world)
    page.rail.button("outbox").click()
    assert world.shell.last == ("outbox", {})


def test_everything_that_opens_the_records_is_shown(qtbot, world):
    page = show(qtbot, world)
    assert len(page.keys.slot_rows) == 2
    said = words(page.keys)
    assert "Since Mon 23 Nov 2026 · each guess at it is made slow" in said
    assert "Since these records were made · a key on paper, too long to guess" in said
    for jargon in ("MiB", "Argon2", "bits", "hkdf", "age-"):
        assert jargon not in said
    assert "not tried yet" in said
    assert "force" not in said


def test_a_slot_of_the_force_is_always_shown(qtbot, world):
    keys = world.shell.services.keys
    keys.slots = (*keys.slots, SlotInfo("c3", SlotKind.FORCE, "age-x25519", {}))
    page = show(qtbot, world)
    assert "Your force's recovery key" in words(page.keys)
    assert "Your force turned it off. It goes" in words(page.keys)
    world.recovery_recipient = "age1"
    said = words(show(qtbot, world).keys)
    assert "turned it off" not in said
    assert "the key is kept by your force, not on this laptop" in said


def test_the_day_the_sheet_was_tried_is_shown(qtbot, world):
    world.shell.services.keys.last_drill = NOW
    assert "Sheet last tried on" in words(show(qtbot, world).keys)


@pytest.mark.parametrize(
    ("button", "task"),
    [("change_button", "passphrase"), ("sheet_button", "sheet"), ("try_button", "try")],
)
def test_each_button_leads_to_its_page(qtbot, world, button, task):
    page = show(qtbot, world)
    getattr(page.keys, button).click()
    assert world.shell.last == ("keys", {"task": task})


def test_only_an_exercise_can_be_ended(qtbot, world):
    page = show(qtbot, world)
    assert not page.exercise.isVisibleTo(page)
    contents = ExerciseContents(people=7, sessions=1, waiting=0, backups=0, kept_aside=0)
    world.shell.services.exercise_end = SimpleNamespace(is_possible=True, preview=lambda: contents)
    page = show(qtbot, world)
    assert page.exercise.isVisibleTo(page)
    assert "7 people" in page.exercise.contents_text.text()


def test_whoever_is_sent_for_a_backup_begins_there(qtbot, world):
    page: Any = build(world.shell, {"section": "backup"})
    qtbot.addWidget(page)
    assert page.first_focus() is page.backup.elsewhere.open_button
