"""What is fetched is what is written down, and the reason is told where it cannot be had."""

from __future__ import annotations

import shutil
import stat
import sys

import platformdirs
import pytest

from tests.engines import packages
from tests.engines.packages import NotFetchedError, OtherPackageError, Package

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="not run, because the npm that is pretended is a shell script"
)

MADE_UP = Package(
    "@made-up/thing",
    "1.0.0",
    "KGIehnMA+wi5ID/QcH+/fYwj8VvCYIcr3EMqS2Hp16Viu3/SytOJezW1u0R11RkD59X1W+xTlbFtD6roDQ0GaQ==",
    "none",
)
"""Its archive is the two words "as published"."""
KEPT = "made-up-thing-1.0.0.tgz"


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """Where the package is kept: a cache of our own, empty so far."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / name)
    packages._archive.cache_clear()
    yield tmp_path / "estip-desktop-checks" / KEPT
    packages._archive.cache_clear()


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """Lets npm be a script of this one line."""

    def pretend(line: str) -> None:
        program = tmp_path / "bin" / "npm"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(shutil, "which", lambda _name: str(program))

    return pretend


def test_it_is_fetched_once_and_kept(kept, npm):
    npm(f'[ "$1 $2" = "pack @made-up/thing@1.0.0" ] && printf "as published" > {KEPT}')

    assert packages._archive(MADE_UP) == b"as published"
    assert kept.read_bytes() == b"as published"
    packages._archive.cache_clear()
    (kept.parents[1] / "bin" / "npm").unlink()
    assert packages._archive(MADE_UP) == b"as published"


def test_a_damaged_copy_is_fetched_anew(kept, npm):
    kept.parent.mkdir()
    kept.write_bytes(b"as publishee")
    npm(f'printf "as published" > {KEPT}')

    assert packages.why_not(MADE_UP) == ""
    assert kept.read_bytes() == b"as published"


def test_another_package_of_that_name_is_refused_and_not_kept(kept, npm):
    npm(f'printf "something else" > {KEPT}')

    with pytest.raises(OtherPackageError, match=KEPT):
        packages.why_not(MADE_UP)
    assert not kept.exists()


@pytest.mark.parametrize("line", ["exit 1", "exit 0"])
def test_the_reason_is_told_where_npm_brings_nothing(npm, line):
    npm(line)

    assert packages.why_not(MADE_UP) == "npm could not fetch @made-up/thing"
    with pytest.raises(NotFetchedError):
        packages.files(MADE_UP, "")


def test_the_reason_is_told_where_there_is_no_npm(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    assert packages.why_not(MADE_UP) == "npm is not installed"


def test_where_nothing_can_be_kept_it_is_used_all_the_same(kept, npm):
    kept.parent.write_bytes(b"a file where the folder would be")
    npm(f'printf "as published" > {KEPT}')

    assert packages.why_not(MADE_UP) == ""
