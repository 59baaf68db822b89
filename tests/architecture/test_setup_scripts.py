"""The two commands that start everything, tried on a copy beside a pretended environment."""

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_AVAILABLE = 5

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="not run, because bash scripts do not run on Windows"
)


def program(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def checkout(tmp_path):
    """A copy of the scripts, below a path with a space, without an environment."""
    folder = tmp_path / "a checkout"
    shutil.copytree(
        ROOT / "packaging",
        folder / "packaging",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return folder


@pytest.fixture
def set_up(checkout):
    """The set-up script of that copy, as a module."""
    path = checkout / "packaging" / "make_environment.py"
    specification = importlib.util.spec_from_file_location("make_environment", path)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def ready(checkout, set_up):
    """The same copy with an environment whose Python prints what it is asked to do."""
    program(
        checkout / ".venv" / "bin" / "python",
        'for argument; do printf "%s\\n" "$argument"; done',
        'echo "bytecode: ${PYTHONDONTWRITEBYTECODE-written}, safe: $PYTHONSAFEPATH"',
    )
    set_up.stamp_path("requirements").write_bytes(set_up.stamp_content("requirements"))
    return checkout


def run(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", str(checkout / "packaging" / "run"), *arguments],
        cwd="/",
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_second_start_goes_straight_to_the_program(ready):
    result = run(ready, "tour", "an out folder")

    assert result.returncode == 0
    assert result.stdout.splitlines() == [
        "-m",
        "estip_desktop",
        "tour",
        "an out folder",
        "bytecode: written, safe: 1",
    ]
    assert result.stderr == ""


def test_script_is_found_through_a_link(ready, tmp_path):
    link = tmp_path / "estip"
    link.symlink_to(ready / "packaging" / "run")

    result = subprocess.run([link, "--help"], capture_output=True, text=True, check=False)

    assert result.stdout.startswith("-m\nestip_desktop\n--help\n")


@pytest.mark.parametrize("damage", ["no stamp", "older lock", "moved", "no interpreter"])
def test_anything_else_goes_through_the_set_up(ready, damage, tmp_path):
    stamp = ready / ".venv" / "requirements.stamp"
    if damage == "no stamp":
        stamp.unlink()
    elif damage == "older lock":
        stamp.write_bytes(stamp.read_bytes() + b"# one line more\n")
    elif damage == "moved":
        stamp.write_bytes(b"/somewhere/else\n" + stamp.read_bytes().split(b"\n", 1)[1])
    else:
        (ready / ".venv" / "bin" / "python").unlink()
    tools = tmp_path / "tools"
    program(tools / "python3", 'case "$*" in *version_info*) exit 0;; esac', 'echo "$*"; exit 7')

    result = run(ready, PATH=f"{tools}:{os.environ['PATH']}")

    assert result.returncode == 7
    assert result.stdout == f"-I {ready}/packaging/make_environment.py requirements\n"


def test_too_old_a_python_gets_one_sentence(checkout, tmp_path):
    tools = tmp_path / "tools"
    program(tools / "python3", "exit 1")
    for name in ("cat", "cmp", "dirname", "readlink"):
        (tools / name).symlink_to(str(shutil.which(name)))

    result = run(checkout, PATH=str(tools))

    assert result.returncode == NOT_AVAILABLE
    assert result.stderr.startswith("ESTIP Desktop needs Python 3.11 or newer")
    assert result.stderr.count("\n") == 1


def test_missing_system_packages_are_named_to_who_may_not_install_them(set_up, monkeypatch, capsys):
    monkeypatch.setattr(set_up.sys, "platform", "linux")
    monkeypatch.setattr(set_up.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(set_up.shutil, "which", lambda name, path=None: f"/usr/bin/{name}")
    monkeypatch.setattr(set_up, "missing_parts", lambda **_: {"libGL.so.1": "libgl1"})

    status = set_up.main(["requirements"])

    assert status == NOT_AVAILABLE
    assert "sudo apt-get install --yes --no-install-recommends libgl1" in capsys.readouterr().err


def test_checks_ask_for_their_tools_and_the_program_does_not(set_up, monkeypatch):
    monkeypatch.setattr(set_up.shutil, "which", lambda name, path=None: None)

    asked = set_up.missing_parts(wants_x11=False, for_checks=True)
    plain = set_up.missing_parts(wants_x11=False, for_checks=False)

    assert set(asked) - set(plain) == set(set_up.CHECK_TOOLS)


@pytest.mark.parametrize("can_be_had", [True, False])
def test_root_gets_the_tools_for_other_engines_where_they_can_be_had(
    set_up, monkeypatch, capsys, can_be_had
):
    asked = []

    def apt_get(command):
        asked.append(list(command))
        return can_be_had

    monkeypatch.setattr(set_up.os, "geteuid", lambda: 0)
    monkeypatch.setattr(set_up.shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr(set_up, "_apt_get", apt_get)
    set_up.LOG.write_text("E: Unable to locate package chromium\n", "utf-8")

    set_up.offer_engine_tools()

    assert {command[-1] for command in asked} - {"update"} == {"chromium", "npm"}
    said = capsys.readouterr().err
    assert ("Unable to locate" in said, "some checks are not run" in said) == (not can_be_had,) * 2


@pytest.mark.parametrize("why", ["not root", "no apt-get", "already there"])
def test_nobody_is_asked_for_the_tools_for_other_engines(set_up, monkeypatch, capsys, why):
    there = {"apt-get"} - {why.removeprefix("no ")}
    if why == "already there":
        there |= set(set_up.ENGINE_TOOLS)
    monkeypatch.setattr(set_up.os, "geteuid", lambda: 1000 if why == "not root" else 0)
    monkeypatch.setattr(set_up.shutil, "which", lambda name: name if name in there else None)
    monkeypatch.setattr(set_up, "_apt_get", lambda command: pytest.fail(str(command)))

    set_up.offer_engine_tools()

    assert capsys.readouterr().err == ""


def test_interrupted_installation_leaves_no_stamp(ready, set_up, monkeypatch):
    stamp = set_up.stamp_path("requirements")
    stamp.write_bytes(b"an older lock")

    def interrupted(lock):
        raise KeyboardInterrupt

    monkeypatch.setattr(set_up, "ensure_system_packages", lambda **_: None)
    monkeypatch.setattr(set_up, "_install_lock", interrupted)

    assert set_up.main(["requirements"]) == 130
    assert not stamp.exists()


def test_the_windows_twin_uses_no_name_before_it_is_given_a_value():
    # No Windows machine runs these checks, and PowerShell takes an unknown name for nothing.
    given = {"psscriptroot", "args", "null", "lastexitcode", "env", "_", "true", "false"}
    unknown = []
    for line in (ROOT / "packaging" / "run.ps1").read_text("utf-8").splitlines():
        code = "" if line.lstrip().startswith("#") else line.lower()
        given |= set(re.findall(r"foreach \(\$(\w+) in ", code))
        used = re.findall(r"[$@](\w+)", re.sub(r"^\s*\$\w+(:\w+)? =", "", code))
        unknown += [name for name in used if name not in given]
        given |= set(re.findall(r"^\s*\$(\w+) =", code))

    assert unknown == []
