"""*You might say*: words a supporter can read aloud."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import icons, paint, theme
from estip_desktop.ui.widgets.labels import Text


class PromptCard(QWidget):
    """A quotation on soft teal; read-only, selectable.

    Args:
        words: What might be said; quotation marks are added.
        title: Above it; *You might say* by default.
        large: 22 px words; the smaller form has 18 px and no title.
    """

    def __init__(
        self, words: str, title: str = "", *, large: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._large = large
        self.title_label = Text(title or _("You might say"), "prompt_title")
        self.words_label = Text("", "quote" if large else "prompt_small", selectable=True)
        self._row = QHBoxLayout(self)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(2))
        self._column.addWidget(self.title_label)
        self._column.addWidget(self.words_label)
        self._row.addLayout(self._column, 1)
        self.title_label.setVisible(large)
        self.set_words(words)
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def set_words(self, words: str) -> None:
        """Change what might be said."""
        self.words_label.setText(_("“{words}”").format(words=words.strip("“”")))
        self.setAccessibleName(f"{self.title_label.text()}: {words}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The soft box and its icon."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        edge = theme.colour("line") if theme.current().name == "contrast" else None
        fill = theme.colour("primary_soft")
        paint.rounded(
            painter, QRectF(self.rect()), theme.RADIUS_CARD, fill=fill, edge=edge, width=2
        )
        if self._large:
            side = theme.px(22)
            place = QRectF(theme.px(21), theme.px(17), side, side)
            icons.draw(painter, "message-square-text", place, theme.colour("on_primary_soft"))

    def _on_theme_changed(self) -> None:
        left = theme.px(60 if self._large else 18)
        self._row.setContentsMargins(left, theme.px(12), theme.px(18), theme.px(12))
        self.update()
