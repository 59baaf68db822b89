"""New session: nothing is recorded before Start, and Start needs three answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from estip_desktop.casework import Share, YesNoUnknown
from estip_desktop.errors import DiskFullError, DiskReadOnlyError
from estip_desktop.ui.pages.new_session.page import build
from estip_desktop.ui.starting.model import IncidentForm
from tests.builders import NOW, a_follow_up, a_new_session, a_person, a_session, an_incident
from tests.fakes import HeldTasks
from tests.world import World


@pytest.fixture
def world():
    return World()


@pytest.fixture
def show(qtbot, world):
    def make(**arguments):
        page: Any = build(world.shell, {"protocol": "DI"} | arguments)
        qtbot.addWidget(page)
        page.resize(1366, 690)
        page.show()
        qtbot.waitExposed(page)
        page.first_focus().setFocus()
        return page

    return make


def choose(group, code):
    next(card for card in group.cards if card.option.code == code).click()


def agree(page, talk="yes", record="yes", share="later"):
    choose(page.talk_group, talk)
    choose(page.record_group, record)
    if record == "yes":
        choose(page.share_group, share)


def problems(page):
    return [link.words() for link in page.error_summary.links]


def test_two_of_four_answers_are_there_already(show):
    page = show()
    assert "Ferry Lane collision" in page.incident_select.currentText()
    assert page.reference_edit.text() == "P-0401"
    assert page.start_button.words() == "Start defusing"
    assert page.focusWidget() is page.name_edit


def test_nothing_is_preselected_and_nothing_recorded(world, show):
    page = show()
    for group in (page.talk_group, page.record_group, page.share_group):
        assert group.chosen_codes() == []
    assert not world.tables.people
    assert not world.tables.audit


def test_start_pressed_twice_begins_one_session(world, show):
    page = show()
    agree(page)
    tasks = world.shell.tasks = HeldTasks()
    page.start_button.click()
    page.start_button.click()
    tasks.release()
    assert (len(world.tables.sessions), len(world.tables.people)) == (1, 1)
    assert [name for name, _arguments in world.shell.opened] == ["guided"]


def test_start_may_be_pressed_again_after_it_failed(world, show):
    page = show()
    agree(page)
    world.vault.fail_next_commit(DiskFullError())
    page.start_button.click()
    page.start_button.click()
    assert len(world.tables.sessions) == 1


def test_an_incident_added_twice_is_there_once(world, show):
    page = show()
    tasks = world.shell.tasks = HeldTasks()
    form = IncidentForm("Quay Street fire", "", date(2026, 11, 24), "19:02", "no")
    page._presenter.add_incident(form)
    page._presenter.add_incident(form)
    tasks.release()
    tasks.release()
    assert len(world.tables.incidents) == 2


def test_start_says_what_is_missing_and_leads_there(world, show):
    page = show()
    page.name_edit.setText("R. S.")
    page.start_button.click()
    assert problems(page) == [
        "Ask whether they want to talk",
        "Ask whether you may keep a short note",
        "Ask about sharing; “Ask me later” is an answer",
    ]
    assert page.focusWidget() is page.error_summary
    page.error_summary.links[1].click()
    assert page.focusWidget() is page.record_group.cards[0]
    assert page.name_edit.text() == "R. S."
    assert not world.tables.sessions


def test_start_keeps_consent_with_the_notice_and_opens_the_guide(world, show):
    page = show()
    page.name_edit.setText("R. S.")
    agree(page)
    page.start_button.click()
    (session,) = world.tables.sessions.values()
    assert (session.consent.talk, session.consent.record) == (True, True)
    assert (session.consent.share, session.consent.notice) == (Share.LATER, "estip-privacy/2")
    assert world.tables.people[session.person_id].name == "R. S."
    assert world.shell.last == ("guided", {"session": session.id})


def test_enter_starts(world, show, qtbot):
    page = show()
    agree(page)
    qtbot.keyClick(page.name_edit, Qt.Key.Key_Return)
    assert len(world.tables.sessions) == 1


def test_talk_only_keeps_nothing_and_asks_about_no_sharing(world, show):
    page = show()
    agree(page, record="no")
    assert not page.share_field.isVisible()
    page.start_button.click()
    page_id, arguments = world.shell.last
    assert page_id == "guided"
    assert arguments["session"].startswith("talk-only:")
    assert not world.tables.people
    assert not world.tables.sessions


def test_who_does_not_want_to_talk_is_left_in_peace(world, show):
    page = show()
    agree(page, talk="no")
    page.start_button.click()
    assert problems(page) == ["They said not now. Cancel, and offer it again another day"]


def test_cancel_goes_back_to_today(world, show):
    page = show()
    page.cancel_button.click()
    assert page.on_command("back")
    assert world.shell.opened == [("today", {}), ("today", {})]


def test_what_cannot_be_saved_is_said_and_everything_stays(world, show):
    page = show()
    agree(page)
    world.vault.fail_next_commit(DiskFullError())
    page.start_button.click()
    assert page.error_callout.isVisible()
    page.start_button.click()
    assert len(world.tables.sessions) == 1


class TestIncident:
    def fill(self, page, what="Bridge fire", day="25 11 2026", time="19:02"):
        card = page.incident_card
        card.what_edit.setText(what)
        card.where_edit.setText("Quay")
        card.day_edit.setText(day)
        card.time_edit.setText(time)
        card.add_button.click()

    def test_one_is_added_in_place(self, world, show):
        page = show()
        page.add_incident_button.click()
        next(c for c in page.incident_card.pip_group.chips if c.option.code == "no").click()
        self.fill(page)
        incident = list(world.tables.incidents.values())[-1]
        assert (incident.title, incident.place, incident.pip) == (
            "Bridge fire",
            "Quay",
            YesNoUnknown.NO,
        )
        assert f"{incident.ended_at:%Y-%m-%d %H:%M}" == "2026-11-25 19:02"
        assert page.incident_select.currentData() == incident.id
        assert not page.incident_card.isVisible()
        assert page.focusWidget() is page.incident_select

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"what": ""}, "Enter what the incident was, in a few words"),
            ({"day": "x"}, "Enter the day the incident ended, for example 23 11 2026"),
            ({"time": ""}, "Enter the time it ended, for example 19:02"),
            ({"time": "26:00"}, "Enter the time it ended, for example 19:02"),
            (
                {"day": "27 11 2026"},
                "Enter a day and time that have passed: sessions begin after the incident",
            ),
        ],
    )
    def test_it_says_what_is_missing(self, world, show, given, words):
        page = show()
        page.add_incident_button.click()
        self.fill(page, **given)
        assert problems(page) == [words]
        assert len(world.tables.incidents) == 1

    def test_the_first_one_of_all_is_asked_for_at_once(self, world, show):
        world.tables.incidents.clear()
        page = show()
        assert page.incident_card.isVisible()
        assert not page.incident_card.close_button.isVisible()
        agree(page)
        page.start_button.click()
        assert problems(page) == ["Choose the incident, or add it"]
        page.error_summary.links[0].click()
        assert page.focusWidget() is page.incident_card.what_edit

    def test_choosing_from_the_list_instead_brings_it_back(self, show):
        page = show()
        page.add_incident_button.click()
        page.incident_card.close_button.click()
        assert page.incident_select.isVisible()


class TestSeenBefore:
    def test_a_record_of_the_incident_goes_on(self, world, show):
        session = world.casework.start(a_new_session(person_name="R. S."))
        page = show()
        assert page.seen_label.isVisible()
        assert page.reference_edit.text() == "P-0402"
        page._seen_group.chips[0].click()
        assert (page.reference_edit.text(), page.name_edit.text()) == ("P-0401", "R. S.")
        agree(page)
        page.start_button.click()
        assert {row.person_id for row in world.tables.sessions.values()} == {session.person_id}

    def test_choosing_it_again_takes_it_back(self, world, show):
        world.casework.start(a_new_session(person_name="R. S."))
        page = show()
        page._seen_group.chips[0].click()
        page._seen_group.chips[0].click()
        assert (page.reference_edit.text(), page.name_edit.text()) == ("P-0402", "")

    def test_an_agreed_contact_brings_person_and_incident(self, world, show):
        world.keep("people", a_person())
        world.keep("follow_ups", a_follow_up())
        page = show(follow_up="follow-up-1")
        assert (page.reference_edit.text(), page.name_edit.text()) == ("P-0417", "Robin Sample")
        agree(page)
        page.start_button.click()
        (session,) = world.tables.sessions.values()
        assert session.person_id == "person-1"


class TestTiming:
    def test_too_early_says_from_when_and_starts_nothing(self, world, show):
        world.clock.move_on(timedelta(hours=-60))
        page = show()
        assert page.timing_callout.title_label.text() == "Not open now"
        assert "It opens on Tue 24 Nov 2026 at 19:02." in page.timing_callout.words_label.text()
        agree(page)
        page.start_button.click()
        assert problems(page) == ["This is not open for the incident now"]

    def test_early_needs_a_reason_which_is_kept(self, world, show):
        world.clock.move_on(timedelta(hours=-40))
        page = show()
        agree(page)
        page.start_button.click()
        assert problems(page) == ["Say why it is needed now"]
        page.reason_edit.setText("On leave from tomorrow")
        page.start_button.click()
        (session,) = world.tables.sessions.values()
        assert (session.timing_reason, session.label) == ("On leave from tomorrow", "early")

    def test_late_is_said_and_labelled(self, world, show):
        world.clock.move_on(timedelta(days=4))
        page = show()
        assert page.timing_callout.title_label.text() == "Later than usual"
        agree(page)
        page.start_button.click()
        (session,) = world.tables.sessions.values()
        assert session.label == "late support conversation"

    def test_locked_for_good_offers_what_is_open(self, world, show):
        world.clock.move_on(timedelta(days=25))
        page = show()
        assert page.offer_button.words() == "Start follow-up instead"
        page.offer_button.click()
        assert world.shell.last == ("new_session", {"protocol": "MR"})

    def test_on_time_says_nothing(self, show):
        assert not show().timing_callout.isVisible()

    def test_what_is_offered_instead_keeps_the_agreed_contact(self, world, show):
        world.keep("people", a_person())
        world.keep("follow_ups", a_follow_up())
        show(protocol="MR", follow_up="follow-up-1").offer_button.click()
        assert world.shell.last == (
            "new_session",
            {"protocol": "DI", "follow_up": "follow-up-1"},
        )


class TestForms:
    def test_the_usual_form_is_chosen_and_the_short_one_is_offered(self, show):
        group = show().form_group
        assert [card.option.code for card in group.cards] == ["DI", "DI-short"]
        assert group.chosen_codes() == ["DI"]
        assert "20 to 40 min" in group.cards[0].option.label

    def test_the_short_form_is_what_starts(self, world, show):
        page = show()
        choose(page.form_group, "DI-short")
        agree(page)
        page.start_button.click()
        (session,) = world.tables.sessions.values()
        assert (session.protocol_id, session.protocol_version) == ("DI-short", "1.1.0")


class TestAgreedContacts:
    @pytest.mark.parametrize(
        ("purpose", "day", "protocol"),
        [
            ("defusing", 3, "DI"),
            ("check-in", 10, "DI"),
            ("after-concern", 2, "DI"),
            ("check-in", 21, "MR"),
            ("day-28", 28, "MR"),
        ],
    )
    def test_a_contact_opens_what_its_day_allows(self, world, show, purpose, day, protocol):
        world.keep("people", a_person())
        world.keep("incidents", an_incident(ended_at=world.clock.now() - timedelta(days=day)))
        world.keep("follow_ups", a_follow_up(purpose=purpose))
        page = show(protocol="", follow_up="follow-up-1")
        assert page.timing_callout.title_label.text() != "Not open now"
        agree(page)
        page.start_button.click()
        (session,) = world.tables.sessions.values()
        assert session.protocol_id == protocol


class TestRoom:
    def test_a_disk_that_is_nearly_full_is_said_before_anything_is_typed(self, world, show):
        world.services.health.before_a_session = lambda: DiskFullError("nearly")
        page = show()
        assert page.error_callout.title_label.text() == "This disk is nearly full."
        assert "you can start" in page.error_callout.words_label.text()
        agree(page)
        page.start_button.click()
        assert len(world.tables.sessions) == 1

    def test_a_disk_that_cannot_be_written_is_said_too(self, world, show):
        world.services.health.before_a_session = lambda: DiskReadOnlyError("database-read-only")
        assert "cannot be written" in show().error_callout.title_label.text()

    def test_with_room_nothing_is_said(self, show):
        assert not show().error_callout.isVisible()


class TestEstimRequest:
    """An ESTIM request: after an earlier talk; after day 28 only with a name and a reason."""

    @pytest.fixture
    def world(self):
        made = World()
        made.keep("people", a_person())
        return made

    def show(self, qtbot, world, days, *, talked=True):
        world.keep("incidents", an_incident(ended_at=NOW - timedelta(days=days)))
        if talked:
            world.keep("sessions", a_session(started_at=NOW - timedelta(days=1)).finish(NOW))
        page: Any = build(world.shell, {"protocol": "EM", "person": "person-1"})
        qtbot.addWidget(page)
        page.resize(1366, 690)
        page.show()
        qtbot.waitExposed(page)
        return page

    def agree(self, page):
        for group in (page.talk_group, page.record_group, page.share_group):
            group.cards[0].click()

    def test_without_an_earlier_talk_it_is_locked(self, qtbot, world):
        page = self.show(qtbot, world, 4, talked=False)
        assert "once demobilising or defusing" in page.timing_callout.accessibleName()
        self.agree(page)
        page.start_button.click()
        assert not world.tables.sessions

    def test_within_four_weeks_it_starts(self, qtbot, world):
        page = self.show(qtbot, world, 4)
        self.agree(page)
        page.start_button.click()
        assert [s.protocol_id for s in world.tables.sessions.values()] == ["DI", "EM"]

    def test_later_it_needs_a_name_and_a_reason(self, qtbot, world):
        page = self.show(qtbot, world, 40)
        self.agree(page)
        page.reason_edit.setText("They were on leave")
        page.start_button.click()
        assert len(world.tables.sessions) == 1
        page.agreed_edit.setText("Dr Ada Example")
        page.start_button.click()
        (made,) = (s for s in world.tables.sessions.values() if s.protocol_id == "EM")
        assert made.timing_reason == "They were on leave (agreed by Dr Ada Example)"
        assert "agreed with Occupational Health" in made.label

    def test_later_a_referral_is_offered_instead(self, qtbot, world):
        page = self.show(qtbot, world, 40)
        page.offer_button.click()
        assert world.shell.last == ("person", {"person": "person-1"})
