"""Papers to give away, as the document worker sets them: one page, no name, no marking."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.adapters.storage.files import write_new
from estip_desktop.kernel.clock import SetClock
from estip_desktop.safety import intended_purpose
from estip_desktop.signposting import PaperShop, Signposting
from tests.builders import NOW
from tests.referral_support import text_of, tool

CONTENT = Content()


@pytest.fixture(scope="module")
def workers() -> Iterator[DocumentWorkers]:
    made = DocumentWorkers()
    yield made
    made.close()


@pytest.fixture
def signposting(workers):
    def make(*, exercise=False):
        return Signposting(
            CONTENT, PaperShop(workers.plain_paper, write_new),
            lambda nation: (nation, CONTENT.directory("wales", NOW.date())),
            SetClock(NOW), exercise=exercise,
        )  # fmt: skip

    return make


@pytest.mark.parametrize("sheet", [each.id for each in CONTENT.give_aways()])
def test_a_sheet_fits_on_one_page_with_every_word(signposting, tmp_path, sheet):
    given = next(each for each in CONTENT.give_aways() if each.id == sheet)
    pdf = signposting().pdf(signposting().compose(sheet))
    said = " ".join(text_of(pdf, tmp_path).split())
    for block in given.sheet.blocks:
        assert " ".join(block.words.split()) in said
    assert "OFFICIAL" not in said
    assert f"Version {given.version}" in said
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    assert "Pages:           1\n" in tool("pdfinfo", path)
    fonts = tool("pdffonts", path).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)


def test_a_card_has_its_numbers_and_its_purpose_and_fits_on_one_page(signposting, tmp_path):
    contacts = [("Mon 30 Nov 2026", "Check-in"), ("Mon 21 Dec 2026", "One-month contact")]
    pdf = signposting().pdf(signposting().card("Staying in touch", contacts))
    said = " ".join(text_of(pdf, tmp_path).split())
    for number in ("999", "0300 131 2789", "116 123", "Text SHOUT to 85258", "0800 132 737"):
        assert number in said
    assert said.count("checked on") >= 6
    for words in ("Staying in touch", *(each for row in contacts for each in row)):
        assert words in said
    assert intended_purpose() in said
    path = tmp_path / "card.pdf"
    path.write_bytes(pdf)
    assert "Pages:           1\n" in tool("pdfinfo", path)


def test_in_an_exercise_it_says_so(signposting, tmp_path):
    made = signposting(exercise=True)
    assert "EXERCISE" in text_of(made.pdf(made.compose("sleep")), tmp_path)
    made = signposting()
    assert "EXERCISE" not in text_of(made.pdf(made.compose("sleep")), tmp_path)
