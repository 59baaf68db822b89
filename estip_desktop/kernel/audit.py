"""The audit port: what happened to which record, never what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One event.

    Args:
        what: A stable verb, e.g. ``answer-saved``, ``session-started``, ``referral-signed``.
        subject: Id of the record concerned.
        detail: Codes only (a link id, a state, a pathway); never an answer, a name or a note.
    """

    what: str
    subject: str = ""
    detail: str = ""


class AuditTrail(Protocol):
    """Append-only, each entry carrying a MAC over its predecessor."""

    def record(self, event: AuditEvent) -> None:
        """Append an event within the current transaction."""
        ...


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the trail, as it is read.

    Args:
        seq: Its number; later ones are larger, whatever the clock did.
        at: When, by the clock of the laptop; the year 1970 in a damaged line.
        what: As recorded; ``entry-damaged`` if the line is not as it was written, and then it says
            nothing else.
        subject: Id of the record concerned.
        detail: Codes only.
    """

    seq: int
    at: datetime
    what: str
    subject: str = ""
    detail: str = ""


class AuditLog(Protocol):
    """The trail, to be read."""

    def of(self, subject_ids: Sequence[str], limit: int) -> Sequence[AuditLine]:
        """What happened to these records, newest first; not each single answer.

        Args:
            subject_ids: Ids of a person and of what belongs to them.
            limit: At most this many lines.
        """
        ...

    def counts(self) -> Mapping[str, int]:
        """How often each kind of event is recorded; reads the whole trail."""
        ...

    def shorten(self, before: datetime) -> int:
        """Drop the oldest entries, up to the first that is not older than ``before``.

        What remains can still be verified to its end. Returns how many were dropped; it becomes
        durable with the commit of the unit, and leaves an entry of its own.

        Raises:
            RecordDamagedError: The place where it would be cut is not as it was written.
        """
        ...
