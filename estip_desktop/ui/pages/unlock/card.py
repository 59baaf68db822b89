"""The card of the lock page: whose records, the secret, one button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.plain import PlainButton, PlainRow, label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from estip_desktop.ui.widgets.caps_lock import CapsLine
    from estip_desktop.ui.widgets.fields import Select

_MARK, _CAPS_ROOM = 52, 24


class UnlockCard(QFrame):
    """Asks for a passphrase, or for the recovery key.

    It is made bare, of plain widgets, and dressed once it has painted; every room is kept for what
    comes then.

    Args:
        several: Whether there are several vaults to choose from.

    Signals:
        vault_chosen: The id of another vault.
        action_requested: What to do about what stands in the way: ``repair``, ``look_again``, or
            ``look_at:ID`` of another vault.
    """

    vault_chosen = Signal(str)
    action_requested = Signal(str)

    def __init__(self, *, several: bool = False) -> None:
        super().__init__()
        self.setObjectName("card")
        self.is_recovering = False
        self.label_label = label(_("This laptop only"), "small")
        self.title_label = label(_("Unlock your records"), "h1")
        self.lead_label = label(_("Your passphrase never leaves this laptop."), "body2")
        self.vault_select: Select | None = None
        self.vault_field: PlainRow | None = None
        self.passphrase_edit = QLineEdit()
        self.passphrase_edit.setObjectName("passphrase_edit")
        self.passphrase_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_button = PlainButton(_("Show"), "default", "eye")
        self.passphrase_row = PlainRow(_("Passphrase"), self.passphrase_edit, self.show_button)
        self.caps_line: CapsLine | None = None
        self.recovery_edit: QLineEdit | None = None
        self.recovery_row: PlainRow | None = None
        self.unlock_button = PlainButton(_("Unlock"), "primary", "lock-open")
        self.recovery_button = PlainButton(_("Use my recovery sheet"), "link")
        self.others_button = PlainButton(_("Set up other records"), "link")
        self._mark: QWidget = QFrame()
        self._mark.setObjectName("mark")
        self._failure: QWidget | None = None
        self._other: QWidget | None = None
        self._build(several=several)
        self.arrange()

    @property
    def secret_edit(self) -> QLineEdit:
        """The field that takes the secret now."""
        if self.is_recovering and self.recovery_edit is not None:
            return self.recovery_edit
        return self.passphrase_edit

    @property
    def secret_row(self) -> PlainRow:
        """The row of that field."""
        if self.is_recovering and self.recovery_row is not None:
            return self.recovery_row
        return self.passphrase_row

    @property
    def failure(self) -> QWidget | None:
        """The callout about what stands in the way."""
        return self._failure

    @property
    def has_trouble(self) -> bool:
        """Whether a callout takes the room of what can be missed."""
        return self._failure is not None or self._other is not None

    def dress(self) -> None:
        """Add what can wait until the page has painted."""
        from estip_desktop.ui.accessible import mark_heading  # noqa: PLC0415 - after the first paint
        from estip_desktop.ui.widgets.app_mark import AppMark  # noqa: PLC0415 - as above
        from estip_desktop.ui.widgets.caps_lock import CapsLine  # noqa: PLC0415 - as above

        mark = AppMark(_MARK, self._head)
        self._top.replaceWidget(self._mark, mark)
        self._mark.hide()
        self._mark.deleteLater()
        self._mark = mark
        mark.setFixedSize(theme.px(_MARK), theme.px(_MARK))
        mark.show()
        self.caps_line = CapsLine(self.passphrase_edit, self._caps_room)
        self._caps_column.addWidget(self.caps_line)
        mark_heading(self.title_label)
        mark_heading(self._name_label)
        self.passphrase_row.dress()
        self.others_button.setAccessibleDescription(_("On this laptop, for somebody else"))
        for button in (
            self.show_button,
            self.unlock_button,
            self.recovery_button,
            self.others_button,
        ):
            button.dress()
        self.show_button.clicked.connect(self._on_show_button_clicked)

    def set_vaults(self, vaults: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer id and label of each vault; a single one is just named."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - see ui.theme

        if len(vaults) == 1:
            words = _("{label} · this laptop only").format(label=vaults[0][1])
            self.label_label.setTextFormat(Qt.TextFormat.PlainText)
            self.label_label.setText(words)
        if len(vaults) > 1:
            select = self._select()
            select.clear()
            for vault_id, label_of in vaults:
                select.addItem(label_of, vault_id)
            select.setCurrentIndex(max(0, select.findData(chosen)))
        if self.vault_field is not None:
            self.vault_field.setVisible(len(vaults) > 1)

    def set_recovery(self, on: bool) -> None:
        """Ask for the recovery key, or for the passphrase."""
        row = self._recovery_row()
        self._clear_failure()
        self.is_recovering = on
        self.passphrase_row.setVisible(not on)
        row.setVisible(on)
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
        self.unlock_button.set_busy(words)
        self.passphrase_edit.setReadOnly(bool(words))
        if self.recovery_edit is not None:
            self.recovery_edit.setReadOnly(bool(words))

    def set_refused(self, words: str) -> None:
        """The secret was wrong: say so at the field, empty and focus it."""
        self.secret_row.set_error(words)
        self.secret_edit.clear()
        self.secret_edit.setFocus()

    def set_wait(self, words: str) -> None:
        """How long to wait before the next try; empty words end it."""
        self.unlock_button.set_words(words or _("Unlock"), "hourglass" if words else "lock-open")
        self.unlock_button.update()

    def set_failure(self, happened: str, words: str, actions: Sequence[tuple[str, str]]) -> None:
        """Something else stands in the way.

        Args:
            happened: What it is; empty takes it back.
            words: What is safe, and what to do.
            actions: Id and words of each button.
        """
        self._clear_failure()
        if happened:
            self._failure = self._callout(happened, words, actions)
            self._column.insertWidget(1, self._failure)
            self._failure.show()
            self.secret_edit.setFocus()

    def set_other_trouble(self, words: str, action: tuple[str, str]) -> None:
        """Other records of this laptop cannot be opened: not to be found out in a list only."""
        if self._other is not None:
            self._other.hide()
            self._other.deleteLater()
            self._other = None
        if words:
            self._other = self._callout(words, "", [action])
            self._column.insertWidget(self._column.indexOf(self.passphrase_row), self._other)
            self._other.show()

    def _callout(self, title: str, words: str, actions: Sequence[tuple[str, str]]) -> QWidget:
        from estip_desktop.ui.widgets.buttons import DefaultButton  # noqa: PLC0415 - rarely needed
        from estip_desktop.ui.widgets.callout import Callout  # noqa: PLC0415 - as above

        callout = Callout("warn", title, words)
        for action, verb in actions:
            button = DefaultButton(verb)
            button.setObjectName(action)
            button.clicked.connect(lambda _on=False, wish=action: self.action_requested.emit(wish))
            callout.add_action(button)
        return callout

    def take_secret(self) -> str:
        """What was typed; the field is empty afterwards."""
        secret = self.secret_edit.text()
        self.secret_edit.clear()
        return secret

    def set_tight(self, tight: bool) -> None:
        """Leave out what can be missed, so that the field is seen where height is short."""
        self._head.setVisible(not tight)
        self.lead_label.setVisible(not tight)

    def arrange(self) -> None:
        """Follow the text size."""
        side, edge = theme.px(36), theme.px(32)
        self._column.setContentsMargins(side, edge, side, edge)
        self._column.setSpacing(theme.px(14))
        self._top.setContentsMargins(0, 0, 0, theme.px(10))
        self._top.setSpacing(theme.px(16))
        self._titles.setSpacing(theme.px(4))
        self._mark.setFixedSize(theme.px(_MARK), theme.px(_MARK))
        self._caps_column.setContentsMargins(0, 0, 0, 0)
        self._caps_room.setFixedHeight(theme.px(_CAPS_ROOM))
        for row in (self.vault_field, self.passphrase_row, self.recovery_row):
            if row is not None:
                row.arrange()
        self._arrange_links()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The two links stand side by side where they fit."""
        super().resizeEvent(event)
        self._arrange_links()

    def _arrange_links(self) -> None:
        links = (self.recovery_button, self.others_button)
        wanted = sum(link.sizeHint().width() for link in links) + theme.px(16)
        fits = self.width() - 2 * theme.px(36) >= wanted
        direction = QBoxLayout.Direction
        self._links.setDirection(direction.LeftToRight if fits else direction.TopToBottom)

    def _select(self) -> Select:
        """The choice of vaults, in the room kept for it."""
        if self.vault_select is None:
            from estip_desktop.ui.widgets.fields import Select  # noqa: PLC0415 - after the first paint

            self.vault_select = Select()
            self.vault_select.picked.connect(lambda chosen: self.vault_chosen.emit(str(chosen)))
            row = self.vault_field
            if row is None:
                row = self._add_vault_field()
            row.put(self.vault_select)
        return self.vault_select

    def _add_vault_field(self) -> PlainRow:
        room = QWidget()
        room.setFixedHeight(theme.px(theme.CONTROL))
        self.vault_field = PlainRow(_("Which records"), room)
        self._column.insertWidget(self._column.indexOf(self.passphrase_row), self.vault_field)
        return self.vault_field

    def _recovery_row(self) -> PlainRow:
        if self.recovery_row is None:
            self.recovery_edit = QLineEdit()
            self.recovery_row = PlainRow(
                _("Recovery key"),
                self.recovery_edit,
                hint=_("Capitals and spaces do not matter."),
            )
            self.recovery_row.dress()
            place = self._column.indexOf(self.passphrase_row) + 1
            self._column.insertWidget(place, self.recovery_row)
        return self.recovery_row

    def _clear_failure(self) -> None:
        self.secret_row.set_error("")
        if self._failure is not None:
            self._failure.hide()
            self._failure.deleteLater()
            self._failure = None

    def _on_show_button_clicked(self) -> None:
        mode = QLineEdit.EchoMode
        hidden = self.passphrase_edit.echoMode() == mode.Password
        self.passphrase_edit.setEchoMode(mode.Normal if hidden else mode.Password)
        words, icon = (_("Hide"), "eye-off") if hidden else (_("Show"), "eye")
        self.show_button.set_words(words, icon)

    def _build(self, *, several: bool) -> None:
        self._head = QWidget()
        self._top = QHBoxLayout(self._head)
        self._name_label = label(_("ESTIP Desktop"), "h2")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name_label)
        names.addWidget(self.label_label)
        self._top.addWidget(self._mark)
        self._top.addLayout(names, 1)
        self._titles = QVBoxLayout()
        self._titles.addWidget(self.title_label)
        self._titles.addWidget(self.lead_label)
        self._caps_room = QWidget()
        self._caps_column = QVBoxLayout(self._caps_room)
        self.passphrase_row.column.addWidget(self._caps_room)
        self._links = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._links.setSpacing(0)
        self._links.addWidget(self.recovery_button)
        self._links.addStretch(1)
        self._links.addWidget(self.others_button)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._head)
        self._column.addLayout(self._titles)
        self._column.addWidget(self.passphrase_row)
        self._column.addWidget(self.unlock_button)
        self._column.addLayout(self._links)
        if several:
            self._add_vault_field()
