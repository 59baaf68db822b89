"""Walking through a protocol: save, raise what has to be raised, move on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from estip_desktop.casework import NATION, AskedHow, Share, is_group
from estip_desktop.errors import NotFoundError, VaultError
from estip_desktop.guidance import Guided, OpenedConcern, Step, is_talk_only, standing_codes
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_time
from estip_desktop.kernel.ids import SessionId
from estip_desktop.kernel.items import DECLINED, AnswerValue, ItemKind, is_answered
from estip_desktop.protocols import Page, PageKind
from estip_desktop.referrals import OFFERED, share_of
from estip_desktop.services import Contact
from estip_desktop.stepped_care import (
    CLOSING_PAGE,
    GROUNDS_SHOWN,
    NEXT_CONTACT_BLOCK,
    Nation,
)
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.guided.sheet import (
    READ_ONLY_KINDS,
    Details,
    Sheet,
    minutes_words,
    missing_words,
    sheet_of,
    with_closing,
)
from estip_desktop.ui.presenting import PagePresenter

OTHER_PAGES = {PageKind.SCREENING: "screening", PageKind.PATHWAY: "pathway"}
"""Steps that have a page of their own in the window."""
WORRIED = "A14"
"""The supporter is worried although the answers are not worrying."""


class GuidedView(Protocol):
    """What the page can show."""

    def show_session(self, guided: Guided, page_id: str) -> None:
        """Show where the session stands: rail, header line, frame."""
        ...

    def show_sheet(self, sheet: Sheet) -> None:
        """Put a page in place of the one before."""
        ...

    def show_flags(self, *, worried: bool, notices: str) -> None:
        """Show that the supporter is worried, and what has to be known before going on."""
        ...

    def show_minutes(self, words: str) -> None:
        """Show how long it has taken."""
        ...

    def show_saved(self, words: str) -> None:
        """Show that everything is saved; takes a failure back."""
        ...

    def show_missing(self, words: str) -> None:
        """Say what Continue needs; empty takes it back."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that something was not saved."""
        ...


class Walk(Protocol):
    """What walks through a protocol: with one person, or with a group."""

    def open(self, session_id: SessionId) -> Guided:
        """The conversation as it was left."""
        ...

    def resume(self, session_id: SessionId) -> Guided:
        """Open it to go on with it, read from the vault anew."""
        ...

    def forget(self, session_id: SessionId) -> None:
        """Read it from the vault again next time."""
        ...

    def answer(self, session_id: SessionId, page_id: str, value: AnswerValue) -> Step:
        """Save one answer."""
        ...

    def skip(self, session_id: SessionId, page_id: str) -> Step:
        """Skip a page for now."""
        ...

    def go(self, session_id: SessionId, page_id: str) -> None:
        """Remember that the supporter is on this page now."""
        ...

    def concern_of(self, session_id: SessionId, page_id: str) -> OpenedConcern | None:
        """The Immediate concern that the answer to a page opened and nobody has closed."""
        ...

    def reds_of(self, session_id: SessionId, page_id: str, value: AnswerValue) -> tuple[str, ...]:
        """The red flags that an answer raises, whether it can be saved or not."""
        ...

    def close_quietly(self, session_id: SessionId) -> None:
        """Leave it."""
        ...


@dataclass(frozen=True, slots=True)
class _Stop:
    """The work found the session at this page."""

    guided: Guided
    page: Page | None
    sheet: Sheet | None = None
    missing: str = ""
    concern: OpenedConcern | None = None


