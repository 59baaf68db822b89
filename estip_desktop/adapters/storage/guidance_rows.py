"""Rows beside the answers: groups, what is noted of a session or questionnaire, sheets, reports."""

from __future__ import annotations

from estip_desktop.adapters.storage.rows import MacTable

GROUP_SESSIONS = MacTable(
    "group_sessions",
    kind="sessions",
    key=("id",),
    columns=("incident_id", "state", "started_at", "body"),
)
SESSION_NOTES = MacTable("session_notes", kind="sessions", key=("session_id",), columns=("body",))
SCREENING_NOTES = MacTable(
    "screening_notes", kind="screenings", key=("screening_id",), columns=("body",)
)
SHEETS_GIVEN = MacTable(
    "sheets_given",
    kind="sessions",
    key=("id",),
    columns=("person_id", "session_id", "sheet", "version", "at"),
)
SAFETY_REPORTS = MacTable("safety_reports", kind="settings", key=("id",), columns=("at", "body"))
