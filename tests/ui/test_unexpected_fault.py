"""A fault that nobody expected: it locks, and the log quotes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from estip_desktop.ui import app
from tests.ui.shell_world import make_shell
from tests.world import World


@pytest.fixture
def shell(qtbot, monkeypatch):
    made = make_shell(qtbot, World())
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back afterwards
    app.watch_for_faults(made)
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
