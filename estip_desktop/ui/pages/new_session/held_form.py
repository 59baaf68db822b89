"""Typed in from paper: a quiet chip, and when the talk was held."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.pages.new_session.model import Held
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.field_pair import FieldPair
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField, LineEdit

_TIME_LIMIT = 5


class HeldForm(QWidget):
    """The chip alone; once it is on, day and time beneath it.

    Signals:
        changed: What stands there now.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper_group = ChipGroup(
            [Option("paper", _("Typed in from paper"))], name=_("Was it held on paper?")
        )
        self.day_edit, self.time_edit = DateEdit(), LineEdit()
        self.time_edit.setMaxLength(_TIME_LIMIT)
        self.day_field = LabelledField(
            _("Day it was held"), self.day_edit, _("As on the paper. Empty is now."), optional=True
        )
        self.time_field = LabelledField(
            _("Time it was held"),
            self.time_edit,
            _("About is fine, for example 19:02"),
            optional=True,
        )
        self.when_pair = FieldPair(self.day_field, self.time_field)
        self.when_pair.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.paper_group)
        self._column.addWidget(self.when_pair)
        self._space()
        self.paper_group.changed.connect(self._on_paper_group_changed)
        for edit in (self.day_edit, self.time_edit):
            edit.editingFinished.connect(self._tell)
        theme.hub().changed.connect(self._space)

    def held(self) -> Held:
        """What stands there."""
        return Held(
            bool(self.paper_group.chosen_codes()),
            self.day_edit.day(),
            self.day_edit.text().strip(),
            self.time_edit.text().strip(),
        )

    def fields(self) -> dict[str, tuple[LabelledField, str]]:
        """What cannot stay, with its field and what to do about it."""
        return {
            "held-day": (
                self.day_field,
                _("Enter the day it was held, for example 23 11 2026, or leave both empty"),
            ),
            "held-time": (self.time_field, _("Enter the time it was held, for example 19:02")),
            "held-future": (self.day_field, _("Enter a day and time that have passed")),
            "held-before": (
                self.day_field,
                _("Enter a day and time after the incident ended, or choose another incident"),
            ),
        }

    def _on_paper_group_changed(self, codes: list[str]) -> None:
        self.when_pair.setVisible(bool(codes))
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.held())

    def _space(self) -> None:
        self._column.setSpacing(theme.px(14))
