"""Collect what a referral needs; everything is kept as it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from estip_desktop.casework import Consent, ContactMethod, Person, Share
from estip_desktop.errors import RuleError
from estip_desktop.guidance import Guided
from estip_desktop.kernel.i18n import N_, _
from estip_desktop.kernel.ids import DeskId, SessionId
from estip_desktop.provisioning import KnownDesk
from estip_desktop.referrals import Missing, Referral, ReferralChoices, SharedPart
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

PHONE_FIRST = frozenset({"P4", "P5"})
GAPS: Mapping[str, str] = {
    "person-name-missing": N_("Enter their name"),
    "person-number-missing": N_("Enter their staff number or their date of birth"),
    "contact-method-missing": N_("Choose how they would like to be reached"),
    "contact-address-missing": N_("Enter the number or address for that"),
    "referrer-name-missing": N_("Enter your name"),
    "consent-missing": N_("Ask whether this may go to Occupational Health"),
    "authoriser-missing": N_("Enter who agreed that it goes without their agreement"),
    "reason-missing": N_("Say in one sentence why you are referring"),
    "phone-first": N_("Phone Occupational Health first, then record who you spoke to"),
}
SHARING_GAP = N_("Say why this part is shared as well")
GROUND_GAP = N_("Say why it goes without their agreement, or do not send it")
DATE_GAP = N_("Enter the date with day, month and year, for example 23 11 2026")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields; a date that cannot be read is ``None`` beside its text."""

    desk_id: str = ""
    name: str = field(default="", repr=False)
    staff_number: str = field(default="", repr=False)
    date_of_birth: date | None = field(default=None, repr=False)
    date_of_birth_text: str = field(default="", repr=False)
    contact_method: str = ""
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    safe_times: str = field(default="", repr=False)
    message_ok: bool | None = None
    access_needs: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    questions: tuple[str, ...] = ()
    adjustments: str = field(default="", repr=False)
    shared: Mapping[str, str] = field(default_factory=dict)
    consent_how: str = ""
    contact_gp: bool = False
    risk_ground: str = field(default="", repr=False)
    authorised_by: str = field(default="", repr=False)
    phoned_to: str = field(default="", repr=False)
    referrer_name: str = field(default="", repr=False)
    referrer_contact: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Details:
    """Everything the page shows.

    Args:
        reference: Of the person; never their name.
        desks: Id and name of each desk known.
        share: Whether they agreed that it goes.
        asked_at: When they were asked.
        phone_first: An urgent referral: somebody is phoned before it goes.
        phoned_at: When that happened.
        is_estim: It asks for an ESTIM.
    """

    reference: str
    desks: tuple[tuple[str, str], ...]
    share: Share
    asked_at: datetime
    phone_first: bool
    phoned_at: datetime | None
    form: Form
    is_estim: bool = False


class ReferralDetailsView(Protocol):
    """What the page can show."""

    def show_details(self, details: Details) -> None:
        """Fill the form."""
        ...

    def show_phoned(self, at: datetime) -> None:
        """Say when somebody was phoned."""
        ...

    def show_agreement(self, share: Share, at: datetime) -> None:
        """Show whether they agreed, and ask what follows from that."""
        ...

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """List what is missing: name of the field, and what to do."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that something was not saved."""
        ...


