"""Sheets to give away: listed, read, and put on paper."""

from __future__ import annotations

from typing import Any

import pytest

from estip_desktop.ui.pages.sheets.page import build
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


def test_every_sheet_is_listed_with_read_print_and_save(qtbot, world):
    page = show(qtbot, world)
    wanted = [each.id for each in published().give_aways()]
    assert list(page.read_buttons) == list(page.papers.print_buttons) == wanted
    assert list(page.papers.savings) == wanted
    assert page.focusWidget() is page.read_buttons["reactions"]
    page.read_buttons["sleep"].click()
    assert world.shell.opened[-1] == ("sheets", {"sheet": "sleep"})


def test_a_sheet_is_shown_whole_with_its_version(qtbot, world):
    page = show(qtbot, world, sheet="alcohol")
    (sheet,) = (each.sheet for each in published().give_aways() if each.id == "alcohol")
    said = {each.text() for kind in (Heading, Text) for each in page.findChildren(kind)}
    assert {block.words for block in sheet.blocks} <= said
    assert f"Version {published().sheet_version('alcohol')}" in said
    assert list(page.papers.print_buttons) == ["alcohol"]


def test_one_is_saved_on_a_disk(qtbot, world, tmp_path):
    page = show(qtbot, world, sheet="family")
    page.papers.savings["family"].chosen.emit(str(tmp_path))
    assert page.papers.savings["family"].line.words() == "Saved as family.pdf."
    assert (tmp_path / "family.pdf").read_bytes() == b"For the family"


def test_back_leads_to_the_list_and_then_to_what_help_interrupted(qtbot, world):
    interrupted = {"help_from": "guided", "session": "session-1"}
    page = show(qtbot, world, sheet="family", **interrupted)
    page.back_button.click()
    assert world.shell.opened[-1] == ("sheets", interrupted)
    page = show(qtbot, world, **interrupted)
    assert page.on_command("back")
    assert world.shell.opened[-1] == ("help", interrupted)
