"""Secrets that do not show themselves by accident."""

from __future__ import annotations

from typing import Final, final


@final
class Secret:
    """Key bytes whose ``repr`` is blank and which cannot be formatted, compared or pickled.

    Python cannot wipe its own memory; locking ends the process instead. This type only keeps a key
    out of messages, reports and logs.
    """

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value: Final = value

    def reveal(self) -> bytes:
        """The bytes, for the one call that needs them."""
        return self._value

    def __repr__(self) -> str:
        return "Secret()"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")
