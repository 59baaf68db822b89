"""The error summary: *There is a problem*, each line jumping to its field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import paint, theme
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.widgets.buttons import LinkButton
from estip_desktop.ui.widgets.fields import LabelledField
from estip_desktop.ui.widgets.labels import Heading


class ErrorSummary(QWidget):
    """Stands at the top of a form and gets the focus when something is missing."""

    ring_radius: float = theme.RADIUS_CALLOUT

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("error_summary")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title_label = Heading(_("There is a problem"), "h2")
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.title_label)
        self.links: list[LinkButton] = []
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)
        self.hide()

    def show_problems(self, problems: Sequence[tuple[QWidget, str]]) -> None:
        """List what is missing and move the focus here; no problems hide the summary.

        Args:
            problems: The field (or any widget) at fault and what to do about it; a
                ``LabelledField`` shows the same words beside itself.
        """
        for link in self.links:
            link.hide()
            link.deleteLater()
        self.links.clear()
        for widget, words in problems:
            link = LinkButton(words, parent=self)
            link.clicked.connect(
                lambda _checked=False, target=widget: target.setFocus(
                    Qt.FocusReason.OtherFocusReason
                )
            )
            self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            self.links.append(link)
            if isinstance(widget, LabelledField):
                widget.set_error(words)
        self.setVisible(bool(problems))
        if problems:
            listed = " ".join(words for _widget, words in problems)
            self.setAccessibleName(f"{self.title_label.text()}. {listed}")
            announce(self, self.accessibleName())
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A danger outline; the words say the rest."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        fill, edge = theme.colour("surface"), theme.colour("danger")
        paint.rounded(
            painter, QRectF(self.rect()), theme.RADIUS_CALLOUT, fill=fill, edge=edge, width=3
        )

    def _on_theme_changed(self) -> None:
        side = theme.px(20)
        self._column.setContentsMargins(side, theme.px(16), side, theme.px(12))
        self._column.setSpacing(theme.px(4))
        self.update()
