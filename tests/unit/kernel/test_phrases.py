"""Words that speak of an incident are noticed, as whole words, in any case."""

from __future__ import annotations

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.kernel.phrases import PhraseCheck

CHECK = Content().evidential()


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
