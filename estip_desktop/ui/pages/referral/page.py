"""The signing page: the real document on the left, what to check and the signature on the right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.clock import local
from estip_desktop.kernel.i18n import _, format_day, format_time
from estip_desktop.ui import theme
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.referral.presenter import CheckLine, ReferralPresenter, Signed
from estip_desktop.ui.widgets.body import Columns
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import LabelledField, PassphraseField
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.pdf_preview import PdfPreview

_SIDE, _LEAST_PREVIEW, _AROUND_PAPER = 464, 360, 92


class ReferralPage(FocusFrame):
    """Preview, check before you sign, sign.

    Signals:
        sign_requested: With the passphrase that was typed.
        change_requested: Back to the details.
        revise_requested: Make a new version of a signed one.
        outbox_requested: Open the Outbox.
        back_requested: The page before.
        close_requested: Save as draft.
    """

    sign_requested = Signal(str)
    change_requested = Signal()
    revise_requested = Signal()
    outbox_requested = Signal()
    back_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(max_width=0, parent=parent)
        self.setAccessibleName(_("Check before you sign"))
        self.preview = PdfPreview()
        self.waiting_label = Text(_("Making the pages…"), "body2")
        self.preview.column.insertWidget(1, self.waiting_label)
        self.columns = Columns(side_width=_SIDE)
        self.columns.main.addWidget(self.preview)
        self._side: QWidget | None = None
        self._rows: dict[str, QWidget] = {}
        self._first: QWidget | None = None
        self.column.addWidget(self.columns)
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.close_button = DefaultButton(_("Save as draft"))
        self.revise_button = DefaultButton(_("Make a new version"))
        self.revise_button.hide()
        self.set_back_button(self.back_button)
        self.add_right(self.revise_button)
        self.add_right(self.close_button)
        self.passphrase_field = PassphraseField()
        self.sign_button = PrimaryButton(_("Sign and add to Outbox"), "pen-line")
        self.outbox_button = PrimaryButton(_("Open Outbox"), trailing="arrow-right")
        self.summary = ErrorSummary()
        self.body.viewport().installEventFilter(self)
        self.preview.installEventFilter(self)
        self.preview.opened.connect(self._fit_paper)
        self.back_button.clicked.connect(self.back_requested)
        self.close_button.clicked.connect(self.close_requested)
        self.revise_button.clicked.connect(self.revise_requested)
        self.outbox_button.clicked.connect(self.outbox_requested)
        self.sign_button.clicked.connect(self._on_sign)
        self.passphrase_field.submitted.connect(self._on_sign)

    def attach(self, presenter: ReferralPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.sign_requested.connect(presenter.sign)
        self.change_requested.connect(presenter.change)
        self.revise_requested.connect(presenter.make_new_version)
        self.outbox_requested.connect(presenter.open_outbox)
        self.back_requested.connect(presenter.back)
        self.close_requested.connect(presenter.save_and_close)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The passphrase, once it is there; where room is short the pages, which come first."""
        return self._first or self

    def on_command(self, command_id: str) -> bool:
        """Back."""
        if command_id != "back":
            return False
        self.back_requested.emit()
        return True

    def show_draft(
        self, reference: str, checks: tuple[CheckLine, ...], *, is_estim: bool = False
    ) -> None:
        """Show what to check and the passphrase."""
        words = _("Referral to Occupational Health · {ref}")
        if is_estim:
            words = _("ESTIM request · {ref}")
        self.set_line(words.format(ref=reference))
        column = self._fresh_side()
        column.addWidget(self.summary)
        column.addWidget(Heading(_("Check before you sign"), "h1"))
        column.addWidget(Text(_("Only what Occupational Health needs."), "lead"))
        card = ListCard()
        for line in checks:
            row = self._check_row(line)
            self._rows[line.name] = row
            card.add_row(row)
        column.addWidget(card)
        hint = _("Locks the document. Later changes make a new version.")
        self.passphrase_row = LabelledField(
            _("Sign with your passphrase"), self.passphrase_field, hint
        )
        self._rows["passphrase"] = self.passphrase_row
        column.addWidget(self.passphrase_row)
        column.addWidget(self.sign_button)
        zoom = self.preview.smaller_button
        self._first = zoom if self.width_class == "compact" else self.passphrase_field
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.body.verticalScrollBar().setValue(0)

    def show_signed(self, signed: Signed) -> None:
        """Show that it is signed, and what happens now."""
        for widget in (self.passphrase_field, self.sign_button, self.summary):
            widget.setParent(self)
            widget.hide()
        self.passphrase_field.clear()
        column = self._fresh_side()
        column.addWidget(Heading(_("Signed"), "h1"))
        words = (
            _("It is in the Outbox and sends by itself when the store can be reached.")
            if signed.has_desk
            else _("It waits on this laptop, encrypted, until you add a desk in Settings.")
        )
        column.addWidget(Callout("ok", _("This version is locked"), words))
        when = f"{format_day(local(signed.at).date())}, {format_time(signed.at)}"
        card = ListCard()
        for title, line in (
            (_("Reference"), f"{signed.reference} · {_('version {n}').format(n=signed.revision)}"),
            (_("Signed"), when),
            (_("Check code"), signed.code),
        ):
            card.add_row(ListRow(title, line))
        column.addWidget(card)
        column.addWidget(self.outbox_button)
        self.close_button.hide()
        self.revise_button.show()
        self.set_main_button(self.outbox_button)
        self._first = self.outbox_button
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, _("Signed"))

    def show_pages(self, pdf: bytes) -> None:
        """Show the document."""
        self.waiting_label.hide()
        self.preview.show_pdf(pdf)
        self._fit_paper()

    def show_pages_missing(self, error: Exception) -> None:
        """Say why there is no document to show."""
        if not isinstance(error, EstipError):
            raise error
        self.waiting_label.setText(message_for(error).words)

    def show_progress(self, words: str) -> None:
        """Say how far signing is."""
        self.sign_button.set_busy(bool(words), words)
        if words:
            announce(self, words)

    def show_problem(self, field: str, words: str) -> None:
        """Say what has to be done first, and lead there."""
        self.passphrase_row.set_error("")
        target = self._rows.get(field, self.sign_button)
        if field == "passphrase":
            self.passphrase_field.clear()
            self.passphrase_row.set_error(words)
            self.summary.show_problems([])
            self.passphrase_field.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, words)
        else:
            self.summary.show_problems([(target, words)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The preview is as high as the page, so that it scrolls by itself."""
        if event.type() is QEvent.Type.Resize:
            if watched is self.preview:
                self._fit_paper()
            else:
                self._fit_preview()
        return super().eventFilter(watched, event)

    def _fit_preview(self) -> None:
        room = self.body.viewport().height() - theme.px(32)
        self.preview.setFixedHeight(max(room, theme.px(_LEAST_PREVIEW)))

    def _fit_paper(self) -> None:
        """Paper as wide as its well."""
        if self.preview.pages:
            paper = self.preview.pages[0].sizeHint().width() / self.preview.zoom
            self.preview.set_zoom((self.preview.width() - theme.px(_AROUND_PAPER)) / paper)

    def _fresh_side(self) -> QVBoxLayout:
        old, self._side = self._side, QWidget()
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.columns.side.addWidget(self._side)
        if old is not None:
            self.columns.side.removeWidget(old)
            old.hide()
            old.deleteLater()
        return column

    def _check_row(self, line: CheckLine) -> ListRow:
        button = QuietButton(_("Change"))
        button.setAccessibleName(_("Change: {what}").format(what=line.title))
        button.clicked.connect(self.change_requested)
        icon, role = ("circle-check", "ok") if line.is_ready else ("triangle-alert", "warn")
        row = ListRow(line.title, line.words, icon=icon, icon_role=role, trailing=(button,))
        row.setFocusProxy(button)
        return row

    def _on_sign(self) -> None:
        self.sign_requested.emit(self.passphrase_field.text())


def build(shell: Navigator, arguments: Mapping[str, str]) -> ReferralPage:
    """The page for ``draft``."""
    page = ReferralPage()
    page.concern_requested.connect(shell.open_concern)
    page.preview.draw_with(shell.services.new_drawer, shell.tasks)
    page.lock_requested.connect(shell.lock)
    presenter = ReferralPresenter(page, shell, arguments["draft"])
    page.attach(presenter)
    presenter.start()
    return page
