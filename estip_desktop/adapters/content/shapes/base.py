"""What all shapes share: nothing unknown passes, and what is claimed has a source."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Words = Annotated[str, Meta(min_length=1, pattern=r"\S")]
"""At least one character that can be seen."""


class Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Nothing but what is named."""


class Sourced(Strict, frozen=True, kw_only=True):
    """Carries where it comes from and when somebody last looked."""

    source: Words
    reviewed: Day
