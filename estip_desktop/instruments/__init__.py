"""Screening questionnaires: exact published wording, published arithmetic, nothing else.

An instrument is data (a FHIR Questionnaire, its scoring rules, vectors and notice). Its wording is
reproduced as its owner allows, because a changed word voids the score; every band, cut-off and
rule carries its source, and a definition with a gap, an overlap or an unknown licence is refused
when it is read. :func:`score` turns answers into totals, :func:`red_flags` looks at single items
after every answer, :func:`change` compares two totals.

Decisions:

* A missing item means no total and no band. Nothing is pro-rated.
* Red items count whatever else is missing or locked.
* Before its window an instrument is locked: its time frame would reach back before the incident.
  With Occupational Health's authorisation the bare number is given, never a band.
* A score is never called well or healthy, and nothing here is a diagnosis.
"""

from estip_desktop.instruments.model import (
    Band,
    ChangeRule,
    Criterion,
    CutOff,
    Instrument,
    InstrumentItem,
    LicenceClass,
    RedItem,
    Requirement,
    Scale,
    Scoring,
    Source,
    Tier,
    TranslationStatus,
)
from estip_desktop.instruments.responses import answers_from_response, questionnaire_response
from estip_desktop.instruments.scoring import (
    Change,
    CriterionResult,
    Direction,
    Outcome,
    ScaleScore,
    Status,
    Verdict,
    WindowState,
    change,
    red_flags,
    score,
    window_state,
)

__all__ = [
    "Band",
    "Change",
    "ChangeRule",
    "Criterion",
    "CriterionResult",
    "CutOff",
    "Direction",
    "Instrument",
    "InstrumentItem",
    "LicenceClass",
    "Outcome",
    "RedItem",
    "Requirement",
    "Scale",
    "ScaleScore",
    "Scoring",
    "Source",
    "Status",
    "Tier",
    "TranslationStatus",
    "Verdict",
    "WindowState",
    "answers_from_response",
    "change",
    "questionnaire_response",
    "red_flags",
    "score",
    "window_state",
]