class GuidedPresenter(PagePresenter):
    """Every answer is saved before the page moves on; *Saved* is said only after that.

    Args:
        view: The page.
        shell: The window.
        session_id: Which session.
        page_id: The page to begin with; empty for where it was left.
        back_to: A page to return to after one answer (*Change*), or empty.
    """

    def __init__(
        self,
        view: GuidedView,
        shell: Navigator,
        session_id: str,
        page_id: str = "",
        back_to: str = "",
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._id = SessionId(session_id)
        services = self.services
        self._walk: Walk = services.groups if is_group(session_id) else services.guide
        self._opened_at = page_id
        self._back_to = back_to
        self._guided: Guided | None = None
        self._page: Page | None = None
        self._sheet: Sheet | None = None
        self._notices: Mapping[str, str] = {}
        self._failed: Callable[[], None] | None = None

    def start(self) -> None:
        """Open the session where it was left."""

        def work() -> _Stop:
            # From the vault: a concern or another page may have changed its flags.
            guided = self._walk.resume(self._id)
            return self._stop_at(_page_to_open(guided, self._opened_at))

        self.run(work, self._show, self._not_opened)

    def answer(self, value: AnswerValue) -> None:
        """Somebody answered: save it at once."""
        page = self._page
        if page is None:
            return
        self._view.show_missing("")
        self._save(page, value)

    def worry(self) -> None:
        """The supporter is worried, whatever the answers say."""
        self.run(
            lambda: self.services.guide.raise_by_hand(self._id, WORRIED),
            self._answered,
            self._keep_trying(self.worry),
            after_leaving=self._answered_late,
        )

    def look_again(self, why: str) -> None:
        """Keep how flags noted at earlier contacts are now, and say what still stands."""
        page, guided, sheet = self._page, self._guided, self._sheet
        if page is None or guided is None or sheet is None:
            return

        def work() -> _Stop:
            self.services.care.closings.consider(guided.person.id, tuple(sheet.noted), why)
            return self._stop_at(page)

        self.run(work, self._show, self._keep_trying(lambda: self.look_again(why)))

    def save_details(self, details: Details) -> None:
        """Keep who they are and how to reach them; nothing is kept of a talk-only conversation."""
        guided = self._guided
        if guided is None or not guided.is_kept or details == Details.of(guided.person):
            return
        person = replace(
            guided.person,
            name=details.name.strip(),
            staff_number=details.staff_number.strip(),
            date_of_birth=details.date_of_birth,
            phone=details.phone.strip(),
            email=details.email.strip(),
        )

        def work() -> Guided:
            self.services.casework.update_person(person)
            self._walk.forget(self._id)
            return self._walk.open(self._id)

        def kept(changed: Guided) -> None:
            self._guided = changed
            self._saved()

        self.run(work, kept, self._keep_trying(lambda: self.save_details(details)))

    def go_on(self, details: Details | None = None) -> None:
        """Continue to the next page, or say what is missing."""
        page = self._page
        if page is None:
            return
        if details is not None and not details.date_is_readable:
            self._view.show_missing(_("Enter the date of birth as 23 11 1986, or leave it empty"))
            return

        def work() -> _Stop:
            guide = self._walk
            guided = guide.open(self._id)
            if page.item is None or page.kind in READ_ONLY_KINDS:
                guided = guide.answer(self._id, page.id, True).guided
            if not is_answered(guided.answers, page.id):
                return _Stop(guided, page, missing=missing_words(page.item))
            if self._has_gone_by(guided, page):
                return _Stop(guided, page, missing=_("Enter a day from today on"))
            concern = guide.concern_of(self._id, page.id) if page.flags else None
            if concern is not None:
                return _Stop(guided, page, concern=concern)
            return self._next(guided, page)

        self.run(work, self._show, self._keep_trying(self.go_on))

    def skip(self) -> None:
        """Leave the page for now."""
        page = self._page
        if page is None or (page.item is not None and page.item.required):
            return
        self.run(
            lambda: self._next(self._walk.skip(self._id, page.id).guided, page),
            self._show,
            self._keep_trying(self.skip),
        )

    def back(self) -> None:
        """The page before, or where one answer was to be changed; before the first, leave."""
        guided, page = self._guided, self._page
        if self._back_to:
            self.shell.open(self._back_to, session=str(self._id))
        elif guided is not None and page is not None:
            before = guided.run.page_before(page.id)
            if before is not None:
                self.revisit(before.id)
            elif guided.is_kept:
                self.save_and_close()

    def revisit(self, page_id: str) -> None:
        """Show a page somebody has been to."""
        self.run(lambda: self._stop_at(self._walk.open(self._id).run.page(page_id)), self._show)

    def save_and_close(self) -> None:
        """Leave; everything is saved already. A talk-only conversation ends here."""
        self.run(
            lambda: self._walk.close_quietly(self._id),
            lambda _nothing: self.shell.open("today"),
        )

    def try_again(self) -> None:
        """Save once more what could not be saved."""
        again, self._failed = self._failed, None
        if again is not None:
            again()

    def concern(self, opened: OpenedConcern | None = None) -> None:
        """Immediate concern, by hand or by an answer; it comes back to the page on show."""
        page = self._page
        if page is not None and page.id != self._opened_at:
            arguments = {"back": self._back_to} if self._back_to else {}
            self.shell.open("guided", session=str(self._id), page=page.id, **arguments)
        self.shell.open_concern(opened)

    def tick(self) -> None:
        """Time has passed."""
        guided = self._guided
        if guided is not None and guided.is_from_paper:
            self._view.show_minutes(_("Typed in from paper"))
        elif guided is not None:
            passed = self.services.clock.now() - guided.session.started_at
            minutes = passed // timedelta(minutes=1)
            self._view.show_minutes(minutes_words(minutes, guided.protocol.usual_minutes))

    def _save(self, page: Page, value: AnswerValue) -> None:
        self.run(
            lambda: self._keep(page, value),
            self._answered,
            lambda error: self._not_saved(page, value, error),
            after_leaving=self._answered_late,
        )

    def _not_saved(self, page: Page, value: AnswerValue, error: Exception) -> None:
        """An answer was not kept; what a red one opens is shown all the same."""
        self._keep_trying(lambda: self._save(page, value))(error)
        guided = self._guided
        if guided is None or not isinstance(error, VaultError):
            return
        codes = self._walk.reds_of(self._id, page.id, value)
        if codes:
            kept = guided.is_kept
            self.concern(
                self.services.concerns.hold(
                    f"{self._id}#{page.id}",
                    codes,
                    self._id if kept else None,
                    guided.person.id if kept else None,
                )
            )

    def _keep(self, page: Page, value: AnswerValue) -> Step:
        """Runs with the vault: what goes to whom is also their agreement to share, or their no.

        A no is kept before the answer and a yes after it: if the power goes in between, what stands
        is the no, or a question that is asked again.
        """
        guide = self._walk
        share = share_of(value) if page.kind is PageKind.SHARING else None
        if share is None or not guide.open(self._id).is_kept:
            return guide.answer(self._id, page.id, value)
        if share is Share.NO:
            self._record(share)
        step = guide.answer(self._id, page.id, value)
        if share is Share.YES:
            self._record(share)
        return replace(step, guided=guide.open(self._id))

    def _record(self, share: Share) -> None:
        self.services.casework.record_sharing(self._id, share, AskedHow.IN_PERSON)
        self._walk.forget(self._id)

    def _next(self, guided: Guided, page: Page) -> _Stop:
        """Runs with the vault: the page that follows, remembered as the place to come back to."""
        if self._back_to:
            return _Stop(guided, None)
        return self._stop_at(guided.run.page_after(page.id))

    def _stop_at(self, page: Page | None) -> _Stop:
        guide = self._walk
        if page is not None:
            guide.go(self._id, page.id)
        guided = guide.open(self._id)
        if page is None or page.kind in OTHER_PAGES:
            return _Stop(guided, page)
        pathways = self.services.content.pathways()
        sheet = sheet_of(guided, page, pathways, self._sharing(guided, page), self._contacts(page))
        if guided.is_kept and page.id in GROUNDS_SHOWN:
            facts = self.services.care.estim_grounds(self._id)
            sheet = replace(sheet, record_shows="\n".join(f"• {each}" for each in facts))
        if guided.is_kept and page.id.endswith(CLOSING_PAGE):
            sheet = with_closing(sheet, self.services.care.closings, self._id, pathways)
        return _Stop(guided, page, replace(sheet, suggested_day=self._suggested_day(guided, page)))

    def _has_gone_by(self, guided: Guided, page: Page) -> bool:
        """Whether the next contact was agreed for a day before today."""
        day = guided.answers.get(page.id)
        if not _asks_next_day(page) or not isinstance(day, str) or day == DECLINED:
            return False
        return date.fromisoformat(day) < local_day(self.services.clock.now())

    def _suggested_day(self, guided: Guided, page: Page) -> date | None:
        if not _asks_next_day(page) or not guided.is_kept:
            return None
        return self.services.care.next_contact_day(self._id)

    def _sharing(self, guided: Guided, page: Page) -> Mapping[str, tuple[str, ...]]:
        if page.kind is not PageKind.SHARING:
            return {}
        if guided.is_kept:
            return self.services.referrals.would_go(self._id)
        nothing = (_("Nothing is kept of this conversation, so nothing can go."),)
        return dict.fromkeys(("nothing", *OFFERED), nothing)

    def _contacts(self, page: Page) -> Sequence[Contact]:
        if page.kind is not PageKind.SAFETY_CARD:
            return ()
        code = self.services.casework.setting(NATION)
        nation = Nation(code) if code in set(Nation) else None
        return self.shell.context.urgent_numbers(nation)

    def _show(self, stop: _Stop) -> None:
        self._guided = stop.guided
        if stop.missing:
            self._view.show_missing(stop.missing)
        elif stop.concern is not None:
            self.concern(stop.concern)
        elif stop.page is None:
            self._at_the_end()
        elif stop.sheet is None:
            self.shell.open(OTHER_PAGES[stop.page.kind], session=str(self._id))
        else:
            self._page, self._sheet = stop.page, stop.sheet
            self._view.show_missing("")
            self._view.show_session(stop.guided, stop.page.id)
            self._view.show_sheet(stop.sheet)
            self._notices = stop.sheet.notices
            self._show_flags(stop.guided)
            self.tick()
            self._saved()

    def _at_the_end(self) -> None:
        """After the last page, or after the one answer that was to be changed."""
        end = "group" if is_group(self._id) else "check"
        self.shell.open(self._back_to or end, session=str(self._id))

    def _answered(self, step: Step) -> None:
        self._guided = step.guided
        self._show_flags(step.guided)
        self._saved()
        if step.corrected:
            self.shell.corrected()
        if step.concern is not None:
            self.concern(step.concern)

    def _answered_late(self, step: Step) -> None:
        if step.concern is not None:
            self.shell.open_concern(step.concern)

    def _show_flags(self, guided: Guided) -> None:
        codes = standing_codes(guided.flags)
        notices = [words for code, words in self._notices.items() if code in codes]
        self._view.show_flags(worried=WORRIED in codes, notices=" ".join(notices))

    def _saved(self) -> None:
        self._failed = None
        if self._guided is not None and not self._guided.is_kept:
            self._view.show_saved(_("Talk only: nothing is kept"))
        else:
            time = format_time(self.services.clock.now(), seconds=True)
            self._view.show_saved(_("Saved {time}").format(time=time))

    def _keep_trying(self, again: Callable[[], None]) -> Callable[[Exception], None]:
        def failed(error: Exception) -> None:
            self._failed = again
            self._view.show_error(error)

        return failed

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, NotFoundError) and is_talk_only(self._id):
            self.shell.open("today")  # it ended with the window it was held in
        else:
            self._view.show_error(error)


def _asks_next_day(page: Page) -> bool:
    kind = page.item.kind if page.item is not None else ItemKind.INFO
    return page.block == NEXT_CONTACT_BLOCK and kind is ItemKind.DATE


def _page_to_open(guided: Guided, wanted: str) -> Page:
    """The page asked for, or where it was left, or the first that nobody has been to."""
    shown = {page.id: page for page in guided.run.pages}
    for page_id in (wanted, guided.session.page_id):
        if page_id in shown:
            return shown[page_id]
    return guided.run.first_open() or guided.run.pages[-1]
