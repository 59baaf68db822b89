"""The pages of a document as they are looked at: sizes, words and pictures.

A picture is drawn by a process that reads a stranger's file, and such a file may have taken it
over. What comes back is therefore a stranger's as well: its sizes are checked here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

PAGE_LIMIT = 60
TEXT_LIMIT = 200_000
"""Characters, of all pages together."""
PIXEL_LIMIT = 9_000_000
"""Of one picture: A4 at three times its size."""
LARGEST_POINTS = 14_400.0
"""The longest side of a page: ISO 32000-1, annex C.2."""
BYTES_PER_PIXEL = 4


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page: its size in points, and what is written on it.

    Raises:
        ValueError: No paper has that size.
    """

    width_pt: float
    height_pt: float
    text: str = ""

    def __post_init__(self) -> None:
        for side in (self.width_pt, self.height_pt):
            if not (math.isfinite(side) and 1 <= side <= LARGEST_POINTS):
                raise ValueError("page-size")


@dataclass(frozen=True, slots=True)
class DocumentPages:
    """The first pages of a document, and how many it says it has.

    Raises:
        ValueError: There are none, or more pages or words than are ever shown.
    """

    pages: tuple[DocumentPage, ...]
    count: int

    def __post_init__(self) -> None:
        if not (0 < len(self.pages) <= PAGE_LIMIT and len(self.pages) <= self.count):
            raise ValueError("page-count")
        if sum(len(page.text) for page in self.pages) > TEXT_LIMIT:
            raise ValueError("page-text")


class PageDrawer(Protocol):
    """Draws the pages of one document; its methods may be called on any thread."""

    def prepare(self) -> None:
        """Get ready, so that the document does not wait for it.

        Raises:
            EstipError: It cannot be made ready now.
        """
        ...

    def open(self, pdf: bytes) -> DocumentPages:
        """Read a document.

        Raises:
            EstipError: It cannot be read, or not now.
        """
        ...

    def draw(self, number: int, width_px: int, height_px: int) -> bytes:
        """Draw a page of the document that was opened.

        Args:
            number: Of the page, from 0.
            width_px: Of the picture; with ``height_px`` no more than ``PIXEL_LIMIT``.
            height_px: Of the picture.

        Returns:
            Rows without gaps, four bytes a pixel: alpha, red, green and blue as one number in the
            byte order of this machine.

        Raises:
            EstipError: It cannot be drawn, or not now.
        """
        ...

    def close(self) -> None:
        """Forget the document, also in the middle of a request; nothing is drawn after that."""
        ...
