"""Sending and collecting go on while records are open, on any page, and end with the lock."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from estip_desktop.errors import NotAvailableError
from estip_desktop.ui.collecting import collector_for
from estip_desktop.ui.pages import PAGES
from estip_desktop.ui.sending import sender_for
from tests.fakes import FakeNavigator
from tests.ui.desk_double import FakeDesk
from tests.ui.parcel_builders import an_entry
from tests.ui.shell_world import make_shell
from tests.world import World


class FakeOutbox:
    """Nothing to send; counts how often somebody looked."""

    def __init__(self) -> None:
        self.rounds = 0
        self.error: Exception | None = None

    def sweep(self) -> int:
        return 0

    def list(self) -> Any:
        self.rounds += 1
        if self.error is not None:
            raise self.error
        return []

    def plan_sending(self, **_given: Any) -> None:
        return None

    def plan_polling(self, **_given: Any) -> Any:
        return []


def build(_shell: Any, _arguments: Any) -> QWidget:
    """A page that needs nothing."""
    return QWidget()


@pytest.fixture(params=["supporter", "desk"])
def shell(request, qtbot, monkeypatch):
    for page in ("settings", "unlock", "people"):
        monkeypatch.setitem(PAGES, page, __name__)
    monkeypatch.setattr("estip_desktop.ui.daily_backup.start", lambda _shell: None)
    world = World()
    world.services.health = SimpleNamespace()  # nothing is checked within seconds of unlocking
    world.services.outbox = FakeOutbox()
    world.services.referrals = SimpleNamespace(seal_waiting=list)
    world.services.desk = FakeDesk() if request.param == "desk" else None
    made = make_shell(qtbot, world)
    made._is_unsettled = True
    made.open("settings")
    made._settle()
    return made


def looked(shell: Any) -> int:
    """How many rounds there were."""
    desk = shell.services.desk
    return shell.services.outbox.rounds if desk is None else desk.calls.count("find_new")


def test_on_any_page_they_go_on(qtbot, shell):
    shell.open("people")
    before = looked(shell)
    shell._rounds.setInterval(1)
    qtbot.waitUntil(lambda: looked(shell) > before + 2)


def test_locking_stops_them(shell):
    services, rounds = shell.services, shell._rounds
    assert rounds.isActive()
    shell.lock()
    assert shell.context.replaced == ["manual"]
    assert not rounds.isActive()
    assert services is not None


def test_closing_stops_them(shell):
    rounds = shell._rounds
    shell.window.close()
    assert not rounds.isActive()


def test_a_supporters_parcels_are_sent_at_once(shell):
    if shell.services.desk is None:
        assert looked(shell) == 1


def test_what_a_desk_is_sent_arrives_while_another_page_is_on_show(shell):
    desk = shell.services.desk
    if desk is None:
        return
    desk.to_come = [an_entry()]
    shell._rounds.timeout.emit()
    assert len(desk.entries) == 1
    assert collector_for(shell).state.rounds == 1


def test_a_failure_of_sending_is_said_once_and_again_when_somebody_asks():
    outbox = FakeOutbox()
    referrals = SimpleNamespace(seal_waiting=list)
    shell = FakeNavigator(services=SimpleNamespace(outbox=outbox, referrals=referrals))
    sender = sender_for(shell)
    outbox.error = NotAvailableError("gone")
    for _ in range(3):
        sender.start()
    assert len(shell.errors) == 1
    sender.start(now_please=True)
    assert len(shell.errors) == 2
    outbox.error = None
    sender.start()
    outbox.error = NotAvailableError("gone")
    sender.start()
    assert len(shell.errors) == 3
