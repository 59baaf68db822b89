"""Cycles may hold widgets, so no other thread than the window's takes them apart."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from estip_desktop.ui.rubbish import RubbishCollector, collect_on_this_thread


class _Cycle:
    def __init__(self, ended_on: list[int]) -> None:
        self._itself = self
        self._ended_on = ended_on

    def __del__(self) -> None:
        self._ended_on.append(threading.get_ident())


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QObject]:
    stands_for = QObject()
    yield stands_for
    gc.enable()


def _allocate(kept: list[list[int]]) -> None:
    kept.extend([number] for number in range(20_000))


def test_another_thread_that_allocates_takes_nothing_apart(application: QObject) -> None:
    collect_on_this_thread(application)
    gc.collect()
    ended_on: list[int] = []
    _Cycle(ended_on)
    kept: list[list[int]] = []
    worker = threading.Thread(target=_allocate, args=(kept,))
    worker.start()
    worker.join()
    assert ended_on == []
    collector = application.findChild(RubbishCollector)
    assert isinstance(collector, RubbishCollector)
    collector.collect_due()
    assert ended_on == [threading.get_ident()]


def test_there_is_one_collector(application: QObject) -> None:
    collect_on_this_thread(application)
    collect_on_this_thread(application)
    assert len(application.findChildren(RubbishCollector)) == 1
