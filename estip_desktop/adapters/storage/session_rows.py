"""Support sessions, their answers and their questionnaires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from estip_desktop.adapters.storage.cells import (
    json_cell,
    json_from,
    moment_cell,
    moment_from,
    moment_number,
)
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.casework.model import (
    Answer,
    Consent,
    Screening,
    ScreeningState,
    SessionState,
    Share,
    SupportSession,
)
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.kernel.ids import PersonId, ScreeningId, SessionId
from estip_desktop.kernel.items import AnswerValue

SESSIONS = MacTable(
    "sessions",
    kind="sessions",
    key=("id",),
    columns=(
        "protocol_id",
        "protocol_version",
        "person_id",
        "incident_id",
        "consent_talk",
        "consent_record",
        "consent_share",
        "consent_notice",
        "consent_at",
        "supporter",
        "started_at",
        "touched_at",
        "setting",
        "page_id",
        "label",
        "timing_reason",
        "state",
        "finished_at",
        "discard_reason",
    ),
)
ANSWERS = MacTable("answers", kind="answers", key=("owner", "link_id"), columns=("value", "at"))
SCREENINGS = MacTable(
    "screenings",
    kind="screenings",
    key=("id",),
    columns=(
        "session_id",
        "person_id",
        "instrument_id",
        "instrument_version",
        "mode",
        "day",
        "started_at",
        "page_id",
        "state",
        "finished_at",
        "result",
    ),
)


class SqlSessionRepository:
    """Support sessions in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, session: SupportSession) -> None:
        """Add or replace a session."""
        SESSIONS.put(
            self._transaction,
            {
                "id": session.id,
                "protocol_id": session.protocol_id,
                "protocol_version": session.protocol_version,
                "person_id": session.person_id,
                "incident_id": session.incident_id,
                "consent_talk": session.consent.talk,
                "consent_record": session.consent.record,
                "consent_share": session.consent.share.value,
                "consent_notice": session.consent.notice,
                "consent_at": to_text(session.consent.at),
                "supporter": session.supporter,
                "started_at": to_text(session.started_at),
                "touched_at": to_text(session.touched_at),
                "setting": session.setting,
                "page_id": session.page_id,
                "label": session.label,
                "timing_reason": session.timing_reason,
                "state": session.state.value,
                "finished_at": moment_cell(session.finished_at),
                "discard_reason": session.discard_reason,
            },
        )

    def get(self, session_id: SessionId) -> SupportSession:
        """One session."""
        return _session(SESSIONS.get(self._transaction, session_id))

    def drafts(self, limit: int) -> Sequence[SupportSession]:
        """Unfinished ones, last touched first."""
        rows = SESSIONS.select_sound(
            self._transaction,
            "state = 'draft'",
            order="touched_at DESC, id DESC",
            limit=limit,
        )
        return [_session(row) for row in rows]

    def of_person(self, person_id: PersonId) -> Sequence[SupportSession]:
        """Those of one person, newest first, without the discarded ones."""
        rows = SESSIONS.select(
            self._transaction,
            "person_id = ? AND state <> 'discarded'",
            (person_id,),
            order="started_at DESC, id DESC",
        )
        return [_session(row) for row in rows]

    def all_of_person(self, person_id: PersonId) -> Sequence[SupportSession]:
        """Every one of one person, newest first, the discarded ones included."""
        rows = SESSIONS.select(
            self._transaction, "person_id = ?", (person_id,), order="started_at DESC, id DESC"
        )
        return [_session(row) for row in rows]

    def is_referred(self, session_id: SessionId) -> bool:
        """Whether a referral made from it has been signed."""
        found = self._transaction.fetch(
            "SELECT 1 FROM referrals WHERE session_id = ? AND state = 'signed' LIMIT 1",
            (session_id,),
        )
        return bool(found)


