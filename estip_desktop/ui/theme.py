"""Colours, sizes and fonts: the one place where they are decided.

A theme is a set of colour roles and a text scale. Everything painted asks here by role; nothing
outside this module names a colour. ``hub().changed`` tells painted widgets that the answers differ.

Every window pays for this module before its first paint. So it has no data classes, and nothing in
it touches the names in ``PySide6.QtCore.Qt`` before that: with the first of them PySide6 builds
some two hundred enums, which takes an eighth of what an empty window takes.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

ThemeName = Literal["light", "dark", "contrast"]

FAMILY = "Open Sans"
FALLBACKS = ("Segoe UI", "Noto Sans", "DejaVu Sans")
REGULAR, SEMIBOLD, BOLD = 400, 600, 700
_FILES = {
    REGULAR: "OpenSans-Regular.ttf",
    SEMIBOLD: "OpenSans-SemiBold.ttf",
    BOLD: "OpenSans-Bold.ttf",
}

# Sizes in effective pixels at 100 %; scale them with px().
KEY_CAP, SMALL, BODY, LEAD, H2, QUOTE, H1, QUESTION, SCORE = 13, 14, 16, 18, 20, 22, 28, 32, 64
GUTTER, GUTTER_COMPACT = 32, 24
CONTROL, TARGET, BAR = 48, 44, 72
RAIL, STEP_RAIL, FORM_WIDTH = 104, 292, 900
RADIUS_KEY, RADIUS_CONTROL, RADIUS_CALLOUT, RADIUS_CARD = 5, 10, 12, 14


class Tokens:
    """Every colour role, as ``#RRGGBB``; each is given by name."""

    bg: str
    surface: str
    sunken: str
    rail: str
    rail_on: str
    line: str
    control: str
    text: str
    text2: str
    text3: str
    primary: str
    primary_hover: str
    primary_press: str
    on_primary: str
    primary_soft: str
    on_primary_soft: str
    danger: str
    on_danger: str
    danger_soft: str
    on_danger_soft: str
    danger_line: str
    warn: str
    warn_soft: str
    warn_line: str
    ok: str
    ok_soft: str
    ok_line: str
    info: str
    info_soft: str
    info_line: str
    exercise: str
    on_exercise: str
    exercise_hatch: str
    exercise_line: str
    focus: str
    band1: str
    band2: str
    band3: str
    band4: str
    band5: str
    series1: str
    series2: str
    paper: str = "#FFFFFF"
    ink: str = "#16211F"
    shadow: str = "#000000"

    def __init__(self, **roles: str) -> None:
        self.__dict__.update(roles)

    def roles(self) -> dict[str, str]:
        """Every role and its colour."""
        return {name: str(getattr(self, name)) for name in Tokens.__annotations__}


