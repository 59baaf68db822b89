"""Targets, keys, names and shapes of the widgets."""

from __future__ import annotations

import gc
from datetime import date
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from estip_desktop.kernel import i18n
from estip_desktop.kernel.items import Option
from estip_desktop.ui import gallery, gallery_pages, theme
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.widgets.buttons import Button, DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.dialogs import DecisionDialog
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import (
    DateEdit,
    LabelledField,
    LineEdit,
    PassphraseField,
    ShortText,
)
from estip_desktop.ui.widgets.focus_ring import ring_area
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.number_scale import NumberScale
from estip_desktop.ui.widgets.pathway_ladder import PathwayLadder
from estip_desktop.ui.widgets.score_gauge import GaugeBand, ScoreGauge
from estip_desktop.ui.widgets.step_rail import Step, StepRail, StepRow
from estip_desktop.ui.widgets.toast import ToastHost
from estip_desktop.ui.widgets.trend_chart import TrendChart, TrendPoint

OPTIONS = (Option("a", "Not at all"), Option("b", "Several days"), Option("c", "Often"))
BANDS = (GaugeBand(0, 4, "Minimal"), GaugeBand(5, 9, "Mild"), GaugeBand(10, 27, "Moderate"))


def settle(application: QApplication) -> None:
    for _round in range(4):
        application.processEvents()


@pytest.fixture
def group(qtbot) -> ChoiceGroup:
    made = ChoiceGroup(OPTIONS, chosen=["a"])
    made.resize(900, 300)
    qtbot.addWidget(made)
    made.show()
    made.cards[0].setFocus()
    return made


class TestChoiceGroup:
    def test_arrows_move_the_focus_and_choose_nothing(self, qtbot, group: ChoiceGroup) -> None:
        with qtbot.assertNotEmitted(group.chosen):
            qtbot.keyClick(group.cards[0], Qt.Key.Key_Down)
        assert group.cards[1].hasFocus()
        assert group.chosen_codes() == ["a"]

    @pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
    def test_space_and_enter_choose(self, qtbot, group: ChoiceGroup, key: Qt.Key) -> None:
        with qtbot.waitSignal(group.chosen) as heard:
            qtbot.keyClick(group.cards[2], key)
        assert heard.args == ["c"]
        assert group.chosen_codes() == ["c"]

    def test_enter_on_the_chosen_card_says_so_again(self, qtbot, group: ChoiceGroup) -> None:
        with qtbot.waitSignal(group.chosen) as heard:
            qtbot.keyClick(group.cards[0], Qt.Key.Key_Return)
        assert heard.args == ["a"]

    def test_a_click_at_the_far_right_chooses(self, qtbot, group: ChoiceGroup) -> None:
        card = group.cards[1]
        place = QPoint(card.width() - 6, card.height() // 2)
        with qtbot.waitSignal(group.chosen):
            qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=place)
        assert group.chosen_codes() == ["b"]

    def test_cards_are_radio_buttons_that_know_their_place(self, group: ChoiceGroup) -> None:
        card = QAccessible.queryAccessibleInterface(group.cards[1])
        assert card.role() == QAccessible.Role.RadioButton
        assert card.text(QAccessible.Text.Name) == "Several days"
        assert card.text(QAccessible.Text.Description) == "answer 2 of 3"

    def test_several_answers_are_check_boxes(self, qtbot) -> None:
        several = ChoiceGroup(OPTIONS, several=True)
        qtbot.addWidget(several)
        card = QAccessible.queryAccessibleInterface(several.cards[0])
        assert card.role() == QAccessible.Role.CheckBox

    def test_choosing_without_a_signal_keeps_one_answer(self, qtbot, group: ChoiceGroup) -> None:
        with qtbot.assertNotEmitted(group.chosen):
            group.set_chosen(["c"])
            group.set_chosen([])
        assert group.chosen_codes() == []
        group.cards[1].click()
        group.cards[2].click()
        assert group.chosen_codes() == ["c"]


class TestButtons:
    def test_an_ampersand_is_shown_and_is_no_shortcut(self, qtbot) -> None:
        button = DefaultButton("R&B unit")
        qtbot.addWidget(button)
        assert button.words() == "R&B unit"
        assert button.text() == "R&&B unit"
        assert button.shortcut().isEmpty()
        name = QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name)
        assert name == "R&B unit"

    def test_long_words_take_a_second_line(self, qtbot) -> None:
        button = DefaultButton("Export everything to an encrypted memory stick")
        qtbot.addWidget(button)
        button.resize(button.minimumSizeHint().width(), 48)
        assert button.sizeHint().height() > theme.px(48)
        assert button.minimumSizeHint().width() < button.sizeHint().width()

    def test_a_busy_button_keeps_its_width_and_takes_no_press(self, qtbot) -> None:
        button = PrimaryButton("Sign and add to Outbox")
        qtbot.addWidget(button)
        width = button.sizeHint().width()
        button.set_busy(busy=True)
        assert button.sizeHint().width() == width
        with qtbot.assertNotEmitted(button.clicked):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            qtbot.keyClick(button, Qt.Key.Key_Return)
            qtbot.keyClick(button, Qt.Key.Key_Space)

    def test_enter_presses(self, qtbot) -> None:
        button = PrimaryButton("Continue")
        qtbot.addWidget(button)
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, Qt.Key.Key_Return)


