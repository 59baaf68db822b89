"""Urgent help numbers: without a passphrase, for any nation."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt

from estip_desktop.services import Contact
from estip_desktop.stepped_care import Nation
from estip_desktop.ui.pages.urgent.page import build
from estip_desktop.ui.widgets.labels import Text
from tests.fakes import FakeNavigator

NUMBERS = {
    Nation.ENGLAND: ("999", "111, option 2"),
    Nation.SCOTLAND: ("999", "111"),
}


class Context:
    """What exists before anything is unlocked."""

    def __init__(self, vaults=("a vault",)):
        self.vaults = SimpleNamespace(list=lambda: vaults)
        self.content = SimpleNamespace(profile=lambda: SimpleNamespace(nation=Nation.ENGLAND))

    def urgent_numbers(self, nation):
        return tuple(
            Contact(number, "Helpline", number, "24 hours", False, "2026-11-23")
            for number in NUMBERS[nation]
        )


@pytest.fixture
def shell():
    return FakeNavigator(context=Context())


def show(qtbot, shell, **arguments):
    page = build(shell, arguments)
    qtbot.addWidget(page)
    return page


def numbers(page):
    labels = [label for row in page.number_rows for label in row.findChildren(Text)]
    return [label.text() for label in labels if label.property("role") == "phone"]


def test_the_profiles_nation_is_shown_first(qtbot, shell):
    page = show(qtbot, shell)
    assert numbers(page) == ["999", "111, option 2"]
    assert page.nation_chips.chosen_codes() == ["england"]


def test_another_nation_brings_its_numbers(qtbot, shell):
    page = show(qtbot, shell)
    page.nation_chips.chips[2].click()
    assert numbers(page) == ["999", "111"]


def test_pressing_the_chosen_nation_again_changes_nothing(qtbot, shell):
    page = show(qtbot, shell)
    page.nation_chips.chips[0].click()
    assert page.nation_chips.chosen_codes() == ["england"]
    assert numbers(page) == ["999", "111, option 2"]


def test_back_returns_to_where_it_came_from(qtbot, shell):
    page = show(qtbot, shell, back="first_run")
    qtbot.mouseClick(page.back_button, Qt.MouseButton.LeftButton)
    assert shell.last == ("first_run", {})


@pytest.mark.parametrize(("vaults", "expected"), [(("one",), "unlock"), ((), "first_run")])
def test_back_finds_the_first_page_by_itself(qtbot, vaults, expected):
    shell = FakeNavigator(context=Context(vaults))
    page = show(qtbot, shell)
    assert page.on_command("back")
    assert shell.last == (expected, {})


def test_back_finds_records_that_were_made_meanwhile(qtbot):
    shell = FakeNavigator(services=object(), context=Context())
    page = show(qtbot, shell)
    page.back_button.click()
    assert (shell.returned, shell.opened) == (1, [])


def test_immediate_concern_is_already_here(qtbot, shell):
    page = show(qtbot, shell)
    assert page.on_command("concern")
    assert shell.opened == []
