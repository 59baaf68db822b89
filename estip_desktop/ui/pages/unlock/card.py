"""The card of the lock page: whose records, the secret, one button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.app_mark import AppMark
from estip_desktop.ui.widgets.buttons import LinkButton, PrimaryButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, PassphraseField, Select
from estip_desktop.ui.widgets.labels import Heading, Text


class UnlockCard(Card):
    """Asks for a passphrase, or for the recovery key.

    Signals:
        vault_chosen: The id of another vault.
    """

    vault_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=36, spacing=14, parent=parent)
        self.is_recovering = False
        self.label_label = Text(_("This laptop only"), "small")
        self.title_label = Heading(_("Unlock your records"), "h1")
        self.lead_label = Text("", "body2")
        self.vault_select = Select()
        self.vault_field = LabelledField(_("Which records"), self.vault_select)
        self.passphrase_field = PassphraseField()
        self.passphrase_row = LabelledField(_("Passphrase"), self.passphrase_field)
        self.recovery_edit = LineEdit()
        self.recovery_row = LabelledField(
            _("Recovery key"), self.recovery_edit, _("Capitals and spaces do not matter.")
        )
        self.unlock_button = PrimaryButton(_("Unlock"), "lock-open")
        self.recovery_button = LinkButton(_("Use my recovery sheet"))
        self.others_button = LinkButton(_("Set up other records"))
        self.others_button.setAccessibleDescription(_("On this laptop, for somebody else"))
        self._failure: QWidget | None = None
        self._build()
        self.set_recovery(False)
        self.vault_select.picked.connect(lambda vault_id: self.vault_chosen.emit(str(vault_id)))

    @property
    def secret_edit(self) -> LineEdit:
        """The field that takes the secret now."""
        return self.recovery_edit if self.is_recovering else self.passphrase_field.passphrase_edit

    def set_vaults(self, vaults: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer id and label of each vault; a single one is just named."""
        self.vault_select.clear()
        for vault_id, label in vaults:
            self.vault_select.addItem(label, vault_id)
        self.vault_select.setCurrentIndex(max(0, self.vault_select.findData(chosen)))
        self.vault_field.setVisible(len(vaults) > 1)
        if len(vaults) == 1:
            words = _("{label} · this laptop only").format(label=vaults[0][1])
            self.label_label.setText(words)

    def set_recovery(self, on: bool) -> None:
        """Ask for the recovery key, or for the passphrase."""
        self.is_recovering = on
        self._clear_failure()
        self.passphrase_row.setVisible(not on)
        self.recovery_row.setVisible(on)
        title = _("Use your recovery sheet") if on else _("Unlock your records")
        lead = (
            _("Type the key you wrote down when these records were made.")
            if on
            else _("Your passphrase never leaves this laptop.")
        )
        self.title_label.setText(title)
        self.lead_label.setText(lead)
        words = _("Use my passphrase instead") if on else _("Use my recovery sheet")
        self.recovery_button.set_words(words)
        self.secret_edit.setFocus()

    def set_busy(self, words: str) -> None:
        """Work is under way; empty words end it."""
        if words:
            self._clear_failure()
        self.unlock_button.set_busy(bool(words), words)
        for edit in (self.passphrase_field.passphrase_edit, self.recovery_edit):
            edit.setReadOnly(bool(words))

    def set_refused(self, words: str) -> None:
        """The secret was wrong: say so at the field, empty and focus it."""
        row = self.recovery_row if self.is_recovering else self.passphrase_row
        row.set_error(words)
        row.error_line.announce()
        self.secret_edit.clear()
        self.secret_edit.setFocus()

    def set_failure(self, happened: str, words: str) -> None:
        """Something else stands in the way."""
        from estip_desktop.ui.widgets.callout import Callout  # noqa: PLC0415 - rarely needed

        self._clear_failure()
        callout = Callout("warn", happened, words)
        self._failure = callout
        self.column.insertWidget(1, callout)
        callout.show()
        self.secret_edit.setFocus()

    def take_secret(self) -> str:
        """What was typed; the field is empty afterwards."""
        secret = self.secret_edit.text()
        self.secret_edit.clear()
        return secret

    def _clear_failure(self) -> None:
        self.passphrase_row.set_error("")
        self.recovery_row.set_error("")
        if self._failure is not None:
            self._failure.hide()
            self._failure.deleteLater()
            self._failure = None

    def set_tight(self, tight: bool) -> None:
        """Leave out what can be missed, so that the field is seen where height is short."""
        self._head.setVisible(not tight)
        self.lead_label.setVisible(not tight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The two links stand side by side where they fit."""
        super().resizeEvent(event)
        links = (self.recovery_button, self.others_button)
        wanted = sum(link.sizeHint().width() for link in links) + theme.px(16)
        fits = self.contentsRect().width() - theme.px(72) >= wanted
        direction = QBoxLayout.Direction
        self._links.setDirection(direction.LeftToRight if fits else direction.TopToBottom)

    def _build(self) -> None:
        self._head = QWidget()
        top = QHBoxLayout(self._head)
        top.setContentsMargins(0, 0, 0, theme.px(10))
        top.setSpacing(theme.px(16))
        top.addWidget(AppMark(52))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Heading(_("ESTIP Desktop"), "h2"))
        words.addWidget(self.label_label)
        top.addLayout(words, 1)
        titles = QVBoxLayout()
        titles.setSpacing(theme.px(4))
        titles.addWidget(self.title_label)
        titles.addWidget(self.lead_label)
        self._links = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._links.setSpacing(0)
        left = Qt.AlignmentFlag.AlignLeft
        self._links.addWidget(self.recovery_button, 0, left)
        self._links.addStretch(1)
        self._links.addWidget(self.others_button, 0, left)
        self.column.addWidget(self._head)
        self.column.addLayout(titles)
        self.column.addWidget(self.vault_field)
        self.column.addWidget(self.passphrase_row)
        self.column.addWidget(self.recovery_row)
        self.column.addWidget(self.unlock_button)
        self.column.addLayout(self._links)
