"""What a guided page shows, free of Qt: drawn from the session as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from estip_desktop.casework import Person, Share
from estip_desktop.guidance import Guided
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.kernel.ids import FlagId, SessionId
from estip_desktop.kernel.items import SKIPPED, AnswerValue, Item, ItemKind, is_answered
from estip_desktop.protocols import CaseFact, Page, PageKind
from estip_desktop.services import Contact
from estip_desktop.stepped_care import Closings, Pathways, flag_words

LONGEST_SHOWN_MIN = 180
READ_ONLY_KINDS = frozenset({PageKind.INFO, PageKind.SAFETY_CARD})
"""Pages that are read, said or done; Continue marks them as seen."""


@dataclass(frozen=True, slots=True)
class Details:
    """Who they are and how to reach them."""

    name: str = field(default="", repr=False)
    staff_number: str = field(default="", repr=False)
    date_of_birth: date | None = field(default=None, repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    date_is_readable: bool = True

    @classmethod
    def of(cls, person: Person) -> Details:
        """As they stand in the record."""
        return cls(
            person.name, person.staff_number, person.date_of_birth, person.phone, person.email
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page.

    Args:
        title: Of the step.
        prompt: Words that might be said; may be empty.
        item: What is captured, or ``None``.
        value: The answer so far, or ``None``.
        record_shows: Of the first page of an ESTIM request: what speaks for one; may be empty.
        last_time: What the contact before found, in words; may be empty.
        consents: Of a consent page: question and answer.
        details: Of an identity page.
        sharing: Of a sharing page: what goes, by answer.
        sharing_note: Said on a sharing page where they said no at the start; may be empty.
        contacts: Of a safety card: whom to ring.
        notices: What has to be known at once, by the flag that an answer here may raise.
        suggested_day: Of a page that asks for a day: the one that follows from what was decided.
        can_skip: Whether *Skip for now* is offered.
        against_closing: Of a page that may end the case: what stands against that.
        noted: Of such a page: flags of earlier contacts that nobody has looked at again, by id, in
            words.
    """

    page_id: str
    kind: PageKind
    title: str
    prompt: str
    why: str
    words_that_help: tuple[str, ...]
    better_not: tuple[str, ...]
    item: Item | None
    value: AnswerValue | None = field(repr=False)
    last_time: str = field(default="", repr=False)
    record_shows: str = field(default="", repr=False)
    consents: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    details: Details | None = field(default=None, repr=False)
    sharing: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    sharing_note: str = ""
    contacts: tuple[Contact, ...] = ()
    notices: Mapping[str, str] = field(default_factory=dict)
    can_skip: bool = True
    suggested_day: date | None = None
    against_closing: tuple[str, ...] = field(default=(), repr=False)
    noted: Mapping[FlagId, str] = field(default_factory=dict, repr=False)


def sheet_of(
    guided: Guided,
    page: Page,
    pathways: Pathways,
    sharing: Mapping[str, tuple[str, ...]] | None = None,
    contacts: Sequence[Contact] = (),
) -> Sheet:
    """Draw one page of the session; ``sharing`` is what would go, by answer."""
    required = page.item is not None and page.item.required
    value = guided.answers.get(page.id)
    return Sheet(
        page_id=page.id,
        kind=page.kind,
        title=guided.protocol.step_of(page.id).title,
        prompt=page.prompt,
        why=page.why,
        words_that_help=page.words_that_help,
        better_not=page.better_not,
        item=page.item,
        value=None if value == SKIPPED else value,
        last_time=_last_time(guided, page, pathways),
        consents=_consents(guided) if page.kind is PageKind.CONSENT else (),
        details=Details.of(guided.person) if page.kind is PageKind.IDENTITY else None,
        sharing=dict(sharing or {}),
        sharing_note=_sharing_note(guided, page) if page.kind is PageKind.SHARING else "",
        contacts=tuple(contacts) if page.kind is PageKind.SAFETY_CARD else (),
        notices=_notices(page, pathways),
        can_skip=not required and page.kind not in READ_ONLY_KINDS,
    )


