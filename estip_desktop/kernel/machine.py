"""What can be said of the laptop without opening a record: figures and states, nothing personal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Answer(StrEnum):
    """An answer that may honestly be missing."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class VaultAge:
    """How fresh what lies beside one vault is; which vault it is, is not said.

    Args:
        newest_backup: Day of the newest backup in the vault's own folder.
        sealed_waiting: Sealed files that lie beside it.
        oldest_sealed: Moment at which the oldest of them was written.
        last_written: When its database was last written.
    """

    newest_backup: date | None
    sealed_waiting: int
    oldest_sealed: datetime | None
    last_written: datetime | None


@dataclass(frozen=True, slots=True)
class Machine:
    """The laptop as the program finds it.

    Args:
        versions: Of the program and of what it stands on, by name.
        free_bytes: Room on the disk of the home folder; ``None`` if nobody can say.
        disk_is_encrypted: Whether the disk under the home folder is.
        swap_is_encrypted: Whether everything memory may be written to is; no swap counts as yes.
        home_is_private: Whether nobody else may enter the home folder.
        program_since: When the files of the program were last changed.
    """

    versions: Mapping[str, str]
    free_bytes: int | None
    disk_is_encrypted: Answer
    swap_is_encrypted: Answer
    home_is_private: Answer
    program_since: datetime | None
    vaults: tuple[VaultAge, ...]
