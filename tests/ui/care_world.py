"""A follow-up contact on day 30 with the published questionnaires, in memory."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QWidget

from estip_desktop.adapters.content import Content
from estip_desktop.guidance import Asked, Concerns, Groups, Guide, Questionnaires
from estip_desktop.kernel.ids import SessionId
from estip_desktop.stepped_care import Level
from estip_desktop.ui.main_window import MainWindow
from tests.builders import INCIDENT_ENDED, a_consent, a_person, a_session, an_incident
from tests.fakes import CountingIds, FakeClock, FakeNavigator, MemoryVault

CONTENT = Content()
SESSION = SessionId("session-1")


class CareWorld:
    """One session of the MR protocol.

    Args:
        day: Calendar days from the incident's end.
        tasks: Immediate unless another is handed over.
        keeps_record: Whether they agreed to a record.
    """

    def __init__(self, day: int = 30, tasks: Any = None, *, keeps_record: bool = True) -> None:
        self.vault = MemoryVault()
        self.clock = FakeClock(INCIDENT_ENDED + timedelta(days=day))
        ids = CountingIds()
        flags = CONTENT.pathways().flags.items()
        red = [code for code, flag in flags if flag.level is Level.RED]
        concerns = Concerns(self.vault, self.clock, ids, red)
        self.guide = Guide(self.vault, CONTENT, concerns, self.clock, ids, red)
        self.questionnaires = Questionnaires(self.vault, CONTENT, concerns, self.clock, ids, red)
        now = self.clock.now()
        with self.vault() as unit:
            unit.people.save(a_person())
            unit.incidents.save(an_incident())
            unit.sessions.save(
                a_session(
                    protocol_id="MR",
                    protocol_version=CONTENT.protocol("MR").version,
                    started_at=now,
                    touched_at=now,
                    consent=a_consent(record=keeps_record),
                )
            )
            unit.commit()
        self.services = SimpleNamespace(
            guide=self.guide,
            questionnaires=self.questionnaires,
            concerns=concerns,
            groups=Groups(self.vault, CONTENT, self.clock, ids),
            clock=self.clock,
            content=CONTENT,
        )
        self.shell = FakeNavigator(services=self.services, tasks=tasks)

    def begin(self, instrument_id: str = "phq-9", points: str = "") -> Asked:
        """Start a questionnaire and answer its first items with these points; ``-`` skips."""
        asked = self.questionnaires.start(SESSION, instrument_id, "read-aloud")
        for item, point in zip(asked.instrument.listed, points, strict=False):
            if point == "-":
                self.questionnaires.skip(asked.screening.id, item.link_id)
            else:
                code = item.code_for(int(point))
                self.questionnaires.answer(asked.screening.id, item.link_id, code)
        return self.questionnaires.open(asked.screening.id)


def shown(qtbot: Any, page: QWidget) -> Any:
    """The page in a window that is on show."""
    window = MainWindow()
    # Held until the test is over, which qtbot does not: a window that is collected while something
    # on it is painted takes the interpreter along.
    vars(qtbot).setdefault("held", []).append((window, page))
    qtbot.addWidget(window)
    window.resize(1366, 690)
    first = page.first_focus() if hasattr(page, "first_focus") else None
    window.show_page(page, first)
    window.show()
    qtbot.waitExposed(window)
    return window
