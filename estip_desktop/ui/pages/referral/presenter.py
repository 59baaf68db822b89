"""Show the real document, check what matters before signing, sign in three steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from estip_desktop.errors import RuleError, SecretRefusedError, TryLaterError
from estip_desktop.kernel.clock import local
from estip_desktop.kernel.i18n import N_, _, format_day, format_time
from estip_desktop.referrals import Referral, ReferralState, SharedPart
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.passphrase_words import wait_words
from estip_desktop.ui.presenting import PagePresenter

_SHARED: Mapping[SharedPart, str] = {
    SharedPart.ITEM_ANSWERS: N_("questionnaire answers"),
    SharedPart.SESSION_ANSWERS: N_("what they chose in the conversation"),
    SharedPart.FLAGS: N_("what you noticed"),
}
_HOW: Mapping[str, str] = {
    "in-person": N_("Agreed in person, {when}"),
    "phone": N_("Agreed by phone, {when}"),
    "writing": N_("Agreed in writing, {when}"),
}
_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing to look at before signing."""

    name: str
    title: str
    words: str
    is_ready: bool = True


@dataclass(frozen=True, slots=True)
class Signed:
    """What the page says once it is signed."""

    reference: str
    revision: int
    at: datetime
    code: str
    has_desk: bool


class ReferralView(Protocol):
    """What the page can show."""

    def show_draft(
        self, reference: str, checks: tuple[CheckLine, ...], *, is_estim: bool = False
    ) -> None:
        """Show what to check and the passphrase."""
        ...

    def show_signed(self, signed: Signed) -> None:
        """Show that it is signed, and what happens now."""
        ...

    def show_pages(self, pdf: bytes) -> None:
        """Show the document."""
        ...

    def show_pages_missing(self, error: Exception) -> None:
        """Say why there is no document to show."""
        ...

    def show_progress(self, words: str) -> None:
        """Say how far signing is; empty when it is over."""
        ...

    def show_problem(self, field: str, words: str) -> None:
        """Say what has to be done first: ``passphrase``, or the name of a check."""
        ...


class ReferralPresenter(PagePresenter):
    """Preview, check, sign.

    Args:
        view: The page.
        shell: The window.
        key: The draft, as ``<id>.<revision>``.
    """

    def __init__(self, view: ReferralView, shell: Navigator, key: str) -> None:
        super().__init__(shell)
        self._view = view
        self._key = key
        self._referral: Referral | None = None
        self._signing = False

    def start(self) -> None:
        """Open the draft, or what was signed before."""
        self.run(lambda: self.services.referrals.to_sign(self._key), self._found)

    def sign(self, passphrase: str) -> None:
        """Check everything, make the document elsewhere, then write it down."""
        if self._referral is None or self._signing:
            return
        gap = next((each for each in checks_of(self._referral) if not each.is_ready), None)
        if gap is not None and gap.name != "desk":
            self._view.show_problem(gap.name, gap.words)
            return
        if not passphrase:
            self._view.show_problem("passphrase", _("Enter your passphrase to sign"))
            return
        self._signing = True
        self._view.show_progress(_("Checking your passphrase…"))
        self.ready_to_draw()  # the signed pages, which are another document
        referrals = self.services.referrals

        def produce(signing: object) -> None:
            self._view.show_progress(_("Making the document…"))
            self.run_long(
                lambda _progress, _cancel: referrals.produce(signing),  # type: ignore[arg-type]  # what prepare_signing returned
                lambda produced: self._record(signing, produced),
                self._failed,
                lane="pool",
            )

        self.run(lambda: referrals.prepare_signing(self._key, passphrase), produce, self._failed)

    def change(self) -> None:
        """Back to the details."""
        self._open_details()

    def make_new_version(self) -> None:
        """A signed one stays as it is; a change makes the next version."""
        self.run(
            lambda: self.services.referrals.revise(self._key), lambda _draft: self._open_details()
        )

    def open_outbox(self) -> None:
        """Where it waits and is sent."""
        self.shell.open("outbox")

    def back(self) -> None:
        """The details of a draft; of a signed one the Outbox."""
        if self._referral is not None and self._referral.state is ReferralState.SIGNED:
            self.shell.open("outbox")
        else:
            self._open_details()

    def save_and_close(self) -> None:
        """Leave; the draft is kept."""
        self.shell.open("today")

    def _found(self, referral: Referral) -> None:
        self._referral = referral
        if referral.state is ReferralState.SIGNED:
            self._show_signed(referral)
            self.run(
                lambda: self.services.referrals.viewed(self._key),
                self._view.show_pages,
                self._view.show_pages_missing,
            )
            return
        self._view.show_draft(
            referral.content.person.reference,
            checks_of(referral),
            is_estim=referral.content.is_estim,
        )
        self.run(
            lambda: self.services.referrals.preview(referral),
            self._view.show_pages,
            self._view.show_pages_missing,
        )

    def _found_changed(self, referral: Referral) -> None:
        self._found(referral)
        words = _("The records changed since you looked. Look at the pages again, then sign.")
        self._view.show_problem("details", words)

    def _record(self, signing: object, produced: object) -> None:
        self._view.show_progress(_("Adding it to the Outbox…"))
        referrals = self.services.referrals
        self.run(
            lambda: referrals.record_signed(signing, produced),  # type: ignore[arg-type]  # see sign()
            self._signed,
            self._failed,
        )

    def _signed(self, referral: Referral) -> None:
        self._signing = False
        self._referral = referral
        self._view.show_progress("")
        self._show_signed(referral)
        self._view.show_pages(referral.pdf)

    def _show_signed(self, referral: Referral) -> None:
        self._view.show_signed(
            Signed(
                reference=referral.reference,
                revision=referral.revision,
                at=referral.signed_at or referral.changed_at,
                code=check_code(referral.bundle_sha256),
                has_desk=bool(referral.choices.desk_id),
            )
        )

    def _failed(self, error: Exception) -> None:
        self._signing = False
        self._view.show_progress("")
        if isinstance(error, SecretRefusedError):
            words = _("That passphrase did not work. Check Caps Lock and try again.")
            self._view.show_problem("passphrase", words)
        elif isinstance(error, TryLaterError):
            self._view.show_problem("passphrase", wait_words(error.wait_s))
        elif isinstance(error, RuleError) and error.detail == "referral-changed-meanwhile":
            self.run(lambda: self.services.referrals.to_sign(self._key), self._found_changed)
        elif isinstance(error, RuleError):
            self._view.show_problem("details", _("Something is missing. Go back and complete it."))
        else:
            self.shell.show_error(error)

    def _open_details(self) -> None:
        if self._referral is not None:
            self.shell.open("referral_details", session=self._referral.session_id)


