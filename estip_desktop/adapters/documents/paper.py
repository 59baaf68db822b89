"""A calm A4 page: blocks that flow, a marking and a page number on every sheet.

Blocks are measured once, dealt out to pages, and drawn once, so that "page 1 of 2" needs no second
pass. Every text drawn is remembered: the data is checked against it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from estip_desktop.adapters.documents import ink
from estip_desktop.adapters.documents.ink import REGULAR, STRONG
from estip_desktop.adapters.documents.qr_code import draw_code
from estip_desktop.kernel.i18n import _
from estip_desktop.safety.purpose import intended_purpose

TEXT, QUIET, HINT = HexColor("#16211F"), HexColor("#46524F"), HexColor("#5B6764")
LINE, PRIMARY, SUNKEN = HexColor("#DCDAD0"), HexColor("#0F5B5A"), HexColor("#F5F4EF")
DANGER, DANGER_SOFT = HexColor("#7E1710"), HexColor("#FBEAE7")
EXERCISE = HexColor("#6A2A78")
WIDTH, HEIGHT = A4
LEFT, RIGHT = 22 * mm, WIDTH - 22 * mm
TOP, BOTTOM = HEIGHT - 18 * mm, 30 * mm
LABEL_WIDTH = 43 * mm
BODY, LEADING = 9.5, 13.2
_MOST_LINES = 40
_FOOT_SIZE, _FOOT_LEADING, _FOOT_LINES = 7.5, 10.5, 3
_HEAD_SIZE, _HEAD_LEADING, _CODE_SIDE = 9, 12.0, 17 * mm
_ANSWERS_FROM = 0.68
_DOT = " \u00b7 "


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page: its height in points, and how to draw it with its top edge at ``y``."""

    height: float
    draw: Callable[[Pen, float], None]
    keep_with_next: bool = False
    begins_page: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of the first page and the foot of every page."""

    title: str
    reference: str
    line: str
    created_at: datetime
    subject: str = ""
    code: str = ""
    exercise: bool = False
    language: str = "en-GB"
    footer: tuple[str, ...] = ()
    marking: str | None = None
    """How it is handled; ``OFFICIAL-SENSITIVE`` where nothing is said, none at all where empty."""


class Pen:
    """Draws on one canvas and remembers every text."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.drawn: list[str] = []

    def text(
        self, x: float, y: float, words: str, size: float = BODY, *,
        strong: bool = False, colour: Color = TEXT, align: str = "left",
    ) -> None:  # fmt: skip
        """One line with its baseline at ``y``."""
        line = ink.plain(words)
        self.drawn.append(line)
        self.canvas.setFillColor(colour)
        self.canvas.setFont(STRONG if strong else REGULAR, size)
        match align:
            case "right":
                self.canvas.drawRightString(x, y, line)
            case "centre":
                self.canvas.drawCentredString(x, y, line)
            case _:
                self.canvas.drawString(x, y, line)

    def rule(self, y: float) -> None:
        """A thin line across the page."""
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.7)
        self.canvas.line(LEFT, y, RIGHT, y)

    def panel(self, y: float, height: float, fill: Color, edge: Color | None = None) -> None:
        """A soft panel whose top edge is at ``y``; with ``edge``, a bar at its left."""
        self.canvas.setFillColor(fill)
        self.canvas.roundRect(LEFT, y - height, RIGHT - LEFT, height, 4, stroke=0, fill=1)
        if edge is not None:
            self.canvas.setFillColor(edge)
            self.canvas.rect(LEFT, y - height, 2.2, height, stroke=0, fill=1)


def row(label: str, value: str, *, strong: bool = False) -> list[Block]:
    """A label and its value; a very long value goes on in a block without label."""
    lines = ink.wrap(value, STRONG if strong else REGULAR, BODY, RIGHT - LEFT - LABEL_WIDTH)
    heads = ink.wrap(label, STRONG, BODY, LABEL_WIDTH - 4 * mm)
    blocks = []
    for start in range(0, len(lines), _MOST_LINES):
        part = lines[start : start + _MOST_LINES]
        names = heads if start == 0 else []
        blocks.append(_row(names, part, strong=strong))
    return blocks


