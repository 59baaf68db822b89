"""The audit trail as others may read it: verified line by line, and shortened when it is old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.cells import moment_from_number, moment_number
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.errors import RecordDamagedError
from estip_desktop.kernel.audit import AuditEvent, AuditLine

_LINES = ", ".join(f"line.{column}" for column in audit_log.COLUMNS.split(", "))
# The condition on `what` is that of the index audit_by_subject, which is used for nothing else.
_OF_SUBJECTS = (
    f"SELECT {_LINES}, before.mac FROM audit AS line "  # noqa: S608 - constants of this folder
    "LEFT JOIN audit AS before ON before.seq = line.seq - 1 "
    "WHERE line.what <> 'answer-saved' AND line.subject IN "
)
_NEWEST_FIRST = " ORDER BY line.seq DESC LIMIT ?"
_FIRST_SINCE = "SELECT min(seq) FROM audit WHERE at >= ?"
_BY_NUMBER = f"SELECT {audit_log.COLUMNS} FROM audit WHERE seq IN (?, ?) ORDER BY seq"  # noqa: S608
_DROP = "DELETE FROM audit WHERE seq <= ?"
_COUNT_UP_TO = "SELECT count(*) FROM audit WHERE seq <= ?"
_COUNTS = "SELECT what, count(*) FROM audit GROUP BY what"
_DAMAGED = "entry-damaged"


class SqlAuditLog:
    """What was recorded so far; entries of the present transaction come with its commit."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of(self, subject_ids: Sequence[str], limit: int) -> Sequence[AuditLine]:
        """What happened to these records, newest first; not each single answer."""
        marks = f"({', '.join('?' * len(subject_ids))})"
        found = self._transaction.fetch(_OF_SUBJECTS + marks + _NEWEST_FIRST, (*subject_ids, limit))
        return [self._line(row) for row in found]

    def counts(self) -> Mapping[str, int]:
        """How often each kind of event is recorded; reads the whole trail."""
        return dict(tuple(row) for row in self._transaction.fetch(_COUNTS))

    def shorten(self, before: datetime) -> int:
        """Drop the oldest entries, up to the first that is not older than ``before``.

        The newest of them is named, with its tag, by an entry that is written now, so that the
        chain can be followed from there.

        Raises:
            RecordDamagedError: The place where it would be cut is not as it was written.
        """
        newest = self._transaction.version - 1
        since = self._transaction.fetch(_FIRST_SINCE, (moment_number(before),))[0][0]
        last = min(newest if since is None else since - 1, newest - 1)
        found = [
            audit_log.Entry(*row) for row in self._transaction.fetch(_BY_NUMBER, (last, last + 1))
        ]
        if len(found) < 2:  # noqa: PLR2004 - the one before the cut and the one after it
            return 0
        if not self._transaction.follows(found[1], found[0].head):
            raise RecordDamagedError("audit")
        dropped = int(self._transaction.fetch(_COUNT_UP_TO, (last,))[0][0])
        self._transaction.execute(_DROP, (last,))
        what, subject = audit_log.ANCHOR
        detail = audit_log.anchor_detail(found[0].head)
        self._transaction.record(AuditEvent(what, subject, detail))
        return dropped

    def _line(self, row: Sequence[Any]) -> AuditLine:
        *cells, before = row
        entry = audit_log.Entry(*cells)
        head = audit_log.ChainHead(entry.seq - 1, before or self._tag_before(entry.seq))
        if not self._transaction.follows(entry, head):
            return AuditLine(entry.seq, moment_from_number(0), _DAMAGED)
        at = moment_from_number(entry.at)
        return AuditLine(entry.seq, at, entry.what, entry.subject, entry.detail)

    def _tag_before(self, first: int) -> bytes:
        """The tag of the entry before the first one that is there."""
        anchor = self._transaction.fetch(audit_log.NEWEST_ANCHOR)
        if not anchor:
            return audit_log.GENESIS
        end = audit_log.anchored(audit_log.Entry(*anchor[0]))
        return end.mac if end.seq == first - 1 else audit_log.GENESIS
