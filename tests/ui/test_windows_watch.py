"""Messages of Windows: read as documented, from memory laid out as it does."""

from __future__ import annotations

import ctypes
from ctypes import wintypes

import pytest
from PySide6.QtCore import QObject

from estip_desktop.ui.windows_watch import WindowsWatch, reason_of


@pytest.mark.parametrize(
    ("message", "parameter", "reason"),
    [
        (0x0218, 0x4, "sleep"),
        (0x0218, 0x7, ""),  # awake again
        (0x0218, 0xA, ""),  # the battery says something
        (0x02B1, 0x7, "session"),
        (0x02B1, 0x2, "session"),
        (0x02B1, 0x3, "session"),
        (0x02B1, 0x8, ""),  # unlocked
        (0x0100, 0x7, ""),  # a key
    ],
)
def test_messages_that_want_a_lock(message, parameter, reason):
    assert reason_of(message, parameter) == reason


def test_a_message_is_read_and_goes_where_it_was_sent(qtbot):
    parent = QObject()
    watch = WindowsWatch(None, parent)
    message = wintypes.MSG(message=0x02B1, wParam=0x7)
    with qtbot.waitSignal(watch.lock_wanted) as said:
        address = ctypes.addressof(message)
        assert watch._filter.nativeEventFilter(b"windows_generic_MSG", address) == (False, 0)
    assert said.args == ["session"]
    with qtbot.assertNotEmitted(watch.lock_wanted):
        watch._filter.nativeEventFilter(b"xcb_generic_event_t", 0)
    parent.deleteLater()
