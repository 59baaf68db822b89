"""What the page of one person asks before it does something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from estip_desktop.casework import ContactMethod
from estip_desktop.casework.contacts import CLEAR, LEFT
from estip_desktop.kernel.i18n import N_, _
from estip_desktop.records import METHODS, PURPOSES
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField, Select
from estip_desktop.ui.widgets.form_dialog import FormDialog

_PROTOCOLS: tuple[tuple[str, str], ...] = (
    ("MR", N_("Follow-up contact")),
    ("DI", N_("Defusing")),
    ("DM", N_("Demobilising")),
    ("EM", N_("ESTIM request")),
)
_WHY_CLOSED: tuple[tuple[str, str], ...] = (
    (CLEAR, N_("Nothing stood open at the last contact")),
    (LEFT, N_("They have moved on, or left the force")),
)
_OFFERED = ("check-in", "call-back", "day-28", "day-91")
_LATEST = timedelta(days=366)


def which_session(parent: QWidget) -> FormDialog:
    """Which checklist to start; its own page says whether it is the right time."""
    kind = Select([(code, _(words)) for code, words in _PROTOCOLS])
    return FormDialog(
        _("New session"),
        _("It goes on with this record. The next page asks for their agreement again."),
        {"protocol": LabelledField(_("What for"), kind)},
        verb=_("Go on"),
        safe_verb=_("Not now"),
        parent=parent,
    )


def close_case(incidents: Sequence[tuple[str, str]], parent: QWidget) -> FormDialog:
    """Why nobody asks any more; whether it is clear is looked up from the last contact."""
    why = Select([(code, _(words)) for code, words in _WHY_CLOSED])
    return FormDialog(
        _("End the case"),
        _(
            "Contacts that are due are cancelled, and the time of keeping begins. The door stays "
            "open: a new session can be started at any time."
        ),
        {
            "why": LabelledField(_("Why"), why),
            "incident": LabelledField(_("Incident"), Select(list(incidents))),
        },
        verb=_("End the case"),
        safe_verb=_("Not now"),
        parent=parent,
    )


def follow_up(incidents: Sequence[tuple[str, str]], today: date, parent: QWidget) -> FormDialog:
    """An agreed contact: for what, when, how."""
    purpose = Select([(code, _(PURPOSES[code])) for code in _OFFERED])
    due = DateEdit()
    methods: list[tuple[object, str]] = [("", _("Not agreed"))]
    methods += [
        (each.value, _(METHODS[each])) for each in ContactMethod if each is not ContactMethod.NONE
    ]
    fields = {
        "purpose": LabelledField(_("Contact"), purpose),
        "due": LabelledField(_("Day"), due, _("For example 23 11 2026")),
        "method": LabelledField(_("How"), Select(methods)),
        "incident": LabelledField(_("Incident"), Select(list(incidents))),
    }

    def check(answers: Mapping[str, str]) -> Mapping[str, str]:
        del answers
        day = due.day()
        if day is None:
            return {"due": _("Enter the day, for example 23 11 2026")}
        if not today <= day <= today + _LATEST:
            return {"due": _("Enter a day from today on, within a year")}
        return {}

    return FormDialog(
        _("Add a contact"),
        _("It is shown on Today when it is due."),
        fields,
        verb=_("Add this contact"),
        safe_verb=_("Not now"),
        check=check,
        parent=parent,
    )
