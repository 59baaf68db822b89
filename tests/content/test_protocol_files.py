"""The protocols: complete, reachable, and raising only flags that exist."""

from __future__ import annotations

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.casework import TOLD
from estip_desktop.kernel.items import DECLINED, AnswerValue, Item, ItemKind
from estip_desktop.protocols import CaseFact, Page, PageKind, Run, flags_raised

USUAL = ("DM", "DI", "MR")
SHORT = ("DM-short", "DI-short", "MR-short")
PROTOCOLS = (*USUAL, *SHORT)
EXPECTED_STEPS = {"DM": 11, "DI": 16, "MR": 9}
BLOCKS = {"L1", "R1", "A1", "A14"}
EXPECTED_FLAGS = {
    "DM": BLOCKS | {"L2", "R4", "R5", "A3", "A4", "A9", "A12"},
    "DI": BLOCKS
    | {"L2", "R4", "A2", "A4", "A5", "A6", "A7", "A8", "A9"}
    | {"A10", "A11", "A12", "A13"},
    "MR": BLOCKS | {"A2", "A8", "A9", "A10"},
    "DM-short": BLOCKS | {"L2", "R4", "A3"},
    "DI-short": BLOCKS | {"L2", "R4", "A4", "A5", "A8", "A10"},
    "MR-short": BLOCKS | {"L2", "R4", "A2"},
}
KEPT_BY_SHORT = {
    "DM-short": ("DM6", "DM10"),
    "DI-short": ("DI5", "DI6", "DI7", "DI12", "DI15"),
    "MR-short": ("MR2", "MR4", "MR5", "MR7"),
}
"""The steps that a short form keeps beside the shared blocks C1 to C12."""


ASKED: dict[str, AnswerValue] = {"C7.start": 10, "W1.worry": "yes"}
"""In demobilising these lead to the direct question."""


