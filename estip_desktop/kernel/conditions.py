"""When an item or step is shown: FHIR ``enableWhen`` over the answers given so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from estip_desktop.kernel.items import SKIPPED, AnswerValue


class Operator(StrEnum):
    """The comparisons of FHIR R4 ``questionnaire-enable-operator`` that content may use."""

    EXISTS = "exists"
    EQUAL = "="
    NOT_EQUAL = "!="
    AT_LEAST = ">="
    AT_MOST = "<="
    CONTAINS = "contains"
    """Not in FHIR: the answer of a ``multi`` item includes the code."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of one answer."""

    question: str
    operator: Operator
    answer: AnswerValue

    def holds(self, answers: Mapping[str, AnswerValue]) -> bool:
        """Whether it is true; of a missing or skipped answer only ``exists: false`` is."""
        value = answers.get(self.question)
        if value is None or value == SKIPPED:
            return self.operator is Operator.EXISTS and not self.answer
        match self.operator:
            case Operator.EXISTS:
                return bool(self.answer)
            case Operator.CONTAINS:
                return isinstance(value, list) and self.answer in value
            case Operator.EQUAL:
                return value == self.answer
            case Operator.NOT_EQUAL:
                return value != self.answer
        return _in_order(value, self.answer, self.operator)


def _in_order(value: AnswerValue, limit: AnswerValue, operator: Operator) -> bool:
    """Compare numbers; whatever is no number (declined, a code) reaches no limit."""
    if not isinstance(value, int) or not isinstance(limit, int):
        return False
    return value >= limit if operator is Operator.AT_LEAST else value <= limit


def all_hold(conditions: Sequence[Condition], answers: Mapping[str, AnswerValue]) -> bool:
    """Whether every condition holds; no condition at all is true."""
    return all(condition.holds(answers) for condition in conditions)


def any_holds(conditions: Sequence[Condition], answers: Mapping[str, AnswerValue]) -> bool:
    """Whether at least one condition holds; no condition at all is true."""
    return not conditions or any(condition.holds(answers) for condition in conditions)
