"""Blanks on paper: boxes to tick, lines to write on, and no score."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from estip_desktop.adapters.documents import ink
from estip_desktop.adapters.documents.ink import REGULAR, STRONG
from estip_desktop.adapters.documents.paper import (
    BODY,
    DANGER,
    DANGER_SOFT,
    HINT,
    LEADING,
    LEFT,
    LINE,
    PRIMARY,
    QUIET,
    RIGHT,
    TEXT,
    Block,
    Heading,
    Pen,
    new_page,
    notice,
    paragraph,
    print_pages,
    section,
    space,
)
from estip_desktop.blanks import Blank, Number, Part, PartKind
from estip_desktop.kernel.i18n import _

_BOX = 9.0
_AFTER_BOX, _BETWEEN = 5.0, 15.0
_SMALL, _LABEL = 7.8, 7.6
_WRITING = 21.0
"""Between two lines to write on."""
_COLUMN, _NUMBER = 44.0, 20.0
_NUMBERS_AT, _DETAILS_AT = 165.0, 270.0
_INNER = RIGHT - LEFT


def blank_pages(blank: Blank) -> bytes:
    """Set a blank; the only marks on it are words, boxes and lines."""
    heading = Heading(
        title=blank.title,
        reference=blank.version,
        line=blank.line,
        created_at=blank.made_at,
        subject=_("Blank to fill in by hand"),
        exercise=blank.exercise,
        footer=blank.footer,
        marking=_("OFFICIAL-SENSITIVE once filled in"),
    )
    blocks = [_fields(row) for row in blank.fields]
    blocks.append(space(4))
    for part in blank.parts:
        blocks += _SET[part.kind](part)
    return print_pages(heading, blocks)[0]


def _room() -> Block:
    """Room that stays with what follows."""
    return Block(5, lambda _pen, _y: None, keep_with_next=True)


def _fields(labels: Sequence[str]) -> Block:
    """Labels side by side, each with a line to write on; the first has the most room."""
    widths = [2.0, *[1.2] * (len(labels) - 1)]
    unit = (_INNER - 14 * (len(labels) - 1)) / sum(widths)

    def draw(pen: Pen, y: float) -> None:
        x = LEFT
        for label, share in zip(labels, widths, strict=True):
            words = ink.plain(label)
            pen.text(x, y - 19, label, strong=True, colour=QUIET)
            begin = x + ink.width(words, STRONG, BODY) + 6
            _write_line(pen, begin, y - 21, x + share * unit)
            x += share * unit + 14

    return Block(27, draw)


def _write_line(pen: Pen, left: float, y: float, right: float) -> None:
    pen.canvas.setStrokeColor(QUIET)
    pen.canvas.setLineWidth(0.7)
    pen.canvas.line(left, y, right, y)


def _box(pen: Pen, x: float, baseline: float) -> None:
    pen.canvas.setStrokeColor(TEXT)
    pen.canvas.setLineWidth(0.9)
    pen.canvas.rect(x, baseline - 1.2, _BOX, _BOX, stroke=1, fill=0)


def _strong(words: str) -> Block:
    """A line of the questionnaire before its rows."""
    lines = ink.wrap(words, STRONG, BODY, _INNER)

    def draw(pen: Pen, y: float) -> None:
        for number, line in enumerate(lines):
            pen.text(LEFT, y - BODY - 2 - number * LEADING, line, strong=True)

    return Block(len(lines) * LEADING + 3, draw, keep_with_next=True)


def _say(words: str) -> Block:
    """What might be said, with a bar at its left."""
    lines = ink.wrap(_("“{words}”").format(words=words), REGULAR, BODY, _INNER - 12)
    height = len(lines) * LEADING + 2

    def draw(pen: Pen, y: float) -> None:
        pen.canvas.setFillColor(PRIMARY)
        pen.canvas.rect(LEFT, y - height, 2.2, height, stroke=0, fill=1)
        for number, line in enumerate(lines):
            pen.text(LEFT + 10, y - BODY - 1 - number * LEADING, line, colour=PRIMARY)

    return Block(height + 5, draw, keep_with_next=True)


def _only_if(words: str) -> Block:
    lines = ink.wrap(words, STRONG, 8.5, _INNER)
    leading = 11.5

    def draw(pen: Pen, y: float) -> None:
        for number, line in enumerate(lines):
            pen.text(LEFT, y - 9.5 - number * leading, line, 8.5, strong=True, colour=QUIET)

    return Block(len(lines) * leading + 5, draw, keep_with_next=True)


def _question(part: Part) -> list[tuple[str, bool, float]]:
    """Lines of question and hint: words, whether strong, size."""
    said = part.text
    if part.needed and said:
        said = _("{question} (needed)").format(question=said)
    lines = [(line, True, BODY) for line in (ink.wrap(said, STRONG, BODY, _INNER) if said else [])]
    hints = ink.wrap(part.hint, REGULAR, _SMALL + 0.4, _INNER) if part.hint else []
    return [*lines, *((line, False, _SMALL + 0.4) for line in hints)]


def _draw_question(pen: Pen, y: float, lines: Sequence[tuple[str, bool, float]]) -> float:
    for words, strong, size in lines:
        pen.text(LEFT, y - BODY - 1, words, size, strong=strong, colour=TEXT if strong else QUIET)
        y -= LEADING
    return y


def _boxes(part: Part) -> Block:
    """A question, and its options in as many rows as they need."""
    options = list(part.options)
    if part.needed and not part.text:
        options[-1] = _("{question} (needed)").format(question=options[-1])
    head = _question(part)
    placed, rows = _flow(options)
    height = len(head) * LEADING + rows * (LEADING + 3) + 6

    def draw(pen: Pen, y: float) -> None:
        y = _draw_question(pen, y, head) - 1
        for x, row, lines in placed:
            baseline = y - BODY - 1 - row * (LEADING + 3)
            _box(pen, x, baseline)
            for number, line in enumerate(lines):
                low = baseline - number * (LEADING + 3)
                pen.text(x + _BOX + _AFTER_BOX, low, line)

    return Block(height, draw)


def _flow(options: Sequence[str]) -> tuple[list[tuple[float, int, list[str]]], int]:
    """Where each option stands: left edge, row and lines; and how many rows there are."""
    placed = []
    x, row = LEFT, 0
    for option in options:
        lines = ink.wrap(option, REGULAR, BODY, _INNER - _BOX - _AFTER_BOX)
        wide = _BOX + _AFTER_BOX + max(ink.width(line, REGULAR, BODY) for line in lines)
        if x > LEFT and x + wide > RIGHT:
            x, row = LEFT, row + 1
        placed.append((x, row, lines))
        x += wide + _BETWEEN
        row += len(lines) - 1
    return placed, row + 1


def _lines(part: Part) -> Block:
    """A question, and lines to write on."""
    head = _question(part)
    height = len(head) * LEADING + part.lines * _WRITING + 7

    def draw(pen: Pen, y: float) -> None:
        y = _draw_question(pen, y, head)
        for number in range(1, part.lines + 1):
            _write_line(pen, LEFT, y - number * _WRITING, RIGHT)

    return Block(height, draw)


def _grid(part: Part) -> list[Block]:
    """Options above, rows below; all of it stays on one page."""
    words = [word for option in part.options for word in ink.plain(option).split()]
    wide = max(_COLUMN, 6 + max(ink.width(word, STRONG, _LABEL) for word in words))
    columns = [RIGHT - wide * (len(part.options) - n - 0.5) for n in range(len(part.options))]
    blocks = [_grid_head(part.options, columns, wide)]
    blocks += [_grid_row(number, words, columns, wide) for number, words in part.rows]
    last = blocks.pop()
    return [*blocks, Block(last.height, last.draw), space(8)]


def _grid_head(options: Sequence[str], columns: Sequence[float], wide: float) -> Block:
    labels = [ink.wrap(option, STRONG, _LABEL, wide - 3) for option in options]
    most = max(len(lines) for lines in labels)
    height = most * 9.4 + 8

    def draw(pen: Pen, y: float) -> None:
        for middle, lines in zip(columns, labels, strict=True):
            top = y - 10 - (most - len(lines)) * 9.4
            for number, line in enumerate(lines):
                pen.text(
                    middle, top - number * 9.4, line, _LABEL, strong=True, colour=QUIET,
                    align="centre",
                )  # fmt: skip
        pen.rule(y - height + 1)

    return Block(height, draw, keep_with_next=True)


def _grid_row(number: str, words: str, columns: Sequence[float], wide: float) -> Block:
    indent = _NUMBER if number else 0.0
    limit = columns[0] - wide / 2 - 8 - LEFT - indent
    lines = ink.wrap(words, REGULAR, BODY, limit)
    height = len(lines) * LEADING + 9

    def draw(pen: Pen, y: float) -> None:
        if number:
            pen.text(LEFT, y - BODY - 4, f"{number}.", colour=QUIET)
        for index, line in enumerate(lines):
            pen.text(LEFT + indent, y - BODY - 4 - index * LEADING, line)
        for middle in columns:
            _box(pen, middle - _BOX / 2, y - height / 2 - _BOX / 2 + 2)
        pen.canvas.setStrokeColor(LINE)
        pen.canvas.setLineWidth(0.5)
        pen.canvas.line(LEFT, y - height + 0.5, RIGHT, y - height + 0.5)

    return Block(height, draw, keep_with_next=True)


def _call(title: str, numbers: Sequence[Number]) -> Block:
    """Whom to ring, in a panel that is found at once."""
    rows = []
    for each in numbers:
        names = ink.wrap(each.name, REGULAR, BODY, _NUMBERS_AT - 12 - 8)
        details = ink.wrap(each.detail, REGULAR, _SMALL, _INNER - _DETAILS_AT - 12)
        rows.append((names, each.number, details, max(len(names), len(details)) * 11.5 + 4))
    height = 26 + sum(row[-1] for row in rows)

    def draw(pen: Pen, y: float) -> None:
        pen.panel(y, height, DANGER_SOFT, DANGER)
        pen.text(LEFT + 12, y - 16, title, 10.5, strong=True, colour=DANGER)
        low = y - 32
        for names, dialled, details, high in rows:
            for index, line in enumerate(names):
                pen.text(LEFT + 12, low - index * 11.5, line)
            pen.text(LEFT + _NUMBERS_AT, low, dialled, 11, strong=True)
            for index, line in enumerate(details):
                pen.text(LEFT + _DETAILS_AT, low - index * 11.5, line, _SMALL, colour=QUIET)
            low -= high

    return Block(height + 8, draw)


_SET: Mapping[PartKind, Callable[[Part], list[Block]]] = {
    PartKind.SECTION: lambda part: [section(part.text)],
    PartKind.TEXT: lambda part: [paragraph(part.text), space(3)],
    PartKind.STRONG: lambda part: [_strong(part.text)],
    PartKind.SMALL: lambda part: [paragraph(part.text, _SMALL, HINT), space(2)],
    PartKind.SAY: lambda part: [_say(part.text)],
    PartKind.ONLY_IF: lambda part: [_only_if(part.text)],
    PartKind.NOTICE: lambda part: [space(6), notice(part.text, part.hint)],
    PartKind.GRID: _grid,
    PartKind.BOXES: lambda part: [_boxes(part)],
    PartKind.LINES: lambda part: [_lines(part)],
    PartKind.CALL: lambda part: [_call(part.text, part.numbers)],
    PartKind.ROOM: lambda _part: [_room()],
    PartKind.OWN_PAGE: lambda _part: [new_page()],
}
