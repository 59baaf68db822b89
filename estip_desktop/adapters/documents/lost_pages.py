"""The lost-laptop sheet on paper: how grave it is, who was in the records, what to do now."""

from __future__ import annotations

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
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.vault.lost_laptop import (
    LostLaptopSheet,
    danger_words,
    days_words,
    gap_words,
    next_steps,
)


def lost_pages(sheet: LostLaptopSheet) -> bytes:
    """Set a lost-laptop sheet."""
    heading = Heading(
        title=_("Lost laptop"),
        reference=sheet.label,
        line=_("Made on {day}").format(day=format_date(local_day(sheet.made_at))),
        created_at=sheet.made_at,
        subject=_("Lost laptop"),
        exercise=sheet.exercise,
        footer=(_("This paper is not encrypted. Destroy it when it has been used."),),
    )
    title, why = danger_words(sheet)
    people = [
        block
        for one in sheet.people
        for block in row(
            one.reference, " \u00b7 ".join(part for part in (one.name, days_words(one)) if part)
        )
    ]
    steps = [
        block
        for number, step in enumerate(next_steps(), start=1)
        for block in row(str(number), step)
    ]
    blocks = [
        space(2),
        notice(title, why, danger=bool(sheet.with_laptop)),
        paragraph(gap_words(sheet), 9, QUIET),
        section(_("People in these records")),
        *(people or [paragraph(_("Nobody."), 9, QUIET)]),
        section(_("What to do now")),
        *steps,
    ]
    return print_pages(heading, blocks)[0]
