"""The Outbox page: needs you, waiting, sent in the last 30 days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import N_, _
from estip_desktop.ui import theme
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.list_focus import focus_again, focused_name
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.outbox.presenter import (
    OutboxList,
    OutboxPresenter,
    OutboxRow,
    context_words,
)
from estip_desktop.ui.pages.outbox.stick import StickCard
from estip_desktop.ui.sending import SendState
from estip_desktop.ui.widgets.buttons import Button, DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.empty_state import EmptyState
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.rows import SpreadRow
from estip_desktop.ui.widgets.status_pill import ChipLabel, Tone

LOOK_AGAIN_MS = 20_000
_ACTIONS = {"retry": N_("Try again"), "settings": N_("Open Settings"), "fix": N_("Fix this")}


class OutboxPage(HomeFrame):
    """Three lists that fill themselves.

    Signals:
        send_requested: Send now.
        open_requested: Key of the parcel whose journal is wanted.
        act_requested: Key of the parcel whose action was pressed.
    """

    send_requested = Signal()
    open_requested = Signal(str)
    act_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(), "outbox", _("Outbox"), max_width=1240, parent=parent)
        self._shown: OutboxList | None = None
        self._lists: QWidget | None = None
        self._targets: list[QWidget] = []
        self.reach_callout = Callout(
            "info",
            _("The store cannot be reached now. Nothing is lost."),
            _("What you signed waits here, encrypted. It sends by itself when you reconnect."),
            icon="cloud-off",
        )
        self.reach_callout.hide()
        self.column.addWidget(self.reach_callout)
        self.send_button = DefaultButton(_("Send now"), "send")
        self.send_button.clicked.connect(self.send_requested)
        self.send_button.hide()
        self.stick_card = StickCard()
        self._again = QTimer(self)
        self._again.setInterval(LOOK_AGAIN_MS)
        self._again.start()

    def attach(self, presenter: OutboxPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.send_requested.connect(presenter.send_now)
        self._again.timeout.connect(presenter.look_again)
        self.open_requested.connect(presenter.open)
        self.act_requested.connect(presenter.act)
        self.stick_card.export_requested.connect(presenter.export_to)
        self.stick_card.import_requested.connect(presenter.bring_in_from)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The first thing that needs somebody, once the lists are there."""
        return self._targets[0] if self._targets else self

    def show_parcels(self, parcels: OutboxList) -> None:
        """List them anew, unless nothing changed."""
        if parcels == self._shown:
            return
        is_first = self._shown is None
        self._shown = parcels
        self.set_title(_("Outbox"), context_words(parcels))
        badge = len(parcels.needs_you) + len(parcels.waiting)
        self.set_badge("outbox", str(badge) if badge else "")
        old, self._lists = self._lists, QWidget()
        focused = focused_name(old)
        self.send_button.setParent(self)
        self.send_button.hide()
        column = QVBoxLayout(self._lists)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self._targets.clear()
        self._add_list(column, _("Needs you"), parcels.needs_you, "triangle-alert", "warn")
        self._add_list(column, _("Waiting to send"), parcels.waiting, "file-text", "text2")
        self._add_list(column, _("Sent in the last 30 days"), parcels.sent, "send", "text2")
        if not (parcels.needs_you or parcels.waiting or parcels.sent):
            column.addWidget(EmptyState(_("Nothing waiting. Things you sign appear here.")))
        self.column.addWidget(self._lists)
        self.column.removeWidget(self.stick_card)  # it stays below the lists
        self.column.addWidget(self.stick_card)
        if old is not None:
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        if is_first or focused:
            focus_again([*self._targets, self.send_button], focused)

    def show_sending(self, state: SendState) -> None:
        """The pill, the button and, where the store is out of reach, one callout."""
        parcels = self._shown
        if state.is_sending and state.number:
            words = _("Sending {number} of {count}")
            self.set_status("sending", words.format(number=state.number, count=state.total))
        elif parcels is not None and parcels.needs_you:
            self.set_status("needs_you")
        elif state.is_out_of_reach:
            self.set_status("offline")
        elif parcels is not None and parcels.waiting:
            self.set_status("offline", _("Waiting to send · saved on this laptop"))
        else:
            self.set_status("online")
        self.send_button.set_busy(state.is_sending)
        waits = parcels is not None and bool(parcels.waiting)
        self.reach_callout.setVisible(state.is_out_of_reach and waits)

    def show_carried(self, words: str, *, good: bool) -> None:
        """What came of a stick."""
        self.stick_card.show_done(words, good=good)

    def _add_list(
        self,
        column: QVBoxLayout,
        title: str,
        rows: tuple[OutboxRow, ...],
        icon: str,
        role: str,
    ) -> None:
        if not rows:
            return
        buttons: list[QWidget] = []
        if icon == "file-text":
            buttons.append(self.send_button)
        column.addWidget(SpreadRow([Heading(title, "h2")], buttons))
        for button in buttons:
            button.show()
        card = ListCard()
        for row in rows:
            card.add_row(self._row(row, icon, role))
        column.addWidget(card)
        column.addSpacing(theme.px(8))

    def _row(self, row: OutboxRow, icon: str, role: str) -> ListRow:
        trailing: list[QWidget] = [ChipLabel(row.chip, cast("Tone", row.tone))]
        if row.action:
            act = PrimaryButton(_(_ACTIONS[row.action]))
            act.setAccessibleName(f"{act.words()}: {row.title}")
            act.clicked.connect(lambda _checked=False, key=row.key: self.act_requested.emit(key))
            trailing.append(act)
            self._targets.append(act)
        words = _("Receipt") if row.tone == "ok" else _("Open")
        opener: Button = QuietButton(words)
        opener.setAccessibleName(f"{words}: {row.title}")
        opener.clicked.connect(lambda _checked=False, key=row.key: self.open_requested.emit(key))
        trailing.append(opener)
        self._targets.append(opener)
        if row.tone == "ok":
            icon, role = "circle-check", "ok"
        return ListRow(row.title, row.line, icon=icon, icon_role=role, trailing=tuple(trailing))


def build(shell: Navigator, arguments: Mapping[str, str]) -> OutboxPage:
    """The page; it takes no arguments."""
    del arguments
    page = OutboxPage()
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = OutboxPresenter(page, shell)
    page.attach(presenter)
    presenter.start()
    return page
