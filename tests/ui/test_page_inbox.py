"""The inbox of a desk: urgent first, unknown senders shown as such, bad parcels in words."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from estip_desktop.errors import (
    NotAvailableError,
    StoreFullError,
    StoreRefusedError,
    StoreUnreachableError,
)
from estip_desktop.receiving import InboxState, Quarantined
from estip_desktop.ui.collecting import collector_for
from estip_desktop.ui.pages.inbox.page import build
from estip_desktop.ui.pages.inbox.presenter import LIST_AGAIN_S
from estip_desktop.vault import Finding
from estip_desktop.vault.health import HealthState
from tests.builders import NOW
from tests.fakes import HeldTasks
from tests.ui.care_world import shown
from tests.ui.desk_double import FakeDesk, a_desk_shell
from tests.ui.parcel_builders import KEY, an_entry


def a_shell(*entries, to_come=(), quarantine=(), **failing):
    desk = FakeDesk(*entries, aside=quarantine)
    desk.to_come, desk.failing = list(to_come), failing
    return a_desk_shell(desk)


def test_it_collects_when_it_opens(qtbot):
    shell = a_shell(to_come=[an_entry()])
    page: Any = build(shell, {})
    shown(qtbot, page)
    assert page.outcome_line.words() == "1 new referral"
    assert len(page._shown.waiting) == 1
    assert not page.collect_button.is_busy


def test_an_unknown_sender_is_shown_with_the_fingerprint(qtbot):
    page: Any = build(a_shell(an_entry()), {})
    shown(qtbot, page)
    assert "Unknown sender, fingerprint 5B43" in page._shown.waiting[0].sender


def test_a_known_sender_is_named(qtbot):
    page: Any = build(a_shell(an_entry(sender_known=True)), {})
    shown(qtbot, page)
    assert page._shown.waiting[0].sender == "From Priya Made-Up, known to this desk"


def test_answered_ones_stand_apart(qtbot):
    done = an_entry(state=InboxState.ACCEPTED, assignee="Dr Alex Invented")
    page: Any = build(a_shell(done), {})
    shown(qtbot, page)
    assert page._shown.waiting == ()
    assert page._shown.answered[0].state == "Accepted by Dr Alex Invented"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("hash-is-not-the-name", "Its bytes are not whole, or were changed on the way."),
        ("something-new", "It cannot be read as a referral."),
    ],
)
def test_what_was_set_aside_reads_as_words(qtbot, reason, words):
    item = Quarantined("in/ab.age", reason, 10, NOW)
    page: Any = build(a_shell(quarantine=[item]), {})
    shown(qtbot, page)
    assert page._shown.quarantine[0].title == words


def test_a_store_out_of_reach_is_told_calmly(qtbot):
    shell = a_shell(an_entry(), find_new=StoreUnreachableError())
    page: Any = build(shell, {})
    shown(qtbot, page)
    assert page.reach_callout.isVisible()
    assert shell.errors == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreFullError("ENOSPC"), "The store is full, so answers wait here."),
        (StoreRefusedError("EROFS"), "The store may not be read or written from here."),
    ],
)
def test_a_store_without_room_or_leave_is_not_called_out_of_reach(qtbot, error, words):
    page: Any = build(a_shell(an_entry(), find_new=error), {})
    shown(qtbot, page)
    assert page.outcome_line.words().startswith(words)
    assert not page.reach_callout.isVisible()
    assert len(page._shown.waiting) == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("hash-is-not-the-name", "it is read again once it changes"),
        ("seal-not-for-us", "Another desk that shares this store"),
        ("jws-signature", "Ask the sender to send it again"),
    ],
)
def test_what_was_set_aside_says_what_to_do(qtbot, reason, words):
    item = Quarantined("in/ab.age", reason, 10, NOW)
    page: Any = build(a_shell(quarantine=[item]), {})
    shown(qtbot, page)
    assert words in page._shown.quarantine[0].line


def test_what_a_round_by_itself_brings_is_shown(qtbot):
    shell = a_shell()
    page: Any = build(shell, {})
    shown(qtbot, page)
    shell.services.desk.to_come = [an_entry()]
    collector_for(shell).look_again()
    assert page.outcome_line.words() == "1 new referral"
    assert len(page._shown.waiting) == 1


def test_what_was_found_stays_said_while_it_looks_again(qtbot):
    shell = a_shell(to_come=[an_entry()])
    page: Any = build(shell, {})
    shown(qtbot, page)
    shell.services.desk.to_come.clear()
    collector_for(shell).look_again()
    assert page.outcome_line.words() == "1 new referral"
    page.collect_button.click()
    assert page.outcome_line.words() == "Nothing new"


def test_a_press_while_it_looks_by_itself_is_answered(qtbot):
    shell = a_shell()
    page: Any = build(shell, {})
    shown(qtbot, page)
    tasks = shell.tasks = HeldTasks()
    collector_for(shell).look_again()
    assert not page.collect_button.is_busy
    page.collect_button.click()
    assert page.collect_button.is_busy
    while tasks.count:
        tasks.release()
    assert not page.collect_button.is_busy
    assert shell.services.desk.calls.count("find_new") == 3


def test_a_long_round_shows_what_came_while_it_goes_on(qtbot):
    shell = a_shell()
    page: Any = build(shell, {})
    shown(qtbot, page)
    entries = [an_entry(id=f"{n}.1", reference=f"R-2026-000{n}") for n in (1, 2, 3)]
    shell.services.desk.to_come = entries
    tasks = shell.tasks = HeldTasks()
    collector_for(shell).look_again()
    while len(shell.services.desk.entries) < 2:
        shell.services.clock.move_on(timedelta(seconds=LIST_AGAIN_S))
        tasks.release()
    assert len(page._shown.waiting) == 1
    while tasks.count:
        tasks.release()
    assert len(page._shown.waiting) == 3


def test_what_was_tried_before_is_said_when_the_page_opens(qtbot):
    shell = a_shell(an_entry(), find_new=StoreUnreachableError())
    collector_for(shell).start()
    shell.tasks = HeldTasks()
    page: Any = build(shell, {})
    shown(qtbot, page)
    assert page.reach_callout.isVisible()


def test_a_page_that_was_left_does_not_take_the_ear_of_the_next(qtbot):
    shell = a_shell()
    first: Any = build(shell, {})
    qtbot.addWidget(first)
    second: Any = build(shell, {})
    shown(qtbot, second)
    first._presenter.leave()
    shell.services.desk.to_come = [an_entry()]
    collector_for(shell).look_again()
    assert len(second._shown.waiting) == 1
    assert first._shown.waiting == ()


def test_a_failure_on_our_side_is_told_and_what_came_before_it_is_listed(qtbot):
    shell = a_shell(to_come=[an_entry(), an_entry(id="2.1")])
    failing = shell.services.desk.failing
    shell.services.desk.during = lambda verb: failing.update(
        {"look_at": NotAvailableError("documents-worker")} if verb == "record" else {}
    )
    page: Any = build(shell, {})
    shown(qtbot, page)
    assert len(page._shown.waiting) == 1
    assert len(shell.errors) == 1
    assert shell.services.desk.waiting == []
    assert page.outcome_line.words() == ""


def test_one_that_arrives_does_not_take_the_focus_from_another(qtbot):
    entries = [an_entry(id=f"{n}.1", reference=f"R-2026-000{n}") for n in (1, 2, 3)]
    shell = a_shell(*entries)
    page: Any = build(shell, {})
    window = shown(qtbot, page)
    page._targets[1].setFocus()
    urgent = an_entry(id="4.1", reference="R-2026-0004", urgency="P5")
    shell.services.desk.entries.insert(0, urgent)
    page._presenter.refresh()
    assert window.focusWidget() is page._targets[2]


def test_the_first_one_has_the_focus_and_opens(qtbot):
    shell = a_shell(an_entry())
    page: Any = build(shell, {})
    window = shown(qtbot, page)
    window.focusWidget().click()
    assert shell.last == ("received", {"item": KEY})


def test_a_desk_has_no_immediate_concern(qtbot):
    page: Any = build(a_shell(), {})
    shown(qtbot, page)
    assert not page.header.concern_button.isVisible()


def test_an_empty_inbox_gives_the_focus_to_looking_for_new_ones(qtbot):
    page: Any = build(a_shell(), {})
    window = shown(qtbot, page)
    assert window.focusWidget() is page.collect_button


def test_what_is_the_matter_with_the_records_is_said_at_the_top(qtbot):
    shell = a_shell(an_entry())
    shell.services.health.state = HealthState(
        findings=(Finding("record-stale", "inbox:1"),), has_little_room=True
    )
    shell.services.vault = SimpleNamespace(info=SimpleNamespace(id="v-1"))
    page: Any = build(shell, {})
    shown(qtbot, page)
    titles = [one.title_label.text() for one in page._health_callouts if one.isVisible()]
    assert titles == [
        "1 part of your records is not as it was written",
        "This disk is nearly full",
    ]
    (button,) = page._health_callouts[0].findChildren(QPushButton)
    button.click()
    assert shell.last == ("repair", {"vault": "v-1", "back": "inbox"})
    shell.services.health.state = HealthState()
    page._presenter.refresh()
    assert page._health_callouts == []


def test_sound_records_say_nothing(qtbot):
    page: Any = build(a_shell(an_entry()), {})
    shown(qtbot, page)
    assert page._health_callouts == []
