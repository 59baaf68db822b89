"""How sealed objects travel: one module per kind of store, all keeping the same contract.

A store only ever gets new immutable objects; its names say nothing about people. The scheme of a
store's address picks the module, which is imported on first use.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import cast
from urllib.parse import urlsplit

from estip_desktop.adapters.transports.spool import FolderSpool
from estip_desktop.errors import InputRefusedError, StoreUnreachableError
from estip_desktop.outbox import Transport

__all__ = ["SCHEMES", "FolderSpool", "open_transport"]

SCHEMES: Mapping[str, tuple[str, str]] = {
    "file": ("estip_desktop.adapters.transports.folder", "FolderTransport"),
}


def open_transport(address: str) -> Transport:
    """The store at an address such as ``file:///mnt/share/estip``.

    Raises:
        StoreUnreachableError: There is no address yet, or the store cannot be reached now.
        InputRefusedError: No module knows this kind of store (``store-scheme``).
    """
    if not address:
        raise StoreUnreachableError("no-store-known")
    scheme = urlsplit(address).scheme
    if scheme not in SCHEMES:
        raise InputRefusedError("store-scheme")
    module, name = SCHEMES[scheme]
    opener = getattr(importlib.import_module(module), name)
    return cast("Transport", opener.at(address))
