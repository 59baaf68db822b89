"""From a signed referral to what the outbox keeps: manifest order and parcels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import ReferralId
from estip_desktop.outbox import (
    Manifest,
    ManifestConsent,
    OutboxEvent,
    Parcel,
    ParcelState,
    once_replaced,
)
from estip_desktop.provisioning import IdentityKeys, KnownDesk, OwnIdentity
from estip_desktop.referrals.content import ReferralContent
from estip_desktop.referrals.model import Produced, Referral, SealOrder
from estip_desktop.referrals.ports import ReferralsUnitOfWork
from estip_desktop.stepped_care import AckDeadline

SENDER_ROLE = "peer-supporter"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Facts about this installation that stand on every document.

    Args:
        app: Name and version.
        force: Name of the force; empty without a force's profile.
        crisis: Name and number of each crisis contact, printed in the footer.
    """

    app: str
    force: str = ""
    crisis: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Signing:
    """A draft ready to be produced: what the producing process needs, nothing of the vault."""

    referral: Referral
    content: ReferralContent = field(repr=False)
    identity: OwnIdentity
    keys: IdentityKeys = field(repr=False)
    desk: KnownDesk | None
    order: SealOrder | None


def kind_of(content: ReferralContent) -> str:
    """The kind that manifest and outbox name."""
    return "estim" if content.is_estim else "referral"


def order_for(
    content: ReferralContent,
    own: OwnIdentity,
    desk: KnownDesk,
    deadline: AckDeadline,
    *,
    clock_suspect: bool = False,
) -> SealOrder:
    """What the manifest says; the files are added once their bytes are known.

    Args:
        content: What the document says.
        own: Who signs.
        desk: To whom it goes.
        deadline: By when somebody has to answer.
        clock_suspect: The clock jumped, so that its moments are worth less.
    """
    consent, request = content.consent, content.request
    manifest = Manifest(
        kind=kind_of(content),
        referral_id=content.referral_id,
        revision=content.revision,
        replaces=content.replaces,
        recipients=(desk.recipient,),
        device_id=own.kid,
        sender_role=SENDER_ROLE,
        created_at=content.created_at,
        urgency=request.urgency,
        phoned_at=request.phoned_at,
        phoned_to=request.phoned_to,
        consent=ManifestConsent(consent.share, consent.notice, consent.at),
        ack_by=deadline.accepted_by,
        files=(),
        app=content.app,
        clock_suspect=clock_suspect,
    )
    return SealOrder(manifest, (desk.recipient,))


def parcel_for(
    signing: Signing, produced: Produced, sha256: str, deadline: AckDeadline, now: datetime
) -> Parcel:
    """The outbox row: waiting, or merely signed where no desk is known yet."""
    content, desk = signing.content, signing.desk
    common = Parcel(
        referral_id=ReferralId(content.referral_id),
        revision=content.revision,
        reference=content.reference,
        state=ParcelState.SIGNED,
        urgency=content.request.urgency,
        created_at=content.created_at,
        kind=kind_of(content),
        document_size=len(produced.pdf),
        device_id=signing.identity.kid,
        collect_by=deadline.collected_by,
        accept_by=deadline.accepted_by,
        phoned_to=content.request.phoned_to,
        phoned_at=content.request.phoned_at,
        latest_moment=now,
    )
    if desk is None or signing.order is None or not sha256:
        return common
    return replace(
        common,
        state=ParcelState.SEALED,
        object_sha256=sha256,
        sealed_size=len(produced.sealed),
        desk_id=desk.id,
        desk_name=desk.name,
        desk_certificate=desk.certificate,
        store=desk.store,
        recipients=signing.order.recipients,
    )


def keep_parcel(unit: ReferralsUnitOfWork, parcel: Parcel, clock: Clock) -> Parcel:
    """Keep a parcel with its journal; sealed, it ends the earlier revisions it answers for."""
    known = unit.parcels.find(parcel.key)
    if known is not None and known.phoned_at is not None:
        parcel = replace(parcel, phoned_to=known.phoned_to, phoned_at=known.phoned_at)
    unit.parcels.save(parcel)
    _note(unit, parcel, parcel.state.value, clock)
    if parcel.state is not ParcelState.SEALED:
        return parcel
    for revision in range(1, parcel.revision):
        earlier = unit.parcels.find(f"{parcel.referral_id}.{revision}")
        if earlier is None:
            continue
        ended = once_replaced(earlier, unit.parcels.events(earlier.key))
        if ended is not earlier.state:
            unit.parcels.save(replace(earlier, state=ended))
            _note(unit, earlier, "replaced", clock)
            unit.audit.record(AuditEvent("parcel-replaced", earlier.key))
    return parcel


def _note(unit: ReferralsUnitOfWork, parcel: Parcel, what: str, clock: Clock) -> None:
    moment, ticks = clock.now(), clock.monotonic_s()
    unit.parcels.add_event(OutboxEvent(parcel.referral_id, parcel.revision, moment, ticks, what))
