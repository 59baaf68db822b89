"""Large text and small windows: nothing is cut off, hidden behind a bar or out of reach."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.items import Option
from estip_desktop.kernel.tasks import ImmediateTaskRunner
from estip_desktop.ui import icons, theme
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.pages.concern.page import build as build_concern
from estip_desktop.ui.pages.question.page import QuestionPage
from estip_desktop.ui.pages.question.page import build as build_question
from estip_desktop.ui.pages.unlock.page import UnlockPage
from estip_desktop.ui.pages.urgent.page import UrgentPage
from estip_desktop.ui.widgets.body import Body
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.chips import FlowBox
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.key_value import AnswerRow, ListRow
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.nav_rail import NavItem, NavRail
from estip_desktop.ui.widgets.number_scale import NumberScale
from estip_desktop.ui.widgets.pdf_preview import PdfPreview
from tests.builders import a_new_session
from tests.fakes import FakePageDrawer
from tests.ui.care_world import CareWorld
from tests.world import World

WIDTH, HEIGHT = 1366, 690
RING = 6
"""Effective pixels that the focus ring reaches out."""


def settle(qapp) -> None:
    for _round in range(5):
        qapp.processEvents()


def is_whole(widget: QWidget) -> bool:
    """Whether every pixel of it can be seen."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


@pytest.fixture
def twice(qapp) -> None:
    theme.apply_theme(qapp, theme.Theme(scale=2.0))


@pytest.fixture
def on_show(qtbot, qapp):
    kept: list[QWidget] = []  # a window that dies with the focus takes Qt's signal with it

    def show(widget: QWidget, width: int = WIDTH, height: int = HEIGHT) -> None:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        settle(qapp)

    yield show
    for widget in kept:
        widget.close()


class TestImmediateConcern:
    @pytest.fixture
    def page(self, twice, on_show) -> Any:
        world = World()
        session = world.casework.start(a_new_session())
        event = world.concerns.open_by_hand(session.id)
        page: Any = build_concern(world.shell, {"concern": event.id})
        on_show(page)
        return page

    def test_999_is_in_view_where_the_list_of_numbers_is_not(self, page, qapp):
        contacts = list(page._presenter._read_numbers())
        page.show_numbers(contacts)  # a vault lane answers once the page is on show
        settle(qapp)
        first, *_others = page.concern_header.strip.labels
        assert first.text().startswith("999")
        assert is_whole(first)

    def test_numbers_read_again_take_the_place_of_those_before(self, page, qapp):
        contacts = list(page._presenter._read_numbers())
        for _round in range(2):
            page.show_numbers(contacts)
        settle(qapp)
        shown = [label for label in page.concern_header.strip.findChildren(Text) if is_whole(label)]
        assert [label.text() for label in shown] == [
            label.text() for label in page.concern_header.strip.labels
        ]


def test_999_is_in_view_when_the_urgent_numbers_open(twice, on_show, qapp):
    world = World()
    page = UrgentPage()
    page.show_numbers(world.shell.context.urgent_numbers("england"))
    window = MainWindow()
    window.show_page(QWidget())
    on_show(window)
    window.show_page(page, page.first_focus())
    settle(qapp)
    assert is_whole(page.number_rows[0])


def test_what_comes_into_a_flow_on_show_can_be_seen(on_show, qapp):
    holder = QWidget()
    box = FlowBox(parent=holder)
    on_show(holder)
    label = Text("999", wrap=False)
    box.add(label)
    assert label.isVisible()
    box.clear()
    assert not label.isVisible()
    assert box.heightForWidth(300) == 0


def test_the_ring_round_the_passphrase_is_whole(twice, on_show, qapp):
    page = UnlockPage()
    page.show_vaults([("a", "Van 2"), ("b", "OH desk")], "a")
    window = MainWindow()
    window.show_page(QWidget())
    on_show(window)
    window.show_page(page, page.first_focus())
    settle(qapp)
    below = QPoint(0, page.card.secret_edit.height() + theme.px(RING))
    viewport = page._scroll.viewport()
    assert page.card.secret_edit.mapTo(viewport, below).y() <= viewport.height()


