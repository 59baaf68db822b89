"""Icons are there, tinted, cached, and cost no import of their package."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import estip_desktop.ui
from estip_desktop.ui import icons, theme


def test_every_icon_named_in_the_sources_exists() -> None:
    root = Path(estip_desktop.ui.__file__).parent
    named = re.compile(
        r"(?:icon=|icons\.draw\(\s*painter,\s*|Button\([^()]*\"[^\"]*\"\)?,\s*)\"([a-z0-9-]+)\""
    )
    names = {name for file in root.rglob("*.py") for name in named.findall(file.read_text("utf-8"))}
    assert names
    assert not [name for name in names if not icons.exists(name)]


def test_an_icon_takes_its_colour_from_the_theme() -> None:
    image = icons.pixmap("circle-check", "primary", 24, ratio=1.0).toImage()
    inks = {
        image.pixelColor(x, y).name().upper()
        for x in range(24)
        for y in range(24)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {theme.LIGHT.primary}


def test_the_same_icon_is_rendered_once() -> None:
    assert icons.pixmap("lock", ratio=1.0).cacheKey() == icons.pixmap("lock", ratio=1.0).cacheKey()
    doubled = icons.pixmap("lock", ratio=2.0)
    assert doubled.width() == 2 * icons.pixmap("lock", ratio=1.0).width()


def test_an_unknown_icon_is_empty_and_breaks_nothing() -> None:
    assert not icons.exists("no-such-icon")
    assert not icons.pixmap("no-such-icon").isNull()


def test_starting_imports_nothing_heavy() -> None:
    code = (
        "import sys, estip_desktop.ui.main_window, estip_desktop.ui.widgets.fields;"
        "heavy = {'lucide', 'PySide6.QtSvg', 'PySide6.QtPdf', 'PySide6.QtNetwork', 'sqlalchemy',"
        " 'reportlab', 'pyhanko', 'ttf_opensans'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
