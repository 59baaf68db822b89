"""Identifiers: opaque, sortable by creation, never derived from a person."""

from __future__ import annotations

from typing import NewType, Protocol

from estip_desktop.kernel.clock import Clock

PersonId = NewType("PersonId", str)
IncidentId = NewType("IncidentId", str)
SessionId = NewType("SessionId", str)
ScreeningId = NewType("ScreeningId", str)
FlagId = NewType("FlagId", str)
ConcernId = NewType("ConcernId", str)
DecisionId = NewType("DecisionId", str)
FollowUpId = NewType("FollowUpId", str)
ReferralId = NewType("ReferralId", str)
VaultId = NewType("VaultId", str)
DeskId = NewType("DeskId", str)


class IdFactory(Protocol):
    """Makes identifiers that were never used before."""

    def new(self) -> str:
        """A fresh identifier."""
        ...


class UuidFactory:
    """UUID version 7 (RFC 9562 §5.7): milliseconds of the clock, then 74 random bits."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self) -> str:
        """A fresh UUIDv7 in its usual hexadecimal form."""
        import secrets  # noqa: PLC0415 - the lock page makes no id
        import uuid  # noqa: PLC0415 - as above

        milliseconds = int(self._clock.now().timestamp() * 1000) & ((1 << 48) - 1)
        value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
        value |= 0b10 << 62 | secrets.randbits(62)
        return str(uuid.UUID(int=value))
