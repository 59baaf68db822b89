"""No title of any window is made of data."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import estip_desktop

PACKAGE = Path(estip_desktop.__file__).parent


def is_constant(node: ast.expr) -> bool:
    """A text, one of our constants, a translation of a text, or a choice between such."""
    match node:
        case ast.Constant(value=str()):
            return True
        case ast.Name(id=name):
            return name.isupper()
        case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str())]):
            return True
        case ast.IfExp(body=first, orelse=second):
            return is_constant(first) and is_constant(second)
        case _:
            return False


def titles(source: str) -> list[tuple[int, ast.expr]]:
    return [
        (node.lineno, node.args[0])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"setWindowTitle", "setWindowFilePath", "setWindowIconText"}
    ]


def test_titles_are_constants():
    telling = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in PACKAGE.rglob("*.py")
        for line, title in titles(path.read_text(encoding="utf-8"))
        if not is_constant(title)
    ]
    assert telling == []


@pytest.mark.parametrize(
    "title", ["title", "f'{name}'", "_('Hello {name}').format(name=name)", "person.name"]
)
def test_a_title_made_of_data_is_noticed(title):
    ((_line, node),) = titles(f"dialog.setWindowTitle({title})")
    assert not is_constant(node)
