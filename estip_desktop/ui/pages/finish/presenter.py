"""What was saved and agreed, and whether a referral comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from estip_desktop.casework import FollowUp, FollowUpState, Share
from estip_desktop.errors import NotFoundError
from estip_desktop.guidance import Handed, is_talk_only
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.kernel.ids import SessionId
from estip_desktop.kernel.items import is_answered
from estip_desktop.records import METHODS
from estip_desktop.signposting import CARD, GiveAway, Paper, Signposting, card_title
from estip_desktop.stepped_care import ESTIM, ESTIM_PATHWAY, Pathways
from estip_desktop.stepped_care.service import Finished
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.paper_presenting import PaperPresenter, PaperView
from estip_desktop.ui.presenting import PagePresenter

SENT = frozenset({"P2", "P3", "P4", "P5"})
"""Pathways for which something goes to Occupational Health."""
URGENT = frozenset({"P4", "P5"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page.

    Args:
        saved: What was kept, one line each.
        dates: Day and kind of each contact that was agreed.
        referral: ``main`` where it comes next, ``estim`` where an ESTIM does, ``risk`` where they
            did not agree but life may be at risk, else empty.
        referral_words: Why, or why nothing is sent; may be empty.
        sheets: Id and title of the card and of each sheet that may be taken along; those given
            in the talk are left out.
        taken: Ids of those that are.
        given: Titles of those given in the talk.
        is_request: What comes next is the ESTIM request that was talked through.
    """

    saved: tuple[str, ...]
    dates: tuple[tuple[str, str], ...] = ()
    referral: str = ""
    referral_words: str = ""
    sheets: tuple[tuple[str, str], ...] = ()
    taken: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    is_request: bool = False


@dataclass(frozen=True, slots=True)
class _TakeAway:
    """The card of one session, made when it is asked for, and the sheets that go with it."""

    signposting: Signposting
    agreed: Callable[[], tuple[str, tuple[tuple[str, str], ...]]]

    def compose(self, paper_id: str, /) -> Paper:
        """The card, or a sheet."""
        if paper_id != CARD:
            return self.signposting.compose(paper_id)
        return self.signposting.card(*self.agreed())

    def pdf(self, paper: Paper, /) -> bytes:
        """Set it."""
        return self.signposting.pdf(paper)

    def save(self, paper: Paper, folder: Path, /) -> str:
        """Write it into a folder."""
        return self.signposting.save(paper, folder)


class FinishView(Protocol):
    """What the page can show."""

    def show_sheet(self, sheet: Sheet) -> None:
        """Show how it ended."""
        ...

    def show_taken(self, sheets: Sequence[str], error: Exception | None = None) -> None:
        """Show which sheets are kept as taken along, and why another choice was not."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that it could not be read."""
        ...


