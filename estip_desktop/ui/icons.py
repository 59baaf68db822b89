"""Lucide icons, tinted from the theme.

The drawings come from python-lucide's database, read with ``sqlite3``: importing that package would
cost about 100 ms. ``QtSvg`` is imported with the first icon. Every picture is kept per name,
colour, size and device pixel ratio.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QScreen

from estip_desktop.ui import theme

if TYPE_CHECKING:
    import sqlite3

_BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'
_STROKE = "1.75"


@cache
def _database() -> sqlite3.Connection | None:
    import sqlite3  # noqa: PLC0415 - with the first icon, like QtSvg

    spec = find_spec("lucide")
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(spec.submodule_search_locations[0]) / "data" / "lucide-icons.db"
    if not file.is_file():
        return None
    # Only the GUI thread draws, but tests may build widgets on another one first.
    return sqlite3.connect(
        f"{file.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )


@cache
def svg(name: str) -> str:
    """The drawing of one icon; an empty one where the name is unknown."""
    database = _database()
    if database is None:
        return _BLANK
    row = database.execute("SELECT svg FROM icons WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else _BLANK


def exists(name: str) -> bool:
    """Whether there is such an icon."""
    return svg(name) != _BLANK


@lru_cache(maxsize=512)
def _render(name: str, ink: str, pixels: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - the unlock page paints before it is needed

    drawing = (
        svg(name)
        .replace("currentColor", ink)
        .replace('stroke-width="2"', f'stroke-width="{_STROKE}"')
    )
    side = round(pixels * ratio)
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def _ratio() -> float:
    screen: QScreen | None = QGuiApplication.primaryScreen()
    return 1.0 if screen is None else screen.devicePixelRatio()


def pixmap(
    name: str, role: str = "text", size: float = 22, *, ratio: float | None = None
) -> QPixmap:
    """An icon as a picture.

    Args:
        name: Lucide's name, such as ``circle-alert``.
        role: A colour role of the theme.
        size: Side in effective pixels at 100 %.
        ratio: Device pixel ratio of the target; the primary screen's by default.
    """
    return _render(name, theme.colour(role).name(), theme.px(size), ratio or _ratio())


def icon(name: str, role: str = "text", size: float = 22) -> QIcon:
    """An icon for places that take a ``QIcon``; painted widgets use ``draw``."""
    return QIcon(pixmap(name, role, size))


def draw(painter: QPainter, name: str, area: QRectF, ink: QColor) -> None:
    """Paint an icon into the middle of ``area``, as large as its smaller side allows."""
    side = int(min(area.width(), area.height()))
    if side < 1:  # a widget that has no room yet
        return
    picture = _render(name, ink.name(), side, painter.device().devicePixelRatioF())
    left = round(area.x() + (area.width() - side) / 2)
    top = round(area.y() + (area.height() - side) / 2)
    painter.drawPixmap(left, top, picture)
