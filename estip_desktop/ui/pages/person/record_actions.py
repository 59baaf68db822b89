"""What can be done about the record itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from estip_desktop.casework.model import AskedHow
from estip_desktop.errors import VaultError
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import PersonId
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.records import ErasureReason, HoldKind, Mark, PersonFile, TakenBack
from estip_desktop.records.copies import CopyDocument, why_left_out
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.person.record_words import RecordSheet, record_sheet, taken_back_words
from estip_desktop.ui.pages.person.words import views_of
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.reauth import ask_passphrase
from estip_desktop.vault.backups import still_held

_NEUTRAL = "copy"
"""Of a folder on another disk: it says nothing about anybody."""


class RecordView(Protocol):
    """What the page can show about the record."""

    def show_record(self, sheet: RecordSheet) -> None:
        """Show how long it is kept, and what holds it."""
        ...

    def show_views(self, views: Sequence[tuple[str, str]]) -> None:
        """List who opened it: what, then when and who."""
        ...

    def ask_for_copy(self, marks: Sequence[Mark], folders: Sequence[str]) -> None:
        """Ask where the copy goes, and which names of other people stay in."""
        ...

    def show_copying(self, *, copying: bool) -> None:
        """A copy is being made."""
        ...

    def show_copied(self, words: str) -> None:
        """Where the copy is."""
        ...


class RecordActions(PagePresenter):
    """Holds, corrections, consent, and letting go.

    Args:
        view: The page.
        shell: The window.
        person_id: Whose record.
        changed: Called after something changed, with words for it.
    """

    def __init__(
        self,
        view: RecordView,
        shell: Navigator,
        person_id: PersonId,
        changed: Callable[[str], None],
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._id = person_id
        self._changed = changed
        self._file: PersonFile | None = None

    def show(self, file: PersonFile) -> None:
        """The record was opened, or read again."""
        self._file = file
        self._view.show_record(record_sheet(file, self.services.keeping.of(file)))

    def see_views(self) -> None:
        """Who opened this record, and when."""
        file = self._file
        if file is not None:
            records = self.services.records
            self.run(
                lambda: records.views_of(file), lambda log: self._view.show_views(views_of(log))
            )

    def rectify(self, answers: Mapping[str, str]) -> None:
        """Put personal details right."""
        rights = self.services.rights
        self.run(
            lambda: rights.rectify(self._id, answers),
            lambda made: self._changed(
                _("Corrected. What it said before is kept beside it.")
                if made
                else _("Nothing was changed.")
            ),
        )

    def hold(self, answers: Mapping[str, str]) -> None:
        """Stop the clock."""
        keeping = self.services.keeping
        kind = HoldKind(answers["kind"])
        self.run(
            lambda: keeping.hold(self._id, kind, answers["reason"], answers["owner"]),
            lambda _hold: self._changed(_("The record is held back.")),
        )

    def lift(self, hold_id: str, because: str) -> None:
        """Let the clock go on."""
        keeping = self.services.keeping
        self.run(
            lambda: keeping.lift(hold_id, because),
            lambda _hold: self._changed(_("The hold was lifted.")),
        )

    def take_back(self, answers: Mapping[str, str]) -> None:
        """They take their consent back."""
        services, how = self.services, AskedHow(answers["how"])

        def work() -> TakenBack:
            outcome = services.rights.take_back(self._id, how)
            services.outbox.sweep()
            return outcome

        self.run(work, lambda outcome: self._changed(taken_back_words(outcome)))

    def start_copy(self) -> None:
        """Look up what names others and where a copy may go, then ask."""
        services = self.services

        def look() -> tuple[tuple[Mark, ...], list[str]]:
            disks = services.backups.disks()
            return services.copies.marks(self._id), [str(disk / _NEUTRAL) for disk in disks]

        self.run(look, lambda found: self._view.ask_for_copy(*found))

    def make_copy(self, folder: str, keep: Sequence[Mark]) -> None:
        """Write a copy, once the passphrase was given."""
        ask_passphrase(
            self.shell,
            title=_("Make a copy of this record"),
            why=_("The files are not encrypted: whoever has them can read them."),
            button=_("Make the copy"),
            on_confirmed=lambda: self._make_copy(Path(folder.strip()), keep),
        )

    def _make_copy(self, folder: Path, keep: Sequence[Mark]) -> None:
        copies = self.services.copies

        def ended(words: str) -> None:
            self._view.show_copying(copying=False)
            self._view.show_copied(words)

        def failed(error: Exception) -> None:
            ended("")
            self.shell.show_error(error)

        self._view.show_copying(copying=True)

        def done(documents: tuple[CopyDocument, ...]) -> None:
            words = _(
                "The copy is in {folder}. It is not encrypted. Read the free text for other "
                "people's names before you hand it over."
            ).format(folder=folder)
            ended(" ".join((words, *_about_documents(documents))))

        self.run(lambda: copies.export(self._id, folder, keep), done, failed)

    def erase(self, answers: Mapping[str, str]) -> None:
        """Let the record go before its time, once the passphrase was given."""
        reason = ErasureReason(answers["reason"])
        ask_passphrase(
            self.shell,
            title=_("Remove this record"),
            why=_("What is removed cannot be brought back here."),
            button=_("Remove the record"),
            on_confirmed=lambda: self._erase(reason),
        )

    def _erase(self, reason: ErasureReason) -> None:
        services = self.services

        def work() -> tuple[bool, tuple[str, ...]]:
            services.keeping.erase(self._id, reason)
            services.outbox.sweep()
            aside = services.backups.set_aside()
            try:
                services.backups.make_daily(Progress(), Cancel())
            except VaultError:
                return False, aside
            return True, aside

        def gone(outcome: tuple[bool, tuple[str, ...]]) -> None:
            has_backup, aside = outcome
            words = _("The record was removed, and the newest backup no longer holds it.")
            if not has_backup:
                words = _("The record was removed. No new backup could be made: make one now.")
            if aside:
                words = f"{words} {still_held(aside)}"
            self.shell.say(words)
            self.shell.open("people")

        self.run_once(work, gone)


def _about_documents(documents: Sequence[CopyDocument]) -> list[str]:
    """What is said about signed documents: those left out, and those that name others."""
    left_out = [each.title for each in documents if each.left_out]
    said = []
    if left_out:
        words = _("Signed documents: {titles}. {why}")
        said.append(words.format(titles="; ".join(left_out), why=why_left_out()))
    if len(left_out) < len(documents):
        said.append(_("Signed documents lie beside it; they name other people."))
    return said
