"""What could go wrong, and what is done about it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from estip_desktop.adapters.content.shapes.base import Sourced, Strict, Words

Figure = Annotated[int, Meta(ge=1, le=5)]
TestId = Annotated[str, Meta(pattern=r"^tests/[a-z0-9_/]+\.py(::\w+){1,2}$")]


class ControlShape(Strict, frozen=True, kw_only=True):
    """Something that is done, and the tests that show it."""

    words: Words
    tests: Annotated[list[TestId], Meta(min_length=1)]


class HazardShape(Strict, frozen=True, kw_only=True):
    """One thing that could go wrong."""

    id: Annotated[str, Meta(pattern=r"^H\d\d$")]
    hazard: Words
    cause: Words
    harm: Words
    severity: Figure
    likelihood: Figure
    controls: Annotated[list[ControlShape], Meta(min_length=1)]
    left: str = ""
    open: list[Words] = []


class HazardsFile(Sourced, frozen=True, kw_only=True):
    """``safety/hazards.json``."""

    id: Words
    version: Words
    language: Words
    hazards: Annotated[list[HazardShape], Meta(min_length=1)]
