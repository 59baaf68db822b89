"""A table: 48 px rows, a header that stays, sort told in words, moved through cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme

_ROW = 48
_Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """Ready strings, one role: what a table costs is cells on screen times roles asked."""

    def __init__(self, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._rows: list[tuple[str, ...]] = []

    def set_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt
        """The text of a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt
        """The heading of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headings[section]
        return None


class DataTable(QTableView):
    """Shows rows of text.

    Args:
        headings: One for each column.
        name: What the table holds, for screen readers.
        sort: The order in words, such as *sorted by date, newest first*.

    Signals:
        row_opened: The number of the row on which Enter was pressed or that was clicked.
    """

    row_opened = Signal(int)

    def __init__(
        self, headings: Sequence[str], name: str, *, sort: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows_model = RowsModel(headings, self)
        self.setModel(self.rows_model)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sort)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.clicked.connect(lambda index: self.row_opened.emit(index.row()))
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def set_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Replace all rows."""
        self.rows_model.set_rows(rows)
        words = _("{count} rows").format(count=len(rows))
        self.setStatusTip(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        current = self.currentIndex()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and current.isValid():
            self.row_opened.emit(current.row())
            return
        super().keyPressEvent(event)

    def _on_theme_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
        self.horizontalHeader().setMinimumHeight(theme.px(_ROW))
