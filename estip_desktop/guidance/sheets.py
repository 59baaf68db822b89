"""Which sheets a session's answers say were given, kept with the version of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from estip_desktop.casework import CaseworkUnitOfWork, SheetGiven, SupportSession
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import SessionId
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.protocols import Page, sheets_given

AT_THE_END = "finish"
"""Stands for a page where a sheet was given once the talk was over."""


def keep_sheets(
    unit: CaseworkUnitOfWork,
    session: SupportSession,
    page: Page,
    answers: Mapping[str, AnswerValue],
    version_of: Callable[[str], str],
    moment: datetime,
) -> None:
    """Make what is kept of this page's sheets agree with its answer.

    A sheet that was kept before keeps its first moment and version, however often the page is
    answered again; one that is no longer ticked was never given.
    """
    if not page.gives:
        return
    given = set(sheets_given(page, answers))
    for sheet in dict.fromkeys(rule.sheet for rule in page.gives):
        key = SheetGiven.id_at(session.id, page.id, sheet)
        kept = unit.sheets_given.find(key) is not None
        if sheet in given and not kept:
            unit.sheets_given.save(
                SheetGiven.at_page(
                    session.person_id, session.id, page.id, sheet, version_of(sheet), moment
                )
            )
            unit.audit.record(AuditEvent("sheet-given", session.id, sheet))
        elif sheet not in given and kept:
            unit.sheets_given.remove(key)
            unit.audit.record(AuditEvent("sheet-not-given", session.id, sheet))


@dataclass(frozen=True, slots=True)
class Handed:
    """The sheets of one session.

    Args:
        on_the_way: Given where a page of the talk says so.
        at_the_end: Taken along when it was over.
    """

    on_the_way: frozenset[str] = frozenset()
    at_the_end: frozenset[str] = frozenset()


class HandedSheets:
    """Which sheets somebody takes along when a talk is over, each with its version.

    Args:
        open_unit: The vault.
        version_of: The published version of a sheet.
        clock: When it was given.
    """

    def __init__(
        self,
        open_unit: Callable[[], CaseworkUnitOfWork],
        version_of: Callable[[str], str],
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._version_of = version_of
        self._clock = clock

    def of(self, session_id: SessionId) -> Handed:
        """What was given in a session.

        Raises:
            NotFoundError: There is no such session.
        """
        with self._open_unit() as unit:
            return _handed(unit, unit.sessions.get(session_id))

    def keep(self, session_id: SessionId, sheets: Collection[str]) -> Handed:
        """Make what was taken along at the end these sheets and no others.

        One that was kept before keeps its moment and version.

        Raises:
            NotFoundError: There is no such session or sheet; nothing was changed.
        """
        with self._open_unit() as unit:
            session = unit.sessions.get(session_id)
            before = _handed(unit, session)
            for sheet in sorted(set(sheets) - before.on_the_way - before.at_the_end):
                unit.sheets_given.save(
                    SheetGiven.at_page(
                        session.person_id,
                        session.id,
                        AT_THE_END,
                        sheet,
                        self._version_of(sheet),
                        self._clock.now(),
                    )
                )
                unit.audit.record(AuditEvent("sheet-given", session.id, sheet))
            for sheet in sorted(before.at_the_end - set(sheets)):
                unit.sheets_given.remove(SheetGiven.id_at(session.id, AT_THE_END, sheet))
                unit.audit.record(AuditEvent("sheet-not-given", session.id, sheet))
            after = _handed(unit, session)
            unit.commit()
        return after


def _handed(unit: CaseworkUnitOfWork, session: SupportSession) -> Handed:
    own = [
        each
        for each in unit.sheets_given.of_person(session.person_id)
        if each.session_id == session.id
    ]
    at_the_end = {
        each.sheet
        for each in own
        if each.id == SheetGiven.id_at(session.id, AT_THE_END, each.sheet)
    }
    on_the_way = {each.sheet for each in own} - at_the_end
    return Handed(frozenset(on_the_way), frozenset(at_the_end))
