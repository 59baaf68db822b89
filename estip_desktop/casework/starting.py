"""Before a session starts: what is told and asked, on the screen as on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from estip_desktop.casework.model import Consent
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.i18n import N_
from estip_desktop.kernel.ids import IncidentId, PersonId

NOTICE = "estip-privacy/2"
"""Id and version of the privacy notice that is read out; stored with every consent."""

TOLD = N_(
    "This is voluntary. You can stop at any time. If you agree, I keep a short note, locked on "
    "this laptop. I would only share it without asking if someone was in danger, a child was at "
    "risk or there was serious wrongdoing, and I would tell you first if I can. If someone is in "
    "danger, I note that even where we keep no other note."
)
"""Read out before the three choices."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the three separate choices.

    Args:
        question: For the translation.
        answers: Code and words of each, in order; for the translation.
    """

    question: str
    answers: tuple[tuple[str, str], ...]


TALK = Choice(
    N_("Do they want to talk?"),
    (("yes", N_("They agree to talk")), ("no", N_("Not now"))),
)
RECORD = Choice(
    N_("May you keep a short note?"),
    (("yes", N_("Yes, keep a short note")), ("no", N_("Talk only, keep no note"))),
)
SHARE = Choice(
    N_("May anything go to Occupational Health?"),
    (
        ("yes", N_("Yes, once they have seen it")),
        ("no", N_("No")),
        ("later", N_("Ask me later")),
    ),
)


@dataclass(frozen=True, slots=True)
class NewSession:
    """What the New session page asks."""

    protocol_id: str
    protocol_version: str
    incident_id: IncidentId
    consent: Consent
    person_id: PersonId | None = None
    """An existing record to go on with; otherwise a new one is made."""
    person_name: str = field(default="", repr=False)
    setting: str = ""
    label: str = ""
    timing_reason: str = field(default="", repr=False)
    from_paper: bool = False
    """It was held on paper and is typed in."""
    held_at: datetime | None = None
    """When it was held, of one from paper; ``None`` is now."""

    def started_at(self, now: datetime) -> datetime:
        """When the talk began: for one from paper, when it was held.

        Raises:
            InputRefusedError: ``held-in-future``.
        """
        if not self.from_paper or self.held_at is None:
            return now
        if self.held_at > now:
            raise InputRefusedError("held-in-future")
        return self.held_at
