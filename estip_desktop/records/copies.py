"""A copy of everything held about one person, for that person (subject access).

What belongs to somebody else is marked by the nature of its field, never guessed from words. Fields
that name others are left out unless somebody decides to keep them; free text is kept and marked,
because only a reader can tell whether it names others.

The same state gives the same bytes: the copy carries the moment of the newest thing it tells, not
that of its making, and the makings of copies are not among the things it tells.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.audit import AuditEvent, AuditLine
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.i18n import _, format_moment
from estip_desktop.kernel.ids import PersonId
from estip_desktop.records.entries import Book, Line, Party
from estip_desktop.records.model import PersonFile
from estip_desktop.records.ports import RecordsUnitOfWork
from estip_desktop.records.service import file_of, subjects_of
from estip_desktop.records.telling import details_of, entries_of

FORMAT = "estip-record-copy/1"
EXPORTED = "person-exported"
PDF_NAME, JSON_NAME = "record.pdf", "record.json"
"""Neutral: a file name says nothing about anybody."""
_LOG_LINES = 100_000

Mark = tuple[str, str]
"""Label and value of a line that is about somebody else: what is decided about."""


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One line of a copy.

    Args:
        value: Empty where it was left out.
    """

    label: str
    value: str = field(repr=False)
    party: Party = Party.OWN
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class CopySection:
    """One entry of a copy."""

    kind: str
    id: str
    at: datetime | None
    title: str
    lines: tuple[CopyLine, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordCopy:
    """Everything held about one person, in words.

    Args:
        as_of: The newest thing it tells of.
        documents: Name and SHA-256 of each signed document beside it.
    """

    reference: str
    as_of: datetime
    sections: tuple[CopySection, ...] = field(repr=False)
    documents: tuple[tuple[str, str], ...] = ()
    exercise: bool = False


class CopyPrinter(Protocol):
    """Sets a copy on paper, in another process."""

    def record_copy(self, copy: RecordCopy) -> bytes:
        """The copy as a PDF."""
        ...


class Copies:
    """Make copies of records.

    Args:
        open_unit: Of the vault.
        book: Turns codes into words.
        printer: Sets the pages.
        write: Puts files into a folder that is new or empty.
    """

    def __init__(
        self,
        open_unit: Callable[[], RecordsUnitOfWork],
        book: Book,
        printer: CopyPrinter,
        write: Callable[[Path, Mapping[str, bytes]], None],
    ) -> None:
        self._open_unit = open_unit
        self._book = book
        self._printer = printer
        self._write = write

    def find(self, reference: str) -> PersonId:
        """Whose record it is.

        Raises:
            NotFoundError: Nobody has this reference.
        """
        with self._open_unit() as unit:
            person = unit.people.by_reference(reference.strip().upper())
        if person is None:
            raise NotFoundError("reference")
        return person.id

    def marks(self, person_id: PersonId) -> tuple[Mark, ...]:
        """What names somebody else by the nature of its field, each once."""
        with self._open_unit() as unit:
            file = file_of(unit, person_id)
        lines = (line for entry in entries_of(file, self._book) for line in entry.lines)
        return tuple(
            dict.fromkeys((each.label, each.value) for each in lines if each.party is Party.OTHER)
        )

    def export(self, person_id: PersonId, folder: Path, keep: Collection[Mark] = ()) -> None:
        """Write the copy into a folder; that it was made stands in the audit trail.

        Args:
            person_id: Whose.
            folder: New, or empty.
            keep: Marks that stay in; all others are left out.

        Raises:
            InputRefusedError: ``out-not-empty`` or ``out-not-writable``.
        """
        files = self.files(person_id, keep)
        self._write(folder, files)
        digest = hashlib.sha256(files[JSON_NAME]).hexdigest()
        with self._open_unit() as unit:
            unit.audit.record(AuditEvent(EXPORTED, person_id, f"sha256={digest}"))
            unit.commit()

    def files(self, person_id: PersonId, keep: Collection[Mark] = ()) -> dict[str, bytes]:
        """The files of a copy by name: pages, data, and every signed document."""
        with self._open_unit() as unit:
            file = file_of(unit, person_id)
            lines = unit.audit_log.of(subjects_of(file), _LOG_LINES)
            own = unit.identities.own()
        documents = {
            f"document-{number}.pdf": referral.pdf
            for number, referral in enumerate(reversed(file.referrals), start=1)
            if referral.pdf
        }
        copy = _copy(file, lines, self._book, frozenset(keep), documents)
        if own is not None and own.exercise:
            copy = RecordCopy(
                copy.reference, copy.as_of, copy.sections, copy.documents, exercise=True
            )
        return {PDF_NAME: self._printer.record_copy(copy), JSON_NAME: as_json(copy), **documents}


def as_json(copy: RecordCopy) -> bytes:
    """The copy as data: sorted keys, so that the same state gives the same bytes."""
    value = {
        "format": FORMAT,
        "reference": copy.reference,
        "as_of": to_text(copy.as_of),
        "sections": [
            {
                "kind": section.kind,
                "id": section.id,
                "at": None if section.at is None else to_text(section.at),
                "title": section.title,
                "lines": [
                    {
                        "label": line.label,
                        "value": None if line.left_out else line.value,
                        "third_party": {
                            Party.OWN: "no",
                            Party.OTHER: "yes",
                            Party.FREE: "perhaps",
                        }[line.party],
                        "left_out": line.left_out,
                    }
                    for line in section.lines
                ],
            }
            for section in copy.sections
        ],
        "documents": [{"file": name, "sha256": sha256} for name, sha256 in copy.documents],
    }
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _copy(
    file: PersonFile,
    log: Collection[AuditLine],
    book: Book,
    keep: frozenset[Mark],
    documents: Mapping[str, bytes],
) -> RecordCopy:
    entries = entries_of(file, book)
    told = [each for each in log if each.what != EXPORTED]
    details = CopySection(
        "details", file.person.id, None, _("Who it is about"),
        tuple(CopyLine(each.label, each.value) for each in details_of(file.person)),
    )  # fmt: skip
    sections = [
        CopySection(
            entry.kind.value, entry.id, entry.at, entry.title,
            tuple(_line(line, keep) for line in entry.lines),
        )
        for entry in reversed(entries)
    ]  # fmt: skip
    events = CopySection(
        "log", "", None, _("What was done with the record"),
        tuple(
            CopyLine(format_moment(each.at), each.what.replace("-", " "))
            for each in reversed(told)
        ),
    )  # fmt: skip
    moments = [each.at for each in told] + [each.at for each in entries if each.day is None]
    return RecordCopy(
        file.person.reference,
        max(moments) if moments else datetime.fromisoformat("1970-01-01T00:00:00+00:00"),
        (details, *sections, events),
        tuple((name, hashlib.sha256(data).hexdigest()) for name, data in documents.items()),
    )


def _line(line: Line, keep: frozenset[Mark]) -> CopyLine:
    if line.party is Party.OTHER and (line.label, line.value) not in keep:
        return CopyLine(line.label, "", line.party, left_out=True)
    return CopyLine(line.label, line.value, line.party)
