"""Changes to a document that a careless or a hostile hand might make, drawn from a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

MOST_BYTES = 256 * 1024
_STRANGE_BYTES = (
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\n",
    b'"',
    b"{",
    b"[",
    b"\\u",
)
_STRANGE_NUMBERS = (
    0,
    -1,
    1,
    2**31,
    2**53,
    2**63,
    2**64,
    10**40,
    -(10**40),
    0.5,
    1e308,
    True,
    False,
)
_STRANGE_TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "../../x",
    "a" * 5_000,
    "\x00",
    "\u202eabc",
    "ŵ 🙂",
    "9999-12-31T23:59:59Z",
    "0000-00-00",
    "2026-02-30",
    "1e999",
    "<b>x</b>",
    "%s%n{0}{x}",
    "=1+1",
)


def mutate(data: bytes, chance: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """One to six changes: of bytes, or of the values of a JSON text."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        if data[:1] in b"{[" and chance.random() < 0.7:
            data = _mutate_json(data, chance)
        else:
            data = chance.choice(_OF_BYTES)(data, chance, others)
    return data[:MOST_BYTES]


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _flip(data: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    if not data:
        return b"\x00"
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _set(data: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    place = _place(data, chance)
    return data[:place] + chance.choice(_STRANGE_BYTES) + data[place + 1 :]


def _insert(data: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    place = _place(data, chance)
    return data[:place] + chance.randbytes(chance.choice((1, 2, 8, 64))) + data[place:]


def _remove(data: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    place = _place(data, chance)
    return data[:place] + data[place + chance.choice((1, 2, 8, 64, 512)) :]


def _repeat(data: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    place = _place(data, chance)
    piece = data[place : place + chance.choice((1, 4, 32, 256))]
    return data[:place] + piece * chance.choice((2, 3, 100, 5_000)) + data[place:]


def _cut(data: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    return data[: _place(data, chance)]


def _splice(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others) if others else data
    return data[: _place(data, chance)] + other[_place(other, chance) :]


def _digits(data: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Another number in the place of one."""
    digits = [place for place, byte in enumerate(data[:4_096]) if 0x30 <= byte <= 0x39]
    if not digits:
        return data
    place = chance.choice(digits)
    number = str(chance.choice(_STRANGE_NUMBERS)).encode()
    return data[:place] + number + data[place + 1 :]


_OF_BYTES: tuple[Callable[[bytes, random.Random, Sequence[bytes]], bytes], ...] = (
    _flip,
    _set,
    _insert,
    _remove,
    _repeat,
    _cut,
    _splice,
    _digits,
)


def _mutate_json(data: bytes, chance: random.Random) -> bytes:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return _flip(data, chance, ())
    value = change_value(value, chance)
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return data


def change_value(value: Any, chance: random.Random) -> Any:
    """The same JSON value with something in it changed, somewhere."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.15:
        return _another(value, chance)
    way = chance.randrange(8)
    if isinstance(value, dict):
        key = chance.choice(list(value))
        rest = {name: one for name, one in value.items() if name != key}
        if way == 0:
            return rest
        name = chance.choice(_STRANGE_TEXTS) if way == 1 else key
        return {**rest, name: value[key] if way == 1 else change_value(value[key], chance)}
    place = chance.randrange(len(value))
    changed = [change_value(value[place], chance)]
    if way < 2:
        changed = [value[place]] * chance.choice((0, 2, 3, 50))
    return value[:place] + changed + value[place + 1 :]


def _another(value: Any, chance: random.Random) -> Any:
    choices = [
        None,
        chance.choice(_STRANGE_NUMBERS),
        chance.choice(_STRANGE_TEXTS),
        [value],
        {"": value},
        [],
        {},
    ]
    if isinstance(value, str):
        kept = value[: chance.randrange(len(value) + 1)]
        choices += [kept + chance.choice(_STRANGE_TEXTS)] * 3
    if isinstance(value, int):
        choices += [value + chance.choice((-1, 1, 100, -100))] * 3
    return chance.choice(choices)
