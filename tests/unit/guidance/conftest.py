"""A session under way."""

from __future__ import annotations

import pytest

from estip_desktop.casework import SupportSession
from tests.builders import a_new_session
from tests.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def session(world: World) -> SupportSession:
    return world.casework.start(a_new_session())


@pytest.fixture
def talk_only(world: World) -> str:
    return world.guide.start_talk_only(a_new_session())
