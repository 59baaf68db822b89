"""The inbox of a desk: waiting for an answer, answered, set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.ui import theme
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.health_words import Notice
from estip_desktop.ui.list_focus import focus_again, focused_name
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.inbox.presenter import InboxList, InboxPresenter, InboxRow
from estip_desktop.ui.widgets.buttons import DefaultButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.empty_state import EmptyState
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.rows import SpreadRow
from estip_desktop.ui.widgets.status_line import StatusLine
from estip_desktop.ui.widgets.status_pill import ChipLabel, Tone


class InboxPage(HomeFrame):
    """What arrived, most urgent first.

    Signals:
        collect_requested: Look at the store now.
        open_requested: Id of the referral to read.
        repair_requested: Compare the records with the newest good backup.
    """

    collect_requested = Signal()
    open_requested = Signal(str)
    repair_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(desk=True), "inbox", _("Inbox"), max_width=1240, parent=parent)
        self.header.concern_button.hide()
        self._shown: InboxList | None = None
        self._lists: QWidget | None = None
        self._targets: list[QWidget] = []
        self.collect_button = DefaultButton(_("Look for new ones"), "refresh-cw")
        self.outcome_line = StatusLine("", "circle-check", "text2")
        self.reach_callout = Callout(
            "info",
            _("The store cannot be reached now. Nothing is lost."),
            _("What arrived before is here. It is looked for again every minute."),
            icon="cloud-off",
        )
        self.reach_callout.hide()
        self._health: tuple[Notice, ...] = ()
        self._health_callouts: list[Callout] = []
        self.column.addWidget(self.reach_callout)
        self.column.addWidget(SpreadRow([self.collect_button, self.outcome_line]))
        self.collect_button.clicked.connect(self.collect_requested)

    def attach(self, presenter: InboxPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.collect_requested.connect(presenter.collect)
        self.open_requested.connect(presenter.open)
        self.repair_requested.connect(presenter.repair)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The most urgent one, or looking for new ones, once the list is there."""
        if self._targets:
            return self._targets[0]
        return self if self._shown is None else self.collect_button

    def show_inbox(self, inbox: InboxList) -> None:
        """List it anew, unless nothing changed."""
        if inbox == self._shown:
            return
        is_first, self._shown = self._shown is None, inbox
        count = len(inbox.waiting)
        words = ngettext("{count} waits for an answer", "{count} wait for an answer", count)
        self.set_title(_("Inbox"), words.format(count=count) if count else "")
        self.set_badge("inbox", str(count) if count else "")
        old, self._lists = self._lists, QWidget()
        focused = focused_name(old)
        column = QVBoxLayout(self._lists)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self._targets.clear()
        self._add_list(column, _("Waiting for an answer"), inbox.waiting)
        self._add_list(column, _("Answered"), inbox.answered)
        if not (inbox.waiting or inbox.answered):
            column.addWidget(EmptyState(_("Nothing here yet. Referrals appear when they arrive.")))
        if inbox.quarantine:
            column.addWidget(Heading(_("Set aside"), "h2"))
            card = ListCard()
            for item in inbox.quarantine:
                card.add_row(
                    ListRow(item.title, item.line, icon="triangle-alert", icon_role="warn")
                )
            column.addWidget(card)
        self.column.addWidget(self._lists)
        if old is not None:
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        if is_first:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        elif focused:
            focus_again([*self._targets, self.collect_button], focused)

    def show_health(self, notices: tuple[Notice, ...]) -> None:
        """Say at the top what is the matter with the records themselves."""
        if notices == self._health:
            return
        self._health = notices
        for old in self._health_callouts:
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._health_callouts = [Callout("warn", one.title, one.words) for one in notices]
        for notice, callout in zip(notices, self._health_callouts, strict=True):
            if notice.offers_repair:
                repair_button = DefaultButton(_("Repair from a backup"))
                repair_button.clicked.connect(self.repair_requested)
                callout.add_action(repair_button)
            self.column.insertWidget(self.column.indexOf(self.reach_callout), callout)
            callout.show()

    def show_collecting(self, *, collecting: bool) -> None:
        """The store is being looked at."""
        self.collect_button.set_busy(collecting)

    def show_outcome(self, words: str, *, out_of_reach: bool) -> None:
        """What the look brought."""
        self.outcome_line.set_words("" if out_of_reach else words)
        self.reach_callout.setVisible(out_of_reach)
        if out_of_reach:
            self.set_status("offline")
        else:
            self.set_status("online", _("Online · store reached"))

    def _add_list(self, column: QVBoxLayout, title: str, rows: tuple[InboxRow, ...]) -> None:
        if not rows:
            return
        column.addWidget(Heading(title, "h2"))
        card = ListCard()
        for row in rows:
            card.add_row(self._row(row))
        column.addWidget(card)
        column.addSpacing(theme.px(8))

    def _row(self, row: InboxRow) -> ListRow:
        opener = QuietButton(_("Open"))
        opener.setAccessibleName(_("Open: {title}").format(title=row.title))
        opener.clicked.connect(lambda _checked=False, item=row.id: self.open_requested.emit(item))
        self._targets.append(opener)
        chip = ChipLabel(row.urgency, cast("Tone", row.tone))
        line = f"{row.line} · {row.sender}" if row.is_new else f"{row.state} · {row.line}"
        icon, role = ("mail", "primary") if row.is_new else ("mail-open", "text2")
        return ListRow(row.title, line, icon=icon, icon_role=role, trailing=(chip, opener))


def build(shell: Navigator, arguments: Mapping[str, str]) -> InboxPage:
    """The page; it takes no arguments."""
    del arguments
    page = InboxPage()
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = InboxPresenter(page, shell)
    page.attach(presenter)
    presenter.start()
    return page
