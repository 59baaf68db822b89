"""The ladder of support: six rungs, one suggested, one chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import paint, theme
from estip_desktop.ui.widgets.choice_card import ChoiceCard, ChoiceGroup
from estip_desktop.ui.widgets.labels import Text


class Rung(ChoiceCard):
    """One level of support; the suggested one has a dashed outline and says so."""

    def __init__(
        self,
        option: Option,
        position: int,
        count: int,
        *,
        suggested: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(option, position, count, option.code, parent)
        self._suggested = suggested
        if suggested:
            self.setAccessibleDescription(f"{_('Suggested')}, {self.accessibleDescription()}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, with the outline of the suggested one."""
        super().paintEvent(event)
        if not self._suggested:
            return
        painter = QPainter(self)
        paint.start(painter)
        if not self.isChecked():
            area = QRectF(self.rect())
            paint.rounded(
                painter,
                area,
                theme.RADIUS_CARD,
                edge=theme.colour("primary"),
                width=2.5,
                dashed=True,
            )
        words = _("Suggested")
        face = theme.font(theme.SMALL, theme.SEMIBOLD)
        width = paint.text_width(words, face) + theme.px(24)
        right = self.width() - theme.px(60 if self.isChecked() else 18)
        area = QRectF(right - width, (self.height() - theme.px(26)) / 2, width, theme.px(26))
        fill = "surface" if self.isChecked() else "primary_soft"
        edge = theme.colour("on_primary_soft") if theme.current().name == "contrast" else None
        paint.rounded(painter, area, 10, fill=theme.colour(fill), edge=edge)
        paint.text(
            painter,
            area,
            words,
            face,
            theme.colour("on_primary_soft"),
            flags=paint.CENTRE | paint.MIDDLE,
        )

    def _right(self) -> int:
        extra = paint.text_width(
            _("Suggested"), theme.font(theme.SMALL, theme.SEMIBOLD)
        ) + theme.px(24)
        return super()._right() + (extra if self._suggested else 0)


class PathwayLadder(QWidget):
    """The suggested rung, then all others from the lowest level up.

    What is suggested is seen first in the smallest window, and the most urgent step is not what a
    calm day begins with.

    Args:
        rungs: Codes (``P0``…``P5``) with their words, lowest first.
        suggested: The code the engine suggests, or empty.
        reason: *Suggested because: …*, or empty.
        chosen: The code chosen before, or empty.

    Signals:
        chosen: The code somebody picked.
    """

    chosen = Signal(str)

    def __init__(
        self,
        rungs: Sequence[Option],
        *,
        suggested: str = "",
        reason: str = "",
        chosen: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.reason_label = Text(reason, "body2")
        self.reason_label.setVisible(bool(reason))
        self.group = _Rungs(
            sorted(rungs, key=lambda rung: rung.code != suggested), suggested, chosen, self
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.reason_label)
        column.addWidget(self.group)
        self.setFocusProxy(self.group)
        self.group.chosen.connect(self.chosen)

    def chosen_code(self) -> str:
        """The code chosen now, or empty."""
        return next(iter(self.group.chosen_codes()), "")


class _Rungs(ChoiceGroup):
    def __init__(self, rungs: list[Option], suggested: str, chosen: str, parent: QWidget) -> None:
        super().__init__([], name=_("Level of support"), parent=parent, number_keys=False)
        for position, option in enumerate(rungs, 1):
            rung = Rung(
                option, position, len(rungs), suggested=option.code == suggested, parent=self
            )
            rung.setChecked(option.code == chosen)
            self.add_card(rung)
        if not chosen:
            wanted = next((card for card in self.cards if card.option.code == suggested), None)
            if wanted is not None:
                self.setFocusProxy(wanted)
