"""A real question page on a real vault, opened again and again."""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer

from estip_desktop.bench.synthetic import PASSPHRASE
from estip_desktop.casework import Consent, NewSession, Share, YesNoUnknown
from estip_desktop.kernel.progress import Progress
from estip_desktop.ui import app
from estip_desktop.ui.shell import Shell
from estip_desktop.vault import VaultKind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from estip_desktop.bench.child import MeasuredContext
    from estip_desktop.services import Services

INSTRUMENT, DAY = "phq-9", 28
_LOOK_MS = 5


class PaintedQuestion(QObject):
    """Ends a loop after the first paint of the page that shows the item's answers."""

    def __init__(self, page: QWidget, loop: QEventLoop) -> None:
        super().__init__(page)
        self._loop = loop
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
        """Look on."""
        if event.type() == QEvent.Type.Paint and getattr(watched, "choice_group", None) is not None:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._loop.quit)
        return False


def serve(context: MeasuredContext) -> None:
    """Open the page once for every line of input and print what it cost."""
    context.vaults.create("Bench", VaultKind.SUPPORTER, PASSPHRASE)
    app.make_application()
    shell = app.open_shell(context)
    vault = context.vaults.unlock(context.vaults.list()[0].id, PASSPHRASE, Progress())
    shell.unlocked(vault)
    screening = _screening(shell.services)
    _settle(shell, "today")
    for _line in sys.stdin:
        sys.stdout.write(json.dumps(_open(shell, screening)) + "\n")
        sys.stdout.flush()
        shell.open("today")
        _settle(shell, "today")
    shell.window.close()


def _open(shell: Shell, screening: str) -> dict[str, float]:
    loop = QEventLoop()
    cpu, wall = time.process_time(), time.perf_counter()
    shell.open("question", screening=screening)
    page = shell.window.page
    if page is None:
        raise RuntimeError("no page")
    PaintedQuestion(page, loop)
    loop.exec()
    return {
        "cpu": (time.process_time() - cpu) * 1000,
        "wall": (time.perf_counter() - wall) * 1000,
    }


def _settle(shell: Shell, page: str) -> None:
    """Let the event loop run until a page is there and nothing is under way."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(_LOOK_MS)
    timer.timeout.connect(
        lambda: loop.quit() if shell.current_page == page and not shell.tasks.is_busy else None
    )
    timer.start()
    loop.exec()


def _screening(services: Services) -> str:
    """A PHQ-9 on day 28, begun and not answered."""
    now = services.clock.now()
    incident = services.casework.add_incident(
        "Bench Lane", "Northdale", now - timedelta(days=DAY), YesNoUnknown.NO
    )
    session = services.casework.start(
        NewSession(
            protocol_id="MR",
            protocol_version=services.content.protocol("MR").version,
            incident_id=incident.id,
            consent=Consent(talk=True, record=True, share=Share.YES, notice="bench", at=now),
            person_name="Sam Example",
        )
    )
    return services.questionnaires.start(session.id, INSTRUMENT, "read-aloud").screening.id
