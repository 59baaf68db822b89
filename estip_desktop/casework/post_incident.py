"""Whether a post-incident procedure is in place, and who has cleared group support all the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from estip_desktop.casework.model import NAME_LIMIT, Incident, YesNoUnknown, require_text
from estip_desktop.casework.ports import CaseworkUnitOfWork
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day
from estip_desktop.kernel.i18n import N_, _, format_date
from estip_desktop.kernel.ids import IncidentId


class Clearer(StrEnum):
    """Who may clear group support while a procedure is, or may be, in place."""

    MANAGER = "post-incident-manager"
    LEAD = "estip-lead"


class PostIncident:
    """Keep the status of the procedure with its incident."""

    def __init__(self, open_unit: Callable[[], CaseworkUnitOfWork], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def note(self, incident_id: IncidentId, status: YesNoUnknown) -> Incident:
        """Keep whether a procedure is in place; a change takes back what somebody cleared before.

        What was cleared under one status was not cleared under another.
        """
        with self._open_unit() as unit:
            incident = unit.incidents.get(incident_id)
            if incident.pip is status:
                return incident
            incident = replace(incident, pip=status, pip_cleared_by="")
            unit.incidents.save(incident)
            unit.audit.record(AuditEvent("incident-pip-noted", incident_id, status.value))
            unit.commit()
        return incident

    def clear(self, incident_id: IncidentId, name: str, role: str) -> Incident:
        """Keep that a named person has agreed to group support; it is audited.

        Raises:
            InputRefusedError: ``clearer-missing``, ``clearer-too-long``, or ``clearer-role``: only
                the Post-Incident Manager or the ESTIP lead may.
        """
        require_text(name.strip(), "clearer", NAME_LIMIT // 2, empty=False)
        if role not in set(Clearer):
            raise InputRefusedError("clearer-role")
        with self._open_unit() as unit:
            day = local_day(self._clock.now())
            incident = replace(
                unit.incidents.get(incident_id), pip_cleared_by=cleared_text(name, role, day)
            )
            unit.incidents.save(incident)
            unit.audit.record(AuditEvent("incident-group-cleared", incident_id, role))
            unit.commit()
        return incident


def cleared_text(name: str, role: str, day: date) -> str:
    """Name, role and day as one field keeps them."""
    return f"{' '.join(name.split())}|{role}|{day.isoformat()}"


ROLES: Mapping[Clearer, str] = {
    Clearer.MANAGER: N_("Post-Incident Manager"),
    Clearer.LEAD: N_("ESTIP lead"),
}


def cleared_words(text: str) -> str:
    """Who cleared group support, in words."""
    name, role, day = cleared_parts(text)
    said = [name]
    if role in set(Clearer):
        said.append(_(ROLES[Clearer(role)]))
    if day is not None:
        said.append(format_date(day))
    return ", ".join(said)


def cleared_parts(text: str) -> tuple[str, str, date | None]:
    """Name, role and day; a name that was written down before roles were has neither."""
    name, _bar, rest = text.partition("|")
    role, _bar, day = rest.partition("|")
    try:
        return name, role, date.fromisoformat(day) if day else None
    except ValueError:
        return name, role, None
