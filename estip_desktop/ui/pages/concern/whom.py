"""Who of a group it is about: their roster, somebody else, or nobody by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.pages.concern.presenter import NOT_NAMED, SOMEBODY_ELSE
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit

_LIMIT = 24


class WhomField(QWidget):
    """Takes no room outside a group.

    Signals:
        chosen: Key of a member, and the initials of somebody else.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whom: tuple[tuple[str, str], ...] = ()
        self.group: ChipGroup | None = None
        self.initials_edit = LineEdit()
        self.initials_edit.setMaxLength(_LIMIT)
        self.initials_field = LabelledField(_("Their initials"), self.initials_edit)
        self.add_button = DefaultButton(_("Use these"))
        self._place = QWidget()
        self._chips = QVBoxLayout(self._place)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self.field = LabelledField(
            _("Who is it about?"), self._place, _("It is then kept as in a talk with them alone.")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for widget in (self.field, self.initials_field):
            column.addWidget(widget)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._ask_initials(asked=False)
        self.add_button.clicked.connect(self._on_add_button_clicked)
        self.initials_edit.returnPressed.connect(self._on_add_button_clicked)
        self.hide()

    def show_whom(self, whom: Sequence[tuple[str, str]], who: str) -> None:
        """Offer a roster, with the one that was chosen."""
        self.setVisible(bool(whom))
        if not whom:
            return
        if self.group is None or tuple(whom) != self._whom:
            self._make(tuple(whom))
        if self.group is not None and not (
            not who and self.group.chosen_codes() == [SOMEBODY_ELSE]
        ):
            self.group.set_chosen([who])
            self._ask_initials(asked=False)

    def _make(self, whom: tuple[tuple[str, str], ...]) -> None:
        self._whom = whom
        if self.group is not None:
            self._chips.removeWidget(self.group)
            self.group.hide()
            self.group.deleteLater()
        options = [
            *(Option(key, words) for key, words in whom),
            Option(SOMEBODY_ELSE, _("Somebody else")),
            Option(NOT_NAMED, _("Not to be named")),
        ]
        self.group = ChipGroup(options, single=True, name=_("Who is it about?"))
        self._chips.addWidget(self.group)
        self.group.changed.connect(self._on_group_changed)

    def _on_group_changed(self, codes: list[str]) -> None:
        self._ask_initials(asked=codes == [SOMEBODY_ELSE])
        if codes == [SOMEBODY_ELSE]:
            self.initials_edit.setFocus()
        elif codes:
            self.chosen.emit(codes[0], "")

    def _on_add_button_clicked(self) -> None:
        self.chosen.emit(SOMEBODY_ELSE, self.initials_edit.text())

    def _ask_initials(self, *, asked: bool) -> None:
        self.initials_field.setVisible(asked)
        self.add_button.setVisible(asked)
