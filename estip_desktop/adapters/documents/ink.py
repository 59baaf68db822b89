"""The typeface, and plain text made safe to set in it.

No markup is ever interpreted: text is measured and drawn as it is, so there is nothing to escape.
Characters the typeface lacks become U+FFFD, which Open Sans has: something visible, never a gap.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from estip_desktop.errors import NotAvailableError

REGULAR = "OpenSans"
STRONG = "OpenSans-SemiBold"
_FILES = {REGULAR: "OpenSans-Regular.ttf", STRONG: "OpenSans-SemiBold.ttf"}
_REPLACEMENT = "\ufffd"
_RUN_OF_REPLACEMENTS = re.compile(_REPLACEMENT + "{2,}")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SAFE_MARGIN = 0.01
_UNITS = 1000


@lru_cache(maxsize=1)
def register_fonts() -> frozenset[int]:
    """Make the typeface known to reportlab; returns the code points it has.

    Raises:
        NotAvailableError: The font package is missing.
    """
    found = importlib.util.find_spec("ttf_opensans")
    if found is None or not found.submodule_search_locations:
        raise NotAvailableError("typeface")
    folder = Path(next(iter(found.submodule_search_locations))) / "ttf"
    glyphs: set[int] | None = None
    for name, file in _FILES.items():
        font = TTFont(name, str(folder / file))
        pdfmetrics.registerFont(font)
        own = set(font.face.charToGlyph)
        glyphs = own if glyphs is None else glyphs & own
    return frozenset(glyphs or ())


def plain(text: str) -> str:
    """``text`` as it can be set: composed letters, single spaces, nothing invisible."""
    glyphs = register_fonts()
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    letters = []
    for letter in composed:
        if letter.isspace():
            letters.append(" ")
        elif unicodedata.category(letter) in _INVISIBLE or ord(letter) not in glyphs:
            letters.append(_REPLACEMENT)
        else:
            letters.append(letter)
    return " ".join(_RUN_OF_REPLACEMENTS.sub(_REPLACEMENT, "".join(letters)).split())


def width(text: str, font: str, size: float) -> float:
    """Width in points of text that :func:`plain` has been through."""
    advance = _advances(font)
    return sum([advance[letter] for letter in text]) * size / _UNITS


@lru_cache(maxsize=len(_FILES))
def _advances(font: str) -> dict[str, float]:
    """Advance of each letter in thousandths of the size: a table beats asking for each."""
    register_fonts()
    loaded: Any = pdfmetrics.getFont(font)
    widths = loaded.face.charWidths
    return {chr(code): float(advance) for code, advance in widths.items()}


def wrap(text: str, font: str, size: float, limit: float) -> list[str]:
    """Lines no wider than ``limit`` points; a word that is wider by itself is broken."""
    space = width(" ", font, size)
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for word in plain(text).split(" "):
        pieces = _pieces(word, font, size, limit)
        for number, piece in enumerate(pieces):
            wide = width(piece, font, size)
            gap = space if line and number == 0 else 0.0
            if line and (number > 0 or used + gap + wide > limit):
                lines.append(" ".join(line))
                line, used, gap = [], 0.0, 0.0
            line.append(piece)
            used += gap + wide
    lines.append(" ".join(line))
    return lines


def _pieces(word: str, font: str, size: float, limit: float) -> list[str]:
    if width(word, font, size) <= limit:
        return [word]
    pieces, start = [], 0
    for end in range(1, len(word) + 1):
        if width(word[start:end], font, size) > limit - _SAFE_MARGIN and end - start > 1:
            pieces.append(word[start : end - 1])
            start = end - 1
    pieces.append(word[start:])
    return pieces
