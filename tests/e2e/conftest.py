"""What whole journeys need besides: widgets die on the thread they were made on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from estip_desktop.bootstrap import RealContext
from estip_desktop.tour.laptop import FOLLOW_UP_AT
from tests.e2e.journey import Journey
from tests.e2e.keyboard import QuickLaptop


@pytest.fixture(autouse=True)
def collect_afterwards() -> Iterator[None]:
    """The windows switch automatic collection off (see ``ui.rubbish``); other tests want it."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.fixture
def journey(qtbot: object, home: Path) -> Iterator[Journey]:
    """Somebody at a laptop with nothing on it."""
    laptop = QuickLaptop(home, (1366, 690), RealContext(home).preferences.load())
    laptop.clock.set_to(FOLLOW_UP_AT)
    found = Journey(laptop)
    yield found
    found.keys.settle()
    found.keys.shell.window.close()
    found.keys.shell.window.deleteLater()
