"""From domain values to cells and back, as every repository needs them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from estip_desktop.kernel.clock import from_text, to_text

_START = datetime(1970, 1, 1, tzinfo=UTC)
_to_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def moment_cell(moment: datetime | None) -> str | None:
    """A moment as stored, or ``None``."""
    return None if moment is None else to_text(moment)


def moment_from(cell: str | None) -> datetime | None:
    """Read back a moment."""
    return None if cell is None else from_text(cell)


def moment_number(moment: datetime) -> int:
    """Microseconds since 1970, for the many rows whose moments nobody sorts or reads back."""
    return int(moment.timestamp() * 1_000_000)


def moment_from_number(number: int) -> datetime:
    """Read back a moment that was stored as a number."""
    return _START + timedelta(microseconds=number)


def day_cell(day: date | None) -> str | None:
    """An ISO day, or ``None``."""
    return None if day is None else day.isoformat()


def day_from(cell: str | None) -> date | None:
    """Read back a day."""
    return None if cell is None else date.fromisoformat(cell)


def flag_from(cell: int | None) -> bool | None:
    """Read back yes, no or unknown."""
    return None if cell is None else bool(cell)


def json_cell(value: Mapping[str, Any] | Sequence[Any] | str | int) -> str:
    """Plain JSON as text."""
    return _to_json(value)


def json_from(cell: str) -> Any:  # noqa: ANN401 - JSON is what it is; the repository knows the shape
    """Read back JSON from a row whose tag fits: our own bytes, so no hostile input."""
    return json.loads(cell)
