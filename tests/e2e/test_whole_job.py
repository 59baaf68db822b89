"""The tour as anybody runs it, and what outside judges say about the papers it leaves."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.paths import CHECKOUT
from tests.referral_support import tool

PNG = b"\x89PNG\r\n\x1a\n"
AGE = b"age-encryption.org/v1\n-> X25519 "


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the tour left; it needs no display."""
    folder = tmp_path_factory.mktemp("tour") / "out"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "estip_desktop", "tour", str(folder)],
        cwd=CHECKOUT, env=environment, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def told(out: Path) -> Any:
    return json.loads((out / "tour.json").read_text(encoding="utf-8"))


def test_it_ends_with_an_accepted_referral(told):
    assert told["referral"]["state"] == "accepted"
    assert told["pathway"] == "P3"


def test_every_screen_has_its_picture(out, told):
    files = [screen["file"] for screen in told["screens"]]
    assert sorted(files) == sorted(path.name for path in out.glob("*.png"))
    assert all(screen["title"] for screen in told["screens"])
    assert all((out / file).read_bytes().startswith(PNG) for file in files)
    places = {file[3:-4] for file in files}
    assert {"unlock", "today", "question", "concern", "result", "referral", "receipt"} <= places


def test_poppler_and_mupdf_find_the_signature_valid_over_the_whole_file(out, told):
    pdf = out / told["referral"]["pdf"]
    assert hashlib.sha256(pdf.read_bytes()).hexdigest() == told["referral"]["sha256"]
    said = tool("pdfsig", pdf)
    assert said.count("Signature is Valid") == 1
    assert said.count("Total document signed") == 1
    assert "The document is unchanged since signing" in tool("mutool", "sign", "-v", pdf)


def test_the_reference_stands_on_the_page(out, told):
    text = tool("pdftotext", out / told["referral"]["pdf"], "-")
    assert told["referral"]["reference"] in text
    assert "Not included" in text


def test_our_own_verifier_agrees(out, told):
    done = subprocess.run(
        [
            sys.executable, "-m", "estip_desktop", "--home", str(out / "no-home"), "--json",
            "referral", "verify", str(out / told["referral"]["pdf"]),
            "--trust", str(out / "trust.pem"),
        ],
        cwd=CHECKOUT, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    verdict = json.loads(done.stdout)
    assert verdict["valid"]
    assert verdict["sha256"] == told["referral"]["sha256"]
    assert not (out / "no-home").exists()


def test_the_note_for_the_line_manager_holds_no_score(out):
    text = tool("pdftotext", out / "supervisor-note.pdf", "-")
    assert "Day shifts only" in text
    assert not any(word in text for word in ("PHQ", "score", "out of 27", "mood"))


def test_the_store_holds_one_sealed_parcel_named_by_its_bytes_and_its_receipts(out):
    (parcel,) = (out / "store" / "in").iterdir()
    data = parcel.read_bytes()
    assert data.startswith(AGE)
    digest = hashlib.sha256(data).hexdigest()
    assert parcel.name == f"{digest}.age"
    receipts = [path.name for path in (out / "store" / "rc").iterdir()]
    assert receipts
    assert all(name.startswith(digest) for name in receipts)
