"""The part of collecting that touches the store and no vault."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from estip_desktop.errors import DocumentRefusedError, StoreUnreachableError
from estip_desktop.outbox import StoredObject, Transport
from estip_desktop.receiving.model import Check, OpenedParcel
from estip_desktop.receiving.ports import Opener, ParcelInspector

SIZE_LIMIT_BYTES = 8 * 1024 * 1024
MAY_CHANGE = frozenset({"hash-is-not-the-name", "object-too-large"})
"""Reasons that a slow copy may still take away: what is whole later has its name's hash."""

_OBJECT = re.compile(r"in/([0-9a-f]{64})\.age")


@dataclass(frozen=True, slots=True)
class DeskKeys:
    """What looking at objects needs."""

    age_key: str = field(repr=False)
    recipient: str
    known: tuple[bytes, ...] = field(repr=False)
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the store needs, so that no vault is open meanwhile.

    Args:
        store: Address of the store.
        card_name: Name of this desk's card there.
        card: The card.
        keys: What looking at objects needs.
        known: SHA-256 of every object that was taken in, or is beyond hope.
    """

    store: str
    card_name: str
    card: bytes = field(repr=False)
    keys: DeskKeys = field(repr=False)
    known: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Looked:
    """One object that was looked at."""

    found: StoredObject
    sha256: str
    opened: OpenedParcel = field(repr=False)


def new_objects(
    look: Look, transport: Transport, unchanged: Mapping[str, StoredObject]
) -> Sequence[StoredObject]:
    """Objects on the store that were not taken in yet; other names are ignored.

    Args:
        look: What is known here.
        transport: The store; this desk's card is left there first.
        unchanged: By name, objects as they stood when they were refused for a reason that may pass:
            as long as the store shows them so, they are passed over.
    """
    transport.create(look.card_name, look.card)
    fresh = []
    for found in transport.list("in"):
        match = _OBJECT.fullmatch(found.name)
        if match and match.group(1) not in look.known and not _stands(found, unchanged):
            fresh.append(found)
    return fresh


def _stands(found: StoredObject, unchanged: Mapping[str, StoredObject]) -> bool:
    """Whether it is as it was; never where the store does not say when it was written."""
    before = unchanged.get(found.name)
    return (
        before is not None
        and bool(found.changed)
        and (found.size, found.changed) == (before.size, before.changed)
    )


def look_at(
    found: StoredObject,
    transport: Transport,
    keys: DeskKeys,
    opener: Opener,
    inspector: ParcelInspector,
) -> Looked | None:
    """Fetch and check one object; ``None`` if it went away or the store cannot be reached now.

    The order of the checks is that of the package. What fails on our own side (a key, a process
    that cannot be started) is raised: it says nothing about the object.
    """
    match = _OBJECT.fullmatch(found.name)
    name = match.group(1) if match else ""
    try:
        if found.size > SIZE_LIMIT_BYTES:
            raise DocumentRefusedError("object-too-large")  # noqa: TRY301 - as the store would
        data = transport.get(found.name, SIZE_LIMIT_BYTES)
        if data is None:
            return None
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 != name:
            return Looked(found, name, OpenedParcel(refused="hash-is-not-the-name"))
        plaintext = opener.open(data, keys.age_key)
        opened = inspector.inspect_parcel(plaintext, keys.recipient, keys.known)
    except StoreUnreachableError:
        return None
    except DocumentRefusedError as error:
        return Looked(found, name, OpenedParcel(refused=error.detail or error.code))
    return Looked(found, name, _exercise_rule(opened, keys))


def _exercise_rule(opened: OpenedParcel, keys: DeskKeys) -> OpenedParcel:
    """Exercise and live never mix."""
    if opened.refused or opened.exercise == keys.exercise:
        return opened
    return OpenedParcel(refused="from-an-exercise" if opened.exercise else "not-from-an-exercise")


def failed(checks: Sequence[Check]) -> tuple[str, ...]:
    """Codes of the checks that did not hold."""
    return tuple(check.code for check in checks if not check.passed)
