"""One walk through a protocol: what is shown, what is open, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.conditions import all_hold, any_holds
from estip_desktop.kernel.items import SKIPPED, AnswerValue, is_answered
from estip_desktop.protocols.model import FLAGS_QUESTION, CaseFact, Page, Protocol


class RailState(StrEnum):
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    TODO = "todo"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One line of the step rail."""

    step_id: str
    title: str
    state: RailState
    first_page_id: str


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """A flag and the answer that raised it."""

    code: str
    link_id: str


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page that still waits for an answer.

    Args:
        page: The page.
        skipped: Somebody chose "skip for now"; otherwise nobody has been there.
        required: The session cannot be finished without it.
    """

    page: Page
    skipped: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A protocol with the answers given so far; make a new one after every change.

    Args:
        protocol: The published definition.
        answers: By link id; pages without an item hold ``True`` once read or finished.
        facts: Known from elsewhere: ``flags`` (codes raised by hand or by a questionnaire, as a
            list), consent already given, and whatever else ``show_when`` may ask for.
    """

    protocol: Protocol
    answers: Mapping[str, AnswerValue]
    facts: Mapping[str, AnswerValue] = field(default_factory=dict)
    pages: tuple[Page, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pages", _visible(self.protocol, self.answers, self.facts))

    def page(self, page_id: str) -> Page:
        """The page as it is shown now (options narrowed to what was chosen before).

        Raises:
            NotFoundError: It is not shown now, or does not exist.
        """
        return self.pages[self._position(page_id)]

    def page_after(self, page_id: str) -> Page | None:
        """The next page that is shown; ``None`` after the last.

        A page that has just been hidden by an answer still has a successor.
        """
        order = [page.id for page in self.protocol.pages]
        if page_id not in order:
            raise NotFoundError(f"{self.protocol.id}:{page_id}")
        later = set(order[order.index(page_id) + 1 :])
        return next((page for page in self.pages if page.id in later), None)

    def page_before(self, page_id: str) -> Page | None:
        """The previous page that is shown; ``None`` before the first."""
        order = [page.id for page in self.protocol.pages]
        if page_id not in order:
            raise NotFoundError(f"{self.protocol.id}:{page_id}")
        earlier = set(order[: order.index(page_id)])
        return next((page for page in reversed(self.pages) if page.id in earlier), None)

    def first_open(self) -> Page | None:
        """The first shown page that nobody has answered, read or skipped; ``None`` if none."""
        return next((page for page in self.pages if page.id not in self.answers), None)

    def unanswered(self) -> tuple[OpenPage, ...]:
        """Shown pages that wait for an answer, in order; required ones are marked."""
        return tuple(
            OpenPage(
                page,
                self.answers.get(page.id) == SKIPPED,
                page.item is not None and page.item.required,
            )
            for page in self.pages
            if page.asks and not is_answered(self.answers, page.id)
        )

    def progress(self, page_id: str) -> tuple[int, int]:
        """Which of the shown pages this is, counted from 1, and how many are shown."""
        return self._position(page_id) + 1, len(self.pages)

    def rail(self, current_page_id: str) -> tuple[RailEntry, ...]:
        """The step rail while this page is on screen; steps without a shown page are left out."""
        shown = {page.id for page in self.pages}
        now = self.protocol.step_of(current_page_id).id
        entries = []
        for step in self.protocol.steps:
            pages = [page for page in step.pages if page.id in shown]
            if pages:
                state = RailState.NOW if step.id == now else self._state(pages)
                entries.append(RailEntry(step.id, step.title, state, pages[0].id))
        return tuple(entries)

    def _state(self, pages: list[Page]) -> RailState:
        if any(self.answers.get(page.id) == SKIPPED for page in pages):
            return RailState.SKIPPED
        if all(page.id in self.answers for page in pages):
            return RailState.DONE
        return RailState.TODO

    def _position(self, page_id: str) -> int:
        for position, page in enumerate(self.pages):
            if page.id == page_id:
                return position
        raise NotFoundError(f"{self.protocol.id}:{page_id}")


def flags_raised(protocol: Protocol, answers: Mapping[str, AnswerValue]) -> tuple[RaisedFlag, ...]:
    """The flags that answers on shown pages raise, in page order, each code and page once.

    Skipped and declined answers never raise a flag by themselves. Flags that need more than one
    session (rising distress) are completed by ``stepped_care``.
    """
    raised: dict[RaisedFlag, None] = {}
    for page in protocol.pages:
        if page.flags and _is_shown(page, answers):
            for rule in page.flags:
                if all_hold(rule.when, answers):
                    raised[RaisedFlag(rule.code, page.id)] = None
    return tuple(raised)


def sheets_given(page: Page, answers: Mapping[str, AnswerValue]) -> tuple[str, ...]:
    """Ids of the sheets that an answer of this page says were given, each once."""
    return tuple(dict.fromkeys(rule.sheet for rule in page.gives if all_hold(rule.when, answers)))


def _visible(
    protocol: Protocol, answers: Mapping[str, AnswerValue], facts: Mapping[str, AnswerValue]
) -> tuple[Page, ...]:
    standing = [flag.code for flag in flags_raised(protocol, answers)]
    known = facts.get(FLAGS_QUESTION)
    if isinstance(known, list):
        standing.extend(known)
    values: dict[str, AnswerValue] = {**facts, **answers, FLAGS_QUESTION: standing}
    return tuple(_narrowed(page, answers) for page in protocol.pages if _is_shown(page, values))


def _is_shown(page: Page, values: Mapping[str, AnswerValue]) -> bool:
    if page.fact is CaseFact.SAFETY and values.get(page.id, SKIPPED) != SKIPPED:
        return True  # what was said to the direct question is taken back by itself alone
    hold = any_holds if page.show_any else all_hold
    return hold(page.show_when, values)


def _narrowed(page: Page, answers: Mapping[str, AnswerValue]) -> Page:
    """The page with only those options that were chosen on the page it follows."""
    if not page.options_from or page.item is None:
        return page
    chosen = answers.get(page.options_from)
    codes = chosen if isinstance(chosen, list) else []
    options = tuple(o for o in page.item.options if o.exclusive or o.code in codes)
    return replace(page, item=replace(page.item, options=options)) if len(options) > 1 else page
