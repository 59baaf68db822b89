"""Help and services: by nation, with who may use what and when it was checked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from estip_desktop.ui.pages.directory.page import build
from estip_desktop.ui.widgets.labels import Heading, Text
from tests.ui.care_world import shown
from tests.world import World, published


@pytest.fixture
def world():
    made = World()
    made.services.desk = None
    return made


def show(qtbot, world, **arguments):
    page: Any = build(world.shell, arguments)
    shown(qtbot, page)
    return page


def words(page):
    labels = (each for kind in (Heading, Text) for each in page.findChildren(kind))
    return [each.text() for each in labels if each.isVisible()]


def test_each_service_says_who_may_use_it_and_when_it_was_checked(qtbot, world):
    page = show(qtbot, world)
    said = words(page)
    for title in ("Now", "Somebody to talk to", "Inside the force", "Outside the force"):
        assert title in said
    assert "0300 131 2789" in said
    assert "Text SHOUT to 85258" in said
    assert any("They refer themselves" in each for each in said)
    assert any("Checked on Mon 23 Nov 2026." in each for each in said)
    assert any("not confirmed" in each for each in said)
    assert not page.old_callout.isVisible()


def test_another_nation_has_others(qtbot, world):
    page = show(qtbot, world)
    page.nation_chips.set_chosen(["scotland"])
    page.nation_chips.changed.emit(["scotland"])
    qtbot.waitUntil(lambda: "NHS 24, mental health hub" in words(page))
    assert "0300 131 2789" not in words(page)
    page.nation_chips.changed.emit([])
    assert page.nation_chips.chosen_codes() == ["scotland"]


def test_what_was_checked_long_ago_is_marked(qtbot, world):
    later = date(2027, 8, 1)
    world.services.signposting._services = lambda nation: (
        nation or "wales",
        published().directory(nation or "wales", later),
    )
    page = show(qtbot, world)
    assert page.old_callout.isVisible()
    assert any("long ago, so ring it once" in each for each in words(page))


def test_back_leads_to_help_and_what_it_interrupted(qtbot, world):
    interrupted = {"help_from": "guided", "session": "session-1"}
    page = show(qtbot, world, **interrupted)
    page.back_button.click()
    assert page.on_command("back")
    assert world.shell.opened == [("help", interrupted), ("help", interrupted)]
