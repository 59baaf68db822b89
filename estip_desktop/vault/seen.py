"""The laptop's note of how far each vault had got, so that an older copy put back is noticed.

For each vault it holds the highest number of an audit entry that was seen, with a tag that only the
open vault can make; an entry says nothing about another vault. Whoever has this account may remove
the note: that is told too, but not prevented.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel import strict_json

LIMIT_BYTES = 256 * 1024


class SeenEntry(NamedTuple):
    """How far one vault had got.

    Args:
        counter: Number of the newest audit entry.
        tag: Hex.
    """

    counter: int
    tag: str


def message(vault_id: str, counter: int) -> bytes:
    """What the tag of an entry covers."""
    return strict_json.canonical(["seen", vault_id, counter])


def encode(entries: Mapping[str, SeenEntry]) -> bytes:
    """The bytes of the note."""
    return strict_json.canonical({name: entry._asdict() for name, entry in entries.items()})


def decode(data: bytes | None) -> dict[str, SeenEntry]:
    """Read the note; what is not as it was written is left out."""
    if data is None:
        return {}
    try:
        value = strict_json.load(data, limit_bytes=LIMIT_BYTES)
    except InputRefusedError:
        return {}
    if not isinstance(value, dict):
        return {}
    found = {}
    for name, entry in value.items():
        if isinstance(entry, dict) and entry.keys() == {"counter", "tag"}:
            counter, tag = entry["counter"], entry["tag"]
            if type(counter) is int and counter >= 0 and isinstance(tag, str):
                found[name] = SeenEntry(counter, tag)
    return found


def without(entries: Mapping[str, SeenEntry], vault_id: str) -> dict[str, SeenEntry]:
    """The entries of all other vaults."""
    return {name: entry for name, entry in entries.items() if name != vault_id}
