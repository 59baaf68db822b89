"""The rail of steps in focus mode: done, now, to do, skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import paint, theme
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.status_line import StatusLine

StepState = Literal["done", "now", "todo", "skipped"]
_ROW, _DISC, _SCROLL_BAR = 52, 28, 16


@dataclass(frozen=True, slots=True)
class Step:
    """One row.

    Args:
        id: What ``step_requested`` carries.
        title: The step's short title.
        state: Done and skipped ones can be opened again.
    """

    id: str
    title: str
    state: StepState = "todo"


def step_words(index: int, count: int, step: Step) -> str:
    """How a step is read out: *How are they right now?, step 3 of 8, current*."""
    states = {"done": _("done"), "now": _("current"), "todo": _("to do"), "skipped": _("skipped")}
    return _("{title}, step {number} of {count}, {state}").format(
        title=step.title, number=index + 1, count=count, state=states[step.state]
    )


class StepRow(QPushButton):
    """One step: a disc, a line to the next, the title; a real button."""

    ring_radius: float = 8

    def __init__(self, index: int, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self._steps = steps
        self.step = steps[index]
        self.setObjectName(f"step_{self.step.id}_button")
        self.setAutoDefault(False)
        self.setAccessibleName(step_words(index, len(steps), self.step))
        self.setEnabled(self.step.state != "todo")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if self.step.state in {"done", "skipped"}:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """52 high, more where the title needs two lines."""
        width = theme.px(theme.STEP_RAIL - 34 - _SCROLL_BAR)
        words = paint.text_size(self._words(), self._face(), width - theme.px(54) - theme.px(14))
        return QSize(width, max(theme.px(_ROW), words.height() + theme.px(14)))

    def minimumSizeHint(self) -> QSize:
        """The title is never cut off."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the step; up and down move."""
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
        """Row, connecting line, disc, title."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        state = self.step.state
        area = QRectF(self.rect())
        gap = theme.px(2)
        row = area.adjusted(0, gap, 0, -gap)
        if state == "now":
            edge = theme.colour("control") if theme.current().name == "contrast" else None
            paint.rounded(painter, row, 8, fill=theme.colour("rail_on"), edge=edge, width=2)
            bar = QRectF(0, row.top() + theme.px(8), theme.px(4), row.height() - theme.px(16))
            paint.rounded(painter, bar, 2, fill=theme.colour("primary"))
        elif self.isEnabled() and self.underMouse():
            paint.rounded(painter, row, 8, fill=theme.colour("rail_on"))
        self._paint_line(painter)
        self._paint_disc(painter)
        ink = theme.colour("text" if state == "now" else "text2")
        words = area.adjusted(theme.px(54), 0, -theme.px(10), 0)
        paint.text(painter, words, self._words(), self._face(), ink)

    def _words(self) -> str:
        if self.step.state == "skipped":
            return _("{title} (skipped)").format(title=self.step.title)
        return self.step.title

    def _face(self) -> QFont:
        return theme.font(15, theme.SEMIBOLD)

    def _disc(self) -> QRectF:
        side = theme.px(_DISC)
        return QRectF(theme.px(14), (self.height() - side) / 2, side, side)

    def _paint_line(self, painter: QPainter) -> None:
        disc = self._disc()
        across, gap = disc.center().x(), theme.px(2)
        states = [step.state for step in self._steps]
        line = paint.line_width(painter, 2)
        if self._index > 0:
            done = states[self._index - 1] == "done"
            painter.setPen(QPen(theme.colour("primary" if done else "control"), line))
            painter.drawLine(QPointF(across, 0), QPointF(across, disc.top() - gap))
        if self._index + 1 < len(states):
            painter.setPen(
                QPen(theme.colour("primary" if self.step.state == "done" else "control"), line)
            )
            painter.drawLine(QPointF(across, disc.bottom() + gap), QPointF(across, self.height()))

    def _paint_disc(self, painter: QPainter) -> None:
        disc, state = self._disc(), self.step.state
        if state == "done":
            paint.tick_disc(painter, disc, theme.colour("primary"), theme.colour("on_primary"))
            return
        role = "primary" if state == "now" else "control"
        width = 3.0 if state == "now" else 1.5
        fill = theme.colour("rail_on") if state == "now" else None
        paint.rounded(
            painter,
            disc,
            _DISC / 2,
            fill=fill,
            edge=theme.colour(role),
            width=width,
            dashed=state == "skipped",
        )
        face = theme.font(theme.KEY_CAP, theme.SEMIBOLD)
        ink = theme.colour("primary" if state == "now" else "text2")
        flags = paint.CENTRE | paint.MIDDLE
        paint.text(painter, disc, str(self._index + 1), face, ink, flags=flags)


class StepRail(QWidget):
    """Title, steps and a quiet foot, 292 px wide.

    Args:
        title: What is under way (*Demobilising*).
        context: Reference and incident.
        steps: The rows.

    Signals:
        step_requested: The id of a done or skipped step to open again.
        steps_changed: The rows were replaced.
    """

    step_requested = Signal(str)
    steps_changed = Signal()

    def __init__(
        self,
        title: str,
        context: str = "",
        steps: Sequence[Step] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Steps"))
        self._steps: tuple[Step, ...] = ()
        self.remark = ""
        """What stands beside the number of the step where room is short; set it before the rows."""
        self.title_label = Heading(title, "h2")
        self.context_label = Text(context, "small")
        self._current: StepRow | None = None
        self.minutes_row = StatusLine("", "timer")
        self.saved_row = StatusLine("", "circle-check", icon_role="ok")
        self._rows_holder = QWidget()
        self._rows = QVBoxLayout(self._rows_holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.title_label)
        self._column.addWidget(self.context_label)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(self._rows_holder)
        self._rows_holder.setAutoFillBackground(False)  # setWidget turned it on
        scroll.verticalScrollBar().rangeChanged.connect(self._show_current)
        self._scroll = scroll
        self._column.addSpacing(theme.px(8))
        self._column.addWidget(scroll, 1)
        self._column.addSpacing(theme.px(8))
        self._column.addWidget(self.minutes_row)
        self._column.addWidget(self.saved_row)
        self.set_steps(steps)
        self.set_foot()
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The rows."""
        return self._steps

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Replace the rows."""
        self._steps = tuple(steps)
        self._current = None
        while (entry := self._rows.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for index, step in enumerate(self._steps):
            row = StepRow(index, self._steps, self._rows_holder)
            row.clicked.connect(
                lambda _checked=False, step_id=step.id: self.step_requested.emit(step_id)
            )
            self._rows.addWidget(row)
            if step.state == "now":
                self._current = row
        self._rows.addStretch(1)
        QTimer.singleShot(0, self, self._show_current)
        self.steps_changed.emit()

    def _show_current(self) -> None:
        """Scroll to the current step with one step around it, whenever the rows got new places."""
        if self._current is None:
            return
        self._rows.activate()  # rows that were just replaced have no places yet
        bar, around = self._scroll.verticalScrollBar(), theme.px(_ROW)
        top, bottom = self._current.y() - around, self._current.geometry().bottom() + around
        lowest = bottom - self._scroll.viewport().height()
        bar.setValue(max(min(bar.value(), top), lowest))

    def set_foot(self, minutes: str = "", saved: str = "") -> None:
        """Show elapsed minutes and when it was saved; both are whole sentences."""
        self.minutes_row.set_words(minutes)
        self.saved_row.set_words(saved)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rail and its edge."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("rail"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.colour("line"))

    def _on_theme_changed(self) -> None:
        self.setFixedWidth(theme.px(theme.STEP_RAIL))
        side = theme.px(18)
        self._column.setContentsMargins(side, theme.px(20), theme.px(16), theme.px(16))
        self._column.setSpacing(theme.px(2))
        self.update()


class StepMenuButton(DefaultButton):
    """The rail where room is short: *Step 3 of 8*, opening the list of steps."""

    def __init__(self, rail: StepRail, parent: QWidget | None = None) -> None:
        super().__init__("", trailing="chevron-down", parent=parent)
        self._rail = rail
        self.clicked.connect(self._on_clicked)
        rail.steps_changed.connect(self._on_steps_changed)
        self._on_steps_changed()

    def _on_steps_changed(self) -> None:
        steps = self._rail.steps
        now = next((n for n, step in enumerate(steps, 1) if step.state == "now"), 1)
        words = _("Step {number} of {count}").format(number=now, count=len(steps))
        self.set_words(" · ".join(part for part in (words, self._rail.remark) if part))

    @cached_property
    def _menu(self) -> QMenu:
        return QMenu(self)

    def _on_clicked(self) -> None:
        self._menu.clear()
        steps = self._rail.steps
        for index, step in enumerate(steps):
            action = self._menu.addAction(step_words(index, len(steps), step).replace("&", "&&"))
            action.setEnabled(step.state in {"done", "skipped"})
            action.triggered.connect(
                lambda _checked=False, step_id=step.id: self._rail.step_requested.emit(step_id)
            )
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + theme.px(4))))
