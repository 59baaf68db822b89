"""One referral at the desk: accepting takes a name, sending back takes a reason."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from estip_desktop.errors import StoreUnreachableError
from estip_desktop.kernel.i18n import set_language
from estip_desktop.receiving import InboxState
from estip_desktop.ui.pages.received.page import build
from estip_desktop.ui.pages.received.presenter import describe
from estip_desktop.ui.widgets.buttons import PrimaryButton
from tests.fakes import HeldTasks
from tests.ui.care_world import shown
from tests.ui.desk_double import FakeDesk, a_desk_shell
from tests.ui.parcel_builders import KEY, an_entry


def opened(qtbot, **changes):
    desk = FakeDesk(an_entry(**changes))
    shell = a_desk_shell(desk)
    page = build(shell, {"item": KEY})
    shown(qtbot, page)
    return page, desk, shell


def test_the_pages_and_the_checks_are_shown(qtbot):
    page, _desk, _shell = opened(qtbot)
    assert len(page.preview.pages) == 1
    assert describe(an_entry()).checks == (("The pages were not changed", True),)


def test_accepting_without_a_name_says_what_is_missing(qtbot):
    page, desk, _shell = opened(qtbot)
    page.accept_requested.emit("  ")
    assert page.name_field.error == "Enter the name of who takes this on"
    assert desk.entries[0].state is InboxState.NEW


def test_accepting_names_who(qtbot):
    page, desk, _shell = opened(qtbot)
    page.accept_requested.emit("Dr Alex Invented")
    assert (desk.entries[0].state, desk.entries[0].assignee) == (
        InboxState.ACCEPTED,
        "Dr Alex Invented",
    )


def test_an_unknown_sender_can_be_accepted_all_the_same(qtbot):
    page, desk, _shell = opened(qtbot, sender_known=False)
    page.accept_requested.emit("Dr Alex Invented")
    assert desk.entries[0].state is InboxState.ACCEPTED


def test_remembering_a_sender_names_who_compared(qtbot):
    page, desk, _shell = opened(qtbot)
    page.pin_requested.emit("")
    assert desk.pinned == []
    page.pin_requested.emit("Dr Alex Invented")
    assert desk.pinned == ["Dr Alex Invented"]


def test_sending_back_needs_a_reason(qtbot):
    page, desk, _shell = opened(qtbot)
    page.return_requested.emit("")
    assert page.reason_field.error
    page.return_requested.emit("The phone number is missing")
    assert desk.entries[0].reason == "The phone number is missing"


def test_booking_follows_accepting(qtbot):
    page, desk, _shell = opened(qtbot, state=InboxState.ACCEPTED, assignee="Dr Alex Invented")
    page.booked_requested.emit()
    assert desk.entries[0].state is InboxState.BOOKED


def test_the_checks_are_in_the_language_of_the_window():
    set_language("pseudo")
    ((words, passed),) = describe(an_entry()).checks
    assert passed
    assert words.startswith("Thé pàĝéš")


def test_back_leads_to_the_inbox(qtbot):
    page, _desk, shell = opened(qtbot)
    assert page.on_command("back")
    assert shell.last == ("inbox", {})


def test_after_accepting_the_focus_is_where_a_second_enter_answers_nothing(qtbot):
    page, _desk, _shell = opened(qtbot)
    qtbot.keyClicks(page.name_edit, "Dr Alex Invented")
    accept = next(
        button for button in page.findChildren(PrimaryButton) if button.words().startswith("Accept")
    )
    accept.setFocus()
    accept.click()
    assert page.window().focusWidget() is page.back_button
    assert page.name_edit.text() == "Dr Alex Invented"


def test_an_answer_is_shown_before_its_receipt_is_carried(qtbot):
    page, desk, shell = opened(qtbot)
    tasks = shell.tasks = HeldTasks()
    page.accept_requested.emit("Dr Alex Invented")
    tasks.release()
    assert desk.calls[-1] == "accept"
    assert "Accepted by Dr Alex Invented" in [label.text() for label in page.findChildren(QLabel)]
    while tasks.count:
        tasks.release()
    assert desk.calls[-3:] == ["plan_carrying", "carry", "record_carried"]
    assert desk.waiting == []


def test_the_receipt_is_carried_even_if_the_page_was_left_meanwhile(qtbot):
    page, desk, shell = opened(qtbot)
    tasks = shell.tasks = HeldTasks()
    page.accept_requested.emit("Dr Alex Invented")
    page._presenter.leave()
    while tasks.count:
        tasks.release()
    assert desk.calls[-1] == "record_carried"


def test_a_store_out_of_reach_takes_nothing_from_an_answer(qtbot):
    page, desk, shell = opened(qtbot)
    desk.failing["carry"] = StoreUnreachableError("gone")
    page.accept_requested.emit("Dr Alex Invented")
    assert (desk.entries[0].state, len(desk.waiting)) == (InboxState.ACCEPTED, 1)
    assert shell.errors == []
