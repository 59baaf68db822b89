"""From a case to a proposal: complete the flags, then the first rule that matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from estip_desktop.errors import ContentRefusedError, InputRefusedError
from estip_desktop.instruments import Instrument, Outcome, Status, WindowState, score
from estip_desktop.kernel.i18n import _
from estip_desktop.protocols import PipStatus
from estip_desktop.stepped_care.model import (
    Case,
    Clause,
    Level,
    Pathways,
    Rule,
    Safety,
    Threshold,
)
from estip_desktop.stepped_care.schedule import FollowUp, follow_up

_GROUP = "DG"


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched, and the pathway it stands for."""

    rule: str
    pathway: str


@dataclass(frozen=True, slots=True)
class Locked:
    """Something that may not be used now, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the engine proposes; a person decides.

    Args:
        pathway: ``P0`` to ``P5``.
        rule: Id of the rule that matched first.
        also: What else matched, where that rule says so (safeguarding).
        notices: Things to do that leave the pathway alone, in plain sentences.
        reasons: Why, in plain sentences; never empty.
        flags: All codes that stand after completion, in the order of the definition.
        follow_up: Next contacts, by day of the case.
        locked: Questionnaires outside their window, and group support under PIP.
        inputs: What was looked at, for the record: names and plain values.
        definition: Id and version of the pathways used.
    """

    pathway: str
    rule: str
    also: tuple[Match, ...]
    notices: tuple[str, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    follow_up: tuple[FollowUp, ...]
    locked: tuple[Locked, ...]
    inputs: Mapping[str, str]
    definition: str


@dataclass(frozen=True, slots=True)
class _View:
    """A case with its flags completed and its screens scored."""

    case: Case
    flags: frozenset[str]
    ambers: tuple[str, ...]
    over: Mapping[str, Threshold]
    said: Mapping[str, str]


_FIRST_OF_ALL = "P5"


def complete_flags(
    case: Case, pathways: Pathways, instruments: Mapping[str, Instrument]
) -> tuple[str, ...]:
    """Add what the case itself says to the flags that were raised, each once.

    Returns:
        Codes in the order of the definition.

    Raises:
        InputRefusedError: A flag or instrument that does not exist, or answers that do not fit.

    Source:
        ``completion`` in ``pathways/estip.json``.
    """
    return _completed(case, pathways, _outcomes(case, instruments))


def decide(case: Case, pathways: Pathways, instruments: Mapping[str, Instrument]) -> Recommendation:
    """Propose a pathway.

    Screens outside their window never decide, but a red item in them still raises its flag.

    Args:
        case: One person at one contact.
        pathways: The ordered rules.
        instruments: By id; all that the case's screens name.

    Raises:
        InputRefusedError: A flag or instrument that does not exist, or answers that do not fit.

    Source:
        Each rule and threshold in ``pathways/estip.json`` names its own.
    """
    outcomes = _outcomes(case, instruments)
    flags = _completed(case, pathways, outcomes)
    view = _view(case, pathways, flags, outcomes)
    matched = [(rule, reasons) for rule in pathways.rules if (reasons := _match(rule, view))]
    first, reasons = matched[0]
    others: dict[str, Match] = {}
    for rule, _reasons in matched[1:]:
        if rule.any_of and rule.id != first.id:
            others.setdefault(rule.id, Match(rule.id, rule.pathway))
    also = tuple(others.values())
    pathway, raised = _raise_for_worsening(first.pathway, case, pathways, outcomes)
    if first.lists_others:
        also, raised = _raise_what_follows(also, pathways, case, outcomes)
    return Recommendation(
        pathway=pathway,
        rule=first.id,
        also=also if first.lists_others else (),
        notices=(*_notices(view, pathways, first.id), *_left_open(case, outcomes, instruments)),
        # What speaks for nothing more is no reason beside one that does.
        reasons=tuple(
            dict.fromkeys(raised if raised and not first.any_of else (*reasons, *raised))
        ),
        flags=flags,
        follow_up=follow_up(pathways, pathway, case.day, case.protocol),
        locked=_locked(case, pathways, instruments, outcomes),
        inputs=_inputs(case, flags, outcomes),
        definition=f"{pathways.id}|{pathways.version}",
    )


def what_is_over(outcome: Outcome, pathways: Pathways) -> tuple[str, ...]:
    """The thresholds of the rules that a questionnaire has reached, each as a plain sentence.

    Nothing of one that is not finished, or was taken before its window. A rule over single items
    may be met although the total is low.
    """
    if outcome.status is not Status.COMPLETE or outcome.window is WindowState.BEFORE:
        return ()
    return tuple(
        threshold.reason.format(value=_value(threshold, outcome))
        for threshold in pathways.thresholds.values()
        if _is_over(threshold, outcome)
    )


def _outcomes(case: Case, instruments: Mapping[str, Instrument]) -> tuple[Outcome, ...]:
    outcomes = []
    for screen in case.screens:
        instrument = instruments.get(screen.instrument)
        if instrument is None:
            raise InputRefusedError(f"case:no-such-instrument:{screen.instrument}")
        answers = instrument.answers_from_points(screen.answers)
        outcomes.append(score(instrument, answers, day=case.day))
    return tuple(outcomes)


def _completed(case: Case, pathways: Pathways, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    for code in case.flags:
        if code not in pathways.flags:
            raise InputRefusedError(f"case:no-such-flag:{code}")
    standing = {*case.flags, *_from_case(case, pathways)}
    for outcome in outcomes:
        for code in outcome.flags:
            if code not in pathways.flags:  # to pass it over would be to miss a risk answer
                raise ContentRefusedError(f"{outcome.instrument}:no-such-flag:{code}")
            standing.add(code)
    return tuple(code for code in pathways.flags if code in standing)


def _from_case(case: Case, pathways: Pathways) -> set[str]:
    figures = pathways.completion
    before = case.previous.distress
    now = case.distress
    risen = now is not None and before is not None and now > before
    facts = {
        "A2": risen or (now is not None and now >= figures.distress_high),
        "A1": case.safety is Safety.FLEETING,
        "R1": case.safety is Safety.INTENT,
        "A13": case.asks_for_help,
        "A10": case.cannot_function,
        "A9": case.poor_nights >= figures.poor_nights,
        "A12": case.pip is PipStatus.YES,
    }
    return {code for code, holds in facts.items() if holds}


def _view(
    case: Case, pathways: Pathways, flags: tuple[str, ...], outcomes: tuple[Outcome, ...]
) -> _View:
    valid = [outcome for outcome in outcomes if outcome.status is Status.COMPLETE]
    over: dict[str, Threshold] = {}
    said: dict[str, str] = {}
    for threshold in pathways.thresholds.values():
        for outcome in valid:
            if _is_over(threshold, outcome):
                over[threshold.id] = threshold
                said[threshold.id] = threshold.reason.format(value=_value(threshold, outcome))
    ambers = tuple(
        f"{pathways.flag(code).short}."
        for code in flags
        if pathways.flag(code).level is Level.AMBER
    )
    return _View(case, frozenset(flags), ambers, over, said)


def _value(threshold: Threshold, outcome: Outcome) -> str:
    return next((str(total.value) for total in outcome.scores if total.id == threshold.scale), "")


def _is_over(threshold: Threshold, outcome: Outcome) -> bool:
    if outcome.instrument != threshold.instrument:
        return False
    if threshold.criterion:
        return any(rule.met for rule in outcome.criteria if rule.id == threshold.criterion)
    limit = threshold.at_least
    return limit is not None and any(
        total.value >= limit for total in outcome.scores if total.id == threshold.scale
    )


def _match(rule: Rule, view: _View) -> tuple[str, ...]:
    """The reasons for which a rule matches; empty when it does not."""
    if not rule.any_of:
        return (rule.reason,)
    holding = [clause for clause in rule.any_of if _holds(clause, view)]
    reasons: dict[str, None] = {}
    for clause in holding:
        reasons[clause.reason] = None
        if clause.amber_at_least:
            reasons.update(dict.fromkeys(view.ambers))
        for name in clause.over_any:
            if name in view.said:
                reasons[view.said[name]] = None
    return tuple(reasons)


def _holds(clause: Clause, view: _View) -> bool:
    return (
        _flags_hold(clause, view) and _facts_hold(clause, view.case) and _over_holds(clause, view)
    )


def _flags_hold(clause: Clause, view: _View) -> bool:
    return (
        (not clause.flags_any or not view.flags.isdisjoint(clause.flags_any))
        and view.flags.issuperset(clause.flags_all)
        and len(view.ambers) >= clause.amber_at_least
    )


def _facts_hold(clause: Clause, case: Case) -> bool:
    distress = clause.distress_at_least
    agreed_not = clause.estim_agreed_not
    return all(
        (
            distress is None or (case.distress is not None and case.distress >= distress),
            clause.safety is None or case.safety is clause.safety,
            case.poor_nights >= clause.poor_nights_at_least,
            clause.screening is None or case.screening is clause.screening,
            clause.from_day is None or case.day >= clause.from_day,
            clause.before_day is None or case.day < clause.before_day,
            agreed_not is None or case.estim_agreed is not agreed_not,
        )
    )


def _over_holds(clause: Clause, view: _View) -> bool:
    if not clause.over_any:
        return True
    reached = [view.over[name] for name in clause.over_any if name in view.over]
    domains = {threshold.domain for threshold in reached}
    return bool(reached) and len(domains) >= clause.domains_at_least


def _raise_for_worsening(
    pathway: str, case: Case, pathways: Pathways, outcomes: tuple[Outcome, ...]
) -> tuple[str, tuple[str, ...]]:
    for rule in pathways.worsening:
        before = case.previous.totals.get(rule.instrument)
        sheets = (each.total() for each in outcomes if each.instrument == rule.instrument)
        totals = [total.value for total in sheets if total is not None]
        if before is None or not totals or max(totals) - before < rule.by_at_least:
            continue
        if pathway in rule.ladder[:-1]:
            return rule.ladder[rule.ladder.index(pathway) + 1], (rule.reason,)
    return pathway, ()


def _raise_what_follows(
    also: tuple[Match, ...], pathways: Pathways, case: Case, outcomes: tuple[Outcome, ...]
) -> tuple[tuple[Match, ...], tuple[str, ...]]:
    """Where safeguarding comes first, a rise lifts what is gone on with afterwards."""
    last = pathways.rules[-1]
    following = next((each for each in also if each.pathway < _FIRST_OF_ALL), None)
    rule, pathway = (following.rule, following.pathway) if following else (last.id, last.pathway)
    lifted, raised = _raise_for_worsening(pathway, case, pathways, outcomes)
    if not raised:
        return also, ()
    if following is None:
        return (*also, Match(rule, lifted)), raised
    return tuple(Match(rule, lifted) if each is following else each for each in also), raised


def _notices(view: _View, pathways: Pathways, rule: str) -> tuple[str, ...]:
    red = any(pathways.flag(code).level is Level.RED for code in view.flags)
    return tuple(
        notice.text
        for notice in pathways.notices
        if not view.flags.isdisjoint(notice.flags_any)
        and not (red and notice.not_with_red)
        and notice.not_with_rule != rule
    )


def _left_open(
    case: Case, outcomes: Iterable[Outcome], instruments: Mapping[str, Instrument]
) -> tuple[str, ...]:
    """What is not known, so that nobody takes it for a good answer."""
    found = [
        _("{title} was not finished. Ask about what was left open.").format(
            title=instruments[outcome.instrument].title
        )
        for outcome in outcomes
        if outcome.status is Status.INCOMPLETE
    ]
    if case.safety is Safety.DECLINED:
        found.append(_("They would rather not say whether they are safe. Ask again another time."))
    return tuple(dict.fromkeys(found))


def _locked(
    case: Case,
    pathways: Pathways,
    instruments: Mapping[str, Instrument],
    outcomes: tuple[Outcome, ...],
) -> tuple[Locked, ...]:
    locked = [
        Locked(outcome.instrument, outcome.message)
        for outcome in outcomes
        if outcome.status is Status.LOCKED and outcome.instrument in instruments
    ]
    if case.pip is not PipStatus.NO:
        locked.append(Locked(_GROUP, pathways.group_locked_text))
    return tuple(dict.fromkeys(locked))


def _inputs(case: Case, flags: tuple[str, ...], outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    """Everything that was looked at, beside the answers themselves; empty means not known."""
    previous = case.previous
    inputs = {
        "protocol": case.protocol,
        "day": str(case.day),
        "flags": ",".join(flags),
        "distress": _told(case.distress),
        "safety": case.safety or "",
        "asks_for_help": _told(case.asks_for_help),
        "poor_nights": str(case.poor_nights),
        "cannot_function": _told(case.cannot_function),
        "screening": case.screening,
        "estim_agreed": _told(case.estim_agreed),
        "pip": case.pip,
        "previous_distress": _told(previous.distress),
    }
    for outcome in outcomes:
        total = outcome.total()
        inputs[outcome.instrument] = str(total.value) if total else outcome.status
    inputs |= {f"previous_{name}": str(total) for name, total in previous.totals.items()}
    return inputs


def _told(value: int | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
