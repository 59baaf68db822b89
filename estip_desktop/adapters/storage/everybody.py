"""Who is in a vault, and on which days: for the sheet after a laptop was lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from estip_desktop.adapters.storage.people_rows import PEOPLE
from estip_desktop.adapters.storage.session_rows import SESSIONS
from estip_desktop.adapters.storage.sql_vault import SqlVault
from estip_desktop.kernel.clock import Clock, from_text, local_day
from estip_desktop.vault import Secret
from estip_desktop.vault.lost_laptop import PersonOnSheet


def people_in(path: Path, key: Secret, vault_id: str, clock: Clock) -> tuple[PersonOnSheet, ...]:
    """Everybody in a copy, by reference, with the days of their sessions."""
    vault = SqlVault.open(path, key, vault_id, clock, None)
    try:
        with vault.open_unit() as unit:
            days: dict[str, set[date]] = {}
            for row in SESSIONS.select(unit.transaction):
                day = local_day(from_text(row["started_at"]))
                days.setdefault(row["person_id"], set()).add(day)
            return tuple(
                PersonOnSheet(row["reference"], row["name"], tuple(sorted(days.get(row["id"], ()))))
                for row in PEOPLE.select(unit.transaction, order="reference")
            )
    finally:
        vault.close()
