"""Pictures of the screen: every window is left out where that exists, and Settings is honest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from estip_desktop.ui import capture
from estip_desktop.ui.capture import CaptureGuard
from estip_desktop.ui.pages.settings.privacy_sections import PrivacySection


def test_every_window_is_left_out_dialogs_too(qtbot):
    asked: list[tuple[int, int]] = []
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitActive(window)
    owner = QObject()
    guard = CaptureGuard(owner, lambda handle, affinity: asked.append((handle, affinity)))
    assert (int(window.winId()), 0x11) in asked
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(lambda: (int(dialog.winId()), 0x11) in asked)
    dialog.close()
    assert guard.parent() is owner
    owner.deleteLater()


@pytest.mark.parametrize(("can", "words"), [(True, "is asked"), (False, "take pictures")])
def test_settings_say_what_is_done_and_what_is_not(qtbot, monkeypatch, can, words):
    monkeypatch.setattr(capture, "CAN_EXCLUDE", can)
    section = PrivacySection()
    qtbot.addWidget(section)
    assert words in section.screen_label.text()
    assert "30 seconds" in section.clipboard_label.text()
