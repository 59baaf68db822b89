"""Use cases of keeping: holds, what is due to go, and letting it go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from estip_desktop.errors import RecordDamagedError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day, to_text
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import IdFactory, IncidentId, PersonId
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.records.cases import CaseKeeping, accepted_at, cases_of
from estip_desktop.records.model import (
    Erased,
    ErasureReason,
    Handover,
    Hold,
    HoldKind,
    PersonFile,
)
from estip_desktop.records.ports import ClockWatch, RecordsUnitOfWork
from estip_desktop.records.service import file_of
from estip_desktop.vault.backup import OWED_FACT
from estip_desktop.vault.health import ClockJump
from estip_desktop.vault.retention import Retention, months_before, record_until

ERASED = "records-erased"
"""The event that certifies it: subject the person, detail counts and a digest."""


class Going(StrEnum):
    """What of a case goes."""

    REFERRAL = "referral"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class DueToGo:
    """Something whose time is over.

    Args:
        holds: What stops it all the same; empty where nothing does.
    """

    person_id: PersonId
    reference: str
    incident_id: IncidentId
    incident: str = field(repr=False)
    what: Going
    until: date
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """What went: counts and digests, never a name.

    Args:
        tallies: Counts of talks without a record that were over their time.
        entries: Lines of the audit trail that were over theirs.
    """

    at: datetime
    people: int
    erased: tuple[Erased, ...]
    tallies: int = 0
    entries: int = 0

    @property
    def rows(self) -> int:
        """How many records went."""
        return sum(each.rows for each in self.erased)


@dataclass(frozen=True, slots=True)
class PersonKeeping:
    """Until when one person's record is kept.

    Args:
        until: Last day of the last case; ``None`` while one of them is open.
    """

    cases: tuple[CaseKeeping, ...]
    until: date | None


class Keeping:
    """Hold records back, and let go what is over its time.

    Args:
        open_unit: Of the vault.
        rules: How long what is kept.
        clock: Where the day comes from.
        ids: For holds.
        settle: Leaves nothing of what was erased in the journal; called once it is durable.
        write: Writes a private file that must not be there yet.
        watch: Whether the date is to be believed; without one it always is.
    """

    def __init__(
        self,
        open_unit: Callable[[], RecordsUnitOfWork],
        rules: Callable[[], Retention],
        clock: Clock,
        ids: IdFactory,
        settle: Callable[[], None],
        write: Callable[[Path, bytes], None],
        watch: ClockWatch | None = None,
    ) -> None:
        self._open_unit = open_unit
        self._rules = rules
        self._clock = clock
        self._ids = ids
        self._settle = settle
        self._write = write
        self._watch = watch

    def of(self, file: PersonFile) -> PersonKeeping:
        """Until when a record that is open is kept."""
        cases = cases_of(file, self._rules())
        return PersonKeeping(cases, record_until([each.dates for each in cases]))

    def hold(self, person_id: PersonId, kind: HoldKind, reason: str, owner: str) -> Hold:
        """Stop every clock of a person's record.

        Raises:
            InputRefusedError: Reason or owner is missing or too long.
        """
        made = Hold(
            self._ids.new(), person_id, kind, reason.strip(), owner.strip(), self._clock.now()
        )
        with self._open_unit() as unit:
            unit.people.get(person_id)
            unit.keeping.save_hold(made)
            unit.audit.record(AuditEvent("hold-set", made.id, kind.value))
            unit.commit()
        return made

    def lift(self, hold_id: str, because: str) -> Hold:
        """Let the clock go on.

        Raises:
            RuleError: ``hold-is-lifted`` already.
        """
        with self._open_unit() as unit:
            hold = unit.keeping.hold(hold_id)
            if not hold.stands:
                raise RuleError("hold-is-lifted")
            lifted = replace(hold, lifted_at=self._clock.now(), lifted_because=because.strip())
            unit.keeping.save_hold(lifted)
            unit.audit.record(AuditEvent("hold-lifted", hold_id))
            unit.commit()
        return lifted

    def preview(
        self, progress: Progress | None = None, cancel: Cancel | None = None
    ) -> tuple[DueToGo, ...]:
        """Everything whose time is over, held back or not; changes nothing."""
        with self._open_unit() as unit:
            people = unit.register.may_be_over()
        due: list[DueToGo] = []
        for number, person_id in enumerate(people):
            if cancel is not None:
                cancel.check()
            if progress is not None:
                progress.tell(_("Looking at dates…"), number / len(people))
            with self._open_unit() as unit, suppress(RecordDamagedError):
                # Nothing is decided about a record that cannot be read whole; the others go on.
                due += self._due(file_of(unit, person_id))
        return tuple(due)

    def clock_doubt(self) -> ClockJump | None:
        """How the clock of this laptop jumped, where nobody has confirmed its date since."""
        return self._watch.clock_doubt() if self._watch is not None else None

    def purge(
        self,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
        *,
        clock_is_right: bool = False,
    ) -> Certificate:
        """Let everything go that is over its time and not held back; one person at a time.

        What is due is worked out anew for each person within the transaction that erases it.

        Args:
            progress: How far it is.
            cancel: Asked between people.
            clock_is_right: Somebody has confirmed the date of this laptop.

        Raises:
            RuleError: ``clock-in-doubt``: the clock jumped, and nobody has confirmed its date.
        """
        if self._watch is not None and self.clock_doubt() is not None:
            if not clock_is_right:
                raise RuleError("clock-in-doubt")
            self._watch.confirm_clock()
        people = list(dict.fromkeys(each.person_id for each in self.preview() if not each.holds))
        erased: list[Erased] = []
        try:
            for number, person_id in enumerate(people):
                if cancel is not None:
                    cancel.check()
                if progress is not None:
                    progress.tell(_("Removing…"), number / len(people))
                erased += self._purge(person_id)
            tallies, entries = self._purge_old_counts()
            erased += self._purge_groups()
        finally:  # what went before somebody stopped it must not stay in the journal either
            self._settle()
        return Certificate(self._clock.now(), len(people), tuple(erased), tallies, entries)

    def erase(self, person_id: PersonId, reason: ErasureReason) -> Certificate:
        """Let one person's record go before its time.

        Raises:
            RuleError: ``hold-stands``; or ``referral-under-way``, which has to arrive or be
                withdrawn first, so that no urgent one is forgotten.
        """
        with self._open_unit() as unit:
            file = file_of(unit, person_id)
            if file.standing_holds:
                raise RuleError("hold-stands")
            if any("parcel" in each.dates.waiting for each in cases_of(file, self._rules())):
                raise RuleError("referral-under-way")
            erased = unit.eraser.person(person_id)
            unit.audit.record(AuditEvent(ERASED, person_id, _told(reason, erased)))
            self._owe_a_backup(unit)
            unit.settings.set_place(None)
            unit.commit()
        self._settle()
        return Certificate(self._clock.now(), 1, (erased,))

    def _purge_old_counts(self) -> tuple[int, int]:
        """Tallies and lines of the audit trail that are over their months."""
        rules, today = self._rules(), local_day(self._clock.now())
        with self._open_unit() as unit:
            tallies = unit.eraser.tallies(months_before(today, rules.tally_months))
            if tallies.rows:
                unit.audit.record(AuditEvent(ERASED, "", _told(ErasureReason.RETENTION, tallies)))
            entries = unit.audit_log.shorten(self._since(rules))
            unit.commit()
        return tallies.rows, entries

    def _purge_groups(self) -> list[Erased]:
        """Group conversations that are over their days and hold nobody's record any more."""
        before = self._clock.now() - timedelta(days=self._rules().group_days)
        with self._open_unit() as unit:
            erased = unit.eraser.groups(before)
            if not erased.rows:
                return []
            unit.audit.record(AuditEvent(ERASED, "", _told(ErasureReason.RETENTION, erased)))
            self._owe_a_backup(unit)
            unit.commit()
        return [erased]

    def _due(self, file: PersonFile) -> list[DueToGo]:
        today = local_day(self._clock.now())
        found = []
        for case in cases_of(file, self._rules()):
            dates = case.dates
            incident = file.incidents.get(case.incident_id)
            line = DueToGo(
                file.person.id,
                file.person.reference,
                case.incident_id,
                incident.title if incident is not None else "",
                Going.RECORD,
                today,
                file.standing_holds,
            )
            if dates.is_due(today) and dates.record_until is not None:
                found.append(replace(line, until=dates.record_until))
            elif dates.is_referral_due(today) and case.signed and dates.referral_until is not None:
                found.append(replace(line, what=Going.REFERRAL, until=dates.referral_until))
        return found

    def _purge(self, person_id: PersonId) -> list[Erased]:
        with self._open_unit() as unit:
            file = file_of(unit, person_id)
            cases = {each.incident_id: each for each in cases_of(file, self._rules())}
            gone = []
            for line in self._due(file):
                if line.holds:
                    continue
                if line.what is Going.RECORD:
                    gone.append(unit.eraser.case(person_id, line.incident_id))
                else:
                    gone += self._hand_over(unit, file, cases[line.incident_id])
            for erased in gone:
                told = _told(ErasureReason.RETENTION, erased)
                unit.audit.record(AuditEvent(ERASED, person_id, told))
            if gone:
                self._owe_a_backup(unit)
                unit.settings.set_place(None)
            unit.commit()
        return gone

    def _hand_over(
        self, unit: RecordsUnitOfWork, file: PersonFile, case: CaseKeeping
    ) -> list[Erased]:
        """A referral's copy goes; that it was handed over, and when, stays with the record."""
        gone = []
        for referral in case.signed:
            at = accepted_at(file, referral)
            if at is not None:
                unit.keeping.save_handover(
                    Handover(
                        referral.key,
                        file.person.id,
                        case.incident_id,
                        referral.reference,
                        at,
                        self._clock.now(),
                    )
                )
            gone.append(unit.eraser.referral(referral.key))
        return gone

    def save_certificate(self, name: str, data: bytes, folder: Path) -> str:
        """Write a certificate into a folder somebody chose; returns the file's name.

        Raises:
            InputRefusedError: ``file-exists``: a hundred of that day are there.
            DiskFullError, DiskReadOnlyError, VaultError: It could not be written.
        """
        stem, _dot, ending = name.rpartition(".")
        names = [name, *(f"{stem}-{number}.{ending}" for number in range(2, 100))]
        free = next((one for one in names if not (folder / one).exists()), name)
        self._write(folder / free, data)
        with self._open_unit() as unit:
            unit.audit.record(AuditEvent("certificate-saved"))
            unit.commit()
        return free

    def _owe_a_backup(self, unit: RecordsUnitOfWork) -> None:
        """Until a new one takes its place, the newest backup still holds what goes now."""
        unit.settings.set(OWED_FACT, to_text(self._clock.now()))

    def _since(self, rules: Retention) -> datetime:
        now = self._clock.now()
        day = months_before(now.date(), rules.audit_months)
        return now.replace(year=day.year, month=day.month, day=day.day)


def _told(reason: ErasureReason, erased: Erased) -> str:
    return f"{reason.value} rows={erased.rows} tables={len(erased.tables)} sha256={erased.digest}"
