"""Questionnaires in the data: the score as an Observation, shared answers as a response."""

from __future__ import annotations

from typing import Any

from estip_desktop.instruments import in_groups
from estip_desktop.referrals import ItemLine, PartLine, ScoreLine

Resource = dict[str, Any]
_OURS = "https://estip.example/fhir"
_ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def observation(
    score: ScoreLine, resource_id: str, patient: Resource, response_reference: Resource | None
) -> Resource:
    """The total; without one, the reason why there is none."""
    coding = [{"system": f"{_OURS}/score", "code": score.instrument_id}]
    if score.loinc_score:
        coding.insert(0, {"system": "http://loinc.org", "code": score.loinc_score})
    resource: Resource = {
        "resourceType": "Observation",
        "id": resource_id,
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "survey",
                    }
                ]
            }
        ],
        "code": {"coding": coding, "text": f"{score.title} total"},
        "subject": patient,
        "effectiveDateTime": score.day.isoformat(),
    }
    if score.score is None:
        resource["dataAbsentReason"] = {"text": score.words}
    else:
        resource.update(_value(score.score))
        reading = score.words
        if score.cut_off is not None:
            reading = f"{reading}; {score.cut_off_words} ({score.cut_off_source})"
        if reading:
            resource["interpretation"] = [{"text": reading}]
        if score.parts:
            resource["component"] = [_component(part) for part in score.parts]
    if response_reference:
        resource["derivedFrom"] = [response_reference]
    return resource


def _value(figure: float) -> Resource:
    """A whole number as one, a mean as a quantity without a unit."""
    if isinstance(figure, int):
        return {"valueInteger": figure}
    return {"valueQuantity": {"value": figure}}


def _component(part: PartLine) -> Resource:
    """A further scale, or a rule met or not, beside the total."""
    code = {"coding": [{"system": f"{_OURS}/score-part", "code": part.id}], "text": part.label}
    if part.met is not None:
        return {"code": code, "valueBoolean": part.met}
    return {"code": code, **_value(part.value or 0)}


def response(score: ScoreLine, resource_id: str, patient: Resource, author: Resource) -> Resource:
    """The shared answers; their texts stay out, the canonical names them."""
    items = in_groups(
        (item.groups, {"linkId": item.link_id, "answer": [{"valueCoding": _coding(item)}]})
        for item in score.items
        if item.code
    )
    resource: Resource = {
        "resourceType": "QuestionnaireResponse",
        "id": resource_id,
        "questionnaire": f"{score.url}|{score.version}",
        "status": "completed" if score.score is not None else "in-progress",
        "subject": patient,
        "authored": score.day.isoformat(),
        "author": author,
        "source": patient,
    }
    # FHIR has no empty lists.
    return {**resource, "item": items} if items else resource


def _coding(item: ItemLine) -> Resource:
    coding: Resource = {"code": item.code, "display": item.answer}
    if item.system:
        coding["system"] = item.system
    if item.points is not None:
        coding["extension"] = [{"url": _ORDINAL, "valueDecimal": item.points}]
    return coding
