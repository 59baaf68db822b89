"""The tour: the whole job on the real windows and real vaults, with pictures of every screen.

``estip-desktop tour OUT`` works without a display. It uses a throw-away home inside OUT and a clock
of its own, so that day 3 and day 28 pass in seconds; nothing else is pretended. It leaves the
pictures, the referral, the parcels and receipts of the store, and ``tour.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.errors import InputRefusedError, UsageError
from estip_desktop.kernel.strict_json import canonical

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext

THEMES = ("light", "dark", "contrast")
LANGUAGES = ("en", "pseudo")
SCALES = (100, 125, 150, 175, 200)
_OURS = re.compile(r"\d\d-.*\.png|.*\.pdf|tour\.json|trust\.pem|store|\.home")
"""What an earlier tour may have left; a folder with anything else in it is not touched."""


def main(arguments: Sequence[str], context: CommandContext) -> int:
    """Play the story and leave its papers in the folder named."""
    options = _parse(arguments)
    size = _size(options.size)
    out = Path(options.out).absolute()
    _prepare(out)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from estip_desktop.kernel.preferences import Preferences  # noqa: PLC0415 - after the platform is chosen
    from estip_desktop.tour.papers import leave_papers  # noqa: PLC0415
    from estip_desktop.tour.play import play  # noqa: PLC0415

    home = out / ".home"
    try:
        preferences = Preferences(
            theme=options.theme, text_percent=options.scale, language=options.lang
        )
        played = play(home, out, size, preferences)
        report = leave_papers(played, out)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    (out / "tour.json").write_bytes(canonical(report))
    context.print_result(report, f"{len(played.screens)} pictures in {options.out}")
    return 0


def gallery_main(arguments: Sequence[str], context: CommandContext) -> int:
    """Draw every component in every state and theme."""
    parser = argparse.ArgumentParser(prog="estip-desktop gallery")
    parser.add_argument("out", help="folder for the pictures")
    options = parser.parse_args(list(arguments))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from estip_desktop.ui import gallery  # noqa: PLC0415 - after the platform is chosen

    out = Path(options.out).absolute()
    out.mkdir(parents=True, exist_ok=True)
    gallery.render(out)
    files = sorted(path.name for path in out.glob("*.png"))
    context.print_result({"pictures": files}, f"{len(files)} pictures in {options.out}")
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="estip-desktop tour",
        description="Drive the real windows once through the whole job and take pictures.",
    )
    parser.add_argument("out", help="folder for pictures and papers")
    parser.add_argument("--theme", choices=THEMES, default="light")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--size", default="1366x768", help="of the window, such as 1366x768")
    parser.add_argument("--scale", type=int, choices=SCALES, default=100, help="text size, percent")
    return parser.parse_args(list(arguments))


def _size(text: str) -> tuple[int, int]:
    width, _by, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise UsageError("--size")
    if not (800 <= int(width) <= 7680 and 500 <= int(height) <= 4320):  # noqa: PLR2004 - of screens
        raise UsageError("--size")
    return int(width), int(height)


def _prepare(out: Path) -> None:
    """An empty folder, or one that an earlier tour left."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not all(_OURS.fullmatch(entry.name) for entry in out.iterdir()):
            raise InputRefusedError("out-not-empty")
        for old in [*out.glob("*.png"), *out.glob("*.pdf"), out / "tour.json", out / "trust.pem"]:
            old.unlink(missing_ok=True)
        for folder in ("store", ".home"):
            shutil.rmtree(out / folder, ignore_errors=True)
    except OSError as error:
        raise InputRefusedError("out-not-writable") from error


def sha256_of(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()
