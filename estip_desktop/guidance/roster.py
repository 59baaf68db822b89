"""The roster of a group: who has a record, how somebody is called, and where they are named."""

from __future__ import annotations

from dataclasses import replace

from estip_desktop.casework import (
    CaseworkUnitOfWork,
    GroupMember,
    GroupSession,
    Incident,
    Person,
    YesNoUnknown,
)
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.ids import IdFactory, PersonId
from estip_desktop.kernel.items import Item, Option
from estip_desktop.protocols import Page, PageKind, Protocol


def recorded(
    unit: CaseworkUnitOfWork, group: GroupSession, member: GroupMember, ids: IdFactory
) -> tuple[GroupSession, PersonId]:
    """Give somebody on the roster a record, unless they have one; saves the person alone."""
    known = group.member(member.key).person_id
    if known is not None:
        return group, known
    person = Person(
        id=PersonId(ids.new()),
        reference=unit.people.next_reference(),
        name=member.initials.strip(),
    )
    unit.people.save(person)
    unit.audit.record(AuditEvent("person-added", person.id))
    return group.knowing(member.key, person.id), person.id


def is_locked_by_pip(incident: Incident) -> bool:
    """Whether group support is locked: the procedure is or may be in place, and nobody cleared it.

    Source: College of Policing APP, post-incident procedures (no conferring before first accounts).
    """
    return incident.pip is not YesNoUnknown.NO and not incident.pip_cleared_by.strip()


def with_roster(protocol: Protocol, group: GroupSession) -> Protocol:
    """The protocol with one option for each member on the pages that name them."""
    members = tuple(
        Option(each.key, member_words(each, n)) for n, each in enumerate(group.roster, 1)
    )
    steps = tuple(
        replace(step, pages=tuple(_page_with(page, members) for page in step.pages))
        for step in protocol.steps
    )
    return replace(protocol, steps=steps)


def member_words(member: GroupMember, number: int) -> str:
    """How somebody on the roster is called: initials or reference, else their number."""
    return member.initials or f"{number}"


def _page_with(page: Page, members: tuple[Option, ...]) -> Page:
    if page.kind is not PageKind.ROSTER or page.item is None:
        return page
    nobody = tuple(option for option in page.item.options if option.exclusive)
    item: Item = replace(page.item, options=(*members, *nobody))
    return replace(page, item=item)
