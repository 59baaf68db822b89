"""The supervisor note: adjustments and dates. There is nothing here that could print a score."""

from __future__ import annotations

from datetime import datetime

from estip_desktop.adapters.documents.paper import (
    QUIET,
    Heading,
    notice,
    paragraph,
    print_pages,
    row,
    section,
    space,
)
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.referrals import SupervisorNote


def note_pages(note: SupervisorNote, made_at: datetime) -> bytes:
    """Set a supervisor note; it is not signed and holds no health data beyond the adjustments."""
    heading = Heading(
        title=_("Note for the line manager"),
        reference=note.reference,
        line=f"{note.reference} \u00b7 {format_date(note.agreed_on)}",
        created_at=made_at,
        subject=_("Agreed adjustments"),
        exercise=note.exercise,
        footer=(_("Adjustments and dates only, given with the person's agreement."),),
    )
    who = " \u00b7 ".join(part for part in (note.supporter, note.contact) if part)
    blocks = [
        space(2),
        *row(_("Person"), note.person, strong=True),
        *(row(_("Staff number"), note.staff_number) if note.staff_number else []),
        section(_("Agreed adjustments")),
        *(
            block
            for number, line in enumerate(note.adjustments, start=1)
            for block in row(str(number), line)
        ),
        section(_("Dates")),
        *row(_("From"), format_date(note.from_day)),
        *row(_("Review"), format_date(note.review_day)),
        *row(_("Agreed on"), format_date(note.agreed_on)),
        *(row(_("Questions to"), who) if who else []),
        space(10),
        notice(
            _("What this note does not say"),
            _(
                "It gives no reasons and no health information. Please ask for none. "
                "Please keep it with those who arrange the work."
            ),
        ),
        paragraph(_("The person has seen this note and agreed to it."), 9, QUIET),
    ]
    return print_pages(heading, blocks)[0]
