"""A contact that may be the last of its case, with what was found before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from estip_desktop.casework import Answer, ScreeningNote, SessionState
from estip_desktop.kernel.ids import FlagId, IncidentId, PersonId, ScreeningId, SessionId
from estip_desktop.stepped_care import AgainstClosing
from tests.builders import (
    INCIDENT_ENDED,
    a_consent,
    a_flag,
    a_person,
    a_session,
    an_incident,
)
from tests.world import World

PERSON, INCIDENT = PersonId("person-1"), IncidentId("incident-1")
CALM: dict[str, Any] = {
    "C3.explained": True,
    "C3.understood": True,
    "C4.consent": True,
    "C7.start": 2,
    "C8.safety": "no",
    "C12.evidence": "no",
    "C7.end": 2,
}


class Contact:
    """A contact of somebody, with the published protocol and questionnaires.

    Args:
        day: Of the case.
        before: Day of the calm contact before it, or ``None`` where there was none.
    """

    def __init__(self, day: int = 91, before: int | None = 28) -> None:
        self.world = world = World()
        world.clock.set_to(INCIDENT_ENDED + timedelta(days=day))
        now = world.clock.now()
        world.keep("people", a_person())
        world.keep("incidents", an_incident())
        if before is not None:
            self.hold(before)
        session = a_session(
            protocol_id="MR", protocol_version="1.2.0", started_at=now, touched_at=now,
            consent=a_consent(record=True),
        )  # fmt: skip
        world.keep("sessions", session)
        self.id = session.id

    def hold(self, day: int, protocol: str = "MR", hour: int = 0, **answers: Any) -> SessionId:
        """A contact that was finished before, calm where ``answers`` do not say otherwise."""
        world, at = self.world, INCIDENT_ENDED + timedelta(days=day, hours=hour - 1)
        held = SessionId(f"session-day-{day}-{hour}")
        version = "1.2.0" if protocol == "MR" else "1.0.0"
        session = a_session(
            id=held, protocol_id=protocol, protocol_version=version,
            started_at=at, touched_at=at, state=SessionState.FINISHED,
            consent=a_consent(record=True),
        )  # fmt: skip
        world.keep("sessions", session)
        for page, value in (CALM | _pages(answers)).items():
            world.keep("answers", Answer(held, page, value, at))
        return held

    def note(self, code: str, at: datetime | None = None, **more: Any) -> FlagId:
        """A flag that an earlier contact, or nobody in particular, raised."""
        raised = at or INCIDENT_ENDED + timedelta(days=3)
        number = len(self.world.tables.flags)
        given = {"session_id": None, "source": "hand", "raised_at": raised, **more}
        flag = a_flag(id=f"flag-{number}", code=code, **given)
        self.world.keep("flags", flag)
        return flag.id

    def screen(
        self, instrument_id: str, points: Sequence[int | None], of: SessionId | None = None
    ) -> None:
        use = self.world.questionnaires
        how = ScreeningNote(ScreeningId(""), authorised_by="OH", authorised_why="Asked for it")
        asked = use.start(of or self.id, instrument_id, "read-aloud", how)
        for item, point in zip(asked.instrument.listed, points, strict=True):
            if point is not None:
                use.answer(asked.screening.id, item.link_id, item.code_for(point))
        use.finish(asked.screening.id)

    def against(self, **more: Any) -> tuple[AgainstClosing, ...]:
        self.world.answer(self.id, CALM | _pages(more))
        return self.world.care.closings.against(self.id)

    def kinds(self, **more: Any) -> list[str]:
        return [each.kind.value for each in self.against(**more)]


def _pages(named: dict[str, Any]) -> dict[str, Any]:
    return {key.replace("_", "."): value for key, value in named.items()}
