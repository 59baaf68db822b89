"""Looks for words that speak of an incident instead of a person's needs; it warns, never blocks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

_INVISIBLE = "Cf"
"""Unicode category of characters that take no room, such as a zero-width space."""
_APOSTROPHES = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2011": "-", "\u2013": "-"}
)
_LIST = re.compile(r"\{(.*?)\}")


@dataclass(frozen=True, slots=True)
class PhraseCheck:
    """Phrases to look for, whole words in any case; one that ends in ``*`` is a beginning.

    ``{name}`` in a phrase stands for any word of a list, so that "{who} {force}" finds whoever did
    whatever. What is found is left alone where it ends within an ordinary phrase: "she told me" in
    "she told me she is", but not in "she told me she saw".

    Args:
        phrases: In lower case, with single spaces.
        version: Of the list.
        ordinary: Likewise; what people say of themselves, and idioms.
        lists: Words by name, for the braces of both.

    Raises:
        KeyError: A phrase names a list that is not there.
    """

    phrases: tuple[str, ...]
    version: str = ""
    ordinary: tuple[str, ...] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _ordinary: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", _compiled(self.phrases, self.lists))
        object.__setattr__(self, "_ordinary", _compiled(self.ordinary, self.lists))

    def found(self, text: str) -> tuple[str, ...]:
        """What was found, as it stands in the text, each once, in reading order."""
        if self._pattern is None:
            return ()
        seen = "".join(each for each in text if unicodedata.category(each) != _INVISIBLE)
        plain = " ".join(seen.translate(_APOSTROPHES).split())
        spared = self._spared(plain)
        return tuple(
            dict.fromkeys(
                match.group()
                for match in self._pattern.finditer(plain)
                if not spared[match.end() - 1]
            )
        )

    def _spared(self, plain: str) -> bytearray:
        """For every character whether it stands in an ordinary phrase."""
        spared = bytearray(len(plain))
        if self._ordinary is not None:
            for match in self._ordinary.finditer(plain):
                spared[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        return spared


def _compiled(phrases: Sequence[str], lists: Mapping[str, Sequence[str]]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    parts = [_part(phrase, lists) for phrase in sorted(phrases, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _part(phrase: str, lists: Mapping[str, Sequence[str]]) -> str:
    """One phrase as a pattern; where ``{name}`` stands, any word of the list."""
    begins = phrase.endswith("*")
    pieces = _LIST.split(phrase.removesuffix("*"))
    words = [
        "(?:" + "|".join(map(re.escape, sorted(lists[piece], key=len, reverse=True))) + ")"
        if number % 2
        else re.escape(piece)
        for number, piece in enumerate(pieces)
    ]
    return "".join(words) + (r"\w*" if begins else "")
