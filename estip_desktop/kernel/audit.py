"""The audit port: what happened to which record, never what it says."""

from __future__ import annotations

from dataclasses import dataclass
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
