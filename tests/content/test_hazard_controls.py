"""Controls of the hazard log that nothing else shows: read off the content as it is published."""

from __future__ import annotations

import json
import re

import pytest

from estip_desktop.adapters.content import Content, resources_root
from estip_desktop.instruments import TranslationStatus
from estip_desktop.protocols import Protocol, flags_raised
from estip_desktop.stepped_care import Level
from tests.content.spoken import every_sentence

CONTENT = Content()
INJURY = "C6.injury"
FITNESS = re.compile(r"\bfit for\b|\bfitness\b", re.IGNORECASE)
LEFT_TO_OTHERS = ("do not say", "nothing here decides", "decide about fitness for duty.")
"""The last one stands in Help under what the app does not do."""


def position(protocol: Protocol, beginning: str) -> int:
    return next(n for n, page in enumerate(protocol.pages) if page.id.startswith(beginning))


@pytest.mark.parametrize("name", ["DM", "DI"])
def test_the_body_is_looked_after_before_the_talk(name: str) -> None:
    protocol = CONTENT.protocol(name)
    body = max(position(protocol, "C6.needs"), position(protocol, INJURY))
    reactions = {"DM": "DM4", "DI": "DI3"}[name]
    assert body < position(protocol, reactions)
    assert body < position(protocol, "C7.start")


@pytest.mark.parametrize(
    "name", [each.id for each in CONTENT.protocols() if any(p.id == INJURY for p in each.pages)]
)
def test_who_needs_a_medic_is_immediate_wherever_it_is_asked(name: str) -> None:
    protocol = CONTENT.protocol(name)
    raised = {flag.code for flag in flags_raised(protocol, {INJURY: "medic"})}
    assert raised == {"R4"}
    assert CONTENT.pathways().flag("R4").level is Level.RED


def test_fitness_for_duty_is_spoken_of_only_to_leave_it_to_others() -> None:
    found = [
        each
        for each in every_sentence()
        if FITNESS.search(each.text)
        and not any(words in each.text.lower() for words in LEFT_TO_OTHERS)
    ]
    assert found == []


def test_every_language_of_a_questionnaire_says_where_its_words_come_from() -> None:
    for instrument in CONTENT.instruments():
        assert instrument.languages
        folder = resources_root() / "instruments" / instrument.id
        questionnaire = json.loads((folder / "questionnaire.json").read_text("utf-8"))
        assert set(instrument.languages) == {questionnaire["language"]}
        assert instrument.languages[questionnaire["language"]] in {
            TranslationStatus.OFFICIAL,
            TranslationStatus.VALIDATED,
        }
