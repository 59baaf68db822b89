"""Which sheets a session's answers say were given, kept with the version of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from estip_desktop.casework import CaseworkUnitOfWork, SheetGiven, SupportSession
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.protocols import Page, sheets_given


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
