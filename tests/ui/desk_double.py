"""A desk that only remembers, for what a window makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from estip_desktop.errors import EstipError
from estip_desktop.outbox import StoredObject
from estip_desktop.receiving import (
    Answers,
    Carried,
    Collected,
    InboxState,
    Looked,
    MadeReceipt,
    OpenedParcel,
)
from estip_desktop.vault.health import HealthState
from tests.builders import NOW
from tests.fakes import FakeClock, FakeNavigator, FakePageDrawer


class FakeDesk:
    """A store with what is to come, an inbox, and receipts that wait.

    Args:
        entries: The inbox.
        aside: What was set aside.
    """

    def __init__(self, *entries: Any, aside: Any = ()) -> None:
        self.entries = list(entries)
        self.aside = list(aside)
        self.to_come: list[Any] = []
        """What lies at the store: an entry, or a reason to refuse it."""
        self.failing: dict[str, Exception] = {}
        """By verb, what it raises."""
        self.calls: list[str] = []
        self.unchanged: list[list[str]] = []
        self.waiting: list[MadeReceipt] = []
        self.pinned: list[str] = []
        self.during: Callable[[str], None] | None = None
        """Called with every verb, such as to hang there."""

    def _call(self, verb: str) -> None:
        self.calls.append(verb)
        if self.during is not None:
            self.during(verb)
        if verb in self.failing:
            raise self.failing[verb]

    def list(self) -> Any:
        self._call("list")
        return list(self.entries)

    def quarantine(self) -> Any:
        return list(self.aside)

    def open(self, _entry_id: str) -> Any:
        self._call("open")
        return self.entries[0]

    def plan_look(self) -> Any:
        self._call("plan_look")
        return object()

    def find_new(self, _look: Any, unchanged: Any) -> Any:
        self._call("find_new")
        self.unchanged.append(sorted(unchanged))
        names = [f"in/{number:064x}.age" for number, _ in enumerate(self.to_come)]
        return [StoredObject(name, 4, "monday") for name in names if name not in unchanged]

    def look_at(self, found: Any, _look: Any) -> Any:
        self._call("look_at")
        coming = self.to_come[int(found.name[3:-4], 16)]
        refused = coming if isinstance(coming, str) else ""
        return Looked(found, found.name[3:-4], OpenedParcel(refused=refused, reference=found.name))

    def record(self, looked: Any) -> Any:
        self._call("record")
        number = int(looked.sha256, 16)
        if looked.opened.refused:
            return Collected(quarantined=1, refused=(looked.opened.refused,))
        self.entries.append(self.to_come[number])
        self.waiting.append(MadeReceipt(len(self.entries), "rc", looked.sha256, b"jws"))
        return Collected(new=1)

    def plan_carrying(self) -> Any:
        self._call("plan_carrying")
        return Answers("memory:", tuple(self.waiting)) if self.waiting else None

    def carry(self, answers: Any) -> Any:
        try:
            self._call("carry")
        except EstipError as error:
            return Carried(error=error)
        return Carried(answers.receipts)

    def record_carried(self, carried: Any) -> Any:
        self._call("record_carried")
        self.waiting = [each for each in self.waiting if each not in carried.kept]
        return Collected(receipts=len(carried.kept))

    def _become(self, verb: str, carry: bool, **changes: Any) -> Any:
        assert not carry, "a window never waits for a store"
        self._call(verb)
        self.entries[0] = replace(self.entries[0], **changes)
        self.waiting.append(MadeReceipt(99, "rc", "ab", verb.encode()))
        return self.entries[0]

    def accept(self, _entry_id: str, by: str, *, carry: bool = True) -> Any:
        return self._become("accept", carry, state=InboxState.ACCEPTED, assignee=by)

    def booked(self, _entry_id: str, *, carry: bool = True) -> Any:
        return self._become("booked", carry, state=InboxState.BOOKED)

    def return_(self, _entry_id: str, reason: str, *, carry: bool = True) -> Any:
        return self._become("return_", carry, state=InboxState.RETURNED, reason=reason)

    def pin_sender(self, _entry_id: str, *, by: str) -> None:
        self.pinned.append(by)
        self.entries[0] = replace(self.entries[0], sender_known=True)


def a_desk_shell(desk: Any, tasks: Any = None) -> FakeNavigator:
    """A window on this desk that only remembers."""
    services = SimpleNamespace(
        desk=desk,
        new_drawer=FakePageDrawer,
        ready_drawer=lambda: None,
        clock=FakeClock(NOW),
        health=SimpleNamespace(state=HealthState()),
    )
    return FakeNavigator(services=services, tasks=tasks)
