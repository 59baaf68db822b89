"""What the system tells of itself: it will sleep, its screen is locked, somebody else takes over.

Linux tells through logind on the system bus, Windows through messages to a window. Imported once
something is unlocked: a locked window has nothing to lock.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusUnixFileDescriptor,
    QDBusVariant,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

SERVICE = "org.freedesktop.login1"
MANAGER_PATH = "/org/freedesktop/login1"
MANAGER = f"{SERVICE}.Manager"
SESSION = f"{SERVICE}.Session"
PROPERTIES = "org.freedesktop.DBus.Properties"
OWN_SESSION_PATH = f"{MANAGER_PATH}/session/auto"
SLEEP, AWAY = "sleep", "session"


class SystemWatch(QObject):
    """Tells when the system itself gives a reason to lock.

    Signals:
        lock_wanted: ``sleep``, or ``session`` (locked, or left to somebody else).
        is_ready: Everything that can be watched here is watched.
    """

    lock_wanted = Signal(str)
    is_ready = Signal()


def watch_for(window: QWindow | None, parent: QObject) -> SystemWatch:
    """The watch of this system, at work."""
    if sys.platform == "win32":
        from estip_desktop.ui.windows_watch import WindowsWatch  # noqa: PLC0415 - Windows only

        return WindowsWatch(window, parent)
    return LogindWatch(QDBusConnection.systemBus(), parent)


class LogindWatch(SystemWatch):
    """Listens to logind, and has the laptop wait with its sleep until the lock page is there.

    The laptop waits for as long as a descriptor that logind handed out is open. It lies in the
    process that locking ends, so nothing has to be given back. Where there is no logind, nothing
    happens: idle time and keys lock all the same.

    Args:
        bus: The system bus.
        parent: Who owns the watch.
    """

    def __init__(self, bus: QDBusConnection, parent: QObject) -> None:
        super().__init__(parent)
        self._bus = bus
        self._session = ""
        self._was: dict[str, bool] = {}
        self._answers: list[Callable[[object], None]] = []
        self._delay: QDBusUnixFileDescriptor | None = None
        if bus.isConnected():
            self._begin()

    @property
    def has_delay(self) -> bool:
        """Whether the laptop waits for us before it sleeps."""
        return self._delay is not None

    def _begin(self) -> None:
        self._listen(MANAGER_PATH, MANAGER, "PrepareForSleep", "_on_prepare_for_sleep(bool)")
        # Its path is not known yet: sessions are told apart when something is heard.
        self._listen("", SESSION, "Lock", "_on_lock(QDBusMessage)")
        self._listen("", PROPERTIES, "PropertiesChanged", "_on_changed(QDBusMessage)")
        why = ["sleep", "ESTIP Desktop", "The records are locked first", "delay"]
        self._ask(MANAGER_PATH, MANAGER, "Inhibit", why, self._take_delay)
        self._ask(OWN_SESSION_PATH, PROPERTIES, "Get", [SESSION, "Id"], self._take_id)

    def _listen(self, path: str, interface: str, name: str, slot: str) -> None:
        self._bus.connect(SERVICE, path, interface, name, self, cast("bytes", SLOT(slot)))

    def _ask(
        self,
        path: str,
        interface: str,
        member: str,
        arguments: list[str],
        then: Callable[[object], None],
    ) -> None:
        """Ask logind; it answers in the order in which it was asked, with one value each."""
        call = QDBusMessage.createMethodCall(SERVICE, path, interface, member)
        call.setArguments(arguments)
        self._answers.append(then)
        answer = cast("bytes", SLOT("_on_answer(QDBusMessage)"))
        self._bus.callWithCallback(call, self, answer, cast("bytes", SLOT("_on_refusal()")))

    @Slot("QDBusMessage")
    def _on_answer(self, message: QDBusMessage) -> None:
        values = message.arguments()
        then = self._answers.pop(0)
        if values:
            value = values[0]
            then(value.variant() if isinstance(value, QDBusVariant) else value)

    @Slot()
    def _on_refusal(self) -> None:
        self._answers.pop(0)

    def _take_delay(self, value: object) -> None:
        if isinstance(value, QDBusUnixFileDescriptor):
            self._delay = value

    def _take_id(self, value: object) -> None:
        self._ask(MANAGER_PATH, MANAGER, "GetSession", [str(value)], self._take_path)

    def _take_path(self, value: object) -> None:
        if isinstance(value, QDBusObjectPath):
            self._session = value.path()
        self._look()

    def _look(self) -> None:
        for name in ("Active", "LockedHint"):
            self._ask(
                self._session or OWN_SESSION_PATH,
                PROPERTIES,
                "Get",
                [SESSION, name],
                lambda value, name=name: self._take(name, is_true=bool(value)),  # type: ignore[misc]  # the name is bound here
            )

    def _take(self, name: str, *, is_true: bool) -> None:
        before = self._was.get(name)
        self._was[name] = is_true
        if before is None:
            if len(self._was) > 1:
                self.is_ready.emit()
        elif before != is_true and is_true == (name == "LockedHint"):
            self.lock_wanted.emit(AWAY)

    def _is_other(self, path: str) -> bool:
        """Whether this is somebody else's session."""
        return bool(self._session) and path != self._session

    @Slot(bool)
    def _on_prepare_for_sleep(self, begins: bool) -> None:
        if begins:
            self.lock_wanted.emit(SLEEP)

    @Slot("QDBusMessage")
    def _on_lock(self, message: QDBusMessage) -> None:
        if not self._is_other(message.path()):
            self.lock_wanted.emit(AWAY)

    @Slot("QDBusMessage")
    def _on_changed(self, message: QDBusMessage) -> None:
        # What changed arrives as a map, which PySide6 6.12 cannot read: ask for it.
        if message.arguments()[:1] == [SESSION] and not self._is_other(message.path()):
            self._look()
