"""What every test of the windows needs: an application that looks like the real one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

import estip_desktop.ui  # noqa: F401 - before PySide6: keeps None alive on Python 3.11
from estip_desktop.ui import theme


@pytest.fixture(autouse=True)
def calm_theme(qapp: QApplication) -> Iterator[None]:
    """Start each test in the light theme at 100 %."""
    if theme.current() != theme.Theme() or not qapp.styleSheet():
        theme.apply_theme(qapp, theme.Theme())
    yield
    if theme.current() != theme.Theme():
        theme.apply_theme(qapp, theme.Theme())


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a thread behind."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    assert not left, f"left-over threads: {left}"
