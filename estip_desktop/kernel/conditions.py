"""When an item or step is shown: FHIR ``enableWhen`` over the answers given so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue


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
        """Whether the comparison is true; a missing or skipped answer satisfies only ``exists: false``."""
        value = answers.get(self.question)
        exists = value is not None and value != SKIPPED
        if self.operator is Operator.EXISTS:
            return exists is bool(self.answer)
        if value is None or value == SKIPPED:
            return False
        if self.operator is Operator.CONTAINS:
            return isinstance(value, list) and self.answer in value
        if self.operator is Operator.EQUAL:
            return value == self.answer
        if self.operator is Operator.NOT_EQUAL:
            return value != self.answer
        if value == DECLINED or not isinstance(value, int) or not isinstance(self.answer, int):
            return False
        return value >= self.answer if self.operator is Operator.AT_LEAST else value <= self.answer


def all_hold(conditions: Sequence[Condition], answers: Mapping[str, AnswerValue]) -> bool:
    """Whether every condition holds; no condition at all is true."""
    return all(condition.holds(answers) for condition in conditions)


def any_holds(conditions: Sequence[Condition], answers: Mapping[str, AnswerValue]) -> bool:
    """Whether at least one condition holds; no condition at all is true."""
    return not conditions or any(condition.holds(answers) for condition in conditions)
