"""What a damaged vault still tells, compared with a backup of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from estip_desktop.kernel.clock import local_day

KEYS_BACK_FACT = "keys-of-a-backup"
"""The fact under which a restored vault remembers that its owner has still to be told."""


class KeysBack(StrEnum):
    """What opens a vault once a backup of it is back."""

    SAME = "same"
    """What opens it today, or a passphrase that was chosen with the restore."""
    OLDER = "older"
    """The secrets of the backup's day; those of today do not any more."""
    OF_ITS_DAY = "of-its-day"
    """The same, where there is nothing to compare them with."""


@dataclass(frozen=True, slots=True)
class LaterEntry:
    """One entry of the audit trail after the backup.

    Args:
        at: Microseconds since 1970 in UTC.
        what: The event, e.g. ``answer-saved``; nothing of what was said.
    """

    at: int
    what: str

    @property
    def day(self) -> date:
        """The calendar day in the United Kingdom."""
        return local_day(datetime.fromtimestamp(self.at / 1_000_000, UTC))


@dataclass(frozen=True, slots=True)
class Later:
    """Everything after a backup that could still be read and is genuine.

    Args:
        is_whole: Whether this reaches to the end; if not, there may have been more.
        keys: What will open the vault once the backup is back.
        replaced: Ids of slots that the vault knows were replaced.
        erased: How many people of the backup were erased after it.
    """

    entries: tuple[LaterEntry, ...] = ()
    is_whole: bool = False
    keys: KeysBack = KeysBack.SAME
    replaced: frozenset[str] = frozenset()
    erased: int = 0

    def counted(self) -> list[tuple[date, str, int]]:
        """How often what happened on which day, in order."""
        found = Counter((entry.day, entry.what) for entry in self.entries)
        return [(day, what, count) for (day, what), count in sorted(found.items())]


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What was brought over from a damaged vault into its restored backup.

    Args:
        records: Rows that were whole and are there now.
        missing: Table of each row that could not be read; the backup's older copy stands, if any.
        is_whole: Whether the audit trail could be read to its end.
    """

    records: int = 0
    missing: tuple[str, ...] = ()
    is_whole: bool = True
