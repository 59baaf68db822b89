"""Colours can be told apart, sizes follow the text scale, nothing else names a colour."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QRawFont
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

import estip_desktop.ui
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.choice_card import ChoiceCard
from estip_desktop.ui.widgets.progress import ProgressLine
from estip_desktop.ui.widgets.status_pill import StatusPill

TEXT, SHAPE = 4.5, 3.0
TEXT_PAIRS = (
    ("text", ("bg", "surface", "sunken", "rail", "rail_on")),
    ("text2", ("bg", "surface", "sunken", "rail", "rail_on", "primary_soft")),
    ("text3", ("bg", "surface", "sunken")),
    ("primary", ("bg", "surface", "primary_soft")),
    ("on_primary", ("primary", "primary_hover", "primary_press")),
    ("on_primary_soft", ("primary_soft", "surface")),
    ("on_danger", ("danger",)),
    ("on_danger_soft", ("danger_soft", "surface")),
    ("danger", ("bg", "surface", "danger_soft")),
    ("warn", ("warn_soft", "surface")),
    ("ok", ("ok_soft", "surface")),
    ("info", ("info_soft", "surface")),
    ("text", ("warn_soft", "ok_soft", "info_soft", "danger_soft", "primary_soft")),
    ("on_exercise", ("exercise", "exercise_hatch")),
)
SHAPE_PAIRS = (
    ("control", ("bg", "surface", "sunken", "rail")),
    ("focus", ("bg", "surface", "primary_soft", "danger_soft")),
    ("danger_line", ("bg", "surface")),
    ("warn_line", ("surface", "warn_soft")),
    ("ok_line", ("surface",)),
    ("info_line", ("surface",)),
    ("exercise_line", ("bg",)),
    ("series1", ("surface",)),
    ("series2", ("surface",)),
    ("primary", ("sunken", "bg")),
)
THEMES = {"light": theme.LIGHT, "dark": theme.DARK, "contrast": theme.CONTRAST}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_text_can_be_read_on_every_ground_it_stands_on(name: str) -> None:
    tokens = THEMES[name]
    weak = [
        (ink, ground, round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2))
        for ink, grounds in TEXT_PAIRS
        for ground in grounds
        if contrast(getattr(tokens, ink), getattr(tokens, ground)) < TEXT
    ]
    assert not weak


@pytest.mark.parametrize("name", THEMES)
def test_shapes_can_be_seen_on_every_ground_they_stand_on(name: str) -> None:
    tokens = THEMES[name]
    weak = [
        (ink, ground, round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2))
        for ink, grounds in SHAPE_PAIRS
        for ground in grounds
        if contrast(getattr(tokens, ink), getattr(tokens, ground)) < SHAPE
    ]
    assert not weak


def test_the_published_ratios_are_those_of_the_tokens() -> None:
    assert round(contrast(theme.LIGHT.text, theme.LIGHT.bg), 1) == 15.0
    assert round(contrast(theme.DARK.on_primary, theme.DARK.primary), 1) == 8.4
    assert round(contrast(theme.LIGHT.control, theme.LIGHT.surface), 1) == 4.1


@pytest.mark.parametrize("name", THEMES)
def test_neighbouring_bands_differ(name: str) -> None:
    tokens = THEMES[name]
    bands = [getattr(tokens, f"band{number}") for number in range(1, 6)]
    assert all(contrast(one, other) >= 1.3 for one, other in pairwise(bands))


def test_only_the_theme_names_colours() -> None:
    root = Path(estip_desktop.ui.__file__).parent
    named = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b[\"']")
    found = [
        file.name
        for file in root.rglob("*.py")
        if file.name != "theme.py" and named.search(file.read_text(encoding="utf-8"))
    ]
    assert not found


def test_sizes_follow_the_text_scale(qapp: QApplication) -> None:
    theme.apply_theme(qapp, theme.Theme(scale=2.0))
    assert theme.px(48) == 96
    assert theme.font(16).pixelSize() == 32


def test_an_open_window_is_restyled(qtbot, qapp: QApplication) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    small = edit.sizeHint().height()
    theme.apply_theme(qapp, theme.Theme("dark", 2.0))
    assert edit.sizeHint().height() >= 2 * small - 4
    assert edit.palette().color(edit.backgroundRole()) == theme.colour("surface")


def test_what_is_painted_grows_and_changes_colour_with_the_rest(qtbot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    painted = [
        DefaultButton("Go on"),
        StatusPill(),
        ProgressLine(4, 9),
        ChoiceCard(Option("a", "A")),
    ]
    for each in painted:
        column.addWidget(each)
    window.show()
    qtbot.waitExposed(window)
    small = [each.height() for each in painted]
    light = painted[0].grab().toImage().pixelColor(8, 20)
    theme.apply_theme(qapp, theme.Theme("dark", 2.0))
    qtbot.waitUntil(lambda: [each.height() for each in painted] == [2 * each for each in small])
    assert painted[0].grab().toImage().pixelColor(8, 20) != light


def test_the_bundled_face_is_used_and_knows_welsh_letters() -> None:
    face = theme.font(16, theme.SEMIBOLD)
    assert QFontInfo(face).family() == theme.FAMILY
    assert QFontInfo(face).weight() == theme.SEMIBOLD
    glyphs = QRawFont.fromFont(face)
    assert all(glyphs.supportsCharacter(ord(letter)) for letter in "ŵŷŴŶâêîôû")


def test_reduced_motion_stops_everything(qapp: QApplication) -> None:
    assert theme.animation_ms(120) == 120
    theme.apply_theme(qapp, theme.Theme(reduce_motion=True))
    assert theme.animation_ms(120) == 0
