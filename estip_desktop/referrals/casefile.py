"""Gather the records of one case from the vault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from estip_desktop.casework import Screening, ScreeningState, SupportSession
from estip_desktop.errors import NotFoundError
from estip_desktop.instruments import same_rules
from estip_desktop.kernel.ids import SessionId
from estip_desktop.protocols import Protocol as Checklist
from estip_desktop.referrals.compose import ESTIM, EXPOSURE, CaseFile, Taken
from estip_desktop.referrals.content import AnswerLine
from estip_desktop.referrals.ports import CaseBook, ReferralsUnitOfWork

_BACKGROUND = (".work", ".home", ".driving", ".supports")
"""Pages about getting along at work and at home, and about who helps."""


def gather(unit: ReferralsUnitOfWork, book: CaseBook, session_id: SessionId) -> CaseFile:
    """Read everything a referral of this session may draw on."""
    session = unit.sessions.get(session_id)
    earlier = [
        other
        for other in unit.sessions.of_person(session.person_id)
        if other.incident_id == session.incident_id
        and other.id != session.id
        and other.started_at <= session.started_at
    ]
    earlier.sort(key=lambda other: other.started_at)
    checklists = _checklists(book, (*earlier, session))
    return CaseFile(
        person=unit.people.get(session.person_id),
        incident=unit.incidents.get(session.incident_id),
        session=session,
        earlier=tuple(earlier),
        checklists=checklists,
        answers=unit.answers.of(session.id),
        exposures=_exposures(unit, checklists, (*earlier, session)),
        taken=_taken(unit, book, session),
        flags=tuple(unit.flags.of_case(session.person_id, session.incident_id)),
        concerns=tuple(unit.concerns.of_session(session.id)),
        decision=unit.decisions.latest_of_session(session.id),
        background=_background(unit, checklists, (*earlier, session))
        if session.protocol_id.partition("-")[0] == ESTIM
        else (),
        from_paper=frozenset(
            each.id
            for each in (*earlier, session)
            if (note := unit.session_notes.of(each.id)) is not None and note.from_paper
        ),
    )


def _checklists(book: CaseBook, sessions: tuple[SupportSession, ...]) -> dict[SessionId, Checklist]:
    found = {}
    for session in sessions:
        try:
            found[session.id] = book.protocol(session.protocol_id, session.protocol_version)
        except NotFoundError:
            continue  # a pack that was removed: the session is named by its id
    return found


def _exposures(
    unit: ReferralsUnitOfWork,
    checklists: Mapping[SessionId, Checklist],
    sessions: Sequence[SupportSession],
) -> tuple[str, ...]:
    """Kinds of exposure that were ticked last, in words; a follow-up does not ask again."""
    for session in reversed(sessions):
        checklist = checklists.get(session.id)
        for page in checklist.pages if checklist else ():
            if page.item is None or not page.id.endswith(EXPOSURE):
                continue
            chosen = unit.answers.of(session.id).get(page.id)
            if isinstance(chosen, list):
                return tuple(page.item.option(code).label for code in chosen)
    return ()


def _background(
    unit: ReferralsUnitOfWork,
    checklists: Mapping[SessionId, Checklist],
    sessions: Sequence[SupportSession],
) -> tuple[AnswerLine, ...]:
    """Functioning and supports in words, from the last session that asked about them."""
    for session in reversed(sessions):
        checklist = checklists.get(session.id)
        answers = unit.answers.of(session.id)
        lines = []
        for page in checklist.pages if checklist else ():
            value = answers.get(page.id)
            if page.item is None or not page.id.endswith(_BACKGROUND):
                continue
            if value is not None and (words := page.item.in_words(value)):
                lines.append(AnswerLine(page.item.text, words))
        if lines:
            return tuple(lines)
    return ()


def _taken(unit: ReferralsUnitOfWork, book: CaseBook, session: SupportSession) -> tuple[Taken, ...]:
    every = unit.screenings.of_person(session.person_id)
    return tuple(
        Taken(
            screening,
            book.instrument(screening.instrument_id, screening.instrument_version),
            unit.answers.of(screening.id),
            _before(every, screening),
        )
        for screening in unit.screenings.of_session(session.id)
        if screening.state is not ScreeningState.DRAFT
    )


def _before(every: Sequence[Screening], screening: Screening) -> Screening | None:
    candidates = [
        other
        for other in every
        if other.instrument_id == screening.instrument_id
        and other.id != screening.id
        and other.state is ScreeningState.SCORED
        and other.started_at < screening.started_at
        and same_rules(other.result, screening.result)
    ]
    return max(candidates, key=lambda other: other.started_at, default=None)
