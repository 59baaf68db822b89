"""Blanks on paper: every item and option once, boxes and lines, no score and no name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import pytest
from PySide6.QtPrintSupport import QPrinter

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.adapters.storage.files import write_new
from estip_desktop.blanks import Blanks, Number, PartKind, file_name
from estip_desktop.casework import RECORD, SHARE, TALK, TOLD
from estip_desktop.errors import InputRefusedError, NotFoundError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.items import ItemKind
from estip_desktop.protocols import PageKind
from estip_desktop.safety import intended_purpose
from estip_desktop.ui.widgets.page_printing import PagePrinting
from tests.builders import NOW
from tests.referral_support import text_of, tool

CONTENT = Content()
NUMBERS = (
    Number("Emergency services", "999", "24 hours"),
    Number("A line with a rather long name for its column", "01632 960417", "Words " * 30),
    Number("Shout", "SHOUT to 85258", "", is_text=True),
)
INSTRUMENTS = [each.id for each in CONTENT.instruments()]
PROTOCOLS = [each.id for each in CONTENT.protocols() if each.family not in {"DG", "EM"}]
RESULTS = re.compile(r"\b(total|scores?|cut-off|positive|negative|points|minimal|moderate|mild)\b")
A4 = "595.276 x 841.89 pts (A4)"


@pytest.fixture(scope="module")
def workers() -> Iterator[DocumentWorkers]:
    made = DocumentWorkers()
    yield made
    made.close()


def blanks_of(workers, *, exercise=False) -> Blanks:
    return Blanks(
        CONTENT, lambda: NUMBERS, workers.blank, write_new, SetClock(NOW), exercise=exercise
    )


@pytest.fixture
def blanks(workers):
    return blanks_of(workers)


@pytest.fixture
def said(blanks, tmp_path):
    """The words of a blank in the order in which they were set, a single space between them."""

    def read(blank_id: str) -> str:
        path = tmp_path / "raw.pdf"
        path.write_bytes(blanks.pdf(blanks.compose(blank_id)))
        return " ".join(tool("pdftotext", "-raw", path, "-").split())

    return read


def grids_of(instrument):
    """Options of each group of items under the same sentence, as often as they stand there."""
    groups = groupby(instrument.items, key=lambda item: (item.stem, item.item.options, item.gate))
    for (_stem, options, _gate), items in groups:
        rows = len(list(items))
        yield " ".join(option.label for option in options), -(-rows // 10)


def test_all_nine_questionnaires_and_every_talk_are_there(blanks):
    names = blanks.listed()
    asked = [name.id for name in names if not name.is_talk]
    assert sorted(asked) == [
        "gad-2", "gad-7", "k10", "k6", "pc-ptsd-5", "pcl-5", "phq-2", "phq-4", "phq-9",
    ]  # fmt: skip
    talks = {name.id for name in names if name.is_talk}
    assert {"DM", "DM-short", "DI", "DI-short"} <= talks
    assert file_name("phq-9") == "phq-9-blank.pdf"


@pytest.mark.parametrize("blank_id", [*INSTRUMENTS, *PROTOCOLS])
def test_every_page_is_numbered_marked_and_says_what_it_is_for(blanks, tmp_path, blank_id):
    path = tmp_path / file_name(blank_id)
    path.write_bytes(blanks.pdf(blanks.compose(blank_id)))
    facts = tool("pdfinfo", path)
    count = int(facts.split("Pages:")[1].split()[0])
    assert A4 in facts
    pages = tool("pdftotext", "-layout", path, "-").split("\f")[:count]
    for number, page in enumerate(pages, start=1):
        words = " ".join(page.split())
        assert f"page {number} of {count}" in words
        assert intended_purpose() in words
        assert "OFFICIAL-SENSITIVE once filled in" in words
        assert "Emergency services 999" in words
        assert "this paper is not encrypted" in words
    assert "EXERCISE" not in "".join(pages)


@pytest.mark.parametrize("instrument_id", INSTRUMENTS)
class TestQuestionnaire:
    def test_every_item_stands_there_once_and_every_option_once_a_grid(self, said, instrument_id):
        words, instrument = said(instrument_id), CONTENT.instrument(instrument_id)
        for item in instrument.items:
            assert words.count(" ".join(item.item.text.split())) == 1, item.link_id
        wanted: Counter[str] = Counter()
        for labels, times in grids_of(instrument):
            wanted[labels] += times
        for labels, times in wanted.items():
            assert words.count(labels) == times, labels

    def test_the_order_is_the_published_one(self, said, instrument_id):
        words, instrument = said(instrument_id), CONTENT.instrument(instrument_id)
        places = [words.index(" ".join(item.item.text.split())) for item in instrument.items]
        assert places == sorted(places)

    def test_no_option_has_a_figure_beside_it(self, said, instrument_id):
        words = said(instrument_id)
        for labels, _times in grids_of(CONTENT.instrument(instrument_id)):
            assert not re.search(rf"\d\W{{0,3}}{re.escape(labels)}", words)
        for item in CONTENT.instrument(instrument_id).items:
            for option in item.item.options:
                assert not re.search(rf"{re.escape(option.label)}\s*[(=:]\s*\d", words)

    def test_there_is_a_box_for_each_option_of_each_item(self, blanks, instrument_id):
        instrument = CONTENT.instrument(instrument_id)
        grids = [part for part in blanks.compose(instrument_id).parts if part.kind is PartKind.GRID]
        boxes = sum(len(part.options) * len(part.rows) for part in grids)
        assert boxes == sum(len(item.item.options) for item in instrument.items)

    def test_nothing_on_it_could_be_taken_for_a_result(self, said, instrument_id):
        instrument = CONTENT.instrument(instrument_id)
        words = said(instrument_id)
        items = (item.item.text for item in instrument.items)
        for own in (instrument.attribution, instrument.notice, *items):
            words = words.replace(" ".join(own.split()), "")
        assert not RESULTS.search(words.casefold())

    def test_time_frame_version_notices_and_lines_are_there(self, said, instrument_id):
        words, instrument = said(instrument_id), CONTENT.instrument(instrument_id)
        for text in (
            instrument.title,
            instrument.recall,
            instrument.lead_in,
            instrument.attribution,
            instrument.notice,
            instrument.window_reason,
            f"{instrument.title} {instrument.version}",
            f"From day {instrument.window_day} after the incident.",
        ):
            assert " ".join(text.split()) in words
        assert "Reference" in words
        assert " Date " in words

    def test_nobody_is_asked_for_a_name(self, blanks, instrument_id):
        fields = [label for row in blanks.compose(instrument_id).fields for label in row]
        assert fields == ["Reference", "Date"]


def test_the_gate_says_when_to_stop(said):
    words = said("pc-ptsd-5")
    stop = "If No: please stop here. If Yes: please answer the questions below."
    assert words.count(stop) == 1
    assert words.index("Have you ever experienced") < words.index(stop)
    assert words.index(stop) < words.index("Had nightmares")


def test_the_tenth_question_of_the_phq_9_is_there(said):
    assert "10. If you checked off any problems" in said("phq-9")


def test_a_clinicians_form_says_whose_it_is(said):
    agreed = "Only once Occupational Health has agreed: a clinician reads it."
    assert agreed in said("pcl-5")
    assert agreed not in said("phq-9")


@pytest.mark.parametrize("protocol_id", PROTOCOLS)
class TestTalk:
    def test_every_step_and_every_word_to_say_is_there(self, said, protocol_id):
        words, protocol = said(protocol_id), CONTENT.protocol(protocol_id)
        for step in protocol.steps:
            assert step.title in words
        for page in protocol.pages:
            for text in (page.prompt, *page.words_that_help, *page.better_not):
                assert " ".join(text.split()) in words, page.id
        assert " ".join(TOLD.split()) in words

    def test_every_capture_is_there_with_its_options_or_its_lines(self, blanks, protocol_id):
        parts = Counter(
            (part.text, part.options, part.lines, part.needed)
            for part in blanks.compose(protocol_id).parts
            if part.kind in {PartKind.BOXES, PartKind.LINES}
        )
        wanted: Counter[tuple[object, ...]] = Counter()
        for page in CONTENT.protocol(protocol_id).pages:
            item = page.item
            if item is None or item.kind is ItemKind.INFO:
                continue
            if item.kind is ItemKind.TICK:
                wanted["", (item.text,), 0, item.required] += 1
            elif item.kind is ItemKind.NUMBER and item.maximum > 10:
                wanted[item.text, (), 1, item.required] += 1
            elif item.kind in {ItemKind.TEXT, ItemKind.PERSON, ItemKind.DATE}:
                lines = 3 if item.kind is ItemKind.TEXT else 1
                wanted[item.text, (), lines, item.required] += 1
            else:
                wanted[item.text, self.boxes(item), 0, item.required] += 1
        assert wanted <= parts

    @staticmethod
    def boxes(item):
        if item.kind is ItemKind.NUMBER:
            ends = {item.minimum: item.low_label, item.maximum: item.high_label}
            labels = [
                f"{number} {ends.get(number, '')}".strip()
                for number in range(item.minimum, item.maximum + 1)
            ]
        else:
            labels = [f"{o.label} ({o.hint})" if o.hint else o.label for o in item.options]
        return (*labels, *(["Prefers not to say"] if item.may_decline else []))

    def test_the_three_choices_are_asked_as_on_the_screen(self, said, protocol_id):
        words = said(protocol_id)
        for choice in (TALK, RECORD, SHARE):
            assert f"{choice.question} (needed)" in words
            for _code, answer in choice.answers:
                assert answer in words

    def test_whom_to_ring_stands_on_the_safety_card(self, blanks, protocol_id):
        calls = [p for p in blanks.compose(protocol_id).parts if p.kind is PartKind.CALL]
        cards = [
            page
            for page in CONTENT.protocol(protocol_id).pages
            if page.kind is PageKind.SAFETY_CARD
        ]
        assert len(calls) == len(cards) == 1
        assert calls[0].numbers == NUMBERS

    def test_what_is_asked_under_a_condition_says_so(self, blanks, protocol_id):
        conditions = [
            part.text for part in blanks.compose(protocol_id).parts if part.kind is PartKind.ONLY_IF
        ]
        hidden = [page for page in CONTENT.protocol(protocol_id).pages if page.show_when]
        assert len(conditions) == len(hidden)
        assert any("Fleeting thoughts" in text for text in conditions)

    def test_the_supporters_own_check_stands_on_its_own_page(self, blanks, protocol_id):
        parts = blanks.compose(protocol_id).parts
        private = [page for page in CONTENT.protocol(protocol_id).pages if page.private]
        breaks = [n for n, part in enumerate(parts) if part.kind is PartKind.OWN_PAGE]
        assert len(breaks) == bool(private)
        before = {part.text for part in parts[: breaks[0]]} if breaks else set()
        assert not before & {page.item.text for page in private if page.item is not None}

    def test_nobody_is_named(self, blanks, protocol_id):
        fields = [label for row in blanks.compose(protocol_id).fields for label in row]
        assert fields == [
            "Reference",
            "Date",
            "Time it began",
            "Incident, in a few words without names",
        ]

    def test_the_version_stands_on_it(self, said, protocol_id):
        assert f"protocol {protocol_id} {CONTENT.protocol(protocol_id).version}" in said(
            protocol_id
        )


def test_conditions_are_told_in_the_words_of_the_questions(blanks):
    conditions = {
        part.text for part in blanks.compose("DM-short").parts if part.kind is PartKind.ONLY_IF
    }
    assert {
        "Only if “How do they like to be reached?” is not “Not at all for now”.",
        (
            "Only if “Distress now” is 7 or more or “Distress at the end” is 7 or more or “Are you "
            "worried about them, whatever they have said?” is “Yes”."
        ),
        (
            "Only if “Thoughts of not wanting to be here, or of hurting themselves?” is “Prefers "
            "not to say”."
        ),
        "Only if the same holds.",
    } <= conditions


def test_nothing_leaves_the_paper_at_its_right(blanks, tmp_path):
    path = tmp_path / "di.pdf"
    path.write_bytes(blanks.pdf(blanks.compose("DI")))
    boxes = re.findall(r'xMax="([\d.]+)"', tool("pdftotext", "-bbox", path, "-"))
    assert max(float(edge) for edge in boxes) < 595 - 55


def test_every_page_reaches_the_printer_as_it_was_set(qapp, blanks, workers, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printing, drawer = PagePrinting(printer), workers.drawer()
    pages = drawer.open(blanks.pdf(blanks.compose("pcl-5"))).pages
    for number, page in enumerate(pages):
        width, height = round(page.width_pt * 4), round(page.height_pt * 4)
        assert printing.page(drawer.draw(number, width, height), width, height)
    printing.end()
    drawer.close()
    facts = tool("pdfinfo", tmp_path / "printed.pdf")
    assert re.search(r"Pages:\s+2\b", facts)
    assert "(A4)" in facts
    tool("pdftoppm", "-r", "40", "-gray", tmp_path / "printed.pdf", tmp_path / "page")
    ink = [sum(byte < 128 for byte in path.read_bytes()) for path in tmp_path.glob("page-*.pgm")]
    assert min(ink) > 500


def test_of_an_exercise_it_is_marked(workers, tmp_path):
    blanks = blanks_of(workers, exercise=True)
    assert "EXERCISE" in text_of(blanks.pdf(blanks.compose("k6")), tmp_path)


def test_it_is_saved_under_a_plain_name_and_never_over_another(blanks, tmp_path):
    blank = blanks.compose("phq-9")
    assert blanks.save(blank, tmp_path) == "phq-9-blank.pdf"
    first = (tmp_path / "phq-9-blank.pdf").read_bytes()
    assert first.startswith(b"%PDF")
    assert blanks.save(blank, tmp_path) == "phq-9-blank-2.pdf"
    for number in range(3, 100):
        (tmp_path / f"phq-9-blank-{number}.pdf").touch()
    with pytest.raises(InputRefusedError, match="file-exists"):
        blanks.save(blank, tmp_path)
    assert (tmp_path / "phq-9-blank.pdf").read_bytes() == first


def test_a_blank_that_is_not_there_is_said(blanks):
    with pytest.raises(NotFoundError):
        blanks.compose("ies-r")
