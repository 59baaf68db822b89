"""A whole case, interrupted: session, concern, signed referral with its sealed file, sending."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from estip_desktop.adapters.crypto.identity import P256KeyMaker
from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.adapters.transports import FolderSpool
from estip_desktop.errors import EstipError, NotFoundError
from estip_desktop.guidance import Concerns
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import ConcernId, SessionId, UuidFactory
from estip_desktop.outbox import ParcelState
from estip_desktop.referrals import ReferralState
from estip_desktop.vault import VaultKind
from tests import builders
from tests.faults.scenarios import Acknowledge, FromNothing, afterwards, open_and_check
from tests.referral_support import Side, a_side, record_case
from tests.vault_support import PASSPHRASE

RED = frozenset({"R1", "R2", "R3", "R4", "R5", "R6"})
WAITING = frozenset({ParcelState.SEALED, ParcelState.SENDING, ParcelState.STORED})


class Case(FromNothing):
    """One colleague, from the first word to the store; each step is acknowledged with its id."""

    name = "case"

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        workers, clock = DocumentWorkers(), SetClock(builders.NOW)
        store = home / "store"
        side = a_side(home, VaultKind.SUPPORTER, workers, clock, name="Priya Made-Up", store=store)
        try:
            self._go_through(side, clock, store, acknowledge)
        finally:
            side.close()
            workers.close()

    @staticmethod
    def _go_through(side: Side, clock: SetClock, store: Path, acknowledge: Acknowledge) -> None:
        side.desks.add(_a_card(store))
        session = record_case(side)
        acknowledge(f"session {session}")
        concerns = Concerns(side.unit, clock, UuidFactory(clock), RED)
        concern = concerns.open_by_hand(session)
        acknowledge(f"concern {concern.id}")
        concerns.mark(concern.id, "stay")
        acknowledge(f"marked {concern.id}")
        concerns.record(concern.id)
        acknowledge(f"closed {concern.id}")
        draft = side.referrals.draft_for(session)
        acknowledge(f"draft {draft.key}")
        signed = side.referrals.sign(draft.key, PASSPHRASE)
        acknowledge(f"signed {signed.key}")
        side.outbox.send_due(now_please=True)
        acknowledge(f"stored {signed.key}")

    def losses(self, home: Path, acknowledged: Sequence[str]) -> list[str]:
        if not acknowledged:
            return []
        vault, lost = open_and_check(afterwards(home, timedelta(days=30)))
        if vault is None:
            return lost
        spool = FolderSpool(vault.spool_dir)
        looks: Mapping[str, Callable[[SqlUnitOfWork, str], bool]] = {
            "session": lambda unit, one: bool(unit.sessions.get(SessionId(one)).person_id),
            "concern": lambda unit, one: bool(unit.concerns.get(ConcernId(one)).id),
            "marked": lambda unit, one: "stay" in unit.concerns.get(ConcernId(one)).actions,
            "closed": lambda unit, one: not unit.concerns.get(ConcernId(one)).is_open,
            "draft": lambda unit, one: bool(unit.referrals.get(one).content.reference),
            "signed": lambda unit, one: _is_signed_and_sealed(unit, one, spool),
            "stored": lambda unit, one: (
                _is_signed_and_sealed(unit, one, spool)
                and unit.parcels.get(one).state is ParcelState.STORED
            ),
        }
        for told in acknowledged:
            what, one = told.split(" ")
            try:
                with vault.open_unit() as unit:
                    if not looks[what](unit, one):
                        lost.append(told)
            except EstipError as error:
                lost.append(f"{told}: {error}")
        vault.close()
        return lost


def _is_signed_and_sealed(unit: SqlUnitOfWork, key: str, spool: FolderSpool) -> bool:
    """Whether the document is there and its sealed file, which no store can be trusted with."""
    parcel = unit.parcels.get(key)
    if parcel.state not in WAITING or unit.referrals.get(key).state is not ReferralState.SIGNED:
        return False
    try:
        return bool(spool.get(parcel.object_sha256))
    except NotFoundError:
        return False


def _a_card(store: Path) -> bytes:
    maker = P256KeyMaker()
    own, keys = maker.new_identity(
        "Northdale OH", now=builders.NOW, desk=True, exercise=False, store=store.as_uri()
    )
    return maker.card(own, keys, now=builders.NOW)
