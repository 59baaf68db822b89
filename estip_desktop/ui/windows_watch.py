"""Windows says that it will sleep, that its screen is locked, or that somebody else takes over.

Written from the documentation of ``WM_POWERBROADCAST`` and ``WM_WTSSESSION_CHANGE`` and not tried
on Windows yet; only the reading of messages is tested.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject

from estip_desktop.ui.system_watch import AWAY, SLEEP, SystemWatch

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
PBT_APMSUSPEND = 0x0004
WTS_CONSOLE_DISCONNECT, WTS_REMOTE_CONNECT, WTS_SESSION_LOCK = 0x2, 0x3, 0x7
_LEAVING = frozenset({WTS_CONSOLE_DISCONNECT, WTS_REMOTE_CONNECT, WTS_SESSION_LOCK})


def reason_of(message: int, parameter: int) -> str:
    """Why a message to a window wants the records locked; empty if it does not."""
    if message == WM_POWERBROADCAST and parameter == PBT_APMSUSPEND:
        return SLEEP
    if message == WM_WTSSESSION_CHANGE and parameter in _LEAVING:
        return AWAY
    return ""


class WindowsWatch(SystemWatch):
    """Reads the messages that Windows sends to a window.

    Args:
        window: Registered for messages about the session.
        parent: Who owns the watch.
    """

    def __init__(self, window: QWindow | None, parent: QObject) -> None:
        super().__init__(parent)
        self._filter = _MessageFilter(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)
        if sys.platform == "win32" and window is not None:
            ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(int(window.winId()), 0)


class _MessageFilter(QAbstractNativeEventFilter):
    def __init__(self, watch: WindowsWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, address: int
    ) -> tuple[bool, int]:
        """Look on; every message goes where it was sent."""
        name = kind.data() if isinstance(kind, QByteArray) else kind
        if bytes(name) == b"windows_generic_MSG":
            message = wintypes.MSG.from_address(int(address))
            reason = reason_of(message.message, message.wParam)
            if reason:
                self._watch.lock_wanted.emit(reason)
        return False, 0
