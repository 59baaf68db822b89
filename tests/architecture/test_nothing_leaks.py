"""What the source must not say, because it would write, show or send something it should not.

Each rule is a search of the syntax tree, so that words in comments and sentences do not count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "estip_desktop"
FOR_MEASURING = ("bench", "tour")
"""They make up data and work in throw-away homes; no record of anybody is there."""


@cache
def sources() -> dict[str, ast.Module]:
    """Syntax trees of the program by path below the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name.split("/")[0] not in FOR_MEASURING:
            found[name] = ast.parse(path.read_text("utf-8"))
    return found


def nodes(tree: ast.Module, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, kinds))


def imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names of modules, and of what is taken out of them."""
    for node in nodes(tree, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            yield from ((one.name, node.lineno) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield module, node.lineno
            yield from ((f"{module}.{one.name}", node.lineno) for one in node.names)


def called(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Last word of the name of everything that is called."""
    for node in nodes(tree, ast.Call):
        assert isinstance(node, ast.Call)
        if isinstance(node.func, ast.Attribute | ast.Name):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


@cache
def all_calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """File, last word and node of every call."""
    return tuple(
        (file, name, call) for file, tree in sources().items() for name, call in called(tree)
    )


@cache
def all_imports() -> tuple[tuple[str, str, int], ...]:
    """File, name and line of everything that is imported."""
    return tuple(
        (file, name, line) for file, tree in sources().items() for name, line in imported(tree)
    )


def offenders(found: Iterator[tuple[str, int]]) -> list[str]:
    return [f"{name}:{line}" for name, line in found]


@pytest.mark.parametrize(
    "name",
    [
        "tempfile",
        "random",
        "pickle",
        "shelve",
        "marshal",
        "yaml",
        "http.server",
        "socket",
        "socketserver",
        "PySide6.QtCore.QSettings",
        "PySide6.QtCore.QTemporaryFile",
        "PySide6.QtCore.QTemporaryDir",
        "PySide6.QtCore.QSaveFile",
        "PySide6.QtNetwork.QLocalServer",
        "PySide6.QtNetwork.QTcpServer",
        "PySide6.QtWebEngineWidgets",
        "PySide6.QtWidgets.QFileSystemModel",
        "PySide6.QtWidgets.QErrorMessage",
        "PySide6.QtWidgets.QTextBrowser",
    ],
)
def test_nobody_imports(name):
    found = (
        (file, line)
        for file, module, line in all_imports()
        if module == name or module.startswith(f"{name}.")
    )
    assert offenders(found) == []


@pytest.mark.parametrize(
    "name",
    [
        "mkstemp",
        "mkdtemp",
        "NamedTemporaryFile",
        "system",
        "popen",
        "setHtml",
        "insertHtml",
        "appendHtml",
        "fromHtml",
        "enable_load_extension",
        "extractall",
        "setToolTip",
        "setWhatsThis",
    ],
)
def test_nobody_calls(name):
    only_home = {"setToolTip": {"ui/widgets/tips.py"}}
    found = (
        (file, call.lineno)
        for file, what, call in all_calls()
        if what == name and file not in only_home.get(name, set())
    )
    assert offenders(found) == []


def test_nothing_is_run_that_was_read():
    # ``exec`` as a method is Qt's event loop.
    found = (
        (file, call.lineno)
        for file, name, call in all_calls()
        if name in {"eval", "exec", "compile", "__import__"} and isinstance(call.func, ast.Name)
    )
    assert offenders(found) == []


def test_no_shell_runs_anything():
    found = (
        (file, call.lineno)
        for file, _name, call in all_calls()
        for keyword in call.keywords
        if keyword.arg == "shell" and not _is(keyword.value, False)
    )
    assert offenders(found) == []


JSON_HOMES = {
    "kernel/strict_json.py": "the strict loader itself",
    "adapters/storage/cells.py": "cells whose tag was checked",
    "adapters/storage/bodies.py": "bodies whose tag was checked",
}


def test_json_is_read_by_the_strict_loader_or_behind_a_tag():
    # ``x.json.decode`` is msgspec's; ``load`` of our own loader is called as strict_json.load.
    found = (
        (file, call.lineno)
        for file, name, call in all_calls()
        if file not in JSON_HOMES and _reads_json(name, call)
    )
    assert offenders(found) == []


def _reads_json(name: str, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = ast.unparse(call.func.value)
    return (owner == "json" and name in {"load", "loads", "JSONDecoder"}) or (
        owner.endswith("msgspec.json") and name in {"decode", "Decoder"}
    )


SECRET_NAMES = ("mac", "tag", "signature", "wrapped", "secret", "passphrase")
PUBLIC_COMPARISONS = {
    "adapters/storage/chain_walk.py": "two places in the chain, both of which lie in the file",
    "adapters/storage/salvage.py": "a row and what the chain says of it, both of which lie there",
}


def test_no_tag_is_compared_by_an_operator():
    # Where the right tag is worked out, ``hmac.compare_digest`` compares; ``==`` tells by its time.
    found = []
    for file, tree in sources().items():
        for node in nodes(tree, ast.Compare):
            assert isinstance(node, ast.Compare)
            sides = [node.left, *node.comparators]
            if (
                any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
                and any(_names_in(side) & set(SECRET_NAMES) for side in sides)
                and file not in PUBLIC_COMPARISONS
                and not any(isinstance(side, ast.Constant) for side in sides)
            ):
                found.append(f"{file}:{node.lineno}")
    assert found == []


def _last_word(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", ""))).lstrip("_")


def _names_in(side: ast.AST) -> set[str]:
    parts = side.elts if isinstance(side, ast.Tuple) else [side]
    return {_last_word(part) for part in parts}


def _is(node: ast.AST, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


LOG_CALLS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGABLE = {"code", "detail", "reference", "__name__", "where", "HEAD", "revision", "id"}
"""Last words of what a log may be told: codes, ids, places in our own source, versions."""


def test_logs_are_told_codes_and_ids_alone():
    found = []
    for file, name, call in all_calls():
        if name in LOG_CALLS and _is_logger(call.func):
            good = bool(call.args) and isinstance(call.args[0], ast.Constant)
            good = good and all(map(_may_be_logged, call.args[1:]))
            good = good and not call.keywords and name != "exception"
            found += [] if good else [f"{file}:{call.lineno}"]
    assert found == []


def _is_logger(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id.lower().strip("_") in {"log", "logger", "logging"}
    )


def _may_be_logged(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "len"  # how many
    return str(getattr(node, "attr", getattr(node, "id", ""))) in LOGGABLE


LABEL_HOMES = {"ui/widgets/labels.py", "ui/widgets/plain.py"}


def test_labels_are_made_where_rich_text_is_off():
    found = (
        (file, call.lineno)
        for file, name, call in all_calls()
        if name == "QLabel" and file not in LABEL_HOMES
    )
    assert offenders(found) == []


def test_no_file_dialog_keeps_a_history():
    # The toolkit's own dialog writes the folders it was in to QtProject.conf, the desktop's to a
    # list of recent files. ``ui/choosing.py`` may ask for a path, and switches both off.
    found = (
        (file, line)
        for file, module, line in all_imports()
        if module.endswith((".QFileDialog", ".QFileIconProvider")) and file != "ui/choosing.py"
    )
    assert offenders(found) == []
