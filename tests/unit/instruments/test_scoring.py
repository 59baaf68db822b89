"""Scoring, gates, windows, red items and change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import ContentRefusedError, InputRefusedError, NotFoundError
from estip_desktop.instruments import (
    Band,
    ChangeRule,
    CutOff,
    Instrument,
    RedItem,
    Source,
    Status,
    WindowState,
    answers_from_response,
    change,
    in_groups,
    questionnaire_response,
    red_flags,
    score,
    unheard,
)
from estip_desktop.kernel.items import DECLINED, SKIPPED

SOURCE = Source("Somebody 2001", "2026-11-23")


@pytest.fixture(scope="module")
def phq9() -> Instrument:
    return Content().instrument("phq-9")


@pytest.fixture(scope="module")
def pcptsd5() -> Instrument:
    return Content().instrument("pc-ptsd-5")


def test_red_item_counts_when_everything_else_is_missing(phq9: Instrument) -> None:
    answers = {"phq-9-9": phq9.item("phq-9-9").code_for(1)}
    assert red_flags(phq9, answers) == ("R6",)
    outcome = score(phq9, answers, day=3)
    assert outcome.status is Status.LOCKED
    assert outcome.flags == ("R6",)


@pytest.mark.parametrize("value", [SKIPPED, DECLINED])
def test_declined_item_is_missing_and_raises_nothing(phq9: Instrument, value: str) -> None:
    answers = {**phq9.answers_from_points([3] * 9), "phq-9-9": value}
    outcome = score(phq9, answers, day=30)
    assert outcome.status is Status.INCOMPLETE
    assert outcome.missing == ("phq-9-9",)
    assert outcome.scores == ()
    assert outcome.flags == ()


def test_without_a_day_no_window_is_applied(phq9: Instrument) -> None:
    outcome = score(phq9, phq9.answers_from_points([1] * 9), day=None)
    assert (outcome.status, outcome.window) == (Status.COMPLETE, WindowState.NONE)


def test_authorised_early_use_gives_the_bare_number(phq9: Instrument) -> None:
    outcome = score(phq9, phq9.answers_from_points([3] * 9), day=3, override=True)
    total = outcome.total()
    assert total is not None
    assert outcome.status is Status.COMPLETE
    assert outcome.window is WindowState.BEFORE
    assert (total.value, total.band, total.cut_off, total.positive) == (27, None, None, None)
    assert outcome.criteria == ()
    assert outcome.message.startswith("Not interpretable yet")


def test_authorisation_changes_nothing_inside_the_window(phq9: Instrument) -> None:
    answers = phq9.answers_from_points([2] * 9)
    assert score(phq9, answers, day=14, override=True) == score(phq9, answers, day=14)


def test_the_unscored_question_changes_nothing(phq9: Instrument) -> None:
    answers = phq9.answers_from_points([2] * 9)
    more = {**answers, "phq-9-difficulty": "very-difficult"}
    assert score(phq9, more, day=20) == score(phq9, answers, day=20)


def test_answers_after_a_closed_gate_are_not_counted(pcptsd5: Instrument) -> None:
    answers = pcptsd5.answers_from_points([0, 1, 1, 1, 1, 1])
    total = score(pcptsd5, answers, day=28).total()
    assert total is not None
    assert (total.value, total.positive) == (0, False)


@pytest.mark.parametrize(
    "points", [[0, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1], [0, None, None, 1, None, 0]]
)
@pytest.mark.parametrize(("day", "override"), [(None, False), (28, False), (3, True)])
def test_a_yes_behind_a_closed_gate_is_told_and_asked_again(
    pcptsd5: Instrument, points: list[int | None], day: int | None, override: bool
) -> None:
    answers = pcptsd5.answers_from_points(points)
    outcome = score(pcptsd5, answers, day=day, override=override)
    total = outcome.total()
    assert total is not None
    assert (outcome.status, total.value) == (Status.COMPLETE, 0)
    assert "not counted and hold a yes: ask the first question again" in outcome.message
    assert len(unheard(pcptsd5, answers)) == points.count(1)


@pytest.mark.parametrize(
    "points",
    [[0], [0] * 6, [1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0], [None, 1, 1, 1, 1, 1], []],
)
def test_no_more_is_said_where_nothing_was_left_uncounted(
    pcptsd5: Instrument, points: list[int | None]
) -> None:
    answers = pcptsd5.answers_from_points([*points, *[None] * (6 - len(points))])
    assert unheard(pcptsd5, answers) == ()
    assert "not counted" not in score(pcptsd5, answers, day=28).message


def test_the_window_is_told_before_anything_else(pcptsd5: Instrument) -> None:
    outcome = score(pcptsd5, pcptsd5.answers_from_points([0, 1, 1, 1, 1, 1]), day=3)
    assert outcome.status is Status.LOCKED
    assert outcome.message.startswith("PC-PTSD-5 opens on day 28")


def test_without_a_gate_nothing_is_behind_one(phq9: Instrument) -> None:
    assert unheard(phq9, phq9.answers_from_points([0, 3, 3, 0, 0, 0, 0, 0, 0])) == ()


def test_a_closed_gate_hides_what_follows(pcptsd5: Instrument) -> None:
    assert len(pcptsd5.shown({})) == 1
    assert len(pcptsd5.shown({"pc-ptsd-5-gate": "no"})) == 1
    assert len(pcptsd5.shown({"pc-ptsd-5-gate": "yes"})) == 6


@pytest.mark.parametrize("points", [[], [1] * 8, [1] * 10, [0], [4] + [0] * 8, [-1] + [0] * 8])
def test_lists_that_do_not_fit_are_refused(phq9: Instrument, points: list[int]) -> None:
    with pytest.raises(InputRefusedError):
        phq9.answers_from_points(points)


def test_answers_to_other_items_or_with_other_codes_are_refused(phq9: Instrument) -> None:
    with pytest.raises(InputRefusedError):
        score(phq9, {"gad-7-1": "LA6568-5"}, day=30)
    with pytest.raises(InputRefusedError):
        score(phq9, {"phq-9-1": "often"}, day=30)
    with pytest.raises(InputRefusedError):
        score(phq9, {"phq-9-1": 3}, day=30)


def test_change_needs_totals_within_range(phq9: Instrument) -> None:
    with pytest.raises(InputRefusedError):
        change(phq9, 28, 3)
    with pytest.raises(InputRefusedError):
        change(phq9, 3, -1)


def test_change_with_a_middle_ground(phq9: Instrument) -> None:
    rule = ChangeRule(reliable=15, possible=10, source=SOURCE)
    wide = replace(phq9, scoring=replace(phq9.scoring, change=rule))
    assert [change(wide, 20, second).verdict for second in (11, 10, 6, 5)] == [
        "none",
        "possible",
        "possible",
        "reliable",
    ]


def _with_total(instrument: Instrument, **changes: object) -> Instrument:
    first, *rest = instrument.scoring.scales
    scale = replace(first, **changes)  # type: ignore[arg-type]
    return replace(instrument, scoring=replace(instrument.scoring, scales=(scale, *rest)))


def _band(name: str, start: int, end: int) -> Band:
    return Band(name, name, start, end, SOURCE)


@pytest.mark.parametrize(
    ("bands", "rule"),
    [
        ((_band("a", 0, 9), _band("b", 11, 27)), "band-gap"),
        ((_band("a", 0, 10), _band("b", 10, 27)), "band-overlap"),
        ((_band("a", 1, 27),), "band-gap"),
        ((_band("a", 0, 26),), "band-gap"),
        ((_band("a", 0, 9), _band("a", 10, 27)), "duplicate-band"),
    ],
)
def test_bands_must_cover_the_range_once(
    phq9: Instrument, bands: tuple[Band, ...], rule: str
) -> None:
    with pytest.raises(ContentRefusedError, match=rule):
        _with_total(phq9, bands=bands)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"range": (0, 26)}, "range-does-not-fit"),
        ({"reverse_keyed": ("phq-9-10",)}, "reversed-out-of-range"),
        ({"items": ()}, "scale-without-items"),
        ({"items": ("phq-9-1", "phq-9-1")}, "item-twice"),
        ({"items": ("phq-9-difficulty",)}, "unknown-item"),
        ({"cut_off": CutOff(28, SOURCE)}, "cut-off-out-of-range"),
        ({"cut_off": CutOff(0, SOURCE)}, "cut-off-out-of-range"),
        ({"id": "sum"}, "no-total"),
    ],
)
def test_broken_scales_are_refused(phq9: Instrument, changes: dict[str, object], rule: str) -> None:
    with pytest.raises(ContentRefusedError, match=rule):
        _with_total(phq9, **changes)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"attribution": " "}, "no-attribution"),
        ({"notice": ""}, "no-notice"),
        ({"recall": ""}, "no-recall"),
        ({"window_day": 0}, "no-window"),
        ({"tiers": ()}, "no-tier"),
        ({"languages": {}}, "no-language"),
    ],
)
def test_an_instrument_without_its_papers_is_refused(
    phq9: Instrument, changes: dict[str, object], rule: str
) -> None:
    with pytest.raises(ContentRefusedError, match=rule):
        replace(phq9, **changes)  # type: ignore[arg-type]


def test_duplicate_items_and_unknown_red_items_are_refused(phq9: Instrument) -> None:
    with pytest.raises(ContentRefusedError, match="duplicate-link-id"):
        replace(phq9, items=(*phq9.items, phq9.items[0]))
    red = RedItem("phq-9-11", 1, "R6", SOURCE)
    with pytest.raises(ContentRefusedError, match="unknown-item"):
        replace(phq9, scoring=replace(phq9.scoring, red_items=(red,)))


def test_a_source_cannot_be_blank() -> None:
    with pytest.raises(ContentRefusedError):
        Source(" ", "2026-11-23")


def test_reverse_keyed_items_count_backwards(phq9: Instrument) -> None:
    turned = _with_total(phq9, reverse_keyed=("phq-9-1",))
    total = score(turned, turned.answers_from_points([3] + [0] * 8), day=30).total()
    assert total is not None
    assert total.value == 0


def test_unknown_items_and_scales_are_not_found(phq9: Instrument) -> None:
    with pytest.raises(NotFoundError):
        phq9.item("phq-9-0")
    with pytest.raises(NotFoundError):
        phq9.scoring.scale("b")


RESPONSE = {"resourceType": "QuestionnaireResponse", "status": "completed"}


def _answered(*values: dict) -> dict:
    items = [{"linkId": f"phq-9-{n}", "answer": [value]} for n, value in enumerate(values, 1)]
    return {**RESPONSE, "item": [{"linkId": "phq-9-items", "item": items}]}


def test_a_response_may_give_codes_or_points(phq9: Instrument) -> None:
    found = answers_from_response(
        phq9, _answered({"valueCoding": {"code": "LA6570-1"}}, {"valueInteger": 3})
    )
    assert found == {"phq-9-1": "LA6570-1", "phq-9-2": "LA6571-9"}


def test_a_response_may_answer_yes_no_by_truth(pcptsd5: Instrument) -> None:
    item = {"linkId": "pc-ptsd-5-gate", "answer": [{"valueBoolean": False}]}
    assert answers_from_response(pcptsd5, {**RESPONSE, "item": [item]}) == {"pc-ptsd-5-gate": "no"}


@pytest.mark.parametrize("name", ["{url}|{version}", "{url}", "Questionnaire/phq-9"])
def test_a_response_may_name_its_questionnaire(phq9: Instrument, name: str) -> None:
    name = name.format(url=phq9.url, version=phq9.version)
    assert answers_from_response(phq9, {**RESPONSE, "questionnaire": name}) == {}


@pytest.mark.parametrize(
    "response",
    [
        None,
        [],
        {"resourceType": "Questionnaire"},
        {**RESPONSE, "status": "entered-in-error"},
        {**RESPONSE, "questionnaire": "Questionnaire/gad-7"},
        {**RESPONSE, "questionnaire": "urn:estip-desktop:questionnaire:phq-9|9"},
        {**RESPONSE, "questionnaire": 7},
        {**RESPONSE, "item": {}},
        {**RESPONSE, "item": ["x"]},
        {**RESPONSE, "item": [{"linkId": "phq-9-1", "answer": {}}]},
        {**RESPONSE, "item": [{"linkId": "phq-9-1", "answer": ["x"]}]},
        {**RESPONSE, "item": [{"linkId": "phq-9-1", "answer": [{}, {}]}]},
        {**RESPONSE, "item": [{"linkId": "gad-7-1", "answer": [{"valueInteger": 1}]}]},
        _answered({"valueInteger": 4}),
        _answered({"valueInteger": True}),
        _answered({"valueString": "3"}),
        _answered({"valueCoding": {"code": "LA0000-0"}}),
        _answered({"valueBoolean": True}),
    ],
)
def test_responses_that_do_not_fit_are_refused(phq9: Instrument, response: object) -> None:
    with pytest.raises(InputRefusedError):
        answers_from_response(phq9, response)


def test_a_response_is_built_like_its_questionnaire(pcptsd5: Instrument) -> None:
    answers = pcptsd5.answers_from_points([1, 0, 1, 0, 0, 1])
    response = questionnaire_response(pcptsd5, answers, authored="2026-11-23T10:00:00Z")
    assert [
        (group["linkId"], [item["linkId"] for item in group["item"]]) for group in response["item"]
    ] == [
        ("pc-ptsd-5-event", ["pc-ptsd-5-gate"]),
        ("pc-ptsd-5-items", [f"pc-ptsd-5-{number}" for number in range(1, 6)]),
    ]


def test_a_response_without_answers_has_no_empty_list(phq9: Instrument) -> None:
    assert "item" not in questionnaire_response(phq9, {}, authored="2026-11-23T10:00:00Z")


def test_items_lie_in_the_groups_around_them() -> None:
    rows = [(("a", "b"), 1), (("a", "b"), 2), (("a",), 3), ((), 4)]
    assert in_groups((groups, {"linkId": f"i{name}"}) for groups, name in rows) == [
        {
            "linkId": "a",
            "item": [
                {"linkId": "b", "item": [{"linkId": "i1"}, {"linkId": "i2"}]},
                {"linkId": "i3"},
            ],
        },
        {"linkId": "i4"},
    ]


def test_an_answer_given_twice_is_refused(phq9: Instrument) -> None:
    item = {"linkId": "phq-9-1", "answer": [{"valueInteger": 1}]}
    with pytest.raises(InputRefusedError):
        answers_from_response(phq9, {**RESPONSE, "item": [item, item]})


def test_a_response_without_end_is_refused(phq9: Instrument) -> None:
    nested: dict = {"linkId": "phq-9-items"}
    for _ in range(20):
        nested = {"linkId": "phq-9-items", "item": [nested]}
    with pytest.raises(InputRefusedError):
        answers_from_response(phq9, {**RESPONSE, "item": [nested]})
