"""Between the key and the lock page nobody sees the desktop."""

from __future__ import annotations

import sys

import pytest

from tests.faults import lock_speed, screen

pytestmark = [
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="not run, because it looks at Xvfb's picture"
    ),
    pytest.mark.skipif(bool(screen.why_not()), reason=f"not run, because {screen.why_not()}"),
]


def test_a_bare_desktop_is_seen_as_one(tmp_path):
    with screen.Screen(tmp_path / "screen") as bare, screen.Frames(bare) as frames:
        while not frames.seen:
            pass
        assert bare.is_bare()
    assert frames.bare == frames.seen


def test_no_desktop_shows_between_the_page_and_the_lock_page(tmp_path):
    outcome = lock_speed.run(2, tmp_path)
    assert outcome.frames > 0
    assert outcome.bare == 0
    assert len(outcome.dead) == 2