class TestBody:
    @pytest.fixture
    def body(self, on_show) -> Body:
        body = Body()
        self.early = Text("")
        body.column.addWidget(self.early)
        self.buttons = [DefaultButton(f"Button {number}") for number in range(16)]
        for button in self.buttons:
            body.column.addWidget(button)
        on_show(body, 600, 400)
        return body

    def test_the_focus_stays_in_view_while_rows_above_it_grow(self, body, qapp):
        self.buttons[4].setFocus()
        settle(qapp)
        self.early.setMinimumHeight(500)
        settle(qapp)
        assert is_whole(self.buttons[4])

    def test_a_row_that_was_high_for_a_moment_leaves_the_page_where_it_was(self, body, qapp):
        self.early.setMinimumHeight(500)
        self.buttons[0].setFocus()
        settle(qapp)
        assert body.verticalScrollBar().value() > 0
        self.early.setMinimumHeight(0)
        settle(qapp)
        assert body.verticalScrollBar().value() == 0

    def test_somebody_who_scrolls_is_not_pulled_back(self, body, qapp):
        self.buttons[1].setFocus()
        settle(qapp)
        bar = body.verticalScrollBar()
        bar.setValue(bar.maximum())
        self.early.setMinimumHeight(200)
        settle(qapp)
        assert not self.buttons[1].visibleRegion().boundingRect().isValid()

    def test_showing_something_below_never_hides_the_focus(self, body, qapp):
        self.buttons[0].setFocus()
        settle(qapp)
        body.scroll_to(self.buttons[-1])
        settle(qapp)
        assert is_whole(self.buttons[0])

    def test_what_had_the_focus_for_a_moment_is_not_scrolled_to(self, body, qapp):
        self.buttons[-1].setFocus()
        self.buttons[0].setFocus()
        settle(qapp)
        assert body.verticalScrollBar().value() == 0


class TestNumberScale:
    @pytest.mark.parametrize(("scale", "width"), [(1.0, 672), (2.0, 1274)])
    def test_eleven_numbers_stand_in_one_line(self, qapp, on_show, scale, width):
        theme.apply_theme(qapp, theme.Theme(scale=scale))
        numbers = NumberScale(low_label="Calm", high_label="Overwhelmed")
        on_show(numbers, width, 400)
        assert len({button.y() for button in numbers.buttons.values()}) == 1
        for button in numbers.buttons.values():
            assert button.width() >= theme.px(44)
            assert button.height() == button.width()
            assert is_whole(button)

    def test_where_they_cannot_they_wrap_at_full_size(self, qapp, on_show):
        numbers = NumberScale()
        on_show(numbers, 400, 400)
        assert len({button.y() for button in numbers.buttons.values()}) == 2
        assert {button.width() for button in numbers.buttons.values()} == {theme.px(56)}


class TestStackedRows:
    def test_a_ring_round_the_action_leaves_the_words_clear(self, twice, on_show):
        action = QuietButton("Open")
        row = ListRow("R-2026-0001", "Left at the store", trailing=(action,))
        on_show(row, 1000, 300)
        words_end = row.line_label.mapTo(row, QPoint(0, row.line_label.height())).y()
        assert action.mapTo(row, QPoint(0, 0)).y() - words_end >= theme.px(RING)

    def test_an_answer_under_its_question_keeps_off_the_rows_around(self, twice, on_show):
        row = AnswerRow("To talk", "Yes")
        on_show(row, 1000, 40)
        value = next(label for label in row.findChildren(Text) if label.text() == "Yes")
        assert row.height() - value.mapTo(row, QPoint(0, value.height())).y() >= theme.px(8)


@pytest.mark.parametrize(
    ("title", "name"),
    [("Who called?", "Who called? Nobody"), ("Signed by", "Signed by. Nobody")],
)
def test_a_row_is_read_out_with_one_stop(qtbot, title, name):
    row = ListRow(title, "Nobody")
    qtbot.addWidget(row)
    assert row.accessibleName() == name


