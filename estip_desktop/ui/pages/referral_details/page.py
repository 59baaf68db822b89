"""The details page: one calm form, kept as it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.casework import Share
from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _, format_time
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.referral_details.form import DetailsForm
from estip_desktop.ui.pages.referral_details.presenter import (
    Details,
    ReferralDetailsPresenter,
)
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import LabelledField
from estip_desktop.ui.widgets.labels import Heading, Text

KEEP_AFTER_MS = 500
_COLUMN = 820


class ReferralDetailsPage(FocusFrame):
    """Who, how to reach them, what is asked, what is shared.

    Signals:
        kept: A form to save as it is.
        phoned_requested: Somebody was phoned just now; with the form as it is.
        sharing_requested: Whether they agree, how they were asked, and the form as it is.
        proceed_requested: On to the preview; with the form as it is.
        back_requested: The page before.
        close_requested: Save and close.
    """

    kept = Signal(object)
    phoned_requested = Signal(object)
    sharing_requested = Signal(str, str, object)
    proceed_requested = Signal(object)
    back_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(max_width=_COLUMN, parent=parent)
        self.setAccessibleName(_("Referral details"))
        self.details_form: DetailsForm | None = None
        self._first_field: QWidget | None = None
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.close_button = DefaultButton(_("Save and close"))
        self.main_button = PrimaryButton(_("Preview referral"), trailing="arrow-right")
        self.set_back_button(self.back_button)
        self.add_right(self.close_button)
        self.add_right(self.main_button)
        self.set_main_button(self.main_button)
        self.summary = ErrorSummary()
        self.error_callout = Callout("danger", "")
        self.error_callout.hide()
        self.column.addWidget(self.summary)
        self.column.addWidget(self.error_callout)
        self.column.addWidget(Heading(_("What Occupational Health needs"), "h1"))
        self.column.addWidget(
            Text(
                _("Your colleague sees every word before it goes. You sign it on the next page."),
                "lead",
            )
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self.back_button.clicked.connect(self.back_requested)
        self.close_button.clicked.connect(self.close_requested)
        self.main_button.clicked.connect(self._on_main_button_clicked)

    def attach(self, presenter: ReferralDetailsPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.kept.connect(presenter.keep)
        self.phoned_requested.connect(presenter.phoned)
        self.sharing_requested.connect(presenter.share)
        self.proceed_requested.connect(presenter.proceed)
        self.back_requested.connect(presenter.back)
        self.close_requested.connect(presenter.save_and_close)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The first field to fill in, once it is there."""
        return self._first_field or self

    def flush(self) -> None:
        """Save what was typed."""
        self._timer.stop()
        if self.details_form is not None:
            self.kept.emit(self.details_form.form())

    def on_command(self, command_id: str) -> bool:
        """Back."""
        if command_id != "back":
            return False
        self.back_requested.emit()
        return True

    def show_details(self, details: Details) -> None:
        """Fill the form."""
        words = _("Referral to Occupational Health · {ref}")
        if details.is_estim:
            words = _("ESTIM request · {ref}")
            self.main_button.set_words(_("Preview request"))
        self.set_line(words.format(ref=details.reference))
        form = DetailsForm(details)
        self.details_form = form
        self.column.addWidget(form)
        form.edited.connect(self._timer.start)
        form.phoned_requested.connect(lambda: self.phoned_requested.emit(form.form()))
        form.shared.connect(self._on_form_shared)
        gap = "phoned_to" if details.phone_first else _first_gap(details)
        self._first_field = form.fields[gap]
        self._first_field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.body.verticalScrollBar().setValue(0)

    def show_phoned(self, at: datetime) -> None:
        """Say when somebody was phoned."""
        if self.details_form is not None:
            words = _("Phoned at {time}").format(time=format_time(at))
            self.details_form.show_phoned(words)
            announce(self, words)

    def show_agreement(self, share: Share, at: datetime) -> None:
        """Show whether they agreed, and ask what follows from that."""
        if self.details_form is not None:
            self._forget_problems()
            self.details_form.show_agreement(share, at)

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """List what is missing; every line leads to its field."""
        form = self.details_form
        if form is None:
            return
        self._forget_problems()
        self.summary.show_problems(
            [(form.fields.get(name, form), words) for name, words in problems]
        )
        self.body.scroll_to(self.summary)

    def show_error(self, error: Exception) -> None:
        """Something was not saved; what was typed stays."""
        if not isinstance(error, EstipError):
            raise error
        self.error_callout.set_words(
            _("We could not save the last change. Keep this window open."),
            message_for(error).words,
        )
        self.error_callout.show()
        announce(self, self.error_callout.accessibleName(), assertive=True)

    def _forget_problems(self) -> None:
        self.error_callout.hide()
        if self.details_form is not None:
            for field in self.details_form.fields.values():
                if isinstance(field, LabelledField):
                    field.set_error("")

    def _on_form_shared(self, share: str, how: str) -> None:
        self._timer.stop()
        if self.details_form is not None:
            self.sharing_requested.emit(share, how, self.details_form.form())

    def _on_main_button_clicked(self) -> None:
        self._timer.stop()
        if self.details_form is not None:
            self.proceed_requested.emit(self.details_form.form())


def _first_gap(details: Details) -> str:
    form = details.form
    if details.share is not Share.YES:
        return "consent"
    return "reason" if form.name and form.staff_number and not form.reason else "name"


def build(shell: Navigator, arguments: Mapping[str, str]) -> ReferralDetailsPage:
    """The page for ``session``."""
    page = ReferralDetailsPage()
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter = ReferralDetailsPresenter(page, shell, arguments["session"])
    page.attach(presenter)
    presenter.start()
    return page
