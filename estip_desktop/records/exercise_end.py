"""The end of an exercise: its data is deleted and its key purged, with a certificate of counts.

Source: retention of exercise data as proposed for this project: delete at the exercise's end, purge
the key, keep a report alone.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from estip_desktop.errors import EstipError, RuleError
from estip_desktop.kernel.clock import Clock, local_day
from estip_desktop.kernel.i18n import _, format_moment, ngettext
from estip_desktop.records.ports import RecordsUnitOfWork
from estip_desktop.vault.model import VaultInfo, VaultKind


class EndingVault(Protocol):
    """The open vault of an exercise."""

    @property
    def info(self) -> VaultInfo:
        """Id, label and kind."""
        ...

    def end_exercise(self) -> None:
        """Remove all from which its key can be had."""
        ...


@dataclass(frozen=True, slots=True)
class ExerciseContents:
    """What an exercise holds, as counts.

    Args:
        people: Made-up people.
        sessions: Support sessions, drafts included.
        waiting: Parcels that were never accepted.
        backups: Backups beside the vault.
        kept_aside: Folders that restores kept aside.
    """

    people: int
    sessions: int
    waiting: int
    backups: int
    kept_aside: int


@dataclass(frozen=True, slots=True)
class ExerciseCertificate:
    """What went, and when."""

    vault_id: str
    at: datetime
    contents: ExerciseContents


class ExerciseEnd:
    """Ends the exercise whose vault is open.

    Args:
        open_unit: A transaction of that vault.
        vault: It.
        count_backups: How many backups and folders kept aside lie with it.
        clock: For the certificate.
        write_new: Writes a private file that must not be there yet.
        replace: Replaces a private file, whole or not at all.
    """

    def __init__(
        self,
        open_unit: Callable[[], RecordsUnitOfWork],
        vault: EndingVault,
        count_backups: Callable[[], tuple[int, int]],
        clock: Clock,
        write_new: Callable[[Path, bytes], None],
        replace: Callable[[Path, bytes], None],
    ) -> None:
        self._open_unit = open_unit
        self._vault = vault
        self._count_backups = count_backups
        self._clock = clock
        self._write_new = write_new
        self._replace = replace

    @property
    def is_possible(self) -> bool:
        """Whether this is an exercise; real records go by retention, one by one."""
        return self._vault.info.kind is VaultKind.EXERCISE

    def preview(self) -> ExerciseContents:
        """What would go.

        Raises:
            RuleError: ``vault-is-live``.
        """
        if not self.is_possible:
            raise RuleError("vault-is-live")
        backups, kept_aside = self._count_backups()
        with self._open_unit() as unit:
            return ExerciseContents(
                people=unit.register.count(),
                sessions=unit.register.count_sessions(),
                waiting=unit.parcels.count_open(),
                backups=backups,
                kept_aside=kept_aside,
            )

    def end(self, folder: Path | None = None) -> ExerciseCertificate:
        """Purge the key; call it only after the passphrase was given again, then close the vault.

        Args:
            folder: Where the certificate is written as well. The file is there before anything
                goes, and says until then that the end has begun.

        Raises:
            RuleError: ``vault-is-live``; nothing was touched.
            InputRefusedError: ``file-exists``; nothing was touched.
            DiskFullError, DiskReadOnlyError, VaultError: Some of it may be gone; call it again.
        """
        contents = self.preview()
        certificate = ExerciseCertificate(self._vault.info.id, self._clock.now(), contents)
        name, data = exercise_certificate_file(certificate)
        path = None if folder is None else _free(folder, name)
        if path is not None:
            self._write_new(path, f"{_('The end of this exercise has begun.')}\n".encode())
        self._vault.end_exercise()
        if path is not None:
            with suppress(EstipError):  # what it says by now is true as well
                self._replace(path, data)
        return certificate


def _free(folder: Path, name: str) -> Path:
    stem, _dot, suffix = name.rpartition(".")
    names = [name, *(f"{stem}-{number}.{suffix}" for number in range(2, 100))]
    return next((folder / one for one in names if not (folder / one).exists()), folder / name)


def contents_lines(contents: ExerciseContents) -> list[str]:
    """What is in it, in words."""
    people = ngettext("{n} person", "{n} people", contents.people).format(n=contents.people)
    sessions = ngettext("{n} session", "{n} sessions", contents.sessions)
    lines = [f"{people}, {sessions.format(n=contents.sessions)}"]
    if contents.waiting:
        words = ngettext(
            "{n} parcel that was never accepted",
            "{n} parcels that were never accepted",
            contents.waiting,
        )
        lines.append(words.format(n=contents.waiting))
    copies = contents.backups + contents.kept_aside
    if copies:
        words = ngettext("{n} backup or copy beside it", "{n} backups and copies beside it", copies)
        lines.append(words.format(n=copies))
    return lines


def elsewhere_words() -> str:
    """What cannot be reached from here."""
    return _(
        "Backups on other disks stay until you delete them there: the passphrase and the recovery "
        "sheet still open those."
    )


def exercise_certificate_file(certificate: ExerciseCertificate) -> tuple[str, bytes]:
    """Name and bytes of a plain text; both say nothing about anybody."""
    words = _("{moment}: the exercise was ended. Its key was purged and its data deleted.")
    lines = [
        _("EXERCISE · Certificate of deletion"),
        "",
        words.format(moment=format_moment(certificate.at)),
        _("Vault: {id}").format(id=certificate.vault_id),
        *contents_lines(certificate.contents),
        elsewhere_words(),
    ]
    name = f"exercise-ended-{local_day(certificate.at).isoformat()}.txt"
    return name, "\n".join([*lines, ""]).encode("utf-8")
