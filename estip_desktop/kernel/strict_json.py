"""The only JSON loader, and the one canonical form that is signed and authenticated.

Refuses what RFC 8259 leaves open or forbids: duplicate keys, NaN and infinities, numbers that
overflow, lone surrogates, more than 64 levels, anything that is not UTF-8.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any, Never

from estip_desktop.errors import InputRefusedError

MAX_DEPTH = 64
DEFAULT_LIMIT_BYTES = 4 * 1024 * 1024
# A string that is never closed reaches to the end, and nothing in it is tried twice (``*+``): with
# backtracking, a quote and thirty thousand escaped ones took a minute.
_ALL_BUT_BRACKETS = re.compile(rb'(?:"(?:[^"\\]+|\\.?)*+"?|[^"\[\]{}]+)++', re.DOTALL)
_OPENING = frozenset(b"[{")


def load(data: bytes, *, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> Any:  # noqa: ANN401 - JSON
    """Read one JSON text.

    Raises:
        InputRefusedError: Too large, too deep, not UTF-8, or not strictly JSON (see ``detail``).
    """
    if len(data) > limit_bytes:
        raise InputRefusedError("json-too-large")
    if _is_too_deep(data):
        raise InputRefusedError("json-too-deep")
    try:
        text = data.decode("utf-8", errors="strict")
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (UnicodeError, ValueError, RecursionError) as error:
        raise InputRefusedError("json-malformed") from error
    return value


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """The one form of ``value`` that is hashed: sorted keys, no spaces, UTF-8, no NaN."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode("utf-8")


def _is_too_deep(data: bytes) -> bool:
    """Whether brackets stand in one another too often; four million of them are soon counted."""
    depth = 0
    for bracket in _ALL_BUT_BRACKETS.sub(b"", data):
        depth += 1 if bracket in _OPENING else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise ValueError("duplicate key")
        result[key] = value
    return result


def _no_constant(name: str) -> Never:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("overflow")
    return number
