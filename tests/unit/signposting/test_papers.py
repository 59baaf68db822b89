"""Papers that name nobody: a sheet, a card, and files that never replace one another."""

from __future__ import annotations

import pytest

from estip_desktop.adapters.storage.files import write_new
from estip_desktop.errors import InputRefusedError, NotFoundError
from estip_desktop.signposting import (
    DirectoryEntry,
    DirectoryPart,
    PaperKind,
    PaperShop,
    Signposting,
    in_parts,
    take_away_card,
)
from tests.builders import NOW
from tests.fakes import FakeClock
from tests.world import published

NUMBERS = (("Emergency services", "999"), ("Duty clinician", "01632 960 417"))


def words(paper):
    return [(block.words, block.value) for block in paper.blocks]


def an_entry(part, name):
    return DirectoryEntry(part, name, "999", False, "", "", "", "", "", False, True)


@pytest.fixture
def signposting():
    shop = PaperShop(lambda paper: paper.title.encode(), write_new)
    return Signposting(
        published(), shop, lambda nation: (nation, ()), lambda: NUMBERS, FakeClock(NOW),
        exercise=True,
    )  # fmt: skip


def test_a_card_says_what_was_agreed_when_and_which_numbers_answer():
    card = take_away_card("Staying in touch", [("Mon 21 Dec", "One-month contact")], NUMBERS, NOW)
    said = words(card)
    assert ("Staying in touch", "") in said
    assert ("Mon 21 Dec", "One-month contact") in said
    assert said.index(("Emergency services", "999")) < said.index(
        ("Duty clinician", "01632 960 417")
    )
    assert "no name" in card.line


def test_a_card_without_decision_or_contact_has_no_empty_headings():
    card = take_away_card("", [], NUMBERS, NOW)
    headings = [each.words for each in card.blocks if each.kind is PaperKind.HEADING]
    assert headings == ["Numbers that answer"]


def test_a_sheet_carries_its_version_and_says_when_it_is_for_an_exercise(signposting):
    paper = signposting.compose("sleep")
    assert paper.title == "Sleep after a hard incident"
    assert f"Version {published().sheet_version('sleep')}" in paper.line
    assert paper.exercise
    with pytest.raises(NotFoundError):
        signposting.compose("no-such-sheet")
    with pytest.raises(NotFoundError):
        published().sheet_version("no-such-sheet")
    assert published().sheet_title("no-such-sheet") == "no-such-sheet"


def test_saving_twice_keeps_both_and_a_hundred_are_enough(signposting, tmp_path):
    paper = signposting.compose("family")
    assert signposting.save(paper, tmp_path) == "family.pdf"
    assert signposting.save(paper, tmp_path) == "family-2.pdf"
    assert (tmp_path / "family.pdf").read_bytes() == b"For the family"
    for number in range(3, 100):
        (tmp_path / f"family-{number}.pdf").touch()
    with pytest.raises(InputRefusedError):
        signposting.save(paper, tmp_path)


def test_services_stand_under_their_headings_and_empty_ones_are_left_out():
    entries = [
        an_entry(DirectoryPart.OUTSIDE, "Own GP"),
        an_entry(DirectoryPart.NOW, "Emergency services"),
        an_entry(DirectoryPart.OUTSIDE, "A charity"),
    ]
    assert [(part, [each.name for each in found]) for part, found in in_parts(entries)] == [
        (DirectoryPart.NOW, ["Emergency services"]),
        (DirectoryPart.OUTSIDE, ["Own GP", "A charity"]),
    ]
