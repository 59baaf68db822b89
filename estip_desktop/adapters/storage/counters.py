"""Numbers that only grow, so that no reference is ever given twice."""

from __future__ import annotations

from estip_desktop.adapters.storage.rows import MacTable
from estip_desktop.adapters.storage.transaction import Transaction

COUNTERS = MacTable("counters", kind="settings", key=("name",), columns=("value",))


def count_up(transaction: Transaction, name: str) -> int:
    """The next number of the series ``name``, starting at 1."""
    row = COUNTERS.find(transaction, name)
    value = 1 if row is None else int(row["value"]) + 1
    COUNTERS.put(transaction, {"name": name, "value": value})
    return value
