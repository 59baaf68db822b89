"""What the page of one person says, free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from estip_desktop.casework import SessionState, Share
from estip_desktop.casework.model import FollowUpState
from estip_desktop.instruments import Points
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, format_date, format_day, format_moment, ngettext
from estip_desktop.records import (
    METHODS,
    PURPOSES,
    Book,
    Entry,
    EntryKind,
    PersonFile,
    Trend,
    ViewLog,
    timeline_of,
    trends_of,
)

ICONS: Mapping[EntryKind, str] = {
    EntryKind.DETAILS: "user",
    EntryKind.SESSION: "users",
    EntryKind.GROUP: "users",
    EntryKind.SCREENING: "clipboard-list",
    EntryKind.CONCERN: "life-buoy",
    EntryKind.FLAG: "flag",
    EntryKind.DECISION: "signpost",
    EntryKind.FOLLOW_UP: "calendar-clock",
    EntryKind.REFERRAL: "send",
    EntryKind.KEEPING: "archive",
}
_SEALED_TITLES: Mapping[EntryKind, str] = {
    EntryKind.SCREENING: N_("Questionnaire"),
    EntryKind.DECISION: N_("What was agreed"),
}
"""Titles that would tell a score or a pathway."""
FILTERS: tuple[tuple[str, str], ...] = (
    ("", N_("Everything")),
    (EntryKind.SESSION.value, N_("Sessions")),
    (EntryKind.GROUP.value, N_("Groups")),
    (EntryKind.SCREENING.value, N_("Questionnaires")),
    (EntryKind.CONCERN.value, N_("Immediate concerns")),
    (EntryKind.DECISION.value, N_("What was agreed")),
    (EntryKind.FOLLOW_UP.value, N_("Contacts")),
    (EntryKind.REFERRAL.value, N_("Referrals")),
    (EntryKind.KEEPING.value, N_("Corrections and holds")),
)


_SEEN: Mapping[str, str] = {
    "person-viewed": N_("Record opened"),
    "session-viewed": N_("Session read"),
    "group-viewed": N_("Group read"),
    "screening-viewed": N_("Questionnaire read"),
    "concern-viewed": N_("Immediate concern read"),
    "decision-viewed": N_("Decision read"),
    "follow-up-viewed": N_("Contact read"),
    "referral-viewed": N_("Referral read"),
    "keeping-viewed": N_("Correction or hold read"),
    "person-exported": N_("Copy of the record made"),
    "entry-damaged": N_("This line of the log is damaged"),
}


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One row of the timeline."""

    kind: str
    id: str
    icon: str
    title: str
    line: str = field(repr=False)
    when: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One questionnaire's scores; ``words`` where there are too few for a line."""

    title: str
    points: tuple[tuple[str, Points], ...]
    low: Points
    top: Points
    cut_off: Points | None
    words: str
    rule: str


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """Everything the page shows.

    Args:
        name: Shown on request only.
        facts: Label and value of the card *Now*.
        sealed: They took their consent back: no notes, no charts.
    """

    reference: str
    name: str = field(repr=False)
    context: str = field(repr=False)
    items: tuple[TimelineItem, ...]
    charts: tuple[Chart, ...]
    pathway: str
    facts: tuple[tuple[str, str], ...]
    incidents: tuple[tuple[str, str], ...] = field(repr=False)
    sealed: bool = False
    damaged: str = ""
    """What there is to say of entries that could not be shown."""


def sheet_of(file: PersonFile, book: Book) -> PersonSheet:
    """Draw the page."""
    person, incident = file.person, file.incident
    where = ""
    if incident is not None:
        day = format_date(local_day(incident.ended_at))
        where = _("{incident}, {day}").format(incident=incident.title, day=day)
    sealed = file.withdrawal is not None
    return PersonSheet(
        reference=person.reference,
        name=person.name,
        context=" · ".join(part for part in (person.role, where) if part),
        items=tuple(_item(entry, sealed=sealed) for entry in timeline_of(file, book)),
        charts=() if sealed else tuple(_chart(trend) for trend in trends_of(file, book)),
        pathway="" if sealed else _pathway(file, book),
        facts=_facts(file),
        incidents=tuple((key, each.title) for key, each in file.incidents.items()),
        sealed=sealed,
        damaged=_damaged(file.damaged),
    )


def _damaged(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "{number} entry of this record is damaged and not shown",
        "{number} entries of this record are damaged and not shown",
        number,
    ).format(number=number)


def _item(entry: Entry, *, sealed: bool) -> TimelineItem:
    when = format_date(entry.day) if entry.day is not None else format_moment(entry.at)
    keeps_line = not sealed or entry.kind in {EntryKind.KEEPING, EntryKind.REFERRAL}
    title = entry.title
    if sealed:
        title = _(_SEALED_TITLES[entry.kind]) if entry.kind in _SEALED_TITLES else title
    line = entry.line if keeps_line else _("Sealed")
    return TimelineItem(entry.kind.value, entry.id, ICONS[entry.kind], title, line, when)


def _chart(trend: Trend) -> Chart:
    words = ""
    if len(trend.points) == 1:
        day, score = trend.points[0]
        words = _("{score} of {top} on {day}. One score so far. A line appears after the next one.")
        words = words.format(score=score, top=trend.top, day=format_day(day))
    rule = ""
    if trend.change_at is not None and not words:
        rule = _("A change of {points} or more on {title} usually matters.")
        rule = rule.format(points=trend.change_at, title=trend.title)
    return Chart(
        f"{trend.title} · {trend.topic}",
        tuple((_short(day), score) for day, score in trend.points),
        trend.low,
        trend.top,
        trend.cut_off,
        words,
        rule,
    )


def _short(day: date) -> str:
    return format_day(day).partition(" ")[2]


def _pathway(file: PersonFile, book: Book) -> str:
    if not file.decisions:
        return ""
    chosen = file.decisions[0].chosen
    rungs = book.pathways().rungs
    return f"{chosen} · {rungs[chosen].title}" if chosen in rungs else chosen


def _facts(file: PersonFile) -> tuple[tuple[str, str], ...]:
    person = file.person
    due = [each for each in file.follow_ups if each.state is FollowUpState.DUE]
    next_contact = _("None agreed")
    if due:
        nearest = min(due, key=lambda each: each.due_on)
        purpose = _(PURPOSES.get(nearest.purpose, N_("Contact")))
        next_contact = f"{format_day(nearest.due_on)} · {purpose}"
    facts = [(_("Next contact"), next_contact)]
    if person.contact_method is not None:
        prefers = _(METHODS[person.contact_method])
        facts.append((_("Prefers"), prefers[:1].upper() + prefers[1:]))
    facts.append((_("Consent"), _consent(file)))
    return tuple(facts)


def _consent(file: PersonFile) -> str:
    if file.withdrawal is not None:
        return _("Taken back")
    kept = [each for each in file.sessions if each.state is not SessionState.DISCARDED]
    if not kept:
        return _("Not asked")
    return {
        Share.YES: _("Notes, and sharing with Occupational Health"),
        Share.NO: _("Notes only, no sharing"),
        Share.LATER: _("Notes; ask again before sharing"),
    }[kept[0].consent.share]


def views_of(log: ViewLog) -> tuple[tuple[str, str], ...]:
    """When and what, one line for each time somebody looked."""
    return tuple(
        (
            _(_SEEN.get(line.what, N_("Part of the record read"))),
            " · ".join(part for part in (format_moment(line.at), log.who) if part),
        )
        for line in log.lines
    )
