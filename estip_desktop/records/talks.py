"""Sessions and questionnaires of a record, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from estip_desktop.casework.groups import GroupSession
from estip_desktop.casework.model import (
    HeldBy,
    Screening,
    ScreeningNote,
    SessionState,
    Share,
    SupportSession,
)
from estip_desktop.errors import InputRefusedError
from estip_desktop.instruments import Instrument, points_in, same_rules
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, format_date, format_day, format_moment
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue, Item, ItemKind
from estip_desktop.protocols import Page, PageKind
from estip_desktop.protocols import Protocol as Checklist
from estip_desktop.records.entries import Book, Entry, EntryKind, Line, Party, filled
from estip_desktop.records.model import PersonFile

LONGEST_SHOWN_MIN = 180
_SHARES: Mapping[Share, str] = {
    Share.YES: N_("Yes"),
    Share.NO: N_("No"),
    Share.LATER: N_("Ask me later"),
}
_PARTIES: Mapping[ItemKind, Party] = {ItemKind.PERSON: Party.OTHER, ItemKind.TEXT: Party.FREE}


def session_entry(file: PersonFile, session: SupportSession, book: Book) -> Entry:
    """One session: who, when, what was agreed, every answer."""
    checklist = _checklist(book, session)
    answers = file.answers.get(session.id, {})
    pages = _answered(checklist, answers)
    incident = file.incidents[session.incident_id]
    consent = session.consent
    note = file.session_notes.get(session.id)
    from_paper = note is not None and note.from_paper
    notes = [text for page, text in pages if page.item and page.item.kind is ItemKind.TEXT]
    state = {
        SessionState.DRAFT: _("Not finished yet"),
        SessionState.DISCARDED: _("Put away: {reason}").format(reason=session.discard_reason),
        SessionState.FINISHED: notes[-1] if notes else incident.title,
    }[session.state]
    lines = filled(
        Line(_("Incident"), f"{incident.title} · {incident.place}".strip(" ·"), Party.FREE),
        *_started(session, from_paper=from_paper),
        Line(_("Finished"), format_moment(session.finished_at) if session.finished_at else ""),
        Line(_("Supporter"), session.supporter, Party.OTHER),
        Line(_("Agreed to talk"), _("Yes") if consent.talk else _("No")),
        Line(_("Agreed to a record"), _("Yes") if consent.record else _("No")),
        Line(_("Agreed to sharing"), _(_SHARES[consent.share])),
        Line(_("Privacy notice"), f"{consent.notice}, {format_moment(consent.at)}"),
        Line(_("Timing"), session.label),
        Line(_("Why at that time"), session.timing_reason, Party.FREE),
        Line(_("Put away because"), session.discard_reason, Party.FREE),
        *(Line(_question(checklist, page), text, _party(page)) for page, text in pages),
        Line(_("Sheets given"), _sheets(file, session, book)),
        Line(_("Made with"), f"{session.protocol_id} {session.protocol_version}"),
    )
    title = checklist.short_title if checklist else session.protocol_id
    return Entry(
        EntryKind.SESSION,
        session.id,
        session.started_at,
        _("{title}, typed in from paper").format(title=title)
        if from_paper
        else _timed(title, session),
        state,
        lines,
    )


def group_entry(file: PersonFile, group: GroupSession) -> Entry:
    """That they were in a group: when, with whom leading, and nothing that was said."""
    incident = file.incidents.get(group.incident_id)
    named = incident.title if incident is not None else ""
    lines = filled(
        Line(_("Incident"), named, Party.FREE),
        Line(_("Held"), format_moment(group.started_at)),
        Line(_("Led by"), group.supporter, Party.OTHER),
        Line(_("Second supporter"), group.co_leader, Party.OTHER),
        Line(_("Privacy notice"), group.notice),
        Line(_("What is kept"), _("That they were there. Nothing said in the group is.")),
    )
    return Entry(
        EntryKind.GROUP, group.id, group.started_at, _("Took part in a group"), named, lines
    )


def _sheets(file: PersonFile, session: SupportSession, book: Book) -> str:
    """What they were given in it, each with the version it had."""
    return ", ".join(
        _("{title} (version {version})").format(
            title=book.sheet_title(each.sheet), version=each.version
        )
        for each in file.sheets
        if each.session_id == session.id
    )


def _started(session: SupportSession, *, from_paper: bool) -> tuple[Line, ...]:
    """When it was held, and that it was held on paper where it was."""
    when = format_moment(session.started_at)
    if from_paper:
        return Line(_("Held"), when), Line(_("How it was kept"), _("Typed in from paper"))
    return (Line(_("Started"), when),)


def screening_entry(file: PersonFile, screening: Screening, book: Book) -> Entry:
    """One questionnaire: its score, its range, every answer."""
    instrument = book.instrument(screening.instrument_id, screening.instrument_version)
    total = total_of(screening)
    early = (screening.result or {}).get("window") == "before"
    answers = file.answers.get(screening.id, {})
    at = screening.finished_at or screening.started_at
    if screening.result is None:
        words = _("{title}, not finished yet").format(title=instrument.title)
    elif total is None:
        words = _("{title}, kept without a score").format(title=instrument.title)
    else:
        words = _in_words(instrument, total, early=early)
    lines = filled(
        Line(_("Questionnaire"), f"{instrument.title} {screening.instrument_version}"),
        Line(_("Day after the incident"), str(screening.day)),
        *_circumstances(file.notes.get(screening.id)),
        Line(_("Result"), "" if total is None else words),
        Line(_("Pro-rated, answers missing"), str(_prorated(screening) or "")),
        *(
            Line(
                item.item.text,
                item_words(item.item, answers[item.link_id]),
                _PARTIES.get(item.item.kind, Party.OWN),
            )
            for item in instrument.items
            if item.link_id in answers
        ),
    )
    line = "" if early or total is None else _moved(file.screenings, screening, total)
    return Entry(EntryKind.SCREENING, screening.id, at, words, line or instrument.topic, lines)


def _prorated(screening: Screening) -> int:
    """How many missing answers the total counts as the mean of the others."""
    rows = (screening.result or {}).get("scores")
    found = [row for row in rows if row.get("id") == "total"] if isinstance(rows, list) else []
    return int(found[0].get("prorated") or 0) if found else 0


def _circumstances(note: ScreeningNote | None) -> tuple[Line, ...]:
    """How it came to its answers."""
    if note is None:
        return ()
    held = {
        HeldBy.SUPPORTER: _("Read aloud by the supporter"),
        HeldBy.COLLEAGUE: _("Answered alone on the screen"),
        HeldBy.PAPER: _("Typed in from paper"),
    }[note.held_by]
    return (
        Line(_("How it was answered"), held),
        Line(_("Interpreted"), _("Yes") if note.interpreter else ""),
        Line(_("Answered by somebody else"), _("Yes") if note.by_proxy else ""),
        Line(_("Agreed to by"), note.authorised_by, Party.OTHER),
        Line(_("Why it was agreed to"), note.authorised_why, Party.FREE),
    )


def total_of(screening: Screening) -> Mapping[str, Any] | None:
    """The main score as it was stored, where there is one."""
    scores = (screening.result or {}).get("scores")
    if not isinstance(scores, list):
        return None
    return next((row for row in scores if isinstance(row, dict) and row.get("id") == "total"), None)


def item_words(item: Item, value: AnswerValue) -> str:
    """An answer as a person reads it."""
    if value in (DECLINED, SKIPPED):
        return _("Prefers not to say") if value == DECLINED else ""
    if item.kind is ItemKind.TICK:
        return _("Done") if value else _("Not done")
    if item.kind is ItemKind.DATE and isinstance(value, str):
        return format_date(date.fromisoformat(value))
    if item.kind is ItemKind.NUMBER:
        return _("{value} of {maximum}").format(value=value, maximum=item.maximum)
    try:
        return item.in_words(value) or _("None of these")
    except InputRefusedError:  # an answer of an older version
        return str(value)


def _in_words(instrument: Instrument, total: Mapping[str, Any], *, early: bool) -> str:
    facts = {
        "title": instrument.title,
        "score": total["value"],
        "highest": total["range"][1],
        "band": total.get("band_label") or "",
    }
    if early:
        return _("{title}: {score} of {highest}, not interpretable yet").format(**facts)
    if facts["band"]:
        return _("{title}: {score} of {highest}, {band} range").format(**facts)
    return _("{title}: {score} of {highest}").format(**facts)


def _moved(screenings: Sequence[Screening], screening: Screening, total: Mapping[str, Any]) -> str:
    same = [each for each in screenings if each.instrument_id == screening.instrument_id]
    before = next(
        (
            each
            for each in same
            if each.started_at < screening.started_at
            and total_of(each) is not None
            and same_rules(each.result, screening.result)
        ),
        None,
    )
    earlier = total_of(before) if before is not None else None
    if before is None or earlier is None:
        return ""
    change = points_in(total) - points_in(earlier)
    day = format_day(local_day(before.finished_at or before.started_at))
    if not change:
        return _("The same as on {day}.").format(day=day)
    words = _("Up {points} since {day}.") if change > 0 else _("Down {points} since {day}.")
    return words.format(points=abs(change), day=day)


def _checklist(book: Book, session: SupportSession) -> Checklist | None:
    try:
        return book.protocol(session.protocol_id, session.protocol_version)
    except InputRefusedError:
        return None


def _answered(
    checklist: Checklist | None, answers: Mapping[str, AnswerValue]
) -> list[tuple[Page, str]]:
    pages = checklist.pages if checklist is not None else ()
    said = []
    for page in pages:
        if page.private or page.item is None or page.kind is PageKind.INFO:
            continue
        if page.id in answers and (words := item_words(page.item, answers[page.id])):
            said.append((page, words))
    return said


def _question(checklist: Checklist | None, page: Page) -> str:
    if page.item is not None and page.item.text:
        return page.item.text
    return checklist.step_of(page.id).title if checklist is not None else page.id


def _party(page: Page) -> Party:
    return _PARTIES.get(page.item.kind, Party.OWN) if page.item is not None else Party.OWN


def _timed(title: str, session: SupportSession) -> str:
    if session.finished_at is None:
        return title
    minutes = round((session.finished_at - session.started_at).total_seconds() / 60)
    if not 0 < minutes <= LONGEST_SHOWN_MIN:
        return title
    return _("{title}, {minutes} minutes").format(title=title, minutes=minutes)
