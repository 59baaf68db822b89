"""Offer the questionnaires of a session, and what comes after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from estip_desktop.casework import HeldBy, ScreeningNote
from estip_desktop.guidance import Guided, Offer
from estip_desktop.instruments import Instrument
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.kernel.ids import ScreeningId, SessionId
from estip_desktop.kernel.items import DECLINED
from estip_desktop.protocols import Page, PageKind
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

READ_ALOUD, HAND_OVER, PAPER = "read-aloud", "handover", "paper"
_HELD = {READ_ALOUD: HeldBy.SUPPORTER, HAND_OVER: HeldBy.COLLEAGUE, PAPER: HeldBy.PAPER}


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One questionnaire in the list.

    Args:
        id: Of the instrument.
        title: Its short name.
        topic: What it asks about, in a few words.
        count: How many questions are counted.
        minutes: About how long it takes.
        is_usual: Part of the usual set.
        is_done: Answered and closed in this session.
        is_begun: Begun and not closed.
        opens_on: When a locked one opens; ``None`` for an open one.
        reason: Why a locked one is not open yet.
        needs_oh: Only with Occupational Health's agreement, at whatever time.
    """

    id: str
    title: str
    topic: str
    count: int
    minutes: int
    is_usual: bool
    is_done: bool
    is_begun: bool
    opens_on: date | None = None
    reason: str = ""
    needs_oh: bool = False

    @property
    def is_locked(self) -> bool:
        """Whether it opens only with Occupational Health's agreement, or later."""
        return self.opens_on is not None or self.needs_oh


@dataclass(frozen=True, slots=True)
class Beginning:
    """How it is to be answered, as chosen on the introduction.

    Args:
        mode: ``read-aloud``, ``handover`` or ``paper``.
    """

    mode: str = READ_ALOUD
    interpreter: bool = False
    by_proxy: bool = False


@dataclass(frozen=True, slots=True)
class Introduction:
    """What is said before the first question.

    Args:
        early: It is used before its window, as authorised: the number will have no range.
        preface: What is said before its first question; may be empty.
    """

    id: str
    title: str
    name: str
    topic: str
    recall: str
    count: int
    minutes: int
    attribution: str
    is_begun: bool
    early: bool = False
    preface: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """The list as the page shows it.

    Args:
        reference: Of the person; never their name.
        rows: Those that may be used now, the usual set first.
        locked: Those that may not, each with reason and date.
        why: Why questionnaires are offered at all.
        next_id: The one to begin with; empty when the usual set is done.
        is_kept: No record is kept, so none is offered.
    """

    reference: str
    rows: tuple[OfferRow, ...]
    locked: tuple[OfferRow, ...]
    why: str
    next_id: str
    is_kept: bool = True


class ScreeningView(Protocol):
    """What the page can show."""

    def show_offers(self, offers: Offers) -> None:
        """List the questionnaires."""
        ...

    def show_introduction(self, introduction: Introduction) -> None:
        """Introduce one of them."""
        ...


