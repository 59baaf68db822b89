"""Chips and pills that say a state: the word first, the colour second."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from estip_desktop.kernel.i18n import N_, _
from estip_desktop.ui import icons, paint, theme
from estip_desktop.ui.widgets.tips import set_tip

Tone = Literal["neutral", "info", "ok", "warn", "danger", "primary"]
PillKind = Literal["saved", "offline", "online", "sending", "needs_you", "not_saved"]

_COLOURS: dict[Tone, tuple[str, str]] = {
    "neutral": ("sunken", "text2"),
    "info": ("info_soft", "info"),
    "ok": ("ok_soft", "ok"),
    "warn": ("warn_soft", "warn"),
    "danger": ("danger_soft", "on_danger_soft"),
    "primary": ("primary_soft", "on_primary_soft"),
}
_PILLS: dict[PillKind, tuple[str, Tone, str]] = {
    "saved": ("laptop", "neutral", N_("Saved on this laptop")),  # the network was not asked
    "offline": ("cloud-off", "neutral", N_("Offline · saved on this laptop")),
    "online": ("cloud", "neutral", N_("Online · nothing to send")),
    "sending": ("send", "neutral", N_("Sending")),
    "needs_you": ("triangle-alert", "warn", N_("Needs you")),
    "not_saved": ("triangle-alert", "warn", N_("Not saved")),
}


class ChipLabel(QWidget):
    """A small word about a state, such as *2 days overdue*."""

    height_px = 28
    side_px = 14
    weight = theme.SEMIBOLD

    def __init__(
        self, words: str, tone: Tone = "neutral", *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tone: Tone = tone
        self._words = words
        self._icon_only = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def words(self) -> str:
        """What it says."""
        return self._words

    def set_state(self, words: str, tone: Tone | None = None, icon: str | None = None) -> None:
        """Say something else."""
        self._words = words
        self._tone = tone or self._tone
        self._icon = self._icon if icon is None else icon
        self.setAccessibleName(words)
        set_tip(self, words if self._icon_only else "")
        self.updateGeometry()
        self.update()

    def set_icon_only(self, icon_only: bool) -> None:
        """Show the icon alone where there is no room; the words stay as name and tooltip."""
        if self._icon_only == (icon_only and bool(self._icon)):
            return
        self._icon_only = icon_only and bool(self._icon)
        set_tip(self, self._words if self._icon_only else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        height = theme.px(self.height_px)
        if self._icon_only:
            return QSize(height, height)
        width = paint.text_width(self._words, self._face()) + 2 * theme.px(self.side_px)
        return QSize(width + (theme.px(26) if self._icon else 0), height)

    def minimumSizeHint(self) -> QSize:
        """The words are never cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, icon, words."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        fill, ink = _COLOURS[self._tone]
        area = QRectF(self.rect())
        side = theme.px(20)
        if self._icon_only:
            inset = (area.width() - theme.px(24)) / 2
            icons.draw(
                painter, self._icon, area.adjusted(inset, inset, -inset, -inset), theme.colour(ink)
            )
            return
        edge = theme.colour("control") if theme.current().name == "contrast" else None
        paint.rounded(painter, area, self._radius(), fill=theme.colour(fill), edge=edge, width=2)
        left = theme.px(self.side_px)
        if self._icon:
            icons.draw(
                painter,
                self._icon,
                QRectF(left, (self.height() - side) / 2, side, side),
                theme.colour(ink),
            )
            left += theme.px(26)
        words_area = area.adjusted(left, 0, 0, 0)
        paint.text(
            painter,
            words_area,
            self._words,
            self._face(),
            theme.colour(ink),
            flags=paint.LEFT | paint.MIDDLE,
        )

    def _face(self) -> QFont:
        return theme.font(theme.SMALL, self.weight)

    def _radius(self) -> float:
        return 10


class StatusPill(ChipLabel):
    """Whether the laptop is online and what waits, always in words."""

    height_px = 36
    weight = theme.REGULAR

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "neutral", icon="laptop", parent=parent)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.set_kind("saved")

    def set_kind(self, kind: PillKind, words: str = "") -> None:
        """Show a kind of state; ``words`` replace its usual ones (*Sending 1 of 3*)."""
        icon, tone, usual = _PILLS[kind]
        self.set_state(words or _(usual), tone, icon)

    def _radius(self) -> float:
        return self.height_px / 2