class TestFields:
    def test_the_label_names_the_editor(self, qtbot) -> None:
        field = LabelledField("Name or initials", LineEdit(), "Initials are enough")
        qtbot.addWidget(field)
        editor = QAccessible.queryAccessibleInterface(field.editor)
        assert editor.text(QAccessible.Text.Name) == "Name or initials"
        assert editor.text(QAccessible.Text.Description) == "Initials are enough"

    def test_an_error_keeps_what_was_typed(self, qtbot) -> None:
        edit = LineEdit("23 11")
        field = LabelledField("When", edit)
        qtbot.addWidget(field)
        field.set_error("Enter the year too")
        assert edit.text() == "23 11"
        assert edit.accessibleDescription() == "Enter the year too"
        field.set_error("")
        assert field.error == ""

    def test_the_summary_gets_the_focus_and_leads_to_the_field(self, qtbot) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        summary, field = ErrorSummary(), LabelledField("When", LineEdit())
        column.addWidget(summary)
        column.addWidget(field)
        qtbot.addWidget(page)
        page.show()
        page.activateWindow()
        summary.show_problems([(field, "Enter the date")])
        qtbot.waitUntil(summary.hasFocus)
        assert field.error == "Enter the date"
        summary.links[0].click()
        qtbot.waitUntil(field.editor.hasFocus)

    def test_caps_lock_is_noticed_from_what_is_typed(self, qtbot) -> None:
        field = PassphraseField()
        qtbot.addWidget(field)
        qtbot.keyClick(field.passphrase_edit, "A")
        assert field.caps_line.words() == "Caps Lock is on"
        qtbot.keyClick(field.passphrase_edit, "a")
        assert field.caps_line.words() == "Caps Lock is off"

    def test_show_reveals_and_hides(self, qtbot) -> None:
        field = PassphraseField()
        qtbot.addWidget(field)
        field.show_button.click()
        assert field.passphrase_edit.echoMode() == QLineEdit.EchoMode.Normal
        field.show_button.click()
        assert field.passphrase_edit.echoMode() == QLineEdit.EchoMode.Password


class TestFigures:
    def test_the_gauge_is_a_picture_named_by_its_numbers(self, qtbot) -> None:
        gauge = ScoreGauge("PHQ-9", BANDS, 14, 10)
        qtbot.addWidget(gauge)
        seen = QAccessible.queryAccessibleInterface(gauge)
        assert seen.role() == QAccessible.Role.Graphic
        words = "PHQ-9 score 14 of 27, moderate range, cut-off 10"
        assert seen.text(QAccessible.Text.Name) == words

    def test_the_chart_tells_the_same_numbers(self, qtbot) -> None:
        points = (TrendPoint("2 Nov", 14), TrendPoint("9 Nov", 9))
        chart = TrendChart("PHQ-9", points, top=27, cut_off=10)
        qtbot.addWidget(chart)
        assert chart.table() == [("2 Nov", "14"), ("9 Nov", "9")]
        assert "2 Nov: 14, 9 Nov: 9" in chart.accessibleName()
        assert "cut-off 10" in chart.accessibleName()

    @pytest.mark.parametrize("score", [0, 27])
    def test_the_marker_stays_inside_at_both_ends(self, qtbot, score: int) -> None:
        gauge = ScoreGauge("PHQ-9", BANDS, score, 10)
        qtbot.addWidget(gauge)
        gauge.resize(300, gauge.sizeHint().height())
        assert not gauge.grab().isNull()

    def test_headings_are_headings(self, qtbot) -> None:
        heading = Heading("Follow-ups due")
        qtbot.addWidget(heading)
        assert QAccessible.queryAccessibleInterface(heading).role() == QAccessible.Role.Heading

    def test_the_ladder_says_what_is_suggested(self, qtbot) -> None:
        rungs = [Option(f"P{number}", f"Level {number}") for number in range(6)]
        ladder = PathwayLadder(rungs, suggested="P3")
        qtbot.addWidget(ladder)
        assert ladder.chosen_code() == ""
        shown = [card.option.code for card in ladder.group.cards]
        assert shown == ["P3", "P0", "P1", "P2", "P4", "P5"]
        suggested = next(card for card in ladder.group.cards if card.option.code == "P3")
        assert suggested.accessibleDescription().startswith("Suggested")
        with qtbot.waitSignal(ladder.chosen):
            suggested.click()
        assert ladder.chosen_code() == "P3"


