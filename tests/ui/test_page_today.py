"""Today: the draft first, then what is new, then what is due."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from estip_desktop.adapters.content import Content
from estip_desktop.casework import Casework, ContactMethod, SessionState
from estip_desktop.errors import DiskReadOnlyError, RecordDamagedError, VaultDamagedError
from estip_desktop.guidance import Concerns, Groups, Guide
from estip_desktop.kernel.ids import ReferralId
from estip_desktop.outbox import Parcel, ParcelState
from estip_desktop.ui.pages.today.page import build
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.status_pill import ChipLabel
from estip_desktop.vault import BackupStanding, Finding
from estip_desktop.vault.health import ClockJump, HealthState
from tests.builders import NOW, a_concern, a_follow_up, a_person, a_session, an_incident
from tests.fakes import CountingIds, FakeClock, FakeNavigator, HeldTasks, MemoryVault

RED = ("R1", "R2", "R3", "R4", "R5", "R6")


class World:
    """One supporter's records, with the real use cases on a vault in memory."""

    def __init__(self):
        self.vault, self.clock, self.ids = MemoryVault(), FakeClock(NOW), CountingIds()
        self.content = Content()
        self.parcels: list[Parcel] = []
        casework = Casework(self.vault, self.clock, self.ids)
        concerns = Concerns(self.vault, self.clock, self.ids, RED)
        guide = Guide(self.vault, self.content, concerns, self.clock, self.ids, RED)
        self.services = SimpleNamespace(
            casework=casework,
            guide=guide,
            groups=Groups(self.vault, self.content, self.clock, self.ids),
            clock=self.clock,
            health=SimpleNamespace(state=HealthState()),
            outbox=SimpleNamespace(list=lambda: self.parcels),
            backups=SimpleNamespace(count=lambda: 0),
        )
        self.shell = FakeNavigator(services=self.services)
        with self.vault() as unit:
            unit.settings.set("owner-name", "Priya")
            unit.people.save(a_person())
            unit.incidents.save(an_incident())
            unit.commit()

    def keep(self, repository, record):
        with self.vault() as unit:
            getattr(unit, repository).save(record)
            unit.commit()

    def draft(self, number=1, **changes):
        page = self.content.protocol("DI").steps[3].pages[0].id
        values = {"protocol_id": "DI", "page_id": page, "touched_at": NOW - timedelta(minutes=3)}
        self.keep("sessions", a_session(id=f"session-{number}", **(values | changes)))


@pytest.fixture
def rounds(monkeypatch):
    """How often sending was asked for."""
    asked: list[bool] = []
    sender = SimpleNamespace(start=lambda: asked.append(True))
    monkeypatch.setattr("estip_desktop.ui.pages.today.presenter.sender_for", lambda _shell: sender)
    return asked


@pytest.fixture
def world(rounds):
    return World()


def show(qtbot, world, size=(1366, 690)):
    page = build(world.shell, {})
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    return page


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_it_greets_by_name_and_keeps_the_name_out_of_what_is_announced(qtbot, world):
    page = show(qtbot, world)
    assert page.header.title_label.text() == "Good evening, Priya"
    assert page.header.line_label.text() == "Thursday 26 November, 21:50"
    assert page.accessibleName() == "Today"


def test_the_draft_comes_first_and_continue_has_the_focus(qtbot, world):
    world.draft()
    page = show(qtbot, world)
    shown = words(page.draft_card)
    assert "Saved 21:47 today" in shown
    assert any("Ferry Lane collision · P-0417" in line for line in shown)
    assert any(line.startswith("Step 4 of ") for line in shown)
    assert page.first_focus() is page.draft_card.continue_button


def test_continue_opens_the_page_where_it_was_left(qtbot, world):
    world.draft()
    page = show(qtbot, world)
    qtbot.keyClick(page.draft_card.continue_button, Qt.Key.Key_Return)
    left = world.content.protocol("DI").steps[3].pages[0].id
    assert world.shell.last == ("guided", {"session": "session-1", "page": left})


def test_without_a_draft_the_first_tile_has_the_focus(qtbot, world):
    page = show(qtbot, world)
    assert page.draft_card is None
    assert page.first_focus() is page.demobilise_tile


@pytest.mark.parametrize(("command", "protocol"), [("defuse", "DI"), ("questionnaire", "MR")])
def test_keys_start_a_session(qtbot, world, command, protocol):
    page = show(qtbot, world)
    assert page.on_command(command)
    assert world.shell.last == ("new_session", {"protocol": protocol})


def test_other_drafts_open_in_place(qtbot, world):
    world.draft(1)
    world.draft(2, touched_at=NOW - timedelta(days=9))
    page = show(qtbot, world)
    assert page.others_button.words() == "1 other draft"
    page.others_button.click()
    assert page.drafts.count() == 2
    second = page.drafts.itemAt(1).widget()
    assert "Not touched for a week. Finish it, keep it, or put it away." in words(second)


