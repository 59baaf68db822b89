"""Making, listing and unlocking the vaults of one home."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Generic

from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    NotFoundError,
    SecretRefusedError,
    VaultError,
    VaultHeaderDamagedError,
    VaultTooNewError,
)
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import IdFactory, VaultId
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import header as headers
from estip_desktop.vault import passphrases, recovery_key
from estip_desktop.vault.key_slots import KeySlots, new_vault_key
from estip_desktop.vault.model import (
    Created,
    Header,
    HeaderState,
    SlotKind,
    VaultInfo,
    VaultKind,
    checked_label,
)
from estip_desktop.vault.open_vault import OpenVault
from estip_desktop.vault.ports import (
    DatabaseOpener,
    PassphraseMeter,
    UnitT_co,
    VaultPlaces,
    VaultShelf,
    WordList,
)

OWNER_NAME = "owner-name"
"""The fact under which casework finds the owner's name."""
NAME_LIMIT = 200
_log = logging.getLogger(__name__)


class Vaults(Generic[UnitT_co]):
    """The vaults in one home; each knows nothing of the others.

    Args:
        shelf: Their folders.
        databases: Makes and opens what is inside.
        slots: Wraps and unwraps vault keys.
        words: For generated passphrases.
        meter: For self-chosen ones.
        ids: For new vaults.
    """

    def __init__(
        self,
        shelf: VaultShelf,
        databases: DatabaseOpener[UnitT_co],
        slots: KeySlots,
        *,
        words: WordList,
        meter: PassphraseMeter,
        ids: IdFactory,
    ) -> None:
        self._shelf = shelf
        self._databases = databases
        self._slots = slots
        self._words = words
        self._meter = meter
        self._ids = ids

    def list(self) -> tuple[VaultInfo, ...]:
        """All vaults, by label; those whose header cannot be read come last."""
        found = [self._info(vault_id) for vault_id in self._shelf.ids()]
        return tuple(sorted(found, key=lambda one: (not one.label, one.label.casefold(), one.id)))

    def generate_passphrase(self) -> str:
        """Five words, drawn anew each time."""
        return passphrases.generate(self._words)

    def passphrase_problem(self, passphrase: str, label: str = "", person_name: str = "") -> str:
        """Why this passphrase may not be chosen, as a code; empty if it may."""
        return passphrases.problem(passphrase, (label, person_name), self._meter)

    def create(
        self,
        label: str,
        kind: VaultKind,
        passphrase: str,
        person_name: str = "",
        progress: Progress | None = None,
    ) -> Created:
        """Make a vault; takes a few seconds, so call it on a thread.

        Raises:
            InputRefusedError: The label or the passphrase cannot be chosen.
            DiskFullError, DiskReadOnlyError: Nothing was left behind.
        """
        progress = progress or Progress()
        label = checked_label(label)
        person_name = person_name.strip()[:NAME_LIMIT]
        passphrases.require_strong(passphrase, (label, person_name), self._meter)
        vault_id = VaultId(self._ids.new())
        vault_key = new_vault_key()
        recovery, printed = recovery_key.new()
        progress.tell(_("Measuring this laptop and making the keys…"))
        frame = Header(vault_id, label, kind, ())
        header = Header(
            vault_id,
            label,
            kind,
            (
                self._slots.fill(
                    frame, SlotKind.PASSPHRASE, passphrases.to_bytes(passphrase), vault_key
                ),
                self._slots.fill(frame, SlotKind.RECOVERY, recovery.reveal(), vault_key),
            ),
        )
        progress.tell(_("Making the vault…"))
        facts = {OWNER_NAME: person_name} if person_name else {}

        def fill(places: VaultPlaces) -> None:
            self._databases.create(places.database, vault_key, vault_id, facts)

        self._shelf.add(vault_id, headers.encode(header), fill)
        return Created(header.info, printed)

    def unlock(
        self, vault_id: str, passphrase: str, progress: Progress | None = None
    ) -> OpenVault[UnitT_co]:
        """Open a vault with its passphrase; takes about a second, so call it on a thread.

        Raises:
            NotFoundError: There is no such vault.
            SecretRefusedError: Wrong passphrase.
            VaultHeaderDamagedError, VaultDamagedError, VaultTooNewError, VaultInUseError,
            DiskFullError, DiskReadOnlyError
        """
        secret = passphrases.to_bytes(passphrase)
        return self._unlock(VaultId(vault_id), SlotKind.PASSPHRASE, secret, progress or Progress())

    def unlock_with_recovery_key(
        self, vault_id: str, text: str, progress: Progress | None = None
    ) -> OpenVault[UnitT_co]:
        """Open a vault with the key that was printed when it was made.

        Raises:
            SecretRefusedError: Mistyped (``recovery-key-mistyped``), or of another vault.
            NotFoundError, VaultError: As :meth:`unlock`.
        """
        secret = recovery_key.parse(text).reveal()
        return self._unlock(VaultId(vault_id), SlotKind.RECOVERY, secret, progress or Progress())

    def _unlock(
        self, vault_id: VaultId, kind: SlotKind, secret: bytes, progress: Progress
    ) -> OpenVault[UnitT_co]:
        if vault_id not in self._shelf.ids():
            raise NotFoundError("vault")
        copies = self._sound_copies(vault_id)
        progress.tell(_("Working out the key…"))
        header = copies[0]
        try:
            vault_key = self._slots.open(header, kind, secret)
        except SecretRefusedError:
            # A sound copy may still be a forged or an older one; its twin decides.
            if len(set(map(headers.encode, copies))) == 1:
                raise
            header = copies[1]
            vault_key = self._slots.open(header, kind, secret)
        progress.tell(_("Opening the vault…"))
        places = self._shelf.places(vault_id)
        database = self._databases.open(places.database, vault_key, vault_id)
        self._repair(header)
        return OpenVault(header, self._slots, self._shelf, database)

    def _sound_copies(self, vault_id: VaultId) -> tuple[Header, ...]:
        sound: list[Header] = []
        failures: list[VaultError] = []
        for data in self._shelf.headers(vault_id):
            try:
                if data is None:
                    raise VaultHeaderDamagedError("header-missing")
                header = headers.decode(data, self._slots.accepts)
                if header.vault_id != vault_id:
                    raise VaultHeaderDamagedError("header-of-another-vault")
                sound.append(header)
            except VaultError as error:
                failures.append(error)
        if not sound:
            raise next((one for one in failures if isinstance(one, VaultTooNewError)), failures[0])
        return tuple(sound)

    def _repair(self, header: Header) -> None:
        """Make both copies equal to the one that has just opened the vault."""
        data = headers.encode(header)
        if self._shelf.headers(header.vault_id) == (data, data):
            return
        try:
            self._shelf.write_header(header.vault_id, data)
        except (DiskFullError, DiskReadOnlyError) as error:
            _log.warning("header not repaired: %s", error.code)

    def _info(self, vault_id: VaultId) -> VaultInfo:
        try:
            info = self._sound_copies(vault_id)[0].info
        except VaultTooNewError:
            return VaultInfo(vault_id, "", VaultKind.SUPPORTER, HeaderState.TOO_NEW)
        except VaultError:
            return VaultInfo(vault_id, "", VaultKind.SUPPORTER, HeaderState.DAMAGED)
        if not self._shelf.places(vault_id).database.exists():
            return replace(info, state=HeaderState.DAMAGED)
        return info
