"""Immediate concern in the real shell: it comes before any other page, and returns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from estip_desktop.casework import ConcernClosing
from estip_desktop.errors import DiskFullError, RecordDamagedError, RuleError
from estip_desktop.guidance import OpenedConcern
from estip_desktop.ui.pages import PAGES
from estip_desktop.ui.widgets.callout import Callout
from tests.builders import a_follow_up, a_new_session
from tests.ui.shell_world import make_shell
from tests.world import World


def build(_shell: Any, _arguments: Any) -> QWidget:
    """A page that needs nothing."""
    return QWidget()


@pytest.fixture
def world():
    return World()


@pytest.fixture
def session(world):
    return world.casework.start(a_new_session())


@pytest.fixture
def shell(qtbot, world, monkeypatch):
    for elsewhere in ("today", "check"):
        monkeypatch.setitem(PAGES, elsewhere, __name__)
    return make_shell(qtbot, world)


def page(shell) -> Any:
    return shell.window.page


def reds(world):
    return [concern.flags for concern in world.tables.concerns.values()]


def record(world):
    """Close every concern with what the rules ask for."""
    for concern in world.tables.concerns.values():
        world.keep("concerns", replace(concern, closing=ConcernClosing.RECORDED))


class TestAfterLeaving:
    """The answer is still being saved when its page is left."""

    def test_a_red_answer_comes_up_over_the_page_on_show_then(self, world, session, shell):
        shell.open("guided", session=session.id, page="safety")
        shell._tasks.hold = True
        page(shell).answered.emit("intent")
        shell.open("today")
        shell._tasks.let_go()
        assert reds(world) == [("R1",)]
        assert shell.current_page == "concern"
        record(world)
        shell.return_from_concern()
        assert shell.current_page == "today"

    @pytest.mark.parametrize("leave", ["close_requested", "back_requested", "continue_requested"])
    def test_no_way_out_of_a_step_puts_another_page_over_it(self, world, session, shell, leave):
        shell.open("guided", session=session.id, page="safety", back="check")
        shell._tasks.hold = True
        page(shell).answered.emit("intent")
        signal = getattr(page(shell), leave)
        signal.emit(None) if leave == "continue_requested" else signal.emit()
        shell._tasks.let_go()
        assert reds(world) == [("R1",)]
        assert shell.current_page == "concern"

    @pytest.mark.parametrize("leave", ["save_and_close", "back"])
    def test_item_nine_comes_up_whichever_way_the_question_was_left(
        self, world, session, shell, leave
    ):
        world.clock.move_on(timedelta(days=30))
        asked = world.questionnaires.start(session.id, "phq-9", "read-aloud")
        item = asked.instrument.item("phq-9-9")
        shell.open("question", session=session.id, screening=asked.screening.id, item="phq-9-9")
        shell._tasks.hold = True
        presenter = page(shell)._presenter
        presenter.choose(item.code_for(2))
        getattr(presenter, leave)()
        left_to = shell.current_page
        shell._tasks.let_go()
        assert reds(world) == [("R6",)]
        assert shell.current_page == "concern"
        record(world)
        shell.return_from_concern()
        assert shell.current_page == left_to

    def test_pressing_the_button_meanwhile_shows_the_same_one(self, world, session, shell):
        shell.open("guided", session=session.id, page="safety")
        shell._tasks.hold = True
        page(shell).answered.emit("intent")
        shell.window.trigger("concern")
        shell._tasks.let_go()
        assert reds(world) == [("R1",)]
        assert shell.current_page == "concern"
        record(world)
        shell.return_from_concern()
        assert shell.current_page == "guided"

    def test_other_outcomes_are_dropped_once_another_page_was_asked_for(self, session, shell):
        shell.open("guided", session=session.id, page="distress")
        shell._tasks.hold = True
        page(shell).close_requested.emit()
        shell.open("today")
        shell._tasks.let_go()
        assert shell.current_page == "today"


class TestAnotherAnswerAfterAll:
    """ "They meant another answer", and then the same one again: the concern is still there."""

    @pytest.mark.parametrize("leave", ["answer", "continue"])
    def test_a_step_leads_back_to_it(self, world, session, shell, leave):
        shell.open("guided", session=session.id, page="safety")
        page(shell).answered.emit("intent")
        page(shell).correction_requested.emit()
        assert shell.current_page == "guided"
        if leave == "answer":
            page(shell).answered.emit("intent")
        else:
            page(shell).continue_requested.emit(None)
        assert shell.current_page == "concern"
        assert reds(world) == [("R1",)]

    @pytest.mark.parametrize("leave", ["choose", "decline", "skip"])
    def test_item_nine_leads_back_to_it(self, world, session, shell, leave):
        world.clock.move_on(timedelta(days=30))
        asked = world.questionnaires.start(session.id, "phq-9", "read-aloud")
        two = asked.instrument.item("phq-9-9").code_for(2)
        shell.open("question", session=session.id, screening=asked.screening.id, item="phq-9-9")
        page(shell)._presenter.choose(two)
        page(shell).correction_requested.emit()
        assert shell.current_page == "question"
        presenter = page(shell)._presenter
        presenter.choose(two) if leave == "choose" else getattr(presenter, leave)()
        assert shell.current_page == "concern"
        assert reds(world) == [("R6",)]


class TestReturning:
    """One concern after another, and only then the page."""

    @pytest.fixture
    def two(self, world, session):
        other = world.casework.start(a_new_session())
        first = world.concerns.open_by_hand(session.id)
        world.clock.move_on(timedelta(minutes=1))
        return first, world.concerns.open_by_hand(other.id)

    def test_another_open_concern_comes_first(self, world, shell, two):
        first, second = two
        shell.open("today")
        shell.open_concern(OpenedConcern(second.id, ()))
        world.concerns.close_as_mistake(second.id)
        shell.return_from_concern()
        assert (shell.current_page, shell.current_arguments) == ("concern", {"concern": first.id})
        world.concerns.close_as_mistake(first.id)
        shell.return_from_concern()
        assert shell.current_page == "today"

    @pytest.mark.parametrize("way", ["record_requested", "mistake_requested"])
    def test_a_second_press_is_no_failure(self, world, shell, session, way):
        shell.open("guided", session=session.id, page="distress")
        shell.open_concern()
        if way == "record_requested":
            world.concerns.mark(next(iter(world.tables.concerns)), "stay")
        shell._tasks.hold = True
        getattr(page(shell), way).emit()
        getattr(page(shell), way).emit()
        shell._tasks.let_go()
        assert shell.current_page == "guided"
        assert not any(callout.isVisible() for callout in page(shell).findChildren(Callout))

    def test_returning_twice_ends_at_the_same_page(self, world, shell, session):
        shell.open("check")
        concern = world.concerns.open_by_hand(session.id)
        shell.open_concern(OpenedConcern(concern.id, ()))
        world.concerns.close_as_mistake(concern.id)
        shell._tasks.hold = True
        shell.return_from_concern()
        shell.return_from_concern()
        shell._tasks.let_go()
        assert shell.current_page == "check"


def test_from_records_just_made_it_comes_back_to_where_their_setting_up_goes_on(
    world, shell, monkeypatch
):
    monkeypatch.setitem(PAGES, "first_run", __name__)
    services, shell._services = shell.services, None
    shell.open("first_run", again="1")
    kind = SimpleNamespace(kind="supporter")
    vault: Any = SimpleNamespace(info=kind, on_committed=lambda _listener: None)
    shell.hold(vault, services, resume="1")
    shell._vault, shell._is_unsettled = None, False  # nothing to close, nothing to send
    shell.open_concern()
    assert shell.current_page == "concern"
    record(world)
    shell.return_from_concern()
    assert (shell.current_page, shell.current_arguments) == ("first_run", {"resume": "1"})


class TestDiskThatTakesNothing:
    """Immediate concern opens all the same, and is saved once that works."""

    @pytest.fixture(autouse=True)
    def broken(self, world, session, shell):
        world.vault.disk_fault = DiskFullError("database")

    def mended(self, world, shell):
        world.vault.disk_fault = None
        page(shell).try_again_button.click()

    @pytest.mark.parametrize("where", ["today", "guided", "question"])
    def test_by_hand_it_opens_from_anywhere(self, world, session, shell, where):
        if where == "question":
            world.vault.disk_fault = None
            world.clock.move_on(timedelta(days=30))
            asked = world.questionnaires.start(session.id, "phq-9", "read-aloud")
            world.vault.disk_fault = DiskFullError("database")
            shell.open("question", session=session.id, screening=asked.screening.id)
        else:
            shell.open(where, **({"session": session.id} if where == "guided" else {}))
        shell.window.trigger("concern")
        assert shell.current_page == "concern"
        assert "not saved yet" in page(shell).error_callout.accessibleName()
        page(shell).action_cards.card("stay").click()
        assert not world.tables.concerns
        self.mended(world, shell)
        (kept,) = world.tables.concerns.values()
        assert "stay" in kept.actions
        assert not page(shell).error_callout.isVisible()

    def test_a_red_step_opens_it_although_its_answer_was_not_kept(self, world, session, shell):
        world.vault.disk_fault = None
        shell.open("guided", session=session.id, page="safety")
        world.vault.disk_fault = DiskFullError("database")
        page(shell).answered.emit("intent")
        assert shell.current_page == "concern"
        assert page(shell).about_group.chosen_codes() == ["R1"]
        self.mended(world, shell)
        assert reds(world) == [("R1",)]
        assert [flag.code for flag in world.tables.flags.values()] == ["R1"]

    def test_item_nine_opens_it_although_its_answer_was_not_kept(self, world, session, shell):
        world.vault.disk_fault = None
        world.clock.move_on(timedelta(days=30))
        asked = world.questionnaires.start(session.id, "phq-9", "read-aloud")
        item = asked.instrument.item("phq-9-9")
        shell.open("question", session=session.id, screening=asked.screening.id, item="phq-9-9")
        world.vault.disk_fault = DiskFullError("database")
        page(shell)._presenter.choose(item.code_for(2))
        assert shell.current_page == "concern"
        self.mended(world, shell)
        assert reds(world) == [("R6",)]
        with pytest.raises(RuleError):
            world.concerns.record(next(iter(world.tables.concerns)))

    def test_an_answer_that_is_not_red_opens_nothing(self, world, session, shell):
        world.vault.disk_fault = None
        shell.open("guided", session=session.id, page="safety")
        world.vault.disk_fault = DiskFullError("database")
        page(shell).answered.emit("no")
        assert shell.current_page == "guided"
        assert page(shell).error_callout.isVisible()

    def test_it_cannot_be_closed_unsaved(self, world, session, shell):
        shell.open("today")
        shell.window.trigger("concern")
        page(shell).action_cards.card("stay").click()
        page(shell).record_button.click()
        assert shell.current_page == "concern"
        assert world.concerns.first_open() is not None


class TestWhatIsOnShow:
    def test_a_dialog_of_the_window_gives_way(self, world, session, shell):
        shell.open("today")
        dialog = QDialog(shell.window)
        dialog.setModal(True)
        dialog.show()
        shell.open_concern()
        assert shell.current_page == "concern"
        assert not dialog.isVisible()

    def test_what_happened_meanwhile_is_told_after_it(self, world, session, shell, monkeypatch):
        opened = world.concerns.open_by_hand(session.id)
        monkeypatch.setitem(PAGES, "notices", __name__)
        world.services.desk = None
        shell._whereabouts.open_last(notices=True)
        assert shell.current_page == "concern"
        world.concerns.close_as_mistake(opened.id)
        shell.return_from_concern()
        assert shell.current_page == "notices"


class TestNoWayRoundIt:
    """ "They meant another answer" leads to the answer, and nowhere past the concern."""

    @pytest.fixture
    def correcting(self, world, session, shell):
        shell.open("guided", session=session.id, page="safety")
        page(shell).answered.emit("intent")
        page(shell).correction_button.click()
        assert shell.current_page == "guided"

    @pytest.mark.parametrize("elsewhere", ["today", "check"])
    def test_leaving_unchanged_shows_it_again(self, shell, correcting, elsewhere):
        shell.open(elsewhere)
        assert shell.current_page == "concern"

    def test_once_it_was_changed_the_way_is_free(self, world, session, shell, correcting):
        page(shell).answered.emit("no")
        shell.open("today")
        assert shell.current_page == "today"
        assert not any(concern.is_open for concern in world.tables.concerns.values())

    def test_help_numbers_are_never_held_back(self, shell, correcting, monkeypatch):
        monkeypatch.setitem(PAGES, "urgent", __name__)
        shell.open("urgent")
        assert shell.current_page == "urgent"


class TestOnItsOwnPage:
    def test_where_nothing_was_on_show_before_it_leads_to_where_it_was_left(
        self, world, session, shell
    ):
        world.services.desk = None
        concern = world.concerns.open_by_hand(session.id)
        shell.open("concern", concern=concern.id)
        record(world)
        shell.return_from_concern()
        assert shell.current_page == "today"

    def test_pressing_again_on_it_opens_no_second_one(self, world, session, shell):
        shell.open("guided", session=session.id, page="safety")
        shell.open_concern()
        shell.open_concern()
        assert len(world.tables.concerns) == 1
        assert shell.current_page == "concern"

    def test_an_end_that_comes_after_another_page_was_opened_leaves_that_page(
        self, world, session, shell
    ):
        shell.open_concern()
        record(world)
        shell._tasks.hold = True
        shell.return_from_concern()
        shell.open("check")
        shell._tasks.let_go()
        assert shell.current_page == "check"

    def test_where_the_vault_cannot_say_what_is_open_the_way_back_is_free(
        self, world, session, shell, monkeypatch
    ):
        shell.open("today")
        shell.open_concern()
        record(world)

        def damaged():
            raise RecordDamagedError("concern")

        monkeypatch.setattr(world.concerns, "first_open", damaged)
        shell.return_from_concern()
        assert shell.current_page == "today"

    def test_a_long_check_of_the_vault_gives_way_to_it(self, world, session, shell):
        asked = []
        shell._health_watch = SimpleNamespace(give_way=lambda: asked.append(1))
        shell.open_concern()
        assert asked == [1]
        assert shell.current_page == "concern"


class TestAboutSomebodyWithoutATalk:
    @pytest.fixture(autouse=True)
    def pages(self, monkeypatch):
        for name in ("follow_up", "person"):
            monkeypatch.setitem(PAGES, name, __name__)

    def test_from_a_contact_that_is_due_it_is_about_whom_it_is_with(self, world, session, shell):
        row = a_follow_up(person_id=session.person_id)
        world.keep("follow_ups", row)
        shell.open("follow_up", follow_up=row.id)
        shell.open_concern()
        (concern,) = world.tables.concerns.values()
        assert (concern.person_id, concern.session_id) == (session.person_id, None)

    def test_from_a_record_it_is_about_its_person(self, world, session, shell):
        shell.open("person", person=session.person_id)
        shell.open_concern()
        (concern,) = world.tables.concerns.values()
        assert concern.person_id == session.person_id

    def test_a_contact_that_cannot_be_read_keeps_nobody_from_help(self, world, shell):
        shell.open("follow_up", follow_up="none-such")
        shell.open_concern()
        assert shell.current_page == "concern"
        (concern,) = world.tables.concerns.values()
        assert concern.person_id is None
