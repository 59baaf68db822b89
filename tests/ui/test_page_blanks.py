"""Paper: blanks listed, printed page after page, saved on a disk."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.storage.files import write_new
from estip_desktop.blanks import Blanks, Number
from estip_desktop.ui.pages.blanks.page import build
from tests.builders import NOW
from tests.fakes import FakeClock, FakeNavigator, FakePageDrawer, HeldTasks
from tests.referral_support import tool
from tests.ui.care_world import shown

NUMBERS = (Number("Emergency services", "999", "Always"),)


class Drawers:
    """Hands out drawers of three pages and remembers them."""

    def __init__(self):
        self.made: list[FakePageDrawer] = []

    def __call__(self):
        self.made.append(FakePageDrawer(count=3))
        return self.made[-1]


def blanks_with(paper):
    return Blanks(Content(), lambda: NUMBERS, paper, write_new, FakeClock(NOW), exercise=False)


def show_with(qtbot, new_drawer, paper, tasks=None):
    services = SimpleNamespace(blanks=blanks_with(paper), new_drawer=new_drawer, desk=None)
    page: Any = build(FakeNavigator(services, tasks=tasks), {})
    shown(qtbot, page)
    return page


@pytest.fixture
def drawers():
    return Drawers()


@pytest.fixture
def page(qtbot, drawers):
    return show_with(qtbot, drawers, lambda _blank: b"%PDF made up")


def a_printer(path):
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def pages_of(path):
    return tool("pdfinfo", path).split("Pages:")[1].split()[0]


def test_every_blank_has_print_and_a_way_onto_a_disk(page):
    wanted = {each.id for each in page._presenter.services.blanks.listed()}
    assert set(page.papers.print_buttons) == set(page.papers.savings) == wanted
    assert page.papers.print_buttons["phq-9"].accessibleName() == "Print: PHQ-9"
    assert page.focusWidget() is page.papers.print_buttons["gad-2"]


def test_print_asks_which_printer(page):
    page.papers.print_buttons["phq-9"].click()
    (dialog,) = page.findChildren(QPrintDialog)
    assert dialog.windowTitle() == "Choose a printer"
    assert dialog.printer().docName() == "Print: PHQ-9"
    dialog.reject()


def test_every_page_is_drawn_fine_and_printed(page, drawers, tmp_path):
    page.papers.print_on("phq-9", a_printer(tmp_path / "out.pdf"))
    (drawer,) = drawers.made
    assert drawer.drawn == [(number, 2380, 3368) for number in range(3)]
    assert drawer.is_closed
    assert page.papers.printing_lines["phq-9"].words() == "Handed to the printer."
    assert pages_of(tmp_path / "out.pdf") == "3"


def test_a_page_that_cannot_be_drawn_is_said_and_another_try_works(qtbot, tmp_path):
    drawers = Drawers()

    def failing():
        drawer = drawers()
        if len(drawers.made) == 1:
            drawer.failing.add(1)
        return drawer

    page = show_with(qtbot, failing, lambda _blank: b"%PDF made up")
    page.papers.print_on("k6", a_printer(tmp_path / "one.pdf"))
    assert "could not be printed" in page.papers.printing_lines["k6"].words()
    assert drawers.made[0].is_closed
    page.papers.print_on("k6", a_printer(tmp_path / "two.pdf"))
    assert page.papers.printing_lines["k6"].words() == "Handed to the printer."


@pytest.mark.qt_log_ignore("QPainter::begin")  # the toolkit says so as well
def test_a_printer_that_takes_nothing_is_said(page, drawers, tmp_path):
    page.papers.print_on("k6", a_printer(tmp_path / "no such folder" / "out.pdf"))
    assert "could not be printed" in page.papers.printing_lines["k6"].words()
    assert drawers.made[0].is_closed


def test_one_is_printed_at_a_time_and_leaving_ends_it(qtbot, drawers, tmp_path):
    tasks = HeldTasks()
    page = show_with(qtbot, drawers, lambda _blank: b"%PDF made up", tasks)
    tasks.release()
    page.papers.print_on("k6", a_printer(tmp_path / "one.pdf"))
    page.papers.print_on("k10", a_printer(tmp_path / "two.pdf"))
    assert len(drawers.made) == 1
    page.papers._presenter.leave()
    assert drawers.made[0].is_closed
    page.papers.end_printing()


def test_it_is_saved_on_a_disk_and_the_name_is_said(page, tmp_path):
    page.papers.savings["DI-short"].chosen.emit(str(tmp_path))
    assert page.papers.savings["DI-short"].line.words() == "Saved as di-short-blank.pdf."
    assert (tmp_path / "di-short-blank.pdf").read_bytes() == b"%PDF made up"
    page.papers.savings["DI-short"].chosen.emit(str(tmp_path / "gone"))
    assert "could not be saved" in page.papers.savings["DI-short"].line.words()


def test_back_leads_to_help(page):
    page.back_button.click()
    assert page.on_command("back")
    assert page._presenter.shell.opened == [("help", {}), ("help", {})]
