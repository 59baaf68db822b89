"""A document on show: blank paper first, pictures from elsewhere, calm words without one."""

from __future__ import annotations

import subprocess
import sys

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent

from estip_desktop.kernel.page_pictures import DocumentPage
from estip_desktop.kernel.tasks import ImmediateTaskRunner
from estip_desktop.ui import theme
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.widgets.pdf_preview import PdfPreview
from tests.fakes import FakePageDrawer, HeldTasks
from tests.paths import CHECKOUT

SENTENCE = "This page cannot be shown here. Nothing is lost: the document is kept as it is."


class Drawers:
    """Hands out drawers and remembers them."""

    def __init__(self, **traits):
        self.traits = traits
        self.made = []

    def __call__(self):
        self.made.append(FakePageDrawer(**self.traits))
        return self.made[-1]


def on_show(qtbot, tasks=None, **traits):
    drawers = Drawers(**traits)
    preview = PdfPreview()
    preview.draw_with(drawers, tasks or ImmediateTaskRunner())
    window = MainWindow()
    qtbot.addWidget(window)
    vars(preview)["shown_in"] = window
    window.resize(900, 690)
    window.show_page(preview, None)
    window.show()
    qtbot.waitExposed(window)
    return preview, drawers


def test_paper_is_there_at_once_and_the_picture_follows(qtbot):
    tasks = HeldTasks()
    preview, drawers = on_show(qtbot, tasks)
    tasks.release()
    assert drawers.made[0].is_prepared
    preview.show_pdf(b"%PDF")
    (paper,) = preview.pages
    assert paper.accessibleName() == "The pages are being drawn"
    assert paper.sizeHint().width() == round(595 * 96 / 72 * preview.zoom)
    tasks.release()
    (page,) = preview.pages
    assert (page.accessibleName(), page.accessibleDescription()) == ("Page 1 of 1", "Referral")
    qtbot.waitUntil(lambda: tasks.count == 1)
    assert page.picture is None
    assert page.grab().toImage().pixelColor(20, 20).name().upper() == theme.LIGHT.paper
    tasks.release()
    assert page.picture is not None


def test_another_zoom_wants_another_picture_and_shows_the_old_one_meanwhile(qtbot):
    tasks = HeldTasks()
    preview, drawers = on_show(qtbot, tasks)
    preview.show_pdf(b"%PDF")
    tasks.release()
    qtbot.waitUntil(lambda: tasks.count == 1)
    tasks.release()
    page = preview.pages[0]
    first = page.picture
    before = page.sizeHint().width()
    preview.larger_button.click()
    assert page.sizeHint().width() > before
    qtbot.waitUntil(lambda: tasks.count == 1)
    assert page.picture is first
    tasks.release()
    assert page.picture.size() == page.size() * page.devicePixelRatioF()
    assert len(drawers.made[0].drawn) == 2


def test_never_two_pages_are_asked_for_at_once_and_only_the_last_size_counts(qtbot):
    tasks = HeldTasks()
    preview, drawers = on_show(qtbot, tasks, count=3)
    preview.show_pdf(b"%PDF")
    tasks.release()
    for page in preview.pages:
        page.resize(page.sizeHint())
        page.grab()
    assert tasks.count == 1
    preview.set_zoom(0.75)
    for page in preview.pages:
        page.grab()
    assert tasks.count == 1
    while tasks.count:
        tasks.release()
    first, *others = drawers.made[0].drawn
    assert first == (0, 714, 1010)
    assert sorted(others) == [(number, 595, 842) for number in range(3)]


def test_what_cannot_be_opened_is_said_calmly_on_the_paper(qtbot):
    preview, _drawers = on_show(qtbot)
    preview.show_pdf(b"not a document")
    (paper,) = preview.pages
    assert (paper.sentence, paper.accessibleDescription()) == (SENTENCE, SENTENCE)
    blank = paper.grab().toImage()
    assert any(
        blank.pixelColor(x, y).lightness() < 128
        for x in range(20, blank.width() - 20)
        for y in range(20, 80)
    )


def test_a_page_that_cannot_be_drawn_says_so_and_the_others_are_shown(qtbot):
    tasks = HeldTasks()
    preview, drawers = on_show(qtbot, tasks, count=2)
    drawers.made[0].failing.add(0)
    preview.show_pdf(b"%PDF")
    tasks.release()
    for page in preview.pages:
        page.resize(page.sizeHint())
        page.grab()
    while tasks.count:
        tasks.release()
    assert [page.sentence for page in preview.pages] == [SENTENCE, ""]
    assert preview.pages[1].picture is not None


