"""The end of the audit chain, and the sum over the rows, as a database has them when opened."""

from __future__ import annotations

import logging

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.chain_walk import ChainWalk
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.set_hash import SetHash, replaced
from estip_desktop.errors import VaultDamagedError

_log = logging.getLogger(__name__)


def verified_end(database: Database) -> audit_log.Entry:
    """The newest entry, if it is genuine and follows the one before it.

    Raises:
        VaultDamagedError: It does not, or cannot be read.
    """
    database.begin()
    try:
        stored = [audit_log.Entry(*row) for row in database.fetch(audit_log.LAST_TWO)]
    finally:
        database.rollback()
    if not stored:
        raise VaultDamagedError("audit-head")
    newest = stored[0]
    before = stored[1].head if len(stored) > 1 else audit_log.ChainHead()
    if not audit_log.follows(newest, before, database.chain_tags):
        raise VaultDamagedError("audit-head")
    return newest


def sum_from_trail(database: Database) -> SetHash | None:
    """Sum up the rows that the audit trail vouches for, in a vault whose entries have no sum yet.

    From the trail and not from the rows, so that whatever is wrong with those is still found.
    Returns ``None`` if the trail does not hold, which the check will say.
    """
    vouched: dict[audit_log.RowName, bytes] = {}
    database.begin()
    try:
        walk = ChainWalk(database)
        for entry in walk.all():
            for table, name, tag in audit_log.unpack_rows(entry.rows):
                vouched[table, name] = tag
    except VaultDamagedError:
        _log.warning("rows not summed up: the trail cannot be read")
        return None
    finally:
        database.rollback()
    rows = SetHash()
    for row, tag in vouched.items():
        rows = replaced(database.members, rows, row, b"", tag)
    return rows
