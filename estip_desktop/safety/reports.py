"""*Tell us it went wrong*: a report on this laptop that names nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.i18n import N_, _, format_moment
from estip_desktop.kernel.ids import IdFactory
from estip_desktop.kernel.unit_of_work import UnitOfWork
from estip_desktop.safety.naming import has_mark, names_one_of, numbers_one_of, quotes_one_of

WORDS_LIMIT = 240
KINDS: Mapping[str, str] = {
    "wrong-words": N_("It said something wrong or hurtful"),
    "wrong-score": N_("A score or a range was wrong"),
    "wrong-pathway": N_("The suggestion did not fit"),
    "not-warned": N_("A warning did not come"),
    "lost": N_("Something was lost"),
    "seen": N_("Somebody saw what they had no right to see"),
    "not-sent": N_("A referral did not arrive"),
    "in-the-way": N_("It got in the way of the talk"),
    "other": N_("Something else"),
}
PARTS: Mapping[str, str] = {
    "guided": N_("A guided talk"),
    "questionnaire": N_("A questionnaire"),
    "concern": N_("Immediate concern"),
    "pathway": N_("The decision"),
    "referral": N_("A referral or the Outbox"),
    "records": N_("People and follow-ups"),
    "lock": N_("Locking, passphrase, backups"),
    "elsewhere": N_("Elsewhere"),
}
HARMS: Mapping[str, str] = {
    "none": N_("Nobody was affected"),
    "could": N_("Somebody could have come to harm"),
    "did": N_("Somebody was affected"),
}
OWNER_NAME = "owner-name"
"""Of whom the vault is; as casework keeps it."""


@dataclass(frozen=True, slots=True)
class SafetyReport:
    """What went wrong, without anybody in it.

    Args:
        kind: Of ``KINDS``.
        part: Of ``PARTS``.
        harm: Of ``HARMS``.
        words: At most 240 characters; checked against everybody in the vault.
        app: Program and version.
    """

    id: str
    at: datetime
    kind: str
    part: str
    harm: str
    words: str = field(repr=False)
    app: str


class Identified(Protocol):
    """Somebody who must not be named in a report."""

    @property
    def reference(self) -> str:
        """Such as ``P-0417``."""
        ...

    @property
    def name(self) -> str:
        """May be empty."""
        ...

    @property
    def staff_number(self) -> str:
        """May be empty."""
        ...

    @property
    def station(self) -> str:
        """May be empty."""
        ...


class PeopleToSpare(Protocol):
    """Everybody whose record is in the vault."""

    def latest(self, limit: int) -> Sequence[Identified]:
        """The newest ones first."""
        ...


class Located(Protocol):
    """An incident that must not be told from a report."""

    @property
    def title(self) -> str:
        """A short name for it."""
        ...

    @property
    def place(self) -> str:
        """May be empty."""
        ...


class PlacesToSpare(Protocol):
    """Every incident in the vault."""

    def latest(self, limit: int) -> Sequence[Located]:
        """The newest ones first."""
        ...


class OwnFacts(Protocol):
    """Small facts of the vault, such as whose it is."""

    def get(self, key: str) -> str | None:
        """One of them."""
        ...


class ReportRepository(Protocol):
    """Reports in the open vault."""

    def save(self, report: SafetyReport) -> None:
        """Add a report."""
        ...

    def latest(self, limit: int) -> Sequence[SafetyReport]:
        """The newest ones first."""
        ...


class SafetyUnitOfWork(UnitOfWork, Protocol):
    """The slice of the vault that reports touch."""

    @property
    def people(self) -> PeopleToSpare:
        """Everybody who must not be named."""
        ...

    @property
    def incidents(self) -> PlacesToSpare:
        """Every incident that must not be told."""
        ...

    @property
    def settings(self) -> OwnFacts:
        """Whose vault it is."""
        ...

    @property
    def safety_reports(self) -> ReportRepository:
        """Reports."""
        ...


class SafetyReports:
    """Write reports and read them; nothing is sent."""

    def __init__(
        self, open_unit: Callable[[], SafetyUnitOfWork], clock: Clock, ids: IdFactory, app: str
    ) -> None:
        self._open_unit = open_unit
        self._clock = clock
        self._ids = ids
        self._app = app

    def write(self, kind: str, part: str, harm: str, words: str = "") -> SafetyReport:
        """Keep a report.

        Raises:
            InputRefusedError: ``report-choice``: one of the three is missing;
                ``report-too-long``; ``report-names-somebody``: the words hold a name, a reference,
                a number or an address. Nothing is kept then.
        """
        if kind not in KINDS or part not in PARTS or harm not in HARMS:
            raise InputRefusedError("report-choice")
        plain = " ".join(words.split())
        if len(plain) > WORDS_LIMIT:
            raise InputRefusedError("report-too-long")
        with self._open_unit() as unit:
            if self._names_somebody(unit, plain):
                raise InputRefusedError("report-names-somebody")
            report = SafetyReport(
                self._ids.new(), self._clock.now(), kind, part, harm, plain, self._app
            )
            unit.safety_reports.save(report)
            unit.audit.record(AuditEvent("safety-report-written", report.id, kind))
            unit.commit()
        return report

    @staticmethod
    def _names_somebody(unit: SafetyUnitOfWork, words: str) -> bool:
        """Whether it holds a mark of anybody, or names somebody or something in this vault."""
        if not words:
            return False
        people = unit.people.latest(1_000_000)
        incidents = unit.incidents.latest(1_000_000)
        owner = unit.settings.get(OWNER_NAME) or ""
        return (
            has_mark(words)
            or names_one_of(words, (owner, *(person.name for person in people)))
            or numbers_one_of(words, (p.reference for p in people))
            or numbers_one_of(words, (p.staff_number for p in people))
            or quotes_one_of(
                words, (text for each in incidents for text in (each.title, each.place))
            )
            or quotes_one_of(words, (person.station for person in people))
        )

    def latest(self, limit: int = 50) -> Sequence[SafetyReport]:
        """Those written on this laptop, the newest first."""
        with self._open_unit() as unit:
            return unit.safety_reports.latest(limit)


def report_lines(report: SafetyReport) -> list[str]:
    """A report as text, to be handed on."""
    return [
        _("Safety report, ESTIP Desktop"),
        format_moment(report.at),
        report.app,
        "",
        _("What went wrong: {words}").format(words=_(KINDS[report.kind])),
        _("Where: {words}").format(words=_(PARTS[report.part])),
        _("Who was affected: {words}").format(words=_(HARMS[report.harm])),
        *([_("In their words: {words}").format(words=report.words)] if report.words else []),
        "",
        _(
            "Names, references, numbers, places and birthdays were looked for in it, and none was "
            "found. Give it to whoever looks after this app in your force."
        ),
    ]
