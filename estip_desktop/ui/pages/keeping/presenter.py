"""List what is over its time, and let it go once the passphrase was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from estip_desktop.errors import VaultError
from estip_desktop.kernel.i18n import N_, _, format_date, format_moment, ngettext
from estip_desktop.kernel.progress import Cancel, CancelledError, Progress
from estip_desktop.records import HOLD_KINDS, Certificate, DueToGo, Going
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.reauth import ask_passphrase
from estip_desktop.vault.backups import still_held

_DIGESTS = 20
"""As many as are shown; all of them stand in the audit trail."""
_WHAT: Mapping[Going, str] = {
    Going.RECORD: N_("Record of {incident}"),
    Going.REFERRAL: N_("Copy of a referral after {incident}"),
}


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something whose time is over."""

    person_id: str
    title: str
    line: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DueList:
    """Everything the page lists."""

    due: tuple[DueRow, ...]
    held: tuple[DueRow, ...]


class KeepingView(Protocol):
    """What the page can show."""

    def show_rules(self, words: str) -> None:
        """How long what is kept."""
        ...

    def show_due(self, due: DueList) -> None:
        """List what is over its time."""
        ...

    def show_progress(self, words: str, share: float | None) -> None:
        """How far it is."""
        ...

    def show_working(self, *, working: bool) -> None:
        """Whether something is under way."""
        ...

    def show_certificate(self, lines: Sequence[str]) -> None:
        """What went."""
        ...


class KeepingPresenter(PagePresenter):
    """Preview, ask, remove, certify.

    Args:
        view: The page.
        shell: The window.
    """

    def __init__(self, view: KeepingView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._work: Cancel | None = None

    def start(self) -> None:
        """Say the rules, and list what is over its time."""
        rules = self.services.content.profile().retention
        self._view.show_rules(
            _(
                "A case is closed once the contact of day 91 was held or declined and every "
                "referral is accepted. From then on its record is kept {days} days, the copy of a "
                "referral {referral} days. Counts and the audit trail are kept {months} months."
            ).format(
                days=rules.session_days_after_accepted,
                referral=rules.referral_days_after_accepted,
                months=rules.audit_months,
            )
        )
        self._list()

    def remove(self) -> None:
        """Let everything go that is not held, once the passphrase was given."""
        ask_passphrase(
            self.shell,
            title=_("Remove what is over its time"),
            why=_("What is removed cannot be brought back here."),
            button=_("Remove it"),
            on_confirmed=self._remove,
        )

    def cancel(self) -> None:
        """Stop; people who were done are gone, all others stay whole."""
        if self._work is not None:
            self._work.request()

    def open(self, person_id: str) -> None:
        """One person's record."""
        self.shell.open("person", person=person_id)

    def back(self) -> None:
        """Settings."""
        self.shell.open("settings")

    def _list(self) -> None:
        keeping = self.services.keeping
        self._view.show_working(working=True)
        # Each person is read in a unit of their own, so whatever is saved meanwhile goes between.
        self._work = self.run_long(
            keeping.preview,
            self._listed,
            self._failed,
            on_progress=self._view.show_progress,
            lane="pool",
        )

    def _listed(self, found: tuple[DueToGo, ...]) -> None:
        self._view.show_working(working=False)
        self._view.show_due(
            DueList(
                due=tuple(_row(each) for each in found if not each.holds),
                held=tuple(_row(each) for each in found if each.holds),
            )
        )

    def _remove(self) -> None:
        services = self.services

        def work(progress: Progress, cancel: Cancel) -> tuple[Certificate, bool, tuple[str, ...]]:
            certificate = services.keeping.purge(progress, cancel)
            aside = services.backups.set_aside()
            services.outbox.sweep()
            try:
                services.backups.make_daily(progress, Cancel())
            except VaultError:
                return certificate, False, aside
            return certificate, True, aside

        self._view.show_working(working=True)
        self._work = self.run_long(
            work, self._removed, self._failed, on_progress=self._view.show_progress
        )

    def _removed(self, outcome: tuple[Certificate, bool, tuple[str, ...]]) -> None:
        self._view.show_certificate(certificate_lines(*outcome))
        self._list()

    def _failed(self, error: Exception) -> None:
        self._view.show_working(working=False)
        if isinstance(error, CancelledError):
            self._list()
            return
        self.shell.show_error(error)


def certificate_lines(
    certificate: Certificate, has_backup: bool, aside: tuple[str, ...] = ()
) -> list[str]:
    """What went, in counts and digests."""
    people = ngettext(
        "{moment}: {rows} records of {people} person were removed.",
        "{moment}: {rows} records of {people} people were removed.",
        certificate.people,
    )
    lines = [
        people.format(
            moment=format_moment(certificate.at), rows=certificate.rows, people=certificate.people
        )
    ]
    if certificate.tallies or certificate.entries:
        words = _("Counts removed: {tallies}. Lines of the audit trail removed: {entries}.")
        lines.append(words.format(tallies=certificate.tallies, entries=certificate.entries))
    lines += [f"SHA-256 {each.digest}" for each in certificate.erased[:_DIGESTS]]
    if len(certificate.erased) > _DIGESTS:
        words = _("The audit trail has the other {count} as well.")
        lines.append(words.format(count=len(certificate.erased) - _DIGESTS))
    lines.append(
        _("The newest backup no longer holds them. Older ones go as new ones are made.")
        if has_backup
        else _("No new backup could be made. Make one in Settings, so that it goes there too.")
    )
    if aside:
        lines.append(still_held(aside))
    return lines


def _row(due: DueToGo) -> DueRow:
    what = _(_WHAT[due.what]).format(incident=due.incident)
    line = _("Kept until {day}").format(day=format_date(due.until))
    for hold in due.holds:
        held = _("{kind}, ask {owner}").format(kind=_(HOLD_KINDS[hold.kind]), owner=hold.owner)
        line = f"{line} · {held}"
    return DueRow(due.person_id, f"{due.reference} · {what}", line)
