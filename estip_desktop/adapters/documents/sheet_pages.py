"""The recovery sheet: a key on paper, where to keep it, and nothing about anybody."""

from __future__ import annotations

from estip_desktop.adapters.documents.paper import (
    HINT,
    LEFT,
    QUIET,
    RIGHT,
    SUNKEN,
    TEXT,
    Block,
    Heading,
    Pen,
    notice,
    paragraph,
    print_pages,
    row,
    section,
    space,
)
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.vault.model import RecoverySheet

_COLUMNS, _ROW_HEIGHT, _KEY_SIZE = 3, 44.0, 19.0
_LINE_HEIGHT = 30.0


def sheet_pages(sheet: RecoverySheet) -> bytes:
    """Set a recovery sheet: the label, the key in numbered groups, a line to say where it lies."""
    day = format_date(local_day(sheet.made_at))
    heading = Heading(
        title=_("Recovery sheet"),
        reference=sheet.label,
        line=_("Made on {day}. It replaces every sheet before it.").format(day=day),
        created_at=sheet.made_at,
        subject=_("Recovery sheet"),
        exercise=sheet.exercise,
        footer=(_("This paper is not encrypted."),),
    )
    blocks = [
        space(2),
        notice(
            _("Keep this away from the laptop"),
            _who_can_open(sheet),
            danger=True,
        ),
        section(_("What it opens")),
        *row(_("Records"), sheet.label, strong=True),
        section(_("The key")),
        space(4),
        _groups(sheet.groups),
        paragraph(
            _("Capitals do not matter. There is no letter I, L, O or U: read 1, 1, 0 and V."),
            9,
            QUIET,
        ),
        section(_("How to use it")),
        *row("1", _("On the lock page, choose Use my recovery sheet.")),
        *row("2", _("Type the groups in order, with or without the lines between them.")),
        *row("3", _("Set a new passphrase in Settings, then put this sheet away again.")),
        section(_("Where it is kept")),
        _line_to_write_on(_("Place")),
        _line_to_write_on(_("Put there on")),
        space(6),
        paragraph(
            _(
                "Try it once in a while: Settings, Passphrase and recovery sheet, Try the sheet. "
                "If it is lost or was seen by others, make a new one there; this one stops working."
            ),
            9,
            QUIET,
        ),
    ]
    return print_pages(heading, blocks)[0]


def _who_can_open(sheet: RecoverySheet) -> str:
    if sheet.force_key:
        return _(
            "With it, anybody can open these records. Without it and the passphrase, only your "
            "force's recovery key can."
        )
    return _(
        "With it, anybody can open these records. Without it and the passphrase, nobody can: not "
        "your force, not IT, not the maker of this app."
    )


def _groups(groups: tuple[str, ...]) -> Block:
    rows = -(-len(groups) // _COLUMNS)
    height = rows * _ROW_HEIGHT + 12

    def draw(pen: Pen, y: float) -> None:
        pen.panel(y, height - 4, SUNKEN)
        width = (RIGHT - LEFT) / _COLUMNS
        for index, group in enumerate(groups):
            left = LEFT + 16 + index % _COLUMNS * width
            top = y - index // _COLUMNS * _ROW_HEIGHT
            number = _("Group {number}").format(number=index + 1)
            pen.text(left, top - 15, number, 8, colour=HINT)
            pen.text(left, top - 36, group, _KEY_SIZE, strong=True, colour=TEXT)

    return Block(height, draw)


def _line_to_write_on(label: str) -> Block:
    def draw(pen: Pen, y: float) -> None:
        pen.text(LEFT, y - 20, label, strong=True, colour=QUIET)
        pen.canvas.setStrokeColor(QUIET)
        pen.canvas.setLineWidth(0.7)
        pen.canvas.line(LEFT + 124, y - 23, RIGHT, y - 23)

    return Block(_LINE_HEIGHT, draw)
