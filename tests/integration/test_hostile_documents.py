"""What a stranger's file can do: keep one worker busy for a while, and nothing else."""

from __future__ import annotations

import argparse
import re
import sys
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.adapters.documents.signing import certify
from estip_desktop.adapters.documents.worker import MEMORY_LIMIT_BYTES
from estip_desktop.adapters.documents.worker_process import WorkerCommand, module_command
from estip_desktop.adapters.documents.workers import INSPECT_TIMEOUT_S
from estip_desktop.adapters.transports import FolderSpool
from estip_desktop.cli import instruments_cmd, pathway_cmd
from estip_desktop.errors import DocumentRefusedError, InputRefusedError
from tests.referral_support import MOMENT, an_identity

_MIB = 1024 * 1024


def a_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects; the first is its catalogue."""
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table, size = len(data), len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, table)
    return bytes(data)


def _blanks() -> bytes:
    """Seconds of blanks before the catalogue."""
    return a_pdf(b" " * 7_900_000 + b"<</Type/Catalog>>")


def _fields_twice_over() -> bytes:
    """Form fields that each hold the next one twice: 2 ** 40 of them in 3 kB."""
    rest = [b"<</T(a)/Kids[%d 0 R %d 0 R]>>" % (number, number) for number in range(3, 43)]
    return a_pdf(b"<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>", *rest, b"<</T(x)/FT/Tx>>")


def _fields_without_end() -> bytes:
    """One field, a million times."""
    fields = b"2 0 R " * 1_300_000
    return a_pdf(b"<</Type/Catalog/AcroForm<</Fields[%s]>>>>" % fields, b"<</T(a)/FT/Tx>>")


def _objects_of_no_width() -> bytes:
    """Two thousand million objects, each described in no bytes at all."""
    data = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    table = b"2 0 obj\n<</Type/XRef/Size 2147483648/W[0 0 0]/Root 1 0 R/Length 0>>\nstream\n"
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + table + end


def _a_hundred_thousand_changes() -> bytes:
    """Tables that each name the one before."""
    data, before = bytearray(a_pdf(b"<</Type/Catalog>>")), b""
    table = 0
    while len(data) < 7_900_000:
        table = len(data)
        data += b"xref\n0 0\ntrailer\n<</Size 2/Root 1 0 R%s>>\n" % before
        before = b"/Prev %d" % table
    return bytes(data + b"startxref\n%d\n%%%%EOF\n" % table)


def _a_range_again_and_again() -> bytes:
    """A signature over thirty gigabytes: the same megabytes, four thousand times."""
    own, keys = an_identity()
    page = BytesIO()
    canvas = Canvas(page)
    canvas.drawString(72, 72, "a page")
    canvas.save()
    pdf = certify(
        page.getvalue(),
        signing_key=keys.signing_key,
        certificate=own.certificate,
        signed_at=MOMENT,
    )
    found = re.search(rb"/Contents (<[0-9A-F]+>)", pdf)
    assert found is not None
    return a_pdf(
        b"<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>",
        b"<</T(a)/FT/Sig/V 3 0 R>>",
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
        b"/Contents %s/ByteRange[%s]>>" % (found[1], b"0 7900000 " * 4_000),
        b" " * 7_800_000,
    )


SLOW = {
    "a-range-again-and-again": _a_range_again_and_again,
    "blanks": _blanks,
    "fields-twice-over": _fields_twice_over,
    "fields-without-end": _fields_without_end,
    "objects-of-no-width": _objects_of_no_width,
    "a-hundred-thousand-changes": _a_hundred_thousand_changes,
}
"""What kept the PDF library busy for longer than the worker lives."""


def swelling() -> bytes:
    """Less than a megabyte that unpacks to more than the worker may hold."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(_MIB)) for _ in range(640)) + packer.flush()
    return a_pdf(
        b"<</Type/Catalog/Names<</EmbeddedFiles<</Names[(referral.json) 2 0 R]>>>>>>",
        b"<</Type/Filespec/F(x)/EF<</F 3 0 R>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    )


@pytest.fixture
def own_workers():
    made = DocumentWorkers()
    made.warm(inspector=True)
    yield made
    made.close()


def test_the_limits_are_ten_seconds_and_half_a_gigabyte():
    assert INSPECT_TIMEOUT_S == 10.0
    assert MEMORY_LIMIT_BYTES == 512 * _MIB


def test_a_document_that_takes_too_long_ends_its_worker_and_the_next_one_works(own_workers):
    own_workers._inspector._timeout_s = 0.2
    own_workers._inspector._command = _running("import sys; sys.stdin.buffer.read()")
    own_workers._inspector.kill()
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        own_workers.judge(b"no pdf", [])
    assert own_workers._inspector._process is None
    own_workers._inspector._timeout_s = INSPECT_TIMEOUT_S
    own_workers._inspector._command = module_command
    assert own_workers.judge(b"no pdf", []).findings[0].code == "not-a-pdf"


@pytest.mark.parametrize("name", list(SLOW))
def test_a_document_made_to_take_long_is_refused_and_its_worker_lives(own_workers, name):
    first = own_workers._inspector._process
    verdict = own_workers.judge(SLOW[name](), [])
    assert [finding.code for finding in verdict.findings] == ["unreadable"]
    with pytest.raises(DocumentRefusedError, match="no-data"):
        own_workers.data_of(SLOW[name]())
    assert own_workers._inspector._process is first
    assert first is not None
    assert first.poll() is None


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="not run, because it reads /proc"
)
def test_a_document_that_swells_is_refused_within_its_share_of_memory(own_workers):
    before = _most_memory(own_workers)
    with pytest.raises(DocumentRefusedError):
        own_workers.data_of(swelling())
    assert own_workers._inspector._process is None or (
        _most_memory(own_workers) - before <= MEMORY_LIMIT_BYTES
    )


