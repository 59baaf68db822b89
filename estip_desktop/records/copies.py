"""A copy of everything held about one person, for that person (subject access).

What belongs to somebody else is marked by the nature of its field, never guessed from words. Fields
that name others are left out unless somebody decides to keep them; free text is kept and marked,
because only a reader can tell whether it names others. A signed document cannot be blacked out
without breaking its signature, and it names at least whoever signed it: it is left out as such a
field is, and the copy says that it is, and why.

The same state gives the same bytes: the copy carries the moment of the newest thing it tells, not
that of its making, and the makings of copies are not among the things it tells.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
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
from estip_desktop.referrals import Referral

FORMAT = "estip-record-copy/1"
EXPORTED = "person-exported"
PDF_NAME, JSON_NAME = "record.pdf", "record.json"
"""Neutral: a file name says nothing about anybody."""
_LOG_LINES = 100_000

Mark = tuple[str, str]
"""Label and value of what is about somebody else, a line or a document: what is decided about."""


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
class CopyDocument:
    """A signed document; it names whoever signed it, so it is never only about the person.

    Args:
        file: Its name beside the copy; of one that was left out, the name it would have.
        title: Which it is.
        left_out: Whether it is not there, because it names somebody else.
    """

    file: str
    title: str
    sha256: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class RecordCopy:
    """Everything held about one person, in words.

    Args:
        as_of: The newest thing it tells of.
        documents: Each signed document, whether it lies beside the copy or was left out.
    """

    reference: str
    as_of: datetime
    sections: tuple[CopySection, ...] = field(repr=False)
    documents: tuple[CopyDocument, ...] = ()
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
        """What names somebody else by its nature, each once: lines, then signed documents."""
        with self._open_unit() as unit:
            file = file_of(unit, person_id)
        lines = (line for entry in entries_of(file, self._book) for line in entry.lines)
        named = [(each.label, each.value) for each in lines if each.party is Party.OTHER]
        return tuple(dict.fromkeys((*named, *(_mark(each) for each in _signed(file)))))

    def export(
        self, person_id: PersonId, folder: Path, keep: Collection[Mark] = ()
    ) -> tuple[CopyDocument, ...]:
        """Write the copy into a folder; that it was made stands in the audit trail.

        Args:
            person_id: Whose.
            folder: New, or empty.
            keep: Marks that stay in; all others are left out.

        Returns:
            The signed documents, and which of them were left out.

        Raises:
            InputRefusedError: ``out-not-empty`` or ``out-not-writable``.
        """
        copy, files = self._made(person_id, keep)
        self._write(folder, files)
        digest = hashlib.sha256(files[JSON_NAME]).hexdigest()
        with self._open_unit() as unit:
            unit.audit.record(AuditEvent(EXPORTED, person_id, f"sha256={digest}"))
            unit.commit()
        return copy.documents

    def files(self, person_id: PersonId, keep: Collection[Mark] = ()) -> dict[str, bytes]:
        """The files of a copy by name: pages, data, and the signed documents that stay in."""
        return self._made(person_id, keep)[1]

    def _made(
        self, person_id: PersonId, keep: Collection[Mark]
    ) -> tuple[RecordCopy, dict[str, bytes]]:
        with self._open_unit() as unit:
            file = file_of(unit, person_id)
            lines = unit.audit_log.of(subjects_of(file), _LOG_LINES)
            own = unit.identities.own()
        copy = _copy(file, lines, self._book, frozenset(keep))
        if own is not None and own.exercise:
            copy = replace(copy, exercise=True)
        beside = {
            document.file: referral.pdf
            for document, referral in zip(copy.documents, _signed(file), strict=True)
            if not document.left_out
        }
        printed = self._printer.record_copy(copy)
        return copy, {PDF_NAME: printed, JSON_NAME: as_json(copy), **beside}


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
        "documents": [
            {
                "file": None if each.left_out else each.file,
                "title": each.title,
                "sha256": each.sha256,
                "third_party": "yes",
                "left_out": each.left_out,
                "why": why_left_out() if each.left_out else None,
            }
            for each in copy.documents
        ],
    }
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def why_left_out() -> str:
    """Why a signed document does not lie beside the copy, and what can be done."""
    return _(
        "Left out because it names other people; give it after a person has read and redacted it."
    )


def _signed(file: PersonFile) -> tuple[Referral, ...]:
    """The referrals of which a signed document is kept, oldest first."""
    return tuple(each for each in reversed(file.referrals) if each.pdf)


def _mark(referral: Referral) -> Mark:
    words = _("{reference}, version {number}; it names whoever signed it")
    return _("Signed document"), words.format(
        reference=referral.reference, number=referral.revision
    )


def _document(number: int, referral: Referral, keep: frozenset[Mark]) -> CopyDocument:
    title = _("Referral {reference}, version {number}")
    return CopyDocument(
        f"document-{number}.pdf",
        title.format(reference=referral.reference, number=referral.revision),
        hashlib.sha256(referral.pdf).hexdigest(),
        left_out=_mark(referral) not in keep,
    )


def _copy(
    file: PersonFile,
    log: Collection[AuditLine],
    book: Book,
    keep: frozenset[Mark],
) -> RecordCopy:
    entries = entries_of(file, book)
    told = [each for each in log if each.what != EXPORTED]
    details = CopySection(
        "details", file.person.id, None, _("Who it is about"),
        tuple(_line(each, keep) for each in details_of(file.person)),
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
        tuple(_document(number, each, keep) for number, each in enumerate(_signed(file), start=1)),
    )


def _line(line: Line, keep: frozenset[Mark]) -> CopyLine:
    if line.party is Party.OTHER and (line.label, line.value) not in keep:
        return CopyLine(line.label, "", line.party, left_out=True)
    return CopyLine(line.label, line.value, line.party)
