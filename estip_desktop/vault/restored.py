"""What a restore did, what a test of a backup found, and which secrets come back with a backup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, ngettext
from estip_desktop.vault.backup import BackupManifest, BackupState
from estip_desktop.vault.model import Header, VaultInfo
from estip_desktop.vault.repair import CarriedOver, KeysBack

_BEFORE: dict[KeysBack, str] = {
    KeysBack.OLDER: N_(
        "The passphrase and the recovery sheet of {day} come back with it. Those of today will not "
        "open it any more, so if they were changed because somebody had seen them, change them "
        "again."
    ),
    KeysBack.OF_ITS_DAY: N_(
        "The passphrase and the recovery sheet of {day} open it, whatever was changed since."
    ),
}
_AFTER: dict[KeysBack, str] = {
    KeysBack.OLDER: N_(
        "The passphrase and the recovery sheet of {day} open it again, and those that were newer "
        "do not. Change the passphrase next."
    ),
    KeysBack.OF_ITS_DAY: N_(
        "The passphrase and the recovery sheet of {day} open it. Change the passphrase next."
    ),
}
_AFTER_NEW = N_(
    "Your new passphrase opens it. So does the recovery sheet of {day}; a newer sheet does not."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore.

    Args:
        kept_aside: Folder in which the vault that was there before is kept; empty if none was.
        carried_over: What was brought over from that vault, if anything was tried.
        keys: What opens it now.
        has_new_passphrase: Whether one was chosen with the restore.
        erased_back: How many people are there again that had been erased after the backup.
    """

    info: VaultInfo
    manifest: BackupManifest
    kept_aside: str
    carried_over: CarriedOver | None = None
    keys: KeysBack = KeysBack.SAME
    has_new_passphrase: bool = False
    erased_back: int = 0

    @property
    def keys_words(self) -> str:
        """What opens it now, in a sentence or two; empty where nothing has changed."""
        words = _AFTER_NEW if self.has_new_passphrase else _AFTER.get(self.keys, "")
        if self.keys is KeysBack.SAME:
            return ""
        return _in_words(words, self.manifest)


@dataclass(frozen=True, slots=True)
class Tested:
    """A backup and what the test of it found."""

    path: Path
    state: BackupState
    manifest: BackupManifest | None = None


def keys_back(header: Header, present: Sequence[Header], *, new_passphrase: bool) -> KeysBack:
    """What opens a vault that gets this header.

    Args:
        header: Of the backup, or the one that is here where that stays.
        present: The sound copies of the header that is here.
        new_passphrase: Whether its owner chooses a passphrase now.
    """
    if header in present:
        return KeysBack.SAME
    if present:
        return KeysBack.OLDER
    return KeysBack.SAME if new_passphrase else KeysBack.OF_ITS_DAY


def words_before(keys: KeysBack, manifest: BackupManifest) -> str:
    """What will open it, before it is put back; empty where nothing changes."""
    return _in_words(_BEFORE.get(keys, ""), manifest)


def erased_words(count: int) -> str:
    """That people who were erased come back with a backup; empty where nobody does."""
    if not count:
        return ""
    return ngettext(
        "{count} person who was erased after this backup comes back with it. Erase them again.",
        "{count} people who were erased after this backup come back with it. Erase them again.",
        count,
    ).format(count=count)


def _in_words(words: str, manifest: BackupManifest) -> str:
    day: date = local_day(manifest.made_at)
    return _(words).format(day=f"{day:%d/%m/%Y}") if words else ""