def _most_memory(workers: DocumentWorkers) -> int:
    process = workers._inspector._process
    assert process is not None
    status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmPeak:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


def _running(script: str) -> WorkerCommand:
    return lambda _mode: [sys.executable, "-c", script]


def test_a_worker_that_was_taken_over_says_nothing_that_is_believed():
    for said in (b"\xc1", b"\x93\x01\x02\x03", b"\x80", b"\xa4Done"):
        script = (
            "import os, struct, sys; sys.stdin.buffer.read(4); "
            f"sys.stdout.buffer.write(struct.pack('>I', {len(said)}) + {said!r}); "
            "sys.stdout.flush(); sys.stdin.buffer.read()"
        )
        workers = DocumentWorkers(_running(script))
        with pytest.raises(DocumentRefusedError, match="unreadable"):
            workers.read_card(b"x")
        workers.close()


def test_a_spooled_file_that_grew_is_not_read_to_its_end(tmp_path):
    spool = FolderSpool(tmp_path)
    sha256 = spool.put(b"sealed")
    with (tmp_path / f"{sha256}.age").open("r+b") as file:
        file.truncate(1 << 40)
    with pytest.raises(DocumentRefusedError, match="spool"):
        spool.get(sha256)


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    """A file larger than any memory, of which the disk holds nothing."""
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    return path


def test_a_response_named_on_the_command_line_is_read_up_to_a_limit(huge):
    nobody: Any = None
    instrument = Content().instrument("phq-9")
    with pytest.raises(InputRefusedError, match="answers-neither-list-nor-file"):
        instruments_cmd._answered(instrument, str(huge), nobody)


def test_a_case_named_on_the_command_line_is_read_up_to_a_limit(huge):
    nobody: Any = None
    with pytest.raises(InputRefusedError, match="case-file-unreadable"):
        pathway_cmd.run(argparse.Namespace(case=huge), nobody)