class SqlAnswerRepository:
    """Answers of sessions and screenings."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, answer: Answer) -> None:
        """Add or replace an answer."""
        ANSWERS.put(
            self._transaction,
            {
                "owner": answer.owner,
                "link_id": answer.link_id,
                "value": json_cell(answer.value),
                "at": moment_number(answer.at),
            },
        )

    def of(self, owner: str) -> Mapping[str, AnswerValue]:
        """All answers of one session or screening by link id."""
        rows = ANSWERS.select(self._transaction, "owner = ?", (owner,))
        return {row["link_id"]: json_from(row["value"]) for row in rows}

    def of_all(self, owners: Sequence[str]) -> Mapping[str, Mapping[str, AnswerValue]]:
        """All answers of several sessions and screenings, in one read."""
        found: dict[str, dict[str, AnswerValue]] = {owner: {} for owner in owners}
        marks = ", ".join("?" * len(owners))
        for row in ANSWERS.select(self._transaction, f"owner IN ({marks})", tuple(owners)):
            found[row["owner"]][row["link_id"]] = json_from(row["value"])
        return found

    def remove(self, owner: str, link_id: str) -> None:
        """Take an answer back."""
        ANSWERS.delete(self._transaction, owner, link_id)


class SqlScreeningRepository:
    """Questionnaires in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, screening: Screening) -> None:
        """Add or replace a screening."""
        SCREENINGS.put(
            self._transaction,
            {
                "id": screening.id,
                "session_id": screening.session_id,
                "person_id": screening.person_id,
                "instrument_id": screening.instrument_id,
                "instrument_version": screening.instrument_version,
                "mode": screening.mode,
                "day": screening.day,
                "started_at": to_text(screening.started_at),
                "page_id": screening.page_id,
                "state": screening.state.value,
                "finished_at": moment_cell(screening.finished_at),
                "result": None if screening.result is None else json_cell(screening.result),
            },
        )

    def get(self, screening_id: ScreeningId) -> Screening:
        """One screening."""
        return _screening(SCREENINGS.get(self._transaction, screening_id))

    def of_session(self, session_id: SessionId) -> Sequence[Screening]:
        """Those of one session, oldest first."""
        rows = SCREENINGS.select(
            self._transaction, "session_id = ?", (session_id,), order="started_at, id"
        )
        return [_screening(row) for row in rows]

    def of_person(self, person_id: PersonId) -> Sequence[Screening]:
        """Those of one person, newest first."""
        rows = SCREENINGS.select(
            self._transaction, "person_id = ?", (person_id,), order="started_at DESC, id DESC"
        )
        return [_screening(row) for row in rows]


def _session(row: Row) -> SupportSession:
    return SupportSession(
        id=row["id"],
        protocol_id=row["protocol_id"],
        protocol_version=row["protocol_version"],
        person_id=row["person_id"],
        incident_id=row["incident_id"],
        consent=Consent(
            talk=bool(row["consent_talk"]),
            record=bool(row["consent_record"]),
            share=Share(row["consent_share"]),
            notice=row["consent_notice"],
            at=from_text(row["consent_at"]),
        ),
        supporter=row["supporter"],
        started_at=from_text(row["started_at"]),
        touched_at=from_text(row["touched_at"]),
        setting=row["setting"],
        page_id=row["page_id"],
        label=row["label"],
        timing_reason=row["timing_reason"],
        state=SessionState(row["state"]),
        finished_at=moment_from(row["finished_at"]),
        discard_reason=row["discard_reason"],
    )


def _screening(row: Row) -> Screening:
    result = row["result"]
    return Screening(
        id=row["id"],
        session_id=row["session_id"],
        person_id=row["person_id"],
        instrument_id=row["instrument_id"],
        instrument_version=row["instrument_version"],
        mode=row["mode"],
        day=row["day"],
        started_at=from_text(row["started_at"]),
        page_id=row["page_id"],
        state=ScreeningState(row["state"]),
        finished_at=moment_from(row["finished_at"]),
        result=None if result is None else json_from(result),
    )
