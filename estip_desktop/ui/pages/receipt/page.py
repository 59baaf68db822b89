"""The receipt page: state, facts, journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.receipt.presenter import Receipt, ReceiptPresenter
from estip_desktop.ui.widgets.body import Columns
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.callout import Callout, CalloutKind
from estip_desktop.ui.widgets.dialogs import DecisionDialog
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.rows import SpreadRow

_NAME_LIMIT = 200


class ReceiptPage(HomeFrame):
    """One parcel.

    Signals:
        document_requested: Look at the signed pages.
        withdraw_requested: Take it back.
        phoned_requested: Who was phoned.
        handed_over_requested: Who got it by hand.
        back_requested: The Outbox.
    """

    document_requested = Signal()
    withdraw_requested = Signal()
    phoned_requested = Signal(str)
    handed_over_requested = Signal(str)
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(), "outbox", _("Receipt"), max_width=1240, parent=parent)
        self._content: QWidget | None = None
        self.back_button = DefaultButton(_("Back to Outbox"), "arrow-left")
        self.document_button = DefaultButton(_("Open the document"), "file-text")
        self.withdraw_button = DefaultButton(_("Take it back"))
        self.phoned_edit = LineEdit()
        self.phoned_edit.setMaxLength(_NAME_LIMIT)
        self.phoned_button = DefaultButton(_("I have phoned them now"), "phone-call")
        self.handed_edit = LineEdit()
        self.handed_edit.setMaxLength(_NAME_LIMIT)
        self.handed_button = DefaultButton(_("I have handed it over now"), "usb")
        buttons = [self.document_button, self.withdraw_button]
        self.column.addWidget(SpreadRow([self.back_button], buttons))
        self.withdraw_button.hide()
        self.back_button.clicked.connect(self.back_requested)
        self.document_button.clicked.connect(self.document_requested)
        self.withdraw_button.clicked.connect(self._on_withdraw_button_clicked)
        self.phoned_field: LabelledField | None = None
        self.handed_field: LabelledField | None = None
        self.phoned_button.clicked.connect(self._on_phoned_button_clicked)
        self.handed_button.clicked.connect(self._on_handed_button_clicked)

    def attach(self, presenter: ReceiptPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.document_requested.connect(presenter.open_document)
        self.withdraw_requested.connect(presenter.withdraw)
        self.phoned_requested.connect(presenter.phoned)
        self.handed_over_requested.connect(presenter.handed_over)
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """Back to the list."""
        return self.back_button

    def on_command(self, command_id: str) -> bool:
        """Back."""
        if command_id != "back":
            return False
        self.back_requested.emit()
        return True

    def show_receipt(self, receipt: Receipt) -> None:
        """Show where it stands."""
        self.set_title(_("Receipt"), receipt.title)
        self.withdraw_button.setVisible(receipt.can_withdraw)
        for kept in (
            self.phoned_edit, self.phoned_button, self.handed_edit, self.handed_button,
        ):  # fmt: skip
            kept.setParent(self)
            kept.hide()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        kind = cast("CalloutKind", receipt.tone)
        column.addWidget(Callout(kind, receipt.state, receipt.proof))
        columns = Columns(side_width=420)
        columns.main.addWidget(Heading(_("What happened"), "h2"))
        journal = ListCard()
        for words, when in receipt.events:
            journal.add_row(ListRow(words, when, icon="circle-check", icon_role="text3"))
        columns.main.addWidget(journal)
        columns.side.addWidget(Heading(_("Details"), "h2"))
        facts = ListCard()
        for label, value in receipt.facts:
            facts.add_row(ListRow(label, value))
        columns.side.addWidget(facts)
        if receipt.can_phone:
            self.phoned_field = _ask(
                columns, _("Who did you speak to?"), self.phoned_edit, self.phoned_button
            )
        if receipt.can_hand_over:
            self.handed_field = _ask(
                columns, _("Who got the stick or the paper?"), self.handed_edit, self.handed_button
            )
        column.addWidget(columns)
        old, self._content = self._content, content
        self.column.addWidget(content)
        if old is not None:
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _on_phoned_button_clicked(self) -> None:
        if _has_answer(self.phoned_field, _("Enter who you spoke to, a name or a role")):
            self.phoned_requested.emit(self.phoned_edit.text())

    def _on_handed_button_clicked(self) -> None:
        if _has_answer(self.handed_field, _("Enter who got it, a name or a role")):
            self.handed_over_requested.emit(self.handed_edit.text())

    def _on_withdraw_button_clicked(self) -> None:
        dialog = DecisionDialog(
            _("Take it back?"),
            _("It has not left this laptop. It will not be sent; the signed document stays."),
            verb=_("Take it back"),
            safe_verb=_("Leave it in the Outbox"),
            parent=self,
        )
        dialog.decided.connect(self.withdraw_requested)
        dialog.kept.connect(lambda: self.withdraw_button.setFocus(Qt.FocusReason.OtherFocusReason))
        dialog.open()


def _ask(columns: Columns, label: str, edit: LineEdit, button: DefaultButton) -> LabelledField:
    edit.setText("")
    field = LabelledField(label, edit, _("Name or role."))
    columns.side.addWidget(field)
    columns.side.addWidget(button)
    edit.show()
    button.show()
    return field


def _has_answer(field: LabelledField | None, missing: str) -> bool:
    """Whether somebody is named there; if not, say so beside the field."""
    if field is None or not isinstance(field.editor, LineEdit):
        return False
    is_named = bool(field.editor.text().strip())
    field.set_error("" if is_named else missing)
    if not is_named:
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
    return is_named


def build(shell: Navigator, arguments: Mapping[str, str]) -> ReceiptPage:
    """The page for ``referral``, the parcel's key."""
    page = ReceiptPage()
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = ReceiptPresenter(page, shell, arguments["referral"])
    page.attach(presenter)
    presenter.start()
    return page
