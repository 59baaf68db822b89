"""The Outbox page: what needs a person comes first, and sending goes on by itself."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.errors import NotAvailableError, StoreUnreachableError
from estip_desktop.outbox import Delivery, Errand, Exported, Fetched, ParcelState
from estip_desktop.ui.pages.outbox.page import build
from estip_desktop.ui.pages.outbox.presenter import context_words, grouped, row_of
from estip_desktop.ui.sending import sender_for
from estip_desktop.ui.widgets.disks import Disk
from tests.builders import NOW
from tests.fakes import FakeClock, FakeNavigator, HeldTasks
from tests.ui.care_world import shown
from tests.ui.parcel_builders import KEY, a_parcel, a_referral

NO_FILE = {"state": ParcelState.NEEDS_HUMAN, "last_error": "spool-not-found"}


class FakeOutbox:
    """A store that can be out of reach; one parcel."""

    def __init__(self, *parcels, reachable=True):
        self.parcels = {parcel.key: parcel for parcel in parcels}
        self.reachable = reachable
        self.calls = []

    def list(self, limit=1000):
        return list(self.parcels.values())[:limit]

    def plan_sending(self, *, ignore_delay=False, skip=frozenset()):
        self.calls.append(("plan", ignore_delay))
        for key, parcel in self.parcels.items():
            if parcel.state is ParcelState.SEALED and key not in skip:
                return Errand(parcel)
        return None

    def deliver(self, errand):
        error = "" if self.reachable else "store-unreachable"
        return Delivery(errand.parcel.key, stored=self.reachable, error=error)

    def record_delivery(self, delivery):
        if delivery.stored:
            changed = a_parcel(state=ParcelState.STORED, stored_at=NOW)
            self.parcels[delivery.key] = changed
        return self.parcels[delivery.key]

    def plan_polling(self, *, ignore_delay=False):
        waiting = [p for p in self.parcels.values() if p.state is ParcelState.STORED]
        return [Errand(parcel) for parcel in waiting]

    def fetch(self, errand):
        return Fetched(errand.parcel.key)

    def record_fetched(self, fetched):
        self.calls.append(("fetched", fetched.key))
        return self.parcels[fetched.key]

    def export(self, address):
        self.calls.append(("export", address))
        if not self.reachable:
            raise StoreUnreachableError("stick")
        return Exported(tuple(self.parcels.values()), ())

    def bring_in(self, address):
        self.calls.append(("bring_in", address))
        return 1

    def try_again(self, key):
        self.parcels[key] = a_parcel()
        return self.parcels[key]


def a_shell(*parcels, reachable=True):
    def no_desk():
        raise NotAvailableError("no-desk-known")

    referrals = SimpleNamespace(seal_waiting=no_desk, revise=lambda _key: a_referral())
    services = SimpleNamespace(
        outbox=FakeOutbox(*parcels, reachable=reachable),
        referrals=referrals,
        clock=FakeClock(NOW),
    )
    return FakeNavigator(services=services)


class TestWords:
    @pytest.mark.parametrize(
        ("changes", "group", "action"),
        [
            ({}, "waiting", ""),
            ({"state": ParcelState.SIGNED}, "needs_you", "settings"),
            ({"state": ParcelState.NEEDS_HUMAN}, "needs_you", "retry"),
            (
                {"state": ParcelState.NEEDS_HUMAN, "last_error": "spool-not-found"},
                "needs_you",
                "fix",
            ),
            ({"state": ParcelState.RETURNED, "returned_reason": "No phone"}, "needs_you", "fix"),
            ({"state": ParcelState.STORED, "stored_at": NOW}, "sent", ""),
            ({"state": ParcelState.ACCEPTED, "accepted_by": "Dr Alex Invented"}, "sent", ""),
        ],
    )
    def test_every_state_stands_in_its_list(self, changes, group, action):
        rows = getattr(grouped([a_parcel(**changes)], NOW), group)
        assert [row.action for row in rows] == [action]

    def test_a_return_names_its_reason(self):
        parcel = a_parcel(state=ParcelState.RETURNED, returned_reason="the phone number is missing")
        assert "the phone number is missing" in row_of(parcel, NOW).line

    def test_no_answer_in_time_asks_to_phone(self):
        parcel = a_parcel(state=ParcelState.STORED, accept_by=NOW - timedelta(hours=1))
        row = row_of(parcel, NOW)
        assert (row.chip, row.tone) == ("No answer yet", "warn")
        assert "Phone them" in row.line

    def test_left_at_the_store_is_never_called_received(self):
        row = row_of(a_parcel(state=ParcelState.STORED, stored_at=NOW), NOW)
        assert "received" not in f"{row.line} {row.chip}".lower()
        assert row.tone != "ok"

    def test_old_ones_are_left_out(self):
        old = a_parcel(state=ParcelState.ACCEPTED, accepted_at=NOW - timedelta(days=31))
        assert grouped([old], NOW).sent == ()

    def test_the_context_counts(self):
        parcels = [a_parcel(), a_parcel(revision=2, state=ParcelState.RETURNED)]
        assert context_words(grouped(parcels, NOW)) == "1 needs you, 1 waiting"

    def test_where_all_is_sent_the_context_says_so(self):
        parcels = [a_parcel(state=ParcelState.ACCEPTED, accepted_at=NOW)]
        assert context_words(grouped(parcels, NOW)) == "Nothing waiting"


class TestSending:
    def test_opening_sends_what_is_due_and_looks_for_receipts(self, qtbot):
        shell = a_shell(a_parcel())
        page: Any = build(shell, {})
        shown(qtbot, page)
        assert shell.services.outbox.parcels[KEY].state is ParcelState.STORED
        assert ("fetched", KEY) in shell.services.outbox.calls
        assert page.header.status_pill.words() == "Online · nothing to send"

    def test_out_of_reach_is_calm_and_loses_nothing(self, qtbot):
        shell = a_shell(a_parcel(), reachable=False)
        page: Any = build(shell, {})
        shown(qtbot, page)
        assert page.reach_callout.isVisible()
        assert shell.errors == []
        assert page.header.status_pill.words() == "Offline · saved on this laptop"

    def test_send_now_waits_for_nothing(self, qtbot):
        shell = a_shell(a_parcel(), reachable=False)
        page: Any = build(shell, {})
        shown(qtbot, page)
        page.send_button.click()
        assert ("plan", True) in shell.services.outbox.calls

    def test_there_is_one_sender_for_the_open_records(self):
        shell = a_shell()
        assert sender_for(shell) is sender_for(shell)

    def test_a_fault_ends_the_round_and_is_told(self):
        shell = a_shell(a_parcel())
        shell.services.outbox.plan_polling = _fails
        sender = sender_for(shell)
        sender.start()
        assert not sender.state.is_sending
        assert len(shell.errors) == 1


def _fails(**_given):
    raise NotAvailableError("gone")


class TestPage:
    def test_empty_says_what_appears_here(self, qtbot):
        page: Any = build(a_shell(), {})
        shown(qtbot, page)
        assert page._shown.waiting == ()
        assert page.send_button.isHidden()

    def test_what_needs_somebody_has_the_focus(self, qtbot):
        shell = a_shell(a_parcel(state=ParcelState.RETURNED, returned_reason="No phone"))
        page: Any = build(shell, {})
        window = shown(qtbot, page)
        assert window.focusWidget().accessibleName().startswith("Fix this")
        window.focusWidget().click()
        assert shell.last == ("referral_details", {"session": "session-1"})

    def test_try_again_sends(self, qtbot):
        shell = a_shell(a_parcel(state=ParcelState.NEEDS_HUMAN, last_error="x"))
        page: Any = build(shell, {})
        shown(qtbot, page)
        page.act_requested.emit(KEY)
        assert shell.services.outbox.parcels[KEY].state is ParcelState.STORED

    def test_open_shows_the_journal(self, qtbot):
        shell = a_shell(a_parcel(state=ParcelState.ACCEPTED, accepted_by="Dr Alex Invented"))
        page: Any = build(shell, {})
        shown(qtbot, page)
        page.open_requested.emit(KEY)
        assert shell.last == ("receipt", {"referral": KEY})

    def test_leaving_stops_listening(self, qtbot):
        shell = a_shell(a_parcel(), reachable=False)
        page: Any = build(shell, {})
        shown(qtbot, page)
        page._presenter.leave()
        sender_for(shell).start()
        assert not sender_for(shell).state.is_sending


@pytest.mark.parametrize(
    ("state", "error", "words", "action"),
    [
        (ParcelState.SEALED, "store-full", "The store is full", ""),
        (ParcelState.SEALED, "store-refused", "Ask your IT desk", ""),
        (ParcelState.SEALED, "store-did-not-keep-it", "Sign in to the network", ""),
        (ParcelState.SEALED, "store-unreachable", "Signed", ""),
        (ParcelState.NEEDS_HUMAN, "store-kept-other-bytes", "it is sealed anew", "retry"),
        (ParcelState.NEEDS_HUMAN, "spool-vault", "cannot be read here. Make a new version", "fix"),
    ],
)
def test_a_row_says_why_it_does_not_move(state, error, words, action):
    row = row_of(a_parcel(state=state, last_error=error), NOW)
    assert words in row.line
    assert row.action == action


def test_while_the_page_is_open_it_sends_by_itself(qtbot):
    shell = a_shell(a_parcel(), reachable=False)
    page: Any = build(shell, {})
    shown(qtbot, page)
    shell.services.outbox.reachable = True
    page._again.setInterval(1)
    qtbot.waitUntil(lambda: bool(page._shown.sent))
    assert page._shown.waiting == ()


def test_looking_again_tells_nothing_new_where_nothing_is_due(qtbot):
    """Out of reach stays out of reach until the store was asked again."""
    shell = a_shell(a_parcel(), reachable=False)
    page: Any = build(shell, {})
    shown(qtbot, page)
    shell.services.outbox.plan_sending = lambda **_given: None
    pill = page.header.status_pill.words()
    tasks = shell.tasks = HeldTasks()
    page._presenter.look_again()
    assert not page.send_button.is_busy
    while tasks.count:
        tasks.release()
        assert page.reach_callout.isVisible()
    assert page.header.status_pill.words() == pill


def test_once_the_store_answers_it_is_in_reach(qtbot):
    shell = a_shell(a_parcel(), reachable=False)
    page: Any = build(shell, {})
    shown(qtbot, page)
    shell.services.outbox.reachable = True
    page._presenter.look_again()
    assert not page.reach_callout.isVisible()
    assert page.header.status_pill.words() == "Online · nothing to send"


def test_send_now_during_a_round_by_itself_follows_it(qtbot):
    shell = a_shell(a_parcel(), reachable=False)
    page: Any = build(shell, {})
    shown(qtbot, page)
    tasks = shell.tasks = HeldTasks()
    page._presenter.look_again()
    page.send_button.click()
    assert page.send_button.is_busy
    while tasks.count:
        tasks.release()
    assert ("plan", True) in shell.services.outbox.calls
    assert not page.send_button.is_busy


def test_a_change_elsewhere_does_not_move_the_focus_to_another_button(qtbot):
    other = a_parcel(referral_id="r-2", reference="R-2026-0002")
    shell = a_shell(a_parcel(), other, reachable=False)
    page: Any = build(shell, {})
    window = shown(qtbot, page)
    opener = next(t for t in page._targets if "R-2026-0002" in t.accessibleName())
    opener.setFocus()
    name = opener.accessibleName()
    shell.services.outbox.parcels[KEY] = a_parcel(**NO_FILE)
    page._presenter.refresh()
    assert window.focusWidget() is not opener
    assert window.focusWidget().accessibleName() == name


class TestStick:
    @pytest.fixture(autouse=True)
    def stick(self, monkeypatch, tmp_path):
        disk = Disk(str(tmp_path), "STICK")
        monkeypatch.setattr("estip_desktop.ui.pages.outbox.stick.plugged_in_disks", lambda: [disk])
        self.asked: list[Any] = []
        monkeypatch.setattr(
            "estip_desktop.ui.pages.outbox.presenter.ask_passphrase",
            lambda _shell, **given: self.asked.append(given["on_confirmed"]),
        )
        return tmp_path

    def test_what_waits_is_copied_after_the_passphrase(self, qtbot, stick):
        shell = a_shell(a_parcel(state=ParcelState.SEALED), reachable=True)
        page = build(shell, {})
        shown(qtbot, page)
        page.stick_card.open_button.click()
        copy, _receipts = page.stick_card.buttons
        copy.click()
        exported = ("export", stick.as_uri())
        assert exported not in shell.services.outbox.calls
        self.asked[0]()
        assert exported in shell.services.outbox.calls
        assert "1 sealed parcel copied." in page.stick_card.done_line.words()

    def test_a_stick_that_cannot_be_written_is_said(self, qtbot):
        shell = a_shell(a_parcel(state=ParcelState.SEALED), reachable=False)
        page = build(shell, {})
        shown(qtbot, page)
        page.stick_card.open_button.click()
        page.stick_card.buttons[0].click()
        self.asked[0]()
        assert "Nothing was changed" in page.stick_card.done_line.words()

    def test_a_stick_without_new_receipts_says_so(self, qtbot):
        shell = a_shell(a_parcel(state=ParcelState.SEALED))
        shell.services.outbox.bring_in = lambda _address: 0
        page = build(shell, {})
        shown(qtbot, page)
        page.stick_card.open_button.click()
        page.stick_card.buttons[1].click()
        assert page.stick_card.done_line.words() == "There is no new receipt on it."

    def test_receipts_come_back_on_it(self, qtbot, stick):
        shell = a_shell(a_parcel(state=ParcelState.SEALED))
        page = build(shell, {})
        shown(qtbot, page)
        page.stick_card.open_button.click()
        page.stick_card.buttons[1].click()
        assert ("bring_in", stick.as_uri()) in shell.services.outbox.calls
        assert page.stick_card.done_line.words() == "1 new receipt."
