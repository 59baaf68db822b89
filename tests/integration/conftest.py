"""Workers that are started once: importing their libraries takes a second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.kernel.clock import SetClock
from estip_desktop.vault import VaultKind
from tests import builders
from tests.referral_support import Side, a_side


@pytest.fixture(scope="session")
def workers() -> Iterator[DocumentWorkers]:
    made = DocumentWorkers()
    yield made
    made.close()


@dataclass
class World:
    """A supporter's laptop and a desk that share a store and a clock."""

    supporter: Side
    desk: Side
    store: Path
    clock: SetClock


@pytest.fixture
def world(tmp_path: Path, workers: DocumentWorkers) -> Iterator[World]:
    clock = SetClock(builders.NOW)
    store = tmp_path / "store"
    parts = [
        a_side(tmp_path / who, kind, workers, clock, name=name, store=store)
        for who, kind, name in (
            ("van", VaultKind.SUPPORTER, "Priya Made-Up"),
            ("oh", VaultKind.DESK, "Northdale OH"),
        )
    ]
    supporter, desk = parts
    supporter.desks.add(desk.identity.card())
    yield World(supporter, desk, store, clock)
    for part in parts:
        part.close()
