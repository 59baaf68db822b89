"""From ``pathways/*.json`` to the definition of the pathway engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec

from estip_desktop.adapters.content.shapes import (
    ClauseShape,
    ContactShape,
    HolidaysFile,
    PathwaysFile,
    RuleShape,
    RungShape,
    Sourced,
    ThresholdShape,
    WindowShape,
)
from estip_desktop.errors import ContentRefusedError
from estip_desktop.instruments import Source
from estip_desktop.protocols import Span, WindowRule, WindowStatus
from estip_desktop.stepped_care import (
    Acknowledgement,
    Clause,
    Closure,
    Completion,
    Contact,
    FlagDefinition,
    Level,
    Nation,
    Notice,
    Offer,
    Pathways,
    Rule,
    Rung,
    Safety,
    Screening,
    Threshold,
    Worsening,
)

_URGENT = "P4"


def pathways_from(file: PathwaysFile, holidays: HolidaysFile) -> Pathways:
    """Join rules and calendar.

    Raises:
        ContentRefusedError: A rule names what does not exist, or an id stands twice.
    """
    _once([flag.code for flag in file.flags], "flag")
    _once([threshold.id for threshold in file.thresholds], "threshold")
    _once([rung.id for rung in file.rungs], "rung")
    _once([window.protocol for window in file.windows], "window")
    completion, closure = file.completion, file.closure
    if closure is None:
        raise ContentRefusedError("pathways:no-closure")
    hour, minute = file.working_day.ends.split(":")
    pathways = Pathways(
        id=file.id,
        version=file.version,
        reviewed=file.reviewed,
        flags={
            flag.code: FlagDefinition(flag.code, Level(flag.level), flag.meaning, flag.short)
            for flag in file.flags
        },
        completion=Completion(
            completion.distress_high,
            completion.poor_nights,
            completion.end_rise,
            _source(completion),
        ),
        rungs={rung.id: _rung(rung) for rung in file.rungs},
        thresholds={shape.id: _threshold(shape) for shape in file.thresholds},
        rules=tuple(_rule(rule) for rule in file.rules),
        notices=tuple(
            Notice(n.id, tuple(n.flags_any), n.text, n.not_with_red, n.not_with_rule)
            for n in file.notices
        ),
        worsening=tuple(
            Worsening(w.instrument, w.by_at_least, tuple(w.ladder), w.reason, _source(w))
            for w in file.worsening
        ),
        closure=Closure(
            closure.first_day,
            closure.clear_contacts,
            closure.counted_from_day,
            tuple(closure.always_considered),
            tuple(closure.answered_by_next_step),
            _source(closure),
        ),
        offers=tuple(
            Offer(o.after_protocol, tuple(o.pathways), o.protocol, o.day) for o in file.offers
        ),
        anchors=tuple(file.anchors.days),
        windows={window.protocol: _window(window) for window in file.windows},
        group_locked_text=file.group_locked,
        working_day_ends=(int(hour), int(minute)),
        bank_holidays={
            nation: frozenset(_date(day.date) for day in holidays.nations.get(nation.value, []))
            for nation in Nation
        },
        holiday_years=frozenset(holidays.years),
        holidays_checked_on=holidays.checked_on,
    )
    _check_net(pathways)
    return pathways


def _check_net(pathways: Pathways) -> None:
    """Every red flag leads to somebody at once, and no alternative holds without a condition.

    Raises:
        ContentRefusedError: ``detail`` names the flag or the rule.
    """
    urgent = {
        code
        for rule in pathways.rules
        if rule.pathway >= _URGENT
        for clause in rule.any_of
        for code in (*clause.flags_any, *clause.flags_all)
    }
    for code, flag in pathways.flags.items():
        if flag.level is Level.RED and code not in urgent:
            raise ContentRefusedError(f"pathways:red-without-a-rule:{code}")
    for rule in pathways.rules:
        if any(replace(clause, reason="") == Clause(reason="") for clause in rule.any_of):
            raise ContentRefusedError(f"pathways:{rule.id}:alternative-without-condition")


def _once(names: list[str], what: str) -> None:
    if len(set(names)) != len(names):
        raise ContentRefusedError(f"pathways:duplicate-{what}")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ContentRefusedError("bank-holidays:no-such-day") from error


def _source(shape: Sourced) -> Source:
    return Source(shape.source, shape.reviewed)


def _threshold(shape: ThresholdShape) -> Threshold:
    if (shape.at_least is None) is not bool(shape.criterion):
        raise ContentRefusedError(f"pathways:threshold-needs-points-or-criterion:{shape.id}")
    return Threshold(
        id=shape.id,
        instrument=shape.instrument,
        domain=shape.domain,
        reason=shape.reason,
        source=_source(shape),
        scale=shape.scale,
        at_least=shape.at_least,
        criterion=shape.criterion,
    )


def _rule(shape: RuleShape) -> Rule:
    return Rule(
        id=shape.id,
        pathway=shape.pathway,
        any_of=tuple(_clause(clause) for clause in shape.any_of),
        reason=shape.reason,
        source=_source(shape),
        lists_others=shape.lists_others,
    )


def _clause(shape: ClauseShape) -> Clause:
    return Clause(
        reason=shape.reason,
        flags_any=tuple(shape.flags_any),
        flags_all=tuple(shape.flags_all),
        amber_at_least=shape.amber_at_least,
        distress_at_least=shape.distress_at_least,
        safety=None if shape.safety is None else Safety(shape.safety),
        poor_nights_at_least=shape.poor_nights_at_least,
        screening=None if shape.screening is None else Screening(shape.screening),
        over_any=tuple(shape.over_any),
        domains_at_least=shape.domains_at_least,
        from_day=shape.from_day,
        before_day=shape.before_day,
        estim_agreed_not=shape.estim_agreed_not,
    )


def _rung(shape: RungShape) -> Rung:
    return Rung(
        id=shape.id,
        title=shape.title,
        words=shape.words,
        contacts=tuple(_contact(contact) for contact in shape.contacts),
        acknowledgement=Acknowledgement(**msgspec.structs.asdict(shape.acknowledgement)),
    )


def _contact(shape: ContactShape) -> Contact:
    if shape.anchor is (shape.in_days is not None):
        raise ContentRefusedError("pathways:contact-needs-days-or-anchor")
    return Contact(**msgspec.structs.asdict(shape))


def _window(shape: WindowShape) -> WindowRule:
    spans = tuple(
        Span(s.start, s.unit, WindowStatus(s.status), s.label, s.reason, s.offer)
        for s in shape.spans
    )
    return WindowRule(
        protocol_id=shape.protocol,
        spans=spans,
        needs_any_of=tuple(shape.needs_any_of),
        needs_reason_text=shape.before_text,
        offer_before=shape.offer_before,
        locked_by_pip=shape.locked_by_pip,
        pip_text=shape.pip_text,
    )
