"""What lies over a whole window for a moment: the cover of a lock, the line before one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from estip_desktop.ui import paint, theme


class Cover(QWidget):
    """Hides everything."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but ground."""
        QPainter(self).fillRect(event.rect(), theme.colour("bg"))


class QuietBar(QWidget):
    """One calm line at the foot of a window.

    Args:
        parent: Whose foot it is.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ""
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, words: str) -> None:
        """Show these words."""
        self._words = words
        self.setAccessibleName(words)
        self.place()
        self.show()
        self.raise_()
        self.update()

    def place(self) -> None:
        """At the foot of what it lies over."""
        over, height = self._over, theme.px(40)
        self.setGeometry(0, over.height() - height, over.width(), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One calm line."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("text"))
        flags = paint.CENTRE | paint.MIDDLE
        face = theme.font(theme.BODY, theme.SEMIBOLD)
        paint.text(painter, QRectF(self.rect()), self._words, face, theme.colour("bg"), flags=flags)
