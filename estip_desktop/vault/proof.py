"""What somebody gives to open a backup: a passphrase, or the key on the recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from estip_desktop.vault import passphrases, recovery_key
from estip_desktop.vault.model import SlotKind


@dataclass(frozen=True, slots=True)
class Proof:
    """A secret somebody gave, and which kind of slot it is for."""

    kind: SlotKind
    secret: bytes = field(repr=False)

    @classmethod
    def passphrase(cls, text: str) -> Proof:
        """A passphrase."""
        return cls(SlotKind.PASSPHRASE, passphrases.to_bytes(text))

    @classmethod
    def recovery_key(cls, text: str) -> Proof:
        """The key on the recovery sheet, or the force's.

        Raises:
            SecretRefusedError: It was mistyped (``recovery-key-mistyped``).
        """
        return cls(*recovery_key.read(text))
