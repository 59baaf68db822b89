"""``settings.json``: window geometry, language, theme and text size, and nothing else."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.preferences import Preferences

_LIMIT_BYTES = 64 * 1024


class PreferenceFile:
    """Keeps preferences in one small file; an unreadable one means defaults, never an error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Preferences:
        """The preferences, or the defaults where the file is missing or damaged."""
        try:
            with self._path.open("rb") as file:
                data = file.read(_LIMIT_BYTES + 1)  # more than the loader takes
        except OSError:
            return Preferences()
        from estip_desktop.kernel.strict_json import load  # noqa: PLC0415 - new laptops have no file

        try:
            values = load(data, limit_bytes=_LIMIT_BYTES)
        except InputRefusedError:
            return Preferences()
        if not isinstance(values, dict):
            return Preferences()
        defaults = Preferences()._asdict()
        known = {
            name: values[name]
            for name, usual in defaults.items()
            if isinstance(values.get(name), type(usual))
        }
        preferences = Preferences(**known)
        if not 100 <= preferences.text_percent <= 200:  # noqa: PLR2004 - the sizes the pages are made for
            return preferences._replace(text_percent=100)
        return preferences

    def save(self, preferences: Preferences) -> None:
        """Write through a temporary name; a full or read-only disk costs nothing but the choice."""
        from estip_desktop.kernel.strict_json import canonical  # noqa: PLC0415 - a rare wish

        temporary = self._path.with_suffix(".tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(
                os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
            ) as file:
                file.write(canonical(preferences._asdict()))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
