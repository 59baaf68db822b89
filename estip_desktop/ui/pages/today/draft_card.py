"""The card of an unfinished session: what it is, how far it is, and the way back into it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.pages.today.words import DraftRow
from estip_desktop.ui.widgets.body import width_class_of
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.progress import ProgressLine
from estip_desktop.ui.widgets.status_pill import ChipLabel


def discard_reasons() -> list[Option]:
    """Why a draft may be put away."""
    return [
        Option("mistake", _("Started by mistake")),
        Option("stopped", _("They did not want to go on")),
        Option("elsewhere", _("Recorded somewhere else")),
        Option("other", _("Another reason")),
    ]


class DiscardPanel(QWidget):
    """Asks for one reason before a draft is put away.

    Signals:
        reason_picked: The words of the reason.
        kept: The draft stays.
    """

    reason_picked = Signal(str)
    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reason_chips = ChipGroup(discard_reasons(), single=True, name=_("Why put it away?"))
        self.keep_button = QuietButton(_("Keep it"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(Text(_("Why put it away? Nothing is deleted."), "strong"))
        column.addWidget(self.reason_chips)
        column.addWidget(self.keep_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.reason_chips)
        self.reason_chips.changed.connect(self._on_reason_chips_changed)
        self.keep_button.clicked.connect(self.kept)

    def _on_reason_chips_changed(self, codes: list[str]) -> None:
        labels = {option.code: option.label for option in discard_reasons()}
        if codes:
            self.reason_picked.emit(labels[codes[0]])


class DraftCard(Card):
    """One draft.

    Args:
        draft: What to show.
        main: Continue is the main button of the page.

    Signals:
        continue_requested: Open it where it was left.
        discard_requested: The reason for putting it away.
    """

    continue_requested = Signal()
    discard_requested = Signal(str)

    def __init__(self, draft: DraftRow, *, main: bool, parent: QWidget | None = None) -> None:
        super().__init__(spacing=4, parent=parent)
        self.draft = draft
        kind = PrimaryButton if main else DefaultButton
        self.continue_button = kind(_("Continue"), trailing="arrow-right")
        self.discard_button = QuietButton(_("Put away…"))
        self.discard_panel = DiscardPanel()
        self._build()
        self.discard_panel.hide()
        self.continue_button.clicked.connect(self.continue_requested)
        self.discard_button.clicked.connect(self._on_discard_button_clicked)
        self.discard_panel.reason_picked.connect(self.discard_requested)
        self.discard_panel.kept.connect(self._on_discard_panel_kept)
        theme.hub().changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons go under the words where the window is compact."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        top = QHBoxLayout()
        top.setSpacing(theme.px(10))
        top.addWidget(ChipLabel(_("Draft"), "info"))
        top.addWidget(Text(self.draft.saved, "small"), 1)
        words.addLayout(top)
        words.addWidget(Heading(self.draft.title, "h2"))
        if self.draft.step:
            words.addWidget(Text(self.draft.step, "body2"))
            line = ProgressLine(self.draft.done, self.draft.total, self.draft.step)
            words.addSpacing(theme.px(6))
            words.addWidget(line)
        if self.draft.is_old:
            hint = _("Not touched for a week. Finish it, keep it, or put it away.")
            words.addWidget(Text(hint, "hint"))
        self._parts.addLayout(words, 1)
        self._buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._buttons.setSpacing(theme.px(4))
        self._buttons.addWidget(self.continue_button)
        self._buttons.addWidget(self.discard_button)
        self._buttons.addStretch(1)
        self._parts.addLayout(self._buttons)
        self.column.addLayout(self._parts)
        self.column.addWidget(self.discard_panel)
        self._arrange()

    def _arrange(self) -> None:
        compact = width_class_of(self.window().width()) == "compact"
        direction = QBoxLayout.Direction
        self._parts.setDirection(direction.TopToBottom if compact else direction.LeftToRight)
        self._buttons.setDirection(direction.LeftToRight if compact else direction.TopToBottom)
        self._parts.setSpacing(theme.px(12 if compact else 32))

    def _on_discard_button_clicked(self) -> None:
        self.discard_panel.show()
        self.discard_button.hide()
        self.discard_panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_discard_panel_kept(self) -> None:
        self.discard_panel.hide()
        self.discard_button.show()
        self.discard_button.setFocus(Qt.FocusReason.OtherFocusReason)
