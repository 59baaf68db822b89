"""What an instrument must keep to before anybody is asked its questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from estip_desktop.errors import ContentRefusedError

if TYPE_CHECKING:  # an instrument checks itself when it is made
    from estip_desktop.instruments.model import Instrument, InstrumentItem
    from estip_desktop.instruments.scales import Criterion, Requirement, Scale


def check(instrument: Instrument) -> None:
    """Refuse an instrument that could be scored wrongly or shown without right.

    Raises:
        ContentRefusedError: ``detail`` names the instrument and the rule.
    """
    links = [item.link_id for item in instrument.items]
    _demand(len(set(links)) == len(links), instrument, "duplicate-link-id")
    _demand(bool(instrument.attribution.strip()), instrument, "no-attribution")
    _demand(bool(instrument.notice.strip()), instrument, "no-notice")
    _demand(bool(instrument.recall.strip()), instrument, "no-recall-period")
    _demand(instrument.window_day > 0, instrument, "no-window")
    _demand(bool(instrument.tiers), instrument, "no-tier")
    _demand(bool(instrument.languages), instrument, "no-language")
    scales = instrument.scoring.scales
    _demand(any(scale.id == "total" for scale in scales), instrument, "no-total")
    _demand(len({scale.id for scale in scales}) == len(scales), instrument, "duplicate-scale")
    for scale in scales:
        _check_scale(instrument, scale)
    _check_criteria(instrument)
    _check_sections(instrument, links)
    _check_missing(instrument)
    _check_change(instrument)
    _check_conditions(instrument, links)
    _check_gates(instrument)
    _check_red_items(instrument, links)
    _demand(
        all(instrument.window_day >= days for days in _days_of(instrument.recall)),
        instrument,
        "window-shorter-than-recall",
    )


_MOST_DECIMALS = 3
_RED = re.compile(r"R[1-9][0-9]?")
_RECALLS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"\bmonth\b|\b(30|28|thirty) days\b|\b(4|four) weeks\b", re.IGNORECASE), 28),
    (re.compile(r"\b(2|two) weeks\b|\b(14|fourteen) days\b|\bfortnight\b", re.IGNORECASE), 14),
    (re.compile(r"\bweek\b|\b(7|seven) days\b", re.IGNORECASE), 7),
)
"""How long a time frame is, in days, where its English words say so."""


def _days_of(recall: str) -> list[int]:
    return [days for words, days in _RECALLS if words.search(recall)]


def _demand(holds: bool, instrument: Instrument, rule: str) -> None:
    if not holds:
        raise ContentRefusedError(f"{instrument.id}:{rule}")


def _check_red_items(instrument: Instrument, links: list[str]) -> None:
    """A red item is asked of everybody whom no gate has let go, and its answers can reach it."""
    items = {item.link_id: item for item in instrument.items}
    for red in instrument.scoring.red_items:
        _demand(red.link_id in links, instrument, f"unknown-item:{red.link_id}")
        _demand(bool(_RED.fullmatch(red.flag)), instrument, f"no-red-flag:{red.flag}")
        points = _points(items[red.link_id])
        _demand(
            len(points) == len(items[red.link_id].item.options)
            and max(points) >= red.at_least_points,
            instrument,
            f"red-item-out-of-reach:{red.link_id}",
        )
        _demand(
            all(items[c.question].gate for c in items[red.link_id].show_when),
            instrument,
            f"red-item-may-be-hidden:{red.link_id}",
        )


def _points(item: InstrumentItem) -> list[int]:
    return [option.value for option in item.item.options if option.value is not None]


def _check_gates(instrument: Instrument) -> None:
    """What is scored may be hidden by a gate alone, by its one answer worth nothing."""
    items = {item.link_id: item for item in instrument.items}
    closed: set[str] = set()
    for item in instrument.items:
        if item.gate:
            points = _points(item)
            _demand(
                len(points) == len(item.item.options) and points.count(0) == 1 and min(points) == 0,
                instrument,
                f"gate-without-a-no:{item.link_id}",
            )
        if not (item.scored and item.show_when):
            continue
        for condition in item.show_when:
            gate = items[condition.question]
            _demand(gate.gate, instrument, f"scored-item-may-be-hidden:{item.link_id}")
            for option in gate.item.options:
                holds = condition.holds({gate.link_id: option.code})
                _demand(
                    holds is (option.value != 0), instrument, f"gate-closes-wrongly:{item.link_id}"
                )
        closed.add(item.link_id)
    for section in instrument.scoring.sections:
        closed.update(section.items)
    for scale in instrument.scoring.scales:
        may_close = closed & set(scale.items)
        # What is not asked counts as little as it can: backwards, that would be the most.
        _demand(
            not may_close & set(scale.reverse_keyed) and not (may_close and scale.higher_is_better),
            instrument,
            f"closed-items-count-the-most:{scale.id}",
        )


def _scored(instrument: Instrument) -> dict[str, InstrumentItem]:
    return {item.link_id: item for item in instrument.items if item.scored and not item.gate}


def _check_scale(instrument: Instrument, scale: Scale) -> None:
    scored = _scored(instrument)
    _demand(bool(scale.items), instrument, f"scale-without-items:{scale.id}")
    _demand(len(set(scale.items)) == len(scale.items), instrument, f"item-twice:{scale.id}")
    _demand(set(scale.items) <= set(scored), instrument, f"unknown-item:{scale.id}")
    _demand(
        set(scale.reverse_keyed) <= set(scale.items),
        instrument,
        f"reversed-out-of-range:{scale.id}",
    )
    _demand(scale.multiplier > 0, instrument, f"multiplier:{scale.id}")
    _demand(
        scale.decimals == 0 if scale.method == "sum" else 0 <= scale.decimals <= _MOST_DECIMALS,
        instrument,
        f"decimals:{scale.id}",
    )
    values = [
        [o.value for o in scored[link].item.options if o.value is not None] for link in scale.items
    ]
    complete = all(
        len(set(points)) == len(scored[link].item.options)
        for link, points in zip(scale.items, values, strict=True)
    )
    _demand(complete, instrument, f"option-without-points:{scale.id}")
    lowest, highest = sum(map(min, values)), sum(map(max, values))
    reach = (scale.figure(lowest, len(values)), scale.figure(highest, len(values)))
    _demand(scale.range == reach, instrument, f"range-does-not-fit-items:{scale.id}")
    if scale.bands:
        _check_bands(instrument, scale)
    if scale.cut_off is not None:
        low, high = scale.range
        side, value = scale.cut_off.side, scale.cut_off.value
        is_within = low <= value < high if side == "at-or-below" else low < value <= high
        _demand(is_within, instrument, f"cut-off-out-of-range:{scale.id}")
        _demand(scale.can_be(value), instrument, f"cut-off-between-steps:{scale.id}")
        _demand(
            (side == "at-or-above") is not scale.higher_is_better,
            instrument,
            f"cut-off-on-the-wrong-side:{scale.id}",
        )


def _check_bands(instrument: Instrument, scale: Scale) -> None:
    low, high = scale.range
    _demand(scale.bands[0].start == low, instrument, f"band-gap:{scale.id}")
    _demand(scale.bands[-1].end == high, instrument, f"band-gap:{scale.id}")
    ids = [band.id for band in scale.bands]
    _demand(len(set(ids)) == len(ids), instrument, f"duplicate-band:{scale.id}")
    for band in scale.bands:
        _demand(band.start <= band.end, instrument, f"band-empty:{scale.id}")
        ends = (band.start, band.end)
        _demand(all(map(scale.can_be, ends)), instrument, f"band-between-steps:{scale.id}")
    for before, after in zip(scale.bands, scale.bands[1:], strict=False):
        start, end = scale.steps(after.start), scale.steps(before.end)
        _demand(start >= end + 1, instrument, f"band-overlap:{scale.id}")
        _demand(start <= end + 1, instrument, f"band-gap:{scale.id}")


def _check_criteria(instrument: Instrument) -> None:
    earlier: set[str] = set()
    for criterion in instrument.scoring.criteria:
        _demand(criterion.id not in earlier, instrument, f"duplicate-criterion:{criterion.id}")
        others = {*criterion.needs, *criterion.excludes}
        _demand(others <= earlier, instrument, f"looks-ahead:{criterion.id}")
        _demand(
            bool(criterion.requirements or criterion.needs),
            instrument,
            f"criterion-without-rule:{criterion.id}",
        )
        for requirement in criterion.requirements:
            _check_requirement(instrument, criterion, requirement)
        earlier.add(criterion.id)


def _check_requirement(
    instrument: Instrument, criterion: Criterion, requirement: Requirement
) -> None:
    _demand(
        set(requirement.items) <= set(_scored(instrument)),
        instrument,
        f"unknown-item:{criterion.id}",
    )
    _demand(
        set(requirement.exceptions) <= set(requirement.items),
        instrument,
        f"unknown-item:{criterion.id}",
    )
    _check_count(instrument, requirement, criterion.id)


def _check_count(instrument: Instrument, requirement: Requirement, name: str) -> None:
    most = len(requirement.items)
    _demand(len(set(requirement.items)) == most, instrument, f"item-twice:{name}")
    _demand(0 < requirement.minimum <= most, instrument, f"count:{name}")
    if requirement.maximum is not None:
        _demand(requirement.minimum <= requirement.maximum <= most, instrument, f"count:{name}")


def _check_sections(instrument: Instrument, links: list[str]) -> None:
    scored = set(_scored(instrument))
    taken: set[str] = set()
    for section in instrument.scoring.sections:
        looked_at = section.opens_when.items
        known = set(section.items) | set(looked_at)
        _demand(bool(section.items) and known <= scored, instrument, "unknown-item:section")
        _demand(not taken & set(section.items), instrument, "item-twice:section")
        last = max(links.index(link) for link in looked_at)
        first = min(links.index(link) for link in section.items)
        _demand(last < first, instrument, "looks-ahead:section")
        _check_count(instrument, section.opens_when, "section")
        taken |= set(section.items)


def _check_missing(instrument: Instrument) -> None:
    shortest = min(len(scale.items) for scale in instrument.scoring.scales)
    _demand(0 <= instrument.scoring.most_missing < shortest, instrument, "most-missing")


def _check_change(instrument: Instrument) -> None:
    change = instrument.scoring.change
    if change is not None:
        _demand(change.reliable > 0, instrument, "change-rule")
        if change.possible is not None:
            _demand(0 < change.possible < change.reliable, instrument, "change-rule")


def _check_conditions(instrument: Instrument, links: list[str]) -> None:
    asked = {condition.question for item in instrument.items for condition in item.show_when}
    for item in instrument.items:
        _demand(not item.gate or item.link_id in asked, instrument, "gate-closes-nothing")
    codes = {
        item.link_id: {option.code for option in item.item.options} for item in instrument.items
    }
    for position, item in enumerate(instrument.items):
        earlier = links[:position]
        for condition in item.show_when:
            _demand(condition.question in earlier, instrument, f"looks-ahead:{item.link_id}")
            _demand(
                condition.answer in codes[condition.question],
                instrument,
                f"unknown-answer:{item.link_id}",
            )
