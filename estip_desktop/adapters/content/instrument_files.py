"""From ``questionnaire.json`` and ``scoring.json`` to an instrument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from estip_desktop.adapters.content.shapes import (
    AnswerOptionShape,
    CriterionShape,
    EnableWhenShape,
    QuestionnaireFile,
    QuestionShape,
    RequirementShape,
    ScaleShape,
    ScoringFile,
    Sourced,
)
from estip_desktop.errors import ContentRefusedError
from estip_desktop.instruments import (
    Band,
    ChangeRule,
    Criterion,
    CutOff,
    Instrument,
    InstrumentItem,
    LicenceClass,
    Method,
    RedItem,
    Requirement,
    Scale,
    Scoring,
    Section,
    Side,
    Source,
    Tier,
    TranslationStatus,
)
from estip_desktop.kernel.conditions import Condition, Operator
from estip_desktop.kernel.items import Item, ItemKind, Option

_LOINC = "http://loinc.org"


@dataclass(frozen=True, slots=True)
class _Around:
    """What the groups around an item say."""

    stem: str = ""
    conditions: tuple[Condition, ...] = ()
    groups: tuple[str, ...] = ()


def instrument_from(questionnaire: QuestionnaireFile, scoring: ScoringFile) -> Instrument:
    """Join wording and rules.

    Raises:
        ContentRefusedError: They do not belong together, or a rule of either is broken.
    """
    if questionnaire.id != scoring.instrument:
        raise ContentRefusedError(f"{questionnaire.id}:scoring-of-another-instrument")
    if questionnaire.language not in scoring.languages:
        raise ContentRefusedError(f"{questionnaire.id}:language-not-listed")
    rules = _scoring(scoring)
    _check_structure(questionnaire, set(scoring.gates))
    counted = {*rules.counted, *scoring.gates}
    items = tuple(
        _item(questionnaire.id, question, around, counted, set(scoring.gates))
        for question, around in _questions(questionnaire.item, _Around())
    )
    return Instrument(
        id=questionnaire.id,
        version=questionnaire.version,
        title=questionnaire.title,
        name=scoring.name,
        topic=scoring.topic,
        recall=scoring.recall,
        lead_in=next((item.stem for item in items if item.stem), ""),
        items=items,
        scoring=rules,
        licence=LicenceClass(scoring.licence.licence_class),
        attribution=scoring.licence.attribution,
        notice=scoring.licence.notice,
        tiers=tuple(Tier(tier) for tier in scoring.tiers),
        window_day=scoring.window.opens_day,
        window_reason=scoring.window.reason,
        window_source=_source(scoring.window),
        languages={code: TranslationStatus(status) for code, status in scoring.languages.items()},
        usual_minutes=scoring.usual_minutes,
        url=questionnaire.url,
        reviewed=scoring.reviewed,
        loinc=next((c.code for c in questionnaire.code if c.system == _LOINC), ""),
        interpretation=scoring.interpretation,
        preface=questionnaire.description,
    )


def _check_structure(questionnaire: QuestionnaireFile, gates: set[str]) -> None:
    """What FHIR R4 asks of items, and that every condition can come true.

    Raises:
        ContentRefusedError: A link id stands twice, a group asks or holds nothing, a question holds
            others, or a condition or gate names what is not there.
    """
    shapes = list(_all(questionnaire.item))
    links = [shape.link_id for shape in shapes]
    name = questionnaire.id
    if len(set(links)) != len(links):
        raise ContentRefusedError(f"{name}:duplicate-link-id")
    offered = {
        shape.link_id: {(each.coding.system, each.coding.code) for each in shape.options}
        for shape in shapes
    }
    if not gates <= {shape.link_id for shape in shapes if shape.type == "choice"}:
        raise ContentRefusedError(f"{name}:unknown-gate")
    for shape in shapes:
        if shape.type == "choice" and shape.item:
            raise ContentRefusedError(f"{name}:{shape.link_id}:question-below-a-question")
        if shape.type == "group" and (shape.options or not shape.item):
            raise ContentRefusedError(f"{name}:{shape.link_id}:group-asks-or-is-empty")
        for condition in shape.enable_when:
            wanted = (condition.coding.system, condition.coding.code)
            if wanted not in offered.get(condition.question, set()):
                raise ContentRefusedError(f"{name}:{shape.link_id}:unknown-answer")


def _all(shapes: list[QuestionShape]) -> Iterator[QuestionShape]:
    for shape in shapes:
        yield shape
        yield from _all(shape.item)


def _questions(
    shapes: list[QuestionShape], around: _Around
) -> Iterator[tuple[QuestionShape, _Around]]:
    for shape in shapes:
        if shape.type == "choice":
            yield shape, around
            continue
        if len(shape.enable_when) > 1 and shape.enable_behavior == "any":
            raise ContentRefusedError(f"{shape.link_id}:group-with-any")
        conditions = (*around.conditions, *_conditions(shape.enable_when))
        groups = (*around.groups, shape.link_id)
        yield from _questions(shape.item, _Around(shape.text, conditions, groups))


def _item(
    instrument_id: str,
    shape: QuestionShape,
    around: _Around,
    counted: set[str],
    gates: set[str],
) -> InstrumentItem:
    own = _conditions(shape.enable_when)
    show_any = len(own) > 1 and shape.enable_behavior == "any"
    if show_any and around.conditions:
        raise ContentRefusedError(f"{instrument_id}:{shape.link_id}:any-inside-conditional-group")
    systems = {option.coding.system for option in shape.options}
    if len(systems) != 1:
        raise ContentRefusedError(f"{instrument_id}:{shape.link_id}:one-code-system-needed")
    options = tuple(_option(option) for option in shape.options)
    yes_no = {option.code for option in options} == {"yes", "no"}
    return InstrumentItem(
        item=Item(
            link_id=shape.link_id,
            kind=ItemKind.YES_NO if yes_no else ItemKind.CHOICE,
            text=shape.text,
            options=options,
        ),
        stem=around.stem,
        scored=shape.link_id in counted,
        gate=shape.link_id in gates,
        show_when=own if show_any else (*around.conditions, *own),
        show_any=show_any,
        loinc=next((c.code for c in shape.code if c.system == _LOINC), ""),
        option_system=systems.pop(),
        groups=around.groups,
    )


def _option(shape: AnswerOptionShape) -> Option:
    value = shape.extension[0].value if shape.extension else None
    return Option(code=shape.coding.code, label=shape.coding.display, value=value)


def _conditions(shapes: list[EnableWhenShape]) -> tuple[Condition, ...]:
    return tuple(Condition(s.question, Operator(s.operator), s.coding.code) for s in shapes)


def _source(shape: Sourced) -> Source:
    return Source(shape.source, shape.reviewed)


def _scoring(file: ScoringFile) -> Scoring:
    change = file.change
    return Scoring(
        version=file.version,
        scales=tuple(_scale(scale) for scale in file.scales),
        criteria=tuple(_criterion(criterion) for criterion in file.criteria),
        change=None
        if change is None
        else ChangeRule(change.reliable, _source(change), change.possible),
        red_items=tuple(
            RedItem(red.item, red.start, red.flag, _source(red)) for red in file.red_items
        ),
        sections=tuple(
            Section(tuple(each.items), _requirement(each.opens_when), _source(each))
            for each in file.sections
        ),
        system=file.system,
        most_missing=file.missing.allowed,
    )


def _scale(shape: ScaleShape) -> Scale:
    cut_off = shape.cut_off
    return Scale(
        id=shape.id,
        label=shape.label,
        items=tuple(shape.items),
        range=shape.range,
        source=_source(shape),
        reverse_keyed=tuple(shape.reverse_keyed),
        bands=tuple(Band(b.id, b.label, b.start, b.end, _source(b)) for b in shape.bands),
        cut_off=None
        if cut_off is None
        else CutOff(cut_off.value, _source(cut_off), Side(cut_off.side)),
        loinc=shape.loinc,
        method=Method(shape.method),
        multiplier=shape.multiplier,
        decimals=shape.decimals,
        higher_is_better=shape.higher_is_better,
    )


def _criterion(shape: CriterionShape) -> Criterion:
    return Criterion(
        shape.id,
        shape.label,
        tuple(_requirement(each) for each in shape.requirements),
        _source(shape),
        tuple(shape.needs),
        tuple(shape.excludes),
    )


def _requirement(shape: RequirementShape) -> Requirement:
    return Requirement(
        tuple(shape.items), shape.start, shape.minimum, shape.maximum, shape.exceptions
    )
