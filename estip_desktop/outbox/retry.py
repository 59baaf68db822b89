"""When to try again: full jitter, so that a returning convoy does not stampede."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

FIRST_DELAY_S = 5.0
LONGEST_DELAY_S = 15 * 60.0
_POLL_DELAYS_S = (30.0, 120.0, 600.0)
_LATER_POLLS_S = 30 * 60.0
_LARGEST_EXPONENT = 16

Jitter: TypeAlias = Callable[[float], float]
"""A random number of seconds from 0 to its argument."""


def random_up_to(limit_s: float) -> float:
    """A random share of ``limit_s`` seconds."""
    return limit_s * secrets.randbelow(1_000_000) / 1_000_000


def delay_after(tries: int, jitter: Jitter) -> timedelta:
    """How long to wait after the ``tries``-th failed try (1, 2, …)."""
    ceiling = min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** min(tries, _LARGEST_EXPONENT))
    return timedelta(seconds=jitter(ceiling))


def poll_delay(polls: int) -> timedelta:
    """How long to wait before looking for a receipt again: 30 s, 2 min, 10 min, then 30 min."""
    seconds = _POLL_DELAYS_S[polls] if polls < len(_POLL_DELAYS_S) else _LATER_POLLS_S
    return timedelta(seconds=seconds)
