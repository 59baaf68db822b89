"""The options that stand before or after any command; a window takes them too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from estip_desktop.errors import UsageError


class GlobalOptions(NamedTuple):
    """Options that stand before or after any command."""

    home: Path | None = None
    vault: str = ""
    json_wanted: bool = False
    passphrase_file: str = ""
    locked_because: str = ""
    """Hidden: why the window before this one locked."""
    window_fd: str = ""
    """Hidden: the two pipes to whoever started this as a window, or to a window to adopt."""
    stands_by: bool = False
    """Hidden: such a window stays hidden until it is told to show."""
    adopts: str = ""
    """Hidden: the process of a lock page whose launcher this is to be."""
    stamp_paints: str = ""
    """Hidden: file descriptor on which first paints are stamped, for measuring."""


_VALUED: Mapping[str, str] = {
    "--home": "home",
    "--vault": "vault",
    "--passphrase-file": "passphrase_file",
    "--locked-because": "locked_because",
    "--window-fd": "window_fd",
    "--adopt": "adopts",
    "--stamp-paints": "stamp_paints",
}


def split_global_options(arguments: Sequence[str]) -> tuple[GlobalOptions, list[str]]:
    """Take the global options out, wherever they stand; what is left is the command.

    By hand, because every window starts here and a parser takes a millisecond to set up.

    Raises:
        UsageError: An option lacks its value.
    """
    chosen: dict[str, Any] = {}
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        option, equals, value = word.partition("=")
        if word == "--json":
            chosen["json_wanted"] = True
        elif word == "--stand-by":
            chosen["stands_by"] = True
        elif option in _VALUED:
            if not equals:
                value = next(words, "--")
                if value.startswith("-") and value != "-":  # "-" is standard input
                    raise UsageError(option)
            if not value:  # a script's empty variable must not mean the folder it runs in
                raise UsageError(option)
            chosen[_VALUED[option]] = value
        else:
            rest.append(word)
    if "home" in chosen:
        chosen["home"] = Path(chosen["home"])
    return GlobalOptions(**chosen), rest
