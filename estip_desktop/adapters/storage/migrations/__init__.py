"""The schema's history: forward only, numbered, each step a file in ``versions``.

Normal opening compares the stored revision with :data:`HEAD` and imports no Alembic; a test holds
that :data:`HEAD` is Alembic's own.
"""

from __future__ import annotations

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""All revisions, oldest first."""
HEAD = REVISIONS[-1]
VERSION_TABLE = "schema_version"
