"""Words that are looked for in free text."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from estip_desktop.adapters.content.shapes.base import Sourced, Words

Phrase = Annotated[str, Meta(pattern=r"^[a-z{][a-z{}' -]*[a-z*}]$")]
"""Words with single spaces; ``{name}`` stands for any of a list."""
Listed = Annotated[str, Meta(pattern=r"^[a-z][a-z' -]*$")]
ListName = Annotated[str, Meta(pattern=r"^[a-z]+$")]


class PhrasesFile(Sourced, frozen=True, kw_only=True):
    """``wording/evidential.json``."""

    id: Words
    version: Words
    language: Words
    phrases: Annotated[list[Phrase], Meta(min_length=1)]
    ordinary: list[Phrase] = field(default_factory=list)
    lists: dict[ListName, Annotated[list[Listed], Meta(min_length=1)]] = field(default_factory=dict)
