import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import estip_desktop

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements", "requirements-dev"]


def pins(lock: str) -> dict[str, str]:
    """Version by normalised name, as one lock file has them."""
    text = (ROOT / "packaging" / f"{lock}.lock").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def normalised(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_every_package_with_a_digest(lock):
    text = (ROOT / "packaging" / f"{lock}.lock").read_text("utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())

    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address_and_no_path(lock):
    text = (ROOT / "packaging" / f"{lock}.lock").read_text("utf-8")

    for sign in ("://", "--index", "--extra-index", "--find-links", " @ ", "file:", "\\\\"):
        assert sign not in text
    assert not re.search(r"(^|\s)/", text)


def test_both_locks_agree_where_they_overlap():
    program, checks = (pins(lock) for lock in LOCKS)

    assert {name: program[name] for name in program.keys() & checks.keys()} == {
        name: checks[name] for name in program.keys() & checks.keys()
    }


def test_every_dependency_is_locked():
    settings = project()

    runtime = {normalised(line) for line in settings["project"]["dependencies"]}
    checks = {normalised(line) for line in settings["dependency-groups"]["dev"]}

    assert runtime <= pins("requirements").keys()
    assert checks <= pins("requirements-dev").keys()


def test_program_needs_no_part_of_qt_beyond_essentials_and_pdf():
    qt = {name for name in pins("requirements") if name.startswith("pyside6")}

    assert qt == {"pyside6-essentials", "pyside6-pdf"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_carries_the_content(wheel):
    expected = {
        path.relative_to(ROOT / "resources").as_posix()
        for path in (ROOT / "resources").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    with zipfile.ZipFile(wheel) as archive:
        packed = {
            name.removeprefix("estip_desktop/_resources/")
            for name in archive.namelist()
            if name.startswith("estip_desktop/_resources/")
        }

    assert expected
    assert packed == expected


def test_wheel_carries_every_module_the_licence_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    modules = {name for name in names if name.endswith(".py")}

    assert modules == {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "estip_desktop").rglob("*.py")
    }
    version = estip_desktop.__version__
    assert f"estip_desktop-{version}.dist-info/licenses/LICENSE" in names
    assert {name.split("/")[0] for name in names} == {
        "estip_desktop",
        f"estip_desktop-{version}.dist-info",
    }
