"""A conversation of which nothing about the person is kept: it lives in the window alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from estip_desktop.casework import Incident, NewSession, Person, SessionNote, SupportSession
from estip_desktop.errors import RuleError
from estip_desktop.guidance.guided import Guided
from estip_desktop.kernel.ids import IdFactory, PersonId, SessionId
from estip_desktop.protocols import Protocol

_MARK = "talk-only:"


def is_talk_only(session_id: str) -> bool:
    """Whether an id names such a conversation."""
    return session_id.startswith(_MARK)


def talk_only(
    wish: NewSession, incident: Incident, protocol: Protocol, ids: IdFactory, now: datetime
) -> Guided:
    """A new conversation, with a person who has no name and no record.

    Raises:
        RuleError: ``consent-to-talk`` is missing.
        InputRefusedError: ``held-in-future``, of one from paper.
    """
    if not wish.consent.talk:
        raise RuleError("consent-to-talk")
    session_id = SessionId(_MARK + ids.new())
    person = Person(PersonId(session_id), "")
    session = SupportSession(
        id=session_id,
        protocol_id=wish.protocol_id,
        protocol_version=wish.protocol_version,
        person_id=person.id,
        incident_id=incident.id,
        consent=replace(wish.consent, record=False),
        supporter="",
        started_at=wish.started_at(now),
        touched_at=now,
        setting=wish.setting,
        label=wish.label,
    )
    note = SessionNote(session_id, True, session.started_at) if wish.from_paper else None
    return Guided(session, protocol, {}, (), person, incident, note=note)