def with_closing(
    sheet: Sheet, closings: Closings, session_id: SessionId, pathways: Pathways
) -> Sheet:
    """The page that may end the case, with what stands against that."""
    noted = {flag.id: flag_words(flag, pathways) for flag in closings.unconsidered(session_id)}
    against = tuple(each.words for each in closings.against(session_id))
    return replace(sheet, against_closing=against, noted=noted)


def missing_words(item: Item | None) -> str:
    """What to do where Continue finds no answer."""
    kind = item.kind if item is not None else ItemKind.INFO
    if item is not None and item.required:
        return {
            ItemKind.TICK: _("Mark it once it is done"),
            ItemKind.PERSON: _("Write a name or a role"),
        }.get(kind, _("Choose an answer"))
    return {
        ItemKind.MULTI: _("Choose what applies, or skip this for now"),
        ItemKind.TICK: _("Mark it once it is done, or skip it for now"),
        ItemKind.TEXT: _("Write a few words, or skip this for now"),
        ItemKind.PERSON: _("Write a name or a role, or skip this for now"),
        ItemKind.DATE: _("Enter a day, for example 23 11 2026, or skip this for now"),
        ItemKind.ACTIONS: _("Write what is to be done, or skip this for now"),
    }.get(kind, _("Choose an answer, or skip this for now"))


def minutes_words(minutes: int, usual: tuple[int, int]) -> str:
    """How long it has taken; a session taken up another day only says what is usual."""
    low, high = usual
    if minutes > LONGEST_SHOWN_MIN:
        return _("Usually {low} to {high} min").format(low=low, high=high)
    return _("{minutes} min so far · usually {low} to {high}").format(
        minutes=max(0, minutes), low=low, high=high
    )


def share_words(share: Share) -> str:
    """The third consent in words."""
    return {Share.YES: _("Yes"), Share.NO: _("No"), Share.LATER: _("Ask me later")}[share]


def _consents(guided: Guided) -> tuple[tuple[str, str], ...]:
    consent = guided.session.consent
    return (
        (_("To talk"), _("Yes") if consent.talk else _("No")),
        (_("To keep a short note"), _("Yes") if consent.record else _("No, talk only")),
        (
            _("To share with Occupational Health"),
            share_words(consent.share) if consent.record else _("No"),
        ),
    )


def _last_time(guided: Guided, page: Page, pathways: Pathways) -> str:
    last = guided.last
    compares = page.fact is CaseFact.DISTRESS or page.id.endswith(".change")
    if last is None or not compares:
        return ""
    parts = [_("On {day}.").format(day=format_date(local_day(last.at)))]
    if last.distress is not None and last.distress_at in (None, last.at):
        parts.append(_("Distress was {number} of 10.").format(number=last.distress))
    elif last.distress is not None and last.distress_at is not None:
        parts.append(
            _("Distress was not rated then; on {day} it was {number} of 10.").format(
                day=format_date(local_day(last.distress_at)), number=last.distress
            )
        )
    known = [pathways.flag(code).short for code in last.flags if code in pathways.flags]
    if known:
        parts.append(_("Noted then: {flags}.").format(flags=", ".join(known)))
    if last.pathway in pathways.rungs:
        parts.append(_("Agreed: {title}.").format(title=pathways.rung(last.pathway).title))
    return " ".join(parts)


def _notices(page: Page, pathways: Pathways) -> dict[str, str]:
    raises = {rule.code for rule in page.flags}
    return {
        code: notice.text
        for notice in pathways.notices
        for code in notice.flags_any
        if code in raises
    }


def _sharing_note(guided: Guided, page: Page) -> str:
    """Only before they have answered here: from then on the answer speaks for itself."""
    if guided.session.consent.share is Share.NO and not is_answered(guided.answers, page.id):
        return _("At the start they said no to sharing. Nothing goes unless they say so now.")
    return ""
