"""The lock page: one card on a quiet ground, help at the foot.

Most windows begin here, so it paints first and dresses afterwards: plain widgets and a short style
sheet are there at once; ground, icons, labels of vaults and what screen readers are told come with
:meth:`UnlockPage.dress`, and nothing moves then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.pages.unlock.card import UnlockCard
from estip_desktop.ui.pages.unlock.presenter import UnlockPresenter
from estip_desktop.ui.widgets.plain import PlainButton, label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent

    from estip_desktop.ui.navigation import Navigator

_CARD_WIDTH = 520
_AROUND = 16
_SECOND_MS = 1000
_TIGHT_BELOW = 520
"""Effective height of the page below which the card leaves out what can be missed."""


class UnlockPage(QWidget):
    """Get in, or get help.

    Args:
        several: Whether there are several vaults to choose from.

    Signals:
        unlock_requested: The typed secret should be tried.
        vault_chosen: The id of another vault.
        recovery_requested: Whether the recovery key is to be asked for.
        urgent_requested: The help numbers are wanted.
        others_requested: Further records are to be set up.
        action_requested: Something is to be done about what stands in the way.
        waited: Another second has passed while nothing may be tried.
        dressed: The page has painted, and all of it is there.
    """

    unlock_requested = Signal()
    vault_chosen = Signal(str)
    recovery_requested = Signal(bool)
    urgent_requested = Signal()
    others_requested = Signal()
    action_requested = Signal(str)
    waited = Signal()
    dressed = Signal()

    def __init__(self, *, several: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(_("Unlock your records"))
        self.is_dressed = False
        self._has_painted = False
        self._has_news = False
        self._ticking: QTimer | None = None
        self.card = UnlockCard(several=several)
        self.urgent_button = PlainButton(_("Urgent help numbers"), "concern", "phone-call")
        self.reason_label = label("", "body2")
        self.reason_label.setObjectName("reason_label")
        self._build()
        self.card.unlock_button.clicked.connect(self.unlock_requested)
        self.card.vault_chosen.connect(self.vault_chosen)
        self.card.action_requested.connect(self.action_requested)
        self.card.recovery_button.clicked.connect(self._on_recovery_button_clicked)
        self.card.others_button.clicked.connect(self.others_requested)
        self.urgent_button.clicked.connect(self.urgent_requested)
        theme.hub().changed.connect(self._arrange)

    def attach(self, presenter: UnlockPresenter) -> None:
        """Let `presenter` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.unlock_requested.connect(presenter.unlock)
        self.vault_chosen.connect(presenter.choose)
        self.recovery_requested.connect(presenter.ask_for_recovery_key)
        self.urgent_requested.connect(presenter.open_urgent)
        self.others_requested.connect(presenter.set_up_others)
        self.action_requested.connect(presenter.act)
        self.waited.connect(presenter.look_at_wait)
        self.dressed.connect(presenter.list_vaults)
        self.destroyed.connect(presenter.leave)

    def dress(self) -> None:
        """Add what can wait until the page has painted; once."""
        if self.is_dressed:
            return
        from PySide6.QtCore import Qt  # noqa: PLC0415 - see ui.theme

        self.is_dressed = True
        self.card.dress()
        self.urgent_button.dress()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._keep_focus_in_view)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)
        self.update()
        self.dressed.emit()

    def show_vaults(self, vaults: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer id and label of each vault."""
        self.card.set_vaults(vaults, chosen)

    def show_reason(self, words: str) -> None:
        """Say why the window before this one locked."""
        self.reason_label.setText(words)

    def show_recovery(self, on: bool) -> None:
        """Ask for the recovery key, or for the passphrase."""
        self.card.set_recovery(on)

    def show_busy(self, words: str) -> None:
        """Work is under way; empty words end it."""
        self.card.set_busy(words)

    def show_refused(self, words: str) -> None:
        """The secret was wrong."""
        self.card.set_refused(words)
        QTimer.singleShot(0, self, self._bring_secret_into_view)

    def show_wait(self, words: str) -> None:
        """How long to wait before the next try; empty words end it."""
        if words or self._ticking is not None:
            self.card.set_wait(words)
        if words and self._ticking is None:
            self._ticking = QTimer(self)
            self._ticking.setInterval(_SECOND_MS)
            self._ticking.timeout.connect(self.waited)
        if self._ticking is not None:
            self._ticking.start() if words else self._ticking.stop()

    def show_failure(
        self, happened: str, words: str, actions: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Something else stands in the way; empty takes it back."""
        self.card.set_failure(happened, words, actions)
        self._arrange()
        self._has_news = bool(happened)
        if happened:
            from PySide6.QtCore import Qt  # noqa: PLC0415 - see ui.theme

            once = Qt.ConnectionType.SingleShotConnection
            self.card.secret_edit.textEdited.connect(self._on_secret_edited, once)
            QTimer.singleShot(0, self, self._keep_in_view)

    def show_other_trouble(self, words: str, action: tuple[str, str]) -> None:
        """Other records of this laptop cannot be opened."""
        self.card.set_other_trouble(words, action)
        self._arrange()

    def take_secret(self) -> str:
        """What was typed; the field is empty afterwards."""
        return self.card.take_secret()

    def first_focus(self) -> QWidget:
        """The passphrase."""
        return self.card.secret_edit

    def on_command(self, command_id: str) -> bool:
        """Immediate concern shows the numbers that work while locked."""
        if command_id == "concern":
            self.urgent_requested.emit()
            return True
        if command_id == "back" and self.card.is_recovering:
            self.recovery_requested.emit(False)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and unlocks from anywhere else."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - see ui.theme

        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        else:
            self.unlock_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Plain ground at first, the calm one as soon as there is time for it."""
        if self.is_dressed:
            from estip_desktop.ui.widgets.ground import paint_ground  # noqa: PLC0415 - as it says

            paint_ground(self, event)
        elif not self._has_painted:
            self._has_painted = True
            QTimer.singleShot(0, self, self.dress)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gutters follow the width."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        # One of our own: to wrap a widget that Qt made, PySide6 first looks through all its types.
        scroll.setViewport(QWidget())
        content = QWidget()
        middle = QVBoxLayout(content)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card, 100)
        row.addStretch(1)
        middle.addStretch(1)
        middle.addLayout(row)
        middle.addStretch(1)
        scroll.setWidget(content)
        content.setAutoFillBackground(False)  # setWidget turned it on
        self._scroll = scroll
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.urgent_button)
        self._foot.addWidget(self.reason_label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addLayout(self._foot)
        self._arrange()

    def _arrange(self) -> None:
        self.card.setMaximumWidth(theme.px(_CARD_WIDTH))
        self.card.arrange()
        short = self.height() < theme.px(_TIGHT_BELOW)
        self.card.set_tight(short or self.card.has_trouble)
        side, edge = theme.px(28), theme.px(16)
        self._foot.setContentsMargins(side, edge, side, theme.px(22))
        self._foot.setSpacing(theme.px(24))

    def showEvent(self, event: QShowEvent) -> None:
        """Large text may leave the field below the edge."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._bring_secret_into_view)

    def _bring_secret_into_view(self) -> None:
        self._bring_into_view(self.card.secret_edit)

    def _bring_into_view(self, widget: QWidget) -> None:
        # ensureWidgetVisible() is content with the cursor of a field, and the ring is cut off.
        seen_at = widget.mapTo(self._scroll.viewport(), widget.rect().center()).y()
        middle = seen_at + self._scroll.verticalScrollBar().value()
        self._scroll.ensureVisible(0, middle, 0, widget.height() // 2 + theme.px(_AROUND))

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        del old
        if now is not None and self.card.isAncestorOf(now):
            self._has_news = False
            self._bring_into_view(now)

    def _keep_focus_in_view(self) -> None:
        # The range is known before the rows have their places.
        QTimer.singleShot(0, self, self._keep_in_view)

    def _keep_in_view(self) -> None:
        """The field, or what stands in the way: it is read first, until something is typed."""
        if self._has_news and self.card.failure is not None:
            top = self.card.failure.mapTo(self._scroll.viewport(), QPoint(0, 0)).y()
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + top - theme.px(_AROUND))
            return
        focused = self.window().focusWidget()
        if focused is not None and self.card.isAncestorOf(focused):
            self._bring_into_view(focused)

    def _on_secret_edited(self) -> None:
        self._has_news = False
        self._bring_secret_into_view()

    def _on_recovery_button_clicked(self) -> None:
        self.recovery_requested.emit(not self.card.is_recovering)


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page; it takes no arguments."""
    del arguments
    page = UnlockPage(several=shell.context.vault_count > 1)
    presenter = UnlockPresenter(page, shell)
    page.attach(presenter)
    presenter.show()
    return page
