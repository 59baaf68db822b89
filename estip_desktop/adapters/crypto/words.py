"""Words for passphrases, and a meter for those people choose themselves.

Sources: the English list of BIP 39 (2,048 words, told apart by their first four letters), package
``mnemonic``; D. L. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security
2016.
"""

from __future__ import annotations


class MnemonicWords:
    """The English word list of the package ``mnemonic``."""

    def words(self) -> tuple[str, ...]:
        """All 2,048."""
        from mnemonic import Mnemonic  # noqa: PLC0415 - only when a passphrase is offered

        return tuple(Mnemonic("english").wordlist)


class ZxcvbnMeter:
    """Scores passphrases by how soon a guesser with word lists would find them."""

    def score(self, passphrase: str, context: tuple[str, ...]) -> int:
        """0 to 4."""
        from zxcvbn import zxcvbn  # noqa: PLC0415 - costs a tenth of a second

        return int(zxcvbn(passphrase, user_inputs=[word for word in context if word])["score"])
