"""Words that are looked for in free text."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from estip_desktop.adapters.content.shapes.base import Sourced, Words

Phrase = Annotated[str, Meta(pattern=r"^[a-z][a-z' -]*[a-z*]$")]


class PhrasesFile(Sourced, frozen=True, kw_only=True):
    """``wording/evidential.json``."""

    id: Words
    version: Words
    language: Words
    phrases: Annotated[list[Phrase], Meta(min_length=1)]
