"""What stood on the screen when it could not be saved, to be kept elsewhere and read back later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from estip_desktop.errors import DocumentRefusedError, InputRefusedError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.clock import from_text, to_text

FORMAT = 1
LIMIT_BYTES = 256 * 1024
SEALED_LIMIT_BYTES = LIMIT_BYTES + 64 * 1024


@dataclass(frozen=True, slots=True)
class ScreenCopy:
    """Everything that could be lost with a window.

    Args:
        vault_id: Whose it is.
        at: When it was made.
        page: Id of the page.
        arguments: What the page was opened with: ids and codes.
        lines: Label and value of each field, in reading order.
    """

    vault_id: str
    at: datetime
    page: str
    arguments: Mapping[str, str]
    lines: Sequence[tuple[str, str]] = field(repr=False)

    @property
    def file_name(self) -> str:
        """A name that says nothing about anybody."""
        return f"estip-copy-{self.at:%Y%m%d-%H%M%S}.age"


def encode(copy: ScreenCopy) -> bytes:
    """As it is sealed."""
    return strict_json.canonical(
        {
            "format": FORMAT,
            "vault_id": copy.vault_id,
            "at": to_text(copy.at),
            "page": copy.page,
            "arguments": dict(copy.arguments),
            "lines": [list(line) for line in copy.lines],
        }
    )


def decode(data: bytes) -> ScreenCopy:
    """Read back what :func:`encode` wrote.

    Raises:
        DocumentRefusedError: It is not one (``screen-copy``), or of a newer program
            (``screen-copy-too-new``).
    """
    try:
        value = strict_json.load(data, limit_bytes=LIMIT_BYTES)
        if value["format"] > FORMAT:
            raise DocumentRefusedError("screen-copy-too-new")
        return ScreenCopy(
            str(value["vault_id"]),
            from_text(value["at"]),
            str(value["page"]),
            {str(key): str(each) for key, each in value["arguments"].items()},
            tuple((str(label), str(words)) for label, words in value["lines"]),
        )
    except (InputRefusedError, AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, DocumentRefusedError):
            raise
        raise DocumentRefusedError("screen-copy") from error
