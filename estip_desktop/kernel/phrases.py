"""Looks for words that speak of an incident instead of a person's needs; it warns, never blocks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

_INVISIBLE = "Cf"
"""Unicode category of characters that take no room, such as a zero-width space."""
_APOSTROPHES = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2011": "-", "\u2013": "-"}
)


@dataclass(frozen=True, slots=True)
class PhraseCheck:
    """Phrases to look for, whole words in any case; one that ends in ``*`` is a beginning.

    Args:
        phrases: In lower case, with single spaces.
        version: Of the list.
    """

    phrases: tuple[str, ...]
    version: str = ""
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", _compiled(self.phrases))

    def found(self, text: str) -> tuple[str, ...]:
        """What was found, as it stands in the text, each once, in reading order."""
        if self._pattern is None:
            return ()
        seen = "".join(each for each in text if unicodedata.category(each) != _INVISIBLE)
        plain = " ".join(seen.translate(_APOSTROPHES).split())
        return tuple(dict.fromkeys(match.group() for match in self._pattern.finditer(plain)))


def _compiled(phrases: Sequence[str]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    longest_first = sorted(phrases, key=len, reverse=True)
    parts = [
        re.escape(phrase[:-1]) + r"\w*" if phrase.endswith("*") else re.escape(phrase)
        for phrase in longest_first
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