def test_text_is_shown_as_it_was_typed(qtbot) -> None:
    label = Text("<b>R&B</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_cards_in_one_row_are_equally_high(qtbot, qapp) -> None:
    options = (Option("a", "Yes, once they have seen it"), Option("b", "No"), Option("c", "Later"))
    holder = QWidget()
    column = QVBoxLayout(holder)
    group = ChoiceGroup(options, number_keys=False, side_by_side=True)
    column.addWidget(group)
    column.addStretch(1)
    qtbot.addWidget(holder)
    holder.resize(1000, 400)
    holder.show()
    group.setMaximumWidth(900)
    settle(qapp)
    assert len({card.height() for card in group.cards}) == 1
    assert len({card.y() for card in group.cards}) == 1


class TestStepRail:
    STEPS = tuple(
        Step(str(number), f"Step number {number}", "now" if number == 14 else "done")
        for number in range(1, 17)
    )

    @pytest.fixture
    def rail(self, qtbot, qapp) -> StepRail:
        made = StepRail("Defusing", "P-0001", self.STEPS)
        made.set_foot("3 min so far", "Saved 21:50:00")
        qtbot.addWidget(made)
        made.resize(made.width(), 690)
        made.show()
        settle(qapp)
        return made

    @staticmethod
    def row(rail: StepRail) -> StepRow:
        return next(row for row in rail.findChildren(StepRow) if row.step.state == "now")

    def test_the_current_step_is_in_view_at_once(self, rail: StepRail) -> None:
        row = self.row(rail)
        assert row.visibleRegion().boundingRect() == row.rect()

    @pytest.mark.parametrize("height", [420, 450])
    def test_moving_on_brings_the_step_that_follows_along(
        self, rail: StepRail, qapp, height: int
    ) -> None:
        rail.resize(rail.width(), height)
        for now in range(2, 16):
            rail.set_steps(
                [
                    Step(step.id, step.title, "now" if int(step.id) == now else "todo")
                    for step in self.STEPS
                ]
            )
            qapp.processEvents()
            rows = {row.step.id: row for row in rail.findChildren(StepRow) if row.isVisible()}
            for row in (rows[str(now)], rows[str(now + 1)]):
                assert row.visibleRegion().boundingRect() == row.rect()

    def test_rows_are_no_wider_than_the_rail_shows(self, rail: StepRail) -> None:
        viewport: Any = cast("Any", self.row(rail)).parentWidget().parentWidget()
        assert self.row(rail).mapTo(viewport, QPoint(0, 0)).x() == 0
        assert self.row(rail).width() <= viewport.width()


def test_the_words_under_a_scale_stand_under_its_ends(qtbot, qapp) -> None:
    scale = NumberScale(low_label="Calm", high_label="Overwhelmed")
    qtbot.addWidget(scale)
    scale.resize(900, 200)
    scale.show()
    settle(qapp)
    label = next(each for each in scale.findChildren(Text) if each.text() == "Overwhelmed")
    end = scale.buttons[10].mapTo(scale, QPoint(scale.buttons[10].width(), 0)).x()
    assert abs(label.mapTo(scale, QPoint(label.width(), 0)).x() - end) <= 2


def test_the_ring_goes_round_a_note_as_round_a_line(qtbot) -> None:
    note = ShortText("")
    qtbot.addWidget(note)
    assert ring_area(note.text_edit) == note.text_edit.rect()


def test_days_and_months_are_written_with_two_figures(qtbot) -> None:
    edit = DateEdit(date(1989, 3, 4))
    qtbot.addWidget(edit)
    assert edit.text() == "04 03 1989"


def test_a_chip_toggles_by_key(qtbot) -> None:
    chips = ChipGroup(OPTIONS, ["a"])
    qtbot.addWidget(chips)
    with qtbot.waitSignal(chips.changed) as heard:
        qtbot.keyClick(chips.chips[2], Qt.Key.Key_Return)
    assert heard.args == [["a", "c"]]


def test_digits_toggle_chips_of_a_question_and_enter_is_left_to_the_page(qtbot) -> None:
    chips = ChipGroup([*OPTIONS, *(Option(str(n), str(n)) for n in range(8))], number_keys=True)
    qtbot.addWidget(chips)
    chips.show()
    for key in (Qt.Key.Key_3, Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_3):
        qtbot.keyClick(chips.chips[0], key)
    tenth = chips.chips[9].option.code
    assert chips.chosen_codes() == ["a", tenth]
    with qtbot.assertNotEmitted(chips.changed):
        qtbot.keyClick(chips.chips[1], Qt.Key.Key_Return)
    with qtbot.waitSignal(chips.decline_requested):
        qtbot.keyClick(chips.chips[1], Qt.Key.Key_N)


def test_digits_do_nothing_to_chips_that_answer_no_question(qtbot) -> None:
    chips = ChipGroup(OPTIONS)
    qtbot.addWidget(chips)
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_1)
    assert chips.chosen_codes() == []


