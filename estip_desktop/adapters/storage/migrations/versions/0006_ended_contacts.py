"""Contacts that ended lately are listed beside those that are due; they are found by an index."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add it."""
    op.execute(
        "CREATE INDEX follow_ups_ended ON follow_ups (closed_at, id) WHERE closed_at IS NOT NULL"
    )
