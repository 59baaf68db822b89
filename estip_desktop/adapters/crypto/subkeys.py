"""One key per purpose, drawn from the vault key.

Source: HKDF, RFC 5869; separate keys for separate uses, NIST SP 800-57 part 1 rev. 5 §5.2.
"""

from __future__ import annotations

from estip_desktop.vault.secret import Secret

KEY_BYTES = 32


def subkey(key: Secret, purpose: str, context: str) -> Secret:
    """The key for one purpose within one vault.

    Args:
        key: A key of full strength; a passphrase is not one.
        purpose: What the result is for, e.g. ``row-mac``; becomes part of ``info``.
        context: Id of the vault; becomes the salt, so equal keys in two vaults part ways.
    """
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - listing needs none
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - as above

    derivation = HKDF(
        algorithm=SHA256(),
        length=KEY_BYTES,
        salt=context.encode(),
        info=b"estip-desktop/1/" + purpose.encode(),
    )
    return Secret(derivation.derive(key.reveal()))
