"""The blank of a questionnaire: its published wording, and a box for each option."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from estip_desktop.blanks.model import Part, PartKind
from estip_desktop.instruments import Instrument, InstrumentItem
from estip_desktop.kernel.i18n import _

ROWS_TOGETHER = 10
"""Rows of a grid that stay on one page under their options."""


def head_line(instrument: Instrument) -> str:
    """Full name, time frame and version of the wording."""
    return _("{name} · asks about {recall} · wording {version}").format(
        name=instrument.name, recall=instrument.recall, version=instrument.version
    )


def use_words(instrument: Instrument, *, for_peers: bool) -> str:
    """From when it may be used, and by whom."""
    words = _("From day {day} after the incident.").format(day=instrument.window_day)
    if for_peers:
        return words
    oh = _("Only once Occupational Health has agreed: a clinician reads it.")
    return f"{words} {oh}"


def questionnaire_parts(instrument: Instrument, *, for_peers: bool) -> tuple[Part, ...]:
    """Everything between the lines at the head and the foot of the page."""
    parts: list[Part] = [Part(PartKind.TEXT, instrument.preface)] if instrument.preface else []
    stems = [item.stem for item in instrument.items]
    if instrument.lead_in and instrument.lead_in not in stems:
        parts += _paragraphs(instrument.lead_in)
    numbers = {item.link_id: str(n) for n, item in enumerate(_numbered(instrument), start=1)}
    for _key, group in groupby(instrument.items, key=_layout):
        items = list(group)
        for grid in _grids(items, numbers):
            parts += _paragraphs(items[0].stem)  # the time frame stands on every page
            parts.append(grid)
        if items[0].gate:
            parts.append(_after_gate(items[-1]))
    parts.append(_for_the_supporter(instrument, for_peers=for_peers))
    parts.append(Part(PartKind.SMALL, instrument.attribution))
    parts.append(Part(PartKind.SMALL, instrument.notice))
    return tuple(parts)


def _numbered(instrument: Instrument) -> list[InstrumentItem]:
    return [item for item in instrument.items if not item.gate]


def _layout(item: InstrumentItem) -> tuple[str, tuple[str, ...], bool]:
    """Items that stand under one another in one grid."""
    return item.stem, _labels(item), item.gate


def _labels(item: InstrumentItem) -> tuple[str, ...]:
    return tuple(option.label for option in item.item.options)


def _paragraphs(words: str) -> list[Part]:
    return [Part(PartKind.STRONG, line) for line in words.splitlines() if line.strip()]


def _grids(items: Sequence[InstrumentItem], numbers: dict[str, str]) -> list[Part]:
    rows = tuple((numbers.get(item.link_id, ""), item.item.text) for item in items)
    return [
        Part(
            PartKind.GRID,
            options=_labels(items[0]),
            rows=rows[start : start + ROWS_TOGETHER],
        )
        for start in range(0, len(rows), ROWS_TOGETHER)
    ]


def _after_gate(gate: InstrumentItem) -> Part:
    """The published instruction without its score."""
    options = gate.item.options
    ends = [option.label for option in options if option.value == 0]
    goes_on = [option.label for option in options if option.value != 0]
    words = _("If {ends}: please stop here. If {goes_on}: please answer the questions below.")
    return Part(PartKind.STRONG, words.format(ends=_either(ends), goes_on=_either(goes_on)))


def _either(labels: Sequence[str]) -> str:
    return _(" or ").join(labels)


def _for_the_supporter(instrument: Instrument, *, for_peers: bool) -> Part:
    words = _(
        "{use} {reason} They may leave any question out. Read every answer before you part; if one "
        "worries you, stay with them and ring a number below. Then type it in from paper."
    )
    use = use_words(instrument, for_peers=for_peers)
    return Part(
        PartKind.NOTICE,
        _("For the supporter"),
        words.format(use=use, reason=instrument.window_reason),
    )
