"""The sum over all rows in each audit entry, and the audit trail by subject.

Entries that are there keep an empty ``state``, which is how their tags were made. The rows are
summed up when the vault is opened, because only the program has the key for that.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    "ALTER TABLE audit ADD COLUMN state BLOB NOT NULL DEFAULT x''",
    # Without the single answers: they are the mass of the trail, every save would pay for them, and
    # a list of who looked at what and who changed what has no use for each of them.
    """CREATE INDEX audit_by_subject ON audit (subject, seq)
        WHERE what <> 'answer-saved'""",
)


def upgrade() -> None:
    """Add the column and the index."""
    for statement in _STATEMENTS:
        op.execute(statement)
