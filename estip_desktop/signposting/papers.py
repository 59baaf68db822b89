"""A paper without anybody on it: set as PDF, written to a disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from estip_desktop.errors import InputRefusedError

_MOST = 100


class PaperKind(StrEnum):
    """What a block of a paper is."""

    HEADING = "heading"
    POINT = "point"
    PARAGRAPH = "paragraph"
    ROW = "row"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class PaperBlock:
    """One block.

    Args:
        kind: What it is.
        words: What it says.
        value: Beside the words of a row; of a number what to dial.
        line: Under a number: when it was checked, and for whom it is.
    """

    kind: PaperKind
    words: str
    value: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """Something to give away.

    Args:
        id: Names the file: ``sleep`` becomes ``sleep.pdf``.
        title: At its head.
        line: Under the title: version or day.
        made_at: For the document's own date; printed nowhere.
        blocks: In reading order.
        exercise: Says so at its head.
    """

    id: str
    title: str
    line: str
    made_at: datetime
    blocks: tuple[PaperBlock, ...]
    exercise: bool = False


class PaperShop:
    """Sets papers and writes them where somebody wants them.

    Args:
        set_pdf: Sets a paper, in another process.
        write: Writes a file that is not there yet.
    """

    def __init__(
        self, set_pdf: Callable[[Paper], bytes], write: Callable[[Path, bytes], None]
    ) -> None:
        self._set_pdf = set_pdf
        self._write = write

    def pdf(self, paper: Paper) -> bytes:
        """Set it."""
        return self._set_pdf(paper)

    def save(self, paper: Paper, folder: Path) -> str:
        """Write a paper as PDF into a folder, such as a stick's; returns the file's name.

        Raises:
            InputRefusedError: It is full of older ones, which stay as they are (``file-exists``).
            DiskFullError, DiskReadOnlyError, VaultError: Nothing was written.
        """
        later = (f"{paper.id}-{number}.pdf" for number in range(2, _MOST))
        for name in (f"{paper.id}.pdf", *later):
            if not (folder / name).exists():
                self._write(folder / name, self.pdf(paper))
                return name
        raise InputRefusedError("file-exists")
