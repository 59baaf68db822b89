"""An icon with a few quiet words: saved, caps lock, an error beside its field."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from estip_desktop.ui import accessible, icons, paint, theme

_SIDE, _LEFT = 18, 26


class StatusLine(QWidget):
    """One line, or more where the words are long; no words, no room.

    Args:
        words: What it says.
        icon: Lucide name.
        role: Colour of icon and words.
        icon_role: Colour of the icon where it differs.
        keep_room: Take the room of a line even without words.
    """

    def __init__(
        self,
        words: str,
        icon: str,
        role: str = "text2",
        *,
        icon_role: str = "",
        keep_room: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._icon = icon
        self._role = role
        self._icon_role = icon_role
        self._keep_room = keep_room
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_words(words)
        theme.hub().changed.connect(self._on_theme_changed)

    def words(self) -> str:
        """What it says."""
        return self._words

    def set_words(self, words: str, icon: str = "", role: str = "") -> None:
        """Say something else, perhaps in another colour."""
        self._words = words
        self._icon = icon or self._icon
        self._role = role or self._role
        self.setAccessibleName(words)
        shown = self._keep_room or bool(words)
        if not shown or self.parentWidget() is not None:  # alone it would open a window
            self.setVisible(shown)
        self._on_theme_changed()

    def announce(self) -> None:
        """Have a screen reader say it."""
        accessible.announce(self, self._words)

    def sizeHint(self) -> QSize:
        """As high as the words need at the present width."""
        width = (
            self.width()
            if self.testAttribute(Qt.WidgetAttribute.WA_Resized)
            else theme.px(theme.FORM_WIDTH)
        )
        size = paint.text_size(
            self._words, self._face(), max(width - theme.px(_LEFT), theme.px(80))
        )
        return QSize(size.width() + theme.px(_LEFT), max(theme.px(24), size.height()))

    def minimumSizeHint(self) -> QSize:
        """Wraps down to a few words a line."""
        return QSize(min(self.sizeHint().width(), theme.px(120)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another number of lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon and words."""
        del event
        if not self._words:
            return
        painter = QPainter(self)
        paint.start(painter)
        side = theme.px(_SIDE)
        lines = max(theme.px(24), paint.line_height(self._face()))
        ink = theme.colour(self._role)
        icon_ink = theme.colour(self._icon_role or self._role)
        icons.draw(
            painter, self._icon, QRectF(theme.px(1), (lines - side) / 2, side, side), icon_ink
        )
        area = QRectF(self.rect()).adjusted(theme.px(_LEFT), 0, 0, 0)
        paint.text(painter, area, self._words, self._face(), ink)

    def _face(self) -> QFont:
        return theme.font(
            theme.SMALL, theme.SEMIBOLD if self._role in {"danger", "warn"} else theme.REGULAR
        )

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
