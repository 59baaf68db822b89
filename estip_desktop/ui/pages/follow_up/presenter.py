"""One agreed contact: start it, or say how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from estip_desktop.casework import OUTCOMES, OpenContact, Share
from estip_desktop.casework.contacts import (
    MISSED_TOO_OFTEN,
    PUT_OFF_DAYS,
    REMINDER,
    TRY_AGAIN_DAYS,
)
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, format_date, ngettext
from estip_desktop.kernel.ids import FollowUpId
from estip_desktop.records import METHODS, PURPOSES
from estip_desktop.stepped_care import OUTCOME_DUE
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

REACHED, NOT_REACHED, PUT_OFF, DECLINED, ASKED = (
    "reached",
    "not-reached",
    "put-off",
    "declined",
    "asked",
)
REASONS: Mapping[str, tuple[str, ...]] = {
    REACHED: ("all-right", "short-word", "has-support"),
    NOT_REACHED: ("no-answer", "message-left", "not-on-shift"),
    PUT_OFF: ("busy", "not-yet", "elsewhere"),
}
"""Three quick reasons for each way it may have gone."""
ESTIM_OUTCOMES = ("estim-booked", "estim-replaced", "estim-declined")
_SHARING: Mapping[Share, str] = {
    Share.YES: N_("They agreed that something may go to Occupational Health."),
    Share.NO: N_("They said no to sharing: nothing goes, unless somebody is at risk."),
    Share.LATER: N_("They wanted to be asked about sharing later: nothing goes until then."),
}


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """Everything the page shows.

    Args:
        facts: Label and value.
        reasons: By outcome: code and words.
        next_days: By outcome: the day that is suggested, where one is.
        missed: Said once two in a row were not reached, or would be; else empty.
        is_due: It can still be started or closed.
        may_remind: A declined contact may be followed by one reminder.
        asks_of_estim: It is about what came of an ESTIM request.
        was_urgent: Something urgent was suggested or chosen: other contacts stay planned.
    """

    reference: str
    purpose: str
    context: str
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    reasons: Mapping[str, tuple[tuple[str, str], ...]]
    next_days: Mapping[str, date]
    missed: str
    can_ask_coordinator: bool
    is_due: bool
    may_remind: bool
    asks_of_estim: bool = False
    was_urgent: bool = False


@dataclass(frozen=True, slots=True)
class ContactForm:
    """What stands on the page when it is kept."""

    outcome: str = ""
    reason: str = ""
    next_on: date | None = None
    next_is_readable: bool = True
    remind: bool = False


class FollowUpView(Protocol):
    """What the page can show."""

    def show_sheet(self, sheet: ContactSheet) -> None:
        """Show the contact."""
        ...

    def show_missing(self, missing: Mapping[str, str]) -> None:
        """Say what is missing, by field: ``outcome``, ``day``."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that it was not kept."""
        ...


