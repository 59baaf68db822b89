"""Valid records with sensible defaults; a test mentions only what matters to it.

People are obviously made up, the force is Northdale Police, phone numbers are from 01632 960xxx.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from estip_desktop.casework import (
    Concern,
    Consent,
    Decision,
    Flag,
    FollowUp,
    Incident,
    NewSession,
    Person,
    Screening,
    Share,
    SupportSession,
    YesNoUnknown,
)
from estip_desktop.kernel.ids import (
    ConcernId,
    DecisionId,
    FlagId,
    FollowUpId,
    IncidentId,
    PersonId,
    ScreeningId,
    SessionId,
)

NOW = datetime(2026, 11, 26, 21, 50, tzinfo=UTC)
"""A Thursday evening, three days after the incident of :func:`an_incident`."""
INCIDENT_ENDED = datetime(2026, 11, 23, 19, 2, tzinfo=UTC)
NOTICE = "estip-privacy/1"


def a_person(**changes: Any) -> Person:
    """Robin Sample, ``P-0417``."""
    values: dict[str, Any] = {
        "id": PersonId("person-1"),
        "reference": "P-0417",
        "name": "Robin Sample",
    }
    return Person(**(values | changes))


def an_incident(**changes: Any) -> Incident:
    """A made-up collision that ended three days before ``NOW``, without PIP."""
    values: dict[str, Any] = {
        "id": IncidentId("incident-1"),
        "title": "Ferry Lane collision",
        "place": "Ferry Lane, Northdale",
        "ended_at": INCIDENT_ENDED,
        "pip": YesNoUnknown.NO,
        "created_at": INCIDENT_ENDED + timedelta(hours=1),
    }
    return Incident(**(values | changes))


def a_consent(**changes: Any) -> Consent:
    """Yes to talk, yes to a record, yes to sharing."""
    values: dict[str, Any] = {
        "talk": True,
        "record": True,
        "share": Share.YES,
        "notice": NOTICE,
        "at": NOW,
    }
    return Consent(**(values | changes))


def a_session(**changes: Any) -> SupportSession:
    """A draft of individual defusing, begun at ``NOW``."""
    values: dict[str, Any] = {
        "id": SessionId("session-1"),
        "protocol_id": "DI",
        "protocol_version": "1.0.0",
        "person_id": PersonId("person-1"),
        "incident_id": IncidentId("incident-1"),
        "consent": a_consent(),
        "supporter": "Priya Made-Up",
        "started_at": NOW,
        "touched_at": NOW,
    }
    return SupportSession(**(values | changes))


def a_new_session(**changes: Any) -> NewSession:
    """What the New session page asks, fully answered."""
    values: dict[str, Any] = {
        "protocol_id": "DI",
        "protocol_version": "1.0.0",
        "incident_id": IncidentId("incident-1"),
        "consent": a_consent(),
        "person_name": "Robin Sample",
    }
    return NewSession(**(values | changes))


def a_screening(**changes: Any) -> Screening:
    """A PHQ-9 just begun on day 28."""
    values: dict[str, Any] = {
        "id": ScreeningId("screening-1"),
        "session_id": SessionId("session-1"),
        "person_id": PersonId("person-1"),
        "instrument_id": "phq-9",
        "instrument_version": "1.0.0",
        "mode": "read-aloud",
        "day": 28,
        "started_at": NOW,
    }
    return Screening(**(values | changes))


def a_flag(**changes: Any) -> Flag:
    """An amber flag raised by an answer of the session."""
    values: dict[str, Any] = {
        "id": FlagId("flag-1"),
        "person_id": PersonId("person-1"),
        "incident_id": IncidentId("incident-1"),
        "session_id": SessionId("session-1"),
        "code": "A4",
        "source": "session-1#DI5",
        "raised_at": NOW,
    }
    return Flag(**(values | changes))


def a_concern(**changes: Any) -> Concern:
    """An Immediate concern opened by hand in the session."""
    values: dict[str, Any] = {
        "id": ConcernId("concern-1"),
        "opened_at": NOW,
        "opened_by": "hand",
        "session_id": SessionId("session-1"),
        "person_id": PersonId("person-1"),
    }
    return Concern(**(values | changes))


def a_decision(**changes: Any) -> Decision:
    """P2, as suggested."""
    values: dict[str, Any] = {
        "id": DecisionId("decision-1"),
        "session_id": SessionId("session-1"),
        "person_id": PersonId("person-1"),
        "suggested": "P2",
        "chosen": "P2",
        "rule": "9",
        "reason": "",
        "inputs": {},
        "at": NOW,
    }
    return Decision(**(values | changes))


def a_follow_up(**changes: Any) -> FollowUp:
    """A check-in due three days after ``NOW``."""
    values: dict[str, Any] = {
        "id": FollowUpId("follow-up-1"),
        "person_id": PersonId("person-1"),
        "incident_id": IncidentId("incident-1"),
        "session_id": SessionId("session-1"),
        "purpose": "check-in",
        "due_on": date(2026, 11, 29),
    }
    return FollowUp(**(values | changes))


def answers(**given: Any) -> Mapping[str, Any]:
    """Answers by link id; an underscore stands for a dot."""
    return {key.replace("_", "."): value for key, value in given.items()}