def check_code(sha256: str) -> str:
    """The eight characters people compare: they are printed on the document."""
    code = sha256[:_CODE_LENGTH].upper()
    return f"{code[:4]} {code[4:]}".strip()


def checks_of(referral: Referral) -> tuple[CheckLine, ...]:
    """What to look at before signing, with what stands there now."""
    content, choices = referral.content, referral.choices
    lines = [
        CheckLine(
            "desk",
            _("Where it goes"),
            content.recipient or _("No desk is known yet. It waits on this laptop, encrypted."),
            is_ready=bool(content.recipient),
        ),
        CheckLine("shared", _("What is shared"), _shared_words(tuple(choices.shared))),
        _consent_line(referral),
    ]
    if content.request.urgency in {"P4", "P5"}:
        at = content.request.phoned_at
        words = (
            _("{who}, {when}").format(who=content.request.phoned_to, when=format_time(at))
            if at
            else _("Phone Occupational Health first, then record who you spoke to")
        )
        lines.insert(0, CheckLine("phoned", _("Phoned first"), words, is_ready=at is not None))
    return tuple(lines)


def _shared_words(parts: tuple[SharedPart, ...]) -> str:
    if not parts:
        return _("Scores and reason. No notes, no answers.")
    more = ", ".join(_(_SHARED[part]) for part in parts)
    return _("Scores and reason, and also: {more}.").format(more=more)


def _consent_line(referral: Referral) -> CheckLine:
    consent = referral.content.consent
    title = _("Agreement")
    if consent.share:
        when = f"{format_day(local(consent.at).date())}, {format_time(consent.at)}"
        words = _(_HOW.get(consent.how, N_("Agreed, {when}"))).format(when=when)
        return CheckLine("consent", title, words)
    if consent.risk_ground.strip():
        who = consent.authorised_by
        words = _("Goes without their agreement. Decided with {who}.").format(who=who)
        return CheckLine("consent", title, words, is_ready=bool(who.strip()))
    words = _("Ask whether this may go to Occupational Health")
    return CheckLine("consent", title, words, is_ready=False)
