"""From secrets to keys: Argon2id for passphrases, HKDF for keys on paper.

Sources: Argon2, RFC 9106 §4 (64 MiB, 3 passes, 4 lanes is its second recommended choice and our
floor); OWASP Password Storage Cheat Sheet (asks for far less); HKDF, RFC 5869 §3.3 (input of full
strength needs no stretching).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from estip_desktop.adapters.crypto.subkeys import KEY_BYTES
from estip_desktop.errors import NotAvailableError, VaultHeaderDamagedError
from estip_desktop.vault.secret import Secret

# The library is imported when something is derived: listing vaults does without it.


def load() -> None:
    """Import the derivations, before anybody waits for them."""
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: F401, PLC0415 - for later
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: F401, PLC0415 - as above
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: F401, PLC0415 - as above


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """Cost of one derivation.

    Args:
        memory_kib: Memory in KiB.
        iterations: Passes over it.
        lanes: Lanes computed side by side.
    """

    memory_kib: int
    iterations: int
    lanes: int

    def as_params(self) -> dict[str, int]:
        """As a slot stores it."""
        return {
            "memory_kib": self.memory_kib,
            "iterations": self.iterations,
            "lanes": self.lanes,
        }


FLOOR = Argon2Cost(memory_kib=64 * 1024, iterations=3, lanes=4)
WANTED = Argon2Cost(memory_kib=256 * 1024, iterations=3, lanes=4)
CEILING = Argon2Cost(memory_kib=1024 * 1024, iterations=16, lanes=16)
"""Beyond this a changed header would be a memory bomb."""
FASTEST_S = 0.5
SLOWEST_S = 1.0
_MORE_THAN_LINEAR = 1.3
"""Four times the memory took 4.2 to 5.1 times as long: it no longer fits the caches."""
_STEPS_KIB = tuple(mebibytes * 1024 for mebibytes in (256, 192, 128, 96))
_PROBES = 2


class Argon2idDerivation:
    """Argon2id by way of ``cryptography``, which lets other threads run meanwhile.

    Args:
        floor: Parameters below it are refused. Lower only for tests and the tour.
        fixed: Use these for new slots instead of measuring the machine.
        clock_s: Seconds that only grow; a test has its own.
        cpu_s: Seconds of work of this process, all threads together; likewise.
    """

    name = "argon2id"

    def __init__(
        self,
        *,
        floor: Argon2Cost = FLOOR,
        fixed: Argon2Cost | None = None,
        clock_s: Callable[[], float] = time.perf_counter,
        cpu_s: Callable[[], float] = time.process_time,
    ) -> None:
        self._floor = floor
        self._fixed = fixed
        self._clock_s = clock_s
        self._cpu_s = cpu_s

    def calibrate(self) -> Mapping[str, int]:
        """Parameters that take 0.5 to 1.0 s here: 256 MiB if it can be, never under 64 MiB."""
        if self._fixed is not None:
            return self._fixed.as_params()
        # The quicker of two, in work and not in waiting: the machine may have been busy, and too
        # low a cost stays for years.
        probe_s = min(self._time_s(FLOOR) for _ in range(_PROBES))
        return cost_for(probe_s).as_params()

    def _time_s(self, cost: Argon2Cost) -> float:
        start_s, worked_s = self._clock_s(), self._cpu_s()
        self.derive(b"measure", bytes(16), cost.as_params())
        # Where others have the processor, work is the less of the two; where the lanes are worked
        # on side by side, or this process is busy elsewhere as well, time is.
        return min(self._clock_s() - start_s, self._cpu_s() - worked_s)

    def accepts(self, params: Mapping[str, int]) -> bool:
        """Whether nothing is missing, below the floor or above the ceiling."""
        floor, ceiling = self._floor.as_params(), CEILING.as_params()
        return params.keys() == floor.keys() and all(
            floor[name] <= params[name] <= ceiling[name] for name in floor
        )

    def derive(self, secret: bytes, salt: bytes, params: Mapping[str, int]) -> Secret:
        """A 256-bit key."""
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415 - see above

        if not self.accepts(params) and params != FLOOR.as_params():
            raise VaultHeaderDamagedError("header-parameters")
        try:
            derivation = Argon2id(
                salt=salt,
                length=KEY_BYTES,
                iterations=params["iterations"],
                lanes=params["lanes"],
                memory_cost=params["memory_kib"],
            )
            return Secret(derivation.derive(secret))
        except MemoryError as error:
            raise NotAvailableError("memory") from error


def cost_for(floor_s: float) -> Argon2Cost:
    """The cost for a machine that needs ``floor_s`` seconds at the floor."""
    for memory_kib in _STEPS_KIB:
        growth = memory_kib / FLOOR.memory_kib
        expected_s = floor_s * growth * _MORE_THAN_LINEAR
        if expected_s <= SLOWEST_S:
            passes = WANTED.iterations
            # Whole passes more until even the linear estimate reaches the lower bound.
            while floor_s * growth * passes / WANTED.iterations < FASTEST_S:
                if passes == CEILING.iterations:
                    break
                passes += 1
            return Argon2Cost(memory_kib, passes, WANTED.lanes)
    return FLOOR


class HkdfDerivation:
    """HKDF-SHA256 for secrets of full strength; there is nothing to tune."""

    name = "hkdf-sha256"

    def calibrate(self) -> Mapping[str, int]:
        """No parameters."""
        return {}

    def accepts(self, params: Mapping[str, int]) -> bool:
        """Only none at all."""
        return not params

    def derive(self, secret: bytes, salt: bytes, params: Mapping[str, int]) -> Secret:
        """A 256-bit key."""
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - see above
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - see above

        if not self.accepts(params):
            raise VaultHeaderDamagedError("header-parameters")
        derivation = HKDF(
            algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"estip-desktop/1/recovery"
        )
        return Secret(derivation.derive(secret))
