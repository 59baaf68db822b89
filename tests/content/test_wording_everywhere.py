"""Rules of wording that hold for every sentence of the product."""

from __future__ import annotations

import re

import pytest

from tests.content.spoken import Sentence, every_constant, every_sentence, of_code

SENTENCES = every_sentence()
REASSURES = re.compile(
    r"\b(healthy|normal|low risk|all clear|ptsd confirmed|diagnos\w+|no risk"
    r"|you are (well|safe|fine)|they are (well|fine)|fit for (duty|work)|nothing is wrong)\b",
    re.IGNORECASE,
)
"""No clinical sentence may say so: a low score is never an answer."""
DENIALS = ("not a diagnosis", "does not diagnose", "do not say", "when you are safe")
"""A closed list; each excuses the sentence it stands in, and no other."""
JUDGES = re.compile(
    r"\b(victims?|patients?|weak|weakness|suffer\w*|fail\w*|severe case|compliance|triggers?|must"
    r"|should|(positive|negative) screen)\b|!",
    re.IGNORECASE,
)
OF_MACHINES = (
    "failed try",
    "failed tries",
    "disk failed",
    "fails its check",
    "weak passphrase",
)
"""What disks, records and passphrases do; nobody is meant."""
AMERICAN = re.compile(
    r"\b(\w+iz(e|ed|es|ing|ation)|colors?|counselors?|behaviors?|center|program|license)\b",
    re.IGNORECASE,
)
BRITISH = {"size", "sized", "sizes", "prize", "seized", "licence", "program"}
EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
SAFETY_WORDS = (
    (
        "Your answers suggest it would be worth a proper conversation with someone trained. "
        "That's a prompt, not a label."
    ),
    "Nothing on this form needs action today. If you feel worse than this form says, that counts.",
    (
        "Thank you for saying so. We won't pretend you didn't. "
        "Let's sort out who stays with you and who we call."
    ),
    "A group session might affect accounts. One-to-one support is still open to you.",
)
"""The words to use at a positive screen, at a negative one, at a risk answer, at the group lock."""
DECLINED = re.compile(r"that's fine\. here(?:'s| is) how to reach someone if you change your mind")


def _found(pattern: re.Pattern[str], allowed: tuple[str, ...] = ()) -> list[Sentence]:
    return [each for each in SENTENCES if _breaks(pattern, each.text, allowed)]


def _breaks(pattern: re.Pattern[str], text: str, allowed: tuple[str, ...]) -> bool:
    """Whether one of its sentences does; what is allowed excuses its own sentence alone."""
    return any(
        pattern.search(sentence) and not any(words in sentence.lower() for words in allowed)
        for sentence in re.split(r"(?<=[.!?])\s+", text)
    )


def test_thousands_of_sentences_are_looked_at() -> None:
    assert len(list(of_code())) > 1500
    assert len(SENTENCES) > 3000
    kinds = {each.where.partition("/")[0] for each in SENTENCES}
    assert {"estip_desktop", "protocols", "pathways", "services", "help"} <= kinds


def test_none_reassures_or_diagnoses() -> None:
    assert _found(REASSURES, DENIALS) == []


def test_no_text_of_the_code_does_whether_it_is_translated_or_not() -> None:
    """A sentence that somebody forgot to send through gettext is read all the same."""
    texts = list(every_constant())
    assert len(texts) > 3000
    wrong = [each for each in texts if _breaks(REASSURES, each.text, DENIALS)]
    assert wrong == []


def test_a_denial_excuses_its_own_sentence_alone() -> None:
    text = "You are healthy and low risk. This is not a diagnosis."
    assert _breaks(REASSURES, text, DENIALS)
    assert not _breaks(REASSURES, "This is not a diagnosis.", DENIALS)


def test_none_judges_or_commands() -> None:
    assert _found(JUDGES, OF_MACHINES) == []


def test_spelling_is_british() -> None:
    found = [
        (each.where, match.group())
        for each in SENTENCES
        for match in AMERICAN.finditer(each.text)
        if match.group().lower() not in BRITISH
    ]
    assert found == []


def test_none_carries_an_emoji() -> None:
    assert _found(EMOJI) == []


@pytest.mark.parametrize("words", SAFETY_WORDS)
def test_the_words_for_the_hard_moments_are_said_exactly(words: str) -> None:
    assert any(words in each.text for each in SENTENCES)


def test_whoever_declines_hears_how_to_come_back() -> None:
    assert any(DECLINED.search(each.text.lower()) for each in SENTENCES)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REASSURES, "Your score is normal."),
        (REASSURES, "All clear"),
        (REASSURES, "PTSD confirmed"),
        (REASSURES, "You are well. There is no risk."),
        (REASSURES, "They are fit for duty"),
        (JUDGES, "You must answer"),
        (JUDGES, "They failed to attend"),
        (JUDGES, "Well done!"),
        (AMERICAN, "Organize your counselor"),
        (EMOJI, "Thanks \u2764"),
    ],
)
def test_the_rules_see_what_they_look_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)