class ScreeningPresenter(PagePresenter):
    """Offer, introduce, start; afterwards on with the protocol.

    Args:
        view: The page.
        shell: The window.
        session_id: Whose questionnaires.
        page_id: The protocol's page; empty for its first screening page.
    """

    def __init__(
        self, view: ScreeningView, shell: Navigator, session_id: str, page_id: str = ""
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._session_id = SessionId(session_id)
        self._page_id = page_id
        self._guided: Guided | None = None
        self._offers: dict[str, Offer] = {}
        self._introduced = False
        self._authorised: dict[str, tuple[str, str]] = {}

    def start(self) -> None:
        """Read what may be offered."""
        self.run(self._look, self._found)

    def pick(self, instrument_id: str) -> None:
        """Introduce a questionnaire; one that is done shows its result again."""
        offer = self._offers[instrument_id]
        if offer.done and offer.screening_id is not None:
            self.shell.open("result", screening=offer.screening_id, session=self._session_id)
            return
        self._introduced = True
        self._view.show_introduction(_introduction(offer))

    def authorise(self, instrument_id: str, by: str, why: str) -> None:
        """Occupational Health agreed to its use, by name and with a reason: introduce it."""
        self._authorised[instrument_id] = (by.strip(), why.strip())
        self.pick(instrument_id)

    def add_contact(self, day: date) -> None:
        """Agree a contact for the day on which questionnaires open."""
        guided, contacts = self._guided, self.services.casework
        if guided is None:
            return
        self.run(
            lambda: contacts.agree_follow_up(
                person_id=guided.person.id,
                incident_id=guided.incident.id,
                session_id=self._session_id,
                purpose="check-in",
                due_on=day,
            ),
            lambda _kept: self.shell.say(
                _("A contact was added for {day}.").format(day=format_date(day))
            ),
        )

    def begin(self, instrument_id: str, how: Beginning | None = None) -> None:
        """Start it, or take it up where it was left."""
        use_cases, how = self.services.questionnaires, how or Beginning()
        by, why = self._authorised.get(instrument_id, ("", ""))
        note = ScreeningNote(
            ScreeningId(""),
            held_by=_HELD[how.mode],
            interpreter=how.interpreter,
            by_proxy=how.by_proxy,
            authorised_by=by,
            authorised_why=why,
        )
        page = "handover" if how.mode == HAND_OVER else "question"
        self.run(
            lambda: use_cases.start(self._session_id, instrument_id, how.mode, note),
            lambda asked: self.shell.open(
                page, screening=asked.screening.id, session=self._session_id
            ),
        )

    def decline(self) -> None:
        """They would rather not: that is an answer, and it is kept."""
        if self._guided is not None:
            answered = any(offer.done for offer in self._offers.values())
            self._finish_page(value=True if answered else DECLINED)

    def carry_on(self) -> None:
        """On with the session."""
        self._finish_page(value=True)

    def back(self) -> None:
        """From the introduction to the list; from there to the page before."""
        if self._introduced:
            self._introduced = False
            self.start()
            return
        guided = self._guided
        before = guided.run.page_before(self._page_id) if guided is not None else None
        if before is not None:
            self.shell.open("guided", session=self._session_id, page=before.id)
        else:
            self.shell.open("today")

    def save_and_close(self) -> None:
        """Leave; everything is saved already."""
        self.shell.open("today")

    def concern(self) -> None:
        """Immediate concern by hand."""
        self.shell.open_concern()

    def _look(self) -> tuple[Guided, Page, tuple[Offer, ...]]:
        guided = self.services.guide.open(self._session_id)
        page = _screening_page(guided, self._page_id)
        if not guided.is_kept:
            return guided, page, ()
        ids = dict.fromkeys((*page.preselected, *page.instruments))
        return guided, page, self.services.questionnaires.offers(self._session_id, tuple(ids))

    def _found(self, found: tuple[Guided, Page, tuple[Offer, ...]]) -> None:
        self._guided, page, offers = found
        self._page_id = page.id
        self._offers = {offer.instrument.id: offer for offer in offers}
        rows = [_row(offer, page) for offer in offers]
        usable = tuple(row for row in rows if not row.is_locked)
        self._view.show_offers(
            Offers(
                reference=self._guided.person.reference,
                rows=usable,
                locked=tuple(row for row in rows if row.is_locked),
                why=page.why,
                next_id=_next_id(usable),
                is_kept=self._guided.is_kept,
            )
        )

    def _finish_page(self, *, value: bool | str) -> None:
        guide, page_id = self.services.guide, self._page_id
        self.run(
            lambda: guide.answer(self._session_id, page_id, value).guided,
            lambda guided: self._go_after(guided, page_id),
        )

    def _go_after(self, guided: Guided, page_id: str) -> None:
        after = guided.run.page_after(page_id)
        if after is None:
            self.shell.open("check", session=self._session_id)
        else:
            self.shell.open("guided", session=self._session_id, page=after.id)


def _screening_page(guided: Guided, page_id: str) -> Page:
    pages = guided.protocol.pages
    wanted = [page for page in pages if page.kind is PageKind.SCREENING]
    return next((page for page in wanted if page.id == page_id), wanted[0])


def _row(offer: Offer, page: Page) -> OfferRow:
    instrument = offer.instrument
    return OfferRow(
        id=instrument.id,
        title=instrument.title,
        topic=instrument.topic,
        count=_count(instrument),
        minutes=instrument.usual_minutes,
        is_usual=instrument.id in page.preselected,
        is_done=offer.done,
        is_begun=offer.screening_id is not None and not offer.done,
        opens_on=None if offer.is_open or offer.screening_id else offer.opens_on,
        reason=instrument.window_reason,
        needs_oh=offer.needs_oh and offer.screening_id is None,
    )


def _introduction(offer: Offer) -> Introduction:
    instrument = offer.instrument
    return Introduction(
        id=instrument.id,
        title=instrument.title,
        name=instrument.name,
        topic=instrument.topic,
        recall=instrument.recall,
        count=_count(instrument),
        minutes=instrument.usual_minutes,
        attribution=instrument.attribution,
        is_begun=offer.screening_id is not None,
        early=not offer.is_open,
        preface=instrument.preface,
    )


def _next_id(rows: tuple[OfferRow, ...]) -> str:
    """The one begun already, else the first of the usual set that is not done."""
    begun = next((row.id for row in rows if row.is_begun), "")
    return begun or next((row.id for row in rows if row.is_usual and not row.is_done), "")


def _count(instrument: Instrument) -> int:
    return len(instrument.listed)
