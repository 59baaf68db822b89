"""The navigation rail: five places, then help and settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import icons, paint, theme
from estip_desktop.ui.widgets.app_mark import AppMark
from estip_desktop.ui.widgets.tips import set_tip

_ITEM, _MARK_ROOM, _LEAST = 76, 84, 48


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place in the rail.

    Args:
        id: What ``navigation_requested`` carries.
        icon: Lucide name.
        text: One word, translated.
        badge: A short count, or empty.
        foot: Stands at the bottom of the rail.
    """

    id: str
    icon: str
    text: str
    badge: str = ""
    foot: bool = False


class NavButton(QPushButton):
    """One place: an icon with its word underneath."""

    ring_radius: float = theme.RADIUS_CONTROL

    def __init__(self, item: NavItem, *, is_current: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = item
        self._badge = item.badge
        self._current = is_current
        self._icon_only = False
        self.setObjectName(f"nav_{item.id}_button")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._describe()

    def set_badge(self, badge: str) -> None:
        """Show another count, or none."""
        self._badge = badge
        self._describe()
        self.update()

    def set_icon_only(self, icon_only: bool) -> None:
        """Leave the word to name and tooltip."""
        self._icon_only = icon_only
        set_tip(self, self._item.text if icon_only else "")
        self.update()

    def sizeHint(self) -> QSize:
        """76 px tall where there is room."""
        return QSize(theme.px(theme.RAIL), theme.px(_ITEM))

    def minimumSizeHint(self) -> QSize:
        """Never under a comfortable target."""
        return QSize(theme.px(theme.TARGET), theme.px(theme.TARGET))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the place; up and down move in the rail."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Hover."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Rest."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pill behind the icon, word, badge."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        words = not self._icon_only and self.height() >= theme.px(60)
        pill_width = min(theme.px(60), self.width())  # icons alone leave a narrower rail
        pill_height, side = theme.px(38), theme.px(22)
        word_height = paint.line_height(theme.font(theme.SMALL)) if words else 0
        top = (self.height() - pill_height - word_height - (theme.px(3) if words else 0)) / 2
        pill = QRectF((self.width() - pill_width) / 2, top, pill_width, pill_height)
        if self._current or self.underMouse() or self.isDown():
            fill = "primary_soft" if self._current or self.isDown() else "sunken"
            edge = (
                theme.colour("primary")
                if theme.current().name == "contrast" and self._current
                else None
            )
            paint.rounded(painter, pill, 19, fill=theme.colour(fill), edge=edge, width=2)
        ink = theme.colour("primary" if self._current else "text2")
        icons.draw(
            painter,
            self._item.icon,
            QRectF(pill.center() - QPointF(side / 2, side / 2), QSize(side, side)),
            ink,
        )
        if words:
            area = QRectF(0, pill.bottom() + theme.px(3), self.width(), word_height)
            face = theme.font(theme.SMALL, theme.SEMIBOLD)
            word = paint.fitting(self._item.text, face, int(area.width()))
            paint.text(
                painter,
                area,
                word,
                face,
                theme.colour("text" if self._current else "text2"),
                flags=paint.CENTRE | paint.MIDDLE,
            )
        if self._badge:
            self._paint_badge(painter, pill)

    def _paint_badge(self, painter: QPainter, pill: QRectF) -> None:
        face = theme.font(theme.KEY_CAP, theme.SEMIBOLD)
        height = theme.px(22)
        width = max(height, paint.text_width(self._badge, face) + theme.px(10))
        area = QRectF(pill.right() - width, pill.top() - theme.px(3), width, height)
        paint.rounded(painter, area, 11, fill=theme.colour("primary"))
        paint.text(
            painter,
            area,
            self._badge,
            face,
            theme.colour("on_primary"),
            flags=paint.CENTRE | paint.MIDDLE,
        )

    def _describe(self) -> None:
        self.setAccessibleName(
            f"{self._item.text}, {self._badge}" if self._badge else self._item.text
        )
        self.setAccessibleDescription(_("current place") if self._current else "")


class NavRail(QWidget):
    """The rail of the home frame.

    Signals:
        navigation_requested: The id of the place that was pressed.
    """

    navigation_requested = Signal(str)

    def __init__(
        self, items: Sequence[NavItem], current: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Places"))
        self._buttons: dict[str, NavButton] = {}
        self._compact = False
        self._mark = AppMark(46, self)
        places = QWidget()
        self._column = QVBoxLayout(places)
        # Large text in a low window has no room for all: the rail scrolls, without a bar.
        self._scroll = QScrollArea(self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(places)
        places.setAutoFillBackground(False)  # setWidget turned it on
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        self._column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(theme.px(8))
        for item in (each for each in items if not each.foot):
            self._add(item, current)
        self._column.addStretch(1)
        for item in (each for each in items if each.foot):
            self._add(item, current)
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def button(self, item_id: str) -> NavButton:
        """The button of one place."""
        return self._buttons[item_id]

    def set_compact(self, compact: bool) -> None:
        """Show icons alone."""
        self._compact = compact
        for button in self._buttons.values():
            button.set_icon_only(compact)
        self._on_theme_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The mark goes first where height is short."""
        super().resizeEvent(event)
        self._mark.setVisible(self.height() >= theme.px(_MARK_ROOM + len(self._buttons) * _LEAST))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rail and its edge."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("rail"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.colour("line"))

    def _add(self, item: NavItem, current: str) -> None:
        button = NavButton(item, is_current=item.id == current, parent=self)
        button.clicked.connect(
            lambda _checked=False, item_id=item.id: self.navigation_requested.emit(item_id)
        )
        self._buttons[item.id] = button
        self._column.addWidget(button)

    def _on_theme_changed(self) -> None:
        self.setFixedWidth(theme.px(72 if self._compact else theme.RAIL))
        edge = theme.px(8)
        top, bottom, gap = (8, 8, 0) if self._compact else (18, 12, 4)
        self._column.setContentsMargins(edge, theme.px(top), edge, theme.px(bottom))
        self._column.setSpacing(theme.px(gap))
        self.update()