class FollowUpPresenter(PagePresenter):
    """Start a contact, or keep how it went; nobody is ever said to have failed.

    Args:
        view: The page.
        shell: The window.
        follow_up_id: Which contact.
        back_to: The page to go back to: ``today`` or ``follow_ups``.
    """

    def __init__(
        self, view: FollowUpView, shell: Navigator, follow_up_id: str, back_to: str = "today"
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._id = FollowUpId(follow_up_id)
        self._back_to = back_to

    def start(self) -> None:
        """Look it up."""
        contacts = self.services.contacts
        self.run(lambda: contacts.open(self._id), self._show, self._view.show_error)

    def hold(self) -> None:
        """Start the talk that it asks for."""
        self.shell.open("new_session", follow_up=str(self._id))

    def back(self) -> None:
        """Where it was opened."""
        self.shell.open(self._back_to)

    def keep(self, form: ContactForm) -> None:
        """Keep how it went, or say what is missing."""
        missing = _missing(form)
        self._view.show_missing(missing)
        if missing:
            return
        self.run_once(lambda: self._keep(form), lambda _kept: self._kept(), self._refused)

    def _keep(self, form: ContactForm) -> None:
        contacts = self.services.contacts
        match form.outcome:
            case "declined":
                contacts.decline(self._id, remind=form.remind)
            case "asked":
                contacts.ask_coordinator(self._id)
            case "put-off" if form.next_on is not None:
                contacts.put_off(self._id, form.next_on, form.reason)
            case "not-reached":
                contacts.not_reached(self._id, form.reason, form.next_on)
            case _:
                contacts.reached(self._id, form.reason, form.next_on)

    def _kept(self) -> None:
        self.shell.say(_("Kept."))
        self.back()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InputRefusedError) and error.detail == "contact-day":
            self._view.show_missing({"day": _("Enter a day from today on, within a year")})
        else:
            self._view.show_error(error)

    def _show(self, contact: OpenContact) -> None:
        follow_up, today = contact.follow_up, self.services.contacts.today()
        self._view.show_sheet(
            ContactSheet(
                reference=contact.person.reference,
                purpose=_(PURPOSES.get(follow_up.purpose, N_("Contact"))),
                context=_("Day {day} after the incident").format(day=contact.day),
                facts=_facts(contact),
                reasons={
                    outcome: tuple((code, _(OUTCOMES[code])) for code in codes)
                    for outcome, codes in _reasons(follow_up.purpose).items()
                },
                asks_of_estim=follow_up.purpose == OUTCOME_DUE,
                was_urgent=contact.at_risk,
                next_days={
                    NOT_REACHED: today + timedelta(days=TRY_AGAIN_DAYS),
                    PUT_OFF: today + timedelta(days=PUT_OFF_DAYS),
                },
                missed=_missed_words(contact),
                can_ask_coordinator=contact.missed >= MISSED_TOO_OFTEN - 1,
                is_due=follow_up.state.value == "due",
                may_remind=follow_up.purpose != REMINDER,
            )
        )


def _reasons(purpose: str) -> Mapping[str, tuple[str, ...]]:
    """Three quick reasons for each way it may have gone; of an ESTIM request what came of it."""
    return {**REASONS, REACHED: ESTIM_OUTCOMES} if purpose == OUTCOME_DUE else REASONS


def _missing(form: ContactForm) -> dict[str, str]:
    if not form.outcome:
        return {"outcome": _("Say how it went, or start the contact")}
    if not form.next_is_readable:
        return {"day": _("Enter the day, for example 23 11 2026")}
    if form.outcome == PUT_OFF and form.next_on is None:
        return {"day": _("Enter the day they asked for")}
    return {}


def _facts(contact: OpenContact) -> tuple[tuple[str, str], ...]:
    follow_up, person = contact.follow_up, contact.person
    method = follow_up.method or person.contact_method
    message = {
        True: _("A message may be left."),
        False: _("Leave no message."),
        None: _("Nobody asked whether a message may be left: leave none."),
    }[person.message_ok]
    ended = format_date(local_day(contact.incident.ended_at))
    facts = (
        (_("Agreed for"), format_date(follow_up.due_on)),
        (_("How"), _(METHODS[method]).capitalize() if method is not None else _("Not agreed")),
        (_("Messages"), message),
        (_("Who gets in touch"), follow_up.who),
        (_("Good times"), person.safe_times),
        (_("Incident"), _("{title}, {day}").format(title=contact.incident.title, day=ended)),
    )
    return tuple((label, value) for label, value in facts if value)


def _missed_words(contact: OpenContact) -> str:
    """What to consider once contacts were missed; never that somebody failed."""
    if not contact.missed:
        return ""
    words = ngettext(
        "The contact before was not reached.",
        "The {count} contacts before were not reached.",
        contact.missed,
    ).format(count=contact.missed)
    if contact.missed < MISSED_TOO_OFTEN - 1:
        return words
    sharing = _(_SHARING[contact.share]) if contact.share is not None else ""
    ask = _(
        "If you do not reach them this time either, ask the coordinator whether somebody else "
        "tries. Occupational Health is told only with their agreement, or at risk."
    )
    return " ".join(part for part in (words, ask, sharing) if part)
