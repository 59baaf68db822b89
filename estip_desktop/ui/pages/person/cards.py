"""The cards of one person's page: what happened, how scores moved, what is next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.pages.person.words import FILTERS, Chart, PersonSheet, TimelineItem
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.card import Card, Divider
from estip_desktop.ui.widgets.fields import Select
from estip_desktop.ui.widgets.key_value import ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.status_pill import ChipLabel
from estip_desktop.ui.widgets.timeline import TimelineRow
from estip_desktop.ui.widgets.trend_chart import TrendChart, TrendPoint

SHOWN_FIRST = 20


def emptied(layout: QVBoxLayout) -> None:
    """Take everything out; widgets are deleted."""
    while (entry := layout.takeAt(0)) is not None:
        if (widget := entry.widget()) is not None:
            widget.hide()
            widget.deleteLater()


class TimelineCard(Card):
    """What happened, newest first.

    Signals:
        open_requested: Kind and id of an entry.
    """

    open_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._items: Sequence[TimelineItem] = ()
        self._limit = SHOWN_FIRST
        self.filter_select = Select([(code, _(words)) for code, words in FILTERS])
        self.filter_select.setAccessibleName(_("Show in the timeline"))
        self.rows: list[TimelineRow] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.nothing = Text(_("Nothing of this kind."), "body2")
        self.more_button = QuietButton(_("Show earlier ones"))
        self.column.addWidget(Heading(_("Timeline"), "h2"))
        self.column.addWidget(self.filter_select)
        self.column.addLayout(self._column)
        self.column.addWidget(self.nothing)
        self.column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.filter_select.picked.connect(lambda _code: self._fill(SHOWN_FIRST))
        self.more_button.clicked.connect(self._on_more_clicked)

    def show_items(self, items: Sequence[TimelineItem]) -> None:
        """List them."""
        self._items = items
        self._fill(self._limit)

    def _on_more_clicked(self) -> None:
        before = len(self.rows)
        self._fill(self._limit + SHOWN_FIRST)
        self.rows[before].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, limit: int) -> None:
        self._limit = limit
        emptied(self._column)
        self.rows.clear()
        wanted = self.filter_select.currentData()
        items = [item for item in self._items if not wanted or item.kind == wanted]
        shown = items[:limit]
        for item in shown:
            row = TimelineRow(
                item.icon, item.title, item.line, item.when, is_last=item is shown[-1]
            )
            row.clicked.connect(
                lambda _checked=False, kept=item: self.open_requested.emit(kept.kind, kept.id)
            )
            self._column.addWidget(row)
            row.show()
            self.rows.append(row)
        self.nothing.setVisible(not items)
        self.more_button.setVisible(len(items) > limit)


class TrendsCard(Card):
    """One small chart for each questionnaire, or the same numbers as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._charts: Sequence[Chart] = ()
        self._as_table = False
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(12))
        self.table_button = QuietButton(_("Show as table"), "table")
        self.column.addWidget(Heading(_("Scores"), "h2"))
        self.column.addLayout(self._column)
        self.column.addWidget(self.table_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(
            Text(_("A screening score, not a diagnosis. Same person, same questionnaire."), "small")
        )
        self.table_button.clicked.connect(self._on_table_clicked)

    def show_charts(self, charts: Sequence[Chart]) -> None:
        """Draw them."""
        self._charts = charts
        self.setVisible(bool(charts))
        self._fill()

    def _on_table_clicked(self) -> None:
        self._as_table = not self._as_table
        self._fill()

    def _fill(self) -> None:
        emptied(self._column)
        has_lines = False
        for number, chart in enumerate(self._charts):
            if chart.words:
                self._add(Text(chart.title, "strong"), Text(chart.words, "body2"))
                continue
            has_lines = True
            if self._as_table:
                self._add_table(chart)
            else:
                self._add(
                    TrendChart(
                        chart.title,
                        [TrendPoint(when, score) for when, score in chart.points],
                        top=chart.top,
                        cut_off=chart.cut_off,
                        series=2 if number % 2 else 1,
                    )
                )
            if chart.rule:
                self._add(Text(chart.rule, "small"))
        self.table_button.setVisible(has_lines)
        self.table_button.set_words(_("Show as chart") if self._as_table else _("Show as table"))

    def _add_table(self, chart: Chart) -> None:
        words = _("From {low} to {top}").format(low=chart.low, top=chart.top)
        if chart.cut_off is not None:
            words = _("From {low} to {top}, cut-off {cut_off}")
            words = words.format(low=chart.low, top=chart.top, cut_off=chart.cut_off)
        self._add(Text(chart.title, "strong"), Text(words, "small"))
        for when, score in chart.points:
            row = ListRow(when, trailing=(Text(str(score), "strong"),))
            row.setAccessibleName(f"{when}: {score}")
            row.shrink(40)
            self._add(Divider(), row)

    def _add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._column.addWidget(widget)
            widget.show()


class Fact(QWidget):
    """A label and, under it, what holds now."""

    def __init__(self, label: str, value: str) -> None:
        super().__init__()
        self.setAccessibleName(f"{label}: {value}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(4))
        column.setSpacing(0)
        column.addWidget(Text(label, "small"))
        column.addWidget(Text(value, "strong"))


class NowCard(Card):
    """What stands now, and what can be done next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._name = ""
        self.name_text = Text("", "strong", selectable=True)
        self.name_text.hide()
        self.name_button = QuietButton(_("Show name"), "eye")
        self.pathway_chip = ChipLabel("", "info")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(theme.px(4))
        self.session_button = PrimaryButton(_("New session"), "plus")
        self.follow_up_button = DefaultButton(_("Add a contact"), "calendar-plus")
        self.close_button = QuietButton(_("End the case"), "circle-check")
        self.column.addWidget(Heading(_("Now"), "h2"))
        self.column.addWidget(self.name_text)
        self.column.addWidget(self.name_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.pathway_chip, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self._facts)
        self.column.addWidget(self.session_button)
        self.column.addWidget(self.follow_up_button)
        self.column.addWidget(self.close_button)
        self.name_button.clicked.connect(self._on_name_clicked)

    def show_sheet(self, sheet: PersonSheet) -> None:
        """Fill the card; a name that is on show stays."""
        self._name = sheet.name
        self.name_button.setVisible(bool(sheet.name))
        if self.name_text.isVisibleTo(self):
            self.name_text.setText(sheet.name)
        self.pathway_chip.set_state(sheet.pathway)
        self.pathway_chip.setAccessibleName(_("Pathway: {words}").format(words=sheet.pathway))
        self.pathway_chip.setVisible(bool(sheet.pathway))
        emptied(self._facts)
        for label, value in sheet.facts:
            self._facts.addWidget(Fact(label, value))
        for button in (self.session_button, self.follow_up_button, self.close_button):
            button.setVisible(not sheet.sealed)

    def _on_name_clicked(self) -> None:
        shown = not self.name_text.isVisibleTo(self)
        self.name_text.setText(self._name if shown else "")
        self.name_text.setVisible(shown)
        self.name_button.set_words(_("Hide name") if shown else _("Show name"))
        self.name_button.set_icon("eye-off" if shown else "eye")
