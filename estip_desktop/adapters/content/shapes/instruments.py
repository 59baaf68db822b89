"""Instruments: the part of a FHIR R4 Questionnaire that we use, and how it is scored."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from estip_desktop.adapters.content.shapes.base import Day, Sourced, Strict, Words


class CodingShape(Strict, frozen=True, kw_only=True):
    """A FHIR Coding."""

    system: Words
    code: Words
    display: str = ""


class OrdinalShape(Strict, frozen=True, kw_only=True):
    """The points of an option."""

    url: Literal["http://hl7.org/fhir/StructureDefinition/ordinalValue"]
    value: int = field(name="valueDecimal")


class AnswerOptionShape(Strict, frozen=True, kw_only=True):
    """One published option."""

    extension: Annotated[list[OrdinalShape], Meta(max_length=1)] = []
    coding: CodingShape = field(name="valueCoding")


class EnableWhenShape(Strict, frozen=True, kw_only=True):
    """FHIR ``enableWhen`` on a coded answer."""

    question: Words
    operator: Literal["=", "!="]
    coding: CodingShape = field(name="answerCoding")


class QuestionShape(Strict, frozen=True, kw_only=True):
    """A FHIR Questionnaire item: a group or a choice."""

    link_id: Words = field(name="linkId")
    code: Annotated[list[CodingShape], Meta(max_length=1)] = []
    prefix: str = ""
    text: Words
    type: Literal["group", "choice"]
    enable_when: list[EnableWhenShape] = field(name="enableWhen", default=[])
    enable_behavior: Literal["any", "all"] = field(name="enableBehavior", default="all")
    required: bool = False
    options: list[AnswerOptionShape] = field(name="answerOption", default=[])
    item: list[QuestionShape] = []


class QuestionnaireFile(Strict, frozen=True, kw_only=True):
    """``instruments/<id>/questionnaire.json``."""

    resource_type: Literal["Questionnaire"] = field(name="resourceType")
    id: Words
    language: Words
    url: Words
    version: Words
    name: Words
    title: Words
    description: str = ""
    status: Literal["active", "draft", "retired"]
    subject_type: list[Words] = field(name="subjectType")
    date: Day
    copyright: Words
    code: Annotated[list[CodingShape], Meta(max_length=1)] = []
    item: Annotated[list[QuestionShape], Meta(min_length=1)]


class BandShape(Sourced, frozen=True, kw_only=True):
    """A published range."""

    id: Words
    label: Words
    start: int | float = field(name="from")
    end: int | float = field(name="to")


class CutOffShape(Sourced, frozen=True, kw_only=True):
    """Where a screen is positive."""

    value: int | float
    side: Literal["at-or-above", "below", "at-or-below"] = "at-or-above"


class ScaleShape(Sourced, frozen=True, kw_only=True):
    """Items that become one figure."""

    id: Words
    label: Words
    items: Annotated[list[Words], Meta(min_length=1)]
    range: tuple[int | float, int | float]
    method: Literal["sum", "mean"] = "sum"
    multiplier: Annotated[int, Meta(gt=0)] = 1
    decimals: Annotated[int, Meta(ge=0)] = 0
    higher_is_better: bool = False
    reverse_keyed: list[Words] = []
    loinc: str = ""
    bands: list[BandShape] = []
    cut_off: CutOffShape | None = None


class RequirementShape(Strict, frozen=True, kw_only=True):
    """So many items reach so many points."""

    items: Annotated[list[Words], Meta(min_length=1)]
    start: int = field(name="from")
    minimum: int
    maximum: int | None = None
    exceptions: dict[str, int] = {}


class CriterionShape(Sourced, frozen=True, kw_only=True):
    """A rule over single items."""

    id: Words
    label: Words
    requirements: list[RequirementShape] = []
    needs: list[Words] = []
    excludes: list[Words] = []


class SectionShape(Sourced, frozen=True, kw_only=True):
    """Items that enough earlier answers open."""

    items: Annotated[list[Words], Meta(min_length=1)]
    opens_when: RequirementShape


class ChangeShape(Sourced, frozen=True, kw_only=True):
    """How large a change has to be."""

    reliable: int | float
    possible: int | float | None = None


class RedItemShape(Sourced, frozen=True, kw_only=True):
    """An item that raises a red flag at once."""

    item: Words
    start: int = field(name="from")
    flag: Words


class LicenceShape(Sourced, frozen=True, kw_only=True):
    """On what ground the wording is here."""

    licence_class: Literal["us_gov", "no_permission", "noncommercial", "by_permission"] = field(
        name="class"
    )
    attribution: Words
    notice: Words


class OpeningShape(Sourced, frozen=True, kw_only=True):
    """From which day on the instrument may be used."""

    opens_day: Annotated[int, Meta(gt=0)]
    reason: Words


class MissingShape(Sourced, frozen=True, kw_only=True):
    """How many items of a scale may be missing; the mean of the others counts for them."""

    allowed: Annotated[int, Meta(ge=0)]


class ScoringFile(Strict, frozen=True, kw_only=True):
    """``instruments/<id>/scoring.json``."""

    instrument: Words
    version: Words
    reviewed: Day
    name: Words
    topic: Words
    recall: Words
    usual_minutes: Annotated[int, Meta(gt=0)]
    tiers: Annotated[list[Literal["peer", "oh"]], Meta(min_length=1)]
    licence: LicenceShape
    languages: dict[str, Literal["official", "validated", "linguistically_checked"]]
    window: OpeningShape
    missing: MissingShape
    system: str = ""
    interpretation: str = ""
    gates: list[Words]
    sections: list[SectionShape] = []
    scales: Annotated[list[ScaleShape], Meta(min_length=1)]
    criteria: list[CriterionShape]
    change: ChangeShape | None
    red_items: list[RedItemShape]
