"""What the New session page is filled with, and what stands on it when Start is pressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from estip_desktop.ui.starting.typed import moment_of


@dataclass(frozen=True, slots=True)
class Held:
    """Whether it is typed in from paper, and when the talk was held.

    Args:
        from_paper: The chip is on; otherwise nothing else counts.
        day: As far as it can be read.
        day_text: As it was typed; with ``time_text`` empty it is held now.
        time_text: Such as ``19:02``.
    """

    from_paper: bool = False
    day: date | None = None
    day_text: str = ""
    time_text: str = ""

    @property
    def at(self) -> datetime | None:
        """The moment, or ``None``: now, or not to be read (then :meth:`missing` says so)."""
        return moment_of(self.day, self.time_text) if self.from_paper else None

    def missing(self, now: datetime, ended_at: datetime | None) -> str:
        """The name of what cannot stay; empty where nothing is wrong."""
        if not self.from_paper or not (self.day_text.strip() or self.time_text.strip()):
            return ""
        if self.day is None:
            return "held-day"
        if self.at is None:
            return "held-time"
        if self.at > now:
            return "held-future"
        return "held-before" if ended_at is not None and self.at < min(ended_at, now) else ""


@dataclass(frozen=True, slots=True)
class Form:
    """What stands on the page when Start is pressed.

    Args:
        incident_id: The one chosen, or empty.
        reason: Why the session is held outside its usual time.
        agreed_by: Who at Occupational Health agreed to that, where only they may.
        talk: ``yes``, ``no`` or empty.
        record: ``yes``, ``no`` or empty.
        share: ``yes``, ``no``, ``later`` or empty.
        held: When it was held, of one that is typed in from paper.
    """

    incident_id: str = ""
    name: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    agreed_by: str = field(default="", repr=False)
    talk: str = ""
    record: str = ""
    share: str = ""
    held: Held = Held()


@dataclass(frozen=True, slots=True)
class Seen:
    """A person already seen for the incident."""

    person_id: str
    words: str


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One form of a protocol: its id, and its words."""

    protocol_id: str
    words: str