def test_a_dialog_keeps_everything_on_escape(qtbot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    dialog = DecisionDialog(
        "Discard?", "It is gone then.", verb="Discard", safe_verb="Keep", parent=owner
    )
    dialog.open()
    assert dialog.focusWidget() is dialog.safe_button
    with qtbot.waitSignal(dialog.kept), qtbot.assertNotEmitted(dialog.decided):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_undo_in_a_toast_is_called_once(qtbot) -> None:
    owner = QWidget()
    owner.resize(800, 600)
    qtbot.addWidget(owner)
    owner.show()
    undone: list[bool] = []
    host = ToastHost(owner)
    toast = host.show("Draft discarded.", lambda: undone.append(True))
    assert toast.undo_button is not None
    toast.undo_button.click()
    assert undone == [True]
    assert host.toast is None


def test_a_toast_without_undo_has_its_words_in_the_middle(qtbot) -> None:
    owner = QWidget()
    owner.resize(800, 600)
    qtbot.addWidget(owner)
    owner.show()
    toast = ToastHost(owner).show("Text size 150 %")
    words = toast.words_label.geometry()
    assert words.left() == toast.width() - words.right() - 1


def test_a_toast_goes_away_by_itself(qtbot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    host = ToastHost(owner)
    toast = host.show("Saved.")
    QAccessible.setActive(False)
    toast._timer.start(1)
    qtbot.waitUntil(lambda: host.toast is None)


def _pages(window: MainWindow, application: QApplication):
    for name, build in gallery_pages.PAGES.items():
        page, focus = build()
        window.show_page(page, focus)
        settle(application)
        yield name, page


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [(1366, 690), (1024, 600)])
def test_pages_have_large_targets_and_no_cut_words(qtbot, qapp, scale: float, size) -> None:
    theme.apply_theme(qapp, theme.Theme(scale=scale))
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    faults = []
    least = theme.px(theme.TARGET)
    for name, page in _pages(window, qapp):
        for button in page.findChildren(QAbstractButton):
            if button.isVisible() and (button.width() < least or button.height() < least):
                faults.append((name, button.objectName(), button.text(), button.size().toTuple()))
            if button.isVisible() and isinstance(button, Button):
                wanted = button.minimumSizeHint()
                if button.width() < wanted.width() or button.height() < wanted.height():
                    faults.append((name, "cut", button.text(), button.size().toTuple()))
        faults += [
            (name, "cut", label.text(), label.size().toTuple())
            for label in page.findChildren(QLabel)
            if label.isVisible() and label.height() < label.heightForWidth(label.width())
        ]
    assert not faults


def test_buttons_hold_the_stretched_language(qtbot, qapp) -> None:
    i18n.set_language("pseudo")
    try:
        button = PrimaryButton(i18n._("Sign and add to Outbox"), "pen-tool")
        qtbot.addWidget(button)
        button.resize(button.minimumSizeHint().width(), 48)
        button.resize(button.width(), button.sizeHint().height())
        assert button.height() >= button.minimumSizeHint().height()
    finally:
        i18n.set_language("en")


def test_pages_survive_garbage_collection(qtbot, qapp) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 690)
    window.show()
    for _name, page in _pages(window, qapp):
        gc.collect()
        assert not page.grab().isNull()


def test_the_gallery_renders(qapp, tmp_path) -> None:
    files = gallery.render(tmp_path, only="contrast-200")
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(files) == len(gallery.SHEETS) + len(gallery_pages.PAGES)
    assert all(file.stat().st_size > 2_000 for file in files)


class TestCallout:
    def test_it_is_read_out_with_one_full_stop_between_title_and_words(self, qtbot) -> None:
        callout = Callout("warn", "Nothing is lost.", "It waits here.")
        qtbot.addWidget(callout)
        assert callout.accessibleName() == "Nothing is lost. It waits here."
        callout.set_words("Last time", "Distress was 6.")
        assert callout.accessibleName() == "Last time. Distress was 6."
