"""The lost-laptop sheet: who was in the records, so that they can be told, from a backup elsewhere.

Article 33 of the UK GDPR gives 72 hours to say whose data a lost laptop held. The laptop is gone by
then; its newest backup is not. The sheet names people and days of contact and nothing of what was
said, and it says what decides how grave the loss is: whether the passphrase or the recovery sheet
was with the laptop, and how much was added after the backup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from estip_desktop.kernel.clock import local, local_day
from estip_desktop.kernel.i18n import _, ngettext

PASSPHRASE, SHEET, UNKNOWN = "passphrase", "sheet", "unknown"
"""What may have been with the laptop."""


@dataclass(frozen=True, slots=True)
class PersonOnSheet:
    """One person, and the days on which somebody spoke with them.

    Args:
        reference: Such as ``P-0417``.
        name: As it was recorded; may be empty.
        days: Calendar days, oldest first.
    """

    reference: str
    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class LostLaptopSheet:
    """What can be said of a laptop that is gone.

    Args:
        label: What the records were called on the lock page.
        made_at: When the sheet was made.
        backed_up_at: When the backup was made; what came later is not on the sheet.
        people: Everybody in the records.
        records: How many records the backup holds.
        with_laptop: Of ``passphrase``, ``sheet`` and ``unknown``, what may be with the laptop.
        exercise: Whether the people are made up.
    """

    label: str
    made_at: datetime
    backed_up_at: datetime
    people: tuple[PersonOnSheet, ...]
    records: int
    with_laptop: tuple[str, ...]
    exercise: bool = False


def danger_words(sheet: LostLaptopSheet) -> tuple[str, str]:
    """How likely it is that somebody can read the records: a title, and why."""
    if PASSPHRASE in sheet.with_laptop or SHEET in sheet.with_laptop:
        return (
            _("Treat these records as read"),
            _(
                "What opens them was with the laptop. Tell your data protection officer now; the "
                "people below may have to be told."
            ),
        )
    if UNKNOWN in sheet.with_laptop:
        return (
            _("It is not known whether what opens these records was with the laptop"),
            _("Find out first. Until then treat them as if it was, and tell your officer now."),
        )
    return (
        _("Nothing that opens these records was with the laptop"),
        _(
            "They are encrypted, and guessing a passphrase of five words takes many years. Tell "
            "your data protection officer all the same; they decide who is told."
        ),
    )


def gap_words(sheet: LostLaptopSheet) -> str:
    """What the sheet cannot know."""
    days = (local_day(sheet.made_at) - local_day(sheet.backed_up_at)).days
    moment = f"{local(sheet.backed_up_at):%d/%m/%Y %H:%M}"
    words = ngettext(
        "The backup is from {moment}, {days} day before this sheet. People who were added to the "
        "laptop after it are not listed.",
        "The backup is from {moment}, {days} days before this sheet. People who were added to the "
        "laptop after it are not listed.",
        days,
    )
    return words.format(moment=moment, days=days)


def days_words(person: PersonOnSheet) -> str:
    """The days of contact, or that there was none."""
    return ", ".join(f"{day:%d/%m/%Y}" for day in person.days) or _("no contact recorded")


def next_steps() -> tuple[str, ...]:
    """What to do now, in order."""
    return (
        _("Tell your data protection officer and IT desk, with the time at which it was missed."),
        _("Have Occupational Health told that the key of this laptop is no longer to be trusted."),
        _("Restore this backup on another laptop, and change its passphrase."),
        _("If the recovery sheet may be gone, make a new one there."),
    )


def as_text(sheet: LostLaptopSheet) -> str:
    """The sheet as plain text."""
    title, why = danger_words(sheet)
    lines = [
        _("Lost laptop: {label}").format(label=sheet.label),
        _("Made on {moment}").format(moment=f"{local(sheet.made_at):%d/%m/%Y %H:%M}"),
        "",
        *([_("EXERCISE: these people are made up."), ""] if sheet.exercise else []),
        f"{title}.",
        why,
        gap_words(sheet),
        "",
        _("People in these records"),
        *(
            "  ".join(part for part in (one.reference, one.name, days_words(one)) if part)
            for one in sheet.people
        ),
        *([] if sheet.people else [_("Nobody.")]),
        "",
        _("What to do now"),
        *(f"{number}. {step}" for number, step in enumerate(next_steps(), start=1)),
        "",
        _("This file is not encrypted. Remove it when it has been used."),
    ]
    return "\n".join(lines) + "\n"
