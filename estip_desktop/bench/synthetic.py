"""What opens the synthetic vaults of a run."""

from __future__ import annotations

from estip_desktop.adapters.crypto.kdf import Argon2Cost, Argon2idDerivation

PASSPHRASE = "correct horse battery staple lantern"  # noqa: S105 - nothing real is behind it


def quick_derivation() -> Argon2idDerivation:
    """A derivation too cheap to show: what is measured is the rest."""
    cost = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
    return Argon2idDerivation(floor=cost, fixed=cost)
