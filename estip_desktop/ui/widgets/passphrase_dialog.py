"""The dialog that asks an owner for the passphrase again; Escape leaves everything as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.fields import LabelledField, PassphraseField
from estip_desktop.ui.widgets.labels import Heading, Text

_WIDTH = 520


class PassphraseDialog(QDialog):
    """Show with ``open()``; what was typed is taken with :meth:`take`.

    Args:
        title: What is about to be done, a few words.
        why: Why it asks, in one sentence.
        button: What the deciding button does (*Export the records*).
        exercise: Whether to show the exercise band.

    Signals:
        submitted: A passphrase was typed and should be looked at.
    """

    submitted = Signal()

    def __init__(
        self,
        title: str,
        why: str,
        button: str,
        *,
        exercise: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Your passphrase"))
        self.setAccessibleName(title)
        self.is_busy = False
        self.passphrase = PassphraseField()
        self.field = LabelledField(_("Passphrase"), self.passphrase)
        self.cancel_button = DefaultButton(_("Go back"), parent=self)
        self.confirm_button = PrimaryButton(button, parent=self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        if exercise:
            from estip_desktop.ui.widgets.exercise_band import ExerciseBand  # noqa: PLC0415 - seldom

            outer.addWidget(ExerciseBand(self))
        self._content = QVBoxLayout()
        outer.addLayout(self._content)
        self._content.addWidget(Heading(title, "h2"))
        self._content.addWidget(Text(why, "body2"))
        self._content.addWidget(self.field)
        self._content.addStretch(1)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.cancel_button)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.confirm_button)
        self._content.addLayout(self._buttons)
        self.cancel_button.clicked.connect(self.reject)
        self.confirm_button.clicked.connect(self._on_confirm_button_clicked)
        self.passphrase.submitted.connect(self._on_confirm_button_clicked)
        self._lay_out()
        theme.hub().changed.connect(self._lay_out)
        self.passphrase.passphrase_edit.setFocus()

    def take(self) -> str:
        """What was typed; the field is empty afterwards."""
        secret = self.passphrase.text()
        self.passphrase.clear()
        return secret

    def show_busy(self, words: str) -> None:
        """The passphrase is being looked at; empty words end it."""
        self.is_busy = bool(words)
        if words:
            self.field.set_error("")
        self.confirm_button.set_busy(bool(words), words)
        self.passphrase.passphrase_edit.setReadOnly(bool(words))

    def show_refused(self, words: str) -> None:
        """Say at the field why it goes no further."""
        self.show_busy("")
        self.field.set_error(words)
        self.field.error_line.announce()
        self.passphrase.passphrase_edit.setFocus()

    def done(self, result: int) -> None:
        """Nothing that was typed outlives the dialog."""
        self.passphrase.clear()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus; the field takes its own."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            if focused is self.cancel_button:
                self.reject()
            elif focused is self.confirm_button:
                self._on_confirm_button_clicked()
            return
        super().keyPressEvent(event)

    def _on_confirm_button_clicked(self) -> None:
        if not self.is_busy:
            self.submitted.emit()

    def _lay_out(self) -> None:
        side = theme.px(28)
        self._content.setContentsMargins(side, theme.px(24), side, theme.px(24))
        self._content.setSpacing(theme.px(16))
        self._buttons.setSpacing(theme.px(24))
        self.setMinimumWidth(theme.px(_WIDTH))


def owner_window() -> QWidget | None:
    """The window over which a dialog belongs: the active one, or the first on show."""
    active = QApplication.activeWindow()
    if active is not None:
        return active
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    mains = [each for each in shown if isinstance(each, QMainWindow)]
    return next(iter(mains or shown), None)
