"""The PDF as other programs see it: poppler, MuPDF, fhir.resources."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from fhir.resources.R4B.bundle import Bundle

from estip_desktop.adapters.documents.bundle import build_bundle, check_against_text
from estip_desktop.adapters.documents.paper import (
    HEIGHT,
    RIGHT,
    Heading,
    paragraph,
    print_pages,
)
from estip_desktop.adapters.documents.referral_pages import Seal, referral_pages
from estip_desktop.errors import InputRefusedError
from estip_desktop.referrals import (
    AnswerLine,
    FlagLine,
    ItemLine,
    PersonBlock,
    ReferrerBlock,
    RequestBlock,
    RiskBlock,
    SupervisorNote,
)
from estip_desktop.safety import intended_purpose
from tests.builders import NOW
from tests.paths import CHECKOUT
from tests.referral_support import CANARY, a_content, a_score, an_identity, text_of, tool

SEAL = Seal("7f3a91c2" * 8, "ab12cd34" * 8, signed=True)


@pytest.fixture(scope="module")
def signed(workers):
    own, keys = an_identity()
    content = a_content()
    return workers.produce(content, own, keys, content.created_at, None).pdf, own


def test_poppler_finds_a_valid_signature_over_the_whole_document(signed, tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(signed[0])
    said = tool("pdfsig", path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "SHA-256" in said
    assert "ETSI.CAdES.detached" in said


def test_nothing_is_printed_beyond_the_right_margin(signed, tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(signed[0])
    tool("pdftoppm", "-gray", "-r", "144", "-f", "1", "-l", "1", "-singlefile", path, path)
    _magic, size, _depth, pixels = path.with_suffix(".pdf.pgm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    margin = round(RIGHT * 2) + 1
    rows = (pixels[start : start + width] for start in range(0, width * height, width))
    assert all(min(row[margin:]) == 255 for row in rows)


def test_mupdf_finds_it_unchanged(signed, tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(signed[0])
    assert "unchanged since signing" in tool("mutool", "sign", "-v", path)


def test_the_data_is_an_embedded_file_that_fhir_resources_accepts(signed, tmp_path):
    path, out = tmp_path / "r.pdf", tmp_path / "bundle.json"
    path.write_bytes(signed[0])
    tool("pdfdetach", "-save", "1", "-o", out, path)
    data = out.read_bytes()
    assert data == build_bundle(a_content())
    Bundle.model_validate(json.loads(data))
    kinds = [each["resource"]["resourceType"] for each in json.loads(data)["entry"]]
    assert kinds[:3] == ["MessageHeader", "ServiceRequest", "Patient"]
    assert "Condition" not in kinds


@pytest.mark.parametrize(
    "changes",
    [
        {"revision": 2, "replaces": "ab" * 32},
        {"exercise": True},
        {"scores": (a_score(score=None, words="Incomplete: no total, no range"),)},
        {
            "scores": (
                a_score(items=(ItemLine("/44250-9", "Little interest", "Several days", "LA1", 1),)),
            )
        },
        {"flags": (FlagLine("A5", "Strong guilt, shame or blame"),)},
        {"person": PersonBlock("P-1"), "recipient": "", "not_included": ()},
        {
            "request": RequestBlock(
                "", "P4", "x", adjustments="No nights", needed_by=date(2026, 12, 1)
            )
        },
    ],
)
def test_every_shape_of_data_is_valid_fhir(changes):
    Bundle.model_validate(json.loads(build_bundle(a_content(**changes))))


def test_every_font_is_embedded(signed, tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(signed[0])
    rows = tool("pdffonts", path).splitlines()[2:]
    assert rows
    assert all("OpenSans" in row and re.search(r"yes\s+yes\s+yes", row) for row in rows)


def test_document_facts_name_no_author_computer_or_folder(signed, tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(signed[0])
    said = tool("pdfinfo", path)
    facts = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    assert facts["Title"].strip() == "Referral to Occupational Health R-2026-0093"
    assert facts["Author"].strip() == ""
    assert CANARY not in said
    assert b"/Lang (en-GB)" in signed[0]
    assert b"/home/" not in signed[0]
    assert b"/tmp/" not in signed[0]


def test_every_date_in_the_file_is_of_the_programs_clock(signed, tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(signed[0])
    said = tool("pdfinfo", "-isodates", path)
    facts = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    assert facts["CreationDate"].strip() == "2026-11-23T21:58:00Z"
    assert facts["ModDate"].strip() == "2026-11-23T21:58:00Z"
    (changed,) = re.findall(r'ModifyDate="([^"]+)"', tool("pdfinfo", "-meta", path))
    assert changed.startswith("2026-11-23T21:58:00")


def test_crisis_numbers_stay_on_the_paper_and_beside_their_names(tmp_path):
    numbers = tuple((f"A helpline with a long name {n}", f"0300 131 278{n}") for n in range(9))
    content = a_content(crisis=numbers)
    pdf, _drawn = referral_pages(content, SEAL)
    text = text_of(pdf, tmp_path)
    for name, number in numbers:
        assert f"{name} {number}" in text
    (tmp_path / "f.pdf").write_bytes(pdf)
    boxes = tool("pdftotext", "-bbox", tmp_path / "f.pdf", "-")
    words = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)"', boxes)
    assert max(float(right) for _left, right, _low in words) <= RIGHT + 1
    assert max(float(low) for _left, _right, low in words) <= HEIGHT - 10


def test_the_pages_say_what_a_referral_must_say(signed, tmp_path):
    text = text_of(signed[0], tmp_path)
    for words in (
        "Referral to Occupational Health", "OFFICIAL-SENSITIVE", "R-2026-0093", "page 1 of",
        CANARY, "4471", "14 of 27", "moderate", "cut-off 10", "Kroenke", "Not included",
        "session notes", "Samaritans 116 123", "It does not diagnose. A person decides.",
        "No immediate concern was raised.", "Signed by Alex Example", "Signing key", "Data check",
        "PHQ-9: Spitzer, Kroenke, Williams.",
    ):  # fmt: skip
        assert words in text, words


def test_fingerprint_and_check_on_the_page_are_the_real_ones(signed, tmp_path):
    import hashlib

    pdf, own = signed
    text = text_of(pdf, tmp_path)
    assert own.fingerprint in text
    check = hashlib.sha256(build_bundle(a_content())).hexdigest()[:8].upper()
    assert f"Data check {check}" in text


def test_a_preview_says_that_it_is_not_signed(workers, tmp_path):
    own, _keys = an_identity()
    pdf = workers.preview(a_content(), own.certificate)
    assert "not signed yet" in text_of(pdf, tmp_path)
    assert json.loads(workers.data_of(pdf))["resourceType"] == "Bundle"


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien", "Siân ŵŷ Gruffydd", "<b>bold</b> & <para>", "x" * 200, "W" * 200,
        "Sam \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 Example", "שלום", "\x00\x1b[31m",
        "Sia\u0302n", "a\u202egnp.exe", "名前", "-" * 200, "a b " * 50,
    ],
)  # fmt: skip
def test_no_name_breaks_a_page(name, tmp_path):
    person = replace(a_content().person, name=name, station=name)
    content = a_content(person=person)
    pdf, drawn = referral_pages(content, SEAL)
    assert check_against_text(content, drawn) == ()
    text = text_of(pdf, tmp_path)
    assert "Person" in text
    if name in {"O'Brien", "<b>bold</b> & <para>", "Siân ŵŷ Gruffydd"}:
        assert name in text
    if "\U0001f600" in name:
        assert "Sam \ufffd Example" in text


def test_a_long_referral_breaks_into_pages_that_are_numbered(tmp_path):
    content = a_content(
        answers=tuple(AnswerLine(f"Question {n} " + "word " * 30, "Answer") for n in range(60)),
        scores=tuple(replace(a_score(), instrument_id=f"x-{n}") for n in range(6)),
    )
    pdf, _drawn = referral_pages(content, SEAL)
    text = text_of(pdf, tmp_path)
    count = int(re.findall(r"page 1 of (\d+)", text)[0])
    assert count >= 5
    assert f"page {count} of {count}" in text
    assert text.count("OFFICIAL-SENSITIVE") == count + 1


def test_text_that_is_not_on_the_page_is_noticed():
    content = a_content()
    _pdf, drawn = referral_pages(content, SEAL)
    other = replace(content, scores=(a_score(score=15),))
    assert check_against_text(other, drawn) == ("score-phq-9",)


def test_an_exercise_is_marked_on_page_and_in_data(tmp_path):
    content = a_content(exercise=True)
    pdf, _drawn = referral_pages(content, SEAL)
    assert "EXERCISE" in re.sub(r"\s", "", text_of(pdf, tmp_path))
    assert json.loads(build_bundle(content))["meta"]["tag"][0]["code"] == "HTEST"


def test_the_supervisor_note_holds_adjustments_and_dates_only(workers, tmp_path):
    note = SupervisorNote(
        "R-2026-0093", CANARY, "4471", ("No night duty",), date(2026, 11, 24), date(2026, 12, 22),
        date(2026, 11, 23), "Alex Example",
    )  # fmt: skip
    text = text_of(workers.supervisor_note(note), tmp_path)
    assert "No night duty" in text
    assert "Tue 22 Dec 2026" in text
    fields = set(SupervisorNote.__dataclass_fields__)
    assert not fields & {"scores", "score", "flags", "answers", "risk", "content"}


def test_a_supervisor_note_without_adjustments_is_refused():
    day = date(2026, 11, 24)
    with pytest.raises(InputRefusedError, match="adjustments-missing"):
        SupervisorNote("R", "x", "1", (), day, day, day)


def test_the_data_says_of_immediate_risk_what_the_page_says(workers, tmp_path):
    told = RiskBlock("Opened by hand 21:43; supervisor told.", receiver="Dr Ada Example")
    content = a_content(risk=told)
    own, keys = an_identity()
    pdf = workers.produce(content, own, keys, content.created_at, None).pdf
    page = " ".join(text_of(pdf, tmp_path).split())
    data = build_bundle(content).decode()
    for words in ("Opened by hand 21:43; supervisor told.", "Dr Ada Example"):
        assert words in page
        assert words in data


def test_how_they_agreed_is_said_in_words(tmp_path):
    consent = replace(a_content().consent, how="in-person")
    pdf, _drawn = referral_pages(a_content(consent=consent), SEAL)
    assert "21:58 \u00b7 in person" in text_of(pdf, tmp_path)


@pytest.mark.parametrize("name", ["W" * 200, "Ŵŷnne-<b>&amp;</b> \N{SLIGHTLY SMILING FACE} " * 10])
def test_no_name_is_too_long_for_the_paper(name, tmp_path):
    content = a_content(
        person=replace(a_content().person, name=name[:200]),
        referrer=ReferrerBlock(name[:200], "Peer supporter", name[:200], name[:200]),
        recipient=name[:200],
    )
    pdf, drawn = referral_pages(content, SEAL)
    assert check_against_text(content, drawn) == ()
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf)
    right_edges = re.findall(r'<word .*?xMax="([0-9.]+)"', tool("pdftotext", "-bbox", path, "-"))
    assert max(map(float, right_edges)) <= RIGHT + 1


def test_a_story_that_goes_on_overleaf_is_still_found_on_the_pages():
    told = " ".join(f"Raised 12:{minute:02d}; told: Sgt Made-Up Example." for minute in range(60))
    content = a_content(risk=RiskBlock(told * 3))
    _pdf, drawn = referral_pages(content, SEAL)
    assert check_against_text(content, drawn) == ()


def test_a_questionnaire_taken_twice_is_there_twice():
    """Once stopped half way, then done: both are told, and neither hides the other."""
    item = ItemLine("q1", "Little interest", "Several days", "LA6569-3", 1)
    stopped = a_score(score=None, words="Incomplete: no total, no range", items=(item,))
    content = a_content(scores=(stopped, a_score(items=(item,))))
    bundle = json.loads(build_bundle(content))
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    referred = set(re.findall(r"urn:uuid:[0-9a-f-]+", json.dumps(bundle["entry"])))
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert (kinds.count("Observation"), kinds.count("QuestionnaireResponse")) == (2, 2)
    assert set(urls) <= referred
    Bundle.model_validate(bundle)
    _pdf, drawn = referral_pages(content, SEAL)
    assert check_against_text(content, drawn) == ()
    without_the_first = [text for text in drawn if not text.startswith("Incomplete")]
    assert check_against_text(content, without_the_first) == ("score-phq-9",)


def test_every_page_of_every_paper_says_what_the_program_is_for():
    """Whatever is printed goes through one function; nothing else makes a page."""
    heading = Heading(title="Any paper", reference="X", line="", created_at=NOW, subject="")
    pages, drawn = print_pages(heading, [paragraph("One line.") for _number in range(120)])
    count = pages.count(b"/Type /Page\n") or pages.count(b"/Type /Page ")
    assert drawn.count(intended_purpose()) == max(count, 2)
    folder = CHECKOUT / "estip_desktop" / "adapters" / "documents"
    makers = [path.name for path in folder.glob("*.py") if "Canvas(" in path.read_text("utf-8")]
    assert makers == ["paper.py"]
