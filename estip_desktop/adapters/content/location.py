"""Where ``resources/`` lies: beside the package, inside it, or in a frozen bundle."""

from __future__ import annotations

import sys
from pathlib import Path

from estip_desktop.errors import ContentRefusedError

_PACKAGE = Path(__file__).resolve().parents[2]
_MARK = "pathways"


def resources_root() -> Path:
    """The folder of the content that came with this installation.

    Looked for in a frozen bundle first, then inside the installed package, then beside the package
    of a checkout.

    Raises:
        ContentRefusedError: None of these places has it: the installation is incomplete.
    """
    for candidate in _candidates():
        if (candidate / _MARK).is_dir():
            return candidate
    raise ContentRefusedError("resources-missing")


def _candidates() -> list[Path]:
    bundle = getattr(sys, "_MEIPASS", None)
    frozen = [] if bundle is None else [Path(bundle) / "resources", Path(bundle) / "_resources"]
    return [*frozen, _PACKAGE / "_resources", _PACKAGE.parent / "resources"]
