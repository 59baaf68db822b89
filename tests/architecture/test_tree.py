import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "LICENSE",
    "README.md",
    "estip_desktop",
    "packaging",
    "pyproject.toml",
    "resources",
    "tests",
}


def tracked() -> list[str]:
    """What belongs to the tree; pictures of a tour or somebody's notes may lie beside it."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not run, because this is no checkout: nothing says what belongs to it")
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.rstrip("\0").split("\0")


def test_top_level_holds_only_what_the_design_names():
    entries = {name.split("/")[0] for name in tracked()}

    assert entries == TOP_LEVEL


def test_nothing_that_is_made_is_kept():
    made = {"__pycache__", ".venv", "build", "dist", "node_modules", "out"}

    assert [name for name in tracked() if made & set(name.split("/"))] == []


def test_import_contracts_hold():
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"

    report = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert report.returncode == 0, report.stdout + report.stderr


def test_every_package_has_its_place_in_the_layers():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]

    layers = next(contract for contract in contracts if contract["type"] == "layers")

    assert layers["exhaustive"]
    assert layers["containers"] == ["estip_desktop"]


def test_packaging_is_a_folder_and_not_a_package():
    # With an __init__.py it would hide the library of that name, which the checks need.
    assert not (ROOT / "packaging" / "__init__.py").exists()
