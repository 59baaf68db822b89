"""Every sentence of the product: what is translated, what commands print, what is content."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from estip_desktop.adapters.content import resources_root
from estip_desktop.kernel import strict_json
from tests.paths import CHECKOUT

TRANSLATED = frozenset({"_", "N_", "ngettext"})
TOLD_BY_ARGPARSE = frozenset({"help", "description", "epilog"})
CONTENT = ("protocols", "pathways", "services", "profiles", "safety", "sheets", "exercises")
NOT_READ = frozenset({"id", "version", "source", "reviewed", "code", "url", "digest", "tests"})
"""Keys of content that nobody reads on a page."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text and where it stands."""

    where: str
    text: str


def every_sentence() -> tuple[Sentence, ...]:
    """All of them; the wording of published items is not ours and is left out."""
    return (*of_code(), *of_content(), *of_help())


def of_code() -> Iterator[Sentence]:
    """Whatever goes through gettext, and what argparse prints."""
    package = CHECKOUT / "estip_desktop"
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        name = path.relative_to(CHECKOUT).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for text in _texts_of(node):
                    yield Sentence(f"{name}:{node.lineno}", text)


def every_constant() -> Iterator[Sentence]:
    """Every text in the code with a space in it, but docstrings and comments."""
    package = CHECKOUT / "estip_desktop"
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        name = path.relative_to(CHECKOUT).as_posix()
        told = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or id(node) in told:
                continue
            if isinstance(node.value, str) and " " in node.value.strip():
                yield Sentence(f"{name}:{node.lineno}", node.value)


def of_content() -> Iterator[Sentence]:
    """Texts in ``resources/``, without those that were succeeded."""
    root = resources_root()
    for folder in CONTENT:
        for path in sorted((root / folder).rglob("*.json")):
            if "archive" not in path.parts:
                name = path.relative_to(root).as_posix()
                yield from _in_json(name, strict_json.load(path.read_bytes()))
    for path in sorted((root / "instruments").glob("*/scoring.json")):
        file = strict_json.load(path.read_bytes())
        assert isinstance(file, dict)
        for key in ("topic", "recall", "interpretation", "message"):
            if isinstance(file.get(key), str):
                yield Sentence(path.relative_to(root).as_posix(), str(file[key]))


def of_help() -> Iterator[Sentence]:
    """The sheets of Help and those that are given away."""
    for path in sorted(resources_root().rglob("*.md")):
        if path.name != "NOTICE.md":
            for line in path.read_text("utf-8").splitlines():
                if line.strip():
                    yield Sentence(path.relative_to(resources_root()).as_posix(), line.strip())


def _texts_of(call: ast.Call) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in TRANSLATED:
        for argument in call.args[:2]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value
    for keyword in call.keywords:
        told = keyword.arg in TOLD_BY_ARGPARSE
        if (
            told
            and isinstance(keyword.value, ast.Constant)
            and isinstance(keyword.value.value, str)
        ):
            yield keyword.value.value


def _in_json(name: str, node: object, key: str = "") -> Iterator[Sentence]:
    if isinstance(node, str):
        if key not in NOT_READ and " " in node:
            yield Sentence(f"{name}:{key}", node)
    elif isinstance(node, list):
        for each in node:
            yield from _in_json(name, each, key)
    elif isinstance(node, dict):
        for inner, each in node.items():
            if inner not in NOT_READ:
                yield from _in_json(name, each, inner)


def path_of(where: str) -> Path:
    """The file of a sentence."""
    return CHECKOUT / where.partition(":")[0]
