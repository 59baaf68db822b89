"""What stands on each page of changing keys."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.widgets.buttons import LinkButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, PassphraseField
from estip_desktop.ui.widgets.secret_steps import PassphraseStep
from estip_desktop.ui.widgets.status_line import StatusLine
from estip_desktop.ui.widgets.step_page import StepPage


class ChangeStep(PassphraseStep):
    """The passphrase of today, or the recovery sheet instead; then the new one."""

    def __init__(self, *, with_sheet: bool) -> None:
        super().__init__(_("Change your passphrase"))
        self.by_sheet = False
        self.current_passphrase = PassphraseField()
        self.current_field = LabelledField(
            _("Passphrase you have now"), self.current_passphrase, _("It shows that this is you.")
        )
        self.sheet_edit = LineEdit()
        self.sheet_field = LabelledField(
            _("Recovery key"), self.sheet_edit, _("From your sheet. Capitals do not matter.")
        )
        self.other_way_button = LinkButton("")
        for place, widget in enumerate((self.current_field, self.sheet_field), 2):
            self.column.insertWidget(place, widget)
        self.column.insertWidget(4, self.other_way_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.other_way_button.clicked.connect(lambda _on=False: self._set_way(not self.by_sheet))
        self._set_way(with_sheet)

    def take_current(self) -> str:
        """What shows that this is the owner; the field is empty afterwards."""
        if self.by_sheet:
            secret = self.sheet_edit.text()
            self.sheet_edit.clear()
        else:
            secret = self.current_passphrase.text()
            self.current_passphrase.clear()
        return secret

    def forget(self) -> None:
        """Empty every field and label."""
        self.take_current()
        super().forget()

    def fields(self) -> Mapping[str, QWidget]:
        """Those of a new passphrase, and ``current``."""
        current = self.sheet_field if self.by_sheet else self.current_field
        return {"current": current, **super().fields()}

    def first_focus(self) -> QWidget | None:
        """What shows that this is the owner."""
        return self.sheet_edit if self.by_sheet else self.current_passphrase.passphrase_edit

    def _set_way(self, by_sheet: bool) -> None:
        self.by_sheet = by_sheet
        self.current_field.setVisible(not by_sheet)
        self.sheet_field.setVisible(by_sheet)
        words = _("Use my passphrase instead") if by_sheet else _("I only have my recovery sheet")
        self.other_way_button.set_words(words)


class AskStep(StepPage):
    """The passphrase, before a new sheet is made."""

    def __init__(self) -> None:
        super().__init__(
            _("A new recovery sheet"),
            _("The sheet you have works until you have typed the new key back from paper."),
        )
        self.passphrase = PassphraseField()
        self.field = LabelledField(
            _("Passphrase"), self.passphrase, _("It shows that this is you.")
        )
        self.column.addWidget(self.field)

    def take(self) -> str:
        """What was typed; the field is empty afterwards."""
        secret = self.passphrase.text()
        self.passphrase.clear()
        return secret

    def fields(self) -> Mapping[str, QWidget]:
        """The passphrase."""
        return {"current": self.field}

    def first_focus(self) -> QWidget | None:
        """The field."""
        return self.passphrase.passphrase_edit


class KeyStep(StepPage):
    """All of a recovery key, typed from paper.

    Args:
        title: What it is for.
        lead: One or two sentences.
        look_again: Words of a link back to the key, or empty.
    """

    def __init__(self, title: str, lead: str, look_again: str = "") -> None:
        super().__init__(title, lead)
        self.key_edit = LineEdit()
        self.key_field = LabelledField(
            _("Recovery key"), self.key_edit, _("All nine groups. Capitals do not matter.")
        )
        self.column.addWidget(self.key_field)
        self.look_button = LinkButton(look_again)
        self.look_button.setVisible(bool(look_again))
        self.column.addWidget(self.look_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.progress_line = StatusLine("", "loader-circle", "text2")
        self.column.addWidget(self.progress_line)

    def take(self) -> str:
        """What was typed; the field is empty afterwards."""
        secret = self.key_edit.text()
        self.key_edit.clear()
        return secret

    def fields(self) -> Mapping[str, QWidget]:
        """The key."""
        return {"key": self.key_field}

    def first_focus(self) -> QWidget | None:
        """The field."""
        return self.key_edit


class DoneStep(StepPage):
    """It is done, and what that means.

    Args:
        title: What was done.
        words: What it means.
    """

    def __init__(self, title: str, words: str) -> None:
        super().__init__(title)
        self.column.addWidget(Callout("ok", words))