def _values(item: Item) -> list[AnswerValue]:
    codes = [option.code for option in item.options]
    match item.kind:
        case ItemKind.CHOICE | ItemKind.YES_NO:
            chosen: list[AnswerValue] = [*codes]
            return [*chosen, DECLINED] if item.may_decline else chosen
        case ItemKind.MULTI:
            plain: AnswerValue = [option.code for option in item.options if not option.exclusive]
            return [*([code] for code in codes), plain]
        case ItemKind.NUMBER:
            return [item.minimum, item.maximum, (item.minimum + item.maximum) // 2]
        case ItemKind.TICK:
            return [True]
        case _:
            return ["x"]


def _answers_for(page: Page) -> list[AnswerValue]:
    return _values(page.item) if page.item is not None and page.asks else [True]


@pytest.mark.parametrize("name", USUAL)
def test_protocol_has_all_its_steps(content: Content, name: str) -> None:
    steps = content.protocol(name).steps
    assert [step.id for step in steps] == [f"{name}{n}" for n in range(1, EXPECTED_STEPS[name] + 1)]


@pytest.mark.parametrize("name", SHORT)
def test_a_short_form_keeps_the_blocks_and_its_steps(content: Content, name: str) -> None:
    protocol = content.protocol(name)
    blocks = {page.block for page in protocol.pages}
    assert {f"C{number}" for number in range(1, 13)} <= blocks
    assert set(KEPT_BY_SHORT[name]) <= {step.id for step in protocol.steps}
    usual = content.protocol(protocol.family)
    assert len(protocol.pages) < len(usual.pages)
    for page in protocol.pages:
        if not page.block:
            assert page.item is None or page.item == usual.page(page.id).item


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_page_can_be_reached(content: Content, name: str) -> None:
    """Each page shows for some answer to the pages it looks at."""
    protocol = content.protocol(name)
    seen: set[str] = set()
    for page in protocol.pages:
        for value in _answers_for(page):
            answers: dict[str, AnswerValue] = {page.id: value}
            run = Run(protocol, answers)
            seen.update(each.id for each in run.pages)
    for codes in (["A1"], ["R6"]):
        seen.update(page.id for page in Run(protocol, {}, {"flags": list(codes)}).pages)
    seen.update(page.id for page in Run(protocol, {**ASKED, "C8.safety": DECLINED}).pages)
    assert seen == {page.id for page in protocol.pages}


@pytest.mark.parametrize("name", PROTOCOLS)
def test_flags_exist_and_are_those_of_the_outline(content: Content, name: str) -> None:
    codes = {flag.code for page in content.protocol(name).pages for flag in page.flags}
    assert codes <= set(content.pathways().flags)
    assert codes == EXPECTED_FLAGS[name]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_flag_rule_can_fire(content: Content, name: str) -> None:
    """Answers that satisfy a rule's conditions raise its flag."""
    protocol = content.protocol(name)
    for page in protocol.pages:
        for rule in page.flags:
            answers: dict[str, AnswerValue] = dict(ASKED) if page.show_any else {}
            for condition in (*page.show_when, *rule.when):
                current = answers.get(condition.question)
                if condition.operator == "contains":
                    chosen = current if isinstance(current, list) else []
                    answers[condition.question] = [*chosen, str(condition.answer)]
                elif condition.operator in {"=", ">=", "<="}:
                    answers[condition.question] = condition.answer
            raised = {(flag.code, flag.link_id) for flag in flags_raised(protocol, answers)}
            assert (rule.code, page.id) in raised


@pytest.mark.parametrize("name", PROTOCOLS)
def test_conditions_name_options_that_exist(content: Content, name: str) -> None:
    protocol = content.protocol(name)
    for page in protocol.pages:
        conditions = [*page.show_when, *(c for flag in page.flags for c in flag.when)]
        for condition in conditions:
            if condition.question == "flags":
                assert condition.answer in content.pathways().flags
                continue
            item = protocol.page(condition.question).item
            if item is None or not isinstance(condition.answer, str):
                continue
            if condition.answer != DECLINED:
                assert item.option(condition.answer).code == condition.answer


@pytest.mark.parametrize("name", PROTOCOLS)
def test_safety_is_always_asked(content: Content, name: str) -> None:
    """In demobilising from a distress of 7, at the end as well, or where the supporter is worried;

    in every other talk always.
    """
    protocol = content.protocol(name)
    calm: list[dict[str, AnswerValue]] = [{}, {"C7.start": 6, "W1.worry": "no"}]
    for answers in calm:
        shown = {page.id for page in Run(protocol, answers).pages}
        assert ("C8.safety" in shown) is (protocol.family != "DM")
    asks: list[dict[str, AnswerValue]] = [{"C7.start": 7}, {"W1.worry": "yes"}]
    if any(page.id == "C7.end" for page in protocol.pages):
        asks.append({"C7.start": 4, "W1.worry": "no", "C7.end": 7})
    for answers in asks:
        assert "C8.safety" in {page.id for page in Run(protocol, answers).pages}
    item = protocol.page("C8.safety").item
    assert item is not None
    assert item.required
    assert item.may_decline


@pytest.mark.parametrize("name", PROTOCOLS)
def test_limits_of_confidence_cannot_be_skipped(content: Content, name: str) -> None:
    said = ("O3.opening",) if name == "DM" else ("C3.explained", "C3.understood")
    for page_id in (*said, "C4.consent"):
        item = content.protocol(name).page(page_id).item
        assert item is not None
        assert item.required


LIMITS = ("in danger", "child", "wrongdoing", "if I can", "note")
"""What whoever explains privacy names: danger, safeguarding, wrongdoing, and what is noted."""


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_limit_of_confidence_is_named(content: Content, name: str) -> None:
    """Among them that danger is noted where nothing else is, which holds of a talk-only one."""
    page = "O3.opening" if name == "DM" else "C3.explained"
    said = content.protocol(name).page(page).prompt
    for limit in (*LIMITS, "anyone else", "or an adult", "report, by law or by duty"):
        assert limit in said, limit
    assert "Danger is noted, with what was done, even where you want no other note." in said


def test_a_group_and_the_first_page_hear_of_the_same_limits(content: Content) -> None:
    group = content.protocol("DG").page("DG3.rules").prompt
    for limit in LIMITS:
        assert limit in TOLD, limit
        assert limit in group or limit == "if I can", limit


@pytest.mark.parametrize("name", PROTOCOLS)
def test_distress_is_asked_at_start_and_end(content: Content, name: str) -> None:
    facts = [page.fact for page in content.protocol(name).pages if page.fact is not None]
    assert facts.index(CaseFact.DISTRESS) < facts.index(CaseFact.DISTRESS_END)
    assert CaseFact.SAFETY in facts


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("code", ["R1", "R2", "R3", "R4", "R5", "R6", "A1"])
def test_safety_card_shows_for_red_and_a1_only(content: Content, name: str, code: str) -> None:
    protocol = content.protocol(name)
    kinds = [page.kind for page in Run(protocol, {}, {"flags": [code]}).pages]
    assert PageKind.SAFETY_CARD in kinds
    calm = [page.kind for page in Run(protocol, {}, {"flags": ["A4", "A13", "L1"]}).pages]
    assert PageKind.SAFETY_CARD not in calm


def test_pathway_and_screening_pages_are_where_the_outline_has_them(content: Content) -> None:
    dm, di, mr = (content.protocol(name) for name in USUAL)
    assert [p.id for p in dm.pages if p.kind is PageKind.PATHWAY] == ["DM10.pathway"]
    assert [p.id for p in di.pages if p.kind is PageKind.PATHWAY] == ["DI15.pathway"]
    assert [p.id for p in mr.pages if p.kind is PageKind.PATHWAY] == ["MR7.pathway"]
    assert not [p.id for p in (*dm.pages, *di.pages) if p.kind is PageKind.SCREENING]
    screening = mr.page("MR4.screens")
    assert screening.preselected == ("phq-4", "pc-ptsd-5")
    for instrument_id in screening.instruments:
        assert content.instrument(instrument_id).id == instrument_id


def test_profile_offers_the_usual_battery_to_peers(content: Content) -> None:
    profile = content.profile()
    assert set(profile.default_battery) <= set(profile.peer_instruments)
    offered = set(content.protocol("MR").page("MR4.screens").instruments)
    assert offered == {each.id for each in content.instruments()}
    assert offered - content.peer_instruments() == {"pcl-5", "k10"}