def test_a_document_of_more_pages_than_are_shown_says_so(qtbot):
    preview, _drawers = on_show(qtbot, count=75)
    preview.show_pdf(b"%PDF")
    assert len(preview.pages) == 60
    assert preview.pages[0].accessibleName() == "Page 1 of 75"
    assert preview.cut_label.text() == "Only the first 60 of 75 pages are shown here."
    assert preview.cut_label.isVisible()
    preview.clear()
    assert not preview.cut_label.isVisible()


def test_every_document_has_its_own_drawer_and_the_one_before_is_ended(qtbot):
    preview, drawers = on_show(qtbot)
    preview.show_pdf(b"%PDF one")
    preview.show_pdf(b"%PDF two")
    assert [drawer.is_closed for drawer in drawers.made] == [True, False]
    preview.clear()
    assert [drawer.is_closed for drawer in drawers.made] == [True, True]
    assert preview.pages == []


@pytest.mark.parametrize("is_shown", [False, True])
def test_leaving_ends_what_draws_and_late_outcomes_are_dropped(qtbot, is_shown):
    tasks = HeldTasks()
    drawers = Drawers()
    preview = PdfPreview()
    preview.draw_with(drawers, tasks)
    if is_shown:
        preview.show_pdf(b"%PDF")
    preview.deleteLater()
    QCoreApplication.sendPostedEvents(preview, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(preview)
    assert [drawer.is_closed for drawer in drawers.made] == [True]
    tasks.release()


def test_a_page_wider_than_any_picture_is_drawn_smaller(qtbot):
    preview, drawers = on_show(qtbot)
    preview.show_pdf(b"%PDF")
    page = preview.pages[0]
    preview.set_zoom(3.0)
    paper = page.sizeHint()
    assert paper.width() * paper.height() < 9_000_000
    page._page = DocumentPage(5_950, 8_420)
    page.grab()
    _number, width, height = drawers.made[0].drawn[-1]
    assert width * height <= 9_000_000
    assert width / height == pytest.approx(595 / 842, rel=0.01)


_DESK = """
import sys
from pathlib import Path
import estip_desktop.ui
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.ui import theme
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.pages.received.page import build
from estip_desktop.ui.tasks import QtTaskRunner
from tests.ui.desk_double import FakeDesk, a_desk_shell
from tests.ui.parcel_builders import KEY, an_entry

application = QApplication([])
theme.apply_theme(application, theme.Theme())
workers = DocumentWorkers()
tasks = QtTaskRunner()
window = MainWindow()
window.resize(1366, 690)
window.show()
for pdf in sys.argv[1:]:
    entry = an_entry() if pdf == "fine" else an_entry(pdf=Path(pdf).read_bytes())
    shell = a_desk_shell(FakeDesk(entry), tasks)
    shell.services.new_drawer = workers.drawer
    page = build(shell, {"item": KEY})
    window.show_page(page, page.first_focus())
    waiting, patience = QEventLoop(), QTimer()
    def look():
        pages = page.preview.pages
        if pages and (pages[0].sentence or pages[0].picture is not None):
            waiting.quit()
    patience.timeout.connect(look)
    patience.start(20)
    waiting.exec()
    patience.stop()
    first = page.preview.pages[0]
    print("sentence" if first.sentence else "picture", first.accessibleDescription().split())
workers.close()
tasks.close()
print(sorted(name for name in sys.modules if "Pdf" in name))
"""


def test_a_strangers_pages_are_never_parsed_where_records_are_open(tmp_path):
    from tests.integration.test_hostile_documents import SLOW, swelling
    from tests.integration.test_page_drawer import swelling_page

    hostile = {"blanks": SLOW["blanks"](), "swelling": swelling(), "page": swelling_page()}
    for name, data in hostile.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", _DESK, *(str(tmp_path / name) for name in hostile), "fine"],
        capture_output=True, text=True, cwd=CHECKOUT, check=True, timeout=120,
    )  # fmt: skip
    *hostiles, fine, modules = done.stdout.splitlines()
    assert hostiles == [f"sentence {SENTENCE.split()}"] * len(hostile)
    assert fine == "picture ['Referral']"
    assert modules == "[]", done.stderr
