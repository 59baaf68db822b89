"""Show what is suggested and why; keep what a person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from estip_desktop.casework import NATION, Decision, Share
from estip_desktop.guidance import Guided
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.kernel.ids import SessionId
from estip_desktop.protocols import Page, PageKind
from estip_desktop.services import Contact
from estip_desktop.stepped_care import DatedFollowUp, Nation, Pathways, Rung
from estip_desktop.stepped_care.service import Suggestion
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter


@dataclass(frozen=True, slots=True)
class RungWords:
    """One rung as the page shows it.

    Args:
        contacts: Date and kind of each next contact if it were chosen.
        phone_first: Somebody is phoned before the page is left.
    """

    id: str
    title: str
    words: str
    contacts: tuple[tuple[str, str], ...]
    phone_first: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page.

    Args:
        rungs: Lowest first.
        because: Why the suggested one is suggested, in plain sentences.
        notices: Things to do that leave the pathway alone.
        also: What else matched, in words.
        wish: What they said they want.
        chosen: What was decided before, or empty.
        reason: Why, if it was another one.
        changed: The answers suggest something else than when it was decided.
    """

    title: str
    rungs: tuple[RungWords, ...]
    suggested: str
    because: tuple[str, ...]
    notices: tuple[str, ...]
    also: str
    wish: str = field(repr=False)
    chosen: str = ""
    reason: str = field(default="", repr=False)
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands on the page when Continue is pressed.

    Args:
        phoned_to: Whom somebody spoke to.
        nobody_answered: They tried, and nobody picked up.
    """

    pathway: str
    wish: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    phoned_to: str = field(default="", repr=False)
    nobody_answered: bool = False


class PathwayView(Protocol):
    """What the page can show."""

    def show_session(self, guided: Guided, page_id: str) -> None:
        """Show where the session stands."""
        ...

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the ladder."""
        ...

    def show_numbers(self, contacts: Sequence[Contact]) -> None:
        """Numbers to ring before an urgent pathway is left."""
        ...

    def show_missing(self, missing: Sequence[str]) -> None:
        """Say what is missing: ``choice``, ``reason``, ``phone``."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that it was not saved."""
        ...


