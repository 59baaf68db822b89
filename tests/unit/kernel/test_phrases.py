"""Words that speak of an incident are noticed, as whole words, in any case."""

from __future__ import annotations

from itertools import product

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.kernel.phrases import PhraseCheck

CHECK = Content().evidential()

ACCOUNTS = (
    "he punched me",
    "She punched him",
    "they kicked us",
    "I restrained him",
    "We restrained her on the pavement",
    "he told me",
    "She told me he started it",
    "they told me what happened",
    "I used force",
    "I've hit",
    "I've hit him",
    "I'd punched her",
    "he'd pushed me",
    "he had been kicked",
    "I was punched",
    "I was then pushed",
    "we had to restrain him",
    "I did not hit her",
    "they were punching us",
    "she's been assaulted",
    "he hit me",
    "he grabbed me",
    "She bit me on the arm",
    "He spat at me",
    "I pushed him over",
    "we grabbed his arms",
    "I took him to the ground",
    "put her in cuffs",
    "I handcuffed him",
    "he said he did it",
    "she said he ran",
    "she told me she saw it",
    "he told me that he hit him",
    "they said that they had done it",
    "I told him to stop",
    "I saw him at the scene",
    "she headbutted me",
    "I tackled him",
    "he went for me",
    "I struck him twice",
    "we used reasonable force",
    "someone shoved me",
    "he just slapped her",
    "She told me he was there",
    "she told me about the fight",
    "he told me to shut the door",
    "an officer told me",
    "he said she has the bag",
)
"""What somebody did or told of the incident."""

WELFARE = (
    "she told me she is sleeping better",
    "She told me that she is sleeping better.",
    "He told me he's not eating much",
    "they told me they feel cut off from the team",
    "he said he is tired",
    "she said she would like a call on Friday",
    "they said they're glad of the rest day",
    "she told me about her sleep",
    "he told me his sleep is poor",
    "he told me things are better at home",
    "she told me it is getting easier",
    "he told me what would help",
    "I told her about the crisis line",
    "I told him about occupational health",
    "I saw her on Monday",
    "It hit him hard",
    "the news hit her hard",
    "She has hit a wall",
    "hit rock bottom",
    "he pushed himself too hard",
    "She grabbed a coffee",
    "He kicked himself for it",
    "I suspect he is not sleeping",
    "blood pressure tablets are due",
    "has a job interview on Tuesday",
    "West Mercia force occupational health",
    "the force is supportive",
    "works for the force helpline",
    "used force transport",
    "Tired, wants a rest day",
    "needs a lift home",
    "She is struggling with custody of the children",
    "feels punchy",
    "He cried. Wants his dog.",
    "prefers a call after six",
    "They would like a different shift",
    "was struck by how kind the team is",
    "chased up the GP",
    "threw up this morning",
    "Sick, headache, hungry",
    "talked to her mother",
    "pushed for time",
    "he choked up",
    "her partner told her to rest",
    "she was sleeping well before",
    "Wants to talk to someone who is not in her team",
    "Feels hit by tiredness",
    "I heard from his wife",
    "needs a push to eat",
    "Restless nights; bad dreams",
    "no restraining order",
    "he told his wife",
    "they said yes to a call",
    "the team kicked off a rota",
    "she was told to rest",
    "she is worried about her dad",
)
"""What somebody needs and how they are, in words that look alike."""

WHO = ("I", "we", "he", "She", "they", "somebody")
DID = (
    "punched", "kicked", "hit", "restrained", "grabbed", "shoved", "slapped", "struck",
    "handcuffed", "pinned", "dragged", "attacked", "chased", "assaulted",
)  # fmt: skip
BEFORE = ("", "had", "have", "was", "were", "then", "just", "had been", "did not", "suddenly")
SHORT = ("'d", "'ve", "\u2019d", "\u2019ve", "'s")
ONES_OWN = (
    "is sleeping better", "feels low", "needs a rest day", "has not eaten", "wants a call",
    "is worried about her mother", "would like time off", "can't rest", "slept badly",
)  # fmt: skip
SAID = ("said", "told me", "said that", "told us that")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The suspect ran.", ("suspect",)),
        ("SUSPECTED of", ("SUSPECTED",)),
        ("He fired twice, I hit the", ("fired", "I hit")),
        ("I   hit\nthe wall", ("I hit",)),
        ("in my statement", ("statement",)),
        ("Statements are due.", ("Statements",)),
        ("as she said", ("she said",)),
        ("body\u2011worn video", ("body-worn",)),
        ("arrest arrest", ("arrest",)),
        ("He was murdered there", ("murdered",)),
        ("there was a dead body and blood", ("dead body", "blood")),
        ("the car hit her; knives", ("car hit", "knives")),
        ("I\u2019d hit him", ("I'd hit",)),
        ("I\u02bcd hit it", ("I'd hit",)),
        ("I\u200bhit it", ()),
        ("I\u200b hit it", ("I hit",)),
        ("sus\u200bpect", ("suspect",)),
    ],
)
def test_words_about_the_incident_are_noticed(text, found):
    assert CHECK.found(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sleeps badly, wants a quiet week.",
        "Tired and hungry; needs a lift home.",
        "A hit of coffee helps.",
        "Gunther will call. Likes shotgun seats.",
        "Has a good account manager.",
        "O'Brien, Si\u00e2n, <b>R&B</b> \U0001f642",
    ],
)
def test_ordinary_words_are_left_alone(text):
    assert CHECK.found(text) == ()


def test_without_phrases_nothing_is_noticed():
    assert PhraseCheck(()).found("The suspect fired.") == ()


def test_a_very_long_text_is_looked_through_at_once():
    assert CHECK.found("word " * 50_000 + "suspect") == ("suspect",)


@pytest.mark.parametrize("text", ACCOUNTS)
def test_an_account_is_noticed(text):
    assert CHECK.found(text)
    assert CHECK.found(f"Tired. {text.upper()}, and wants a rest day.")


@pytest.mark.parametrize("text", WELFARE)
def test_a_sentence_about_their_needs_is_left_alone(text):
    assert CHECK.found(text) == ()


@pytest.mark.parametrize("did", DID)
def test_force_is_noticed_whoever_used_it_and_in_whatever_tense(did):
    for who, before in product(WHO, BEFORE):
        text = " ".join(filter(None, (who, before, did, "a man")))
        assert CHECK.found(text), text
    for who, short in product(WHO, SHORT):
        assert CHECK.found(f"{who}{short} {did} a man"), who + short


@pytest.mark.parametrize("who", ["He", "she", "They"])
def test_what_they_tell_of_themselves_is_no_account_and_what_they_did_is(who):
    for said, own in product(SAID, ONES_OWN):
        assert CHECK.found(f"{who} {said} {who.lower()} {own}.") == (), own
    for said, did in product(SAID, DID):
        assert CHECK.found(f"{who} {said} {who.lower()} {did} a man"), did
        assert CHECK.found(f"{who} {said} {who.lower()} is fine and {who.lower()} {did} a man")
    assert CHECK.found(f"{who} told me what happened")


def test_a_short_phrase_is_spared_only_where_it_ends_in_an_ordinary_one():
    check = PhraseCheck(
        ("{who} hit", "fire*"), "", ("hit a wall", "fired up"), {"who": ("i", "we")}
    )
    assert check.found("I hit a wall, we hit a man") == ("we hit",)
    assert check.found("fired up, then fired") == ("fired",)


def test_a_list_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        PhraseCheck(("{who} hit",))
