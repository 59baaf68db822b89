"""Sheets that were given away, each in the version it had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from estip_desktop.kernel.ids import PersonId, SessionId


@dataclass(frozen=True, slots=True)
class SheetGiven:
    """One sheet given in one session, at one of its pages.

    Args:
        id: Session, page and sheet, so that the same tick is never kept twice.
        sheet: Id of the sheet.
        version: As it was published when it was given.
        at: When it was ticked.
    """

    id: str
    person_id: PersonId
    session_id: SessionId
    sheet: str
    version: str
    at: datetime

    @classmethod
    def at_page(
        cls,
        person_id: PersonId,
        session_id: SessionId,
        page_id: str,
        sheet: str,
        version: str,
        at: datetime,
    ) -> SheetGiven:
        """One given where a page of a session says so."""
        return cls(cls.id_at(session_id, page_id, sheet), person_id, session_id, sheet, version, at)

    @staticmethod
    def id_at(session_id: SessionId, page_id: str, sheet: str) -> str:
        """The id of what a page says of a sheet."""
        return f"{session_id}#{page_id}:{sheet}"
