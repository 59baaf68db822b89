"""The use cases of referrals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from estip_desktop.casework import NATION, Share
from estip_desktop.errors import NotAvailableError, NotFoundError, RuleError, SecretRefusedError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import IdFactory, PersonId, ReferralId, SessionId
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.outbox import NO_DESK, Parcel, ParcelState, Spool
from estip_desktop.provisioning import KnownDesk, OwnIdentity
from estip_desktop.referrals.casefile import gather
from estip_desktop.referrals.completeness import Missing, missing
from estip_desktop.referrals.compose import CaseFile, DraftName, Heading, compose, undecided
from estip_desktop.referrals.content import ReferralContent
from estip_desktop.referrals.model import (
    Produced,
    Referral,
    ReferralChoices,
    ReferralState,
    SealOrder,
    SupervisorNote,
)
from estip_desktop.referrals.ports import CaseBook, DocumentMaker, ReferralsUnitOfWork
from estip_desktop.referrals.sealing import Publisher, Signing, keep_parcel, order_for, parcel_for
from estip_desktop.referrals.summary import OFFERED, answer_of, parts_of, what_goes
from estip_desktop.stepped_care import AckDeadline, Nation, Pathways, ack_deadline


class Referrals:
    """Compose, preview and sign referrals.

    Args:
        open_unit: The vault.
        book: Published protocols and instruments.
        pathways: Flags, rungs and deadlines.
        documents: Makes PDFs in another process.
        spool: Where sealed files wait.
        verify_passphrase: Whether this is the vault's passphrase (takes as long as unlocking).
        clock: Moments for documents and rows.
        ids: Ids for new referrals.
        publisher: What stands on every document.
        clock_is_suspect: Whether the clock jumped, which the manifest then says.
        crisis_of: Name and number of each crisis contact of a nation; without it those of the
            publisher are printed.
    """

    def __init__(
        self,
        open_unit: Callable[[], ReferralsUnitOfWork],
        book: CaseBook,
        pathways: Pathways,
        documents: DocumentMaker,
        spool: Spool,
        verify_passphrase: Callable[[str], bool],
        clock: Clock,
        ids: IdFactory,
        publisher: Publisher,
        clock_is_suspect: Callable[[], bool] = bool,
        crisis_of: Callable[[Nation], tuple[tuple[str, str], ...]] | None = None,
    ) -> None:
        self._open_unit = open_unit
        self._book = book
        self._pathways = pathways
        self._documents = documents
        self._spool = spool
        self._verify_passphrase = verify_passphrase
        self._clock = clock
        self._ids = ids
        self._publisher = publisher
        self._clock_is_suspect = clock_is_suspect
        self._crisis_of = crisis_of

    def draft_for(self, session_id: SessionId) -> Referral:
        """The session's open draft, as the records stand now; a new one if it has none.

        A first draft shares what they chose when they saw what would go (the least, where they were
        not asked), goes to the newest desk known, and takes its reason from the decision.
        """
        now = self._clock.now()
        with self._open_unit() as unit:
            known = unit.referrals.of_session(session_id)
            session = unit.sessions.get(session_id)
            if known and known[0].state is ReferralState.DRAFT:
                return self._up_to_date(unit, known[0])
            desks = unit.desks.all()
            case = gather(unit, self._book, session_id)
            answer = answer_of(case.checklists.get(session.id), case.answers)
            choices = replace(
                _first_choices(case, answer), desk_id=desks[0].id if desks else NO_DESK
            )
            referral_id = ReferralId(self._ids.new())
            reference = unit.referrals.next_reference(local_day(now).year)
            content = self._compose(unit, session_id, choices, DraftName(referral_id, reference, 1))
            draft = Referral(
                referral_id, reference, 1, session.person_id, session.incident_id, session_id,
                choices, content, now, now,
            )  # fmt: skip
            unit.referrals.save(draft)
            unit.audit.record(AuditEvent("referral-drafted", draft.key))
            unit.commit()
        return draft

    def would_go(self, session_id: SessionId) -> Mapping[str, tuple[str, ...]]:
        """What a first referral would tell, line by line, for each answer on a sharing page.

        Composed as the referral itself will be, so that nothing goes which was not shown.
        """
        with self._open_unit() as unit:
            case = gather(unit, self._book, session_id)
        agreed = replace(case.session.consent, share=Share.YES)
        case = replace(case, session=replace(case.session, consent=agreed))
        heading = Heading("", "", 1, self._clock.now(), self._publisher.app)
        lines: dict[str, tuple[str, ...]] = {"nothing": (_("Nothing leaves this laptop."),)}
        for answer in OFFERED:
            choices = _first_choices(case, answer)
            content = compose(case, choices, heading, self._pathways)
            lines[answer] = what_goes(content if case.decision else undecided(content))
        return lines

    def save_draft(self, key: str, choices: ReferralChoices) -> Referral:
        """Keep other choices and compose again from the records as they are now."""
        with self._open_unit() as unit:
            draft = unit.referrals.get(key)
            content = self._compose(
                unit,
                draft.session_id,
                choices,
                DraftName(draft.id, draft.reference, draft.revision, draft.replaces),
            )
            changed = draft.changed(choices, content, self._clock.now())
            unit.referrals.save(changed)
            unit.audit.record(AuditEvent("referral-saved", key))
            unit.commit()
        return changed

    def revise(self, key: str) -> Referral:
        """A new version of a signed referral, as a draft."""
        with self._open_unit() as unit:
            signed = unit.referrals.get(key)
            newest = unit.referrals.of_session(signed.session_id)[0]
            if newest.state is ReferralState.DRAFT and newest.id == signed.id:
                return newest
            content = self._compose(
                unit,
                signed.session_id,
                signed.choices,
                DraftName(signed.id, signed.reference, newest.revision + 1, newest.pdf_sha256),
            )
            draft = newest.next_revision(content, self._clock.now())
            unit.referrals.save(draft)
            unit.audit.record(AuditEvent("referral-revised", draft.key))
            unit.commit()
        return draft

    def get(self, key: str) -> Referral:
        """One revision by ``<id>.<revision>``."""
        with self._open_unit() as unit:
            return unit.referrals.get(key)

    def to_sign(self, key: str) -> Referral:
        """One revision to be looked at; a draft is composed again where its records changed.

        An immediate concern, or an agreement taken back, may have come since it was written.
        """
        with self._open_unit() as unit:
            referral = unit.referrals.get(key)
            unit.audit.record(AuditEvent("referral-viewed", key))
            if referral.state is not ReferralState.DRAFT:
                unit.commit()
                return referral
            return self._up_to_date(unit, referral)

    def of_session(self, session_id: SessionId) -> Sequence[Referral]:
        """Referrals made from a session, newest revision first."""
        with self._open_unit() as unit:
            return unit.referrals.of_session(session_id)

    def of_person(self, person_id: PersonId) -> Sequence[Referral]:
        """Referrals about a person, newest first."""
        with self._open_unit() as unit:
            return unit.referrals.of_person(person_id)

    def missing(self, draft: Referral) -> tuple[Missing, ...]:
        """What the draft still needs, in the order of the page."""
        return missing(draft.content)

    def preview(self, draft: Referral) -> bytes:
        """The PDF as it would be signed (no vault work beyond the certificate)."""
        with self._open_unit() as unit:
            own = unit.identities.own()
        if own is None:
            raise NotFoundError("identity")
        return self._documents.preview(draft.content, own.certificate)

    def viewed(self, key: str) -> bytes:
        """The signed PDF, with a line in the audit trail that somebody opened it."""
        with self._open_unit() as unit:
            referral = unit.referrals.get(key)
            unit.audit.record(AuditEvent("referral-viewed", key))
            unit.commit()
        return referral.pdf

    def sign(self, key: str, passphrase: str) -> Referral:
        """Check the passphrase, render, certify, seal, write the sealed file, then the rows.

        Raises:
            RuleError: Something is missing; ``detail`` is the code of the first gap
                (``consent-missing``, ``person-name-missing`` …); or ``referral-changed-meanwhile``:
                the records say something else than the pages that were looked at.
            SecretRefusedError: Wrong passphrase.
        """
        signing = self.prepare_signing(key, passphrase)
        return self.record_signed(signing, self.produce(signing))

    def prepare_signing(self, key: str, passphrase: str) -> Signing:
        """Check everything and gather what the producing process needs (vault)."""
        with self._open_unit() as unit:
            draft = unit.referrals.get(key)
            session = unit.sessions.get(draft.session_id)
            own = unit.identities.own()
            desk = next((d for d in unit.desks.all() if d.id == draft.choices.desk_id), None)
            if draft.state is not ReferralState.DRAFT:
                raise RuleError("referral-is-signed")
            agreed = session.consent.share is Share.YES
            if not agreed and not draft.content.consent.risk_ground.strip():
                raise RuleError("consent-missing")
            if self._composed_again(unit, draft) != draft.content:
                raise RuleError("referral-changed-meanwhile")
            for gap in missing(draft.content):
                raise RuleError(gap.code)
            if own is None:
                raise NotFoundError("identity")
            keys = unit.identities.keys()
            content = replace(draft.content, created_at=self._clock.now())
            order = self._seal_order(unit, content, own, desk) if desk else None
        if not self._verify_passphrase(passphrase):
            raise SecretRefusedError("sign")
        return Signing(draft, content, own, keys, desk, order)

    def produce(self, signing: Signing) -> Produced:
        """Make the document and the sealed file's bytes (other process; no vault)."""
        return self._documents.produce(
            signing.content,
            signing.identity,
            signing.keys,
            signing.content.created_at,
            signing.order,
        )

    def record_signed(self, signing: Signing, produced: Produced) -> Referral:
        """Write the sealed file, then referral, parcel, journal and audit in one transaction.

        No row without its file. A crash in between leaves a file
        that the next start sweeps, and the draft is signed again.
        """
        sha256 = self._spool.put(produced.sealed) if produced.sealed else ""
        with self._open_unit() as unit:
            draft = unit.referrals.get(signing.referral.key)
            if draft != signing.referral:
                raise RuleError("referral-changed-meanwhile")
            now = signing.content.created_at
            referral = draft.signed(signing.content, produced, now)
            unit.referrals.save(referral)
            parcel = self._keep_parcel(unit, signing, produced, sha256)
            unit.audit.record(AuditEvent("referral-signed", referral.key, parcel.urgency))
            unit.commit()
        return referral

    def seal_waiting(self) -> Sequence[Parcel]:
        """Seal what was signed while no desk was known; returns the parcels now waiting."""
        with self._open_unit() as unit:
            waiting = unit.referrals.signed_without_parcel()
            own, desks = unit.identities.own(), unit.desks.all()
            keys = unit.identities.keys() if own else None
        if not waiting:
            return ()
        if own is None or keys is None or not desks:
            raise NotAvailableError("no-desk-known")
        sealed = []
        for referral in waiting:
            desk = next((d for d in desks if d.id == referral.choices.desk_id), desks[0])
            with self._open_unit() as unit:
                if unit.parcels.get(referral.key).state is not ParcelState.SIGNED:
                    continue  # a newer version, sealed just now, answers for it
                order = self._seal_order(unit, referral.content, own, desk)
            data = self._documents.seal(referral.pdf, own, keys, order)
            sha256 = self._spool.put(data)
            produced = Produced(referral.pdf, referral.pdf_sha256, referral.bundle_sha256, data)
            signing = Signing(referral, referral.content, own, keys, desk, order)
            with self._open_unit() as unit:
                parcel = self._keep_parcel(unit, signing, produced, sha256)
                unit.audit.record(AuditEvent("parcel-sealed", parcel.key))
                unit.commit()
            sealed.append(parcel)
        return sealed

    def supervisor_note(self, note: SupervisorNote, *, seen_and_agreed: bool) -> bytes:
        """Adjustments and dates for the line manager, as a PDF of its own.

        Args:
            note: What it says.
            seen_and_agreed: The person has seen this very note and agreed to it: it says so.

        Raises:
            RuleError: ``note-not-agreed``: they have not.
        """
        if not seen_and_agreed:
            raise RuleError("note-not-agreed")
        pdf = self._documents.supervisor_note(note)
        with self._open_unit() as unit:
            unit.audit.record(AuditEvent("supervisor-note-made", note.reference))
            unit.commit()
        return pdf

    def _composed_again(self, unit: ReferralsUnitOfWork, draft: Referral) -> ReferralContent:
        """What the draft would say if it were written now, under the moment it was written at."""
        name = DraftName(draft.id, draft.reference, draft.revision, draft.replaces)
        content = self._compose(unit, draft.session_id, draft.choices, name)
        return replace(content, created_at=draft.content.created_at)

    def _up_to_date(self, unit: ReferralsUnitOfWork, draft: Referral) -> Referral:
        """The draft as it is, or composed again where the records have changed; commits."""
        content = self._composed_again(unit, draft)
        if content == draft.content:
            unit.commit()
            return draft
        now = self._clock.now()
        changed = draft.changed(draft.choices, replace(content, created_at=now), now)
        unit.referrals.save(changed)
        unit.audit.record(AuditEvent("referral-changed", draft.key))
        unit.commit()
        return changed

    def _compose(
        self,
        unit: ReferralsUnitOfWork,
        session_id: SessionId,
        choices: ReferralChoices,
        name: DraftName,
    ) -> ReferralContent:
        own = unit.identities.own()
        desk = next((d for d in unit.desks.all() if d.id == choices.desk_id), None)
        heading = Heading(
            name.referral_id,
            name.reference,
            name.revision,
            self._clock.now(),
            self._publisher.app,
            recipient=desk.name if desk else "",
            force=self._publisher.force,
            replaces=name.replaces,
            exercise=bool(own and own.exercise),
            crisis=self._crisis(unit),
        )
        return compose(gather(unit, self._book, session_id), choices, heading, self._pathways)

    def _crisis(self, unit: ReferralsUnitOfWork) -> tuple[tuple[str, str], ...]:
        """Whom to ring, in the nation of this vault."""
        nation = unit.settings.get(NATION) or ""
        if self._crisis_of is None or nation not in set(Nation):
            return self._publisher.crisis
        return self._crisis_of(Nation(nation))

    def _seal_order(
        self, unit: ReferralsUnitOfWork, content: ReferralContent, own: OwnIdentity, desk: KnownDesk
    ) -> SealOrder:
        deadline = self._deadline(unit, content)
        return order_for(content, own, desk, deadline, clock_suspect=self._clock_is_suspect())

    def _deadline(self, unit: ReferralsUnitOfWork, content: ReferralContent) -> AckDeadline:
        nation = Nation(unit.settings.get(NATION) or Nation.ENGLAND)
        return ack_deadline(self._pathways, content.request.urgency, content.created_at, nation)

    def _keep_parcel(
        self, unit: ReferralsUnitOfWork, signing: Signing, produced: Produced, sha256: str
    ) -> Parcel:
        deadline = self._deadline(unit, signing.content)
        parcel = parcel_for(signing, produced, sha256, deadline, self._clock.now())
        return keep_parcel(unit, parcel, self._clock)


def _first_choices(case: CaseFile, answer: AnswerValue | None) -> ReferralChoices:
    """What a referral shares and says before anybody has changed it."""
    decision = case.decision
    return ReferralChoices(
        reason=(decision.reason or decision.wish) if decision else "",
        shared=parts_of(answer),
        referrer_name=case.session.supporter,
    )
