"""SQLAlchemy round the one connection: no pool, no echo, and transactions that begin as ours do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

from estip_desktop.adapters.storage.connection import Driver, driver, open_connection
from estip_desktop.vault.secret import Secret


def try_driver() -> None:
    """Have SQLAlchemy load its dialect and get to know the driver, on a database in memory."""
    engine = create_engine("sqlite://", module=driver(), poolclass=StaticPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    engine.dispose()


def engine_for(path: Path, database_key: Secret, *, create: bool, writable: bool) -> Engine:
    """An engine whose connections are opened by :func:`~.connection.open_connection` alone."""
    engine = create_engine(
        "sqlite://",
        module=driver(),
        creator=lambda: open_connection(path, database_key, create=create, writable=writable),
        poolclass=StaticPool,
        hide_parameters=True,
        echo=False,
    )
    if writable:
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: Connection) -> None:
    """SQLAlchemy begins by itself at its first statement; inside a unit that has been done."""
    raw: Driver = connection.connection.driver_connection
    if not raw.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
