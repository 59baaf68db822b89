"""Look at backups, test each, and put one back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from estip_desktop.errors import (
    DiskReadOnlyError,
    EstipError,
    InputRefusedError,
    SecretRefusedError,
    TryLaterError,
    VaultInUseError,
)
from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.repair import words
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.vault import (
    BackupManifest,
    BackupState,
    KeysBack,
    Later,
    Proof,
    Restored,
    Tested,
)
from estip_desktop.vault.restored import words_before

ELSEWHERE = "elsewhere"
"""The choice of a backup that does not lie beside records on this laptop."""
REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup as the page lists it.

    Args:
        id: For choosing it.
        title: When it was made, or its file's name where nobody can say.
        line: What is in it, or why it is no use.
    """

    id: str
    title: str
    line: str
    is_good: bool
    is_suggested: bool


class RepairView(Protocol):
    """What the page can show and hand over."""

    def show_sources(self, sources: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer whose backups to look at."""
        ...

    def show_found(self, files: Sequence[tuple[str, str]]) -> None:
        """Offer backups found on disks, by path and name."""
        ...

    def show_file_problem(self, text: str) -> None:
        """The file cannot be taken."""
        ...

    def show_busy(self, text: str, share: float | None = None) -> None:
        """Work is under way; empty words end it."""
        ...

    def show_refused(self, text: str) -> None:
        """The secret was wrong: say so at the field, empty and focus it."""
        ...

    def show_problem(self, happened: str, text: str) -> None:
        """Something stands in the way."""
        ...

    def show_backups(self, rows: Sequence[BackupRow], *, can_put_back: bool) -> None:
        """List the backups, each with what its test found."""
        ...

    def show_later(self, title: str, lines: Sequence[str], promise: str) -> None:
        """Say what was added after the chosen backup."""
        ...

    def show_keys_back(self, text: str) -> None:
        """Say which passphrase comes back; nothing where all stays as it is."""
        ...

    def show_done(self, text: str, kept_aside: str) -> None:
        """The backup is back."""
        ...

    def show_sheet_problem(self, text: str) -> None:
        """The folder of the lost-laptop sheet cannot be taken."""
        ...

    def show_sheet_written(self, text: str) -> None:
        """The lost-laptop sheet is there."""
        ...

    def take_secret(self) -> str:
        """What was typed; the field is empty afterwards."""
        ...


class RepairPresenter(PagePresenter):
    """Find, test, compare, put back.

    Args:
        view: The page.
        shell: The window.
        vault: Id of the vault that needs it, or empty.
        back: Page to return to.
    """

    def __init__(self, view: RepairView, shell: Navigator, vault: str, back: str) -> None:
        super().__init__(shell)
        self._view = view
        self._vault = vault
        self._back = back
        self._restores = shell.context.vaults.restores
        self._is_open = shell.is_unlocked
        self._source = ELSEWHERE
        self._proof: Proof | None = None
        self._tested: tuple[Tested, ...] = ()
        self._chosen: Tested | None = None
        self._busy = False

    def show(self) -> None:
        """Offer whose backups to look at."""
        vaults = self.shell.context.vaults.list()
        unread = _("Records that cannot be read")
        sources = [(str(info.id), info.label or unread) for info in vaults]
        if self._is_open:
            self._vault = self.services.vault.info.id
            sources = [source for source in sources if source[0] == self._vault]
        sources.append((ELSEWHERE, _("A backup on a disk or in a folder")))
        ids = [source[0] for source in sources]
        self.choose_source(self._vault if self._vault in ids else ids[0])
        self._view.show_sources(sources, self._source)

    def choose_source(self, source: str) -> None:
        """Look at other backups."""
        self._source = source
        self._tested, self._chosen, self._proof = (), None, None
        if source == ELSEWHERE:
            found = self._restores.found_on_disks()
            self._view.show_found([(str(path), path.name) for path in found])

    def look(self, file: str, *, recovering: bool) -> None:
        """Test every backup with what was typed.

        Args:
            file: The backup that was named, where it is not beside records.
            recovering: Whether a recovery key was typed, not a passphrase.
        """
        if self._busy:
            return
        paths = self._paths(file)
        if not paths:
            return
        secret = self._view.take_secret()
        if not secret.strip():
            asked = _("Type your recovery key") if recovering else _("Type your passphrase")
            self._view.show_refused(asked)
            return
        try:
            proof = Proof.recovery_key(secret) if recovering else Proof.passphrase(secret)
        except SecretRefusedError:
            self._view.show_refused(_refused(recovering=recovering))
            return
        self._begin(_("Testing the backups…"))
        self.run_long(
            lambda progress, _cancel: self._restores.test_each(paths, proof, progress),
            lambda tested: self._have_tested(tested, proof, recovering=recovering),
            self._failed,
            on_progress=self._view.show_busy,
            lane="pool",
        )

    def choose(self, backup_id: str) -> None:
        """Another backup is meant: say what came after it."""
        chosen = next((one for one in self._tested if str(one.path) == backup_id), None)
        if chosen is None or chosen.manifest is None or self._proof is None:
            return
        self._chosen = chosen
        proof, path, manifest = self._proof, chosen.path, chosen.manifest
        if self._is_open or not self._is_here(manifest):
            self._view.show_later("", [], "")
            if not self._is_open:
                before = words_before(KeysBack.OF_ITS_DAY, manifest)
                self._view.show_keys_back(before)
            return
        self._begin(_("Comparing…"))
        self.run_long(
            lambda progress, _cancel: self._restores.later(path, proof, progress),
            lambda later: self._compared(later, manifest),
            self._failed,
            lane="pool",
        )

    def put_back(self) -> None:
        """Put the chosen backup back; what is there now is kept."""
        if self._busy or self._chosen is None or self._proof is None:
            return
        proof, path = self._proof, self._chosen.path
        self._begin(_("Putting the backup back…"))
        self.run_long(
            lambda progress, _cancel: self._restores.restore(
                path, proof, progress, carry_over=True
            ),
            self._restored,
            self._failed,
            on_progress=self._view.show_busy,
            lane="pool",
        )

    def write_lost_laptop_sheet(self, folder: str, with_laptop: Sequence[str]) -> None:
        """Write who was in the chosen backup; nothing is put back."""
        if self._busy or self._chosen is None or self._proof is None:
            return
        if not folder:
            self._view.show_sheet_problem(_("Type the folder in which the sheet is to lie"))
            return
        proof, path, context = self._proof, self._chosen.path, self.shell.context
        gone = tuple(with_laptop)

        def write(progress: Progress, _cancel: Cancel) -> tuple[str, ...]:
            sheet = self._restores.lost_laptop(path, proof, progress, gone)
            return context.write_lost_laptop_sheet(sheet, Path(folder))

        self._begin(_("Writing the sheet…"))
        self.run_long(
            write,
            self._sheet_written,
            self._sheet_failed,
            on_progress=self._view.show_busy,
            lane="pool",
        )

    def lock_first(self) -> None:
        """Shut the records, and come back to this page."""
        self.shell.lock(REPAIR)

    def go_back(self) -> None:
        """Return to where the person came from."""
        if self._busy:
            return
        if self._is_open:
            usual = "inbox" if self.services.desk is not None else "today"
        else:
            usual = "unlock" if self.shell.context.vaults.list() else "first_run"
        self._open(self._back or usual)

    def _open(self, page: str) -> None:
        if page == "settings":
            self.shell.open(page, section="backup")
        else:
            self.shell.open(page)

    def _paths(self, file: str) -> list[Path]:
        if self._source != ELSEWHERE:
            found = list(self._restores.kept_of(self._source))
            if not found:
                self._view.show_problem(
                    _("There is no backup beside these records."),
                    _("Nothing was changed. Look for one on a disk or in a folder."),
                )
            return found
        if not file.strip():
            self._view.show_file_problem(_("Choose a backup, or type where it lies"))
            return []
        return [Path(file.strip())]

    def _have_tested(self, tested: tuple[Tested, ...], proof: Proof, *, recovering: bool) -> None:
        self._end()
        if all(one.state is BackupState.OTHER_KEY for one in tested):
            self._view.show_refused(_refused(recovering=recovering))
            return
        self._tested, self._proof = tested, proof
        good = [one for one in tested if one.state is BackupState.GOOD]
        suggested = good[0] if good else None
        rows = [_row(one, is_suggested=one is suggested) for one in tested]
        self._view.show_backups(rows, can_put_back=bool(good) and not self._is_open)
        if suggested is not None:
            self.choose(str(suggested.path))

    def _is_here(self, manifest: BackupManifest) -> bool:
        return any(info.id == manifest.vault_id for info in self.shell.context.vaults.list())

    def _compared(self, later: Later, manifest: BackupManifest) -> None:
        self._end()
        self._view.show_later(
            words.later_title(later), words.later_lines(later), words.later_promise(later)
        )
        self._view.show_keys_back(words_before(later.keys, manifest))

    def _restored(self, restored: Restored) -> None:
        self._end()
        text = _("{label} is back as it was on {day}.").format(
            label=restored.info.label, day=words.moment(restored.manifest)
        )
        parts = (text, words.carried(restored.carried_over), restored.keys_words)
        self._view.show_done("\n".join(filter(None, parts)), restored.kept_aside)

    def _sheet_written(self, names: tuple[str, ...]) -> None:
        self._end()
        text = _("Written: {names}. They are not encrypted.")
        self._view.show_sheet_written(text.format(names=", ".join(names)))

    def _sheet_failed(self, error: Exception) -> None:
        if isinstance(error, InputRefusedError) and error.detail == "file-exists":
            self._end()
            self._view.show_sheet_problem(_("A sheet of today is there already; it was left"))
        elif isinstance(error, InputRefusedError | DiskReadOnlyError):
            self._end()
            self._view.show_sheet_problem(_("There is no such folder, or it cannot be written"))
        else:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, TryLaterError):
            words_left = ngettext(
                "Wrong ones were tried just now. Wait {n} second, then try again",
                "Wrong ones were tried just now. Wait {n} seconds, then try again",
                error.wait_s,
            )
            self._view.show_refused(words_left.format(n=error.wait_s))
        elif isinstance(error, VaultInUseError):
            self._view.show_problem(
                _("These records are open in another window."),
                _("Nothing was changed. Close that window, then try again."),
            )
        elif isinstance(error, InputRefusedError) and error.detail == "file-unreadable":
            self._view.show_file_problem(_("There is no such file, or it cannot be read"))
        elif isinstance(error, EstipError):
            from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

            message = message_for(error)
            self._view.show_problem(message.happened, f"{message.safe} {message.next_step}".strip())
        else:
            raise error

    def _begin(self, text: str) -> None:
        self._busy = True
        self._view.show_busy(text)

    def _end(self) -> None:
        self._busy = False
        self._view.show_busy("")


def _row(tested: Tested, *, is_suggested: bool) -> BackupRow:
    if tested.manifest is None:
        return BackupRow(
            str(tested.path), words.named(tested.path.name), words.state(tested.state), False, False
        )
    line = words.holds(tested.manifest)
    if is_suggested:
        line = _("{records} · the newest good one").format(records=line)
    title = words.moment(tested.manifest)
    return BackupRow(str(tested.path), title, line, True, is_suggested)


def _refused(*, recovering: bool) -> str:
    if recovering:
        return _("That recovery key did not work. Check each group against your sheet")
    return _("That passphrase did not work. An older backup may need an older passphrase")
