"""List what is over its time, and let it go once the passphrase was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from estip_desktop.errors import EstipError, VaultError
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, format_date
from estip_desktop.kernel.progress import Cancel, CancelledError, Progress
from estip_desktop.records import HOLD_KINDS, Certificate, DueToGo, Going
from estip_desktop.records.certificate import certificate_file, certificate_lines
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.reauth import ask_passphrase
from estip_desktop.vault.health import ClockJump

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

    def show_doubt(self, words: str) -> None:
        """Why the date of this laptop may be wrong; empty where it is believed."""
        ...

    def ask_for_date(self, today: date) -> None:
        """Ask for today's date, which has to be the laptop's."""
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

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Where the certificate was saved, or why it was not."""
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
        self._doubt: ClockJump | None = None
        self._certified: tuple[Certificate, bool, tuple[str, ...]] | None = None

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
        """Let everything go that is not held; where the clock jumped, ask for the date first."""
        if self._doubt is not None:
            self._view.ask_for_date(local_day(self.services.clock.now()))
            return
        self._ask(clock_is_right=False)

    def confirm_date(self) -> None:
        """The date that was typed is the laptop's."""
        self._ask(clock_is_right=True)

    def _ask(self, *, clock_is_right: bool) -> None:
        ask_passphrase(
            self.shell,
            title=_("Remove what is over its time"),
            why=_("What is removed cannot be brought back here."),
            button=_("Remove it"),
            on_confirmed=lambda: self._remove(clock_is_right=clock_is_right),
        )

    def save_certificate(self, folder: str) -> None:
        """Write the certificate on a disk that was plugged in, to be kept or printed."""
        if self._certified is None:
            return
        certificate, has_backup, aside = self._certified
        file = certificate_file(certificate, has_backup=has_backup, aside=aside)
        self.run(
            lambda: self.services.keeping.save_certificate(*file, Path(folder)),
            lambda name: self._view.show_saved(
                _("Saved as {name}. It holds no names.").format(name=name), kept=True
            ),
            self._not_saved,
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
            lambda progress, cancel: (keeping.preview(progress, cancel), keeping.clock_doubt()),
            self._listed,
            self._failed,
            on_progress=self._view.show_progress,
            lane="pool",
        )

    def _listed(self, outcome: tuple[tuple[DueToGo, ...], ClockJump | None]) -> None:
        found, self._doubt = outcome
        self._view.show_working(working=False)
        self._view.show_doubt(_doubted(self._doubt) if self._doubt is not None else "")
        self._view.show_due(
            DueList(
                due=tuple(_row(each) for each in found if not each.holds),
                held=tuple(_row(each) for each in found if each.holds),
            )
        )

    def _remove(self, *, clock_is_right: bool) -> None:
        services = self.services

        def work(progress: Progress, cancel: Cancel) -> tuple[Certificate, bool, tuple[str, ...]]:
            certificate = services.keeping.purge(progress, cancel, clock_is_right=clock_is_right)
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
        certificate, has_backup, aside = outcome
        self._certified = outcome
        self._view.show_certificate(
            certificate_lines(certificate, has_backup=has_backup, aside=aside, most=_DIGESTS)
        )
        self._list()

    def _not_saved(self, error: Exception) -> None:
        if not isinstance(error, EstipError):
            raise error
        self._view.show_saved(_("It could not be saved there. Try another disk."), kept=False)

    def _failed(self, error: Exception) -> None:
        self._view.show_working(working=False)
        if isinstance(error, CancelledError):
            self._list()
            return
        self.shell.show_error(error)


def _doubted(jump: ClockJump) -> str:
    now, then = local_day(jump.opened_at), local_day(jump.last_used_at)
    return _(
        "It says {now}, but these records were last used on {then}. What is listed may not be over "
        "its time yet. You are asked for today's date before anything goes."
    ).format(now=format_date(now), then=format_date(then))


def _row(due: DueToGo) -> DueRow:
    what = _(_WHAT[due.what]).format(incident=due.incident)
    line = _("Kept until {day}").format(day=format_date(due.until))
    for hold in due.holds:
        held = _("{kind}, ask {owner}").format(kind=_(HOLD_KINDS[hold.kind]), owner=hold.owner)
        line = f"{line} · {held}"
    return DueRow(due.person_id, f"{due.reference} · {what}", line)
