"""What whole journeys need besides: widgets die on the thread they were made on."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def collect_afterwards() -> Iterator[None]:
    """The windows switch automatic collection off (see ``ui.rubbish``); other tests want it."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()
