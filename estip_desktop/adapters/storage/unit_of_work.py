"""One SQL unit of work that satisfies the slices of all features."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from estip_desktop.adapters.storage.audit_lines import SqlAuditLog
from estip_desktop.adapters.storage.care_rows import (
    SqlConcernRepository,
    SqlDecisionRepository,
    SqlFlagRepository,
    SqlFollowUpRepository,
)
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.erasing import SqlEraser
from estip_desktop.adapters.storage.guidance_rows import (
    SqlGroupRepository,
    SqlSafetyReportRepository,
    SqlScreeningNoteRepository,
    SqlSessionNoteRepository,
    SqlSheetGivenRepository,
)
from estip_desktop.adapters.storage.keeping_rows import SqlKeepingRepository
from estip_desktop.adapters.storage.outbox_rows import SqlParcelRepository
from estip_desktop.adapters.storage.people_rows import SqlIncidentRepository, SqlPersonRepository
from estip_desktop.adapters.storage.receiving_rows import (
    SqlInboxRepository,
    SqlQuarantineRepository,
)
from estip_desktop.adapters.storage.referral_rows import SqlReferralRepository
from estip_desktop.adapters.storage.register_rows import SqlRegister
from estip_desktop.adapters.storage.session_rows import (
    SqlAnswerRepository,
    SqlScreeningRepository,
    SqlSessionRepository,
)
from estip_desktop.adapters.storage.setting_rows import (
    SqlOwnCheckRepository,
    SqlSettingRepository,
    SqlTallyRepository,
)
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.adapters.storage.trust_rows import (
    SqlDeskRepository,
    SqlIdentityRepository,
    SqlSenderRepository,
)
from estip_desktop.kernel.audit import AuditTrail


class SqlUnitOfWork:
    """A transaction of the open vault; use it once, in a ``with`` block.

    Repositories are properties, not attributes, so that each feature may declare its slice with the
    ports it knows. After :meth:`commit` the unit is over: reading on would be another transaction.
    """

    __slots__ = ("_current", "_database")

    def __init__(self, database: Database) -> None:
        self._database = database
        self._current: Transaction | None = None

    def __enter__(self) -> Self:
        self._database.begin()
        self._current = Transaction(self._database)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._current is not None:
            self._current = None
            self._database.rollback()

    def commit(self) -> None:
        """Make it durable, audit entry included, then tell the listeners.

        Raises:
            DiskFullError, DiskReadOnlyError, VaultDamagedError: Nothing of the block was kept.
        """
        kinds = self.transaction.commit()
        self._current = None
        if kinds:
            self._database.announce(kinds)

    def leave_out_damaged(self) -> None:
        """From now on lists are read without their damaged rows; :attr:`damaged` names those."""
        self.transaction.leaves_out_damaged = True

    @property
    def damaged(self) -> Sequence[str]:
        """Table and id of each damaged row that this unit has met."""
        return tuple(self.transaction.damaged)

    @property
    def transaction(self) -> Transaction:
        """What repositories work through; for this folder alone."""
        if self._current is None:
            raise RuntimeError("the unit of work is not open")
        return self._current

    @property
    def audit(self) -> AuditTrail:
        """Where the change is recorded."""
        return self.transaction

    @property
    def audit_log(self) -> SqlAuditLog:
        """What was recorded so far."""
        return SqlAuditLog(self.transaction)

    @property
    def people(self) -> SqlPersonRepository:
        """People in the open vault."""
        return SqlPersonRepository(self.transaction)

    @property
    def incidents(self) -> SqlIncidentRepository:
        """Incidents in the open vault."""
        return SqlIncidentRepository(self.transaction)

    @property
    def sessions(self) -> SqlSessionRepository:
        """Support sessions in the open vault."""
        return SqlSessionRepository(self.transaction)

    @property
    def groups(self) -> SqlGroupRepository:
        """Group conversations in the open vault."""
        return SqlGroupRepository(self.transaction)

    @property
    def answers(self) -> SqlAnswerRepository:
        """Answers of sessions and screenings."""
        return SqlAnswerRepository(self.transaction)

    @property
    def screenings(self) -> SqlScreeningRepository:
        """Questionnaires in the open vault."""
        return SqlScreeningRepository(self.transaction)

    @property
    def screening_notes(self) -> SqlScreeningNoteRepository:
        """Notes beside questionnaires."""
        return SqlScreeningNoteRepository(self.transaction)

    @property
    def session_notes(self) -> SqlSessionNoteRepository:
        """Notes beside sessions."""
        return SqlSessionNoteRepository(self.transaction)

    @property
    def sheets_given(self) -> SqlSheetGivenRepository:
        """Sheets given away."""
        return SqlSheetGivenRepository(self.transaction)

    @property
    def safety_reports(self) -> SqlSafetyReportRepository:
        """Reports that something went wrong."""
        return SqlSafetyReportRepository(self.transaction)

    @property
    def flags(self) -> SqlFlagRepository:
        """Flags in the open vault."""
        return SqlFlagRepository(self.transaction)

    @property
    def concerns(self) -> SqlConcernRepository:
        """Immediate concerns in the open vault."""
        return SqlConcernRepository(self.transaction)

    @property
    def decisions(self) -> SqlDecisionRepository:
        """Decisions in the open vault."""
        return SqlDecisionRepository(self.transaction)

    @property
    def follow_ups(self) -> SqlFollowUpRepository:
        """Follow-ups in the open vault."""
        return SqlFollowUpRepository(self.transaction)

    @property
    def tallies(self) -> SqlTallyRepository:
        """Counts without people."""
        return SqlTallyRepository(self.transaction)

    @property
    def own_checks(self) -> SqlOwnCheckRepository:
        """The supporter's own checks."""
        return SqlOwnCheckRepository(self.transaction)

    @property
    def settings(self) -> SqlSettingRepository:
        """Small facts of this vault."""
        return SqlSettingRepository(self.transaction)

    @property
    def identities(self) -> SqlIdentityRepository:
        """The identity of this vault."""
        return SqlIdentityRepository(self.transaction)

    @property
    def desks(self) -> SqlDeskRepository:
        """Receiving desks this vault knows."""
        return SqlDeskRepository(self.transaction)

    @property
    def senders(self) -> SqlSenderRepository:
        """Supporters whose certificates are pinned."""
        return SqlSenderRepository(self.transaction)

    @property
    def referrals(self) -> SqlReferralRepository:
        """Referrals, drafts and signed."""
        return SqlReferralRepository(self.transaction)

    @property
    def parcels(self) -> SqlParcelRepository:
        """Parcels and their journal."""
        return SqlParcelRepository(self.transaction)

    @property
    def inbox(self) -> SqlInboxRepository:
        """Referrals at this desk."""
        return SqlInboxRepository(self.transaction)

    @property
    def quarantine(self) -> SqlQuarantineRepository:
        """Objects that could not be taken in."""
        return SqlQuarantineRepository(self.transaction)

    @property
    def register(self) -> SqlRegister:
        """The list of people."""
        return SqlRegister(self.transaction)

    @property
    def keeping(self) -> SqlKeepingRepository:
        """Holds, withdrawals, corrections and handovers."""
        return SqlKeepingRepository(self.transaction)

    @property
    def eraser(self) -> SqlEraser:
        """Takes records out for good."""
        return SqlEraser(self.transaction)
