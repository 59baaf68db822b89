"""A fault that nobody expected: it locks, and the log quotes nothing."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from estip_desktop.ui.faults import FaultWatch
from tests.ui.shell_world import make_shell
from tests.world import World


@pytest.fixture
def shell(qtbot, monkeypatch):
    made = make_shell(qtbot, World())
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back afterwards
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    FaultWatch(made)
    made.first_painted.emit()
    return made


def happen(kind: type[BaseException] = RuntimeError) -> None:
    """What Python does with an exception that nobody catches."""

    def stumble() -> None:
        raise kind("Canarina sleeps badly")

    try:
        stumble()
    except kind as error:
        sys.excepthook(type(error), error, error.__traceback__)


@pytest.fixture
def exits(monkeypatch) -> list[int]:
    codes: list[int] = []
    keep: Callable[[int], None] = codes.append
    monkeypatch.setattr(QApplication, "exit", keep)
    return codes


def test_it_locks_and_the_log_quotes_nothing(shell, exits, caplog, capfd):
    happen()
    assert shell.context.replaced == ["fault"]
    assert exits == []
    assert "stumble:" in caplog.text
    written = capfd.readouterr()
    assert "Canarina" not in caplog.text + written.out + written.err


@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
def test_where_nothing_is_open_it_ends(shell, exits, kind):
    shell._services = None
    happen(kind)
    assert shell.context.replaced == []
    assert exits == [1]


def test_a_fault_in_a_thread_locks_too(qtbot, shell, caplog, capfd):
    def stumble() -> None:
        raise RuntimeError("Canarina sleeps badly")

    thread = threading.Thread(target=stumble)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: shell.context.replaced == ["fault"])
    written = capfd.readouterr()
    assert "Canarina" not in caplog.text + written.out + written.err


def test_what_python_can_only_tell_of_is_told_without_its_text(shell, caplog, capfd):
    class Stumbling:
        def __del__(self) -> None:
            raise RuntimeError("Canarina sleeps badly")

    Stumbling()
    written = capfd.readouterr()
    assert "RuntimeError at" in caplog.text
    assert "Canarina" not in caplog.text + written.out + written.err
