"""The protocols: complete, reachable, and raising only flags that exist."""

from __future__ import annotations

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.kernel.items import DECLINED, AnswerValue, Item, ItemKind
from estip_desktop.protocols import CaseFact, Page, PageKind, Run, flags_raised

PROTOCOLS = ("DI", "MR")
EXPECTED_STEPS = {"DI": 16, "MR": 9}
EXPECTED_FLAGS = {
    "DI": {"L1", "L2", "R4", "R1", "A1", "A2", "A4", "A5", "A6", "A7", "A8", "A9"}
    | {"A10", "A11", "A12", "A13", "A14"},
    "MR": {"L1", "R1", "A1", "A2", "A8", "A9", "A10", "A14"},
}


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


@pytest.mark.parametrize("name", PROTOCOLS)
def test_protocol_has_all_its_steps(content: Content, name: str) -> None:
    steps = content.protocol(name).steps
    assert [step.id for step in steps] == [f"{name}{n}" for n in range(1, EXPECTED_STEPS[name] + 1)]


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
            answers: dict[str, AnswerValue] = {}
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
    protocol = content.protocol(name)
    shown = {page.id for page in Run(protocol, {}).pages}
    assert "C8.safety" in shown
    item = protocol.page("C8.safety").item
    assert item is not None
    assert item.required
    assert item.may_decline


@pytest.mark.parametrize("name", PROTOCOLS)
def test_limits_of_confidence_cannot_be_skipped(content: Content, name: str) -> None:
    for page_id in ("C3.explained", "C3.understood", "C4.consent"):
        item = content.protocol(name).page(page_id).item
        assert item is not None
        assert item.required


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
    di, mr = content.protocol("DI"), content.protocol("MR")
    assert [p.id for p in di.pages if p.kind is PageKind.PATHWAY] == ["DI15.pathway"]
    assert [p.id for p in mr.pages if p.kind is PageKind.PATHWAY] == ["MR7.pathway"]
    assert not [p.id for p in di.pages if p.kind is PageKind.SCREENING]
    screening = mr.page("MR4.screens")
    assert screening.preselected == ("phq-4", "pc-ptsd-5")
    for instrument_id in screening.instruments:
        assert content.instrument(instrument_id).id == instrument_id


def test_profile_offers_the_usual_battery_to_peers(content: Content) -> None:
    profile = content.profile()
    assert set(profile.default_battery) <= set(profile.peer_instruments)
    assert set(content.protocol("MR").page("MR4.screens").instruments) <= set(
        profile.peer_instruments
    )
