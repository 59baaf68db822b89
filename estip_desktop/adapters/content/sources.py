"""Where the bytes of content come from: a folder, or files that are held in memory over one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol

from estip_desktop.kernel import strict_json

MOST_BYTES = strict_json.DEFAULT_LIMIT_BYTES + 1
"""One more than the loader takes, so that it can refuse what is larger."""


class Source(Protocol):
    """Content files by name, such as ``protocols/di.json``."""

    def data(self, name: str) -> bytes:
        """The bytes of a file, at most :data:`MOST_BYTES`.

        Raises:
            FileNotFoundError, NotADirectoryError: There is none.
            OSError: It cannot be read.
        """
        ...

    def names(self, pattern: str) -> Collection[str]:
        """Names that fit a pattern of ``pathlib``, such as ``instruments/*/scoring.json``."""
        ...


class FolderSource:
    """A folder such as ``resources/``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def data(self, name: str) -> bytes:
        """The bytes of a file."""
        with (self._root / name).open("rb") as file:
            return file.read(MOST_BYTES)

    def names(self, pattern: str) -> Collection[str]:
        """Names that fit a pattern."""
        return [path.relative_to(self._root).as_posix() for path in self._root.glob(pattern)]


class OverlaidSource:
    """Files in memory, laid over another source: what it has besides stays as it is.

    Args:
        files: By name.
        below: Everything else.
    """

    def __init__(self, files: Mapping[str, bytes], below: Source) -> None:
        self._files = files
        self._below = below

    def data(self, name: str) -> bytes:
        """The bytes of a file."""
        held = self._files.get(name)
        return self._below.data(name) if held is None else held[:MOST_BYTES]

    def names(self, pattern: str) -> Collection[str]:
        """Names that fit a pattern."""
        held = {name for name in self._files if Path(name).match(pattern)}
        return held | set(self._below.names(pattern))
