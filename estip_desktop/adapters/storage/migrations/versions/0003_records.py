"""What is known about keeping: holds, withdrawals, corrections, what went to another desk.

Also what the list of people needs: a covering index to search by, and the concerns of one person.
``sessions`` gets no further index, because every answer writes its row anew.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_STATEMENTS = (
    """CREATE TABLE holds (
        id TEXT PRIMARY KEY NOT NULL,
        person_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        reason TEXT NOT NULL,
        owner TEXT NOT NULL,
        set_at TEXT NOT NULL,
        lifted_at TEXT,
        lifted_because TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX holds_of_person ON holds (person_id, set_at)",
    """CREATE TABLE withdrawals (
        person_id TEXT PRIMARY KEY NOT NULL,
        at TEXT NOT NULL,
        how TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE corrections (
        id TEXT PRIMARY KEY NOT NULL,
        person_id TEXT NOT NULL,
        subject TEXT NOT NULL,
        what TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        at TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX corrections_of_person ON corrections (person_id, at)",
    """CREATE TABLE handovers (
        key TEXT PRIMARY KEY NOT NULL,
        person_id TEXT NOT NULL,
        incident_id TEXT NOT NULL,
        reference TEXT NOT NULL,
        accepted_at TEXT NOT NULL,
        removed_at TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX handovers_of_person ON handovers (person_id, accepted_at)",
    "CREATE INDEX people_for_search ON people (id, reference, name, staff_number)",
    "CREATE INDEX concerns_of_person ON concerns (person_id, opened_at)",
)


def upgrade() -> None:
    """Add them."""
    for statement in _STATEMENTS:
        op.execute(statement)
