"""A bus of our own with somebody on it who answers as logind does.

``python -m tests.logind`` says what the lines on its standard input ask for (``sleep``, ``wake``,
``lock``, ``lock-other``, ``away``, ``locked``, ``idle``) and tells of the delay that somebody asked
of it (``delayed``, and ``released`` once nobody holds it any more).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.paths import CHECKOUT

BUS = "DBUS_SYSTEM_BUS_ADDRESS"
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*" eavesdrop="true"/>
  </policy>
</busconfig>
"""
OWN, OTHER = "/org/freedesktop/login1/session/_31", "/org/freedesktop/login1/session/_32"
_SLEEP = {"sleep": True, "wake": False}
_LOCK = {"lock": OWN, "lock-other": OTHER}
_CHANGES = {"away": ("Active", False), "locked": ("LockedHint", True), "idle": ("IdleHint", True)}


def why_not() -> str:
    """Why there can be no such bus here; empty if there can."""
    return "" if shutil.which("dbus-daemon") else "dbus-daemon is not installed"


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """A bus that ends with the block; its address."""
    folder.mkdir()
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(folder=folder), encoding="ascii")
    daemon = shutil.which("dbus-daemon")
    assert daemon is not None
    process = subprocess.Popen(
        [daemon, f"--config-file={config}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


class Logind:
    """The stand-in, in a process of its own.

    Args:
        address: Of the bus.
    """

    def __init__(self, address: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.logind"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=CHECKOUT,
            env={**os.environ, BUS: address},
        )
        assert self.heard() == "ready"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def says(self, what: str) -> None:
        """Have it tell the bus something."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()

    def heard(self) -> str:
        """The next thing it noticed; waits for it."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def main() -> int:
    """The stand-in."""
    from PySide6.QtCore import QCoreApplication, QSocketNotifier

    application = QCoreApplication([])
    stand_in = _stand_in()
    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)

    def read() -> None:
        for line in os.read(0, 4096).decode().splitlines():
            stand_in.obey(line)

    notifier.activated.connect(read)
    _tell("ready")
    return application.exec()


def _tell(what: str) -> None:
    os.write(1, f"{what}\n".encode())


def _stand_in() -> Any:  # noqa: C901 - one class that needs the window toolkit, imported late
    from PySide6.QtCore import QSocketNotifier
    from PySide6.QtDBus import (
        QDBusConnection,
        QDBusMessage,
        QDBusObjectPath,
        QDBusUnixFileDescriptor,
        QDBusVariant,
        QDBusVirtualObject,
    )

    from estip_desktop.ui.system_watch import MANAGER, MANAGER_PATH, PROPERTIES, SERVICE, SESSION

    bus = QDBusConnection.systemBus()
    properties: dict[str, object] = {"Id": "1", "Active": True, "LockedHint": False}

    class StandIn(QDBusVirtualObject):
        watched: QSocketNotifier

        def introspect(self, _path: str) -> str:
            return ""

        def handleMessage(self, message: QDBusMessage, _bus: QDBusConnection) -> bool:  # noqa: N802 - Qt's
            reply = message.createReply()
            reply.setArguments([self.answer(message.member(), message.arguments())])
            return bus.send(reply)

        def answer(self, member: str, arguments: list[object]) -> object:
            if member == "GetSession":
                return QDBusObjectPath(OWN)
            if member == "Get":
                return QDBusVariant(properties[str(arguments[1])])
            assert [member, arguments[0], arguments[3]] == ["Inhibit", "sleep", "delay"]
            reads, writes = os.pipe()
            handed = QDBusUnixFileDescriptor(writes)
            os.close(writes)
            self.watched = QSocketNotifier(reads, QSocketNotifier.Type.Read)
            self.watched.activated.connect(self.released)
            _tell("delayed")
            return handed

        def released(self) -> None:
            self.watched.setEnabled(False)
            _tell("released")

        def obey(self, what: str) -> None:
            if what in _SLEEP:
                self.signal(MANAGER_PATH, MANAGER, "PrepareForSleep", _SLEEP[what])
            elif what in _LOCK:
                self.signal(_LOCK[what], SESSION, "Lock")
            else:
                name, value = _CHANGES[what]
                properties[name] = value
                changed = (SESSION, {name: value}, ["IdleSinceHint"])
                self.signal(OWN, PROPERTIES, "PropertiesChanged", *changed)

        def signal(self, path: str, interface: str, name: str, *arguments: object) -> None:
            message = QDBusMessage.createSignal(path, interface, name)
            message.setArguments(list(arguments))
            bus.send(message)

    made = StandIn()
    below = QDBusConnection.VirtualObjectRegisterOption.SubPath
    assert bus.registerVirtualObject(MANAGER_PATH, made, below)
    assert bus.registerService(SERVICE)
    return made


if __name__ == "__main__":
    sys.exit(main())
