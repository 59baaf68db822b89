"""Watching the door: slows wrong secrets down, and tells an owner what happened meanwhile."""

from __future__ import annotations

import hmac
import logging
import math
from dataclasses import dataclass, replace
from datetime import datetime

from estip_desktop.errors import TryLaterError, VaultError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, from_text, to_text
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault import attempts, seen
from estip_desktop.vault.attempts import Attempts
from estip_desktop.vault.force_slot import ADDED, REPLACED, TOLD, UNTOLD_FACT
from estip_desktop.vault.model import SlotKind
from estip_desktop.vault.ports import VaultDatabase, VaultShelf
from estip_desktop.vault.repair import KEYS_BACK_FACT

FORCE_FACT = "force-opened-at"
"""The fact under which a vault remembers that its owner has still to be told."""
_AS_MADE = 1
"""The number of the entry of a vault's making: first run goes on with the key it has just made."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notices:
    """What an owner is told once, right after unlocking.

    Args:
        failed_tries: Wrong secrets since the vault was last opened.
        failed_since: When the first of them was tried.
        is_older_copy: This laptop has seen a later state of the database.
        is_older_header: The beginning of the vault is one that had been replaced.
        attempts_lost: The note of wrong secrets was removed or changed.
        seen_lost: The note of the last state seen was removed or changed.
        by_recovery_key: The recovery sheet opened it, so its passphrase may be forgotten.
        force_opened_at: When the force's recovery key was last used, if that was not told yet.
        keys_of_backup: A restore brought back the secrets of its backup's day.
        force_added: The force's profile turned its recovery key on, and from now on it opens this.
        force_replaced: The same, where its key or its profile named another one before.
        seen_not_kept: The note of the last state seen cannot be written, though the vault can.
        header_not_repaired: A copy of the header is damaged and cannot be written anew.
    """

    failed_tries: int = 0
    failed_since: datetime | None = None
    is_older_copy: bool = False
    is_older_header: bool = False
    attempts_lost: bool = False
    seen_lost: bool = False
    by_recovery_key: bool = False
    force_opened_at: datetime | None = None
    keys_of_backup: bool = False
    force_added: bool = False
    force_replaced: bool = False
    seen_not_kept: bool = False
    header_not_repaired: bool = False

    def __bool__(self) -> bool:
        return self != Notices()


class Watch:
    """Keeps the two notes.

    Args:
        shelf: Where they lie.
        clock: For the waits.
    """

    def __init__(self, shelf: VaultShelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._waits: dict[VaultId, tuple[datetime | None, float]] = {}
        """When the last wrong secret was tried, and until when this process waits for that."""

    def wait_s(self, vault_id: VaultId) -> float:
        """Seconds until a secret may be tried.

        While this process lives, its own clock counts as well: setting the laptop's clock forward
        shortens nothing. Where it was set back, the whole delay is waited for once.
        """
        noted = attempts.decode(self._shelf.attempts(vault_id))
        now, now_s = self._clock.now(), self._clock.monotonic_s()
        known = self._waits.get(vault_id)
        if noted.is_ahead_of(now) and (known is None or known[0] != noted.last_at):
            known = self._waits[vault_id] = (noted.last_at, now_s + noted.delay_s)
        if known is None:
            return noted.wait_s(now)
        left_s = max(0.0, known[1] - now_s)
        return left_s if known[0] == noted.last_at else max(left_s, noted.wait_s(now))

    def begin(self, vault_id: VaultId) -> Attempts:
        """Count a try, durably, before it is made.

        Returns:
            The note as it was.

        Raises:
            TryLaterError: The wait is not over.
        """
        wait_s = self.wait_s(vault_id)
        if wait_s > 0:
            raise TryLaterError(math.ceil(wait_s))
        before = attempts.decode(self._shelf.attempts(vault_id))
        self._note(vault_id, before.with_another(self._clock.now()))
        return before

    def refused(self, vault_id: VaultId, before: Attempts) -> None:
        """The secret was wrong: the wait begins now."""
        after = self._unless_begun_anew(vault_id, before).with_another(self._clock.now())
        self._note(vault_id, after)
        self._waits[vault_id] = (after.last_at, self._clock.monotonic_s() + after.delay_s)

    def give_back(self, vault_id: VaultId, before: Attempts) -> None:
        """The secret was right, or was never tried: it does not count."""
        self._waits.pop(vault_id, None)
        self._note(vault_id, self._unless_begun_anew(vault_id, before))

    def asked_again(self, vault_id: VaultId, before: Attempts) -> None:
        """The owner of the open vault was asked, and knew it: wrong ones before are forgiven."""
        self._waits.pop(vault_id, None)
        noted = self._unless_begun_anew(vault_id, before)
        self._note(vault_id, Attempts(proof=noted.proof))

    def _unless_begun_anew(self, vault_id: VaultId, before: Attempts) -> Attempts:
        """The note as it was, or as it is now if another window opened the vault meanwhile."""
        now = attempts.decode(self._shelf.attempts(vault_id))
        return before if now.proof == before.proof else now

    def opened(
        self,
        vault_id: VaultId,
        before: Attempts,
        database: VaultDatabase,
        *,
        older_header: bool,
        opened_by: SlotKind,
        force_change: str = "",
    ) -> Notices:
        """The vault is open: what is there to tell? Recorded in the vault, then begun anew."""
        proof = database.seal(seen.message(vault_id, -1)).hex()
        has_proof = hmac.compare_digest(before.proof.encode(), proof.encode())
        entry = seen.decode(self._shelf.seen()).get(vault_id)
        if entry is not None and not _is_genuine(vault_id, entry, database):
            entry = None
        found = database.found_counter
        is_older = entry is not None and entry.counter > found
        # Whoever removes one note can remove both. A new vault has none yet, and a restored one
        # need not have them; every other was opened somewhere, and left them.
        has_no_note = entry is None and not has_proof
        both_lost = has_no_note and found > _AS_MADE and not database.was_put_back
        notices = Notices(
            failed_tries=before.failed,
            failed_since=before.first_at if before.failed else None,
            is_older_copy=is_older,
            is_older_header=older_header,
            # A folder that was put back from a backup has no such note: that is told already.
            attempts_lost=both_lost or (entry is not None and not has_proof and not is_older),
            seen_lost=both_lost or (entry is None and has_proof),
            by_recovery_key=opened_by is SlotKind.RECOVERY and found > _AS_MADE,
            force_opened_at=_moment(database.fact(FORCE_FACT)),
            keys_of_backup=bool(database.fact(KEYS_BACK_FACT)),
            force_added=force_change == ADDED,
            force_replaced=force_change == REPLACED,
        )
        span = f"{found}<{entry.counter if entry else 0}"
        self._record(vault_id, notices, database, span, opened_by)
        self._waits.pop(vault_id, None)
        self._note(vault_id, Attempts(proof=proof))
        if self.saw(vault_id, database) or database.refuses_writes is not None:
            return notices
        # Where the vault gets on and its note does not, an older copy would go unnoticed.
        return replace(notices, seen_not_kept=True)

    def saw(self, vault_id: VaultId, database: VaultDatabase) -> bool:
        """Remember how far the vault has got; False where that could not be written."""
        counter = database.counter
        tag = database.seal(seen.message(vault_id, counter)).hex()
        entry = seen.SeenEntry(counter, tag)
        try:
            # Other windows have other vaults in the same note: theirs stay as they are by now.
            self._shelf.update_seen(lambda now: seen.encode({**seen.decode(now), vault_id: entry}))
        except VaultError as error:
            _log.warning("state seen not noted: %s", error.code)
            return False
        return True

    def _note(self, vault_id: VaultId, noted: Attempts) -> None:
        try:
            self._shelf.write_attempts(vault_id, attempts.encode(noted))
        except VaultError as error:  # a full or read-only disk must not lock an owner out
            _log.warning("try not noted: %s", error.code)

    def _record(
        self,
        vault_id: VaultId,
        notices: Notices,
        database: VaultDatabase,
        span: str,
        opened_by: SlotKind,
    ) -> None:
        by_force = opened_by is SlotKind.FORCE
        is_changed = notices.force_added or notices.force_replaced
        told = {
            "failed-tries": (notices.failed_tries > 0, str(notices.failed_tries)),
            "older-copy-opened": (notices.is_older_copy, span),
            "older-header-found": (notices.is_older_header, ""),
            "attempts-note-lost": (notices.attempts_lost, ""),
            "seen-note-lost": (notices.seen_lost, ""),
            "opened-by-recovery-key": (notices.by_recovery_key, ""),
            "opened-by-force-key": (by_force, ""),
            TOLD: (is_changed and not by_force, ADDED if notices.force_added else REPLACED),
            "keys-of-backup-told": (notices.keys_of_backup and not by_force, ""),
            "force-opening-told": (notices.force_opened_at is not None and not by_force, ""),
        }
        events = [AuditEvent(what, vault_id, detail) for what, (on, detail) in told.items() if on]
        if not events:
            return
        facts = {}
        if by_force:  # its owner is told next time
            facts = {FORCE_FACT: to_text(self._clock.now())}
        elif notices.force_opened_at is not None:
            facts = {FORCE_FACT: ""}
        if notices.keys_of_backup and not by_force:
            facts[KEYS_BACK_FACT] = ""
        if is_changed and not by_force:
            facts[UNTOLD_FACT] = ""
        try:
            database.keep(facts, events)
        except VaultError as error:
            _log.warning("notices not recorded: %s", error.code)


def _is_genuine(vault_id: VaultId, entry: seen.SeenEntry, database: VaultDatabase) -> bool:
    expected = database.seal(seen.message(vault_id, entry.counter)).hex()
    return hmac.compare_digest(expected.encode(), entry.tag.encode())


def _moment(text: str) -> datetime | None:
    return from_text(text) if text else None
