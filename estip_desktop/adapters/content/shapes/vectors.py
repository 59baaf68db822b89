"""Answers and the results they have to give."""

from __future__ import annotations

from typing import Literal

from estip_desktop.adapters.content.shapes.base import Strict, Words


class ExpectedScore(Strict, frozen=True, kw_only=True):
    """One scale."""

    value: int | float
    band: str | None
    positive: bool | None


class ExpectedShape(Strict, frozen=True, kw_only=True):
    """What has to come out."""

    status: Literal["complete", "incomplete", "locked"]
    flags: list[str]
    missing: list[str] | None = None
    criteria: dict[str, bool] = {}
    scores: dict[str, ExpectedScore] = {}


class VectorShape(Strict, frozen=True, kw_only=True):
    """One set of answers; without ``expect`` they are refused."""

    id: Words
    answers: list[int | None]
    day: int | None
    source: Words
    refused: bool = False
    expect: ExpectedShape | None = None


class ChangeShape(Strict, frozen=True, kw_only=True):
    """Two totals."""

    first: int | float
    second: int | float
    change: int | float
    verdict: Literal["none", "possible", "reliable", "no-rule"]
    direction: Literal["better", "worse", "same"]


class VectorsFile(Strict, frozen=True, kw_only=True):
    """``instruments/<id>/vectors.json``."""

    instrument: Words
    version: Words
    vectors: list[VectorShape]
    changes: list[ChangeShape]
