"""The shell: pages, commands, idle time, focus ring, tasks."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from estip_desktop.errors import DiskFullError, EstipError, RuleError, VaultDamagedError
from estip_desktop.kernel.progress import Cancel, CancelledError, Progress
from estip_desktop.ui import gallery_pages, messages, tasks, theme
from estip_desktop.ui.commands import COMMANDS
from estip_desktop.ui.frames import FocusFrame, HomeFrame
from estip_desktop.ui.idle import InputWatch
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.tasks import QtTaskRunner
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.focus_ring import GAP, THICK
from estip_desktop.ui.widgets.step_rail import Step, StepRail


@pytest.fixture
def window(qtbot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1366, 690)
    made.show()
    made.activateWindow()
    return made


class TestPages:
    def test_the_page_before_is_deleted(
        self, qtbot, qapp: QApplication, window: MainWindow
    ) -> None:
        first, second = QWidget(), QWidget()
        window.show_page(first)
        window.show_page(second)
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not isValid(first)
        assert window.page is second

    def test_a_kept_page_comes_back(self, qtbot, qapp: QApplication, window: MainWindow) -> None:
        kept, other = QWidget(), QWidget()
        window.show_page(kept, keep=True)
        window.show_page(other)
        window.show_page(kept)
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert window.page is kept
        assert not isValid(other)

    def test_the_title_says_nothing_about_people(self, window: MainWindow, qtbot) -> None:
        assert window.windowTitle() == "ESTIP Desktop"
        exercise = MainWindow(exercise=True)
        qtbot.addWidget(exercise)
        assert exercise.windowTitle().startswith("EXERCISE")
        assert exercise.findChild(QWidget, "exercise_band") is not None

    def test_the_cover_hides_every_pixel(self, window: MainWindow) -> None:
        page, focus = cast("tuple[Any, Any]", gallery_pages.today())
        window.show_page(page, focus)
        window.cover()
        image = window.grab().toImage()
        inks = {
            image.pixelColor(x, y).name() for x in range(0, 1366, 40) for y in range(0, 690, 30)
        }
        assert inks == {theme.colour("bg").name()}
        window.uncover()


class TestCommands:
    def test_every_id_and_every_key_stands_once(self) -> None:
        ids = [command.id for command in COMMANDS]
        keys = [key for command in COMMANDS for key in command.keys]
        assert len(set(ids)) == len(ids)
        assert len(set(keys)) == len(keys)

    @pytest.mark.parametrize(
        ("key", "modifier", "expected"),
        [
            (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, "lock"),
            (Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier, "concern"),
            (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, "concern"),
            (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier, "hide_now"),
            (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier, "saved"),
        ],
    )
    def test_keys_reach_their_command(self, qtbot, window, key, modifier, expected) -> None:
        heard: list[str] = []
        window.command_triggered.connect(heard.append)
        page, focus = cast("tuple[Any, Any]", gallery_pages.today())
        window.show_page(page, focus)
        assert QTest.qWaitForWindowActive(window)
        window.input_watch.start()
        QTest.keyClick(window.windowHandle(), key, modifier)
        assert heard == [expected]

    def test_urgent_keys_work_in_another_window(self, qtbot, window: MainWindow) -> None:
        heard: list[str] = []
        window.command_triggered.connect(heard.append)
        dialog = QWidget()
        qtbot.addWidget(dialog)
        dialog.show()
        assert QTest.qWaitForWindowExposed(dialog)
        window.input_watch.start()
        QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert heard == ["lock"]

    def test_escape_three_times_hides(self, qtbot, window: MainWindow) -> None:
        heard: list[str] = []
        window.command_triggered.connect(heard.append)
        window.input_watch.start()
        for _press in range(3):
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
        assert heard == ["hide_now"]

    def test_a_page_may_take_a_command_itself(self, qtbot, window: MainWindow) -> None:
        class Page(QWidget):
            def on_command(self, command_id: str) -> bool:
                return command_id == "back"

        heard: list[str] = []
        window.command_triggered.connect(heard.append)
        window.show_page(Page())
        window.trigger("back")
        window.trigger("saved")
        assert heard == ["saved"]

    def test_f6_walks_through_the_regions(self, qtbot, window: MainWindow) -> None:
        page, focus = cast("tuple[Any, Any]", gallery_pages.today())
        window.show_page(page, focus)
        window.trigger("next_region")
        assert isinstance(page, HomeFrame)
        assert page.rail.isAncestorOf(window.focusWidget())
        window.trigger("previous_region")
        assert page.body.isAncestorOf(window.focusWidget())


class TestIdle:
    @pytest.fixture
    def watch(self, qtbot, monkeypatch) -> Any:
        moment = [0.0]
        monkeypatch.setattr(InputWatch, "_now", staticmethod(lambda: (moment[0], moment[0])))
        made: Any = InputWatch()
        made.set_limit(300)
        made.moment = moment
        return made

    def test_the_warning_comes_thirty_seconds_before(self, qtbot, watch) -> None:
        watch.moment[0] = 269.0
        with qtbot.assertNotEmitted(watch.idle_warning):
            watch.tick()
        watch.moment[0] = 270.0
        with qtbot.waitSignal(watch.idle_warning):
            watch.tick()
        with qtbot.waitSignal(watch.idle_ended):
            watch.touch()

    def test_it_elapses_once(self, qtbot, watch) -> None:
        watch.moment[0] = 300.0
        with qtbot.waitSignal(watch.idle_elapsed):
            watch.tick()
        with qtbot.assertNotEmitted(watch.idle_elapsed):
            watch.tick()

    def test_sleep_counts_although_the_steady_clock_stood_still(
        self, qtbot, watch, monkeypatch
    ) -> None:
        monkeypatch.setattr(InputWatch, "_now", staticmethod(lambda: (1.0, 8 * 3600.0)))
        with qtbot.waitSignal(watch.idle_elapsed):
            watch.tick()

    def test_input_that_comes_before_the_tick_wakes_nothing(self, qtbot, watch) -> None:
        window = QLineEdit()
        qtbot.addWidget(window)
        window.show()
        assert QTest.qWaitForWindowExposed(window)
        watch.tick()
        watch.moment[0] = 8 * 3600.0
        with qtbot.waitSignal(watch.idle_elapsed):
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
        assert window.text() == ""

    def test_work_keeps_it_open_for_ten_minutes_after_the_last_touch(self, qtbot, watch) -> None:
        watch.set_work_check(lambda: True)
        with qtbot.assertNotEmitted(watch.idle_elapsed):
            for second in range(600 + 299):
                watch.moment[0] = float(second)
                watch.tick()
        watch.moment[0] = 900.0
        with qtbot.waitSignal(watch.idle_elapsed):
            watch.tick()

    def test_work_that_ended_counts_no_more(self, qtbot, watch) -> None:
        working = [True]
        watch.set_work_check(lambda: working[0])
        watch.moment[0] = 200.0
        watch.tick()
        working[0] = False
        watch.moment[0] = 500.0
        with qtbot.waitSignal(watch.idle_elapsed):
            watch.tick()

    def test_a_sleep_is_longer_than_any_work(self, qtbot, watch) -> None:
        watch.set_work_check(lambda: True)
        watch.moment[0] = 301.0
        with qtbot.waitSignal(watch.idle_elapsed):
            watch.tick()

    def test_input_in_any_window_counts(self, qtbot, watch) -> None:
        dialog = QWidget()
        qtbot.addWidget(dialog)
        dialog.show()
        watch.tick()
        watch.moment[0] = 200.0
        QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_A)
        assert watch.idle_seconds() == 0.0


class TestFocusRing:
    def test_it_surrounds_what_has_the_focus_and_follows_it(
        self, qtbot, window: MainWindow
    ) -> None:
        page = QWidget()
        button = DefaultButton("Lock", parent=page)
        button.setGeometry(50, 60, 120, 48)
        window.show_page(page, button)
        qtbot.waitUntil(button.hasFocus)
        ring = window.focus_ring.ring
        assert ring is not None
        out = THICK + GAP

        def around() -> QRect:
            top_left = cast("Any", ring).parentWidget().mapTo(window, ring.pos())
            return QRect(top_left, ring.size())

        wanted = QRect(button.mapTo(window, QPoint(0, 0)), button.size()).adjusted(
            -out, -out, out, out
        )
        assert around() == wanted
        button.move(200, 90)
        assert around().topLeft() == button.mapTo(window, QPoint(-out, -out))

    def test_it_lies_in_the_scrolled_content(self, qtbot, window: MainWindow) -> None:
        page, focus = cast("tuple[Any, Any]", gallery_pages.question())
        window.show_page(page, focus)
        qtbot.waitUntil(lambda: window.focus_ring.ring is not None)
        ring = window.focus_ring.ring
        area = page.findChild(QScrollArea, "body")
        assert ring is not None
        assert ring.parentWidget() is area.widget()

    def test_it_survives_the_page_it_lay_on(self, qtbot, qapp, window: MainWindow) -> None:
        for _round in range(3):
            page, focus = cast("tuple[Any, Any]", gallery_pages.question())
            window.show_page(page, focus)
            qapp.processEvents()
            qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert window.focus_ring.ring is not None
        assert window.focus_ring.ring.isVisible()

    def test_focus_is_scrolled_clear_of_the_bars(self, qtbot, qapp, window: MainWindow) -> None:
        theme.apply_theme(qapp, theme.Theme(scale=2.0))
        page, group = cast("tuple[Any, Any]", gallery_pages.question())
        window.show_page(page, group)
        for card in group.cards:
            card.setFocus()
            qtbot.wait(5)
            area = page.findChild(QScrollArea, "body")
            top = card.mapTo(area.viewport(), QPoint(0, 0)).y()
            assert top >= 0
            assert top + card.height() <= area.viewport().height()


class TestFrames:
    def test_width_classes_follow_window_and_text(self, qtbot, qapp, window: MainWindow) -> None:
        page, focus = cast("tuple[Any, Any]", gallery_pages.today())
        window.show_page(page, focus)
        qapp.processEvents()
        assert page.width_class == "regular"
        window.resize(1920, 1000)
        qapp.processEvents()
        assert page.width_class == "wide"
        theme.apply_theme(qapp, theme.Theme(scale=2.0))
        qapp.processEvents()
        assert page.width_class == "compact"
        assert page.header.lock_icon_button.isVisible()
        assert page.header.lock_icon_button.accessibleName() == "Lock"

    def test_the_exits_are_on_every_frame(self, qtbot, window: MainWindow) -> None:
        for build in (gallery_pages.today, gallery_pages.question):
            page, focus = cast("tuple[Any, Any]", build())
            window.show_page(page, focus)
            with qtbot.waitSignals([page.concern_requested, page.lock_requested]):
                page.header.concern_button.click()
                page.header.lock_button.click()

    def test_a_place_in_the_rail_is_asked_for(self, qtbot, window: MainWindow) -> None:
        page, focus = cast("tuple[Any, Any]", gallery_pages.today())
        window.show_page(page, focus)
        with qtbot.waitSignal(page.navigation_requested) as heard:
            page.rail.button("people").click()
        assert heard.args == ["people"]

    def test_enter_does_the_main_action(self, qtbot, window: MainWindow) -> None:
        frame = FocusFrame("Step 1 of 2")
        button = PrimaryButton("Continue")
        frame.add_right(button)
        frame.set_main_button(button)
        window.show_page(frame)
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(frame, Qt.Key.Key_Return)

    def test_only_done_and_skipped_steps_open_again(self, qtbot) -> None:
        steps = [
            Step("a", "A", "done"),
            Step("b", "B", "skipped"),
            Step("c", "C", "now"),
            Step("d", "D"),
        ]
        rail = StepRail("Demobilising", steps=steps)
        qtbot.addWidget(rail)
        heard: list[str] = []
        rail.step_requested.connect(heard.append)
        for step in steps:
            cast("Any", rail.findChild(QWidget, f"step_{step.id}_button")).click()
        assert heard == ["a", "b", "c"]
        row: Any = rail.findChild(QWidget, "step_c_button")
        assert row.accessibleName() == "C, step 3 of 4, current"


class TestTasks:
    @pytest.fixture
    def runner(self, qapp):
        made = QtTaskRunner()
        yield made
        made.close()

    def test_outcomes_come_back_on_the_gui_thread(self, qtbot, runner: QtTaskRunner) -> None:
        seen: list[object] = []

        def work(progress: Progress, _cancel: Cancel) -> str:
            progress.tell("half", 0.5)
            return threading.current_thread().name

        runner.run(
            work,
            on_success=lambda name: seen.append((name, threading.current_thread())),
            on_progress=lambda words, share: seen.append((words, share)),
        )
        qtbot.waitUntil(lambda: len(seen) == 2)
        assert seen[0] == ("half", 0.5)
        assert seen[1] == ("vault-0", threading.main_thread())
        assert not runner.is_busy

    def test_the_vault_lane_is_serial_and_in_order(self, qtbot, runner: QtTaskRunner) -> None:
        done: list[int] = []
        for number in range(20):
            runner.run(partial(_given, number), on_success=done.append)
        qtbot.waitUntil(lambda: len(done) == 20)
        assert done == list(range(20))

    def test_a_failure_is_carried_over(self, qtbot, runner: QtTaskRunner) -> None:
        def fail(_progress, _cancel):
            raise DiskFullError

        failed: list[Exception] = []
        runner.run(fail, on_failure=failed.append, lane="pool")
        qtbot.waitUntil(lambda: bool(failed))
        assert isinstance(failed[0], DiskFullError)

    def test_nobody_waiting_for_a_failure_reaches_the_last_resort(self, qtbot, runner, monkeypatch):
        caught: list[type] = []
        monkeypatch.setattr("sys.excepthook", lambda kind, _error, _trace: caught.append(kind))
        runner.run(lambda _p, _c: 1 // 0)
        qtbot.waitUntil(lambda: caught == [ZeroDivisionError])

    def test_cancelled_work_says_so(self, qtbot, runner: QtTaskRunner) -> None:
        go = threading.Event()
        failed: list[Exception] = []

        def work(_progress, cancel):
            go.wait(5)
            cancel.check()

        cancel = runner.run(work, on_failure=failed.append)
        cancel.request()
        go.set()
        qtbot.waitUntil(lambda: bool(failed))
        assert isinstance(failed[0], CancelledError)

    def test_a_plain_receiver_is_kept_alive(self, qtbot, runner: QtTaskRunner) -> None:
        seen: list[int] = []

        class Presenter:
            def heard(self, value: int) -> None:
                seen.append(value)

        runner.run(lambda _p, _c: 7, on_success=Presenter().heard)
        qtbot.waitUntil(lambda: seen == [7])

    def test_closing_joins_the_threads(self, qapp) -> None:
        runner = QtTaskRunner()
        runner.run(lambda _p, _c: None)
        runner.run(lambda _p, _c: None, lane="pool")
        runner.close()
        names = {thread.name for thread in threading.enumerate()}
        assert not {name for name in names if name.startswith(("vault-", "pool-"))}
        with pytest.raises(RuntimeError):
            runner.run(lambda _p, _c: None)

    def test_closing_waits_for_the_vault_but_for_no_store(self, qapp, monkeypatch) -> None:
        monkeypatch.setattr(tasks, "STORE_PATIENCE_S", 0.01)
        store, written = threading.Event(), threading.Event()
        runner = QtTaskRunner()
        runner.run(lambda _p, _c: store.wait(30), lane="store")
        runner.run(lambda _p, _c: written.set())
        runner.close()
        assert written.is_set()
        assert not store.is_set()
        store.set()
        for thread in threading.enumerate():
            if thread.name.startswith("store-"):
                thread.join()


class TestMessages:
    def test_an_error_reads_as_three_sentences(self) -> None:
        message = messages.message_for(DiskFullError())
        assert message.happened.startswith("The disk is full")
        assert message.safe
        assert message.next_step

    def test_an_unknown_code_falls_back_to_its_parent(self) -> None:
        class NewError(DiskFullError):
            code = "brand-new"

        assert messages.message_for(NewError()) == messages.message_for(DiskFullError())
        assert messages.message_for(EstipError()).safe == "Your work is saved."

    def test_a_fault_has_something_to_quote(self) -> None:
        words = messages.fault("E-1042").words
        assert words == "Something went wrong on our side. Your work is saved. Reference E-1042."

    @pytest.mark.parametrize("detail", ["disk-io", "disk-io-earlier"])
    def test_a_disk_that_fails_is_not_called_damage(self, detail: str) -> None:
        message = messages.message_for(VaultDamagedError(detail))
        assert message.happened == "The disk did not take the last change."
        assert "still there" in message.safe
        assert "backup" not in message.words
        assert "lock" in message.next_step

    def test_a_detail_may_have_words_of_its_own(self) -> None:
        messages.register("rule:too-early", "This opens later.")
        error = RuleError("too-early")
        assert messages.message_for(error).happened == "This opens later."


def test_a_stack_of_widgets_is_walked_in_reading_order(qtbot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    buttons = [DefaultButton(str(number)) for number in range(3)]
    for button in buttons:
        column.addWidget(button)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    buttons[0].setFocus()
    qtbot.waitUntil(buttons[0].hasFocus)
    for button in buttons[1:]:
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        assert button.hasFocus()


def _given(number: int, _progress: Progress, _cancel: Cancel) -> int:
    return number
