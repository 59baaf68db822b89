"""What Today knows and decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from estip_desktop.casework import Casework, Draft, GroupSession, SupportSession, is_group
from estip_desktop.errors import ContentRefusedError, NotFoundError, RecordDamagedError
from estip_desktop.guidance import Groups, Guided
from estip_desktop.kernel.ids import SessionId
from estip_desktop.outbox import ParcelGroup, group_of
from estip_desktop.services import Services
from estip_desktop.ui.health_words import Notice, notices
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.today import words
from estip_desktop.ui.pages.today.backup_words import reminders
from estip_desktop.ui.pages.today.words import DraftRow, DueRow
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.sending import sender_for

OLD_AFTER = timedelta(days=7)
SHOWN_DUE = 3


@dataclass(frozen=True, slots=True)
class TodayFacts:
    """Everything the page shows, read in one go."""

    greeting: str = field(repr=False)
    moment: str
    draft: DraftRow | None
    other_drafts: int
    due: tuple[DueRow, ...]
    due_total: int
    waiting: int
    needs_you: int
    open_concern_id: str
    has_parcels: bool = False
    health: tuple[Notice, ...] = ()
    can_save: bool = True


class TodayView(Protocol):
    """What the page can show."""

    def show_facts(self, facts: TodayFacts) -> None:
        """Fill the page."""
        ...

    def show_changes(self, facts: TodayFacts) -> None:
        """Show the time and the Outbox anew; leave alone what somebody may be about to press."""
        ...

    def show_other_drafts(self, drafts: Sequence[DraftRow]) -> None:
        """List the other drafts in place."""
        ...

    def show_due(self, rows: Sequence[DueRow], total: int) -> None:
        """List follow-ups; fewer rows than ``total`` leave "See all"."""
        ...

    def show_discarded(self, session_id: str) -> None:
        """Say that a draft was put away, with Undo."""
        ...


class TodayPresenter(PagePresenter):
    """Offer what is unfinished first, then what is due, then what is new."""

    def __init__(self, view: TodayView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._facts: TodayFacts | None = None

    def show(self) -> None:
        """Fill the page."""
        services = self.services
        self.run(lambda: _read(services), self._read)

    def refresh(self) -> None:
        """Time has passed: the clock and the Outbox may say something else."""
        services = self.services
        self.run(lambda: _read(services), self._view.show_changes)

    def go_on(self, session_id: str, page_id: str) -> None:
        """Open a draft at the page where it was left."""
        self.shell.open("guided", session=session_id, page=page_id)

    def list_other_drafts(self) -> None:
        """Show the drafts behind the newest one."""
        services = self.services
        self.run(
            lambda: _draft_rows(services)[1:],
            self._view.show_other_drafts,
        )

    def discard(self, session_id: str, reason: str) -> None:
        """Put a draft away with a reason; nothing of it is deleted."""
        keeper = self._keeper(session_id)
        self.run(
            lambda: keeper.discard(SessionId(session_id), reason),
            lambda _done: self._discarded(session_id),
        )

    def undo_discard(self, session_id: str) -> None:
        """Take a draft back out."""
        keeper = self._keeper(session_id)
        self.run(lambda: keeper.restore_draft(SessionId(session_id)), lambda _done: self.show())

    def list_all_due(self) -> None:
        """Show every follow-up, not only the first three."""
        self.shell.open("follow_ups")

    def start(self, protocol_id: str) -> None:
        """Ask what a new session needs."""
        self.shell.open("new_session", protocol=protocol_id)

    def open_follow_up(self, follow_up_id: str) -> None:
        """Start a follow-up, or say how it went."""
        self.shell.open("follow_up", follow_up=follow_up_id)

    def open_concern(self) -> None:
        """Go back to the Immediate concern that nobody has closed."""
        if self._facts is not None and self._facts.open_concern_id:
            self.shell.open("concern", concern=self._facts.open_concern_id)

    def repair(self) -> None:
        """Compare with the newest good backup."""
        self.shell.open("repair", vault=self.services.vault.info.id, back="today")

    def open_settings(self) -> None:
        """Where backups are made and the recovery sheet is tried."""
        self.shell.open("settings", section="backup")

    def navigate(self, place: str) -> None:
        """Go to another place."""
        if place in {"today", "people", "outbox", "help", "settings"}:
            self.shell.open(place)

    def _read(self, facts: TodayFacts) -> None:
        self._facts = facts
        self._view.show_facts(facts)
        if facts.has_parcels:
            sender_for(self.shell).start()

    def _keeper(self, session_id: str) -> Casework | Groups:
        """Who puts a draft away: that of one person or that of a group."""
        return self.services.groups if is_group(session_id) else self.services.casework

    def _discarded(self, session_id: str) -> None:
        self._view.show_discarded(session_id)
        self.show()


def _read(services: Services) -> TodayFacts:
    now = services.clock.now()
    today = services.casework.today()
    parcels = [group_of(parcel, now) for parcel in services.outbox.list()]
    health = services.health.state
    drafts = bool(today.draft) + today.other_drafts
    first = _draft_row(services, today.draft) if today.draft else None
    if groups := len(services.groups.drafts()):
        drafts, first = drafts + groups, _draft_rows(services)[0]
    return TodayFacts(
        greeting=words.greeting(now, today.owner_name),
        moment=words.moment_line(now),
        draft=first,
        other_drafts=max(0, drafts - 1),
        due=tuple(words.due_row(due) for due in today.due[:SHOWN_DUE]),
        due_total=today.due_total,
        waiting=parcels.count(ParcelGroup.WAITING),
        needs_you=parcels.count(ParcelGroup.NEEDS_YOU),
        open_concern_id=today.open_concern_id,
        has_parcels=bool(parcels),
        health=(*notices(health), *reminders(services.backups)),
        can_save=health.refuses_writes is None,
    )


def _draft_rows(services: Services) -> list[DraftRow]:
    """All drafts, of one person and of groups, last touched first."""
    rows = [
        (draft.session.touched_at, _draft_row(services, draft))
        for draft in services.casework.drafts()
    ]
    rows += [(each.touched_at, _group_row(services, each)) for each in services.groups.drafts()]
    return [row for _at, row in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def _group_row(services: Services, group: GroupSession) -> DraftRow:
    now = services.clock.now()
    guided = services.groups.open(group.id)
    who = words.group_words(len(group.roster), group.part)
    return _row(guided, guided.session, who, now)


def _draft_row(services: Services, draft: Draft) -> DraftRow:
    """The words for one draft; the step it stands at comes from its protocol."""
    session, now = draft.session, services.clock.now()
    saved, is_old = words.saved_words(session.touched_at, now), now - session.touched_at > OLD_AFTER
    try:
        guided = services.guide.open(session.id)
    except (ContentRefusedError, NotFoundError, RecordDamagedError):  # opening it will say more
        title = " · ".join((draft.incident_title, draft.person_reference))
        return DraftRow(session.id, session.page_id, title, saved, is_old=is_old)
    return _row(guided, session, draft.person_reference, now)


def _row(guided: Guided, session: SupportSession, who: str, now: datetime) -> DraftRow:
    saved, is_old = words.saved_words(session.touched_at, now), now - session.touched_at > OLD_AFTER
    shown = [page.id for page in guided.run.pages]
    page_id = session.page_id if session.page_id in shown else shown[0]
    rail = guided.run.rail(page_id)
    here = next(n for n, entry in enumerate(rail) if entry.state.value == "now")
    done, total = guided.run.progress(page_id)
    return DraftRow(
        session_id=session.id,
        page_id=page_id,
        title=" · ".join((guided.protocol.short_title, guided.incident.title, who)),
        saved=saved,
        step=words.step_words(here + 1, len(rail), rail[here].title),
        done=done - 1,
        total=total,
        is_old=is_old,
    )
