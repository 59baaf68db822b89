"""The pictures of a tour: numbered, titled, one file each."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from estip_desktop.tour.hand import Hand


@dataclass(slots=True)
class Album:
    """Takes pictures in order.

    Args:
        folder: Where the files go.
        hand: Whose window is taken.
    """

    folder: Path
    hand: Hand
    screens: list[dict[str, str]] = field(default_factory=list)

    def take(self, name: str, title: str) -> None:
        """Take ``NN-<name>.png``."""
        file = f"{len(self.screens) + 1:02d}-{name}.png"
        self.hand.picture(self.folder / file)
        self.screens.append({"file": file, "title": title})

    def has(self, name: str) -> bool:
        """Whether a picture of this name was taken already."""
        return any(screen["file"][3:] == f"{name}.png" for screen in self.screens)
