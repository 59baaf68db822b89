"""The page of one referral: pages on the left, checks and the answer on the right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.received.presenter import Received, ReceivedPresenter
from estip_desktop.ui.widgets.body import Columns
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, ShortText
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.pdf_preview import PdfPreview
from estip_desktop.ui.widgets.places import places

_SIDE, _LEAST_PREVIEW, _AROUND_PAPER = 420, 360, 92


_NAME_LIMIT = 200


class ReceivedPage(HomeFrame):
    """Read, check, answer.

    Signals:
        accept_requested: Name of who takes it on.
        booked_requested: An appointment was made.
        return_requested: Why it goes back.
        pin_requested: Name of who compared the fingerprint.
        back_requested: The inbox.
    """

    accept_requested = Signal(str)
    booked_requested = Signal()
    return_requested = Signal(str)
    pin_requested = Signal(str)
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(desk=True), "inbox", _("Referral"), parent=parent)
        self.header.concern_button.hide()
        self.preview = PdfPreview()
        self._pdf = b""
        self._side: QWidget | None = None
        self.back_button = DefaultButton(_("Back to Inbox"), "arrow-left")
        self.columns = Columns(side_width=_SIDE)
        self.columns.main.addWidget(self.preview)
        self.column.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.columns)
        self.back_button.clicked.connect(self.back_requested)
        self.preview.opened.connect(self._fit_paper)
        self.body.viewport().installEventFilter(self)
        self.preview.installEventFilter(self)

    def attach(self, presenter: ReceivedPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.accept_requested.connect(presenter.accept)
        self.booked_requested.connect(presenter.booked)
        self.return_requested.connect(presenter.return_)
        self.pin_requested.connect(presenter.pin_sender)
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """Back; the answer comes after reading."""
        return self.back_button

    def on_command(self, command_id: str) -> bool:
        """Back."""
        if command_id != "back":
            return False
        self.back_requested.emit()
        return True

    def show_received(self, received: Received) -> None:
        """Show the referral."""
        self.set_title(received.kind, received.reference)
        if received.pdf != self._pdf:
            self._pdf = received.pdf
            self.preview.show_pdf(received.pdf)
            self._fit_paper()
        focused: QWidget | None = self.window().focusWidget()
        had_focus = self._side is not None and focused in self._side.findChildren(QWidget)
        name = self._written_name()
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(Heading(received.state, "h2"))
        facts = ListCard()
        for label, value in received.facts:
            facts.add_row(ListRow(label, value))
        column.addWidget(facts)
        self.name_edit = LineEdit(name)
        self.name_edit.setMaxLength(_NAME_LIMIT)
        self.name_field = LabelledField(_("Your name"), self.name_edit)
        if received.can_accept or not received.sender_known:
            column.addWidget(self.name_field)
        self._add_answers(column, received)
        if not received.sender_known:
            self._add_unknown_sender(column, received)
        column.addWidget(Heading(_("What was checked"), "h2"))
        checks = ListCard()
        for words, passed in received.checks:
            icon, role = ("circle-check", "ok") if passed else ("triangle-alert", "warn")
            checks.add_row(ListRow(words, "", icon=icon, icon_role=role))
        column.addWidget(checks)
        old, self._side = self._side, side
        self.columns.side.addWidget(side)
        if old is not None:
            self.columns.side.removeWidget(old)
            old.hide()
            old.deleteLater()
        if had_focus:  # what was pressed is gone; a second Enter must not answer once more
            self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, field: str, words: str) -> None:
        """Say what is missing, at its field."""
        target = self.name_field if field == "name" else self.reason_field
        target.set_error(words)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The preview is as high as the page, so that it scrolls by itself."""
        if event.type() is QEvent.Type.Resize:
            if watched is self.preview:
                self._fit_paper()
            else:
                self._fit_preview()
        return super().eventFilter(watched, event)

    def _written_name(self) -> str:
        """What stands in the name field; whoever accepted also books."""
        return self.name_edit.text() if self._side is not None else ""

    def _fit_preview(self) -> None:
        room = self.body.viewport().height() - theme.px(96)
        self.preview.setFixedHeight(max(room, theme.px(_LEAST_PREVIEW)))

    def _fit_paper(self) -> None:
        """Paper as wide as its well."""
        if self.preview.pages:
            paper = self.preview.pages[0].sizeHint().width() / self.preview.zoom
            self.preview.set_zoom((self.preview.width() - theme.px(_AROUND_PAPER)) / paper)

    def _add_answers(self, column: QVBoxLayout, received: Received) -> None:
        self.reason_text = ShortText(lines=2)
        hint = _("Say what is missing. The supporter reads it.")
        self.reason_field = LabelledField(_("Why it goes back"), self.reason_text, hint)
        if received.can_accept:
            accept = PrimaryButton(_("Accept this referral"), "circle-check")
            accept.clicked.connect(lambda: self.accept_requested.emit(self.name_edit.text()))
            column.addWidget(accept)
        if received.can_book:
            book = PrimaryButton(_("Mark as booked"), "calendar-check")
            book.clicked.connect(self.booked_requested)
            column.addWidget(book)
        if received.can_return:
            column.addWidget(self.reason_field)
            send_back = DefaultButton(_("Send it back"))
            send_back.clicked.connect(lambda: self.return_requested.emit(self.reason_text.text()))
            column.addWidget(send_back)

    def _add_unknown_sender(self, column: QVBoxLayout, received: Received) -> None:
        column.addWidget(
            Callout(
                "warn",
                _("This sender is not known here"),
                _(
                    "You can accept it all the same. To know the sender from now on, phone them "
                    "and compare these characters."
                ),
            )
        )
        column.addWidget(Text(received.fingerprint, "strong", selectable=True))
        pin = DefaultButton(_("They match: remember this sender"))
        pin.clicked.connect(lambda: self.pin_requested.emit(self.name_edit.text()))
        column.addWidget(pin)


def build(shell: Navigator, arguments: Mapping[str, str]) -> ReceivedPage:
    """The page for ``item``."""
    page = ReceivedPage()
    page.preview.draw_with(shell.services.new_drawer, shell.tasks)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = ReceivedPresenter(page, shell, arguments["item"])
    page.attach(presenter)
    presenter.start()
    return page
