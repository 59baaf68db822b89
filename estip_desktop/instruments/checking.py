"""What an instrument must keep to before anybody is asked its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estip_desktop.errors import ContentRefusedError

if TYPE_CHECKING:  # an instrument checks itself when it is made
    from estip_desktop.instruments.model import Criterion, Instrument, Requirement, Scale


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
    for red in instrument.scoring.red_items:
        _demand(red.link_id in links, instrument, f"unknown-item:{red.link_id}")
    for criterion in instrument.scoring.criteria:
        for requirement in criterion.requirements:
            _check_requirement(instrument, criterion, requirement)
    _check_change(instrument)
    _check_conditions(instrument, links)


def _demand(holds: bool, instrument: Instrument, rule: str) -> None:
    if not holds:
        raise ContentRefusedError(f"{instrument.id}:{rule}")


def _check_scale(instrument: Instrument, scale: Scale) -> None:
    scored = {item.link_id: item for item in instrument.items if item.scored and not item.gate}
    _demand(bool(scale.items), instrument, f"scale-without-items:{scale.id}")
    _demand(len(set(scale.items)) == len(scale.items), instrument, f"item-twice:{scale.id}")
    _demand(set(scale.items) <= set(scored), instrument, f"unknown-item:{scale.id}")
    _demand(
        set(scale.reverse_keyed) <= set(scale.items),
        instrument,
        f"reversed-out-of-range:{scale.id}",
    )
    values = [
        [o.value for o in scored[link].item.options if o.value is not None] for link in scale.items
    ]
    complete = all(
        len(set(points)) == len(scored[link].item.options)
        for link, points in zip(scale.items, values, strict=True)
    )
    _demand(complete, instrument, f"option-without-points:{scale.id}")
    reach = (sum(min(points) for points in values), sum(max(points) for points in values))
    _demand(scale.range == reach, instrument, f"range-does-not-fit-items:{scale.id}")
    if scale.bands:
        _check_bands(instrument, scale)
    if scale.cut_off is not None:
        low, high = scale.range
        _demand(low < scale.cut_off.value <= high, instrument, f"cut-off-out-of-range:{scale.id}")


def _check_bands(instrument: Instrument, scale: Scale) -> None:
    low, high = scale.range
    _demand(scale.bands[0].start == low, instrument, f"band-gap:{scale.id}")
    _demand(scale.bands[-1].end == high, instrument, f"band-gap:{scale.id}")
    ids = [band.id for band in scale.bands]
    _demand(len(set(ids)) == len(ids), instrument, f"duplicate-band:{scale.id}")
    for band in scale.bands:
        _demand(band.start <= band.end, instrument, f"band-empty:{scale.id}")
    for before, after in zip(scale.bands, scale.bands[1:], strict=False):
        _demand(after.start >= before.end + 1, instrument, f"band-overlap:{scale.id}")
        _demand(after.start <= before.end + 1, instrument, f"band-gap:{scale.id}")


def _check_requirement(
    instrument: Instrument, criterion: Criterion, requirement: Requirement
) -> None:
    total = set(instrument.scoring.scale().items)
    _demand(set(requirement.items) <= total, instrument, f"unknown-item:{criterion.id}")
    _demand(
        set(requirement.exceptions) <= set(requirement.items),
        instrument,
        f"unknown-item:{criterion.id}",
    )
    _demand(0 < requirement.minimum <= len(requirement.items), instrument, f"count:{criterion.id}")


def _check_change(instrument: Instrument) -> None:
    change = instrument.scoring.change
    if change is not None:
        low = change.possible if change.possible is not None else change.reliable - 1
        _demand(0 < low < change.reliable, instrument, "change-rule")


def _check_conditions(instrument: Instrument, links: list[str]) -> None:
    for position, item in enumerate(instrument.items):
        earlier = links[:position]
        for condition in item.show_when:
            _demand(condition.question in earlier, instrument, f"looks-ahead:{item.link_id}")