class PathwayPresenter(PagePresenter):
    """The engine proposes, a person decides; a lower rung needs a reason.

    Args:
        view: The page.
        shell: The window.
        session_id: Which session.
        back_to: A page to return to (*Change*), or empty.
    """

    def __init__(
        self, view: PathwayView, shell: Navigator, session_id: str, back_to: str = ""
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._id = SessionId(session_id)
        self._back_to = back_to
        self._guided: Guided | None = None
        self._page: Page | None = None
        self._suggested = ""
        self._phone_first: Mapping[str, bool] = {}

    def start(self) -> None:
        """Work the proposal out and show it."""

        def work() -> tuple[Suggestion, Guided, Decision | None, Pathways, Sequence[Contact]]:
            suggestion = self.services.care.suggest(self._id)
            guided = self.services.guide.open(self._id)
            decision = self.services.care.decision(self._id) if guided.is_kept else None
            code = self.services.casework.setting(NATION)
            contacts = self.shell.context.urgent_numbers(
                Nation(code) if code in set(Nation) else None
            )
            return suggestion, guided, decision, self.services.content.pathways(), contacts

        self.run(work, self._show, self._view.show_error)

    def decide(self, choice: Choice) -> None:
        """Keep the decision and go on, or say what is missing."""
        missing = self._missing(choice)
        self._view.show_missing(missing)
        page = self._page
        if missing or page is None:
            return

        def work() -> Page | None:
            services = self.services
            refers = self._may_refer(services.guide.open(self._id), choice.pathway)
            reason = _reason(choice, with_call=not refers)
            services.care.decide(self._id, choice.pathway, reason=reason, wish=choice.wish)
            guided = services.guide.answer(self._id, page.id, True).guided
            if choice.phoned_to.strip() and refers:
                self._keep_phone_call(choice.phoned_to)
            return guided.run.page_after(page.id)

        self.run_once(work, self._go_on, self._view.show_error)

    def back(self) -> None:
        """The page before."""
        guided, page = self._guided, self._page
        if self._back_to:
            self.shell.open(self._back_to, session=str(self._id))
        elif guided is not None and page is not None:
            before = guided.run.page_before(page.id)
            if before is not None:
                self.revisit(before.id)

    def revisit(self, page_id: str) -> None:
        """A page from the rail."""
        self.shell.open("guided", session=str(self._id), page=page_id)

    def close(self) -> None:
        """Save and close; what was not decided is asked again."""
        self.run(
            lambda: self.services.guide.close_quietly(self._id),
            lambda _nothing: self.shell.open("today"),
        )

    def _missing(self, choice: Choice) -> list[str]:
        missing = []
        if not choice.pathway:
            missing.append("choice")
        elif choice.pathway < self._suggested and not choice.reason.strip():
            missing.append("reason")
        spoke = choice.phoned_to.strip() or choice.nobody_answered
        if self._phone_first.get(choice.pathway) and not spoke:
            missing.append("phone")
        return missing

    def _show(
        self, found: tuple[Suggestion, Guided, Decision | None, Pathways, Sequence[Contact]]
    ) -> None:
        suggestion, guided, decision, pathways, contacts = found
        self._guided = guided
        self._page = next(
            (page for page in guided.run.pages if page.kind is PageKind.PATHWAY), None
        )
        if self._page is None:
            self.shell.open("check", session=str(self._id))
            return
        recommendation = suggestion.recommendation
        self._suggested = recommendation.pathway
        rungs = tuple(
            _rung_words(rung, suggestion.contacts[rung.id]) for rung in pathways.rungs.values()
        )
        self._phone_first = {rung.id: rung.phone_first for rung in rungs}
        also = [pathways.rung(match.pathway).title for match in recommendation.also]
        self._view.show_session(guided, self._page.id)
        self._view.show_numbers(contacts)
        self._view.show_sheet(
            Sheet(
                title=guided.protocol.step_of(self._page.id).title,
                rungs=rungs,
                suggested=recommendation.pathway,
                because=recommendation.reasons,
                notices=recommendation.notices,
                also=", ".join(dict.fromkeys(also)),
                wish=decision.wish if decision else suggestion.wish,
                chosen=decision.chosen if decision else "",
                reason=decision.reason if decision else "",
                changed=decision is not None and decision.suggested != recommendation.pathway,
            )
        )

    def _go_on(self, page: Page | None) -> None:
        if self._back_to or page is None:
            self.shell.open(self._back_to or "check", session=str(self._id))
        else:
            self.shell.open("guided", session=str(self._id), page=page.id)

    def _may_refer(self, guided: Guided, pathway: str) -> bool:
        agreed = guided.session.consent.share is not Share.NO
        return guided.is_kept and agreed and bool(self._phone_first.get(pathway))

    def _keep_phone_call(self, phoned_to: str) -> None:
        """The call belongs to the referral that follows; its draft is begun here."""
        referrals = self.services.referrals
        draft = referrals.draft_for(self._id)
        if draft.choices.phoned_to != phoned_to.strip():
            choices = replace(
                draft.choices, phoned_to=phoned_to.strip(), phoned_at=self.services.clock.now()
            )
            referrals.save_draft(draft.key, choices)


def _reason(choice: Choice, *, with_call: bool) -> str:
    """The reason; with the call where no referral follows that would hold it."""
    parts = [choice.reason.strip()]
    spoke_to = choice.phoned_to.strip()
    if choice.nobody_answered and not spoke_to:
        parts.append(_("Phoned, and nobody answered yet."))
    elif spoke_to and with_call:
        parts.append(_("Phoned: {name}.").format(name=spoke_to))
    return " ".join(part for part in parts if part)


def _rung_words(rung: Rung, contacts: Sequence[DatedFollowUp]) -> RungWords:
    rows = []
    for contact in contacts:
        day = format_date(contact.due)
        if contact.earliest != contact.due:
            day = _("{first} to {last}").format(first=format_date(contact.earliest), last=day)
        what = contact.follow_up.what or _("individual defusing is offered")
        rows.append((day, what))
    return RungWords(rung.id, rung.title, rung.words, tuple(rows), rung.acknowledgement.phone_first)
