"""Change one thing in a pure module, and see whether any test notices.

``python -m tests.faults.mutation [--only MODULE]... [--rounds N] [--seed S]``. Each mutant swaps an
operator, a constant or a condition, or leaves a statement out, and runs the tests of its module in
a child that never saw the original. Killed is a mutant that some test notices; the score is the
share of those. Survivors are listed with their line, so that somebody writes the test.

Branch coverage of the same packages is measured by::

    python -m coverage run -m pytest -q tests/unit/vault tests/property tests/integration
    python -m coverage report --include='*/vault/*,*/adapters/storage/*,*/adapters/crypto/*'
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.abc
import importlib.util
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from tests.paths import CHECKOUT

PATIENCE_S = 120
_UNIT = "tests/unit/vault"
_CHAIN = (
    "tests/integration/test_storage_known_answers.py",
    "tests/property/test_vault_chain.py",
    "tests/integration/test_storage_set_hash.py",
    "tests/integration/test_storage_audit_log.py",
)
TESTS: dict[str, tuple[str, ...]] = {
    "estip_desktop.vault.header": (
        f"{_UNIT}/test_header.py",
        "tests/property/test_vault_header.py",
        "tests/integration/test_vault_open.py",
    ),
    "estip_desktop.vault.key_slots": (
        f"{_UNIT}/test_header.py",
        f"{_UNIT}/test_derivation.py",
        "tests/integration/test_vault_keys.py",
        "tests/integration/test_force_slot.py",
    ),
    "estip_desktop.vault.recovery_key": (f"{_UNIT}/test_recovery_key.py",),
    "estip_desktop.vault.passphrases": (f"{_UNIT}/test_passphrases.py",),
    "estip_desktop.vault.attempts": (f"{_UNIT}/test_attempts.py",),
    "estip_desktop.vault.seen": (f"{_UNIT}/test_seen.py",),
    "estip_desktop.vault.retention": (f"{_UNIT}/test_retention.py",),
    "estip_desktop.adapters.crypto.row_mac": (
        f"{_UNIT}/test_derivation.py",
        "tests/integration/test_storage_rows.py",
        *_CHAIN,
    ),
    "estip_desktop.adapters.storage.audit_log": _CHAIN,
    "estip_desktop.adapters.storage.set_hash": _CHAIN,
}
"""Which tests have to notice, by module."""
_HEAVY = ("hypothesis", "msgspec", "cryptography.hazmat.primitives.ciphers.aead", "sqlalchemy")
"""Imported once, before any child: nothing of ours is."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Args:
        line: Where.
        what: In words.
        tree: The whole module with it.
    """

    line: int
    what: str
    tree: ast.Module


@dataclass(slots=True)
class Outcome:
    """What became of the mutants of one module."""

    module: str
    killed: int = 0
    survivors: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.killed + len(self.survivors)

    @property
    def score(self) -> float:
        return self.killed / self.total if self.total else 1.0


_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}


_Way = tuple[str, Callable[[ast.AST], ast.AST]]
"""What is changed, and how: it gives another node in the place of the old one."""


def _changes(node: ast.AST) -> Iterator[_Way]:
    """Ways to change a node."""
    yield from _of_operators(node)
    yield from _of_constants(node)
    yield from _of_statements(node)


def _of_operators(node: ast.AST) -> Iterator[_Way]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARISONS:
            other = _COMPARISONS[type(op)]
            yield f"{type(op).__name__} to {other.__name__}", lambda one: _set(one, ops=[other()])
        case ast.BinOp(op=operator) if type(operator) in _ARITHMETIC:
            swapped = _ARITHMETIC[type(operator)]
            yield f"{type(operator).__name__} swapped", lambda one: _set(one, op=swapped())
        case ast.BoolOp(op=op):
            turned = ast.Or if isinstance(op, ast.And) else ast.And
            yield f"{type(op).__name__} turned", lambda one: _set(one, op=turned())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not left out", lambda _one: operand


def _of_constants(node: ast.AST) -> Iterator[_Way]:
    match node:
        case ast.Constant(value=bool() as truth):
            yield f"{truth} turned", lambda _one: ast.Constant(not truth)
        case ast.Constant(value=int() as number):
            yield f"{number} plus 1", lambda _one: ast.Constant(number + 1)
        case ast.Constant(value=str() as text) if text:
            yield f"{text[:20]!r} changed", lambda _one: ast.Constant(f"{text}X")
        case ast.Constant(value=bytes() as data) if data:
            yield "bytes changed", lambda _one: ast.Constant(data + b"X")


def _of_statements(node: ast.AST) -> Iterator[_Way]:
    match node:
        case ast.IfExp(test=test) | ast.If(test=test):
            yield "condition turned", lambda one: _set(one, test=ast.UnaryOp(ast.Not(), test))
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield "left out", lambda _one: ast.Pass()
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield "returns None", lambda _one: ast.Return(ast.Constant(None))


def _set(node: ast.AST, **fields: object) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


class _Changer(ast.NodeTransformer):
    """Makes the change with one number, and counts all."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self.seen = -1
        self.found: tuple[int, str] | None = None

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.arg | ast.Import | ast.ImportFrom | ast.JoinedStr):
            return node  # names and texts for people
        if isinstance(node, ast.AnnAssign):
            if node.value is not None:
                node.value = self.visit(node.value)  # type: ignore[assignment]  # an expression
            return node
        if isinstance(node, ast.FunctionDef):
            node.body = [self.visit(one) for one in _after_docstring(node.body)]  # type: ignore[misc]
            node.decorator_list = list(node.decorator_list)
            return node
        if isinstance(node, ast.ClassDef | ast.Module):
            body = _after_docstring(node.body)
            node.body = [self.visit(one) for one in body]  # type: ignore[misc]  # statements
            return node
        for what, change in _changes(node):
            self.seen += 1
            if self.seen == self._wanted:
                self.found = (getattr(node, "lineno", 0), what)
                return ast.copy_location(change(node), node)
        return self.generic_visit(node)


