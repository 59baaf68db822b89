"""What a guided checklist is: steps, their pages, and the flags that answers raise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from estip_desktop.errors import ContentRefusedError, NotFoundError
from estip_desktop.kernel.conditions import Condition
from estip_desktop.kernel.items import Item, ItemKind

FLAGS_QUESTION = "flags"
"""In ``show_when``: the list of flag codes that stand, from answers and from facts."""


class PageKind(StrEnum):
    """What surrounds the item of a page; the window has one layout for each."""

    ITEM = "item"
    INFO = "info"
    CONSENT = "consent"
    SCREENING = "screening"
    PATHWAY = "pathway"
    SAFETY_CARD = "safety_card"
    IDENTITY = "identity"
    SHARING = "sharing"
    ROSTER = "roster"


class CaseFact(StrEnum):
    """What an answer tells the pathway engine beyond the flags it raises."""

    DISTRESS = "distress"
    DISTRESS_END = "distress_end"
    SAFETY = "safety"
    POOR_NIGHTS = "poor_nights"
    SCREENING = "screening"


@dataclass(frozen=True, slots=True)
class FlagRule:
    """Raises one flag when every condition holds.

    Args:
        code: A code of ``pathways/estip.json``, e.g. ``A5``.
        when: At least one condition; all must hold.
    """

    code: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class GivesRule:
    """Says that a sheet was given, where every condition holds."""

    sheet: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a step: at most one capture, and the words around it.

    Args:
        id: Unique in its protocol; of a page with an item also the item's link id.
        kind: What surrounds the item.
        item: What is captured; ``None`` where the page is only read, or where the app captures
            something larger (screening, pathway, sharing preview).
        prompt: Words the supporter might say; may be empty.
        why: One sentence: why this is asked.
        words_that_help: Further suggestions, shown beside the page on wide windows.
        better_not: What is better left unsaid.
        show_when: Conditions over answers and facts; none means always.
        show_any: One condition is enough (FHIR ``enableBehavior: any``); otherwise all must hold.
        flags: What answers of this page raise.
        private: The supporter's own: never stored in, or sent with, a colleague's record.
        instruments: Of a screening page: the ids offered, those preselected first.
        preselected: Of a screening page: the ids that are part of the usual set.
        options_from: Link id of a ``multi`` item: only what was chosen there is offered here.
        fact: What the answer tells the pathway engine.
        gives: Which sheets were given when it is answered so.
        block: Id of the shared block this page belongs to, e.g. ``C8``; else empty.
    """

    id: str
    kind: PageKind
    item: Item | None = None
    prompt: str = ""
    why: str = ""
    words_that_help: tuple[str, ...] = ()
    better_not: tuple[str, ...] = ()
    show_when: tuple[Condition, ...] = ()
    show_any: bool = False
    flags: tuple[FlagRule, ...] = ()
    private: bool = False
    instruments: tuple[str, ...] = ()
    preselected: tuple[str, ...] = ()
    options_from: str = ""
    fact: CaseFact | None = None
    gives: tuple[GivesRule, ...] = ()
    block: str = ""

    @property
    def depends_on_flags(self) -> bool:
        """Whether the page appears only because a flag stands."""
        return any(condition.question == FLAGS_QUESTION for condition in self.show_when)

    @property
    def asks(self) -> bool:
        """Whether the page waits for an answer of its own."""
        return self.item is not None and self.item.kind is not ItemKind.INFO


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the rail: one or more pages under one title."""

    id: str
    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Protocol:
    """A guided checklist as published in one version.

    Args:
        id: ``DM``, ``DI``, ``DG``, ``EM``, ``MR``; a variant adds a word (``DI-short``).
        version: Stored with every answer; a published version is never edited.
        language: BCP 47 code of the texts.
        title: As printed.
        short_title: For rails and lists.
        usual_minutes: Shortest and longest usual duration in minutes.
        steps: In order.
    """

    id: str
    version: str
    language: str
    title: str
    short_title: str
    usual_minutes: tuple[int, int]
    steps: tuple[Step, ...]
    _pages: Mapping[str, Page] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pages = {page.id: page for step in self.steps for page in step.pages}
        if len(pages) != sum(len(step.pages) for step in self.steps):
            raise ContentRefusedError(f"{self.id}:duplicate-page-id")
        for page in pages.values():
            if page.depends_on_flags and page.flags:
                raise ContentRefusedError(f"{self.id}:{page.id}:flag-depends-on-flag")
        object.__setattr__(self, "_pages", pages)

    @property
    def family(self) -> str:
        """The protocol whose window and rules apply: ``DI`` for ``DI`` and ``DI-short``."""
        return self.id.partition("-")[0]

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page, shown or not, in order."""
        return tuple(self._pages.values())

    def page(self, page_id: str) -> Page:
        """The page with this id.

        Raises:
            NotFoundError: The protocol has no such page.
        """
        try:
            return self._pages[page_id]
        except KeyError:
            raise NotFoundError(f"{self.id}:{page_id}") from None

    def step_of(self, page_id: str) -> Step:
        """The step to which the page belongs.

        Raises:
            NotFoundError: The protocol has no such page.
        """
        self.page(page_id)
        return next(s for s in self.steps if any(page.id == page_id for page in s.pages))
