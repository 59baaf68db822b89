"""What the pathway engine knows: flags, rungs, thresholds and ordered rules, all read from data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from estip_desktop.errors import ContentRefusedError, InputRefusedError, NotFoundError
from estip_desktop.instruments import Points, Source
from estip_desktop.protocols import PipStatus, WindowRule

ScreenPoints: TypeAlias = tuple[int | None, ...]
LAST_DAY = 99_999
"""No case is older: a greater number of days is a slip of the hand."""


class Level(StrEnum):
    """How a flag weighs."""

    RED = "red"
    AMBER = "amber"
    LEGAL = "legal"


class Safety(StrEnum):
    """The answer to the direct safety question (C8)."""

    NO = "no"
    FLEETING = "fleeting"
    INTENT = "intent"
    DECLINED = "declined"


class Screening(StrEnum):
    """What became of the offer of questionnaires."""

    DONE = "done"
    DECLINED = "declined"
    NONE = "none"


class Nation(StrEnum):
    """Where the force works: decides bank holidays and services."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


@dataclass(frozen=True, slots=True)
class Screen:
    """One questionnaire of this contact: points in item order, ``None`` where not answered."""

    instrument: str
    answers: ScreenPoints


@dataclass(frozen=True, slots=True)
class Previous:
    """What the last contact found: distress 0-10 and totals by instrument."""

    distress: int | None = None
    totals: Mapping[str, Points] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the engine looks at, one person at one contact.

    Args:
        protocol: ``DM``, ``DI``, ``DG``, ``EM`` or ``MR``; empty when unknown.
        day: Calendar days from the incident's end; that day is 0.
        flags: Codes raised by answers or by hand.
        distress: 0-10, or ``None`` when not asked or declined.
        safety: Answer to C8, or ``None`` when not asked.
        asks_for_help: They want more help.
        poor_nights: Nights running with under 4 hours' sleep (3 means 3 or more).
        cannot_function: Cannot do the job, drive, or look after self or others as usual.
        screening: What became of the offer.
        screens: The questionnaires answered.
        previous: The last contact.
        estim_agreed: Whether they agree to an ESTIM; ``None`` when not asked.
        pip: The incident's PIP or DSI flag.
    """

    protocol: str
    day: int
    flags: tuple[str, ...] = ()
    distress: int | None = None
    safety: Safety | None = None
    asks_for_help: bool = False
    poor_nights: int = 0
    cannot_function: bool = False
    screening: Screening = Screening.NONE
    screens: tuple[Screen, ...] = ()
    previous: Previous = Previous()
    estim_agreed: bool | None = None
    pip: PipStatus = PipStatus.NO

    def __post_init__(self) -> None:
        if not 0 <= self.day <= LAST_DAY:
            raise InputRefusedError("case:day")
        rated = {"distress": self.distress, "previous.distress": self.previous.distress}
        for key, distress in rated.items():
            if distress is not None and not 0 <= distress <= 10:  # noqa: PLR2004 - the 0-10 rating
                raise InputRefusedError(f"case:{key}")
        if not 0 <= self.poor_nights <= LAST_DAY:
            raise InputRefusedError("case:poor_nights")


@dataclass(frozen=True, slots=True)
class FlagDefinition:
    """A flag: its code, how it weighs, and what it means in plain words."""

    code: str
    level: Level
    meaning: str
    short: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Within what time a parcel has to be answered, in working days; ``None`` where nothing is due.

    Args:
        collected_days: OH's computer has it.
        accepted_days: A person at OH took it on.
        phone_first: It is phoned before the page may be left.
        phone_again_minutes: When the app asks again whether it was phoned.
    """

    collected_days: int | None = None
    accepted_days: int | None = None
    phone_first: bool = False
    phone_again_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """When somebody gets in touch again.

    Args:
        in_days: So many days after the decision, or ``None``.
        in_days_from: The earliest of a range that ends with ``in_days``; equal to it without range.
        anchor: The next of the fixed days (28, 91) after the decision.
        only_before: Applies to decisions before this day of the case, or ``None``.
        only_from: Applies to decisions from this day on, or ``None``.
        what: What kind of contact, in words.
    """

    in_days: int | None = None
    in_days_from: int | None = None
    anchor: bool = False
    only_before: int | None = None
    only_from: int | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One pathway, P0 to P5."""

    id: str
    title: str
    words: str
    contacts: tuple[Contact, ...]
    acknowledgement: Acknowledgement


@dataclass(frozen=True, slots=True)
class Threshold:
    """A total, or a criterion, at which a screen counts as over.

    Args:
        id: Named by rules.
        instrument: Id.
        scale: Of the instrument; empty when ``criterion`` is used.
        at_least: Points; ``None`` when ``criterion`` is used.
        criterion: Id of a criterion that is met, or empty.
        domain: ``trauma`` or ``mood``: two forms of one domain count once.
        reason: Plain words for the page; ``{value}`` stands for the total.
        source: Where it is published, or whose proposal it is.
    """

    id: str
    instrument: str
    domain: str
    reason: str
    source: Source
    scale: str = "total"
    at_least: int | None = None
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One alternative of a rule: all that is stated must hold.

    Args:
        flags_any: At least one of these flags stands.
        flags_all: All of these stand.
        amber_at_least: So many different amber flags stand.
        distress_at_least: The rating now; unknown never counts.
        safety: The answer to C8.
        poor_nights_at_least: Nights running with under 4 hours' sleep.
        screening: What became of the offer.
        over_any: One of these thresholds is reached by a screen inside its window.
        domains_at_least: The thresholds reached (of ``over_any``) span so many domains.
        from_day: Day of the case, inclusive.
        before_day: Day of the case, exclusive.
        estim_agreed_not: ``estim_agreed`` differs from this.
        reason: The plain sentence shown when this alternative holds.
    """

    reason: str
    flags_any: tuple[str, ...] = ()
    flags_all: tuple[str, ...] = ()
    amber_at_least: int = 0
    distress_at_least: int | None = None
    safety: Safety | None = None
    poor_nights_at_least: int = 0
    screening: Screening | None = None
    over_any: tuple[str, ...] = ()
    domains_at_least: int = 0
    from_day: int | None = None
    before_day: int | None = None
    estim_agreed_not: bool | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the ordered table: the pathway of the first line that matches is proposed.

    Args:
        id: As in the table, e.g. ``6b``; lines of one rule share it.
        pathway: ``P0`` to ``P5``.
        any_of: Alternatives; none means always.
        reason: Said when there is no alternative to quote.
        lists_others: What else matched is listed (the safeguarding rule).
        source: Why.
    """

    id: str
    pathway: str
    any_of: tuple[Clause, ...]
    reason: str
    source: Source
    lists_others: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to do that never changes the pathway.

    Args:
        id: Stable.
        flags_any: Said while one of these flags stands.
        text: One plain sentence.
        not_with_red: Left out while a red flag stands, which comes first.
        not_with_rule: Left out when this rule matched, because it says the same.
    """

    id: str
    flags_any: tuple[str, ...]
    text: str
    not_with_red: bool = False
    not_with_rule: str = ""