def test_putting_a_draft_away_takes_one_reason_and_can_be_undone(qtbot, world):
    world.draft()
    page = show(qtbot, world)
    page.draft_card.discard_button.click()
    page.draft_card.discard_panel.reason_chips.chips[0].click()
    session = world.vault.tables.sessions["session-1"]
    assert session.state is SessionState.DISCARDED
    assert session.discard_reason == "Started by mistake"
    assert page.draft_card is None
    page.undo_requested.emit("session-1")
    assert world.vault.tables.sessions["session-1"].state is SessionState.DRAFT
    assert page.draft_card is not None


def test_undo_goes_after_its_time_unless_it_has_the_focus(qtbot, world, monkeypatch):
    monkeypatch.setattr("estip_desktop.ui.pages.today.page.UNDO_MS", 1)
    page = show(qtbot, world)
    page.show_discarded("session-1")
    page.defuse_tile.setFocus()
    qtbot.waitUntil(lambda: page.notices.count() == 0)


def test_a_draft_whose_record_is_damaged_is_still_listed(qtbot, world, monkeypatch):
    world.draft()

    def damaged(_session_id):
        raise RecordDamagedError("sessions")

    monkeypatch.setattr(world.services.guide, "open", damaged)
    page = show(qtbot, world)
    assert "Ferry Lane collision · P-0417" in words(page.draft_card)


def due(world, number, days, **changes):
    record = a_follow_up(id=f"due-{number}", due_on=NOW.date() + timedelta(days=days), **changes)
    world.keep("follow_ups", record)


def test_follow_ups_say_when_in_words(qtbot, world):
    due(world, 1, -2, purpose="check-in", method=ContactMethod.PHONE)
    due(world, 2, 0, purpose="day-28")
    due(world, 3, 1, purpose="call-back")
    page = show(qtbot, world)
    chips = [chip.words() for chip in page.due_card.findChildren(ChipLabel)]
    text = " | ".join([*chips, *words(page.due_card)])
    for part in ("2 days overdue", "Today", "Fri 27 Nov", "P-0417 · check-in", "telephone"):
        assert part in text
    assert page.all_due_button.words() == "All follow-ups"


def test_more_than_three_follow_ups_have_a_page(qtbot, world):
    for number in range(5):
        due(world, number, number)
    page = show(qtbot, world)
    assert page.all_due_button.words() == "See all 5"
    page.all_due_button.click()
    assert world.shell.last == ("follow_ups", {})


def test_opening_a_follow_up_asks_how_it_went_or_starts_it(qtbot, world):
    due(world, 1, 0)
    page = show(qtbot, world)
    page.follow_up_opened.emit("due-1")
    assert world.shell.last == ("follow_up", {"follow_up": "due-1"})


def test_an_empty_day_says_so(qtbot, world):
    page = show(qtbot, world)
    assert "Nothing due this week." in words(page)
    assert "Nothing waiting. Things you sign appear here." in words(page)


def a_parcel(number, state):
    return Parcel(ReferralId(f"referral-{number}"), 1, f"R-2026-009{number}", state, "P3", NOW)


def test_what_waits_is_sent_by_itself(qtbot, world, rounds):
    show(qtbot, world)
    assert rounds == []
    world.parcels = [a_parcel(1, ParcelState.SEALED)]
    show(qtbot, world)
    assert rounds == [True]


def test_time_and_outbox_go_on_while_the_focus_stays(qtbot, world):
    world.draft()
    page = show(qtbot, world)
    card = page.draft_card
    world.clock.move_on(timedelta(minutes=1))
    world.parcels = [a_parcel(1, ParcelState.SEALED)]
    page._clock.timeout.emit()
    assert page.header.line_label.text() == "Thursday 26 November, 21:51"
    assert page.outbox_card.chip_label.words() == "1 waiting"
    assert page.draft_card is card


def test_the_outbox_card_counts_what_waits_and_what_needs_somebody(qtbot, world):
    world.parcels = [a_parcel(1, ParcelState.SEALED), a_parcel(2, ParcelState.RETURNED)]
    page = show(qtbot, world)
    assert page.outbox_card.chip_label.words() == "1 needs you"
    assert page.header.status_pill.words() == "1 needs you"
    page.outbox_card.open_button.click()
    assert world.shell.last == ("outbox", {})


def test_an_open_concern_is_not_forgotten(qtbot, world):
    world.keep("concerns", a_concern(id="concern-1"))
    page = show(qtbot, world)
    assert "An immediate concern is still open" in words(page)
    page.concern_opened.emit()
    assert world.shell.last == ("concern", {"concern": "concern-1"})


def test_focus_goes_to_continue_when_the_answer_comes_after_the_page(qtbot, world):
    world.draft()
    world.shell.tasks = tasks = HeldTasks()
    page = show(qtbot, world)
    tasks.release()
    assert page.focusWidget() is page.draft_card.continue_button


