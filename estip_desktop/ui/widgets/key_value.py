"""Rows of a list card: follow-ups, Outbox, what to do next, check answers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.ui import icons, paint, theme
from estip_desktop.ui.widgets.body import width_class_of
from estip_desktop.ui.widgets.card import Card, Divider
from estip_desktop.ui.widgets.labels import Text, TextRole


class IconBadge(QWidget):
    """An icon, or a number in a soft disc, at the head of a row.

    Args:
        icon: Lucide name; empty when ``number`` is given.
        role: Colour of the icon.
        number: A number in a disc instead.
        disc: A soft disc behind the icon.
    """

    def __init__(
        self,
        icon: str = "",
        role: str = "text2",
        *,
        number: str = "",
        disc: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._role = role
        self._number = number
        self._disc = disc or bool(number)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.hub().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """A square."""
        side = theme.px(32 if self._number else 44 if self._disc else 24)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Disc, icon or number."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        area = QRectF(self.rect())
        if self._disc:
            edge = theme.colour("line") if theme.current().name == "contrast" else None
            radius = area.height() / 2 / theme.current().scale
            paint.rounded(
                painter, area, radius, fill=theme.colour("primary_soft"), edge=edge, width=2
            )
        ink = theme.colour(
            "on_primary_soft" if self._disc and self._role == "text2" else self._role
        )
        if self._number:
            face = theme.font(theme.BODY, theme.BOLD)
            paint.text(painter, area, self._number, face, ink, flags=paint.CENTRE | paint.MIDDLE)
        else:
            side = theme.px(22)
            inner = QRectF((area.width() - side) / 2, (area.height() - side) / 2, side, side)
            icons.draw(painter, self._icon, inner, ink)


class ListRow(QWidget):
    """Icon, title, one line, then chip and action.

    In a compact window chip and action move under the words.

    Args:
        title: What it is.
        line: A quieter line, or empty.
        icon: Lucide name, or empty.
        icon_role: Colour of the icon.
        number: A number in a disc instead of an icon.
        trailing: Widgets at the end, in order: a chip, a button, a value.
        title_role: ``h2`` where the row is the head of a card.
    """

    def __init__(
        self,
        title: str,
        line: str = "",
        *,
        icon: str = "",
        icon_role: str = "text2",
        number: str = "",
        trailing: tuple[QWidget, ...] = (),
        title_role: TextRole = "strong",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_sentence_and(title, line) if line else title)
        self._least = 56 if title_role == "strong" else 32
        self._stacked_edge: int | None = None
        self.title_label = Text(title, title_role)
        self.line_label = Text(line, "small")
        if not line:  # showing what has no parent yet would open a window for a moment
            self.line_label.hide()
        self._row = QHBoxLayout(self)
        edge = theme.px(8 if title_role == "strong" else 0)
        self._row.setContentsMargins(0, edge, 0, edge)
        if icon or number:
            badge = IconBadge(icon, icon_role, number=number)
            self._row.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addStretch(1)
        words.addWidget(self.title_label)
        words.addWidget(self.line_label)
        words.addStretch(1)
        self._parts.addLayout(words, 1)
        self._trailing = QHBoxLayout()
        for widget in trailing:
            self._trailing.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._parts.addLayout(self._trailing)
        self._row.addLayout(self._parts, 1)
        self._arrange()
        theme.hub().changed.connect(self._arrange)

    def shrink(self, least: int, *, stacked_edge: int = 0) -> None:
        """Be as low as this many effective pixels; the card around gives the room.

        Args:
            least: Effective pixels.
            stacked_edge: Room above and below where the trailing widgets go under the words.
        """
        self._least = least
        self._stacked_edge = stacked_edge
        self._row.setContentsMargins(0, 0, 0, 0)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Trailing widgets go under the words where the window is compact."""
        del event
        self._arrange()

    def _arrange(self) -> None:
        compact = width_class_of(self.window().width()) == "compact" and self._trailing.count() > 0
        direction = (
            QBoxLayout.Direction.TopToBottom if compact else QBoxLayout.Direction.LeftToRight
        )
        self._parts.setDirection(direction)
        edge = Qt.AlignmentFlag.AlignLeft if compact else Qt.AlignmentFlag.AlignRight
        self._parts.setAlignment(self._trailing, edge | Qt.AlignmentFlag.AlignVCenter)
        for layout in (self._row, self._parts, self._trailing):
            layout.setSpacing(theme.px(14))
        if compact:  # a ring round what is below must not touch the words
            self._parts.setSpacing(theme.px(4 if self._stacked_edge is not None else 10))
        if self._stacked_edge is not None:
            edge_px = theme.px(self._stacked_edge if compact else 0)
            self._row.setContentsMargins(0, edge_px, 0, edge_px)
        self.setMinimumHeight(theme.px(self._least))


def _sentence_and(title: str, line: str) -> str:
    """Title and line with one stop between them, as they are read out."""
    return f"{title} {line}" if title.endswith((".", "?", ":")) else f"{title}. {line}"


class ListCard(Card):
    """A card of rows with a line between each two."""

    def __init__(self, *, padding: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(padding=padding, spacing=0, parent=parent)
        self._rows = 0

    def add_row(self, row: QWidget) -> None:
        """Put a row under the others."""
        if self._rows:
            self.column.addWidget(Divider())
        self.column.addWidget(row)
        self._rows += 1

    def clear_rows(self) -> None:
        """Take all rows out; they are deleted."""
        while (entry := self.column.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = 0


class NumberRow(Card):
    """A telephone number to dial or read out, in large figures."""

    def __init__(
        self,
        title: str,
        line: str,
        number: str,
        icon: str = "phone-call",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(padding=12, spacing=0, parent=parent)
        figures = Text(number, "phone", selectable=True)
        figures.setAccessibleName(f"{title}: {number}")
        self.row = ListRow(title, line, icon=icon, icon_role="danger", trailing=(figures,))
        self.row.shrink(48)
        self.column.addWidget(self.row)


class AnswerRow(ListRow):
    """A question with its answer and, where it may change, *Change*."""

    def __init__(
        self,
        question: str,
        answer: str,
        trailing: tuple[QWidget, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        value = Text(answer, "small")
        super().__init__(question, trailing=(value, *trailing), title_role="answer", parent=parent)
        self.setAccessibleName(f"{question}: {answer}")
        self.shrink(38, stacked_edge=8)
