"""Run by Alembic: uses the connection that is open already, because only it has the key."""

from __future__ import annotations

from alembic import context

from estip_desktop.adapters.storage.migrations import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
