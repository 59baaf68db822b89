"""Passphrases: five words that are drawn, or own words that are hard to guess.

Source: generated words are offered first because meters over-rate what people choose; a meter's
verdict and a minimum length only keep out the worst (NCSC, "Three random words"; NIST SP 800-63B-4
§3.1.1).
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import permutations

from estip_desktop.errors import InputRefusedError, SecretRefusedError
from estip_desktop.vault.key_ports import PassphraseMeter, WordList

WORDS = 5
"""Of 2,048: 55 bits, beyond reach at a second and 256 MiB a guess."""
LIMIT_BYTES = 1024
MINIMUM_CHARACTERS = 15
REQUIRED_SCORE = 4
METERED_CHARACTERS = 72
"""The meter refuses more."""
_APOSTROPHES = "'\u2019\u2018\u02bc`\u00b4"
_JOINED_WORDS, _LOOKED_AT_WORDS = 3, 5
_ALWAYS_KNOWN = ("estip", "police", "peer supporter", "wellbeing", "trauma")


def generate(words: WordList) -> str:
    """Five words drawn independently and evenly."""
    pool = words.words()
    return " ".join(secrets.choice(pool) for _ in range(WORDS))


def to_bytes(passphrase: str) -> bytes:
    """The one byte form of a passphrase: NFC (Unicode UAX #15), UTF-8; nothing is cut off.

    Raises:
        SecretRefusedError: It is longer than 1,024 bytes, or no text.
    """
    try:
        data = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    except UnicodeEncodeError as error:
        raise SecretRefusedError("passphrase") from error
    if len(data) > LIMIT_BYTES:
        raise SecretRefusedError("passphrase")
    return data


def problem(passphrase: str, context: tuple[str, ...], meter: PassphraseMeter) -> str:
    """Why a passphrase may not be chosen; empty if it may.

    Returns:
        ``passphrase-too-short``, ``passphrase-too-long``, ``passphrase-guessable`` or nothing.
    """
    text = unicodedata.normalize("NFC", passphrase)
    if len(text) < MINIMUM_CHARACTERS:
        return "passphrase-too-short"
    try:
        to_bytes(text)
    except SecretRefusedError:
        return "passphrase-too-long"
    known = tuple(dict.fromkeys(_spellings((*_ALWAYS_KNOWN, *context))))
    # As it is, and as a guesser has it who leaves accents, apostrophes or spaces out.
    folded = _folded(text)
    for said in dict.fromkeys((text, folded, folded.replace(" ", ""))):
        if meter.score(said[:METERED_CHARACTERS], known) < REQUIRED_SCORE:
            return "passphrase-guessable"
    return ""


def _spellings(context: Iterable[str]) -> Iterator[str]:
    """What is known, its words, and those in any order, also run together and without accents."""
    for words in context:
        yield words
        yield from words.split()
        folded = _folded(words).split()
        yield from folded
        for count in range(2, min(len(folded), _JOINED_WORDS) + 1):
            yield from map("".join, permutations(folded[:_LOOKED_AT_WORDS], count))


def _folded(text: str) -> str:
    """Lower case, without accents, apostrophes and the like; what divides words stays a space."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = (one for one in apart if unicodedata.category(one) != "Mn" and one not in _APOSTROPHES)
    return " ".join("".join(one if one.isalnum() else " " for one in kept).split())


def require_strong(passphrase: str, context: tuple[str, ...], meter: PassphraseMeter) -> None:
    """Refuse a passphrase that may not be chosen.

    Raises:
        InputRefusedError: ``detail`` is what :func:`problem` says.
    """
    found = problem(passphrase, context, meter)
    if found:
        raise InputRefusedError(found)