class FinishPresenter(PagePresenter):
    """Show how a session ended, and go on from there."""

    def __init__(
        self, view: FinishView, rows: PaperView, shell: Navigator, session_id: str
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._id = SessionId(session_id)
        self._person = ""
        self._taken: tuple[str, ...] = ()
        self.papers: PaperPresenter[Paper] = PaperPresenter(
            rows, shell, _TakeAway(self.services.signposting, self._agreed)
        )

    def start(self) -> None:
        """Show what was saved."""
        if is_talk_only(self._id):
            self._view.show_sheet(
                Sheet(
                    (
                        _("One conversation was counted for the incident."),
                        _("Nothing else was kept."),
                    )
                )
            )
            return
        services = self.services
        self.run(
            lambda: (
                services.care.finished(self._id),
                services.content.pathways(),
                services.signposting.sheets(),
                services.handed_sheets.of(self._id),
            ),
            lambda found: self._show(*found),
            self._failed,
        )

    def take_along(self, sheets: Sequence[str]) -> None:
        """They take these sheets along, and no others."""
        handed = self.services.handed_sheets
        self.run(
            lambda: handed.keep(self._id, sheets),
            lambda after: self._took(sorted(after.at_the_end)),
            lambda error: self._view.show_taken(self._taken, error),
        )

    def _took(self, sheets: Sequence[str]) -> None:
        self._taken = tuple(sheets)
        self._view.show_taken(self._taken)

    def _show(
        self, finished: Finished, pathways: Pathways, sheets: Sequence[GiveAway], handed: Handed
    ) -> None:
        self._person = finished.guided.person.id
        self._taken = tuple(sorted(handed.at_the_end))
        titles = [(CARD, card_title()), *((each.id, each.sheet.title) for each in sheets)]
        self._view.show_sheet(
            replace(
                _sheet(finished, pathways),
                sheets=tuple(row for row in titles if row[0] not in handed.on_the_way),
                taken=self._taken,
                given=tuple(title for sheet, title in titles if sheet in handed.on_the_way),
            )
        )

    def start_referral(self) -> None:
        """Go on to the referral."""
        self.shell.open("referral_details", session=str(self._id))

    def ask_for_estim(self) -> None:
        """Go on with the request; it is talked through with them first."""
        person = self._person
        if person:
            self.shell.open("new_session", protocol=ESTIM, person=person)

    def leave_to_today(self) -> None:
        """Done here."""
        self.shell.open("today")

    def _agreed(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What goes onto the card: the pathway in words, and the contacts."""
        if is_talk_only(self._id):
            return "", ()
        finished = self.services.care.finished(self._id)
        return _quietly(finished, self.services.content.pathways()), _contacts(finished)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFoundError):
            self.shell.open("today")
        else:
            self._view.show_error(error)


def _sheet(finished: Finished, pathways: Pathways) -> Sheet:
    guided, decision = finished.guided, finished.decision
    count = sum(
        page.asks and not page.private and is_answered(guided.answers, page.id)
        for page in guided.run.pages
    )
    saved = [
        _("Record {reference}, kept encrypted on this laptop").format(
            reference=guided.person.reference
        ),
        _("{title}, {day}: {count} answers").format(
            title=guided.session.label or guided.protocol.short_title,
            day=format_date(guided.session.started_at.date()),
            count=count,
        ),
    ]
    if title := _pathway(finished, pathways):
        saved.append(_("Decided together: {title}").format(title=title))
    chosen = decision.chosen if decision else ""
    referral, words = _referral(chosen, guided.session.consent.share)
    if chosen == ESTIM_PATHWAY and guided.protocol.family != ESTIM:
        referral, words = (
            "estim",
            _(
                "An ESTIM is asked for in a short talk of its own: what it is, what they need, and "
                "what whoever leads it will read."
            ),
        )
    return Sheet(
        tuple(saved),
        _dates(finished),
        referral,
        words,
        is_request=guided.protocol.family == ESTIM and chosen == ESTIM_PATHWAY,
    )


def _pathway(finished: Finished, pathways: Pathways) -> str:
    """What was decided, in words; empty where nothing was."""
    chosen = finished.decision.chosen if finished.decision else ""
    return pathways.rung(chosen).title if chosen else ""


def _quietly(finished: Finished, pathways: Pathways) -> str:
    """What was decided, as it may lie on a kitchen table: nothing on it sounds an alarm."""
    chosen = finished.decision.chosen if finished.decision else ""
    if chosen in URGENT:
        chosen = "P3"
    return pathways.rung(chosen).title if chosen else ""


def _contacts(finished: Finished) -> tuple[tuple[str, str], ...]:
    """Day of each contact, how, and by whom; not what for."""
    rows = []
    for row in finished.follow_ups:
        if row.state is FollowUpState.DUE:
            how = _(METHODS[row.method]).capitalize() if row.method else _("Somebody is in touch")
            rows.append((format_date(row.due_on), f"{how}, {row.who}" if row.who else how))
    return tuple(rows)


def _dates(finished: Finished) -> tuple[tuple[str, str], ...]:
    """Day and kind of each contact that was agreed."""
    return tuple(
        (format_date(row.due_on), purpose_words(row))
        for row in finished.follow_ups
        if row.state is FollowUpState.DUE
    )


def _referral(chosen: str, share: Share) -> tuple[str, str]:
    if chosen not in SENT:
        return "", ""
    if share is not Share.NO:
        words = _("Nothing has been sent yet. You look through it together before it goes.")
        if share is Share.LATER:
            words = _("They wanted to be asked later. Ask them now, before you start.")
        return "main", words
    if chosen in URGENT:
        return "risk", _(
            "They said no to sharing. If life is at risk it may go without agreement, with a "
            "reason and the name of whoever authorised it."
        )
    return "", _("They said no to sharing, so nothing is sent. You can offer it again next time.")


def purpose_words(follow_up: FollowUp) -> str:
    """What a contact is for, in words."""
    purpose = follow_up.purpose
    return {
        "defusing": _("Individual defusing is offered"),
        "day-28": _("One-month contact"),
        "day-91": _("Three-month contact"),
        "after-concern": _("Check-in after the immediate concern"),
        "call-back": _("Call back"),
        "estim-outcome": _("Ask what came of the ESTIM request"),
        "private-talk": _("Private talk after the group"),
        "after-group": _("Check-in after the group"),
    }.get(purpose, _("Check-in"))
