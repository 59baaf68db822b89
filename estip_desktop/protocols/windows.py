"""When a protocol may be used: spans of hours or days from the incident's end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from estip_desktop.errors import ContentRefusedError, NotFoundError
from estip_desktop.kernel.clock import LOCAL_ZONE_NAME, day_of_case, local_day


class WindowStatus(StrEnum):
    """Whether a protocol may be started now."""

    OPEN = "open"
    LOCKED = "locked"
    NEEDS_REASON = "needs_reason"
    LATE = "late"


class PipStatus(StrEnum):
    """Whether the incident is under a post-incident procedure (death or serious injury)."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


Unit = Literal["hour", "day"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with one status.

    Args:
        start: First hour (elapsed) or first calendar day, inclusive.
        unit: ``hour`` or ``day``.
        status: What holds from ``start`` until the next span.
        label: What such a session is called where it is not simply on time; may be empty.
        reason: One plain sentence; empty while open.
        offer: Id of what is offered instead: a protocol, or ``OH`` for a referral; may be empty.
    """

    start: int
    unit: Unit
    status: WindowStatus
    label: str = ""
    reason: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class WindowRule:
    """The spans of one protocol, in order, without a gap, and what must have come before.

    Args:
        protocol_id: The protocol's family, e.g. ``DI``.
        spans: The first starts at 0.
        needs_any_of: Protocols of which one must have been done before; none means no such need.
        needs_reason_text: Said while that need is not met.
        offer_before: Offered while that need is not met.
        locked_by_pip: Closed while the PIP or DSI flag is yes or unknown and nobody has cleared it.
        pip_text: Said while it is.
    """

    protocol_id: str
    spans: tuple[Span, ...]
    needs_any_of: tuple[str, ...] = ()
    needs_reason_text: str = ""
    offer_before: str = ""
    locked_by_pip: bool = False
    pip_text: str = ""

    def __post_init__(self) -> None:
        if not self.spans or self.spans[0].start != 0:
            raise ContentRefusedError(f"window:{self.protocol_id}:first-span-must-start-at-0")
        starts = [span.start * (24 if span.unit == "day" else 1) for span in self.spans]
        if starts != sorted(set(starts)):
            raise ContentRefusedError(f"window:{self.protocol_id}:spans-out-of-order")


@dataclass(frozen=True, slots=True)
class Window:
    """Whether a protocol may be started now, and if not, why and what instead.

    Args:
        status: As defined; ``needs_reason`` becomes ``open`` once a reason was given.
        label: Printed beside the session ("late support conversation"); may be empty.
        reason: One plain sentence; empty while simply open.
        offer: What is offered instead (a protocol id, or ``OH``); may be empty.
        opens_at: When the present lock or need for a reason ends by itself; ``None`` if never.
    """

    status: WindowStatus
    label: str = ""
    reason: str = ""
    offer: str = ""
    opens_at: datetime | None = None


WindowTable = Mapping[str, WindowRule]


def window_for(
    definition: WindowTable,
    protocol_id: str,
    incident_ended_at: datetime,
    now: datetime,
    done: Collection[str] = (),
    reason_given: bool = False,
    *,
    pip: PipStatus | str = PipStatus.UNKNOWN,
    pip_cleared: bool = False,
) -> Window:
    """Look the protocol up in the table of windows.

    Args:
        definition: ``Pathways.windows``.
        protocol_id: ``DM``, ``DI``, ``DG``, ``EM``, ``MR`` or a variant of one.
        incident_ended_at: Aware moment; a moment after ``now`` counts as "just now".
        now: Aware moment.
        done: Ids of the protocols already done for this person and incident.
        reason_given: A reason was recorded where one is needed.
        pip: The incident's PIP or DSI flag. Only ``no`` opens group features, so leaving it out
            locks them.
        pip_cleared: A named person is recorded as having cleared group support.

    Raises:
        NotFoundError: The table has no such protocol.
    """
    family = protocol_id.partition("-")[0]
    rule = definition.get(family)
    if rule is None:
        raise NotFoundError(f"window:{family}")
    if rule.locked_by_pip and pip != PipStatus.NO and not pip_cleared:
        return Window(WindowStatus.LOCKED, reason=rule.pip_text, offer="DI")
    families = {other.partition("-")[0] for other in done}
    if rule.needs_any_of and families.isdisjoint(rule.needs_any_of):
        return Window(WindowStatus.LOCKED, reason=rule.needs_reason_text, offer=rule.offer_before)
    position = _position(rule, incident_ended_at, max(now, incident_ended_at))
    span = rule.spans[position]
    if span.status is WindowStatus.NEEDS_REASON and reason_given:
        return Window(WindowStatus.OPEN, label=span.label, offer=span.offer)
    opens_at = None
    if span.status in {WindowStatus.LOCKED, WindowStatus.NEEDS_REASON}:
        opens_at = _next_change(rule, position, incident_ended_at)
    return Window(span.status, span.label, span.reason, span.offer, opens_at)


def _position(rule: WindowRule, ended_at: datetime, now: datetime) -> int:
    hours = (now - ended_at) / timedelta(hours=1)
    days = day_of_case(ended_at, now)
    reached = [
        index
        for index, span in enumerate(rule.spans)
        if (hours if span.unit == "hour" else days) >= span.start
    ]
    return reached[-1]


def _next_change(rule: WindowRule, position: int, ended_at: datetime) -> datetime | None:
    if position + 1 >= len(rule.spans):
        return None
    span = rule.spans[position + 1]
    if span.status is WindowStatus.LOCKED:
        return None
    if span.unit == "hour":
        return ended_at.astimezone(UTC) + timedelta(hours=span.start)
    day = local_day(ended_at) + timedelta(days=span.start)
    return datetime.combine(day, time(), ZoneInfo(LOCAL_ZONE_NAME)).astimezone(UTC)
