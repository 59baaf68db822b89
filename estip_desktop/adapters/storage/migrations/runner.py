"""Brings a schema up to date; imports Alembic, so it is imported only when a step is due."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def upgrade(connection: Connection) -> None:
    """Run every step that is missing, all in one transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def newest_revision() -> str | None:
    """What Alembic itself holds to be the newest step."""
    return ScriptDirectory.from_config(_config()).get_current_head()
