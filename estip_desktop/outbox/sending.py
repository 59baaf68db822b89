"""Sending as far as it touches a store and no vault: deliver a parcel, look for receipts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from estip_desktop.errors import (
    EstipError,
    InputRefusedError,
    StoreFullError,
    StoreRefusedError,
    StoreUnreachableError,
)
from estip_desktop.outbox.model import Parcel, ParcelState
from estip_desktop.outbox.ports import ReceiptReader, Spool, Transport
from estip_desktop.outbox.receipt import Receipt, finding

DAMAGED = "store-kept-other-bytes"
RECEIPT_LIMIT_BYTES = 64 * 1024
_READ_BACK_POLLS = 3
RECEIPT_NUMBERS = range(1, 65)
"""Of receipts beside the machine's; a desk uses no more names, and nobody looks for more."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One parcel to deliver, or to ask after."""

    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Delivery:
    """How delivering went.

    Args:
        stored: The store has it: ``stat`` found the right size after ``create``.
        error: A stable code otherwise.
        permanent: Trying again will not help; a person is needed.
        may_be_there: It failed after the store was asked, so the store may have it all the same.
    """

    key: str
    stored: bool
    error: str = ""
    permanent: bool = False
    may_be_there: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a look at the store brought.

    Args:
        receipts: Receipts that verified and are about this parcel, oldest first, with their bytes.
        refused: Codes of those that did not verify; they change nothing.
        lost: The store no longer has the object although it said so.
        damaged: The store has other bytes under the object's name; it never replaces them.
        error: Why nothing could be looked for.
    """

    key: str
    receipts: tuple[tuple[Receipt, bytes], ...] = field(default=(), repr=False)
    refused: tuple[str, ...] = ()
    lost: bool = False
    damaged: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class SendReport:
    """What one round of sending did, in numbers and codes."""

    stored: int = 0
    failed: int = 0
    receipts: int = 0
    waiting: int = 0
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """What was copied to a stick or folder, and what could not be."""

    copied: tuple[Parcel, ...] = ()
    failed: tuple[Parcel, ...] = ()


def copy_to(parcel: Parcel, target: Transport, spool: Spool) -> bool:
    """Copy one sealed file, and read it back; one that is damaged here or there is not copied.

    Raises:
        StoreUnreachableError: The folder is gone, full, or may not be written.
    """
    try:
        data = spool.get(parcel.object_sha256)
        target.create(parcel.object_name, data)
        return target.get(parcel.object_name, len(data)) == data
    except StoreUnreachableError:
        raise
    except EstipError:
        return False


def deliver(errand: Errand, transport: Transport, spool: Spool) -> Delivery:
    """Add the sealed object to the store and look whether it is there.

    "Created" and "exists" prove nothing by themselves: behind a captive portal a client may be told
    "OK" while nothing is kept, and a cut connection may have kept it.
    """
    parcel = errand.parcel
    try:
        data = spool.get(parcel.object_sha256)
    except EstipError as error:
        return Delivery(parcel.key, stored=False, error=f"spool-{error.code}", permanent=True)
    created = False
    try:
        transport.create(parcel.object_name, data)
        created = True
        size = transport.stat(parcel.object_name)
    except StoreUnreachableError as error:
        unsure = created or not isinstance(error, StoreFullError | StoreRefusedError)
        return Delivery(parcel.key, stored=False, error=error.code, may_be_there=unsure)
    except EstipError as error:
        return Delivery(parcel.key, stored=False, error=error.code, permanent=True)
    if size is None:
        return Delivery(parcel.key, stored=False, error="store-did-not-keep-it")
    if size != len(data):  # a store never replaces: only another name can help
        return Delivery(parcel.key, stored=False, error=DAMAGED, permanent=True, may_be_there=True)
    return Delivery(parcel.key, stored=True)


def fetch(errand: Errand, transport: Transport, reader: ReceiptReader) -> Fetched:
    """Look for receipts by their exact names, and verify each with the desk's certificate."""
    parcel = errand.parcel
    good: list[tuple[Receipt, bytes]] = []
    refused: list[str] = []
    unreadable = ""
    try:
        for name in _receipt_names(parcel, transport):
            try:
                jws = transport.get(name, RECEIPT_LIMIT_BYTES)
                if jws is None:
                    continue
                receipt = reader.read_receipt(jws, parcel.desk_certificate)
            except InputRefusedError as error:
                refused.append(error.detail or error.code)
                continue
            except StoreRefusedError as error:  # a stranger's file must not hide what follows it
                unreadable = error.code
                continue
            why_not = finding(receipt, parcel)
            if why_not:
                refused.append(why_not)
            else:
                good.append((receipt, jws))
        is_looked_after = not good and parcel.state is ParcelState.STORED
        lost = is_looked_after and transport.stat(parcel.object_name) is None
        damaged = is_looked_after and not lost and _is_damaged(parcel, transport)
    except EstipError as error:
        return Fetched(parcel.key, error=error.code)
    good.sort(key=lambda pair: pair[0].seq)
    known = {"receipt-replayed"}
    return Fetched(
        parcel.key, tuple(good), tuple(sorted(set(refused) - known)), lost, damaged, unreadable
    )


def _is_damaged(parcel: Parcel, transport: Transport) -> bool:
    """Whether the store has other bytes; read back only while receipts are looked for often."""
    if transport.stat(parcel.object_name) != parcel.sealed_size:
        return True
    if parcel.polls > _READ_BACK_POLLS:
        return False
    try:
        data = transport.get(parcel.object_name, parcel.sealed_size)
    except InputRefusedError:
        return True
    return data is not None and hashlib.sha256(data).hexdigest() != parcel.object_sha256


def _receipt_names(parcel: Parcel, transport: Transport) -> list[str]:
    names = [f"rc/{parcel.object_sha256}.jws"]
    for number in RECEIPT_NUMBERS:
        name = f"rc/{parcel.object_sha256}.{number}.jws"
        if transport.stat(name) is None:
            break
        names.append(name)
    return names