def _after_docstring(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Statements but those that are texts alone; a body is never empty."""
    kept = [
        one
        for one in body
        if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]
    return kept or [ast.Pass()]


def mutants_of(source: str) -> list[Mutant]:
    """Every mutant of a module."""
    counting = _Changer(-2)
    counting.visit(ast.parse(source))
    found = []
    for number in range(counting.seen + 1):
        changer = _Changer(number)
        tree = changer.visit(ast.parse(source))
        assert changer.found is not None
        assert isinstance(tree, ast.Module)
        found.append(Mutant(*changer.found, ast.fix_missing_locations(tree)))
    return found


class _OneModule(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module from a tree."""

    def __init__(self, name: str, tree: ast.Module, origin: str) -> None:
        self._name, self._code, self._origin = name, compile(tree, origin, "exec"), origin

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._origin, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, vars(module))  # noqa: S102 - our own source, changed a little


def survives(name: str, tree: ast.Module, origin: Path) -> bool:
    """Whether no test of the module notices, in a child of its own."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            signal.alarm(PATIENCE_S)
            silent = os.open(os.devnull, os.O_WRONLY)
            for descriptor in (1, 2):
                os.dup2(silent, descriptor)
            sys.meta_path.insert(0, _OneModule(name, tree, str(origin)))
            pytest = importlib.import_module("pytest")
            options = ["-x", "-q", "-p", "no:cacheprovider"]
            options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
            code = int(pytest.main([*options, *TESTS[name]]))
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def run(name: str, rounds: int | None, seed: int) -> Outcome:
    """Try every mutant of a module, or ``rounds`` of them."""
    origin = CHECKOUT / Path(*name.split(".")).with_suffix(".py")
    source = origin.read_text("utf-8")
    outcome = Outcome(name)
    if not survives(name, ast.parse(source), origin):
        raise RuntimeError(f"the tests of {name} do not pass as it is")
    found = mutants_of(source)
    if rounds is not None and rounds < len(found):
        found = random.Random(seed).sample(found, rounds)  # noqa: S311 - a choice, not a key
    for mutant in found:
        if survives(name, mutant.tree, origin):
            outcome.survivors.append(f"line {mutant.line}: {mutant.what}")
        else:
            outcome.killed += 1
    return outcome


def main() -> int:
    """Run from the command line; exit status 1 below the goal of 85 %."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.mutation")
    parser.add_argument("--only", action="append", default=[], choices=list(TESTS))
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for heavy in _HEAVY:
        importlib.import_module(heavy)
    killed = total = 0
    for name in arguments.only or TESTS:
        outcome = run(name, arguments.rounds, arguments.seed)
        killed, total = killed + outcome.killed, total + outcome.total
        sys.stdout.write(f"{name}: {outcome.killed} of {outcome.total}, {outcome.score:.0%}\n")
        sys.stdout.writelines(f"    {line}\n" for line in outcome.survivors)
        sys.stdout.flush()
    sys.stdout.write(f"{killed} of {total} killed, {killed / max(total, 1):.1%}\n")
    return 0 if killed >= 0.85 * total else 1


if __name__ == "__main__":
    sys.exit(main())
