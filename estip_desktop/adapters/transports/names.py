"""The only names on a store: lower-case, and nothing about people."""

from __future__ import annotations

import re

from estip_desktop.errors import InputRefusedError

FOLDERS = ("in", "rc", "cards")
_NAME = re.compile(
    r"in/[0-9a-f]{64}\.age|rc/[0-9a-f]{64}(?:\.[1-9][0-9]{0,3})?\.jws|cards/[0-9a-f]{64}\.jws"
)


def require_name(name: str) -> str:
    """``name``, if it may stand on a store.

    Raises:
        InputRefusedError: ``store-name``.
    """
    if not _NAME.fullmatch(name):
        raise InputRefusedError("store-name")
    return name


def is_name(name: str) -> bool:
    """Whether ``name`` may stand on a store."""
    return _NAME.fullmatch(name) is not None


def require_folder(prefix: str) -> str:
    """``prefix``, if it is one of the three folders.

    Raises:
        InputRefusedError: ``store-name``.
    """
    if prefix not in FOLDERS:
        raise InputRefusedError("store-name")
    return prefix
