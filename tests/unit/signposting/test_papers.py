"""Papers that name nobody: a sheet, a card, and files that never replace one another."""

from __future__ import annotations

from typing import Any

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


def words(paper):
    return [(block.words, block.value) for block in paper.blocks]


def lines(paper):
    return {block.words: block.line for block in paper.blocks if block.kind is PaperKind.NUMBER}


def an_entry(part, name, **changes):
    values: dict[str, Any] = {
        "number": "999", "is_text_message": False, "url": "", "hours": "24 hours", "note": "",
        "criteria": "", "checked_on": "2026-11-23", "is_old": False, "confirmed": True,
    }  # fmt: skip
    return DirectoryEntry(part, name, **(values | changes))


SERVICES = (
    an_entry(DirectoryPart.NOW, "Emergency services"),
    an_entry(DirectoryPart.NOW, "Emergency text service", is_text_message=True, confirmed=False),
    an_entry(DirectoryPart.LISTENING, "Samaritans", number="116 123", is_old=True),
    an_entry(DirectoryPart.LISTENING, "Only a page", number="", url="example.org"),
    an_entry(DirectoryPart.OUTSIDE, "Own GP", number="01632 960 417"),
)


@pytest.fixture
def signposting():
    shop = PaperShop(lambda paper: paper.title.encode(), write_new)
    return Signposting(
        published(), shop, lambda nation: (nation, SERVICES), FakeClock(NOW),
        exercise=True,
    )  # fmt: skip


def test_a_card_says_what_was_agreed_when_and_which_numbers_answer():
    contacts = [("Mon 21 Dec", "Telephone, Priya")]
    card = take_away_card("Staying in touch", contacts, SERVICES, NOW)
    said = words(card)
    assert ("Staying in touch", "") in said
    assert ("Mon 21 Dec", "Telephone, Priya") in said
    assert said.index(("Emergency services", "999")) < said.index(("Samaritans", "116 123"))
    assert ("Emergency text service", "Text 999") in said
    assert "Own GP" not in dict(said)
    assert "Only a page" not in dict(said)
    assert "no name" in card.line


def test_every_number_says_when_it_was_checked_and_how_far_it_can_be_relied_on():
    said = lines(take_away_card("", [], SERVICES, NOW))
    assert said["Emergency services"] == "24 hours \u00b7 checked on Mon 23 Nov 2026"
    assert said["Emergency text service"].endswith("not confirmed")
    assert said["Samaritans"].endswith("long ago")


def test_a_card_without_decision_or_contact_has_no_empty_headings():
    card = take_away_card("", [], SERVICES, NOW)
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
