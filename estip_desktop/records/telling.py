"""Everything about a person as entries, newest first, and what goes into charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from estip_desktop.casework.model import AskedHow, Person
from estip_desktop.instruments import Points, points_in, same_rules
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, format_date, format_moment
from estip_desktop.records.care import (
    METHODS,
    concern_entry,
    decision_entry,
    flag_entry,
    follow_up_entry,
    referral_entry,
)
from estip_desktop.records.entries import Book, Entry, EntryKind, Line, Party, filled
from estip_desktop.records.model import NOTE, Correction, Handover, Hold, HoldKind, PersonFile
from estip_desktop.records.talks import group_entry, screening_entry, session_entry, total_of

HOLD_KINDS: Mapping[HoldKind, str] = {
    HoldKind.COMPLAINT: N_("Complaint"),
    HoldKind.INQUEST: N_("Inquest"),
    HoldKind.PIP: N_("Post-incident procedure"),
    HoldKind.ACCESS: N_("Subject access request"),
}
HOW: Mapping[AskedHow, str] = {
    AskedHow.IN_PERSON: N_("in person"),
    AskedHow.PHONE: N_("by telephone"),
    AskedHow.WRITING: N_("in writing"),
}
FIELDS: Mapping[str, str] = {
    "name": N_("Name"),
    "staff_number": N_("Staff number"),
    "date_of_birth": N_("Date of birth"),
    "role": N_("Role"),
    "station": N_("Station"),
    "phone": N_("Telephone"),
    "email": N_("Email"),
    "contact_method": N_("Prefers"),
    "safe_times": N_("Safe times"),
    "message_ok": N_("A message may be left"),
    "language": N_("Language"),
    "access_needs": N_("Access needs"),
    NOTE: N_("Note"),
}
_FREE = frozenset({"phone", "email", "safe_times", "access_needs", NOTE})
"""Typed in free words, or a way to reach them that may be somebody else's."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The scores of one questionnaire, oldest first.

    Args:
        low: Lowest possible total; ``top`` the highest.
        change_at: Points from which a change is reliable, by its authors; ``None`` without a rule.
    """

    instrument_id: str
    title: str
    topic: str
    low: Points
    top: Points
    cut_off: Points | None
    change_at: Points | None
    points: tuple[tuple[date, Points], ...]


def timeline_of(file: PersonFile, book: Book) -> tuple[Entry, ...]:
    """What happened, newest first; flags stand with what raised them and are left out."""
    return tuple(entry for entry in entries_of(file, book) if entry.kind is not EntryKind.FLAG)


def entries_of(file: PersonFile, book: Book) -> tuple[Entry, ...]:
    """Everything but personal details, newest first."""
    entries = [
        *(session_entry(file, each, book) for each in file.sessions),
        *(group_entry(file, each) for each in file.groups),
        *(screening_entry(file, each, book) for each in file.screenings),
        *(concern_entry(each, book) for each in file.concerns),
        *(flag_entry(each, book) for each in file.flags),
        *(decision_entry(each, book) for each in file.decisions),
        *(follow_up_entry(each) for each in file.follow_ups),
        *(referral_entry(each, file.parcels.get(each.key)) for each in file.referrals),
        *(_correction(each) for each in file.corrections),
        *(_hold(each) for each in file.holds),
        *(_handover(each) for each in file.handovers),
    ]
    if file.withdrawal is not None:
        how = _(HOW[file.withdrawal.how])
        entries.append(
            Entry(
                EntryKind.KEEPING,
                file.person.id,
                file.withdrawal.at,
                _("They took their consent back"),
                how,
                (Line(_("How they said so"), how),),
            )
        )
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True))


def details_of(person: Person) -> tuple[Line, ...]:
    """Who they are and how to reach them."""
    values = person_words(person)
    return filled(
        Line(_("Reference"), person.reference),
        *(
            Line(_(label), values[what], _party(what))
            for what, label in FIELDS.items()
            if what in values
        ),
    )


def person_words(person: Person) -> dict[str, str]:
    """Each personal detail as text, by field."""
    born, message = person.date_of_birth, person.message_ok
    return {
        "name": person.name,
        "staff_number": person.staff_number,
        "date_of_birth": format_date(born) if born else "",
        "role": person.role,
        "station": person.station,
        "phone": person.phone,
        "email": person.email,
        "contact_method": _(METHODS[person.contact_method]) if person.contact_method else "",
        "safe_times": person.safe_times,
        "message_ok": "" if message is None else _("Yes") if message else _("No"),
        "language": person.language,
        "access_needs": person.access_needs,
    }


def trends_of(file: PersonFile, book: Book) -> tuple[Trend, ...]:
    """The scores of each questionnaire; those taken before their window are left out."""
    points: dict[str, list[tuple[date, Points]]] = {}
    rules: dict[str, Mapping[str, object]] = {}
    for screening in reversed(file.screenings):
        total, result = total_of(screening), screening.result or {}
        if total is None or result.get("window") == "before":
            continue
        name = screening.instrument_id
        if not same_rules(rules.get(name), result):  # older ones by other rules are left out
            rules[name], points[name] = result, []
        day = local_day(screening.finished_at or screening.started_at)
        points[name].append((day, points_in(total)))
    trends = []
    for instrument_id, scores in points.items():
        instrument = book.instrument(instrument_id)
        scale, rule = instrument.scoring.scale(), instrument.scoring.change
        trends.append(
            Trend(
                instrument_id,
                instrument.title,
                instrument.topic,
                scale.range[0],
                scale.range[1],
                scale.cut_off.value if scale.cut_off is not None else None,
                rule.reliable if rule is not None else None,
                tuple(scores),
            )
        )
    return tuple(trends)


def _party(what: str) -> Party:
    return Party.FREE if what in _FREE else Party.OWN


def _correction(correction: Correction) -> Entry:
    label = _(FIELDS.get(correction.what, correction.what))
    if correction.what == NOTE:
        title, line = _("Note of correction"), correction.after
    else:
        title = _("Corrected: {what}").format(what=label)
        before = correction.before or _("empty")
        line = _("It said before: {before}").format(before=before)
    party = _party(correction.what)
    lines = filled(
        Line(_("Before"), correction.before, party),
        Line(_("Now"), correction.after, party),
        Line(_("When"), format_moment(correction.at)),
    )
    return Entry(EntryKind.KEEPING, correction.id, correction.at, title, line, lines)


def _hold(hold: Hold) -> Entry:
    kind = _(HOLD_KINDS[hold.kind])
    lifted = format_moment(hold.lifted_at) if hold.lifted_at else ""
    lines = filled(
        Line(_("Kept because of"), kind),
        Line(_("Reason"), hold.reason, Party.FREE),
        Line(_("Answers for it"), hold.owner, Party.OTHER),
        Line(_("Lifted"), lifted),
        Line(_("Lifted because"), hold.lifted_because, Party.FREE),
    )
    title = _("Hold: {kind}") if hold.stands else _("Hold lifted: {kind}")
    line = hold.reason if hold.stands else hold.lifted_because
    return Entry(EntryKind.KEEPING, hold.id, hold.set_at, title.format(kind=kind), line, lines)


def _handover(handover: Handover) -> Entry:
    lines = (
        Line(_("Accepted"), format_moment(handover.accepted_at)),
        Line(_("Removed from this laptop"), format_moment(handover.removed_at)),
    )
    title = _("Referral {reference}, handed over").format(reference=handover.reference)
    line = _("Its copy was removed from this laptop.")
    return Entry(EntryKind.REFERRAL, handover.key, handover.accepted_at, title, line, lines)
