"""What a desk received lies apart from the list of it, which is read all the time.

Rows of before keep their document: moving it would need their tags made anew. It is read from where
it lies.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table."""
    op.execute(
        """CREATE TABLE inbox_documents (
            id TEXT PRIMARY KEY NOT NULL,
            pdf BLOB NOT NULL,
            data BLOB NOT NULL,
            ver INTEGER NOT NULL,
            mac BLOB NOT NULL
        ) STRICT"""
    )
