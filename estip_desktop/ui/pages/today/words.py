"""How Today puts things: purposes, dates as chips, the counts of the Outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from estip_desktop.casework import ContactMethod, Due
from estip_desktop.kernel.clock import local, local_day
from estip_desktop.kernel.i18n import (
    N_,
    _,
    format_date,
    format_day,
    format_long_day,
    format_time,
    ngettext,
)

ChipTone = Literal["neutral", "info", "warn"]

_MORNING_UNTIL, _AFTERNOON_UNTIL = 12, 17
_PURPOSES: Mapping[str, tuple[str, str]] = {
    "call-back": ("phone-call", N_("call back")),
    "check-in": ("message-square-text", N_("check-in")),
    "day-28": ("clipboard-list", N_("follow-up contact, day 28")),
    "day-91": ("clipboard-list", N_("follow-up contact, day 91")),
    "defusing": ("users", N_("defusing")),
    "estim-outcome": ("send", N_("ask what came of the ESTIM request")),
    "private-talk": ("message-circle", N_("private talk after the group")),
    "after-group": ("users", N_("check-in after the group")),
    "after-concern": ("life-buoy", N_("contact after an immediate concern")),
    "reminder": ("mail", N_("one reminder")),
}
_METHODS: Mapping[ContactMethod, str] = {
    ContactMethod.PHONE: N_("telephone"),
    ContactMethod.TEXT: N_("text message"),
    ContactMethod.EMAIL: N_("email"),
    ContactMethod.IN_PERSON: N_("in person"),
}


@dataclass(frozen=True, slots=True)
class DueRow:
    """A follow-up as the list shows it."""

    follow_up_id: str
    icon: str
    title: str
    line: str
    chip: str
    tone: ChipTone


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An unfinished session as the page shows it."""

    session_id: str
    page_id: str
    title: str = field(repr=False)
    saved: str
    step: str = ""
    done: int = 0
    total: int = 0
    is_old: bool = False


def greeting(now: datetime, name: str) -> str:
    """A greeting for the time of day."""
    hour = local(now).hour
    if hour < _MORNING_UNTIL:
        words = _("Good morning, {name}") if name else _("Good morning")
    elif hour < _AFTERNOON_UNTIL:
        words = _("Good afternoon, {name}") if name else _("Good afternoon")
    else:
        words = _("Good evening, {name}") if name else _("Good evening")
    return words.format(name=name)


def moment_line(now: datetime) -> str:
    """The line under the greeting: ``Monday 23 November, 21:52``."""
    return f"{format_long_day(local_day(now))}, {format_time(now)}"


def saved_words(at: datetime, now: datetime) -> str:
    """When a draft was last touched."""
    if local_day(at) == local_day(now):
        return _("Saved {time} today").format(time=format_time(at))
    return _("Saved {day}, {time}").format(day=format_date(local_day(at)), time=format_time(at))


def step_words(number: int, count: int, title: str) -> str:
    """Where a draft stands: ``Step 4 of 8: How are they right now?``."""
    return _("Step {number} of {count}: {title}").format(number=number, count=count, title=title)


def due_row(due: Due) -> DueRow:
    """The words for one follow-up."""
    follow_up = due.follow_up
    icon, purpose = _PURPOSES.get(follow_up.purpose, ("phone-call", N_("contact")))
    agreed = _("Agreed for {day}").format(day=format_day(follow_up.due_on))
    method = _(_METHODS.get(follow_up.method, "")) if follow_up.method else ""
    chip, tone = _chip(due)
    return DueRow(
        follow_up_id=follow_up.id,
        icon="calendar-clock" if due.days_left < 0 else icon,
        title=f"{due.person_reference} · {_(purpose)}",
        line=f"{agreed} · {method}" if method else agreed,
        chip=chip,
        tone=tone,
    )


def outbox_words(waiting: int, needs_you: int) -> str:
    """What the Outbox card says; the state first, what happens next second."""
    parts = []
    if needs_you:
        parts.append(
            ngettext("{count} item needs you.", "{count} items need you.", needs_you).format(
                count=needs_you
            )
        )
    if waiting:
        parts.append(
            ngettext(
                "{count} referral is signed and ready. It sends by itself when the store is there.",
                "{count} referrals are signed and ready. They send by themselves when the store is"
                " there.",
                waiting,
            ).format(count=waiting)
        )
    return " ".join(parts) or _("Nothing waiting. Things you sign appear here.")


def outbox_chip(waiting: int, needs_you: int) -> str:
    """The chip on the Outbox card; empty where nothing waits."""
    if needs_you:
        return ngettext("{count} needs you", "{count} need you", needs_you).format(count=needs_you)
    return _("{count} waiting").format(count=waiting) if waiting else ""


def _chip(due: Due) -> tuple[str, ChipTone]:
    if due.days_left < 0:
        late = -due.days_left
        words = ngettext("{count} day overdue", "{count} days overdue", late)
        return words.format(count=late), "warn"
    if due.days_left == 0:
        return _("Today"), "info"
    return format_day(due.follow_up.due_on), "neutral"


def group_words(count: int, part: int) -> str:
    """A group as the list of drafts names it."""
    words = _("group of {count}").format(count=count)
    return _("{words}, part {part}").format(words=words, part=part) if part else words
