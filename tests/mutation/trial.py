"""One trial: a fork in which something was changed runs the tests that stand for it."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.paths import CHECKOUT

LONGEST_S = 120
"""A change that makes the tests run for ever is noticed, too."""


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a text instead of its file."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        self._name, self._path, self._text = name, path, text

    def find_spec(
        self, fullname: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Only for the changed one."""
        del path, target
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """As usual."""
        del spec

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed text."""
        exec(compile(self._text, str(self._path), "exec"), module.__dict__)  # noqa: S102


def is_noticed(file: Path, text: str, tests: Sequence[str]) -> bool:
    """Whether the tests fail where this file has that text; nothing on the disk is changed."""
    child = os.fork()
    if child == 0:
        os.setsid()
        code = 0
        with contextlib.suppress(BaseException):
            signal.alarm(LONGEST_S)  # ends the process, which is not 0 either
            code = _run(file, text, tests)
        os._exit(code)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def _run(file: Path, text: str, tests: Sequence[str]) -> int:
    """In the child: 0 if every test passes."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.chdir(CHECKOUT)
    with tempfile.TemporaryDirectory() as scratch:
        if file.suffix == ".py":
            name = ".".join(file.relative_to(CHECKOUT).with_suffix("").parts)
            sys.meta_path.insert(0, _Changed(name, file, text))
        else:
            bundle = Path(scratch)
            shutil.copytree(CHECKOUT / "resources", bundle / "resources")
            (bundle / file.relative_to(CHECKOUT)).write_text(text, "utf-8")
            sys._MEIPASS = str(bundle)  # type: ignore[attr-defined]  # where content is looked for first
        options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
        return int(pytest.main([*options, f"--basetemp={scratch}/base", *tests]))
