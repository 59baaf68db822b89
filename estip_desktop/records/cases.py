"""From a person's record to the facts that retention goes by, case by case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from estip_desktop.casework import LAST_CONTACT
from estip_desktop.casework.model import FollowUp, FollowUpState, SessionState, SupportSession
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.ids import IncidentId
from estip_desktop.outbox import ParcelState
from estip_desktop.records.model import PersonFile
from estip_desktop.referrals import Referral, ReferralState
from estip_desktop.vault.retention import CaseDates, CaseFacts, Retention, Waiting, dates_of

_ENDED = frozenset({FollowUpState.DONE, FollowUpState.DECLINED})
_TAKEN_ON = frozenset({ParcelState.ACCEPTED, ParcelState.BOOKED, ParcelState.CLOSED})


@dataclass(frozen=True, slots=True)
class CaseKeeping:
    """One case, and until when it is kept.

    Args:
        signed: Signed revisions of referrals that are still here.
    """

    incident_id: IncidentId
    dates: CaseDates
    signed: tuple[Referral, ...]


def cases_of(file: PersonFile, rules: Retention) -> tuple[CaseKeeping, ...]:
    """Each case of a person, the newest first."""
    wanted = dict.fromkeys(
        [
            *(each.incident_id for each in file.sessions),
            *(each.incident_id for each in file.follow_ups),
        ]
    )
    return tuple(
        CaseKeeping(each, dates_of(_facts(file, each), rules), _signed(file, each))
        for each in wanted
    )


def accepted_at(file: PersonFile, referral: Referral) -> datetime | None:
    """When a desk took a referral on, if it did."""
    parcel = file.parcels.get(referral.key)
    if parcel is None or parcel.state not in _TAKEN_ON:
        return None
    return parcel.accepted_at or parcel.latest_moment or parcel.created_at


def _facts(file: PersonFile, incident_id: IncidentId) -> CaseFacts:
    sessions = [each for each in file.sessions if each.incident_id == incident_id]
    contacts = [each for each in file.follow_ups if each.incident_id == incident_id]
    accepted = _accepted(file, incident_id)
    if file.withdrawal is not None:
        # Taking consent back ends the case: nobody goes on asking.
        return CaseFacts(local_day(file.withdrawal.at), accepted)
    waiting = []
    if any(each.state is SessionState.DRAFT for each in sessions):
        waiting.append(Waiting.DRAFT)
    if any(each.state is FollowUpState.DUE for each in contacts):
        waiting.append(Waiting.CONTACT)
    closing = [each for each in contacts if _closes(each)]
    if not closing and not waiting:
        waiting.append(Waiting.CLOSING)
    if waiting:
        return CaseFacts(None, accepted, tuple(waiting))
    days = [_day_of(each, sessions) for each in closing]
    days += [local_day(each.finished_at or each.touched_at) for each in sessions]
    return CaseFacts(max(days), accepted)


def _closes(contact: FollowUp) -> bool:
    """Day 91 held or declined; who declines an earlier contact declines the later ones too."""
    if contact.state is FollowUpState.DECLINED:
        return True
    return contact.purpose == LAST_CONTACT and contact.state in _ENDED


def _day_of(contact: FollowUp, sessions: list[SupportSession]) -> date:
    if contact.closed_at is not None:
        return local_day(contact.closed_at)
    asked = next((each for each in sessions if each.id == contact.session_id), None)
    return contact.due_on if asked is None else local_day(asked.finished_at or asked.touched_at)


def _signed(file: PersonFile, incident_id: IncidentId) -> tuple[Referral, ...]:
    return tuple(
        each
        for each in file.referrals
        if each.incident_id == incident_id and each.state is ReferralState.SIGNED
    )


def _accepted(file: PersonFile, incident_id: IncidentId) -> tuple[date | None, ...]:
    """Of each referral's newest signed revision; one that was withdrawn waits for nobody."""
    newest: dict[str, Referral] = {}
    for referral in _signed(file, incident_id):
        known = newest.get(referral.id)
        if known is None or referral.revision > known.revision:
            newest[referral.id] = referral
    days: list[date | None] = [
        local_day(each.accepted_at) for each in file.handovers if each.incident_id == incident_id
    ]
    for referral in newest.values():
        parcel = file.parcels.get(referral.key)
        if parcel is not None and parcel.state is ParcelState.WITHDRAWN:
            continue
        at = accepted_at(file, referral)
        days.append(None if at is None else local_day(at))
    return tuple(days)
