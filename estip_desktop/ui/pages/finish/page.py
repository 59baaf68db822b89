"""Finish: what was saved, the next dates, and a breath before anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.signposting import CARD, card_title
from estip_desktop.ui import theme
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.finish.presenter import FinishPresenter, Sheet
from estip_desktop.ui.pages.finish.take_along import TakeAlong
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.key_value import IconBadge, ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.paper_rows import PaperRows


class FinishPage(FocusFrame):
    """The last page of a conversation.

    Signals:
        referral_requested: Go on to the referral.
        estim_requested: Ask for an ESTIM.
        sheets_changed: Ids of the sheets they take along.
        today_requested: Back to Today.
    """

    referral_requested = Signal()
    estim_requested = Signal()
    sheets_changed = Signal(list)
    today_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Session finished"), max_width=760, parent=parent)
        self.setAccessibleName(_("Session finished"))
        self._build_body()
        self._build_bar()

    def attach(self, presenter: FinishPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.referral_requested.connect(presenter.start_referral)
        self.estim_requested.connect(presenter.ask_for_estim)
        self.sheets_changed.connect(presenter.take_along)
        self.today_requested.connect(presenter.leave_to_today)
        self.papers.attach(presenter.papers)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The main action."""
        shown = (self.referral_button, self.estim_button)
        return next((each for each in shown if not each.isHidden()), self.today_button)

    def on_command(self, command_id: str) -> bool:
        """The session is closed: Back leads to Today."""
        if command_id == "back":
            self.today_requested.emit()
            return True
        return False

    def show_sheet(self, sheet: Sheet) -> None:
        """Show how it ended."""
        for words in sheet.saved:
            row = QHBoxLayout()
            row.setSpacing(theme.px(12))
            row.addWidget(IconBadge("circle-check", "ok"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(words, "body"), 1)
            self.saved_card.column.addLayout(row)
        for day, what in sheet.dates:
            self.dates_card.add_row(ListRow(day, what, icon="calendar"))
        for widget in (self.dates_title, self.dates_card):
            widget.setVisible(bool(sheet.dates))
        if sheet.is_request:
            self.referral_button.set_words(_("Look through the request"))
        main = _("The ESTIM request comes next") if sheet.is_request else _("A referral comes next")
        titles = {"main": main, "estim": _("An ESTIM request comes next")}
        self.referral_callout.set_words(
            titles.get(sheet.referral, _("About sharing")), sheet.referral_words
        )
        self.referral_callout.setVisible(bool(sheet.referral_words))
        self.take_along.show_sheets(sheet.sheets, sheet.taken, sheet.given)
        self._show_actions(sheet.referral)

    def show_taken(self, sheets: Sequence[str], error: Exception | None = None) -> None:
        """Show which sheets are kept as taken along."""
        self.take_along.show_taken(sheets, error)

    def show_error(self, error: Exception) -> None:
        """Say at the top that it could not be read."""
        if not isinstance(error, EstipError):
            raise error
        message = message_for(error)
        self.referral_callout.set_words(
            message.happened, f"{message.safe} {message.next_step}".strip()
        )
        self.referral_callout.show()

    def _show_actions(self, referral: str) -> None:
        main = referral in {"main", "estim"}
        self.referral_button.setVisible(referral == "main")
        self.estim_button.setVisible(referral == "estim")
        self.risk_button.setVisible(referral == "risk")
        self.today_quiet_button.setVisible(main)
        self.today_button.setVisible(not main)
        self.set_main_button(self._main_of(referral))
        if self.isVisible() or self.window().isVisible():
            self.first_focus().setFocus()

    def _main_of(self, referral: str) -> PrimaryButton:
        return {"main": self.referral_button, "estim": self.estim_button}.get(
            referral, self.today_button
        )

    def _build_body(self) -> None:
        self.saved_card = Card(spacing=10)
        self.saved_card.column.addWidget(Heading(_("What was saved"), "h2"))
        self.dates_title = Heading(_("Next contact"), "h2")
        self.dates_card = ListCard()
        self.referral_callout = Callout("info", "")
        self.papers = PaperRows(self)
        self.take_away_card = Card(spacing=10)
        self.papers.add(
            self.take_away_card.column,
            CARD,
            card_title(),
            _("What was agreed, when you are in touch, numbers that answer. No name on it."),
        )
        self.take_along = TakeAlong(self.papers)
        self.take_along.changed.connect(self.sheets_changed)
        self.take_along.hide()
        column = self.body.column
        for widget in (
            Heading(_("That was the conversation"), "h1"),
            Text(_("Take a breath. Nothing needs doing in the next minute."), "lead"),
            self.saved_card,
            self.dates_title,
            self.dates_card,
            self.referral_callout,
            self.take_away_card,
            self.take_along,
        ):
            column.addWidget(widget)
        for hidden in (self.dates_title, self.dates_card, self.referral_callout):
            hidden.hide()

    def _build_bar(self) -> None:
        self.today_quiet_button = DefaultButton(_("Back to Today"))
        self.risk_button = DefaultButton(_("Refer on grounds of risk"))
        self.today_button = PrimaryButton(_("Back to Today"))
        self.referral_button = PrimaryButton(_("Start referral"), trailing="arrow-right")
        self.add_left(self.today_quiet_button)
        self.add_right(self.risk_button)
        self.add_right(self.today_button)
        self.estim_button = PrimaryButton(_("Ask for an ESTIM"), trailing="arrow-right")
        self.add_right(self.referral_button)
        self.add_right(self.estim_button)
        for hidden in (
            self.today_quiet_button, self.risk_button, self.referral_button, self.estim_button,
        ):  # fmt: skip
            hidden.hide()
        self.set_main_button(self.today_button)
        self.today_quiet_button.clicked.connect(self.today_requested)
        self.today_button.clicked.connect(self.today_requested)
        self.risk_button.clicked.connect(self.referral_requested)
        self.referral_button.clicked.connect(self.referral_requested)
        self.estim_button.clicked.connect(self.estim_requested)


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page for ``session``."""
    page = FinishPage()
    presenter = FinishPresenter(page, page.papers, shell, arguments["session"])
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
