"""Screening questionnaires: exact published wording, published arithmetic, nothing else.

An instrument is data (a FHIR Questionnaire, its scoring rules, vectors and notice). Its wording is
reproduced as its owner allows, because a changed word voids the score; every band, cut-off and
rule carries its source, and a definition with a gap, an overlap or an unknown licence is refused
when it is read. :func:`score` turns answers into totals, :func:`red_flags` looks at single items
after every answer, :func:`change` compares two totals.

Decisions:

* A missing item means no total and no band. Only a force's own pack may allow items to be missing;
  its totals say that they are pro-rated, and never where an item that raises a red flag is missing.
* Red items count whatever else is missing or locked.
* Before its window an instrument is locked: its time frame would reach back before the incident.
  With Occupational Health's authorisation the bare number is given, never a band.
* A score is never called well or healthy, and nothing here is a diagnosis.
"""

from estip_desktop.instruments.model import (
    Instrument,
    InstrumentItem,
    LicenceClass,
    Tier,
    TranslationStatus,
)
from estip_desktop.instruments.responses import (
    answers_from_response,
    in_groups,
    questionnaire_response,
    version_named,
)
from estip_desktop.instruments.scales import (
    TOTAL,
    Band,
    ChangeRule,
    Criterion,
    CutOff,
    Method,
    Points,
    RedItem,
    Requirement,
    Scale,
    Scoring,
    Section,
    Side,
    Source,
)
from estip_desktop.instruments.scoring import (
    UNHEARD,
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
    unheard,
    window_state,
)
from estip_desktop.instruments.telling import (
    asks_from,
    points_in,
    same_rules,
    where,
    where_in_short,
)
from estip_desktop.instruments.vectors import ChangeVector, Vector, disagreements

__all__ = [
    "TOTAL",
    "UNHEARD",
    "Band",
    "Change",
    "ChangeRule",
    "ChangeVector",
    "Criterion",
    "CriterionResult",
    "CutOff",
    "Direction",
    "Instrument",
    "InstrumentItem",
    "LicenceClass",
    "Method",
    "Outcome",
    "Points",
    "RedItem",
    "Requirement",
    "Scale",
    "ScaleScore",
    "Scoring",
    "Section",
    "Side",
    "Source",
    "Status",
    "Tier",
    "TranslationStatus",
    "Vector",
    "Verdict",
    "WindowState",
    "answers_from_response",
    "asks_from",
    "change",
    "disagreements",
    "in_groups",
    "points_in",
    "questionnaire_response",
    "red_flags",
    "same_rules",
    "score",
    "unheard",
    "version_named",
    "where",
    "where_in_short",
    "window_state",
]
