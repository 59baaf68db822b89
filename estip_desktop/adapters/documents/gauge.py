"""A score drawn on its published ranges, as vectors."""

from __future__ import annotations

from reportlab.lib.colors import HexColor, white

from estip_desktop.adapters.documents import ink
from estip_desktop.adapters.documents.ink import REGULAR, STRONG
from estip_desktop.adapters.documents.paper import (
    HINT,
    LEFT,
    PRIMARY,
    QUIET,
    RIGHT,
    SUNKEN,
    TEXT,
    Block,
    Pen,
)
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.referrals import ScoreBand, ScoreLine

_RAMP = ("#D6E8E4", "#A9D0CA", "#74B1AB", "#3E8886", "#0F5B5A")
_INSET = 12.0
_BAR = 9.0
_WIDE = RIGHT - LEFT - 2 * _INSET
_SMALL = 7.8
_SMALL_LEADING = 10.6


def score_card(score: ScoreLine) -> Block:
    """Instrument, number, range, gauge with cut-off, and what belongs to reading it."""
    notes = [line for note in _notes(score) for line in ink.wrap(note, REGULAR, _SMALL, _WIDE)]
    has_gauge = score.score is not None
    height = 33 + (42 if has_gauge else 0) + len(notes) * _SMALL_LEADING + 7

    def draw(pen: Pen, y: float) -> None:
        pen.panel(y, height, SUNKEN)
        pen.text(LEFT + _INSET, y - 17, score.title, 10.5, strong=True)
        pen.text(
            LEFT + _INSET + ink.width(score.title, STRONG, 10.5) + 8, y - 17,
            format_date(score.day), 8.5, colour=QUIET,
        )  # fmt: skip
        pen.text(RIGHT - _INSET, y - 17, _headline(score), 10.5, strong=True, align="right")
        below = y - 30
        if has_gauge:
            _draw_gauge(pen, score, below - 12)
            below -= 42
        for number, line in enumerate(notes):
            pen.text(LEFT + _INSET, below - 6 - number * _SMALL_LEADING, line, _SMALL, colour=QUIET)

    return Block(height + 7, draw)


def _headline(score: ScoreLine) -> str:
    if score.score is None:
        return score.words
    number = _("{score} of {maximum}").format(score=score.score, maximum=score.maximum)
    return f"{number} \u00b7 {score.words}" if score.words else number


def _notes(score: ScoreLine) -> list[str]:
    answered = _("{answered} of {asked} answered").format(
        answered=score.answered, asked=score.asked
    )
    facts = [answered, score.mode, score.window, score.change]
    cut_off = ""
    if score.cut_off is not None:
        cut_off = f"{score.cut_off_words}: {score.cut_off_source}"
    parts = " \u00b7 ".join(f"{part.label}: {part.words}" for part in score.parts)
    return [
        " \u00b7 ".join(fact for fact in facts if fact),
        *(note for note in (parts, score.caution, cut_off, score.attribution) if note),
    ]


def _draw_gauge(pen: Pen, score: ScoreLine, y: float) -> None:
    """The bar's bottom edge is at ``y - _BAR``; each whole number owns one cell of it."""
    canvas = pen.canvas
    left = LEFT + _INSET
    cell = _WIDE / (score.maximum - score.minimum + score.step)
    bands = score.bands or (ScoreBand("", score.minimum, score.maximum),)
    for number, band in enumerate(bands):
        x = left + (band.start - score.minimum) * cell
        wide = (band.end - band.start + score.step) * cell
        canvas.setFillColor(HexColor(_tone(number, len(bands))))
        canvas.rect(x, y - _BAR, wide, _BAR, stroke=0, fill=1)
        if number:
            canvas.setStrokeColor(white)
            canvas.setLineWidth(1.2)
            canvas.line(x, y - _BAR, x, y)
    pen.text(left, y - _BAR - 9.5, str(score.minimum), 7.2, colour=HINT)
    pen.text(left + _WIDE, y - _BAR - 9.5, str(score.maximum), 7.2, colour=HINT, align="right")
    if score.cut_off is not None:
        _draw_cut_off(pen, left + (score.cut_off - score.minimum) * cell, y, score.cut_off)
    if score.score is not None:
        _draw_marker(
            pen, left + (score.score - score.minimum + score.step / 2) * cell, y, score.score
        )


def _tone(number: int, count: int) -> str:
    if count == 1:
        return _RAMP[0]
    return _RAMP[round(number * (len(_RAMP) - 1) / (count - 1))]


def _draw_cut_off(pen: Pen, x: float, y: float, cut_off: float) -> None:
    canvas = pen.canvas
    canvas.saveState()
    canvas.setStrokeColor(TEXT)
    canvas.setLineWidth(0.8)
    canvas.setDash(2, 1.6)
    canvas.line(x, y - _BAR - 3, x, y + 3)
    canvas.restoreState()
    label = _("cut-off {cut_off}").format(cut_off=cut_off)
    half = ink.width(label, REGULAR, 7.2) / 2
    middle = min(max(x, LEFT + _INSET + half + 12), RIGHT - _INSET - half - 12)
    pen.text(middle, y - _BAR - 9.5, label, 7.2, colour=QUIET, align="centre")


def _draw_marker(pen: Pen, x: float, y: float, score: float) -> None:
    canvas = pen.canvas
    canvas.setFillColor(PRIMARY)
    path = canvas.beginPath()
    path.moveTo(x, y + 0.6)
    path.lineTo(x - 3.6, y + 6.4)
    path.lineTo(x + 3.6, y + 6.4)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setStrokeColor(PRIMARY)
    canvas.setLineWidth(1.4)
    canvas.line(x, y + 1, x, y - _BAR)
    pen.text(x, y + 8.4, str(score), 8, strong=True, colour=PRIMARY, align="centre")
