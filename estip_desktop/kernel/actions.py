"""What somebody undertakes: what, who, by when. Kept as one line of text in an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.i18n import _, format_date

_BETWEEN = "\t"
_PARTS = 3
WHAT_LIMIT, WHO_LIMIT = 160, 60


@dataclass(frozen=True, slots=True)
class Action:
    """One line.

    Args:
        what: What is to be done; at most 160 characters.
        who: Name or role; at most 60 characters; may be empty.
        due: By when, where that was said.
    """

    what: str = field(repr=False)
    who: str = field(default="", repr=False)
    due: date | None = None

    @classmethod
    def from_text(cls, text: str) -> Action:
        """Read what :meth:`to_text` wrote.

        Raises:
            InputRefusedError: It is not such a line, or says nothing.
        """
        parts = text.split(_BETWEEN)
        if len(parts) != _PARTS or not parts[0].strip():
            raise InputRefusedError("action-not-readable")
        what, who, day = (part.strip() for part in parts)
        if len(what) > WHAT_LIMIT or len(who) > WHO_LIMIT:
            raise InputRefusedError("action-too-long")
        try:
            return cls(what, who, date.fromisoformat(day) if day else None)
        except ValueError as error:
            raise InputRefusedError("action-not-readable") from error

    def to_text(self) -> str:
        """As it is kept."""
        plain = (" ".join(part.split()) for part in (self.what, self.who))
        return _BETWEEN.join((*plain, self.due.isoformat() if self.due else ""))

    def in_words(self) -> str:
        """As a person reads it."""
        day = format_date(self.due) if self.due else ""
        if self.who and day:
            return _("{what} ({who}, by {day})").format(what=self.what, who=self.who, day=day)
        if self.who or day:
            return f"{self.what} ({self.who or day})"
        return self.what