LIGHT = Tokens(
    bg="#F5F4EF", surface="#FFFFFF", sunken="#ECEBE4", rail="#ECEBE4", rail_on="#FFFFFF",
    line="#DCDAD0", control="#73807D", text="#16211F", text2="#46524F", text3="#5B6764",
    primary="#0F5B5A", primary_hover="#0B4A49", primary_press="#083938", on_primary="#FFFFFF",
    primary_soft="#DDECE8", on_primary_soft="#0A4645",
    danger="#A3231B", on_danger="#FFFFFF", danger_soft="#FBEAE7", on_danger_soft="#7E1710",
    danger_line="#C4524A", warn="#7A4B00", warn_soft="#FDF0D5", warn_line="#B07A1F",
    ok="#1E6A3C", ok_soft="#E2F1E6", ok_line="#3C8A5A",
    info="#1B5280", info_soft="#E5EEF6", info_line="#4A7FAB",
    exercise="#6A2A78", on_exercise="#FFFFFF", exercise_hatch="#7F3F8D", exercise_line="#6A2A78",
    focus="#5A38D6",
    band1="#D6E8E4", band2="#A9D0CA", band3="#74B1AB", band4="#3E8886", band5="#0F5B5A",
    series1="#0F5B5A", series2="#9A5B13",
)  # fmt: skip
DARK = Tokens(
    bg="#0D1314", surface="#151D1E", sunken="#1C2627", rail="#121A1B", rail_on="#202C2D",
    line="#2B3738", control="#758889", text="#E9EEEC", text2="#B7C3C1", text3="#97A5A3",
    primary="#6FC7BE", primary_hover="#8AD6CE", primary_press="#A6E2DB", on_primary="#052221",
    primary_soft="#163332", on_primary_soft="#AAE3DC",
    danger="#F48A7F", on_danger="#2B0704", danger_soft="#351715", on_danger_soft="#FFC3BC",
    danger_line="#C9645B", warn="#F1C571", warn_soft="#30260F", warn_line="#A98336",
    ok="#8AD3A0", ok_soft="#142B1C", ok_line="#4E9467",
    info="#93C4EC", info_soft="#13283A", info_line="#4F86B2",
    exercise="#4A2357", on_exercise="#F5E3F9", exercise_hatch="#5C336A", exercise_line="#D7A3E2",
    focus="#CBBBFF",
    band1="#21403F", band2="#2F6462", band3="#468D89", band4="#6FC7BE", band5="#B9EFE8",
    series1="#6FC7BE", series2="#F1B36B",
)  # fmt: skip
# Black and white, yellow focus, no soft fills: borders, words and shapes carry everything.
CONTRAST = Tokens(
    bg="#000000", surface="#000000", sunken="#000000", rail="#000000", rail_on="#000000",
    line="#FFFFFF", control="#FFFFFF", text="#FFFFFF", text2="#FFFFFF", text3="#FFFFFF",
    primary="#FFFFFF", primary_hover="#E0E0E0", primary_press="#C8C8C8", on_primary="#000000",
    primary_soft="#000000", on_primary_soft="#FFFFFF",
    danger="#FFFFFF", on_danger="#000000", danger_soft="#000000", on_danger_soft="#FFFFFF",
    danger_line="#FFFFFF", warn="#FFFFFF", warn_soft="#000000", warn_line="#FFFFFF",
    ok="#FFFFFF", ok_soft="#000000", ok_line="#FFFFFF",
    info="#FFFFFF", info_soft="#000000", info_line="#FFFFFF",
    exercise="#000000", on_exercise="#FFFFFF", exercise_hatch="#404040", exercise_line="#FFFFFF",
    focus="#FFFF00",
    band1="#262626", band2="#5A5A5A", band3="#8A8A8A", band4="#BDBDBD", band5="#FFFFFF",
    series1="#FFFFFF", series2="#FFFF00",
)  # fmt: skip
_TOKENS: dict[ThemeName, Tokens] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


class Theme(NamedTuple):
    """What a person chose to look at.

    Args:
        name: Which set of colours.
        scale: Text size, 1.0 to 2.0 in steps of 0.25; everything grows with it.
        reduce_motion: Nothing fades or slides.
    """

    name: ThemeName = "light"
    scale: float = 1.0
    reduce_motion: bool = False

    @property
    def tokens(self) -> Tokens:
        """The colours of this theme."""
        return _TOKENS[self.name]


class ThemeHub(QObject):
    """Tells whoever paints that colours or sizes changed."""

    changed = Signal()


class _State:
    theme = Theme()
    style_name = ""


@cache
def hub() -> ThemeHub:
    """The one hub of this process; connect bound methods of widgets to ``changed``."""
    return ThemeHub()


def current() -> Theme:
    """The theme in use."""
    return _State.theme


def px(effective: float) -> int:
    """A size in effective pixels, at the text scale in use."""
    return int(effective * _State.theme.scale + 0.5)


@cache
def _colour(name: ThemeName, role: str) -> QColor:
    return QColor(str(getattr(_TOKENS[name], role)))


def colour(role: str) -> QColor:
    """The colour of a role such as ``text2``; do not change the object."""
    return _colour(_State.theme.name, role)


@cache
def _load_font(weight: int) -> None:
    spec = find_spec("ttf_opensans")
    if spec is None or not spec.submodule_search_locations:
        return  # the fallbacks do: nothing is sized from one face alone
    file = Path(spec.submodule_search_locations[0]) / "ttf" / _FILES[weight]
    if file.is_file():
        QFontDatabase.addApplicationFont(str(file))


