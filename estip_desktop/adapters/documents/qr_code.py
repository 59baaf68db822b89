"""QR codes as vectors."""

from __future__ import annotations

from typing import Any

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

_INK = HexColor("#16211F")
_MASK = 2


def draw_code(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """A QR code as one path per row.

    One mask (ISO/IEC 18004 table 10) is used without trying all eight: every reader takes any of
    them, and choosing costs more than the rest of the page.
    """
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.version = code.calculate_version()
    code.makeImpl(False, _MASK)
    count = code.getModuleCount()
    cell = side / count
    canvas.setFillColor(_INK)
    path = canvas.beginPath()
    for line in range(count):
        start = None
        for column in range(count + 1):
            dark = column < count and code.isDark(line, column)
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(
                    x + start * cell, y + side - (line + 1) * cell, (column - start) * cell, cell
                )
                start = None
    canvas.drawPath(path, stroke=0, fill=1)
