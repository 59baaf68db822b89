"""Sheets to give away."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from estip_desktop.adapters.content.shapes.base import Sourced, Strict, Words

SheetId = Annotated[str, Meta(pattern=r"^[a-z]+(-[a-z]+)*$")]


class SheetShape(Strict, frozen=True, kw_only=True):
    """One sheet; its words lie in a file of this name for each language."""

    id: SheetId
    version: Words
    title: Words


class SheetsFile(Sourced, frozen=True, kw_only=True):
    """``sheets/sheets.json``."""

    id: Words
    version: Words
    language: Words
    sheets: Annotated[list[SheetShape], Meta(min_length=1)]
