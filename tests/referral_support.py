"""Referrals for tests: made-up content, identities, two laptops with real vaults, one store."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.crypto.age import AgeOpener
from estip_desktop.adapters.crypto.identity import P256KeyMaker
from estip_desktop.adapters.crypto.receipts import JwsReceiptMaker
from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.adapters.transports import FolderSpool, open_transport
from estip_desktop.casework import ContactMethod, Person
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import SessionId, UuidFactory
from estip_desktop.outbox import Manifest, ManifestConsent, Outbox
from estip_desktop.provisioning import Desks, Identity, OwnIdentity
from estip_desktop.receiving import Desk
from estip_desktop.referrals import (
    ConsentBlock,
    ContactBlock,
    DoneLine,
    EventBlock,
    PersonBlock,
    Publisher,
    Referral,
    ReferralContent,
    Referrals,
    ReferrerBlock,
    RequestBlock,
    RiskBlock,
    ScoreBand,
    ScoreLine,
    SealOrder,
)
from estip_desktop.vault import VaultKind
from tests import builders
from tests.vault_support import PASSPHRASE, make_vault

MOMENT = datetime(2026, 11, 23, 21, 58, tzinfo=UTC)
CANARY = "Canary-Quillfeather"
PHQ_BANDS = (
    ScoreBand("none-minimal", 0, 4),
    ScoreBand("mild", 5, 9),
    ScoreBand("moderate", 10, 14),
    ScoreBand("moderately severe", 15, 19),
    ScoreBand("severe", 20, 27),
)


def a_score(**changes: Any) -> ScoreLine:
    """A PHQ-9 of 14."""
    values: dict[str, Any] = {
        "instrument_id": "phq-9",
        "title": "PHQ-9",
        "version": "1.0.0",
        "day": date(2026, 11, 23),
        "answered": 9,
        "asked": 9,
        "minimum": 0,
        "maximum": 27,
        "words": "moderate",
        "attribution": "PHQ-9: Spitzer, Kroenke, Williams.",
        "score": 14,
        "bands": PHQ_BANDS,
        "cut_off": 10,
        "cut_off_source": "Kroenke 2001",
        "url": "https://example.org/phq-9",
        "loinc_panel": "44249-1",
        "loinc_score": "44261-6",
    }
    return ScoreLine(**(values | changes))


def a_content(**changes: Any) -> ReferralContent:
    """A complete routine referral of a made-up colleague."""
    values: dict[str, Any] = {
        "referral_id": "019353c0-1111-7abc-8def-0123456789ab",
        "reference": "R-2026-0093",
        "revision": 1,
        "created_at": MOMENT,
        "app": "ESTIP Desktop 1.0",
        "person": PersonBlock("P-0403", CANARY, "4471", date(1988, 4, 2), "Officer", "Northdale"),
        "contact": ContactBlock("Text message first", "text", "01632 960123"),
        "referrer": ReferrerBlock("Alex Example", "Peer supporter", "Northdale Police"),
        "consent": ConsentBlock(share=True, notice="notice/1", at=MOMENT),
        "event": EventBlock("Harbour Street", date(2026, 10, 26)),
        "request": RequestBlock("Occupational Health", "P3", "Poor sleep since the incident."),
        "risk": RiskBlock("No immediate concern was raised."),
        "recipient": "Northdale OH",
        "done": (DoneLine(date(2026, 10, 29), "Defusing"),),
        "scores": (a_score(),),
        "not_included": ("session notes",),
        "crisis": (("Samaritans", "116 123"),),
    }
    return ReferralContent(**(values | changes))


def an_identity(name: str = "Alex Example", *, desk: bool = False, exercise: bool = False):
    """A fresh identity and its keys."""
    return P256KeyMaker().new_identity(
        name, now=MOMENT, desk=desk, exercise=exercise, store="file:///nowhere"
    )


def an_order(own: OwnIdentity, desk: OwnIdentity, **changes: Any) -> SealOrder:
    """A manifest from ``own`` to ``desk``."""
    content = a_content()
    values: dict[str, Any] = {
        "kind": "referral",
        "referral_id": content.referral_id,
        "revision": 1,
        "recipients": (desk.recipient,),
        "device_id": own.kid,
        "sender_role": "peer-supporter",
        "created_at": MOMENT,
        "urgency": "P3",
        "consent": ManifestConsent(given=True, notice="notice/1", at=MOMENT),
        "files": (),
        "app": content.app,
    }
    return SealOrder(Manifest(**(values | changes)), (desk.recipient,))


def tool(name: str, *arguments: str | Path) -> str:
    """Run an outside judge and return everything it said."""
    found = shutil.which(name)
    assert found, f"{name} is missing: ./packaging/test installs it"
    done = subprocess.run(
        [found, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


def text_of(pdf: bytes, folder: Path) -> str:
    """What poppler reads on the pages."""
    path = folder / "text.pdf"
    path.write_bytes(pdf)
    return tool("pdftotext", "-layout", path, "-")


@dataclass
class Side:
    """One laptop: a vault with its use cases."""

    unit: Any
    identity: Identity
    desks: Desks
    referrals: Referrals
    outbox: Outbox
    desk: Desk
    spool: FolderSpool
    close: Any
    passphrases: list[str] = field(default_factory=list)


def a_side(
    home: Path,
    kind: VaultKind,
    workers: DocumentWorkers,
    clock: SetClock,
    *,
    name: str,
    store: Path,
) -> Side:
    """A real vault with an identity; nothing of it is faked but the cost of its derivation."""
    vault = make_vault(home, kind=kind, owner=name).open()
    unit, content = vault.open_unit, Content()
    identity = Identity(unit, P256KeyMaker(), clock)
    spool = FolderSpool(vault.spool_dir)
    side = Side(
        unit=unit,
        identity=identity,
        desks=Desks(unit, workers, clock),
        referrals=Referrals(
            unit,
            content,
            content.pathways(),
            workers,
            spool,
            vault.verify_passphrase,
            clock,
            UuidFactory(clock),
            Publisher("ESTIP Desktop 1.0", crisis=(("Samaritans", "116 123"),)),
        ),
        outbox=Outbox(unit, open_transport, spool, workers, clock, lambda limit: limit),
        desk=Desk(
            unit, open_transport, AgeOpener(), workers, JwsReceiptMaker(), clock, identity.card
        ),
        spool=spool,
        close=vault.close,
    )
    identity.ensure(
        name,
        desk=kind is VaultKind.DESK,
        exercise=kind is VaultKind.EXERCISE,
        store=store.as_uri(),
    )
    return side


def a_colleague(**changes: Any) -> Person:
    """Somebody with everything a referral needs."""
    values: dict[str, Any] = {
        "name": CANARY,
        "staff_number": "4471",
        "contact_method": ContactMethod.PHONE,
        "phone": "01632 960111",
    }
    return builders.a_person(**(values | changes))


def record_case(side: Side, *, person: Person | None = None, chosen: str = "P3") -> SessionId:
    """A person, an incident, a session and a decision."""
    with side.unit() as unit:
        unit.people.save(person or a_colleague())
        unit.incidents.save(builders.an_incident())
        unit.sessions.save(builders.a_session())
        unit.decisions.save(
            builders.a_decision(chosen=chosen, suggested=chosen, reason="Wants to talk")
        )
        unit.commit()
    return SessionId("session-1")


def sign_one(side: Side) -> Referral:
    """A signed referral of :func:`record_case`."""
    draft = side.referrals.draft_for(record_case(side))
    return side.referrals.sign(draft.key, PASSPHRASE)


def stored(store: Path, folder: str) -> Sequence[Path]:
    """Objects of a folder store."""
    return sorted((store / folder).iterdir())
