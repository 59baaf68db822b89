"""Sealing with age (age-encryption.org/v1), X25519 recipients only.

age says nothing about the sender: what is sealed here was signed before, and the signed manifest
names the recipients. Passphrase (scrypt) files are refused before the library sees them, because a
stranger's work factor could exhaust memory.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyrage
from pyrage import x25519

from estip_desktop.errors import DocumentRefusedError, InputRefusedError, SecretRefusedError

_MAGIC = b"age-encryption.org/v1\n"
_HEADER_LIMIT_BYTES = 16 * 1024
_GREASE = b"-grease"


def new_key() -> tuple[str, str]:
    """A new X25519 key: ``AGE-SECRET-KEY-1…`` and its recipient ``age1…``."""
    key = x25519.Identity.generate()
    return str(key), str(key.to_public())


def recipient_of(age_key: str) -> str:
    """The recipient of a key of ours."""
    return str(x25519.Identity.from_str(age_key).to_public())


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt to every recipient.

    Raises:
        InputRefusedError: ``recipient-malformed``, or there is none.
    """
    if not recipients:
        raise InputRefusedError("recipient-missing")
    try:
        keys = [x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as error:
        raise InputRefusedError("recipient-malformed") from error
    return bytes(pyrage.encrypt(data, keys))


class AgeOpener:
    """Opens sealed objects with a desk's key."""

    def open(self, sealed: bytes, age_key: str) -> bytes:
        """The plaintext.

        Raises:
            DocumentRefusedError: ``seal-malformed``, ``seal-not-x25519``, or ``seal-not-for-us``:
                for another key, or changed on the way; age does not tell them apart.
            SecretRefusedError: The desk's own key is malformed.
        """
        _check_header(sealed)
        try:
            key = x25519.Identity.from_str(age_key)
        except pyrage.IdentityError as error:
            raise SecretRefusedError("age-key") from error
        try:
            return bytes(pyrage.decrypt(sealed, [key]))
        except pyrage.DecryptError as error:
            raise DocumentRefusedError("seal-not-for-us") from error


def _check_header(sealed: bytes) -> None:
    """Only X25519 stanzas, besides the random one ("grease") that libraries add."""
    head = sealed[:_HEADER_LIMIT_BYTES]
    end = head.find(b"\n--- ")
    if not head.startswith(_MAGIC) or end < 0:
        raise DocumentRefusedError("seal-malformed")
    for line in head[len(_MAGIC) : end].split(b"\n"):
        if not line.startswith(b"-> "):
            continue
        kind = line[3:].split(b" ", 1)[0]
        if kind != b"X25519" and not kind.endswith(_GREASE):
            raise DocumentRefusedError("seal-not-x25519")
