"""``settings.json``: window geometry, language, theme and text size, and nothing else."""

from __future__ import annotations

import os
from dataclasses import asdict, fields
from pathlib import Path

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.strict_json import canonical, load
from estip_desktop.services import Preferences

_LIMIT_BYTES = 64 * 1024


class PreferenceFile:
    """Keeps preferences in one small file; an unreadable one means defaults, never an error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Preferences:
        """The preferences, or the defaults where the file is missing or damaged."""
        try:
            values = load(self._path.read_bytes(), limit_bytes=_LIMIT_BYTES)
        except (OSError, InputRefusedError):
            return Preferences()
        if not isinstance(values, dict):
            return Preferences()
        defaults = asdict(Preferences())
        known = {
            field.name: values[field.name]
            for field in fields(Preferences)
            if isinstance(values.get(field.name), type(defaults[field.name]))
        }
        preferences = Preferences(**known)
        if not 100 <= preferences.text_percent <= 200:  # noqa: PLR2004 - the range of UX 8
            return Preferences(**{**known, "text_percent": 100})
        return preferences

    def save(self, preferences: Preferences) -> None:
        """Write through a temporary name; a full or read-only disk costs nothing but the choice."""
        temporary = self._path.with_suffix(".tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(
                os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
            ) as file:
                file.write(canonical(asdict(preferences)))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError:
            temporary.unlink(missing_ok=True)