@dataclass(frozen=True, slots=True)
class Worsening:
    """A rise of one instrument's total that lifts the proposal by one available rung.

    Args:
        instrument: Id.
        by_at_least: Points since the last contact.
        ladder: Rungs in order; from one to the next.
        reason: The plain sentence shown.
        source: Why.
    """

    instrument: str
    by_at_least: int
    ladder: tuple[str, ...]
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class Completion:
    """Figures at which the engine raises flags by itself.

    Args:
        distress_high: From here on A2.
        poor_nights: From so many nights on A9.
        end_rise: Distress at the end so much above the start is A2.
    """

    distress_high: int
    poor_nights: int
    end_rise: int
    source: Source


@dataclass(frozen=True, slots=True)
class Closure:
    """When a case may be closed as clear.

    Args:
        first_day: Day of the case before which nothing is closed as clear.
        clear_contacts: So many contacts in a row have to be clear.
        counted_from_day: Contacts before this day of the case are none of them.
        always_considered: Amber flags, once raised, are looked at again by a person before the
            end, whatever is answered later; so is every red one.
        answered_by_next_step: Amber flags that do not stand in the way: they last as long as what
            they are about, and what is decided answers them.
        source: Why.
    """

    first_day: int
    clear_contacts: int
    counted_from_day: int
    always_considered: tuple[str, ...]
    answered_by_next_step: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Offer:
    """A follow-up session that is offered besides (individual defusing after demobilising)."""

    after_protocol: str
    pathways: tuple[str, ...]
    protocol: str
    day: int


@dataclass(frozen=True, slots=True)
class Pathways:
    """Everything in ``pathways/estip.json`` and the bank holidays beside it."""

    id: str
    version: str
    reviewed: str
    flags: Mapping[str, FlagDefinition]
    completion: Completion
    rungs: Mapping[str, Rung]
    thresholds: Mapping[str, Threshold]
    rules: tuple[Rule, ...]
    notices: tuple[Notice, ...]
    worsening: tuple[Worsening, ...]
    closure: Closure
    offers: tuple[Offer, ...]
    anchors: tuple[int, ...]
    windows: Mapping[str, WindowRule]
    group_locked_text: str
    working_day_ends: tuple[int, int]
    bank_holidays: Mapping[Nation, frozenset[date]]
    holiday_years: frozenset[int]
    holidays_checked_on: str

    def __post_init__(self) -> None:
        check(self)

    def flag(self, code: str) -> FlagDefinition:
        """The definition of a flag.

        Raises:
            NotFoundError: There is no such flag.
        """
        if code not in self.flags:
            raise NotFoundError(f"flag:{code}")
        return self.flags[code]

    def rung(self, pathway: str) -> Rung:
        """The rung with this code.

        Raises:
            NotFoundError: There is no such pathway.
        """
        if pathway not in self.rungs:
            raise NotFoundError(f"pathway:{pathway}")
        return self.rungs[pathway]


def check(pathways: Pathways) -> None:
    """Refuse rules that name what does not exist, or that could leave a case without a proposal.

    Raises:
        ContentRefusedError: ``detail`` names the rule.
    """
    if not pathways.rules or pathways.rules[-1].any_of:
        raise ContentRefusedError("pathways:last-rule-must-always-match")
    for rule in pathways.rules:
        _known(rule.pathway, pathways.rungs, rule.id)
        for clause in rule.any_of:
            for code in clause.flags_any + clause.flags_all:
                _known(code, pathways.flags, rule.id)
            for threshold in clause.over_any:
                _known(threshold, pathways.thresholds, rule.id)
    for notice in pathways.notices:
        for code in notice.flags_any:
            _known(code, pathways.flags, notice.id)
    for worsening in pathways.worsening:
        for pathway in worsening.ladder:
            _known(pathway, pathways.rungs, "worsening")
    _check_closure(pathways)


def _check_closure(pathways: Pathways) -> None:
    closure = pathways.closure
    for code in closure.always_considered + closure.answered_by_next_step:
        _known(code, pathways.flags, "closure")
    for code in closure.answered_by_next_step:
        if pathways.flags[code].level is Level.RED:
            raise ContentRefusedError(f"pathways:closure:red-is-answered-by-nothing:{code}")


def _known(name: str, known: Mapping[str, object], where: str) -> None:
    if name not in known:
        raise ContentRefusedError(f"pathways:{where}:unknown:{name}")