class ReferralDetailsPresenter(PagePresenter):
    """Fill, keep and check the details of a draft.

    Args:
        view: The page.
        shell: The window.
        session_id: The session the referral is made from.
    """

    def __init__(self, view: ReferralDetailsView, shell: Navigator, session_id: str) -> None:
        super().__init__(shell)
        self._view = view
        self._session_id = SessionId(session_id)
        self._draft: Referral | None = None
        self._person: Person | None = None
        self._phoned_at: datetime | None = None
        self._consent: Consent | None = None
        self._kept: Form | None = None

    def start(self) -> None:
        """Open the session's draft, or begin one."""
        self.run(self._look, self._found)
        self.ready_to_draw()

    def keep(self, form: Form) -> None:
        """Save what was typed so far; gaps are allowed."""
        if self._draft is not None and form != self._kept:
            self.run(lambda: self._save(form), self._saved, self._view.show_error)

    def phoned(self, form: Form) -> None:
        """Somebody was phoned just now."""
        self._phoned_at = self.services.clock.now()
        self._view.show_phoned(self._phoned_at)
        self._kept = None
        self.keep(form)

    def share(self, share: str, how: str, form: Form) -> None:
        """They were asked just now whether this may go, and how they were asked."""
        if self._draft is None:
            return

        def work() -> tuple[Consent, tuple[Form, Person, Referral, tuple[Missing, ...]]]:
            session = self.services.casework.record_sharing(self._session_id, Share(share), how)
            self.services.guide.forget(self._session_id)
            return session.consent, self._save(form)

        self.run(work, self._shared, self._not_shared)

    def proceed(self, form: Form) -> None:
        """Save, and go on to the preview if nothing is missing."""
        if self._draft is None:
            return
        problems = _own_problems(form)
        self.run(
            lambda: self._save(form),
            lambda saved: self._proceed_with(saved, problems),
            self._view.show_error,
        )

    def back(self) -> None:
        """What was agreed at the end of the session."""
        self.shell.open("finish", session=self._session_id)

    def save_and_close(self) -> None:
        """Leave; the draft is kept."""
        self.shell.open("today")

    def _look(self) -> tuple[Guided, Referral, Sequence[KnownDesk]]:
        services = self.services
        services.guide.forget(self._session_id)
        return (
            services.guide.open(self._session_id),
            services.referrals.draft_for(self._session_id),
            services.desks.list(),
        )

    def _found(self, found: tuple[Guided, Referral, Sequence[KnownDesk]]) -> None:
        guided, self._draft, desks = found
        self._person = guided.person
        self._phoned_at = self._draft.choices.phoned_at
        consent = self._consent = guided.session.consent
        form = form_from(guided.person, self._draft.choices)
        if not form.desk_id and desks:
            form = replace(form, desk_id=desks[0].id)
        self._kept = form
        self._view.show_details(
            Details(
                reference=guided.person.reference,
                desks=tuple((desk.id, desk.name) for desk in desks),
                share=consent.share,
                asked_at=consent.at,
                is_estim=self._draft.content.is_estim,
                phone_first=self._draft.content.request.urgency in PHONE_FIRST,
                phoned_at=self._phoned_at,
                form=form,
            )
        )

    def _save(self, form: Form) -> tuple[Form, Person, Referral, tuple[Missing, ...]]:
        draft, before = self._draft, self._person
        if draft is None or before is None:
            raise RuntimeError("not open yet")
        services = self.services
        person = _person_with(before, form)
        if person != before:
            services.casework.update_person(person)
            services.guide.forget(self._session_id)
        saved = services.referrals.save_draft(draft.key, self._choices(draft.choices, form))
        return form, person, saved, services.referrals.missing(saved)

    def _saved(self, saved: tuple[Form, Person, Referral, tuple[Missing, ...]]) -> None:
        self._kept, self._person, self._draft, _gaps = saved

    def _shared(
        self, done: tuple[Consent, tuple[Form, Person, Referral, tuple[Missing, ...]]]
    ) -> None:
        self._consent, saved = done
        self._saved(saved)
        self._view.show_agreement(self._consent.share, self._consent.at)

    def _not_shared(self, error: Exception) -> None:
        """The page goes back to what stands in the record."""
        if self._consent is not None:
            self._view.show_agreement(self._consent.share, self._consent.at)
        if isinstance(error, RuleError):
            self._view.show_problems([("consent", message_for(error).words)])
        else:
            self._view.show_error(error)

    def _gap(self, gap: Missing) -> tuple[str, str] | None:
        """Field and words of one gap; what follows from an answer waits for the answer."""
        share = self._consent.share if self._consent is not None else Share.LATER
        if share is Share.LATER and gap.code == "authoriser-missing":
            return None
        if share is Share.NO and gap.code == "consent-missing":
            return "risk_ground", _(GROUND_GAP)
        return gap.field, _(GAPS.get(gap.code, gap.code))

    def _proceed_with(
        self,
        saved: tuple[Form, Person, Referral, tuple[Missing, ...]],
        own: Sequence[tuple[str, str]],
    ) -> None:
        self._saved(saved)
        gaps = [found for gap in saved[3] if (found := self._gap(gap)) is not None]
        problems = [*own, *(gap for gap in gaps if gap[0] not in dict(own))]
        if problems:
            self._view.show_problems(problems)
        else:
            self.shell.open("referral", draft=saved[2].key, session=self._session_id)

    def _choices(self, before: ReferralChoices, form: Form) -> ReferralChoices:
        return replace(
            before,
            desk_id=DeskId(form.desk_id),
            reason=form.reason.strip(),
            questions=form.questions,
            adjustments=form.adjustments.strip(),
            shared={SharedPart(part): why for part, why in form.shared.items() if why.strip()},
            consent_how=form.consent_how,
            contact_gp=form.contact_gp,
            risk_ground=form.risk_ground.strip(),
            authorised_by=form.authorised_by.strip(),
            phoned_to=form.phoned_to.strip(),
            phoned_at=self._phoned_at,
            referrer_name=form.referrer_name.strip(),
            referrer_contact=form.referrer_contact.strip(),
        )


def form_from(person: Person, choices: ReferralChoices) -> Form:
    """The fields as they are known already."""
    return Form(
        desk_id=choices.desk_id,
        name=person.name,
        staff_number=person.staff_number,
        date_of_birth=person.date_of_birth,
        contact_method=person.contact_method.value if person.contact_method else "",
        phone=person.phone,
        email=person.email,
        safe_times=person.safe_times,
        message_ok=person.message_ok,
        access_needs=person.access_needs,
        reason=choices.reason,
        questions=choices.questions,
        adjustments=choices.adjustments,
        shared={part.value: why for part, why in choices.shared.items()},
        consent_how=choices.consent_how,
        contact_gp=choices.contact_gp,
        risk_ground=choices.risk_ground,
        authorised_by=choices.authorised_by,
        phoned_to=choices.phoned_to,
        referrer_name=choices.referrer_name,
        referrer_contact=choices.referrer_contact,
    )


def _person_with(person: Person, form: Form) -> Person:
    """The person with what was typed; a date that cannot be read yet changes nothing."""
    unreadable = bool(form.date_of_birth_text.strip()) and form.date_of_birth is None
    return replace(
        person,
        name=form.name.strip(),
        staff_number=form.staff_number.strip(),
        date_of_birth=person.date_of_birth if unreadable else form.date_of_birth,
        contact_method=ContactMethod(form.contact_method) if form.contact_method else None,
        phone=form.phone.strip(),
        email=form.email.strip(),
        safe_times=form.safe_times.strip(),
        message_ok=form.message_ok,
        access_needs=form.access_needs.strip(),
    )


def _own_problems(form: Form) -> list[tuple[str, str]]:
    problems = []
    if form.date_of_birth_text.strip() and form.date_of_birth is None:
        problems.append(("date_of_birth", _(DATE_GAP)))
    problems += [
        (f"shared_{part}", _(SHARING_GAP)) for part, why in form.shared.items() if not why.strip()
    ]
    return problems
