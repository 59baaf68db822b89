"""Whether a text names somebody: however a name is spelt, bent or taken apart.

Rather once too often than once too seldom: whoever is asked to write a sentence anew loses a
minute, whoever is named in a report that goes round loses more.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator

_APOSTROPHES = "'\u2019\u2018\u02bc\u2032\u00b4`"
_POSSESSIVE = re.compile(rf"(?<=\w)[{_APOSTROPHES}]s\b")
_INITIALS = re.compile(r"\b(?:\w\.\s?){2,}")
_LONG_NUMBER = re.compile(r"\d{5,}|\d[\d ()+-]{7,}\d")
_MARK = re.compile(r"@|\b[prxt]\W?\d{2,}|\b[a-z]{1,3}\W?\d{4,}\b")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b")
_AGE = re.compile(r"\b\d{2}\W{0,3}(?:years?|yrs?)\W{0,3}old\b|\bdob\b|\bborn\b.{0,12}\d")
_BIRTH = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\W{1,3}(?:\d{1,2}|[a-z]{3,9})\W{1,3}(?:19\d\d|200\d|201[0-2])\b"
    r"|\b(?:19\d\d|200\d|201[0-2])\W\d{1,2}\W\d{1,2}\b"
)
"""A day so long ago that somebody at work may have been born on it."""
_SHORTEST_PART, _SHORTEST_NUMBER, _SHORTEST_WORD = 2, 3, 4
_SHORT_WORDS = frozenset(
    [
        "am",
        "an",
        "as",
        "at",
        "be",
        "by",
        "do",
        "go",
        "he",
        "if",
        "in",
        "is",
        "it",
        "me",
        "my",
        "no",
        "of",
        "on",
        "or",
        "so",
        "to",
        "up",
        "us",
        "we",
    ]
)
"""Parts of names that every other sentence has."""


def has_mark(text: str) -> bool:
    """Whether it holds a number, an address, an age, a birthday or a reference of anybody."""
    plain = _plain(text)
    return any(mark.search(plain) for mark in (_LONG_NUMBER, _MARK, _POSTCODE, _AGE, _BIRTH))


def names_one_of(text: str, names: Iterable[str]) -> bool:
    """Whether a part of one of these names stands in it."""
    said = set(_words(text))
    return any(not said.isdisjoint(_parts(name)) for name in names)


def numbers_one_of(text: str, numbers: Iterable[str]) -> bool:
    """Whether one of these references or staff numbers stands in it, with or without letters."""
    words = _words(text)
    together = "".join(words)
    apart = {*words, *(first + second for first, second in itertools.pairwise(words))}
    for number in numbers:
        whole = "".join(_words(number))
        if whole in apart and any(map(str.isdigit, whole)) and any(map(str.isalpha, whole)):
            return True
        digits = "".join(character for character in whole if character.isdigit())
        if len(whole) > _SHORTEST_NUMBER and whole in together:
            return True
        if len(digits) >= _SHORTEST_NUMBER and digits in together:
            return True
    return False


def quotes_one_of(text: str, titles: Iterable[str]) -> bool:
    """Whether one of these titles or places stands in it, word by word."""
    said = f" {' '.join(_words(text))} "
    return any(
        len(title) >= _SHORTEST_WORD and f" {title} " in said
        for title in (" ".join(_words(each)) for each in titles)
    )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        character
        for character in decomposed
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )


def _words(text: str) -> list[str]:
    """Its words without accents and apostrophes; initials with stops are one word."""
    plain = _POSSESSIVE.sub("", _plain(text))
    plain = _INITIALS.sub(lambda found: re.sub(r"\W", "", found.group()) + " ", plain)
    for mark in _APOSTROPHES:
        plain = plain.replace(mark, "")
    return re.findall(r"[^\W_]+", plain)


def _parts(name: str) -> Iterator[str]:
    """A name as it may be written: whole parts, halves of double names, what follows an O'."""
    bent = _plain(name)
    for mark in _APOSTROPHES:
        bent = bent.replace(mark, " ")
    for part in {*_words(name), *re.findall(r"[^\W_]+", bent)}:
        if len(part) >= _SHORTEST_PART and part not in _SHORT_WORDS:
            yield part
