"""Help: sheets that work without a network, and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from estip_desktop.kernel.help_text import Block, BlockKind, HelpSheet
from estip_desktop.ui.commands import COMMANDS
from estip_desktop.ui.pages.help.page import HelpPage, build
from estip_desktop.ui.pages.settings.presenter import SettingsPresenter
from estip_desktop.ui.pages.today.presenter import TodayPresenter
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.places import places
from tests.builders import a_new_session
from tests.ui.shell_world import make_shell
from tests.world import World


@pytest.fixture
def world():
    made = World()
    made.services.desk = None
    return made


def show(qtbot, world, **arguments):
    page = build(world.shell, arguments)
    qtbot.addWidget(page)
    return page


def words(page):
    return [label.text() for label in page.findChildren(Text)]


def test_the_sheets_are_listed_with_what_they_are_about(qtbot, world):
    page = show(qtbot, world)
    wanted = [
        "purpose", "security", "keys", "backups", "limits", "changes", "keyboard", "hazards",
    ]  # fmt: skip
    assert list(page.sheet_buttons) == wanted
    assert "What the app cannot do" in words(page)
    assert not page.back_button.isVisibleTo(page)
    page.sheet_buttons["limits"].click()
    assert world.shell.opened[-1] == ("help", {"help_sheet": "limits"})


def test_a_sheet_is_shown_and_leads_back_to_the_list(qtbot, world):
    page = show(qtbot, world, help_sheet="limits")
    assert any("harmful program" in text for text in words(page))
    assert page.first_focus() is page.list_button
    page.list_button.click()
    assert world.shell.opened[-1] == ("help", {})


def test_sheets_and_services_are_one_press_away_and_keep_the_way_back(qtbot, world):
    page = show(qtbot, world, help_from="guided", session="session-1")
    back = {"help_from": "guided", "session": "session-1"}
    page.sheets_button.click()
    assert world.shell.opened[-1] == ("sheets", back)
    page.services_button.click()
    assert world.shell.opened[-1] == ("directory", back)


def test_the_keyboard_sheet_names_every_key(qtbot, world):
    shown = "\n".join(words(show(qtbot, world, help_sheet="keyboard")))
    for command in COMMANDS:
        assert command.keys[0] in shown
        assert command.words in shown


def test_a_sheet_that_is_not_there_shows_the_list(qtbot, world):
    assert show(qtbot, world, help_sheet="gone").sheet_buttons


def test_nothing_in_a_sheet_is_obeyed(qtbot):
    page = HelpPage()
    qtbot.addWidget(page)
    markup = '<img src="file:///x"> [x](y) **z**'
    page.show_sheet(HelpSheet("x", "X", (Block(BlockKind.PARAGRAPH, markup),)))
    assert markup in words(page)


def test_help_from_the_middle_of_something_leads_back_to_it(qtbot, world):
    page = show(qtbot, world, help_from="guided", session="s-1", page="DI9.note")
    assert page.back_button.isVisibleTo(page)
    page.sheet_buttons["keys"].click()
    _name, arguments = world.shell.opened[-1]
    assert arguments["help_from"] == "guided"
    sheet = show(qtbot, world, **arguments)
    assert sheet.on_command("back")
    assert world.shell.opened[-1][1]["help_from"] == "guided"
    page.back_button.click()
    assert world.shell.opened[-1] == ("guided", {"session": "s-1", "page": "DI9.note"})


def test_f1_opens_help_in_a_conversation_and_the_place_is_kept(qtbot, world):
    shell = make_shell(qtbot, world)
    session = world.casework.start(a_new_session())
    shell.open("guided", session=session.id)
    shell.window.trigger("help")
    assert shell.current_page == "help"
    assert shell.current_arguments == {"help_from": "guided", "session": session.id}
    shell.window.trigger("back")
    assert shell.current_page == "guided"


def test_urgent_numbers_are_one_press_away(qtbot, world):
    page = show(qtbot, world)
    page.numbers_button.click()
    assert world.shell.opened[-1][0] == "urgent"


@pytest.mark.parametrize("presenter", [TodayPresenter, SettingsPresenter])
def test_pages_that_look_at_the_place_first_know_every_one(presenter):
    for place in places():
        shell = World().shell
        nobody: Any = None
        presenter(nobody, shell).navigate(place.id)
        assert shell.opened == [(place.id, {})]


def test_the_hazard_log_can_be_read_here(qtbot, world):
    page = show(qtbot, world, help_sheet="hazards")
    said = words(page)
    assert any(text.startswith("H02 ·") for text in said)
    assert any("Severity 5 of 5" in text for text in said)


def test_paper_for_a_day_without_power_is_one_press_away(qtbot, world):
    page = show(qtbot, world)
    page.paper_button.click()
    assert world.shell.opened[-1] == ("blanks", {})


def test_what_went_wrong_can_be_told(qtbot, world):
    page = show(qtbot, world)
    page.report_button.click()
    assert world.shell.opened[-1] == ("went_wrong", {})
