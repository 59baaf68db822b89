"""What this laptop's settings say about the look of its windows; nothing about anybody."""

from __future__ import annotations

from typing import NamedTuple


class Preferences(NamedTuple):
    """What ``settings.json`` may hold: geometry, language, theme, text size; nothing else.

    A named tuple, because the lock page paints before ``dataclasses`` is imported.

    Args:
        theme: ``light``, ``dark``, ``contrast`` or ``system``.
        text_percent: 100 to 200 in steps of 25.
        language: Code of the frame's language.
        geometry: Base64 of Qt's window geometry.
        reduce_motion: Nothing fades or slides.
    """

    theme: str = "system"
    text_percent: int = 100
    language: str = "en"
    geometry: str = ""
    reduce_motion: bool = False
