"""What people read: plain, kind, and never asking for an account of the incident."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from estip_desktop.adapters.content import Content, resources_root
from estip_desktop.kernel import strict_json
from estip_desktop.protocols import Page

PROTOCOLS = ("DM", "DI", "MR", "DM-short", "DI-short", "MR-short")
NEVER = re.compile(
    r"\b(healthy|normal|low risk|all clear|ptsd confirmed|victims?|patients?|weak|weakness"
    r"|suffer\w*|fail\w*|severe case|compliance|triggers?|must|should)\b|!",
    re.IGNORECASE,
)
DIAGNOSIS = re.compile(r"\bdiagnos\w+", re.IGNORECASE)
DENIALS = ("not a diagnosis", "does not diagnose")
NARRATIVE = re.compile(
    r"what happened\?|tell me (about|what)|talk me through|describe (the|what|how)"
    r"|what did you (see|do|hear|say)|go over (it|the)|from the beginning|account of what",
    re.IGNORECASE,
)
AMERICAN = re.compile(
    r"\b(\w+iz(e|ed|ing|ation)|color|counselor|behavior|center|program)\b", re.IGNORECASE
)
ALLOWED_SIZES = {"size", "sized", "prize"}


def _spoken(page: Page) -> Iterator[str]:
    """What the supporter says or the colleague reads."""
    yield page.prompt
    yield from page.words_that_help
    if page.item is not None:
        yield page.item.text
        yield page.item.hint
        for option in page.item.options:
            yield option.label
            yield option.hint


def _all(page: Page) -> Iterator[str]:
    yield from _spoken(page)
    yield page.why
    yield from page.better_not


def _pages(content: Content) -> list[Page]:
    return [page for name in PROTOCOLS for page in content.protocol(name).pages]


def _pathway_texts() -> list[str]:
    data = strict_json.load((resources_root() / "pathways" / "estip.json").read_bytes())
    wanted = {"reason", "text", "title", "words", "label", "short", "meaning", "what", "pip_text"}
    found: list[str] = []

    def look(node: object) -> None:
        if isinstance(node, list):
            for each in node:
                look(each)
        elif isinstance(node, dict):
            found.extend(
                value for key, value in node.items() if key in wanted and isinstance(value, str)
            )
            for each in node.values():
                look(each)

    look(data)
    return found


def _service_texts(content: Content) -> list[str]:
    return [
        text
        for nation in ("england", "wales", "scotland", "northern_ireland")
        for service in content.services(nation)
        for text in (service.name, service.note, service.hours)
    ]


def test_no_text_uses_a_word_that_judges_or_reassures(content: Content) -> None:
    texts = [text for page in _pages(content) for text in _all(page)]
    texts += _pathway_texts() + _service_texts(content) + [content.profile().banner]
    found = [text for text in texts if NEVER.search(text)]
    assert found == []


def test_diagnosis_is_only_denied(content: Content) -> None:
    texts = [text for page in _pages(content) for text in _all(page)] + _pathway_texts()
    found = [
        text
        for text in texts
        if DIAGNOSIS.search(text) and not any(denial in text.lower() for denial in DENIALS)
    ]
    assert found == []


def test_no_page_asks_for_an_account(content: Content) -> None:
    found = [
        (page.id, text)
        for page in _pages(content)
        for text in _spoken(page)
        if NARRATIVE.search(text) and "don't give me your account" not in text
    ]
    assert found == []


def test_free_text_is_short_and_says_what_it_is_for(content: Content) -> None:
    for page in _pages(content):
        if page.item is not None and page.item.kind == "text":
            assert page.item.max_length <= 240
            assert "No details of the incident" in page.item.hint


def test_spelling_is_british(content: Content) -> None:
    texts = [text for page in _pages(content) for text in _all(page)] + _pathway_texts()
    found = [
        match.group()
        for text in texts
        for match in AMERICAN.finditer(text)
        if match.group().lower() not in ALLOWED_SIZES
    ]
    assert found == []


def test_sentences_are_short(content: Content) -> None:
    """One idea a sentence; 24 words leave room for quoted lists."""
    long = [
        sentence
        for page in _pages(content)
        for text in _all(page)
        for sentence in re.split(r"(?<=[.?:])\s+", text)
        if len(sentence.split()) > 24
    ]
    assert long == []


def test_every_page_says_why(content: Content) -> None:
    assert [page.id for page in _pages(content) if not page.why] == []


def test_every_question_put_to_a_colleague_may_be_declined(content: Content) -> None:
    """What stays without a way out is asked of the supporter, or is a fact of safety or sharing."""
    to_supporter = (
        "C1.", "C3.", "C4.", "C9.", "C8.worry", "C12.", "MR8.outcome", "O3.", "O10.", "W1.", "DM2.",
    )  # fmt: skip
    found = [
        page.id
        for page in _pages(content)
        if page.asks
        and page.item is not None
        and not page.item.may_decline
        and not page.id.startswith(to_supporter)
    ]
    assert found == []


@pytest.mark.parametrize("name", PROTOCOLS)
def test_supporters_own_check_is_private_and_nothing_else(content: Content, name: str) -> None:
    for page in content.protocol(name).pages:
        assert page.private is page.id.startswith("C13.")
