"""Today: the draft first, then new sessions, then what is due; the Outbox beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.ui import theme
from estip_desktop.ui.frames import HomeFrame, place_of_pages
from estip_desktop.ui.health_words import Notice
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages import PAGES
from estip_desktop.ui.pages.today import words
from estip_desktop.ui.pages.today.draft_card import DraftCard
from estip_desktop.ui.pages.today.outbox_card import OutboxCard
from estip_desktop.ui.pages.today.presenter import TodayFacts, TodayPresenter
from estip_desktop.ui.pages.today.words import DraftRow, DueRow
from estip_desktop.ui.widgets.body import Columns
from estip_desktop.ui.widgets.buttons import ConcernButton, DefaultButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout, CalloutKind
from estip_desktop.ui.widgets.empty_state import EmptyState
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.status_pill import ChipLabel
from estip_desktop.ui.widgets.tile import Tile

REPAIR = "repair"
"""The page that puts back what a backup has."""
UNDO_MS = 10_000
REFRESH_MS = 20_000


class TodayPage(HomeFrame):
    """The first page of the day.

    Signals:
        continue_requested: Session and page of a draft.
        discard_requested: Session of a draft, and why it is put away.
        undo_requested: Session of a draft that should come back.
        others_requested: The other drafts should be listed.
        start_requested: Id of the protocol to start.
        follow_up_opened: Id of a follow-up.
        all_due_requested: Every follow-up should be listed.
        repair_requested: Compare the records with the newest good backup.
        settings_requested: Something in Settings is due.
        concern_opened: Go back to the open Immediate concern.
    """

    continue_requested = Signal(str, str)
    discard_requested = Signal(str, str)
    undo_requested = Signal(str)
    others_requested = Signal()
    start_requested = Signal(str)
    follow_up_opened = Signal(str)
    all_due_requested = Signal()
    repair_requested = Signal()
    settings_requested = Signal()
    concern_opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(), "today", _("Today"), parent=parent)
        self._focused = False
        self.draft_card: DraftCard | None = None
        self._health: tuple[Notice, ...] = ()
        self.health_notices = QVBoxLayout()
        self.notices = QVBoxLayout()
        self.drafts = QVBoxLayout()
        self.others_button = QuietButton("")
        self.demobilise_tile = Tile(
            _("Demobilise"), _("Straight after, 5 to 10 min"), "hand", "Alt+D"
        )
        self.defuse_tile = Tile(_("Defuse"), _("About 3 days later"), "users", "Alt+F")
        self.follow_up_tile = Tile(
            _("Follow-up contact"), _("With questionnaires, from day 21"), "clipboard-list", "Alt+Q"
        )
        self.all_due_button = QuietButton("")
        self.due_card = ListCard(padding=16)
        self.no_due = EmptyState(_("Nothing due this week."))
        self.outbox_card = OutboxCard()
        self.tiles = {
            "demobilise": self.demobilise_tile,
            "defuse": self.defuse_tile,
            "questionnaire": self.follow_up_tile,
        }
        for tile in self.tiles.values():  # all as high as the highest one
            tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._clock = QTimer(self)
        self._clock.setInterval(REFRESH_MS)
        self._clock.start()
        self._build()
        self.others_button.clicked.connect(self.others_requested)
        self.all_due_button.clicked.connect(self.all_due_requested)
        self.demobilise_tile.clicked.connect(lambda: self.start_requested.emit("DM"))
        self.defuse_tile.clicked.connect(lambda: self.start_requested.emit("DI"))
        self.follow_up_tile.clicked.connect(lambda: self.start_requested.emit("MR"))
        self.width_class_changed.connect(self._arrange_tiles)
        theme.hub().changed.connect(self._space)

    def attach(self, presenter: TodayPresenter) -> None:
        """Let `presenter` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.continue_requested.connect(presenter.go_on)
        self.discard_requested.connect(presenter.discard)
        self.undo_requested.connect(presenter.undo_discard)
        self.others_requested.connect(presenter.list_other_drafts)
        self.start_requested.connect(presenter.start)
        self.follow_up_opened.connect(presenter.open_follow_up)
        self.all_due_requested.connect(presenter.list_all_due)
        self.repair_requested.connect(presenter.repair)
        self.settings_requested.connect(presenter.open_settings)
        self.concern_opened.connect(presenter.open_concern)
        self.navigation_requested.connect(presenter.navigate)
        self.outbox_card.open_button.clicked.connect(lambda: presenter.navigate("outbox"))
        self._clock.timeout.connect(presenter.refresh)
        self.destroyed.connect(presenter.leave)

    def show_facts(self, facts: TodayFacts) -> None:
        """Fill the page."""
        self.show_changes(facts)
        self._show_concern(facts.open_concern_id)
        _empty(self.drafts)
        self.draft_card = None
        if facts.draft is not None:
            self.draft_card = self._draft_card(facts.draft, main=True)
            _add(self.drafts, self.draft_card)
        self.drafts.setContentsMargins(0, 0, 0, theme.px(10 if facts.draft is not None else 0))
        many = ngettext("{count} other draft", "{count} other drafts", facts.other_drafts)
        self.others_button.set_words(many.format(count=facts.other_drafts))
        self.others_button.setVisible(facts.other_drafts > 0)
        self.show_due(facts.due, facts.due_total)
        self.release()
        if not self._focused:
            self._focused = True
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_changes(self, facts: TodayFacts) -> None:
        """Show the time and the Outbox anew; leave alone what somebody may be about to press."""
        self.set_title(facts.greeting, facts.moment)
        self.setAccessibleName(_("Today"))  # what is announced holds no name
        self.outbox_card.set_counts(facts.waiting, facts.needs_you)
        badge = facts.waiting + facts.needs_you
        self.set_badge("outbox", str(badge) if badge else "")
        self._show_health(facts.health)
        if not facts.can_save:
            self.set_status("not_saved", _("Cannot be saved"))
        elif facts.needs_you:
            self.set_status("needs_you", words.outbox_chip(0, facts.needs_you))
        else:
            self.set_status("saved")

    def show_other_drafts(self, drafts: Sequence[DraftRow]) -> None:
        """List the other drafts in place."""
        self.others_button.hide()
        cards = [self._draft_card(draft, main=False) for draft in drafts]
        for card in cards:
            _add(self.drafts, card)
        if cards:
            cards[0].continue_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_due(self, rows: Sequence[DueRow], total: int) -> None:
        """List follow-ups, and the way to all of them."""
        self.due_card.clear_rows()
        for row in rows:
            self.due_card.add_row(self._due_row(row))
        self.due_card.setVisible(bool(rows))
        self.no_due.setVisible(not rows)
        all_of_them = _("See all {count}").format(count=total)
        self.all_due_button.set_words(all_of_them if len(rows) < total else _("All follow-ups"))
        self.all_due_button.show()

    def show_discarded(self, session_id: str) -> None:
        """Say that a draft was put away; Undo stays for ten seconds, longer while it has focus."""
        _empty(self.notices)
        callout = Callout("ok", _("The draft was put away."), _("Nothing of it was deleted."))
        undo_button = DefaultButton(_("Undo"), "undo-2")
        undo_button.clicked.connect(lambda: self.undo_requested.emit(session_id))
        undo_button.clicked.connect(lambda: _empty(self.notices))
        callout.add_action(undo_button)
        _add(self.notices, callout)
        undo_button.setFocus(Qt.FocusReason.OtherFocusReason)
        timer = QTimer(callout)
        timer.setInterval(UNDO_MS)
        timer.timeout.connect(lambda: self._on_undo_time_over(undo_button))
        timer.start()

    def first_focus(self) -> QWidget:
        """Continue, or the first thing to start."""
        if self.draft_card is not None:
            return self.draft_card.continue_button
        return self.demobilise_tile

    def on_command(self, command_id: str) -> bool:
        """The keys of the start tiles."""
        tile = self.tiles.get(command_id)
        if tile is None:
            return False
        tile.click()
        return True

    def _build(self) -> None:
        columns = Columns(spacing=10)
        main = columns.main
        main.addLayout(self.health_notices)
        main.addLayout(self.notices)
        main.addLayout(self.drafts)
        main.addWidget(self.others_button, 0, Qt.AlignmentFlag.AlignLeft)
        main.addWidget(Heading(_("Start something new"), "h2"))
        self._tiles = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for tile in self.tiles.values():
            self._tiles.addWidget(tile)
        main.addLayout(self._tiles)
        main.addSpacing(theme.px(10))
        top = QHBoxLayout()
        top.addWidget(Heading(_("Follow-ups due"), "h2"), 1)
        top.addWidget(self.all_due_button)
        main.addLayout(top)
        main.addWidget(self.due_card)
        main.addWidget(self.no_due)
        columns.side.addWidget(self.outbox_card)
        self.column.addWidget(columns)
        for widget in (self.others_button, self.all_due_button, self.due_card, self.no_due):
            widget.hide()
        self._space()

    def _arrange_tiles(self, width_class: str) -> None:
        """Side by side where there is room, else under one another."""
        compact = width_class == "compact"
        direction = QBoxLayout.Direction
        self._tiles.setDirection(direction.TopToBottom if compact else direction.LeftToRight)

    def _space(self) -> None:
        for layout in (self.health_notices, self.notices, self.drafts):
            layout.setSpacing(theme.px(12))
        self._tiles.setSpacing(theme.px(14))

    def _draft_card(self, draft: DraftRow, *, main: bool) -> DraftCard:
        card = DraftCard(draft, main=main)
        card.continue_requested.connect(
            lambda: self.continue_requested.emit(draft.session_id, draft.page_id)
        )
        card.discard_requested.connect(
            lambda reason: self.discard_requested.emit(draft.session_id, reason)
        )
        return card

    def _due_row(self, row: DueRow) -> ListRow:
        open_button = QuietButton(_("Open"))
        open_button.setAccessibleName(_("Open {what}").format(what=row.title))
        open_button.clicked.connect(lambda: self.follow_up_opened.emit(row.follow_up_id))
        role = "warn" if row.tone == "warn" else "text2"
        chip = ChipLabel(row.chip, row.tone)
        return ListRow(
            row.title, row.line, icon=row.icon, icon_role=role, trailing=(chip, open_button)
        )

    def _on_undo_time_over(self, undo_button: QWidget) -> None:
        if not undo_button.hasFocus():
            _empty(self.notices)

    def _show_health(self, notices: tuple[Notice, ...]) -> None:
        if notices == self._health:
            return
        self._health = notices
        _empty(self.health_notices)
        for notice in notices:
            kind: CalloutKind = "info" if notice.offers_settings else "warn"
            callout = Callout(kind, notice.title, notice.words)
            if notice.offers_settings:
                settings_button = DefaultButton(_("Open Settings"))
                settings_button.clicked.connect(self.settings_requested)
                callout.add_action(settings_button)
            if notice.offers_repair and REPAIR in PAGES:
                repair_button = DefaultButton(_("Repair from a backup"))
                repair_button.clicked.connect(self.repair_requested)
                callout.add_action(repair_button)
            _add(self.health_notices, callout)
        self.health_notices.setContentsMargins(0, 0, 0, theme.px(10 if notices else 0))

    def _show_concern(self, concern_id: str) -> None:
        if not concern_id:
            return
        _empty(self.notices)
        callout = Callout(
            "danger",
            _("An immediate concern is still open"),
            _("Record how it ended, so that nobody is forgotten."),
        )
        concern_button = ConcernButton(_("Go back to it"))
        concern_button.clicked.connect(self.concern_opened)
        callout.add_action(concern_button)
        _add(self.notices, callout)


def _add(layout: QVBoxLayout, widget: QWidget) -> None:
    """Put a widget under the others, shown at once: what a layout shows later takes no focus."""
    layout.addWidget(widget)
    widget.show()


def _empty(layout: QVBoxLayout) -> None:
    while (entry := layout.takeAt(0)) is not None:
        if (widget := entry.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def rehearse() -> QWidget:
    """A page with nothing on it, for the window to warm up with."""
    page = TodayPage()
    page.show_due((), 0)
    return page


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page; it takes no arguments."""
    del arguments
    page = TodayPage(place_of_pages(shell))
    presenter = TodayPresenter(page, shell)
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.hold()
    presenter.show()
    return page
