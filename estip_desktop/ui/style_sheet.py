"""The style sheet: text fields, lists, scroll bars, menus and the sizes of labels.

Only what Qt draws itself; our own widgets paint themselves. ``min-height`` in a sheet leaves out
border and padding, which is why the heights below look odd.

The lock page is made of plain widgets, since those paint soonest: its rules come first, and by
themselves until it has painted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import Template

from estip_desktop.ui import theme

_TEXT_ROLES = {
    "h1": (theme.H1, theme.SEMIBOLD, "text"),
    "h2": (theme.H2, theme.SEMIBOLD, "text"),
    "question": (theme.QUESTION, theme.SEMIBOLD, "text"),
    "lead": (theme.LEAD, theme.REGULAR, "text2"),
    "body": (theme.BODY, theme.REGULAR, "text"),
    "body2": (theme.BODY, theme.REGULAR, "text2"),
    "strong": (theme.BODY, theme.SEMIBOLD, "text"),
    "small": (theme.SMALL, theme.REGULAR, "text2"),
    "hint": (theme.SMALL, theme.REGULAR, "text3"),
    "line": (theme.SMALL, theme.SEMIBOLD, "text2"),
    "score": (theme.SCORE, theme.SEMIBOLD, "text"),
    "phone": (theme.H1, theme.SEMIBOLD, "text"),
    "quote": (theme.QUOTE, theme.SEMIBOLD, "on_primary_soft"),
    "error": (theme.SMALL, theme.SEMIBOLD, "danger"),
    "prompt_title": (theme.SMALL, theme.SEMIBOLD, "on_primary_soft"),
    "prompt_small": (theme.LEAD, theme.REGULAR, "on_primary_soft"),
    "answer": (theme.SMALL, theme.REGULAR, "text"),
    "soft": (theme.BODY, theme.REGULAR, "on_primary_soft"),
    "soft_h2": (theme.H2, theme.SEMIBOLD, "on_primary_soft"),
    "danger_h1": (theme.H1, theme.SEMIBOLD, "on_danger_soft"),
    "danger": (theme.BODY, theme.REGULAR, "on_danger_soft"),
}

_FIRST_ROLES = ("h1", "h2", "small", "body2", "strong")
_FIRST = Template("""
QLineEdit, QPlainTextEdit, QAbstractSpinBox {
  background: $surface; color: $text; border: ${b2}px solid $control; border-radius: ${r10}px;
  padding: 0 ${p14}px; min-height: ${h48}px; selection-background-color: $primary;
  selection-color: $on_primary; }
QFrame#card { background: $surface; border: ${b1}px solid $line; border-radius: ${r14}px; }
QFrame#mark { background: $primary; border: none; border-radius: ${r14}px; }
QLabel#reason_label { qproperty-alignment: "AlignRight | AlignVCenter"; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: ${p14}px; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: ${p14}px; margin: 0; border: none; }
QScrollBar::handle { background: $control; border-radius: ${half}px; margin: ${p3}px; }
QScrollBar::handle:vertical { min-height: ${p48}px; }
QScrollBar::handle:horizontal { min-width: ${p48}px; }
QScrollBar::handle:hover { background: $text2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QPushButton[kind] { border-radius: ${r10}px; font-weight: 600; }
QPushButton[kind="primary"] { background: $primary; color: $on_primary; border: none;
  min-height: ${p48}px; padding: 0 ${p22}px 0 ${p50}px; }
QPushButton[kind="primary"]:hover { background: $primary_hover; }
QPushButton[kind="primary"]:pressed { background: $primary_press; }
QPushButton[kind="default"] { background: $surface; color: $text; min-height: ${h48}px;
  border: ${b2}px solid $control; padding: 0 ${e22}px 0 ${e50}px; }
QPushButton[kind="default"]:hover { background: $bg; }
QPushButton[kind="default"]:pressed { background: $sunken; }
QPushButton[kind="concern"] { background: $danger_soft; color: $on_danger_soft;
  border: ${b2}px solid $danger_line; min-height: ${h48}px; padding: 0 ${e22}px 0 ${e50}px; }
QPushButton[kind="concern"]:hover, QPushButton[kind="concern"]:pressed { background: $surface; }
QPushButton[kind="link"] { background: transparent; color: $primary; border: none;
  min-height: ${p48}px; padding: 0 ${p4}px; text-decoration: underline; }
QPushButton[kind="link"]:hover { color: $primary_hover; }
QPushButton[kind="link"]:pressed { color: $primary_press; }
""")
_FIRST_FOCUS = Template("QLineEdit:focus { border-color: $focus; }")
"""Until the focus ring is there."""

_SHEET = Template("""
QPlainTextEdit { padding: ${p8}px ${p10}px; }
QLineEdit:read-only { background: $sunken; }
QLineEdit[error="true"], QPlainTextEdit[error="true"] { border-color: $danger; }
QAbstractScrollArea#plain { background: transparent; border: none; }
QAbstractItemView { background: $surface; color: $text; border: ${b1}px solid $line;
  outline: 0; selection-background-color: $primary_soft; selection-color: $on_primary_soft; }
QComboBoxPrivateContainer { background: $surface; border: ${b1}px solid $control; }
QComboBox QAbstractItemView { border: none; padding: ${p4}px; }
QComboBox QAbstractItemView::item { min-height: ${p44}px; padding: 0 ${p12}px; }
QComboBox QAbstractItemView::item:selected { background: $primary_soft; color: $on_primary_soft; }
QTableView { gridline-color: $line; }
QHeaderView::section { background: $sunken; color: $text2; border: none;
  border-bottom: ${b1}px solid $line; padding: ${p8}px ${p12}px; font-weight: 600; }
QMenu { background: $surface; color: $text; border: ${b1}px solid $control; padding: ${p4}px; }
QMenu::item { padding: ${p12}px ${p24}px; border-radius: ${p8}px; }
QMenu::item:selected { background: $primary_soft; color: $on_primary_soft; }
QToolTip { background: $surface; color: $text; border: ${b1}px solid $control; padding: ${p8}px; }
""")


def first_sheet() -> str:
    """As much of the sheet as the lock page needs, for the theme in use."""
    values = _values()
    return "\n".join(
        [_FIRST.substitute(values), _FIRST_FOCUS.substitute(values), *_labels(_FIRST_ROLES, values)]
    )


def style_sheet() -> str:
    """The sheet for the theme in use."""
    values = _values()
    return "\n".join(
        [_FIRST.substitute(values), _SHEET.substitute(values), *_labels(_TEXT_ROLES, values)]
    )


def _values() -> dict[str, object]:
    values: dict[str, object] = {**theme.current().tokens.roles()}
    values |= {f"p{size}": theme.px(size) for size in (3, 4, 8, 10, 12, 14, 22, 24, 44, 48, 50)}
    line = max(1, theme.px(theme.border("control")))
    return values | {
        "b1": max(1, theme.px(theme.border("card"))),
        "b2": line,
        "r10": theme.px(theme.RADIUS_CONTROL),
        "r14": theme.px(theme.RADIUS_CARD),
        "h48": theme.px(theme.CONTROL) - 2 * line,
        "e22": theme.px(22) - line,
        "e50": theme.px(50) - line,
        "half": max(1, (theme.px(14) - 2 * theme.px(3)) // 2),
    }


def _labels(roles: Iterable[str], values: Mapping[str, object]) -> Iterator[str]:
    for role in roles:
        size, weight, ink = _TEXT_ROLES[role]
        yield (
            f'QLabel[role="{role}"] {{ font-size: {theme.px(size)}px; font-weight: {weight};'
            f" color: {values[ink]}; }}"
        )
