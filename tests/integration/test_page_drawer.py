"""Pages drawn elsewhere: what the process may hold, how it dies, and what is believed of it."""

from __future__ import annotations

import gc
import sys
import threading
import zlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from reportlab.pdfgen.canvas import Canvas

from estip_desktop.adapters.documents import frames
from estip_desktop.adapters.documents.page_drawer import WorkerPageDrawer
from estip_desktop.adapters.documents.worker import MEMORY_LIMIT_BYTES
from estip_desktop.adapters.documents.worker_process import module_command
from estip_desktop.adapters.documents.workers import DocumentWorkers
from estip_desktop.errors import DocumentRefusedError
from estip_desktop.kernel.page_pictures import PAGE_LIMIT, TEXT_LIMIT
from tests.integration.test_hostile_documents import SLOW, a_pdf, swelling

_MIB = 1024 * 1024


def pages_saying(*words: str) -> bytes:
    """A document with a page for each of these."""
    canvas = Canvas("unused.pdf", pagesize=(300, 400))
    for each in words:
        canvas.drawString(30, 300, each)
        canvas.showPage()
    return bytes(canvas.getpdfdata())


def swelling_page() -> bytes:
    """A page whose drawing instructions unpack to three times what the worker may hold."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * _MIB) for _ in range(1536)) + packer.flush()
    return a_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    )


@pytest.fixture
def drawer():
    made = WorkerPageDrawer(module_command)
    yield made
    made.close()


def process_of(drawer: WorkerPageDrawer) -> int:
    process = drawer._worker._process
    assert process is not None
    return process.pid


def answering(value: object):
    """A worker that was taken over: it says this, whatever it is asked."""
    done = msgspec.msgpack.encode(frames.Done(msgspec.msgpack.encode(value)))
    script = (
        "import os, struct, sys\nread = sys.stdin.buffer.read\n"
        "while head := read(4):\n"
        "    read(struct.unpack('>I', head)[0])\n"
        f"    sys.stdout.buffer.write(struct.pack('>I', {len(done)}) + {done!r})\n"
        "    sys.stdout.flush()"
    )
    return lambda _mode: [sys.executable, "-c", script]


def test_sizes_words_and_pictures_come_back(drawer):
    found = drawer.open(pages_saying("first", "second"))
    assert [(page.width_pt, page.height_pt) for page in found.pages] == [(300, 400)] * 2
    assert [page.text.strip() for page in found.pages] == ["first", "second"]
    picture = drawer.draw(1, 150, 200)
    assert len(picture) == 150 * 200 * 4
    assert len(set(picture)) > 2
    assert len(drawer.draw(0, 300, 400)) == 300 * 400 * 4


def test_no_more_pages_and_words_than_are_ever_shown(drawer):
    found = drawer.open(pages_saying(*["x" * 7_000] * (PAGE_LIMIT + 2)))
    assert (len(found.pages), found.count) == (PAGE_LIMIT, PAGE_LIMIT + 2)
    assert sum(len(page.text) for page in found.pages) == TEXT_LIMIT


def test_what_is_no_document_has_no_pages_and_leaves_the_worker_alive(drawer):
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        drawer.open(b"not a document")
    assert drawer.open(pages_saying("first")).count == 1


def test_a_page_that_is_not_there_is_refused(drawer):
    drawer.open(pages_saying("first"))
    for number in (-1, 1):
        with pytest.raises(DocumentRefusedError):
            drawer.draw(number, 10, 10)


@pytest.mark.parametrize(
    "value",
    [b"\xff" * 399, b"\xff" * 401, b"", "a" * 400, None, b"\xff" * _MIB],
    ids=["short", "long", "empty", "words", "nothing", "huge"],
)
def test_a_picture_of_another_size_is_refused_and_its_worker_ended(value):
    drawer = WorkerPageDrawer(answering(value))
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        drawer.draw(0, 10, 10)
    assert not drawer._worker.is_alive


@pytest.mark.parametrize(
    ("sides", "words", "count", "pages"),
    [
        ((0, 10), "", 1, 1),
        ((10, 1e9), "", 1, 1),
        ((float("nan"), 10), "", 1, 1),
        ((10, float("inf")), "", 1, 1),
        ((10, 10), "x" * (TEXT_LIMIT + 1), 1, 1),
        ((10, 10), "", PAGE_LIMIT + 1, PAGE_LIMIT + 1),
        ((10, 10), "", 1, 0),
        ((10, 10), "", 0, 1),
        ((10, 10), "", 100_000, 100_000),
    ],
)
def test_pages_that_no_paper_has_are_refused(sides, words, count, pages):
    page = {"width_pt": sides[0], "height_pt": sides[1], "text": words}
    if pages > PAGE_LIMIT + 1:
        page = {}
    drawer = WorkerPageDrawer(answering({"pages": [page] * pages, "count": count}))
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        drawer.open(b"%PDF")
    drawer.close()


@pytest.mark.parametrize("name", [*SLOW, "swelling"])
def test_a_hostile_document_ends_at_most_its_own_worker(name):
    drawer = WorkerPageDrawer(module_command)
    drawer._worker._timeout_s = 4.0
    data = swelling() if name == "swelling" else SLOW[name]()
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        drawer.open(data)
    drawer.close()


@pytest.mark.skipif(sys.platform != "linux", reason="not run, because only Linux limits a worker")
def test_a_page_that_swells_ends_its_worker_and_nothing_more_is_drawn(drawer):
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        drawer.open(swelling_page())
    assert not drawer._worker.is_alive
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        drawer.draw(0, 100, 100)
    assert not drawer._worker.is_alive


@pytest.mark.skipif(sys.platform != "linux", reason="not run, because it reads /proc")
def test_what_the_worker_may_write_is_limited_for_pdfium_reserves_space_beforehand(drawer):
    drawer.prepare()
    limits = Path(f"/proc/{process_of(drawer)}/limits").read_text()
    for name in ("Max data size", "Max address space"):
        line = next(line for line in limits.splitlines() if line.startswith(name))
        assert line.split()[3] != "unlimited"
    data = next(line for line in limits.splitlines() if line.startswith("Max data size"))
    assert int(data.split()[3]) < MEMORY_LIMIT_BYTES + 128 * _MIB
    core = next(line for line in limits.splitlines() if line.startswith("Max core"))
    assert core.split()[4:6] == ["0", "0"]


def test_the_worker_that_draws_is_never_handed_a_key(drawer):
    for kind in (frames.OpenPages, frames.DrawPage):
        assert not {"signing_key", "age_key", "keys", "certificate"} & set(kind.__struct_fields__)
    with pytest.raises(DocumentRefusedError):
        drawer._ask(frames.Judge(b"%PDF", []), bytes)


def test_every_document_is_drawn_by_a_process_of_its_own():
    workers = DocumentWorkers()
    first, second = workers.drawer(), workers.drawer()
    first.open(pages_saying("first"))
    second.open(pages_saying("second"))
    assert process_of(first) != process_of(second)
    workers.close()
    assert not first._worker.is_alive
    assert not second._worker.is_alive


def test_a_drawer_that_was_made_ready_is_handed_out_once():
    workers = DocumentWorkers()
    workers.ready_drawer()
    workers.ready_drawer()
    (ready,) = workers._drawers
    assert process_of(ready)
    assert workers.drawer() is ready
    assert workers.drawer() is not ready
    workers.ready_drawer()
    workers.close()
    assert not any(drawer._worker.is_alive for drawer in workers._drawers)


def test_once_drawing_was_stopped_nothing_is_started_any_more():
    workers = DocumentWorkers()
    drawer = workers.drawer()
    drawer.open(pages_saying("first"))
    workers.stop_drawing()
    assert not drawer._worker.is_alive
    workers.ready_drawer()
    later = workers.drawer()
    with pytest.raises(DocumentRefusedError):
        later.open(pages_saying("first"))
    assert not any(each._worker.is_alive for each in workers._drawers)


def test_a_drawer_that_could_not_be_made_ready_still_tries():
    workers = DocumentWorkers(lambda _mode: [sys.executable, "-c", ""])
    workers.ready_drawer()
    drawer = workers.drawer()
    drawer._worker._command = module_command
    assert drawer.open(pages_saying("first")).count == 1
    workers.close()


def test_a_drawer_that_is_closed_in_the_middle_of_a_request_starts_nothing_more():
    hanging = [sys.executable, "-c", "import sys; sys.stdin.buffer.read()"]
    drawer = WorkerPageDrawer(lambda _mode: hanging)
    failures = []

    def ask():
        try:
            drawer.open(b"%PDF")
        except DocumentRefusedError as error:
            failures.append(error.detail)

    asking = threading.Thread(target=ask)
    asking.start()
    while not drawer._worker.is_alive:
        asking.join(0.01)
    drawer.close()
    asking.join(30)
    assert failures == ["unreadable"]
    with pytest.raises(DocumentRefusedError):
        drawer.open(b"%PDF")
    assert not drawer._worker.is_alive


def test_a_drawer_that_is_closed_while_its_process_is_being_started_does_not_wait_for_it():
    hanging = [sys.executable, "-c", "import sys; sys.stdin.buffer.read()"]
    drawer = WorkerPageDrawer(lambda _mode: hanging)
    worker: Any = drawer._worker
    running = worker._running

    def started():
        process = running()
        worker._is_closed = True  # closing, just after it looked for a process
        return process

    worker._running = started
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        drawer.open(b"%PDF")
    assert not drawer._worker.is_alive


def test_a_drawer_that_nobody_holds_is_not_kept():
    workers = DocumentWorkers()
    workers.drawer()
    gc.collect()
    assert not list(workers._drawers)
