"""Help sheets: short, plain, and in full sentences."""

from __future__ import annotations

import re

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import ContentRefusedError
from estip_desktop.kernel.help_text import BlockKind
from estip_desktop.kernel.i18n import set_language

WORDS_ON_A_SHEET, WORDS_IN_A_SENTENCE = 200, 20
AVOIDED = ("must", "victim", "suffer", "fail", "trigger", "compliance", "please", "!", "TODO")
SHEETS = Content().help_sheets()


def _sentences(words: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?:])\s+", words) if one]


def test_there_is_a_sheet_about_protection_keys_and_limits():
    wanted = ["purpose", "security", "keys", "backups", "limits", "changes"]
    assert [sheet.id for sheet in SHEETS] == wanted


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_a_sheet_can_be_read_in_two_minutes(sheet):
    texts = [sheet.title, *(block.words for block in sheet.blocks)]
    assert len(" ".join(texts).split()) <= WORDS_ON_A_SHEET
    for text in texts:
        for sentence in _sentences(text):
            assert len(sentence.split()) <= WORDS_IN_A_SENTENCE, sentence
        assert not any(word in text.lower() for word in AVOIDED), text


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_what_is_no_heading_ends_as_a_sentence(sheet):
    for block in sheet.blocks:
        assert block.words.endswith(".") == (block.kind is not BlockKind.HEADING), block.words


def test_what_is_not_defended_is_said_plainly():
    limits = next(sheet for sheet in SHEETS if sheet.id == "limits")
    words = " ".join(block.words for block in limits.blocks).lower()
    for risk in ("harmful program", "administrator", "made to unlock", "camera", "older copy"):
        assert risk in words


def test_a_language_without_sheets_gets_the_english_ones():
    set_language("pseudo")
    assert Content().help_sheets() == SHEETS


def test_a_missing_or_malformed_sheet_is_refused(tmp_path):
    folder = tmp_path / "help" / "en"
    folder.mkdir(parents=True)
    with pytest.raises(ContentRefusedError, match="help:purpose"):
        Content(tmp_path).help_sheets()
    (folder / "purpose.md").write_text("no title")
    with pytest.raises(ContentRefusedError, match="help:purpose"):
        Content(tmp_path).help_sheets()
