"""Whole domain objects as one JSON cell, beside the few columns that are searched.

A referral has some eighty fields that are only ever read together; spelling each of them out as a
column would buy nothing. The type is checked when it is read back.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from estip_desktop.errors import RecordDamagedError

T = TypeVar("T")


def body_cell(value: Any) -> str:  # noqa: ANN401 - any of our dataclasses
    """A dataclass as JSON text."""
    return msgspec.json.encode(value, order="deterministic").decode("utf-8")


def body_from(cell: str, kind: type[T]) -> T:
    """Read back what :func:`body_cell` wrote.

    Raises:
        RecordDamagedError: It is not what it should be, although its tag fits.
    """
    try:
        return msgspec.json.decode(cell, type=kind)
    except msgspec.MsgspecError as error:
        raise RecordDamagedError(kind.__name__.lower()) from error
