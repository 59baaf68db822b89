"""Tell us it went wrong: three choices, nobody named, handed on by hand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.adapters.storage.files import write_new
from estip_desktop.kernel.ids import UuidFactory
from estip_desktop.safety import SafetyReports
from estip_desktop.ui.pages.went_wrong.page import build
from tests.builders import NOW, a_person
from tests.fakes import FakeClock, FakeNavigator
from tests.ui.care_world import shown
from tests.vault_support import make_vault


@pytest.fixture
def page(qtbot, home: Path):
    vault = make_vault(home).open()
    with vault.open_unit() as unit:
        unit.people.save(a_person(name="Robin Sample"))
        unit.commit()
    clock = FakeClock(NOW)
    services = SimpleNamespace(
        safety=SafetyReports(vault.open_unit, clock, UuidFactory(clock), "estip_desktop test"),
        write_text=write_new,
        desk=None,
    )
    made: Any = build(FakeNavigator(services), {})
    made.services = services
    shown(qtbot, made)
    yield made
    vault.close()


def choose(page, kind="wrong-score", part="questionnaire", harm="could"):
    for group, code in ((page.kind_group, kind), (page.part_group, part), (page.harm_group, harm)):
        next(chip for chip in group.chips if chip.option.code == code).click()


def test_what_is_missing_is_said_beside_each_question(page):
    page.write_button.click()
    assert [link.words() for link in page.error_summary.links] == [
        "Say what went wrong",
        "Say where it was",
        "Say whether somebody was affected",
    ]
    assert list(page.services.safety.latest()) == []


def test_a_report_is_kept_listed_and_the_form_is_empty_again(page):
    choose(page)
    page.words_edit.set_text("It counted one item twice.")
    page.write_button.click()
    (report,) = page.services.safety.latest()
    assert (report.kind, report.harm) == ("wrong-score", "could")
    assert page.words_edit.text() == ""
    assert page.kind_group.chosen_codes() == []
    assert list(page.savings) == [report.id]


def test_a_name_is_refused_and_what_was_typed_stays(page):
    choose(page)
    page.words_edit.set_text("Robin could not read it.")
    page.write_button.click()
    assert "names nobody" in page.error_summary.links[0].words()
    assert page.words_edit.text() == "Robin could not read it."
    assert page.kind_group.chosen_codes() == ["wrong-score"]


def test_it_is_handed_on_as_a_text_and_never_written_over_another(page, tmp_path):
    choose(page)
    page.write_button.click()
    (saving,) = page.savings.values()
    disk = tmp_path / "disk"
    disk.mkdir()
    saving.chosen.emit(str(disk))
    (file,) = disk.iterdir()
    assert "A score or a range was wrong" in file.read_text("utf-8")
    before = file.read_bytes()
    saving.chosen.emit(str(disk))
    assert "could not be saved" in saving.line.words()
    assert file.read_bytes() == before


def test_back_leads_to_help(page):
    page.on_command("back")
    assert page._presenter.shell.last == ("help", {})
