"""What a person may ask for: that something is put right, and that nothing more is shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from estip_desktop.casework.model import (
    NOTE_LIMIT,
    AskedHow,
    ContactMethod,
    FollowUpState,
    Person,
    ScreeningState,
    SessionState,
    Share,
    require_text,
)
from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import IdFactory, PersonId
from estip_desktop.outbox import NOT_LEFT, OutboxEvent, Parcel, ParcelState, may_have_left
from estip_desktop.outbox.model import CONSENT_TAKEN_BACK, ENDED
from estip_desktop.records.model import NOTE, Correction, PersonFile, Withdrawal
from estip_desktop.records.ports import RecordsUnitOfWork
from estip_desktop.records.service import file_of
from estip_desktop.records.telling import FIELDS, person_words
from estip_desktop.referrals import ReferralState

TAKEN_BACK = "consent taken back"
"""Why a draft was put away."""


_TO_BE_SENT = NOT_LEFT | {ParcelState.SENDING}
"""States in which this laptop would send it, now or once somebody says so."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking consent back stopped, and what it could not.

    Args:
        stopped: References of referrals that had not left this laptop and now never will.
        left: Referrals that another computer may have: somebody has to ring and say so.
    """

    withdrawal: Withdrawal
    stopped: tuple[str, ...]
    left: tuple[Parcel, ...]


class Rights:
    """Put records right, and stop what is shared."""

    def __init__(
        self, open_unit: Callable[[], RecordsUnitOfWork], clock: Clock, ids: IdFactory
    ) -> None:
        self._open_unit = open_unit
        self._clock = clock
        self._ids = ids

    def rectify(self, person_id: PersonId, changes: Mapping[str, str]) -> tuple[Correction, ...]:
        """Put personal details right; what stood there before is kept beside them.

        Args:
            person_id: Whose.
            changes: New values by field of :class:`Person`; days as ISO text, yes and no as
                ``yes``, ``no`` or empty.

        Raises:
            InputRefusedError: There is no such field, or a value does not fit.
        """
        now = self._clock.now()
        with self._open_unit() as unit:
            person = unit.people.get(person_id)
            changed = _changed(person, changes)
            before, after = person_words(person), person_words(changed)
            made = tuple(
                Correction(
                    self._ids.new(), person_id, person_id, what, before[what], after[what], now
                )
                for what in FIELDS
                if what in before and before[what] != after[what]
            )
            if not made:
                return ()
            unit.people.save(changed)
            for correction in made:
                unit.keeping.add_correction(correction)
            names = ",".join(correction.what for correction in made)
            unit.audit.record(AuditEvent("person-corrected", person_id, names))
            unit.commit()
        return made

    def add_note(self, person_id: PersonId, subject: str, words: str) -> Correction:
        """Put a dated note beside a record that is finished and stays as it is.

        Raises:
            InputRefusedError: The note is missing or too long.
            RuleError: ``record-is-draft``: change the draft itself.
        """
        require_text(words, "note", NOTE_LIMIT, empty=False)
        with self._open_unit() as unit:
            if _is_draft(file_of(unit, person_id), subject):
                raise RuleError("record-is-draft")
            note = Correction(
                self._ids.new(), person_id, subject, NOTE, "", words.strip(), self._clock.now()
            )
            unit.keeping.add_correction(note)
            unit.audit.record(AuditEvent("record-corrected", subject))
            unit.commit()
        return note

    def take_back(self, person_id: PersonId, how: AskedHow) -> TakenBack:
        """They take their consent back: seal what is kept, and stop whatever can be stopped.

        Drafts are put away, contacts that are due are cancelled, drafts of referrals go, and signed
        ones that have not left are withdrawn. It is one transaction.

        Raises:
            RuleError: ``consent-is-withdrawn`` already.
        """
        now = self._clock.now()
        withdrawal = Withdrawal(person_id, now, how)
        with self._open_unit() as unit:
            file = file_of(unit, person_id)
            if file.withdrawal is not None:
                raise RuleError("consent-is-withdrawn")
            unit.keeping.save_withdrawal(withdrawal)
            for session in file.sessions:
                if session.state is SessionState.DISCARDED:
                    continue
                stopped_session = session
                if session.consent.record:
                    stopped_session = session.with_sharing(Share.NO, now)
                if session.state is SessionState.DRAFT:
                    stopped_session = stopped_session.discard(TAKEN_BACK, now)
                unit.sessions.save(stopped_session)
            for contact in file.follow_ups:
                if contact.state is FollowUpState.DUE:
                    unit.follow_ups.save(
                        replace(contact, state=FollowUpState.CANCELLED, closed_at=now)
                    )
            stopped, left = self._stop_sharing(unit, file)
            unit.audit.record(AuditEvent("consent-withdrawn", person_id, how.value))
            unit.settings.set_place(None)
            unit.commit()
        return TakenBack(withdrawal, stopped, left)

    def _stop_sharing(
        self, unit: RecordsUnitOfWork, file: PersonFile
    ) -> tuple[tuple[str, ...], tuple[Parcel, ...]]:
        stopped: list[str] = []
        left: list[Parcel] = []
        for referral in file.referrals:
            if referral.state is ReferralState.DRAFT:
                unit.eraser.referral(referral.key)
                continue
            parcel = file.parcels.get(referral.key)
            if parcel is None or parcel.state in ENDED:
                continue
            has_left = may_have_left(unit.parcels.events(parcel.key))
            if parcel.state is ParcelState.SENDING and not has_left:
                # Nobody knows how far it got; from now on it counts as out.
                self._note(unit, parcel, "may-be-stored")
                has_left = True
            if parcel.state in _TO_BE_SENT:
                # Also where a copy is out already: another one must not follow it.
                unit.parcels.save(replace(parcel, state=ParcelState.WITHDRAWN))
                self._note(unit, parcel, "withdrawn")
                unit.audit.record(AuditEvent("parcel-withdrawn", parcel.key))
            elif parcel.state is ParcelState.STORED:
                # Should the store lose it, it is not offered again.
                stopped_parcel = replace(
                    parcel, state=ParcelState.NEEDS_HUMAN, last_error=CONSENT_TAKEN_BACK
                )
                unit.parcels.save(stopped_parcel)
                unit.audit.record(AuditEvent("parcel-stopped", parcel.key))
            if has_left or parcel.state not in _TO_BE_SENT:
                left.append(parcel)
            else:
                stopped.append(parcel.reference)
        return tuple(stopped), tuple(left)

    def _note(self, unit: RecordsUnitOfWork, parcel: Parcel, what: str) -> None:
        unit.parcels.add_event(
            OutboxEvent(
                parcel.referral_id,
                parcel.revision,
                self._clock.now(),
                self._clock.monotonic_s(),
                what,
                "consent",
            )
        )


def _is_draft(file: PersonFile, subject: str) -> bool:
    drafts = [
        *(each.id for each in file.sessions if each.state is SessionState.DRAFT),
        *(each.id for each in file.screenings if each.state is ScreeningState.DRAFT),
        *(each.key for each in file.referrals if each.state is ReferralState.DRAFT),
    ]
    return subject in drafts


def _changed(person: Person, changes: Mapping[str, str]) -> Person:
    values: dict[str, object] = {}
    for what, text in changes.items():
        if what not in FIELDS or what == NOTE:
            raise InputRefusedError(f"no-such-field:{what}")
        values[what] = _value(what, text.strip())
    return replace(person, **values)  # type: ignore[arg-type]  # the fields are checked above


def _value(what: str, text: str) -> object:
    try:
        match what:
            case "date_of_birth":
                return date.fromisoformat(text) if text else None
            case "contact_method":
                return ContactMethod(text) if text else None
            case "message_ok":
                return {"": None, "yes": True, "no": False}[text]
            case _:
                return text
    except (ValueError, KeyError) as error:
        raise InputRefusedError(f"value-does-not-fit:{what}") from error