@cache
def _font(pixels: int, weight: int) -> QFont:
    _load_font(weight)
    made = QFont()
    made.setFamilies([FAMILY, *FALLBACKS])
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    return made


def font(size: float = BODY, weight: int = REGULAR) -> QFont:
    """The face at an effective size; do not change the object."""
    return _font(px(size), weight)


def border(kind: Literal["card", "control", "selected"]) -> float:
    """The width of a border in effective pixels; high contrast has no thin ones."""
    width = {"card": 1.0, "control": 1.5, "selected": 3.0}[kind]
    return max(width, 2.0) if _State.theme.name == "contrast" else width


def animation_ms(milliseconds: int) -> int:
    """How long something may move: nothing at all when motion is reduced."""
    return 0 if _State.theme.reduce_motion else milliseconds


def _palette(tokens: Tokens) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for kinds, value in (
        ((role.Window, role.AlternateBase), tokens.bg),
        ((role.Base, role.Button, role.ToolTipBase), tokens.surface),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), tokens.text),
        ((role.PlaceholderText,), tokens.text3),
        ((role.Highlight, role.Link, role.Accent), tokens.primary),
        ((role.HighlightedText,), tokens.on_primary),
        ((role.Mid, role.Dark), tokens.control),
        ((role.Midlight, role.Light), tokens.line),
        ((role.Shadow,), tokens.shadow),
    ):
        for kind in kinds:
            made.setColor(kind, QColor(value))
    for kind in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, kind, QColor(tokens.text3))
    return made


def make_application(name: str) -> QApplication:
    """The application, with Fusion from the beginning.

    Asking for the style later hands back a ``QStyle``, whose many enums PySide6 then builds: about
    6 ms of a start that should take little more than an empty window.
    """
    made = QApplication([name, "-style", "fusion"])
    _State.style_name = "fusion"
    return made


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Make every window of ``app`` look like ``theme``, those already open included."""
    _apply_base(app, theme)
    complete(app)
    hub().changed.emit()


def apply_first(app: QApplication, theme: Theme) -> None:
    """Face and colours, before anything is built; ``finish_first`` comes after that."""
    _apply_base(app, theme)


def finish_first(app: QApplication) -> None:
    """What the lock page needs of the style sheet for its first paint.

    It comes once the page is built, and before it is shown: a widget that joins others under a
    style sheet is matched against it again, with all that it holds. ``complete`` does the rest.
    """
    from estip_desktop.ui.style_sheet import first_sheet  # noqa: PLC0415 - it needs px()

    app.setStyleSheet(first_sheet())


def _apply_base(app: QApplication, theme: Theme) -> None:
    _State.theme = theme
    if _State.style_name != "fusion":
        app.setStyle("Fusion")  # native styles follow only parts of a palette and a sheet
        _State.style_name = "fusion"
    _load_font(SEMIBOLD)
    app.setFont(font())
    app.setPalette(_palette(theme.tokens))


def complete(app: QApplication) -> None:
    """The whole style sheet; nothing that stands already moves."""
    from estip_desktop.ui.style_sheet import style_sheet  # noqa: PLC0415 - as above

    sheet = style_sheet()
    if sheet != app.styleSheet():
        app.setStyleSheet(sheet)


def first_guess(app: QApplication) -> ThemeName:
    """What the system's own palette tells, before the names in ``Qt`` are there to be asked for."""
    palette = app.palette()
    ground, ink = palette.window().color(), palette.windowText().color()
    return "dark" if ground.lightness() < ink.lightness() else "light"


def system_theme(app: QApplication) -> ThemeName:
    """What the system asks for; ``Unknown`` (offscreen, bare X) counts as light."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 - see above

    hints = app.styleHints()
    try:
        accessibility = hints.accessibility()  # held: its C++ side dies with a chained temporary
        if accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast:
            return "contrast"
    except (AttributeError, RuntimeError):
        if sys.platform == "win32":  # older plugins cannot tell; the colour scheme still can
            pass
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
