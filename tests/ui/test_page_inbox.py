"""The inbox of a desk: urgent first, unknown senders shown as such, bad parcels in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.errors import StoreFullError, StoreRefusedError, StoreUnreachableError
from estip_desktop.receiving import Collected, InboxState, Quarantined
from estip_desktop.ui.pages.inbox.page import build
from tests.builders import NOW
from tests.fakes import FakeNavigator, HeldTasks
from tests.ui.care_world import shown
from tests.ui.parcel_builders import KEY, an_entry


def a_shell(*entries, collect=None, quarantine=()):
    desk = SimpleNamespace(
        list=lambda: list(entries),
        quarantine=lambda: list(quarantine),
        collect=collect or (lambda _progress, _cancel: Collected()),
    )
    return FakeNavigator(services=SimpleNamespace(desk=desk))


def out_of_reach(_progress, _cancel):
    raise StoreUnreachableError("store")


def test_it_collects_when_it_opens(qtbot):
    shell = a_shell(an_entry(), collect=lambda _progress, _cancel: Collected(new=1))
    page: Any = build(shell, {})
    shown(qtbot, page)
    assert page.outcome_line.words() == "1 new referral"
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
    shell = a_shell(an_entry(), collect=out_of_reach)
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
    def fail(_progress, _cancel):
        raise error

    page: Any = build(a_shell(an_entry(), collect=fail), {})
    shown(qtbot, page)
    assert page.outcome_line.words().startswith(words)
    assert not page.reach_callout.isVisible()
    assert len(page._shown.waiting) == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("hash-is-not-the-name", "it is looked at again each time"),
        ("seal-not-for-us", "Another desk that shares this store"),
        ("jws-signature", "Ask the sender to send it again"),
    ],
)
def test_what_was_set_aside_says_what_to_do(qtbot, reason, words):
    item = Quarantined("in/ab.age", reason, 10, NOW)
    page: Any = build(a_shell(quarantine=[item]), {})
    shown(qtbot, page)
    assert words in page._shown.quarantine[0].line


def test_while_it_is_open_it_looks_again_by_itself(qtbot):
    entries = []

    def collect(_progress, _cancel):
        entries.append(an_entry())
        return Collected(new=1)

    page: Any = build(a_shell(collect=collect), {})
    shown(qtbot, page)
    page._again.setInterval(1)
    qtbot.waitUntil(lambda: len(entries) > 1)
    assert not page.collect_button.is_busy


def test_what_was_found_stays_said_while_it_looks_again(qtbot):
    found = [Collected(new=1)]
    shell = a_shell(collect=lambda _progress, _cancel: found.pop() if found else Collected())
    page: Any = build(shell, {})
    shown(qtbot, page)
    page._presenter.look_again()
    assert page.outcome_line.words() == "1 new referral"
    page.collect_button.click()
    assert page.outcome_line.words() == "Nothing new"


def test_a_press_while_it_looks_by_itself_is_answered(qtbot):
    shell = a_shell()
    page: Any = build(shell, {})
    shown(qtbot, page)
    tasks = shell.tasks = HeldTasks()
    page._presenter.look_again()
    assert not page.collect_button.is_busy
    page.collect_button.click()
    assert (page.collect_button.is_busy, tasks.count) == (True, 1)
    tasks.release()
    assert not page.collect_button.is_busy


def test_one_that_arrives_does_not_take_the_focus_from_another(qtbot):
    entries = [an_entry(id=f"{n}.1", reference=f"R-2026-000{n}") for n in (1, 2, 3)]
    shell = a_shell()
    shell.services.desk.list = lambda: list(entries)
    page: Any = build(shell, {})
    window = shown(qtbot, page)
    page._targets[1].setFocus()
    entries.insert(0, an_entry(id="4.1", reference="R-2026-0004", urgency="P5"))
    page._presenter.look_again()
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