def test_the_exits_work(qtbot, world):
    page = show(qtbot, world)
    page.header.concern_button.click()
    page.header.lock_button.click()
    assert world.shell.concerns == [None]
    assert world.shell.locked == ["manual"]


def test_a_narrow_window_stacks_without_cutting_off(qtbot, world):
    world.draft()
    page = show(qtbot, world, (900, 600))
    page.resize(900, 600)
    assert page.body.horizontalScrollBar().maximum() == 0


class TestHealth:
    """What is the matter with the vault itself is said here, and nowhere else."""

    def callouts(self, page) -> list[str]:
        return [one.title_label.text() for one in page.findChildren(Callout) if one.isVisible()]

    def test_a_sound_vault_says_nothing(self, qtbot, world):
        assert self.callouts(show(qtbot, world)) == []

    def test_everything_that_is_the_matter_is_said_in_order(self, qtbot, world):
        world.services.health.state = HealthState(
            findings=(Finding("record-stale", "people:p1"), Finding("page-damaged", "4")),
            refuses_writes=DiskReadOnlyError("database-read-only"),
            clock=ClockJump(NOW, NOW - timedelta(days=30)),
        )
        assert self.callouts(show(qtbot, world)) == [
            "Your records can be read, but not changed",
            "2 parts of your records are not as they were written",
            "The clock of this laptop went back",
        ]

    def test_the_pill_does_not_say_saved_where_nothing_can_be(self, qtbot, world):
        world.services.health.state = HealthState(refuses_writes=DiskReadOnlyError())
        assert show(qtbot, world).header.status_pill.accessibleName() == "Cannot be saved"

    def test_nothing_of_a_damaged_record_is_named(self, qtbot, world):
        world.services.health.state = HealthState(findings=(Finding("record-stale", "people:p1"),))
        (callout,) = show(qtbot, world).findChildren(Callout)
        assert "people" not in callout.accessibleName()
        assert "not as it was written" in callout.accessibleName()

    @pytest.mark.parametrize(
        ("state", "title"),
        [
            (HealthState(refuses_writes=VaultDamagedError("disk-io-earlier")), "The disk failed"),
            (HealthState(has_little_room=True), "This disk is nearly full"),
            (HealthState(clock=ClockJump(NOW, NOW + timedelta(days=900))), "may be far ahead"),
        ],
    )
    def test_each_thing_has_a_next_step(self, qtbot, world, state, title):
        world.services.health.state = state
        (callout,) = show(qtbot, world).findChildren(Callout)
        assert title in callout.title_label.text()
        assert len(callout.words_label.text()) > 40

    def test_what_is_found_while_the_page_is_on_show_appears_with_the_next_look(self, qtbot, world):
        page = show(qtbot, world)
        page.first_focus().setFocus()
        world.services.health.state = HealthState(findings=(Finding("page-damaged", "4"),))
        page._presenter.refresh()
        assert len(self.callouts(page)) == 1
        page._presenter.refresh()
        assert len(self.callouts(page)) == 1
        world.services.health.state = HealthState()
        page._presenter.refresh()
        assert self.callouts(page) == []

    def test_repair_is_offered_where_there_is_a_page_for_it(self, qtbot, world, monkeypatch):
        monkeypatch.setattr("estip_desktop.ui.pages.today.page.PAGES", {"repair": "somewhere"})
        world.services.vault = SimpleNamespace(info=SimpleNamespace(id="v-1"))
        world.services.health.state = HealthState(findings=(Finding("page-damaged", "4"),))
        page = show(qtbot, world)
        (callout,) = page.findChildren(Callout)
        (button,) = [one for one in callout.findChildren(QPushButton) if one.isVisible()]
        button.click()
        assert world.shell.opened[-1] == ("repair", {"vault": "v-1", "back": "today"})


@pytest.mark.parametrize(
    ("kept", "elsewhere", "drilled", "title"),
    [
        (6, None, None, ""),
        (7, None, None, "A backup on another disk is due"),
        (7, NOW.date(), None, "Rehearse getting your records back"),
        (7, NOW.date(), NOW.date(), ""),
    ],
)
def test_backups_are_mentioned_once_something_is_due(qtbot, world, kept, elsewhere, drilled, title):
    standing = BackupStanding(kept, NOW.date(), elsewhere, drilled, NOW.date())
    world.services.backups = SimpleNamespace(count=lambda: kept, standing=lambda: standing)
    page = show(qtbot, world)
    callouts = page.findChildren(Callout)
    assert [callout.title_label.text() for callout in callouts] == ([title] if title else [])
    if title:
        (button,) = callouts[0].findChildren(DefaultButton)
        button.click()
        assert world.shell.last == ("settings", {"section": "backup"})
