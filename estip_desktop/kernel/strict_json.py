"""The only JSON loader, and the one canonical form that is signed and authenticated.

Refuses what RFC 8259 leaves open or forbids: duplicate keys, NaN and infinities, numbers that
overflow, lone surrogates, more than 64 levels, anything that is not UTF-8.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from estip_desktop.errors import InputRefusedError

MAX_DEPTH = 64
DEFAULT_LIMIT_BYTES = 4 * 1024 * 1024
# A string that is never closed reaches to the end, and nothing in it is tried twice (``*+``): with
# backtracking, a quote and thirty thousand escaped ones took a minute.
_ALL_BUT_BRACKETS = re.compile(rb'(?:"(?:[^"\\]+|\\.?)*+"?|[^"\[\]{}]+)++', re.DOTALL)
_OPENING = frozenset(b"[{")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
"""A key that may be told; what is longer or odder is none of ours."""


class _FlawOfAKeyError(ValueError):
    """Something is wrong with one key; the message is the detail that is told."""


def load(data: bytes, *, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> Any:  # noqa: ANN401 - JSON
    """Read one JSON text.

    Raises:
        InputRefusedError: Too large, too deep, not UTF-8, or not strictly JSON (see ``detail``,
            which names a key that stands twice, or whose value is no number).
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
            parse_constant=float,
        )
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except _FlawOfAKeyError as error:
        raise InputRefusedError(str(error)) from error
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
            raise _flaw("json-key-twice", key)
        if not all(map(_is_finite, value if isinstance(value, list) else (value,))):
            raise _flaw("json-no-number", key)
        result[key] = value
    return result


def _is_finite(value: object) -> bool:
    """False of NaN, an infinity, and a number that overflows, which Python reads as one."""
    return not isinstance(value, float) or math.isfinite(value)


def _flaw(what: str, key: str) -> ValueError:
    return _FlawOfAKeyError(f"{what}:{key}") if _NAME.fullmatch(key) else ValueError(what)
