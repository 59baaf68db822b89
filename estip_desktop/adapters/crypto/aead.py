"""Wrapping one key by another: AES-256-GCM.

Source: NIST SP 800-38D §8.2.2 (a random 96-bit nonce; here every wrapping also has a key of its
own). AES key wrap (RFC 3394) would be shorter and binds nothing else.
"""

from __future__ import annotations

from estip_desktop.vault.secret import Secret


def load() -> None:
    """Import the cipher, before anybody waits for it."""
    from cryptography.exceptions import InvalidTag  # noqa: F401, PLC0415 - for later
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: F401, PLC0415 - as above


class AesGcmWrap:
    """AES-256-GCM by way of ``cryptography``."""

    def wrap(self, key: Secret, nonce: bytes, vault_key: Secret, bound: bytes) -> bytes:
        """Encrypt the vault key; ``bound`` is authenticated along with it."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - on use

        return AESGCM(key.reveal()).encrypt(nonce, vault_key.reveal(), bound)

    def unwrap(self, key: Secret, nonce: bytes, wrapped: bytes, bound: bytes) -> Secret | None:
        """The vault key, or ``None`` if the tag does not fit."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - on use
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - on use

        try:
            return Secret(AESGCM(key.reveal()).decrypt(nonce, wrapped, bound))
        except InvalidTag:
            return None
