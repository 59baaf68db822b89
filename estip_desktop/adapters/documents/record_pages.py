"""A copy of one person's record: every line, and a mark where it is about somebody else."""

from __future__ import annotations

from estip_desktop.adapters.documents.paper import (
    QUIET,
    Block,
    Heading,
    notice,
    paragraph,
    print_pages,
    row,
    section,
    space,
)
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_date, format_moment
from estip_desktop.records import CopyLine, CopySection, Party, RecordCopy
from estip_desktop.records.copies import CopyDocument, why_left_out

_DAYS = frozenset({"follow-up"})
"""Entries of which only the day counts."""


def record_pages(copy: RecordCopy) -> bytes:
    """Set a copy; it is not signed, and carries the moment of the newest thing it tells."""
    heading = Heading(
        title=_("Copy of a record"),
        reference=copy.reference,
        line=f"{copy.reference} \u00b7 " + _("as of {when}").format(when=format_moment(copy.as_of)),
        created_at=copy.as_of,
        subject=_("Everything held about one person"),
        exercise=copy.exercise,
        footer=(_("Printed paper is not encrypted. Hand it to the person it is about."),),
    )
    blocks: list[Block] = [
        space(2),
        notice(
            _("What this copy holds"),
            _(
                "Everything that is kept about this person on the supporter's laptop. What names "
                "somebody else is marked; where it was left out, the page says so. Signed "
                "documents name whoever signed them."
            ),
        ),
    ]
    for each in copy.sections:
        blocks += _section(each)
    if copy.documents:
        blocks.append(section(_("Signed documents")))
        for document in copy.documents:
            blocks += row(document.title, _beside(document))
    return print_pages(heading, blocks)[0]


def _section(each: CopySection) -> list[Block]:
    blocks = [section(each.title)]
    if each.at is not None:
        day = each.kind in _DAYS
        when = format_date(local_day(each.at)) if day else format_moment(each.at)
        blocks.append(paragraph(when, 9, QUIET, keep_with_next=bool(each.lines)))
    for line in each.lines:
        blocks += row(line.label, _value(line))
    if not each.lines:
        blocks.append(paragraph(_("Nothing."), 9, QUIET))
    return blocks


def _beside(document: CopyDocument) -> str:
    if document.left_out:
        return f"[{why_left_out()}] SHA-256 {document.sha256}"
    return _("{file} beside this copy [names somebody else] SHA-256 {sha256}").format(
        file=document.file, sha256=document.sha256
    )


def _value(line: CopyLine) -> str:
    if line.left_out:
        return _("[left out: it names somebody else]")
    if line.party is Party.OTHER:
        return _("{value} [names somebody else]").format(value=line.value)
    if line.party is Party.FREE:
        return _("{value} [free text: look for other people's names]").format(value=line.value)
    return line.value
