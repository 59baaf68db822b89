"""What a conversation needs beyond its answers.

Groups with their roster, what is noted beside a session or a questionnaire (paper, another
language, an authorised early use), the sheets that were given, and reports that something went
wrong. Notes lie in tables of their own: a column more would change the tag of every row there is.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

_STATEMENTS = (
    """CREATE TABLE group_sessions (
        id TEXT PRIMARY KEY NOT NULL,
        incident_id TEXT NOT NULL,
        state TEXT NOT NULL,
        started_at TEXT NOT NULL,
        body TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX group_sessions_of_incident ON group_sessions (incident_id, started_at)",
    "CREATE INDEX group_sessions_drafts ON group_sessions (id) WHERE state = 'draft'",
    """CREATE TABLE session_notes (
        session_id TEXT PRIMARY KEY NOT NULL,
        body TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE screening_notes (
        screening_id TEXT PRIMARY KEY NOT NULL,
        body TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE sheets_given (
        id TEXT PRIMARY KEY NOT NULL,
        person_id TEXT NOT NULL,
        session_id TEXT,
        sheet TEXT NOT NULL,
        version TEXT NOT NULL,
        at TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX sheets_of_person ON sheets_given (person_id, at)",
    """CREATE TABLE safety_reports (
        id TEXT PRIMARY KEY NOT NULL,
        at TEXT NOT NULL,
        body TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
)


def upgrade() -> None:
    """Add them."""
    for statement in _STATEMENTS:
        op.execute(statement)
