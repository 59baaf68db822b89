"""The receipt page: a journal in plain words; only a verified receipt proves anything."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from estip_desktop.kernel.ids import ReferralId
from estip_desktop.outbox import OutboxEvent, ParcelState
from estip_desktop.ui.pages.receipt.page import build
from estip_desktop.ui.pages.receipt.presenter import describe
from tests.builders import NOW
from tests.fakes import FakeClock, FakeNavigator
from tests.ui.care_world import shown
from tests.ui.parcel_builders import KEY, a_parcel


def an_event(what, detail=""):
    return OutboxEvent(ReferralId("referral-1"), 1, NOW, 0.0, what, detail)


def a_shell(parcel, *events):
    log = []

    def act(name):
        def called(key, **given):
            log.append((name, key, given))
            return parcel

        return called

    outbox = SimpleNamespace(
        get=lambda _key: parcel,
        events=lambda _key: events,
        withdraw=act("withdraw"),
        phoned=act("phoned"),
        hand_over=act("hand_over"),
        log=log,
    )
    services = SimpleNamespace(outbox=outbox, clock=FakeClock(NOW))
    return FakeNavigator(services=services)


def test_accepted_names_who_and_why_we_know():
    parcel = a_parcel(
        state=ParcelState.ACCEPTED, accepted_by="Dr Alex Invented", accepted_at=NOW, receipts=2
    )
    receipt = describe(parcel, [an_event("receipt-accepted")], NOW)
    assert receipt.state == "Accepted by Dr Alex Invented"
    assert receipt.tone == "ok"
    assert "verified" in receipt.proof
    assert ("Check code of the sealed file", "AB68 5246") in receipt.facts


def test_the_store_alone_proves_nothing():
    receipt = describe(a_parcel(state=ParcelState.STORED), [], NOW)
    assert "Only a receipt" in receipt.proof


def test_a_failed_try_reads_as_one():
    words = [event[0] for event in describe(a_parcel(), [an_event("sealed", "x")], NOW).events]
    assert words == ["Could not be sent; it is tried again"]


def test_an_unknown_code_still_reads_as_words():
    words = [event[0] for event in describe(a_parcel(), [an_event("something-new")], NOW).events]
    assert words == ["Noted"]


def test_what_left_cannot_be_taken_back():
    assert describe(a_parcel(), [], NOW).can_withdraw
    assert not describe(a_parcel(state=ParcelState.STORED), [], NOW).can_withdraw


def test_overdue_offers_to_note_the_call(qtbot):
    parcel = a_parcel(state=ParcelState.STORED, accept_by=NOW - timedelta(hours=1))
    shell = a_shell(parcel, an_event("stored"))
    page: Any = build(shell, {"referral": KEY})
    shown(qtbot, page)
    page.phoned_button.click()
    assert shell.services.outbox.log == []
    assert page.phoned_field.error == "Enter who you spoke to, a name or a role"
    page.phoned_edit.setText("The duty clerk")
    page.phoned_button.click()
    assert shell.services.outbox.log == [("phoned", KEY, {"to": "The duty clerk"})]


def test_what_was_carried_by_hand_is_written_down(qtbot):
    shell = a_shell(a_parcel())
    page: Any = build(shell, {"referral": KEY})
    shown(qtbot, page)
    page.handed_button.click()
    assert shell.services.outbox.log == []
    assert page.handed_field.error == "Enter who got it, a name or a role"
    assert page.focusWidget() is page.handed_edit
    page.handed_edit.setText("The duty clerk")
    page.handed_button.click()
    given = {"to": "The duty clerk", "how": "by-hand"}
    assert shell.services.outbox.log == [("hand_over", KEY, given)]


def test_what_arrived_is_not_carried_any_more_and_who_took_it_is_shown():
    arrived = a_parcel(state=ParcelState.ACCEPTED, handed_to="The duty clerk", handed_at=NOW)
    told = describe(arrived, (), NOW)
    assert not told.can_hand_over
    assert "The duty clerk" in dict(told.facts)["Handed over to"]
    assert "carried by hand" in describe(a_parcel(state=ParcelState.HANDED_OVER), (), NOW).proof


def test_taking_back_asks_first(qtbot):
    shell = a_shell(a_parcel())
    page = build(shell, {"referral": KEY})
    shown(qtbot, page)
    page.withdraw_button.click()
    assert shell.services.outbox.log == []
    page.withdraw_requested.emit()
    assert shell.services.outbox.log == [("withdraw", KEY, {})]


def test_back_leads_to_the_outbox(qtbot):
    shell = a_shell(a_parcel())
    page = build(shell, {"referral": KEY})
    window = shown(qtbot, page)
    assert window.focusWidget() is page.back_button
    assert page.on_command("back")
    assert shell.last == ("outbox", {})
    page.document_button.click()
    assert shell.last == ("referral", {"draft": KEY})


def test_what_may_have_left_is_not_offered_to_be_taken_back():
    parcel = a_parcel()
    events = [OutboxEvent(parcel.referral_id, 1, NOW, 0.0, what) for what in ("sealed", "exported")]
    assert describe(parcel, events[:1], NOW).can_withdraw
    assert not describe(parcel, events, NOW).can_withdraw
