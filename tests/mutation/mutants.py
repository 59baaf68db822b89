"""What can be changed in a module or in a file of content, one thing at a time."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

_SWAPPED: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
}
_CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}
_DECIDES_NOTHING = frozenset({"usual_minutes"})
"""Keys of content whose figures are only told."""


@dataclass(frozen=True)
class Mutant:
    """One change.

    Args:
        where: Function (or key) and line.
        what: What stands there, and what stands there instead.
        text: The whole file with the change.
    """

    where: str
    what: str
    text: str


def of_module(source: str) -> Iterator[Mutant]:
    """Every change of a module."""
    pristine = _Module(ast.parse(source))
    for place, original in enumerate(pristine.nodes):
        for turn in range(len(pristine.changes(original))):
            changed = _Module(copy.deepcopy(pristine.tree))
            node = changed.nodes[place]
            where, before = f"{changed.function(node)}:{_line(node)}", changed.told(node)
            changed.changes(node)[turn]()
            text = ast.unparse(ast.fix_missing_locations(changed.tree))
            yield Mutant(where, f"{before} -> {changed.told_after(node)}", text)


def of_content(text: str) -> Iterator[Mutant]:
    """Every figure that decides, one more and one less."""
    for path in list(_figures(json.loads(text))):
        for step in (1, -1):
            data = json.loads(text)
            holder = data
            for key in path[:-1]:
                holder = holder[key]
            before = holder[path[-1]]
            holder[path[-1]] = before + step
            where = ".".join(map(str, path))
            yield Mutant(where, f"{before} -> {before + step}", json.dumps(data))


def _figures(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _figures(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _figures(inner, (*path, position))
    elif type(value) is int and _DECIDES_NOTHING.isdisjoint(path):
        yield path


class _Module:
    """A tree whose nodes know what they stand in."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.nodes = list(ast.walk(tree))
        self._parents = {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}
        self._removed: set[ast.AST] = set()

    def changes(  # noqa: C901, PLR0911 - one case for each kind of node
        self, node: ast.AST
    ) -> list[Callable[[], object]]:
        """What can be done to a node, each as something to call."""
        if self._is_aside(node):
            return []
        match node:
            case ast.Compare():
                return [
                    partial(node.ops.__setitem__, position, other())
                    for position, operator in enumerate(node.ops)
                    for other in _SWAPPED.get(type(operator), ())
                ]
            case ast.BoolOp() | ast.BinOp():
                others = _SWAPPED.get(type(node.op), ())
                return [partial(setattr, node, "op", other()) for other in others]
            case ast.Constant(value=bool(value)):
                return [partial(setattr, node, "value", not value)]
            case ast.Constant(value=int(value)):
                return [partial(setattr, node, "value", value + 1)]
            case ast.Call(func=ast.Name(id=called) as name) if called in _CALLED:
                return [partial(setattr, name, "id", _CALLED[called])]
            case ast.If() | ast.IfExp() | ast.While():
                return [partial(setattr, node, "test", ast.UnaryOp(ast.Not(), node.test))]
            case ast.comprehension():
                return [
                    partial(node.ifs.__setitem__, position, ast.UnaryOp(ast.Not(), test))
                    for position, test in enumerate(node.ifs)
                ]
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                return [partial(setattr, node, "value", ast.Constant(None))]
            case ast.Expr(value=ast.Constant() | ast.Yield()):
                return []
            case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue():
                return [partial(self._remove, node)]
        return []

    def function(self, node: ast.AST) -> str:
        """The function and class around a node."""
        around = self._around(node)
        named = [each.name for each in around if isinstance(each, ast.FunctionDef | ast.ClassDef)]
        return ".".join(reversed(named))

    def told(self, node: ast.AST) -> str:
        """What stands there; a figure that is given a name, with its name."""
        match self._parents.get(node):
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                return f"{name} = {_told(node)}"
        return _told(node)

    def told_after(self, node: ast.AST) -> str:
        """What stands there now."""
        return "nothing" if node in self._removed else self.told(node)

    def _remove(self, node: ast.stmt) -> None:
        self._removed.add(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(self._parents[node], name, None)
            if isinstance(block, list) and node in block:
                block[block.index(node)] = ast.Pass()

    def _around(self, node: ast.AST) -> Iterator[ast.AST]:
        while (parent := self._parents.get(node)) is not None:
            yield parent
            node = parent

    def _is_aside(self, node: ast.AST) -> bool:  # noqa: PLR0911 - one case for each kind
        """Whether it is no behaviour: a type, a decorator, words, an import for types alone."""
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                return True
        child = node
        for parent in self._around(node):
            match parent:
                case ast.arg() | ast.JoinedStr():
                    return True
                case ast.AnnAssign() if child is parent.annotation:
                    return True
                case ast.FunctionDef() if child in parent.decorator_list or child is parent.returns:
                    return True
                case ast.ClassDef() if child in parent.decorator_list:
                    return True
                case ast.Call(func=ast.Name(id="field")):
                    return True
                case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                    return True
            child = parent
        return False


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def _told(node: ast.AST) -> str:
    return ast.unparse(node).strip().splitlines()[0]
