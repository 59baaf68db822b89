"""Asking for an ESTIM: when it was agreed, why, and when somebody asks what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from estip_desktop.casework import (
    Flag,
    GroupSession,
    Incident,
    Screening,
    SessionState,
    SupportSession,
    YesNoUnknown,
)
from estip_desktop.guidance import Guided
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, format_date, ngettext
from estip_desktop.stepped_care.model import Level, Pathways

ESTIM, ESTIM_PATHWAY = "EM", "P2"
AGREES_PAGE, GROUNDS_PAGE = "EM2.agrees", "EM1.grounds"
GROUNDS_SHOWN = frozenset({"EM1.before", "EM1.grounds", "EM1.crisis", "EM1.procedure"})
"""Pages beside which the record is looked at."""
_TALKS: Mapping[str, str] = {
    "DM": N_("Demobilising"),
    "DI": N_("Defusing"),
    "DG": N_("Group defusing"),
    "MR": N_("Follow-up contact"),
}
OUTCOME_DUE = "estim-outcome"
"""Purpose of the contact on which somebody asks what came of a request."""


def wants_estim(guided: Guided) -> bool:
    """Whether the session was held to ask for one, and they would like it."""
    return (
        guided.is_kept
        and guided.protocol.family == ESTIM
        and guided.answers.get(AGREES_PAGE) == "yes"
    )


def grounds_words(guided: Guided) -> str:
    """Why, in the words of the page: what a request gives as its reason."""
    item = guided.protocol.page(GROUNDS_PAGE).item
    value = guided.answers.get(GROUNDS_PAGE)
    words = item.in_words(value) if item is not None and value is not None else ""
    return words or guided.protocol.title


def grounds_shown(
    pathways: Pathways,
    incident: Incident,
    flags: Sequence[Flag],
    sessions: Sequence[SupportSession],
    groups: Sequence[GroupSession],
    screenings: Sequence[Screening],
) -> tuple[str, ...]:
    """What the record of a case says to the four questions of eligibility, one line each."""
    talks = [(s.started_at, s.protocol_id, s.state) for s in sessions]
    talks += [(g.started_at, g.protocol_id, g.state) for g in groups]
    held = [
        (at, what)
        for at, what, state in talks
        if state is SessionState.FINISHED and what.partition("-")[0] != ESTIM
    ]
    lines = [
        _("{protocol} on {day}").format(protocol=_named(what), day=format_date(local_day(at)))
        for at, what in sorted(held)
    ] or [_("No earlier talk is recorded here.")]
    codes = {flag.code for flag in flags if flag.code in pathways.flags}
    amber = [code for code in codes if pathways.flags[code].level is Level.AMBER]
    red = [code for code in codes if pathways.flags[code].level is Level.RED]
    lines.append(
        ngettext("{count} concern was noted.", "{count} concerns were noted.", len(amber)).format(
            count=len(amber)
        )
    )
    over = sorted({each.instrument_id.upper() for each in screenings if _is_over(each)})
    if over:
        lines.append(_("Over its threshold: {names}.").format(names=", ".join(over)))
    if red:
        lines.append(_("A sign of immediate risk was recorded: does something urgent come first?"))
    lines.append(
        {
            YesNoUnknown.YES: _("A post-incident procedure is in place."),
            YesNoUnknown.NO: _("No post-incident procedure is in place."),
            YesNoUnknown.UNKNOWN: _("Whether a post-incident procedure is in place is not known."),
        }[incident.pip]
    )
    return tuple(lines)


def _named(protocol_id: str) -> str:
    family = protocol_id.partition("-")[0]
    return _(_TALKS[family]) if family in _TALKS else protocol_id


def _is_over(screening: Screening) -> bool:
    scores = (screening.result or {}).get("scores")
    return isinstance(scores, list) and any(
        isinstance(row, dict) and row.get("positive") is True for row in scores
    )
