"""Tallies, the supporter's own checks, and small facts of this vault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from estip_desktop.adapters.storage.cells import json_cell, json_from
from estip_desktop.adapters.storage.rows import MacTable
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.casework.model import Place
from estip_desktop.kernel.ids import IncidentId
from estip_desktop.kernel.items import AnswerValue

TALLIES = MacTable(
    "tallies",
    kind="tallies",
    key=("incident_id", "protocol_id", "day"),
    columns=("number",),
)
OWN_CHECKS = MacTable("own_checks", kind="own_checks", key=("at",), columns=("answers",))
SETTINGS = MacTable("settings", kind="settings", key=("key",), columns=("value",))
_PLACE = "place"


class SqlTallyRepository:
    """Counts without people."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add_one(self, incident_id: IncidentId, protocol_id: str, day: date) -> None:
        """Count one more session."""
        key = (incident_id, protocol_id, day.isoformat())
        row = TALLIES.find(self._transaction, *key)
        number = 1 if row is None else int(row["number"]) + 1
        TALLIES.put(
            self._transaction,
            {"incident_id": key[0], "protocol_id": key[1], "day": key[2], "number": number},
        )

    def of_incident(self, incident_id: IncidentId) -> int:
        """How many sessions without a note followed this incident."""
        rows = TALLIES.select(self._transaction, "incident_id = ?", (incident_id,))
        return sum(row["number"] for row in rows)


class SqlOwnCheckRepository:
    """The supporter's own checks."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, at: str, answers: Mapping[str, AnswerValue]) -> None:
        """Keep one check."""
        OWN_CHECKS.put(self._transaction, {"at": at, "answers": json_cell(answers)})


class SqlSettingRepository:
    """Small facts of this vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, key: str) -> str | None:
        """One fact, or ``None``."""
        row = SETTINGS.find(self._transaction, key)
        return None if row is None else str(row["value"])

    def set(self, key: str, value: str) -> None:
        """Keep a fact."""
        SETTINGS.put(self._transaction, {"key": key, "value": value})

    def place(self) -> Place | None:
        """Where the supporter was when the window last closed or locked."""
        text = self.get(_PLACE)
        if text is None:
            return None
        value = json_from(text)
        return Place(value["page"], value["arguments"], value["field_name"])

    def set_place(self, place: Place | None) -> None:
        """Remember where the supporter is."""
        if place is None:
            if self.get(_PLACE) is not None:
                SETTINGS.delete(self._transaction, _PLACE)
            return
        value = {
            "page": place.page,
            "arguments": dict(place.arguments),
            "field_name": place.field_name,
        }
        self.set(_PLACE, json_cell(value))
