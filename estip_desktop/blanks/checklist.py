"""The blank of a guided talk: every step with its words to say, boxes and lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from estip_desktop.blanks.model import Number, Part, PartKind
from estip_desktop.blanks.only_if import only_if
from estip_desktop.casework import RECORD, SHARE, TALK, TOLD
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Item, ItemKind
from estip_desktop.protocols import Page, PageKind, Protocol
from estip_desktop.stepped_care import Pathways

TEXT_LINES = 3
"""For 240 characters written by hand."""
_BOXED_SPAN = 10
"""Numbers up to here have a box each."""


class ChecklistParts:
    """Composes the parts of one protocol.

    Args:
        protocol: The definition.
        pathways: Says what flags mean.
        numbers: Whom to ring, most urgent first.
        titles: Of questionnaires, by id.
    """

    def __init__(
        self,
        protocol: Protocol,
        pathways: Pathways,
        numbers: Sequence[Number],
        titles: Mapping[str, str],
    ) -> None:
        self._protocol = protocol
        self._pathways = pathways
        self._numbers = tuple(numbers)
        self._titles = titles

    def parts(self) -> tuple[Part, ...]:
        """All steps in order; what is the supporter's own stands on a page of its own."""
        parts = [
            Part(PartKind.SECTION, _("Before you start, tell them")),
            Part(PartKind.SAY, _(TOLD)),
            Part(PartKind.TEXT, _("Say too that today the note is on paper until it is typed in.")),
            Part(PartKind.SMALL, _("Needed: the talk cannot be finished in the app without it.")),
        ]
        own: list[Part] = []
        for number, step in enumerate(self._protocol.steps, start=1):
            shared = [page for page in step.pages if not page.private]
            private = [page for page in step.pages if page.private]
            title = _("{number}. {title}").format(number=number, title=step.title)
            if shared:
                parts += self._step(title, shared)
            if private:
                own += self._step(title, private)
        if own:
            parts += [
                Part(PartKind.OWN_PAGE),
                Part(
                    PartKind.NOTICE,
                    _("This page is yours"),
                    _("Keep it apart from the pages before it. It is not part of their record."),
                ),
                *own,
            ]
        return tuple(parts)

    def _step(self, title: str, pages: Sequence[Page]) -> list[Part]:
        parts = [Part(PartKind.SECTION, title)]
        before = ""
        for page in pages:
            condition = only_if(page, self._protocol, self._pathways)
            parts.append(Part(PartKind.ROOM))
            if condition:
                words = _("Only if the same holds.") if condition == before else condition
                parts.append(Part(PartKind.ONLY_IF, words))
            before = condition
            if page.prompt:
                parts.append(Part(PartKind.SAY, page.prompt))
            parts += self._captured(page)
            parts += _beside(page)
        return parts

    def _captured(self, page: Page) -> list[Part]:
        asked = _item(page.item) if page.item is not None else []
        match page.kind:
            case PageKind.CONSENT:
                return [*_consent(), *asked]
            case PageKind.IDENTITY:
                words = _("Check their details by word of mouth. Write the reference, no name.")
                return [Part(PartKind.TEXT, words)]
            case PageKind.SAFETY_CARD:
                return [Part(PartKind.CALL, _("Ring, beside them"), numbers=self._numbers)]
            case PageKind.SCREENING:
                titles = [self._titles[each] for each in page.instruments if each in self._titles]
                words = _("Use the printed blanks: {titles}.").format(titles=", ".join(titles))
                return [Part(PartKind.TEXT, words)]
            case PageKind.PATHWAY:
                return _pathway()
            case PageKind.ITEM | PageKind.INFO | PageKind.SHARING | PageKind.ROSTER:
                return asked


def _item(item: Item) -> list[Part]:
    if item.kind is ItemKind.INFO:
        return [Part(PartKind.TEXT, item.text)]
    if item.kind is ItemKind.TICK:
        return [Part(PartKind.BOXES, options=(item.text,), needed=item.required)]
    if item.kind is ItemKind.NUMBER and item.maximum - item.minimum > _BOXED_SPAN:
        hint = _("A number from {low} to {high}").format(low=item.minimum, high=item.maximum)
        return [Part(PartKind.LINES, item.text, hint, lines=1, needed=item.required)]
    options = _options(item)
    if options:
        if item.may_decline:
            options = (*options, _("Prefers not to say"))
        return [Part(PartKind.BOXES, item.text, item.hint, options, needed=item.required)]
    hint = _("Day, month, year") if item.kind is ItemKind.DATE else item.hint
    lines = TEXT_LINES if item.kind is ItemKind.TEXT else 1
    return [Part(PartKind.LINES, item.text, hint, lines=lines, needed=item.required)]


def _options(item: Item) -> tuple[str, ...]:
    if item.kind is ItemKind.NUMBER:
        ends = {item.minimum: item.low_label, item.maximum: item.high_label}
        numbers = range(item.minimum, item.maximum + 1)
        return tuple(f"{number} {ends.get(number, '')}".strip() for number in numbers)
    return tuple(
        _("{label} ({hint})").format(label=option.label, hint=option.hint)
        if option.hint
        else option.label
        for option in item.options
    )


def _consent() -> list[Part]:
    choices = [
        Part(
            PartKind.BOXES,
            _(choice.question),
            options=tuple(_(words) for _code, words in choice.answers),
            needed=True,
        )
        for choice in (TALK, RECORD, SHARE)
    ]
    words = _("Talk only: write nothing about them from here on, and destroy this paper.")
    return [*choices, Part(PartKind.TEXT, words)]


def _pathway() -> list[Part]:
    words = _(
        "The guide's suggestion comes once this is typed in. Where it cannot wait, ring "
        "Occupational Health."
    )
    return [
        Part(PartKind.LINES, _("What they would like"), lines=2),
        Part(PartKind.LINES, _("What you agreed for now"), lines=2),
        Part(PartKind.SMALL, words),
    ]


def _beside(page: Page) -> list[Part]:
    """What helps, and what is better left unsaid."""
    said = []
    if page.words_that_help:
        said.append(_("Helps: {words}").format(words=" · ".join(page.words_that_help)))
    if page.better_not:
        said.append(_("Better not: {words}").format(words=" · ".join(page.better_not)))
    return [Part(PartKind.SMALL, " ".join(said))] if said else []
