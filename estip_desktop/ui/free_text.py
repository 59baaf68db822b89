"""Watches over free text: what it should hold, and a word of warning where it seems to hold more.

The list of phrases is content. It is read when somebody first types, and the same for every field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from estip_desktop.kernel.i18n import _

if TYPE_CHECKING:
    from estip_desktop.kernel.phrases import PhraseCheck

_source: list[Callable[[], PhraseCheck]] = []
_checks: list[PhraseCheck] = []


def use(source: Callable[[], PhraseCheck]) -> None:
    """Take the list of phrases from here from now on."""
    _source[:] = [source]
    _checks.clear()


def warning(text: str) -> str:
    """What to say about a text, empty where nothing was noticed. It never stops anybody."""
    if not text.strip() or not _source:
        return ""
    if not _checks:
        _checks.append(_source[0]())
    found = _checks[0].found(text)
    if not found:
        return ""
    words = _(
        "“{word}” may be about the incident. Notes can become evidence: write only how they are "
        "and what they need."
    )
    return words.format(word=found[0])
