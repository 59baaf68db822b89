"""One questionnaire's outcome as it stands in a referral."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from estip_desktop.casework import Screening
from estip_desktop.instruments import (
    Instrument,
    InstrumentItem,
    Verdict,
    asks_from,
    change,
    points_in,
)
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, ngettext
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue
from estip_desktop.referrals.content import ItemLine, PartLine, ScoreBand, ScoreLine

_MODES: Mapping[str, str] = {
    "read-aloud": N_("read aloud"),
    "handover": N_("filled in by the colleague"),
    "paper": N_("on paper"),
    "phone": N_("by telephone"),
    "video": N_("by video"),
    "proxy": N_("entered for the colleague"),
}
_CAREFUL = frozenset({"proxy", "paper"})
_CHANGES: Mapping[tuple[Verdict, bool], str] = {
    (Verdict.RELIABLE, False): N_("{points} points lower than before: a reliable change"),
    (Verdict.RELIABLE, True): N_("{points} points higher than before: a reliable change"),
    (Verdict.POSSIBLE, False): N_("{points} points lower than before: a possible change"),
    (Verdict.POSSIBLE, True): N_("{points} points higher than before: a possible change"),
}
"""By how sure the change is, and whether the figure rose."""


def score_line(
    instrument: Instrument,
    screening: Screening,
    answers: Mapping[str, AnswerValue],
    *,
    with_items: bool,
    before: Screening | None = None,
) -> ScoreLine:
    """Put a stored result into words.

    Args:
        instrument: The definition the answers belong to.
        screening: With its result as it was stored.
        answers: By link id.
        with_items: Whether single answers are shared.
        before: The previous result of the same instrument, for the change.
    """
    result = screening.result or {}
    total = _total(result)
    scale = instrument.scoring.scale()
    shown = [item for item in instrument.shown(answers) if item.scored]
    answered = sum(answers.get(item.link_id) not in (None, SKIPPED, DECLINED) for item in shown)
    early = result.get("window") == "before"
    low, high = scale.range
    return ScoreLine(
        instrument_id=instrument.id,
        title=instrument.title,
        version=screening.instrument_version,
        day=local_day(screening.finished_at or screening.started_at),
        answered=answered,
        asked=len(shown),
        minimum=low,
        maximum=high,
        score=None if total is None else points_in(total),
        interpretable=not early,
        words=_words(total, early=early),
        bands=() if early else tuple(ScoreBand(b.label, b.start, b.end) for b in scale.bands),
        cut_off=None if early or scale.cut_off is None else scale.cut_off.value,
        cut_off_source="" if scale.cut_off is None else scale.cut_off.source.citation,
        cut_off_words=""
        if early or scale.cut_off is None
        else asks_from(scale.cut_off.side, scale.cut_off.value),
        step=10**-scale.decimals,
        parts=_parts(result),
        window=_("Day {day}; this form asks about {recall}").format(
            day=screening.day, recall=instrument.recall
        ),
        mode=_(_MODES.get(screening.mode, screening.mode)),
        change=_change(instrument, before, total),
        caution=_caution(screening, total),
        items=tuple(_item(item, answers) for item in shown) if with_items else (),
        attribution=instrument.attribution,
        url=instrument.url,
        loinc_panel=instrument.loinc,
        loinc_score=scale.loinc,
    )


def _caution(screening: Screening, total: Mapping[str, Any] | None) -> str:
    """Why a score is to be read with care."""
    words = []
    missing = total.get("prorated") if total is not None else 0
    if missing:
        words.append(
            ngettext(
                "Pro-rated: {count} missing answer counts as the mean of the others.",
                "Pro-rated: {count} missing answers count as the mean of the others.",
                missing,
            ).format(count=missing)
        )
    if screening.mode in _CAREFUL:
        words.append(_("Read this score with care: it was not entered by the colleague on screen."))
    return " ".join(words)


def _total(result: Mapping[str, Any]) -> Mapping[str, Any] | None:
    rows = result.get("scores")
    if not isinstance(rows, list):
        return None
    return next((row for row in rows if isinstance(row, dict) and row.get("id") == "total"), None)


def _words(total: Mapping[str, Any] | None, *, early: bool) -> str:
    if total is None:
        return _("Incomplete: no total, no range")
    if early:
        return _("Not interpretable yet: taken before its window")
    label = str(total.get("band_label") or "")
    positive = total.get("positive")
    if not label and positive is not None:
        return _("At or above the cut-off") if positive else _("Below the cut-off")
    return label


def _change(
    instrument: Instrument, before: Screening | None, total: Mapping[str, Any] | None
) -> str:
    earlier = _total(before.result or {}) if before else None
    if earlier is None or total is None:
        return ""
    moved = change(instrument, points_in(earlier), points_in(total))
    if moved.verdict is Verdict.NO_RULE:
        return ""
    words = _CHANGES.get((moved.verdict, moved.change > 0))
    return _(words).format(points=abs(moved.change)) if words else _("No clear change since before")


def _parts(result: Mapping[str, Any]) -> tuple[PartLine, ...]:
    """Further scales, and rules over single items, as they were stored."""
    parts = []
    for row in result.get("scores") or []:
        if row["id"] != "total":
            words = _("{value} of {top}").format(value=row["value"], top=row["range"][1])
            parts.append(PartLine(row["id"], row["label"], words, value=points_in(row)))
    for row in result.get("criteria") or []:
        words = _("met") if row["met"] else _("not met")
        parts.append(PartLine(row["id"], row["label"], words, met=bool(row["met"])))
    return tuple(parts)


def _item(item: InstrumentItem, answers: Mapping[str, AnswerValue]) -> ItemLine:
    value = answers.get(item.link_id)
    if value is None or value in (SKIPPED, DECLINED) or not isinstance(value, str):
        return ItemLine(item.link_id, item.item.text, _("Not answered"))
    return ItemLine(
        item.link_id,
        item.item.text,
        item.item.in_words(value),
        value,
        item.points(value),
        item.option_system,
        item.groups,
    )