def _row(names: Sequence[str], lines: Sequence[str], *, strong: bool) -> Block:
    def draw(pen: Pen, y: float) -> None:
        for number, name in enumerate(names):
            pen.text(LEFT, y - BODY - 1 - number * LEADING, name, strong=True, colour=QUIET)
        for number, line in enumerate(lines):
            pen.text(LEFT + LABEL_WIDTH, y - BODY - 1 - number * LEADING, line, strong=strong)

    return Block(max(len(lines), len(names), 1) * LEADING + 4.4, draw)


def answer_row(question: str, answer: str) -> Block:
    """A question over two thirds of the width, and its answer beside it."""
    column = LEFT + (RIGHT - LEFT) * _ANSWERS_FROM
    lines = ink.wrap(question, REGULAR, BODY, column - LEFT - 4 * mm)
    answers = ink.wrap(answer, STRONG, BODY, RIGHT - column)

    def draw(pen: Pen, y: float) -> None:
        for number, line in enumerate(lines):
            pen.text(LEFT, y - BODY - 1 - number * LEADING, line)
        for number, line in enumerate(answers):
            pen.text(column, y - BODY - 1 - number * LEADING, line, strong=True)

    return Block(max(len(lines), len(answers)) * LEADING + 4.4, draw)


def section(title: str) -> Block:
    """The name of a section above a thin line."""

    def draw(pen: Pen, y: float) -> None:
        pen.text(LEFT, y - 19, title, 11, strong=True, colour=PRIMARY)
        pen.rule(y - 25)

    return Block(31, draw, keep_with_next=True)


def paragraph(
    words: str, size: float = BODY, colour: Color = TEXT, *, keep_with_next: bool = False
) -> Block:
    """Running text over the whole width."""
    leading = size * LEADING / BODY
    lines = ink.wrap(words, REGULAR, size, RIGHT - LEFT)

    def draw(pen: Pen, y: float) -> None:
        for number, line in enumerate(lines):
            pen.text(LEFT, y - size - number * leading, line, size, colour=colour)

    return Block(len(lines) * leading + 3, draw, keep_with_next)


def notice(title: str, words: str, *, danger: bool = False) -> Block:
    """A soft panel that must not be overlooked."""
    fill, edge = (DANGER_SOFT, DANGER) if danger else (SUNKEN, PRIMARY)
    inner = RIGHT - LEFT - 24
    heads = ink.wrap(title, STRONG, 10.5, inner)
    lines = ink.wrap(words, REGULAR, BODY, inner) if words else []
    head = len(heads) * LEADING
    height = 12 + head + len(lines) * LEADING + (2 if lines else 0)

    def draw(pen: Pen, y: float) -> None:
        pen.panel(y, height, fill, edge)
        for number, line in enumerate(heads):
            pen.text(LEFT + 12, y - 16 - number * LEADING, line, 10.5, strong=True, colour=edge)
        for number, line in enumerate(lines):
            pen.text(LEFT + 12, y - 18 - head - number * LEADING, line)

    return Block(height + 8, draw)


def space(height: float) -> Block:
    """Nothing, ``height`` points high."""
    return Block(height, lambda _pen, _y: None)


def new_page() -> Block:
    """What follows begins a page."""
    return Block(0, lambda _pen, _y: None, keep_with_next=True, begins_page=True)


def print_pages(heading: Heading, blocks: Sequence[Block]) -> tuple[bytes, list[str]]:
    """Set the blocks on as many pages as they need.

    Returns:
        The PDF, and every text on it: what flows, then what stands at heads and feet of pages, so
        that a row which goes on overleaf is still read as one.
    """
    ink.register_fonts()
    lines = _head_lines(heading)
    head_height = 60.0 + (len(lines) - 1) * _HEAD_LEADING
    footer = (intended_purpose(), *heading.footer)  # on every paper, whatever it is
    foot = [line for words in footer for line in _foot_lines(words)]
    bottom = BOTTOM + max(0, len(foot) - _FOOT_LINES) * _FOOT_LEADING
    pages = _deal(blocks, first_used=head_height, bottom=bottom)
    rl_config.useA85 = 0  # binary streams: a fifth smaller, and nobody mails these as text
    buffer = BytesIO()
    canvas = Canvas(
        buffer, pagesize=A4, invariant=1, pageCompression=1, lang=heading.language,
        initialFontName=REGULAR,  # type: ignore[arg-type] # the stubs are wrong: it is a name initialFontSize=BODY,
    )  # fmt: skip
    _describe(canvas, heading)
    pen, edge = Pen(canvas), Pen(canvas)
    for number, page in enumerate(pages, start=1):
        if heading.exercise:
            _watermark(canvas)
        if number == 1:
            _draw_head(edge, heading, lines)
        y = TOP - (head_height if number == 1 else 0)
        for block in page:
            block.draw(pen, y)
            y -= block.height
        _draw_foot(edge, heading, foot, bottom, number, len(pages))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue(), [*pen.drawn, *edge.drawn]


