"""Backups in Settings: how they stand, making one elsewhere, and trying the recovery sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from estip_desktop.errors import EstipError, InputRefusedError, SecretRefusedError
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_date, ngettext
from estip_desktop.kernel.progress import Cancel, CancelledError, Progress
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.reauth import ask_passphrase
from estip_desktop.vault import BackupManifest, BackupStanding, Proof
from estip_desktop.vault.backups import aside_day


@dataclass(frozen=True, slots=True)
class StandingWords:
    """How well the records are backed up, in words.

    Args:
        here: About the backups beside the records; a chip in one word, and whether all is well.
        elsewhere: About those on another disk.
        drill: About the recovery sheet.
        can_drill: Whether there is a backup to try it on.
    """

    here: str
    here_chip: str
    here_good: bool
    elsewhere: str
    elsewhere_chip: str
    elsewhere_good: bool
    drill: str
    drill_chip: str
    drill_good: bool
    can_drill: bool


@dataclass(frozen=True, slots=True)
class AsideWords:
    """One folder that a restore kept aside.

    Args:
        name: Of the folder.
        title: When it was kept.
        line: What it still holds.
    """

    name: str
    title: str
    line: str


class BackupView(Protocol):
    """What the section can show."""

    def show_standing(self, words: StandingWords) -> None:
        """Say how old the backups are."""
        ...

    def show_disks(self, disks: Sequence[tuple[str, str]]) -> None:
        """Offer disks, each as path and name."""
        ...

    def show_folder_problem(self, words: str) -> None:
        """The folder cannot be taken."""
        ...

    def show_backing_up(self, words: str, share: float | None) -> None:
        """A backup is being made; empty words end it."""
        ...

    def show_backed_up(self, words: str, *, good: bool) -> None:
        """What came of it."""
        ...

    def show_key_problem(self, words: str) -> None:
        """The key on the sheet does not open it."""
        ...

    def show_trying(self, words: str, share: float | None) -> None:
        """The sheet is being tried; empty words end it."""
        ...

    def show_tried(self, words: str, *, good: bool) -> None:
        """What came of it."""
        ...

    def show_aside(self, rows: Sequence[AsideWords]) -> None:
        """List what restores kept aside."""
        ...

    def show_removing(self, *, removing: bool) -> None:
        """One of them is being removed."""
        ...

    def show_removed(self, words: str, *, good: bool) -> None:
        """What came of it."""
        ...


class BackupPresenter(PagePresenter):
    """Make backups and try them."""

    def __init__(self, view: BackupView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._backups = shell.services.backups
        self._cancel: Cancel | None = None
        self._is_busy = False

    def show(self) -> None:
        """Say how the backups stand."""
        self.run(self._backups.standing, lambda found: self._view.show_standing(in_words(found)))
        self._show_aside()

    def look_for_disks(self) -> None:
        """Offer the disks that are plugged in now."""
        self._view.show_disks(
            [(str(disk), disk.name or str(disk)) for disk in self._backups.disks()]
        )

    def back_up_to(self, folder: str) -> None:
        """Make a backup in a folder, once the passphrase was given again."""
        if not folder:
            self._view.show_folder_problem(_("Choose a disk, or type a folder"))
            return
        if self._is_busy:
            return
        ask_passphrase(
            self.shell,
            title=_("Back up to another disk"),
            why=_("A copy of your records leaves this laptop. It stays encrypted."),
            button=_("Make the backup"),
            on_confirmed=lambda: self._back_up(Path(folder)),
        )

    def stop(self) -> None:
        """Do not finish the backup that is being made."""
        if self._cancel is not None:
            self._cancel.request()

    def try_sheet(self, typed: str) -> None:
        """Open the newest backup with the key on the sheet; nothing is changed."""
        newest = self._backups.newest()
        if newest is None:
            return
        try:
            proof = Proof.recovery_key(typed)
        except SecretRefusedError:
            self._view.show_key_problem(_("Check each group against your sheet"))
            return
        restores = self.shell.context.vaults.restores
        self._view.show_trying(_("Trying…"), None)
        self.run_long(
            lambda progress, _cancel: restores.test(newest, proof, progress),
            self._tried,
            self._not_tried,
            on_progress=lambda _words, share: self._view.show_trying(_("Trying…"), share),
            lane="pool",
        )

    def remove_aside(self, name: str) -> None:
        """Remove what a restore kept aside, once the passphrase was given again."""
        if self._is_busy:
            return
        words = _(
            "The records as they were before the repair of {day} go for good, with everything that "
            "could not be carried over. Your records of today stay."
        )
        ask_passphrase(
            self.shell,
            title=_("Remove what a repair kept aside"),
            why=words.format(day=format_date(aside_day(name))),
            button=_("Remove it"),
            on_confirmed=lambda: self._remove_aside(name),
        )

    def open_all(self) -> None:
        """Show every backup."""
        self.shell.open("repair", back="settings")

    def _show_aside(self) -> None:
        names = self._backups.set_aside()
        self._view.show_aside([_aside_words(name) for name in names])

    def _remove_aside(self, name: str) -> None:
        self._is_busy = True
        self._view.show_removing(removing=True)
        self.run(
            lambda: self._backups.remove_aside(name),
            lambda _done: self._aside_removed(),
            self._aside_not_removed,
        )

    def _aside_removed(self) -> None:
        self._is_busy = False
        self._view.show_removed(_("Removed. Your records keep a note of it."), good=True)
        self._show_aside()

    def _aside_not_removed(self, error: Exception) -> None:
        self._is_busy = False
        self._view.show_removed(_explained(error), good=False)
        self._show_aside()

    def _back_up(self, folder: Path) -> None:
        self._is_busy = True
        self._view.show_backing_up(_("Backing up…"), None)

        def make(progress: Progress, cancel: Cancel) -> BackupManifest:
            return self._backups.make_elsewhere(folder, progress, cancel)

        self._cancel = self.run_long(
            make,
            self._backed_up,
            self._not_backed_up,
            on_progress=lambda _words, share: self._view.show_backing_up(_("Backing up…"), share),
            lane="pool",
        )

    def _backed_up(self, manifest: BackupManifest) -> None:
        self._is_busy = False
        self._view.show_backing_up("", None)
        words = ngettext(
            "The backup is there and was read back: {count} record. Keep it away from the laptop.",
            "The backup is there and was read back: {count} records. Keep it away from the laptop.",
            manifest.records,
        )
        self._view.show_backed_up(words.format(count=manifest.records), good=True)
        self.show()

    def _not_backed_up(self, error: Exception) -> None:
        self._is_busy = False
        self._view.show_backing_up("", None)
        if isinstance(error, CancelledError):
            self._view.show_backed_up(_("Stopped. Nothing was left on the disk."), good=False)
        elif isinstance(error, InputRefusedError) and error.detail == "file-exists":
            self._view.show_folder_problem(
                _("Today's backup is there already; it was left as it is")
            )
        elif isinstance(error, InputRefusedError):
            self._view.show_folder_problem(_("There is no such folder, or it cannot be written"))
        else:
            self._view.show_backed_up(_explained(error), good=False)

    def _tried(self, manifest: BackupManifest) -> None:
        self._view.show_trying("", None)
        words = _("It works. Your sheet opened the backup of {day} with {count} records.")
        day = format_date(local_day(manifest.made_at))
        self._view.show_tried(words.format(day=day, count=manifest.records), good=True)
        self.run(lambda: self._backups.record_drill(manifest), lambda _done: self.show())

    def _not_tried(self, error: Exception) -> None:
        self._view.show_trying("", None)
        if isinstance(error, SecretRefusedError):
            words = _("This sheet does not open these records. Is it the sheet of other records?")
            self._view.show_key_problem(words)
        else:
            self._view.show_tried(_explained(error), good=False)


def _explained(error: Exception) -> str:
    if not isinstance(error, EstipError):
        raise error
    from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

    return message_for(error).words


def _aside_words(name: str) -> AsideWords:
    title = _("Kept aside by the repair of {day}").format(day=format_date(aside_day(name)))
    line = _("Your records as they were before it, with what was removed since. Encrypted.")
    return AsideWords(name, title, line)


def in_words(standing: BackupStanding) -> StandingWords:
    """How the backups stand, as the section says it."""
    today = standing.today
    if standing.newest_on is None:
        here = _("None yet. One is made by itself after the first unlocking of a day.")
    else:
        here = ngettext(
            "Last made {when}; {count} is kept. One is made by itself each day.",
            "Last made {when}; {count} are kept. One is made by itself each day.",
            standing.kept,
        ).format(when=_when(standing.newest_on, today), count=standing.kept)
    elsewhere = _("None yet.")
    if standing.elsewhere_on is not None:
        elsewhere = _("Last made {when}.").format(when=_when(standing.elsewhere_on, today))
    drill = _("Not rehearsed yet. Your recovery sheet opens the newest backup; nothing is changed.")
    if standing.drilled_on is not None:
        drill = _("Last rehearsed {when}.").format(when=_when(standing.drilled_on, today))
    elif not standing.kept:
        drill = _("There is no backup yet to rehearse with.")
    due = _("Due")
    return StandingWords(
        here=here,
        here_chip=_("Up to date") if standing.newest_on == today else due,
        here_good=standing.newest_on == today,
        elsewhere=elsewhere,
        elsewhere_chip=due if standing.is_elsewhere_due else _("Up to date"),
        elsewhere_good=not standing.is_elsewhere_due,
        drill=drill,
        drill_chip=due if standing.is_drill_due else (_("Done") if standing.drilled_on else ""),
        drill_good=not standing.is_drill_due,
        can_drill=standing.kept > 0,
    )


def _when(day: date, today: date) -> str:
    days = (today - day).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return _("on {day}").format(day=format_date(day))
