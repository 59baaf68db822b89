"""Looking for secrets in the memory of another process (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_BLOCK = 1 << 24
_NO_PATH = 3
"""Fields of a line of ``maps`` after address and rights, where no file is mapped."""
_ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le")


def why_not(pid: int) -> str:
    """Why the memory of a process cannot be read here; empty if it can."""
    try:
        with Path(f"/proc/{pid}/mem").open("rb"):
            return ""
    except OSError as error:
        return f"reading /proc/PID/mem of a non-dumpable process needs root ({error.strerror})"


def needles(
    texts: Iterable[str], keys: Iterable[bytes] = (), pixels: bytes = b""
) -> dict[str, bytes]:
    """What to look for: texts as Python and Qt keep them, keys raw and as SQL spells them, pixels.

    Args:
        pixels: Some of what is on show, as the window keeps it.
    """
    found = {
        f"text {number} {code}": text.encode(code)
        for number, text in enumerate(texts)
        for code in _ENCODINGS
    }
    for number, key in enumerate(keys):
        found |= {
            f"key {number}": key,
            f"key {number} hex": key.hex().encode(),
            f"key {number} HEX": key.hex().upper().encode(),
        }
    if pixels:
        found["pixels"] = pixels
    return found


def hits(pid: int, wanted: Mapping[str, bytes]) -> dict[str, int]:
    """How often each needle occurs in the readable memory of a process; only those that do."""
    counts = dict.fromkeys(wanted, 0)
    overlap = max(map(len, wanted.values())) - 1
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _readable(pid):
            tail = b""
            for at in range(start, end, _BLOCK):
                try:
                    data = os.pread(memory.fileno(), min(_BLOCK, end - at), at)
                except OSError:  # pages of a device, such as [vvar]
                    break
                for name, needle in wanted.items():
                    counts[name] += (tail + data).count(needle) - tail.count(needle)
                tail = data[-overlap:]
    return {name: count for name, count in counts.items() if count}


def _readable(pid: int) -> list[tuple[int, int]]:
    """Memory that may hold something else than the file it was read from."""
    ranges = []
    for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
        where, rights, *rest = line.split()
        if rights.startswith("r") and ("w" in rights or len(rest) <= _NO_PATH):
            start, _dash, end = where.partition("-")
            ranges.append((int(start, 16), int(end, 16)))
    return ranges
