"""What every test stands on: no display, fixed language, nothing of the real home."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.vault_support import MadeVault, make_vault

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["ESTIP_HOME"] = "/nonexistent/estip-home-of-a-careless-test"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Texts are English unless a test asks for another language."""
    from estip_desktop.kernel.i18n import set_language

    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home of a laptop."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def quick_vault() -> Callable[[Path], MadeVault]:
    """Makes a real vault in a home, with a derivation that takes no time."""
    return make_vault
