"""The instruments: exact wording, published arithmetic, and files that other software accepts."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from estip_desktop.adapters.content import Content, resources_root
from estip_desktop.blanks.model import Part, PartKind
from estip_desktop.blanks.questionnaire import questionnaire_parts
from estip_desktop.errors import InputRefusedError
from estip_desktop.instruments import (
    answers_from_response,
    change,
    questionnaire_response,
    same_rules,
    score,
)
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.conditions import Operator
from tests.content import oracle

ROOT = resources_root() / "instruments"
IDS = sorted(path.name for path in ROOT.iterdir() if path.is_dir())
VECTORS = [
    (name, vector)
    for name in IDS
    for vector in strict_json.load((ROOT / name / "vectors.json").read_bytes())["vectors"]
]
CHANGES = [
    (name, entry)
    for name in IDS
    for entry in strict_json.load((ROOT / name / "vectors.json").read_bytes())["changes"]
]
CONFIRMED = {
    "",
    "44249-1",
    "44261-6",
    "69722-7",
    "69737-5",
    "70274-6",
    "44250-9",
    "44255-8",
    "44259-0",
    "44254-1",
    "44251-7",
    "44258-2",
    "44252-5",
    "44253-3",
    "44260-8",
    "69725-0",
    "68509-9",
    "69733-4",
    "69734-2",
    "69735-9",
    "69689-8",
    "69736-7",
    "55758-7",
    "101697-1",
    "101698-9",
}
FREQUENCY = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
ANXIETY = [
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
]
MOOD = [
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    (
        "Feeling bad about yourself — or that you are a failure or have let yourself or your "
        "family down"
    ),
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    (
        "Moving or speaking so slowly that other people could have noticed? Or the opposite — "
        "being so fidgety or restless that you have been moving around a lot more than usual"
    ),
    "Thoughts that you would be better off dead or of hurting yourself in some way",
]
STRESS = [
    "Repeated, disturbing, and unwanted memories of the stressful experience?",
    "Repeated, disturbing dreams of the stressful experience?",
    (
        "Suddenly feeling or acting as if the stressful experience were actually happening again "
        "(as if you were actually back there reliving it)?"
    ),
    "Feeling very upset when something reminded you of the stressful experience?",
    (
        "Having strong physical reactions when something reminded you of the stressful experience "
        "(for example, heart pounding, trouble breathing, sweating)?"
    ),
    "Avoiding memories, thoughts, or feelings related to the stressful experience?",
    (
        "Avoiding external reminders of the stressful experience (for example, people, places, "
        "conversations, activities, objects, or situations)?"
    ),
    "Trouble remembering important parts of the stressful experience?",
    (
        "Having strong negative beliefs about yourself, other people, or the world (for example, "
        "having thoughts such as: I am bad, there is something seriously wrong with me, no one can "
        "be trusted, the world is completely dangerous)?"
    ),
    "Blaming yourself or someone else for the stressful experience or what happened after it?",
    "Having strong negative feelings such as fear, horror, anger, guilt, or shame?",
    "Loss of interest in activities that you used to enjoy?",
    "Feeling distant or cut off from other people?",
    (
        "Trouble experiencing positive feelings (for example, being unable to feel happiness or "
        "have loving feelings for people close to you)?"
    ),
    "Irritable behavior, angry outbursts, or acting aggressively?",
    "Taking too many risks or doing things that could cause you harm?",
    "Being “superalert” or watchful or on guard?",
    "Feeling jumpy or easily startled?",
    "Having difficulty concentrating?",
    "Trouble falling or staying asleep?",
]
DISTRESS = [
    "tired out for no good reason?",
    "nervous?",
    "so nervous that nothing could calm you down?",
    "hopeless?",
    "restless or fidgety?",
    "so restless that you could not sit still?",
    "depressed?",
    "so depressed that nothing could cheer you up?",
    "that everything was an effort?",
    "worthless?",
]


@pytest.mark.parametrize(
    ("name", "vector"), VECTORS, ids=lambda v: v if isinstance(v, str) else v["id"]
)
def test_vector(content: Content, name: str, vector: dict) -> None:
    instrument = content.instrument(name)
    if vector.get("refused"):
        with pytest.raises(InputRefusedError):
            instrument.answers_from_points(vector["answers"])
        return
    outcome = score(
        instrument, instrument.answers_from_points(vector["answers"]), day=vector["day"]
    )
    expect = vector["expect"]
    assert outcome.status == expect["status"]
    assert list(outcome.flags) == expect["flags"]
    found = {
        s.id: {"value": s.value, "band": s.band, "positive": s.positive} for s in outcome.scores
    }
    for scale, values in expect.get("scores", {}).items():
        assert found[scale] == values
    if expect["status"] != "complete":
        assert outcome.scores == ()
        assert outcome.criteria == ()
    met = {criterion.id: criterion.met for criterion in outcome.criteria}
    for criterion, holds in expect.get("criteria", {}).items():
        assert met[criterion] is holds
    if "missing" in expect:
        assert list(outcome.missing) == expect["missing"]


@pytest.mark.parametrize(("name", "entry"), CHANGES)
def test_change_vector(content: Content, name: str, entry: dict) -> None:
    found = change(content.instrument(name), entry["first"], entry["second"])
    assert (found.change, found.verdict, found.direction) == (
        entry["change"],
        entry["verdict"],
        entry["direction"],
    )


def test_phq9_agrees_with_an_independent_scorer(content: Content) -> None:
    instrument = content.instrument("phq-9")
    numbers = random.Random(9)  # noqa: S311 - a repeatable sample, no secret
    for _ in range(4000):
        answers = [numbers.choice((0, 0, 1, 2, 3)) for _ in range(9)]
        outcome = score(instrument, instrument.answers_from_points(answers), day=30)
        total = outcome.total()
        assert total is not None
        criteria = {c.id: c.met for c in outcome.criteria}
        assert (total.value, total.band, criteria["major"], criteria["other"]) == oracle.phq9(
            answers
        )
        assert total.positive is (total.value >= 10)
        assert outcome.flags == (("R6",) if answers[8] else ())


def test_gad7_agrees_with_an_independent_scorer_on_every_answer(content: Content) -> None:
    instrument = content.instrument("gad-7")
    for chosen in itertools.product(range(4), repeat=7):
        if sum(chosen) % 5 in (0, 4):  # both sides of every border, a third of all
            outcome = score(instrument, instrument.answers_from_points(chosen), day=30)
            total = outcome.total()
            assert total is not None
            assert (total.value, total.band) == oracle.gad7(list(chosen))


def test_phq4_agrees_with_an_independent_scorer_on_every_answer(content: Content) -> None:
    instrument = content.instrument("phq-4")
    for chosen in itertools.product(range(4), repeat=4):
        outcome = score(instrument, instrument.answers_from_points(chosen), day=30)
        scores = {each.id: each for each in outcome.scores}
        found = (
            scores["total"].value,
            scores["total"].band,
            scores["gad-2"].positive,
            scores["phq-2"].positive,
        )
        assert found == oracle.phq4(list(chosen))


@pytest.mark.parametrize(("name", "oracle_of"), [("phq-2", oracle.phq2), ("gad-2", oracle.gad2)])
def test_pairs_agree_with_an_independent_scorer_on_every_answer(
    content: Content, name: str, oracle_of: Callable[[list[int]], tuple[int, bool]]
) -> None:
    instrument = content.instrument(name)
    for chosen in itertools.product(range(4), repeat=2):
        total = score(instrument, instrument.answers_from_points(chosen), day=30).total()
        assert total is not None
        assert (total.value, total.positive) == oracle_of(list(chosen))


def test_k6_agrees_with_an_independent_scorer_on_every_answer(content: Content) -> None:
    instrument = content.instrument("k6")
    for chosen in itertools.product(range(5), repeat=6):
        outcome = score(instrument, instrument.answers_from_points(chosen), day=30)
        total = outcome.total()
        assert total is not None
        assert (total.value, total.positive) == oracle.k6(list(chosen))
        assert outcome.system == "0-4 per item"


def test_k10_agrees_with_an_independent_scorer(content: Content) -> None:
    instrument = content.instrument("k10")
    numbers = random.Random(10)  # noqa: S311 - a repeatable sample, no secret
    for _ in range(4000):
        answers = [numbers.choice((1, 1, 2, 3, 4, 5)) for _ in range(10)]
        total = score(instrument, instrument.answers_from_points(answers), day=30).total()
        assert total is not None
        assert (total.value, total.band, total.positive) == oracle.k10(answers)


def test_pcl5_agrees_with_an_independent_scorer(content: Content) -> None:
    instrument = content.instrument("pcl-5")
    numbers = random.Random(5)  # noqa: S311 - a repeatable sample, no secret
    for _ in range(4000):
        high = numbers.choice((1, 2, 3, 4))
        answers = [numbers.randint(0, high) for _ in range(20)]
        outcome = score(instrument, instrument.answers_from_points(answers), day=30)
        values = {each.id: each.value for each in outcome.scores}
        total = outcome.total()
        assert total is not None
        assert {each.id: each.met for each in outcome.criteria} == {
            "provisional": oracle.pcl5_pattern(answers)
        }
        assert (values, total.positive) == oracle.pcl5(answers)


def test_nothing_shipped_is_ever_pro_rated(content: Content) -> None:
    assert {each.scoring.most_missing for each in content.instruments()} == {0}


def test_k6_and_k10_never_mix(content: Content) -> None:
    k6, k10 = content.instrument("k6"), content.instrument("k10")
    assert {k6.scoring.system, k10.scoring.system} == {"0-4 per item", "1-5 per item"}
    results = [
        {"instrument": each.id, "scoring_version": each.scoring.version, "system": system}
        for each in (k6, k10)
        for system in (each.scoring.system, "")
    ]
    for one, other in itertools.combinations(results, 2):
        assert not same_rules(one, other)
    assert same_rules(results[0], dict(results[0]))
    for item in k6.items:
        assert {option.value for option in item.item.options} == set(range(5))
    for item in k10.items:
        assert {option.value for option in item.item.options} == set(range(1, 6))
    with pytest.raises(InputRefusedError):
        change(k6, 26, 20)  # totals of the other system
    with pytest.raises(InputRefusedError):
        change(k10, 9, 20)


def test_pcptsd5_agrees_with_an_independent_scorer_on_every_answer(content: Content) -> None:
    instrument = content.instrument("pc-ptsd-5")
    for gate, *rest in itertools.product(range(2), repeat=6):
        points = [gate, *rest]
        outcome = score(instrument, instrument.answers_from_points(points), day=30)
        total = outcome.total()
        assert total is not None
        assert (total.value, total.positive) == oracle.pcptsd5(gate, rest)


@pytest.mark.parametrize("name", IDS)
def test_other_software_accepts_the_questionnaire(name: str) -> None:
    data = strict_json.load((ROOT / name / "questionnaire.json").read_bytes())
    assert Questionnaire.model_validate(data).url == f"urn:estip-desktop:questionnaire:{name}"


@pytest.mark.parametrize("name", IDS)
def test_a_response_goes_out_and_comes_back(content: Content, name: str) -> None:
    instrument = content.instrument(name)
    points = [item.item.options[0].value for item in instrument.listed]
    answers = instrument.answers_from_points(points)
    response = questionnaire_response(instrument, answers, authored="2026-11-23T10:00:00Z")
    QuestionnaireResponse.model_validate(response)
    assert answers_from_response(instrument, response) == answers


@pytest.mark.parametrize("name", IDS)
def test_notice_attribution_and_licence_are_there(content: Content, name: str) -> None:
    instrument = content.instrument(name)
    notice = (ROOT / name / "NOTICE.md").read_text("utf-8")
    assert instrument.title in notice
    assert "MIT licence of this repository does not cover the wording" in notice
    assert instrument.attribution.startswith(instrument.title)


@pytest.mark.parametrize("name", IDS)
def test_scores_carry_only_confirmed_loinc_codes(content: Content, name: str) -> None:
    instrument = content.instrument(name)
    assert instrument.loinc in CONFIRMED
    assert {item.loinc for item in instrument.items} <= CONFIRMED
    assert {scale.loinc for scale in instrument.scoring.scales} <= CONFIRMED


def test_wording_of_phq9_is_exact(content: Content) -> None:
    instrument = content.instrument("phq-9")
    assert [item.item.text for item in instrument.listed] == MOOD
    for item in instrument.listed:
        assert [option.label for option in item.item.options] == FREQUENCY
        assert [option.value for option in item.item.options] == [0, 1, 2, 3]
        assert item.stem == (
            "Over the last 2 weeks, how often have you been bothered by any of the following "
            "problems?"
        )
    difficulty = instrument.items[-1]
    assert not difficulty.scored
    assert difficulty.item.text == (
        "If you checked off any problems, how difficult have these problems made it for you to "
        "do your work, take care of things at home, or get along with other people?"
    )
    assert [option.label for option in difficulty.item.options] == [
        "Not difficult at all",
        "Somewhat difficult",
        "Very difficult",
        "Extremely difficult",
    ]


def test_wording_of_gad7_is_exact_and_its_lowest_option_is_not_at_all(content: Content) -> None:
    instrument = content.instrument("gad-7")
    assert [item.item.text for item in instrument.items] == ANXIETY
    for item in instrument.items:
        assert [option.label for option in item.item.options] == FREQUENCY


def test_phq4_takes_its_items_from_gad7_then_phq9(content: Content) -> None:
    items = content.instrument("phq-4").items
    assert [item.item.text for item in items] == ANXIETY[:2] + MOOD[:2]


def test_wording_of_pcptsd5_is_exact(content: Content) -> None:
    gate, *rest = content.instrument("pc-ptsd-5").items
    assert gate.gate
    assert gate.item.text == "Have you ever experienced this kind of event?"
    assert gate.stem.startswith(
        "Sometimes things happen to people that are unusually or especially frightening, "
        "horrible, or traumatic. For example:\n• a serious accident or fire\n"
    )
    assert {item.stem for item in rest} == {"In the past month, have you…"}
    assert [item.item.text for item in rest] == [
        "Had nightmares about the event(s) or thought about the event(s) when you did not want to?",
        (
            "Tried hard not to think about the event(s) or went out of your way to avoid "
            "situations that reminded you of the event(s)?"
        ),
        "Been constantly on guard, watchful, or easily startled?",
        "Felt numb or detached from people, activities, or your surroundings?",
        (
            "Felt guilty or unable to stop blaming yourself or others for the event(s) or any "
            "problems the event(s) may have caused?"
        ),
    ]


def test_pairs_take_their_items_from_the_long_forms(content: Content) -> None:
    assert [item.item.text for item in content.instrument("phq-2").items] == MOOD[:2]
    assert [item.item.text for item in content.instrument("gad-2").items] == ANXIETY[:2]


def test_wording_of_pcl5_is_exact(content: Content) -> None:
    items = content.instrument("pcl-5").items
    assert [item.item.text for item in items] == STRESS
    for item in items:
        assert item.stem == "In the past month, how much were you bothered by:"
        labels = [option.label for option in item.item.options]
        assert labels == ["Not at all", "A little bit", "Moderately", "Quite a bit", "Extremely"]
        assert [option.value for option in item.item.options] == [0, 1, 2, 3, 4]


def test_wording_of_the_kessler_scales_is_exact_and_in_published_order(content: Content) -> None:
    k6, k10 = content.instrument("k6"), content.instrument("k10")
    assert [item.item.text for item in k10.items] == DISTRESS
    assert [item.item.text for item in k6.items] == [DISTRESS[n] for n in (1, 3, 4, 7, 8, 9)]
    for item in (*k6.items, *k10.items):
        assert item.stem == "During the past 30 days, about how often did you feel …"
        assert [option.label for option in item.item.options] == [
            "All of the time",
            "Most of the time",
            "Some of the time",
            "A little of the time",
            "None of the time",
        ]


def test_a_clinician_interprets_the_long_ones(content: Content) -> None:
    says = {each.id for each in content.instruments() if each.interpretation}
    assert says == {"pcl-5", "k10"}
    peers = content.profile().peer_instruments
    assert says.isdisjoint(peers)
    assert set(IDS) == says | set(peers)


def test_difficulty_is_asked_only_after_some_problem(content: Content) -> None:
    instrument = content.instrument("phq-9")
    none = instrument.answers_from_points([0] * 9)
    some = instrument.answers_from_points([0, 0, 0, 0, 1, 0, 0, 0, 0])
    assert "phq-9-difficulty" not in {item.link_id for item in instrument.shown(none)}
    assert "phq-9-difficulty" in {item.link_id for item in instrument.shown(some)}
    assert "phq-9-difficulty" not in {item.link_id for item in instrument.shown({})}


@pytest.mark.parametrize("number", range(1, 10))
@pytest.mark.parametrize("points", range(4))
def test_difficulty_is_asked_after_any_answer_above_nothing(
    content: Content, number: int, points: int
) -> None:
    for instrument in (content.instrument("phq-9"), content.instrument("phq-9", "1.0.0")):
        link_id = f"phq-9-{number}"
        option = next(o for o in instrument.item(link_id).item.options if o.value == points)
        shown = {item.link_id for item in instrument.shown({link_id: option.code})}
        assert ("phq-9-difficulty" in shown) is (points > 0)


def test_no_condition_rests_on_the_lack_of_an_answer(content: Content) -> None:
    """In FHIR R4 ``!=`` holds of a question nobody has answered, and codes have no order."""
    for instrument in content.instruments():
        operators = {each.operator for item in instrument.items for each in item.show_when}
        assert operators <= {Operator.EQUAL}, instrument.id


def test_windows_are_two_weeks_and_one_month(content: Content) -> None:
    days = {each.id: each.window_day for each in content.instruments()}
    assert days["phq-9"] == days["gad-7"] == days["phq-4"] == 14
    assert days["phq-2"] == days["gad-2"] == 14
    assert days["pc-ptsd-5"] == days["pcl-5"] == days["k6"] == days["k10"] == 28


def test_which_experience_the_pcl5_means_is_said_before_it(content: Content) -> None:
    told = {each.id: each.preface for each in content.instruments() if each.preface}
    assert list(told) == ["pcl-5"]
    assert "stressful experience" in told["pcl-5"]
    parts = questionnaire_parts(content.instrument("pcl-5"), for_peers=False)
    assert parts[0] == Part(PartKind.TEXT, told["pcl-5"])
    assert content.instrument("pcl-5", "1.0.0").preface == ""
