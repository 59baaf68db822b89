"""The vault key, sealed to the force's recovery recipient with age."""

from __future__ import annotations

from estip_desktop.errors import DocumentRefusedError


class AgeForceSeal:
    """X25519 recipients only; the library is imported when something is sealed or opened."""

    name = "age-x25519"

    def seal(self, data: bytes, recipient: str) -> bytes:
        """Encrypt to the recipient; raises ``InputRefusedError`` if that is no recipient."""
        from estip_desktop.adapters.crypto import age  # noqa: PLC0415 - listing vaults needs none

        return age.seal(data, [recipient])

    def open(self, sealed: bytes, identity: str) -> bytes | None:
        """What was sealed, or ``None`` if it was for another key or was changed."""
        from estip_desktop.adapters.crypto.age import AgeOpener  # noqa: PLC0415 - as above

        try:
            return AgeOpener().open(sealed, identity)
        except DocumentRefusedError:
            return None
