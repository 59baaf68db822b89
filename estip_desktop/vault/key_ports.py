"""What keys need from outside: derivations, ciphers, words and a meter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from estip_desktop.vault.secret import Secret


class KeyDerivation(Protocol):
    """From a secret to a key that wraps the vault key."""

    @property
    def name(self) -> str:
        """What a slot calls it."""
        ...

    def calibrate(self) -> Mapping[str, int]:
        """Parameters for a new slot on this machine; may take a second."""
        ...

    def accepts(self, params: Mapping[str, int]) -> bool:
        """Whether parameters are complete and between floor and ceiling."""
        ...

    def derive(self, secret: bytes, salt: bytes, params: Mapping[str, int]) -> Secret:
        """A 256-bit key; slow, and without the interpreter lock, so call it on a thread.

        Raises:
            VaultHeaderDamagedError: The parameters are not acceptable.
            NotAvailableError: This machine has not enough memory.
        """
        ...


class KeyWrap(Protocol):
    """Authenticated encryption of one key."""

    def wrap(self, key: Secret, nonce: bytes, vault_key: Secret, bound: bytes) -> bytes:
        """Encrypt the vault key; ``bound`` is authenticated along with it."""
        ...

    def unwrap(self, key: Secret, nonce: bytes, wrapped: bytes, bound: bytes) -> Secret | None:
        """The vault key, or ``None`` if anything of it was made with another key."""
        ...


class ForceSeal(Protocol):
    """Seals the vault key to a recovery recipient of the force, where its profile wants that."""

    @property
    def name(self) -> str:
        """What a slot calls it."""
        ...

    def seal(self, data: bytes, recipient: str) -> bytes:
        """Encrypt to the recipient.

        Raises:
            InputRefusedError: That is no recipient.
        """
        ...

    def open(self, sealed: bytes, identity: str) -> bytes | None:
        """What was sealed, or ``None`` if it was for another key or was changed.

        Raises:
            SecretRefusedError: That is no identity.
        """
        ...


class WordList(Protocol):
    """Words from which passphrases are drawn."""

    def words(self) -> tuple[str, ...]:
        """All of them, each once."""
        ...


class PassphraseMeter(Protocol):
    """How hard a self-chosen passphrase is to guess."""

    def score(self, passphrase: str, context: tuple[str, ...]) -> int:
        """0 (guessed at once) to 4; words of ``context`` count as known to the guesser."""
        ...
