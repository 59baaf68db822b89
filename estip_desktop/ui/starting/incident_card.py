"""A new incident in three fields, and whether a post-incident procedure applies."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.starting.model import IncidentForm
from estip_desktop.ui.widgets.buttons import DefaultButton, QuietButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField, LineEdit
from estip_desktop.ui.widgets.labels import Heading

_LIMIT = 200


class IncidentCard(Card):
    """What, where, when; opens in place.

    Signals:
        add_requested: Keep the incident as it stands.
        closed: Put away without adding.
    """

    add_requested = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=14, parent=parent)
        self.what_edit, self.where_edit, self.time_edit = LineEdit(), LineEdit(), LineEdit()
        for edit in (self.what_edit, self.where_edit):
            edit.setMaxLength(_LIMIT)
        self.time_edit.setMaxLength(5)
        self.day_edit = DateEdit()
        self.what_field = LabelledField(
            _("What"), self.what_edit, _("A short name for it, without names of people")
        )
        self.where_field = LabelledField(_("Where"), self.where_edit, optional=True)
        self.day_field = LabelledField(
            _("Day it ended"), self.day_edit, _("For example 23 11 2026")
        )
        self.time_field = LabelledField(
            _("Time it ended"), self.time_edit, _("About is fine, for example 19:02")
        )
        self.pip_group = ChipGroup(
            [Option("yes", _("Yes")), Option("no", _("No")), Option("unknown", _("Not known yet"))],
            ["unknown"],
            single=True,
            name=_("Is a post-incident procedure (PIP or DSI) in place?"),
        )
        self.pip_field = LabelledField(
            _("Is a post-incident procedure (PIP or DSI) in place?"), self.pip_group
        )
        self.add_button = DefaultButton(_("Add incident"), "plus")
        self.close_button = QuietButton(_("Choose from the list instead"))
        self._build()
        self.add_button.clicked.connect(lambda: self.add_requested.emit(self.form()))
        self.close_button.clicked.connect(self.closed)
        for edit in (self.what_edit, self.where_edit, self.day_edit, self.time_edit):
            edit.returnPressed.connect(self.add_button.click)

    def form(self) -> IncidentForm:
        """What stands in the fields."""
        return IncidentForm(
            self.what_edit.text(),
            self.where_edit.text(),
            self.day_edit.day(),
            self.time_edit.text().strip(),
            next(iter(self.pip_group.chosen_codes()), "unknown"),
        )

    def fields(self) -> dict[str, tuple[LabelledField, str]]:
        """What may be missing, with its field and what to do about it."""
        return {
            "incident-what": (self.what_field, _("Enter what the incident was, in a few words")),
            "incident-day": (
                self.day_field,
                _("Enter the day the incident ended, for example 23 11 2026"),
            ),
            "incident-time": (self.time_field, _("Enter the time it ended, for example 19:02")),
            "incident-future": (
                self.day_field,
                _("Enter a day and time that have passed: sessions begin after the incident"),
            ),
        }

    def _build(self) -> None:
        self.column.addWidget(Heading(_("A new incident"), "h2"))
        self.column.addWidget(self.what_field)
        self.column.addWidget(self.where_field)
        when = QHBoxLayout()
        when.setSpacing(theme.px(18))
        when.addWidget(self.day_field, 1)
        when.addWidget(self.time_field, 1)
        self.column.addLayout(when)
        self.column.addWidget(self.pip_field)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.add_button)
        row.addWidget(self.close_button)
        row.addStretch(1)
        self.column.addLayout(row)