def _foot_lines(words: str) -> list[str]:
    """Broken between parts: a name stays beside its number."""
    lines: list[str] = []
    for part in words.split(_DOT):
        longer = f"{lines[-1]}{_DOT}{part}" if lines else ""
        if longer and ink.width(ink.plain(longer), REGULAR, _FOOT_SIZE) <= RIGHT - LEFT:
            lines[-1] = longer
        else:
            lines += ink.wrap(part, REGULAR, _FOOT_SIZE, RIGHT - LEFT)
    return lines


def _deal(blocks: Sequence[Block], first_used: float, bottom: float) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    room = TOP - bottom - first_used
    for number, block in enumerate(blocks):
        need = block.height
        following = number + 1
        while blocks[following - 1].keep_with_next and following < len(blocks):
            need += blocks[following].height
            following += 1
        if (need > room or block.begins_page) and pages[-1]:
            pages.append([])
            room = TOP - bottom
        pages[-1].append(block)
        room -= block.height
    return pages


def _describe(canvas: Canvas, heading: Heading) -> None:
    """Title and nothing that could name an author, a computer or a folder."""
    canvas.setTitle(ink.plain(f"{heading.title} {heading.reference}"))
    canvas.setSubject(ink.plain(heading.subject))
    canvas.setAuthor("")
    canvas.setCreator("ESTIP Desktop")
    canvas.setProducer("ESTIP Desktop")
    canvas.setKeywords("")
    stamp = heading.created_at.strftime("D:%Y%m%d%H%M%S+00'00'")
    canvas.setDateFormatter(lambda *_parts: stamp)
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _head_lines(heading: Heading) -> list[str]:
    return ink.wrap(heading.line, REGULAR, _HEAD_SIZE, RIGHT - LEFT - _CODE_SIDE - 6)


def _draw_head(pen: Pen, heading: Heading, lines: Sequence[str]) -> None:
    side = _CODE_SIDE if heading.code else 0.0
    pen.text(LEFT, TOP - 15, heading.title, 17, strong=True)
    for number, line in enumerate(lines):
        pen.text(LEFT, TOP - 33 - number * _HEAD_LEADING, line, _HEAD_SIZE, colour=QUIET)
    pen.text(
        RIGHT - side - (6 if side else 0), TOP - 14, _marking(heading), 9, strong=True,
        align="right",
    )  # fmt: skip
    if side:
        draw_code(pen.canvas, heading.code, RIGHT - side, TOP - side + 5, side)
    pen.rule(TOP - 49 - (len(lines) - 1) * _HEAD_LEADING)


def _marking(heading: Heading) -> str:
    """The handling marking; an exercise says so wherever the marking stands."""
    marking = _("OFFICIAL-SENSITIVE") if heading.marking is None else heading.marking
    parts = (_("EXERCISE") if heading.exercise else "", marking)
    return " \u00b7 ".join(part for part in parts if part)


def _draw_foot(
    pen: Pen, heading: Heading, foot: Sequence[str], bottom: float, number: int, count: int
) -> None:
    y = bottom - 14
    pen.rule(y + 9)
    for line in foot:
        pen.text(LEFT, y - 4, line, _FOOT_SIZE, colour=HINT)
        y -= _FOOT_LEADING
    y -= 3
    page = _("page {number} of {count}").format(number=number, count=count)
    pen.text(LEFT, y - 4, _marking(heading), 7.5, strong=True, colour=QUIET)
    pen.text(
        RIGHT, y - 4, f"{heading.reference} \u00b7 {page}" if heading.reference else page, 7.5,
        strong=True, colour=QUIET,
        align="right",
    )  # fmt: skip


def _watermark(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillColor(EXERCISE)
    canvas.setFillAlpha(0.09)
    canvas.setFont(STRONG, 110)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, -30, _("EXERCISE"))
    canvas.restoreState()
