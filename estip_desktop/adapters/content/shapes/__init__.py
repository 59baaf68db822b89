"""The shape of every content file, checked by msgspec while it is read.

One class per JSON object, its fields spelt as in the file. Unknown keys and wrong types are
refused; what needs more than one field is checked by the features' own constructors. The JSON
schemas in ``resources/schemas`` say the same for people who write content, and tests hold the two
together.

One module for each kind of file; what other modules read is named here.
"""

from __future__ import annotations

from estip_desktop.adapters.content.shapes.base import (
    Sourced,
)
from estip_desktop.adapters.content.shapes.instruments import (
    AnswerOptionShape,
    CriterionShape,
    EnableWhenShape,
    QuestionnaireFile,
    QuestionShape,
    RequirementShape,
    ScaleShape,
    ScoringFile,
)
from estip_desktop.adapters.content.shapes.pathways import (
    ClauseShape,
    ContactShape,
    HolidaysFile,
    PathwaysFile,
    RuleShape,
    RungShape,
    ThresholdShape,
    WindowShape,
)
from estip_desktop.adapters.content.shapes.protocols import (
    BlocksFile,
    ConditionShape,
    ItemShape,
    PageShape,
    ProtocolFile,
    StepShape,
    UseShape,
)
from estip_desktop.adapters.content.shapes.safety import HazardsFile
from estip_desktop.adapters.content.shapes.services import (
    ProfileFile,
    ServicesFile,
    ServiceShape,
)
from estip_desktop.adapters.content.shapes.sheets import SheetsFile
from estip_desktop.adapters.content.shapes.vectors import VectorsFile, VectorShape
from estip_desktop.adapters.content.shapes.wording import PhrasesFile

__all__ = [
    "AnswerOptionShape",
    "BlocksFile",
    "ClauseShape",
    "ConditionShape",
    "ContactShape",
    "CriterionShape",
    "EnableWhenShape",
    "HazardsFile",
    "HolidaysFile",
    "ItemShape",
    "PageShape",
    "PathwaysFile",
    "PhrasesFile",
    "ProfileFile",
    "ProtocolFile",
    "QuestionShape",
    "QuestionnaireFile",
    "RequirementShape",
    "RuleShape",
    "RungShape",
    "ScaleShape",
    "ScoringFile",
    "ServiceShape",
    "ServicesFile",
    "SheetsFile",
    "Sourced",
    "StepShape",
    "ThresholdShape",
    "UseShape",
    "VectorShape",
    "VectorsFile",
    "WindowShape",
]
