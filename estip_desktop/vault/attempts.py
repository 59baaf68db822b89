"""The note beside a vault of wrong secrets: how long to wait, and what its owner is told.

Source for slowing down instead of locking out: OWASP ASVS 5.0, V6.3.1; NIST SP 800-63B-4 §3.2.2. An
owner at a scene must get in, so the wait stops growing at thirty seconds. The note cannot be sealed
while the vault is shut; whoever has this account may remove it, which is told after unlocking.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.clock import from_text, to_text

LIMIT_BYTES = 4096
LONGEST_WAIT_S = 30.0
_FORMAT = 1
_MOST = 1_000_000
_DOUBLINGS = 5
"""1, 2, 4, 8, 16, then 30."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """What the note says.

    Args:
        failed: Secrets that did not open the vault since it was last opened.
        first_at: When the first of them was tried.
        last_at: When the last of them was tried.
        proof: Hex of a tag that only the open vault can make; empty if somebody else wrote the
            note, or nobody yet.
    """

    failed: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    proof: str = ""

    @property
    def delay_s(self) -> float:
        """How long after the last wrong secret the next may be tried."""
        if self.failed == 0:
            return 0.0
        if self.failed > _DOUBLINGS:
            return LONGEST_WAIT_S
        return float(2 ** (self.failed - 1))

    def is_ahead_of(self, now: datetime) -> bool:
        """Whether the clock was set back since: what has passed is not known then."""
        return self.last_at is not None and self.last_at > now

    def wait_s(self, now: datetime) -> float:
        """What is left of the delay; all of it where the clock was set back."""
        if self.last_at is None:
            return 0.0
        passed_s = max(0.0, (now - self.last_at).total_seconds())
        return max(0.0, self.delay_s - passed_s)

    def with_another(self, now: datetime) -> Attempts:
        """One more; it counts before it is known to be wrong, or killing us would undo it."""
        return replace(
            self,
            failed=min(self.failed + 1, _MOST),
            first_at=self.first_at or now,
            last_at=now,
        )


def encode(attempts: Attempts) -> bytes:
    """The bytes of the note."""
    return strict_json.canonical(
        {
            "format": _FORMAT,
            "failed": attempts.failed,
            "first_at": _text(attempts.first_at),
            "last_at": _text(attempts.last_at),
            "proof": attempts.proof,
        }
    )


def decode(data: bytes | None) -> Attempts:
    """Read the note; one that is missing or damaged counts nothing and proves nothing."""
    if data is None:
        return Attempts()
    try:
        value = strict_json.load(data, limit_bytes=LIMIT_BYTES)
        if not isinstance(value, dict) or value.pop("format", None) != _FORMAT:
            return Attempts()
        failed, proof = value["failed"], value["proof"]
        if type(failed) is not int or not 0 <= failed <= _MOST or not isinstance(proof, str):
            return Attempts()
        return Attempts(failed, _moment(value["first_at"]), _moment(value["last_at"]), proof)
    except (InputRefusedError, KeyError, TypeError, ValueError):
        return Attempts()


def _text(moment: datetime | None) -> str:
    return "" if moment is None else to_text(moment)


def _moment(text: str) -> datetime | None:
    return from_text(text) if text else None
