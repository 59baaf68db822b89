"""What was agreed about the next contact, and how it sits with what the pathway asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from estip_desktop.casework import ContactMethod
from estip_desktop.guidance import Guided
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue, ItemKind
from estip_desktop.protocols import Page, WindowStatus
from estip_desktop.stepped_care.model import Pathways
from estip_desktop.stepped_care.schedule import DatedFollowUp

NEXT_CONTACT_BLOCK = "C11"
CHECK_IN = "check-in"
DEFUSING = "defusing"
REFUSED = "declined"
_MONITORING = "MR"
_HOURS = 24
_METHODS = {method.value: method for method in ContactMethod} | {"message": ContactMethod.TEXT}


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed in the closing step about the next contact."""

    due_on: date | None = None
    method: ContactMethod | None = None
    who: str = ""
    declined: bool = False
    remind: bool = False
    """They agreed to be reminded once although they declined."""


def agreement_of(guided: Guided, today: date) -> Agreement:
    """Read it from the answers of the closing step; a day gone by agrees to nothing."""
    found = Agreement()
    for page in guided.run.pages:
        value = guided.answers.get(page.id)
        if (
            page.block == NEXT_CONTACT_BLOCK
            and page.item is not None
            and value not in (None, SKIPPED)
        ):
            found = _read(found, page, value)
    if found.due_on is not None and found.due_on < today:
        return replace(found, due_on=None)
    return found


def planned(
    definition: Pathways,
    contacts: Sequence[DatedFollowUp],
    agreed: Agreement,
    today: date,
    *,
    keeps_dates: bool,
) -> list[tuple[str, date]]:
    """Purpose and day of each contact to plan, soonest first.

    An agreed day takes the place of the first contact if it comes before it and, for one of the
    fixed days or an offered protocol, not before the window opens; otherwise it is one more
    contact.

    Args:
        definition: The fixed days and their windows.
        contacts: What the pathway asks for, soonest first.
        agreed: What was agreed.
        today: Calendar day of the decision.
        keeps_dates: No contact may move: somebody was at risk.
    """
    dues = [(_purpose(contact), contact.due) for contact in contacts]
    day = agreed.due_on
    if day is not None and all(due != day for _what, due in dues):
        first = contacts[0] if contacts and not keeps_dates else None
        if first is not None and _earliest(definition, first, today) <= day < first.due:
            dues[0] = (dues[0][0], day)
        else:
            dues.append((CHECK_IN, day))
    return sorted(dues, key=lambda entry: entry[1])


def _earliest(definition: Pathways, contact: DatedFollowUp, today: date) -> date:
    """From when a contact can be held: what is locked until then stands on no day before."""
    day = contact.follow_up.day
    protocol = contact.follow_up.protocol
    if not protocol and day in definition.anchors:
        protocol = _MONITORING
    if not protocol:
        return today
    starts = [
        span.start if span.unit == "day" else -(-span.start // _HOURS)
        for span in definition.windows[protocol].spans
        if span.status is not WindowStatus.NEEDS_REASON
    ]
    return contact.due - timedelta(days=day - max(start for start in starts if start <= day))


def _read(found: Agreement, page: Page, value: AnswerValue | None) -> Agreement:
    if not isinstance(value, str) or value == DECLINED or page.item is None:
        return found
    match page.item.kind:
        case ItemKind.DATE:
            return replace(found, due_on=date.fromisoformat(value))
        case ItemKind.YES_NO:
            return replace(found, remind=value == "yes")
        case ItemKind.PERSON:
            return replace(found, who=value)
        case ItemKind.CHOICE:
            return replace(
                found,
                method=_METHODS.get(value, found.method),
                declined=found.declined or value == REFUSED,
            )
        case _:
            return found


def _purpose(contact: DatedFollowUp) -> str:
    if contact.follow_up.protocol:
        return DEFUSING
    if contact.follow_up.day in {28, 91}:
        return f"day-{contact.follow_up.day}"
    return CHECK_IN
