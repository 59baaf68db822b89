"""The language of the frame: gettext, and a pseudo-language that shows what is cut off.

Texts of instruments do not come through here: their wording belongs to their files.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import date, datetime

from estip_desktop.kernel.clock import local

_PSEUDO_LETTERS = str.maketrans("aceginorsuwyACEGINOSUWYZ", "àçéĝîñôŕšûŵŷÀÇÉĜÎÑÔŠÛŴŶŽ")
_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


class _PseudoTranslations(gettext.NullTranslations):
    """English with accents and 40 % more letters, to find texts that have no room to grow."""

    def gettext(self, message: str) -> str:
        return _stretch(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _stretch(msgid1 if n == 1 else msgid2)


_LONGEST_WORD = 24
"""No language of a small window makes longer ones, and a long text grows by more words."""


def _stretch(message: str) -> str:
    pieces = []
    depth = 0
    for character in message:
        depth += (character == "{") - (character == "}")
        pieces.append(
            character if depth or character == "}" else character.translate(_PSEUDO_LETTERS)
        )
    if not message.strip():
        return message
    more = max(1, len(message) * 2 // 5)
    words = ["·" * min(_LONGEST_WORD, more - start) for start in range(0, more, _LONGEST_WORD)]
    return "".join(pieces) + " ".join(words)


def set_language(code: str, catalogue: gettext.NullTranslations | None = None) -> None:
    """Choose the language of the frame.

    Args:
        code: ``en``, ``pseudo``, or the code of a catalogue that is handed over.
        catalogue: Translations read elsewhere; features read no files.
    """
    global _translation, _language  # noqa: PLW0603 - one language for the whole process, by design
    _language = code
    if catalogue is not None:
        _translation = catalogue
    else:
        _translation = _PseudoTranslations() if code == "pseudo" else gettext.NullTranslations()


def language() -> str:
    """The code of the language in use."""
    return _language


def _(message: str) -> str:
    """Translate one whole sentence or label."""
    return _translation.gettext(message) if message else message


def ngettext(one: str, many: str, count: int) -> str:
    """Translate with the plural form that ``count`` needs."""
    return _translation.ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a text in a table for translation without translating it yet."""
    return message


_WEEKDAYS: Mapping[int, str] = {
    0: N_("Mon"), 1: N_("Tue"), 2: N_("Wed"), 3: N_("Thu"), 4: N_("Fri"), 5: N_("Sat"),
    6: N_("Sun"),
}  # fmt: skip
_WEEKDAYS_LONG: Mapping[int, str] = {
    0: N_("Monday"), 1: N_("Tuesday"), 2: N_("Wednesday"), 3: N_("Thursday"), 4: N_("Friday"),
    5: N_("Saturday"), 6: N_("Sunday"),
}  # fmt: skip
_MONTHS: Mapping[int, str] = {
    1: N_("Jan"), 2: N_("Feb"), 3: N_("Mar"), 4: N_("Apr"), 5: N_("May"), 6: N_("Jun"),
    7: N_("Jul"), 8: N_("Aug"), 9: N_("Sep"), 10: N_("Oct"), 11: N_("Nov"), 12: N_("Dec"),
}  # fmt: skip
_MONTHS_LONG: Mapping[int, str] = {
    1: N_("January"), 2: N_("February"), 3: N_("March"), 4: N_("April"), 5: N_("May "),
    6: N_("June"),
    7: N_("July"), 8: N_("August"), 9: N_("September"), 10: N_("October"), 11: N_("November"),
    12: N_("December"),
}  # fmt: skip


def format_date(day: date) -> str:
    """A day as ``Mon 23 Nov 2026``."""
    return f"{_(_WEEKDAYS[day.weekday()])} {day.day} {_(_MONTHS[day.month])} {day.year}"


def format_day(day: date) -> str:
    """A day of this year as ``Mon 23 Nov``."""
    return f"{_(_WEEKDAYS[day.weekday()])} {day.day} {_(_MONTHS[day.month])}"


def format_long_day(day: date) -> str:
    """A day as ``Monday 23 November``."""
    return f"{_(_WEEKDAYS_LONG[day.weekday()])} {day.day} {_(_MONTHS_LONG[day.month]).strip()}"


def format_time(moment: datetime, *, seconds: bool = False) -> str:
    """Local time of day as ``21:53`` or ``21:53:08``."""
    return local(moment).strftime("%H:%M:%S" if seconds else "%H:%M")


def format_moment(moment: datetime) -> str:
    """A moment as ``Mon 23 Nov 2026, 21:53``."""
    here = local(moment)
    return f"{format_date(here.date())}, {here:%H:%M}"