class TestQuestion:
    def test_answers_get_the_room_of_a_bar_without_a_main_action(self, twice, on_show, qtbot):
        page = QuestionPage()
        on_show(page)
        assert not page.bar.isVisible()
        assert page.header.back_button.isVisible()
        with qtbot.waitSignal(page.close_requested):
            page.late_close_button.click()

    def test_at_usual_size_the_bar_is_there(self, on_show):
        page = QuestionPage()
        on_show(page)
        assert page.bar.isVisible()
        assert not page.late_close_button.isVisible()

    @pytest.mark.parametrize(("height", "least"), [(HEIGHT, 8), (768, 20)])
    def test_a_higher_window_sets_the_item_off_from_its_answers(self, on_show, qapp, height, least):
        world = CareWorld()
        page: Any = build_question(
            world.shell, {"screening": world.begin(points="12").screening.id}
        )
        on_show(page, WIDTH, height)
        settle(qapp)
        assert page.choice_group.y() - page.item_label.geometry().bottom() >= theme.px(least)
        assert is_whole(page.decline_button)


class TestButtonsInABar:
    @pytest.mark.parametrize("words", ["Check it", "Open my records"])
    def test_new_words_leave_the_bar_as_high_as_they_need(self, twice, on_show, qapp, words):
        page = FocusFrame()
        quiet, main = QuietButton("Urgent help numbers", "phone-call"), PrimaryButton("")
        page.add_right(quiet)
        page.add_right(main)
        on_show(page)
        main.set_words(words)
        settle(qapp)
        assert main.height() == quiet.height() == theme.px(48)
        assert page.bar.height() == theme.px(60)


def test_the_mark_of_the_current_place_is_round_in_a_narrow_rail(twice, on_show):
    rail = NavRail([NavItem("inbox", "inbox", "Inbox", badge="1")], "inbox")
    rail.set_compact(True)
    on_show(rail, rail.width(), HEIGHT)
    button = rail.button("inbox")
    picture = button.grab().toImage()
    for column, role in ((0, "primary_soft"), (picture.width() - 1, "primary")):
        inked = [
            picture.pixelColor(column, row) == theme.colour(role) for row in range(picture.height())
        ]
        assert sum(inked) < theme.px(10)  # a round end, not a straight cut


def test_the_focus_goes_with_the_colours_in_use(on_show, qapp):
    from estip_desktop.kernel.preferences import Preferences
    from estip_desktop.ui.pages.settings.sections import AppearanceSection

    section = AppearanceSection()
    on_show(section)
    section.theme_group.setFocus()
    section.show_preferences(Preferences(theme="dark"))
    focused = section.window().focusWidget()
    assert getattr(focused, "option", None) == section.theme_group.cards[1].option


def test_an_icon_without_room_is_left_out(qapp):
    picture = QPixmap(10, 10)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    icons.draw(painter, "lock", QRectF(0, 0, 0, 10), theme.colour("text"))
    assert painter.end()


def test_a_page_of_paper_is_drawn_anew_at_every_size(on_show, qapp):
    drawer = FakePageDrawer()
    preview = PdfPreview()
    preview.draw_with(lambda: drawer, ImmediateTaskRunner())
    on_show(preview, 700, 500)
    preview.show_pdf(b"%PDF")
    (page,) = preview.pages
    page.resize(300, 100)  # painted before its layout
    page.grab()
    page.resize(page.sizeHint())
    page.grab()
    assert page.picture is not None
    assert page.picture.size() == page.sizeHint() * page.devicePixelRatioF()
    preview.clear()


def test_paper_gets_as_small_as_a_narrow_well(on_show):
    preview = PdfPreview()
    on_show(preview, 320, 500)
    preview.set_zoom(0.4)
    assert preview.zoom == pytest.approx(0.4)


def test_number_cards_are_targets_of_a_finger(twice, on_show):
    group = ChoiceGroup([Option("a", "A"), Option("b", "B")])
    on_show(group, 1000, 600)
    assert min(card.height() for card in group.cards) >= theme.px(44)
