import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    "LICENSE",
    "README.md",
    "estip_desktop",
    "packaging",
    "pyproject.toml",
    "resources",
    "tests",
}


def test_top_level_holds_only_what_the_design_names():
    entries = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert entries == TOP_LEVEL


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
