"""``settings.json``: window geometry, language, theme and text size, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from estip_desktop.adapters.storage.files import PRIVATE_FOLDER, atomic_write, open_regular
from estip_desktop.errors import InputRefusedError, VaultError
from estip_desktop.kernel.preferences import Preferences

_LIMIT_BYTES = 64 * 1024


class PreferenceFile:
    """Keeps preferences in one small file; an unreadable one means defaults, never an error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Preferences:
        """The preferences, or the defaults where the file is missing or damaged."""
        try:
            with open_regular(self._path) as file:
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

        with suppress(OSError, VaultError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
            atomic_write(self._path, canonical(preferences._asdict()))
