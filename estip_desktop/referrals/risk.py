"""What a referral says about immediate risk: everything that happened, calmly, in one line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from estip_desktop.casework import Concern, ConcernClosing, Flag
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, format_moment, format_time
from estip_desktop.referrals.content import RiskBlock
from estip_desktop.stepped_care import Level, Pathways

_BY_HAND = "hand"
_SAID: Mapping[str, str] = {
    "no": N_("no"),
    "fleeting": N_("passing thoughts"),
    "intent": N_("yes, with intent or a plan"),
    "declined": N_("prefers not to say"),
}
_OF_OTHERS: Mapping[str, str] = {
    "no": N_("no"),
    "yes": N_("yes"),
    "declined": N_("prefers not to say"),
}


def risk_block(
    concerns: Iterable[Concern], flags: Sequence[Flag], pathways: Pathways, day: date
) -> RiskBlock:
    """Every concern of the session with how it ended; red flags without one are named all the same.

    Args:
        concerns: Of the session, oldest first; also those closed as a mistake or as corrected.
        flags: Those of the case that stand.
        pathways: What a flag means.
        day: Of the session; a moment on another day is told with its date.
    """
    concerns = tuple(concerns)
    told_of = {code for concern in concerns for code in concern.flags}
    red = dict.fromkeys(
        flag.code for flag in flags if _is_red(flag, pathways) and flag.code not in told_of
    )
    lines = [pathways.flag(code).meaning for code in red]
    lines += [_story(concern, pathways, day) for concern in concerns]
    if not lines:
        return RiskBlock(_("No immediate concern was raised."))
    done = [name for concern in concerns for name in (*concern.called, *concern.told)]
    return RiskBlock(
        " ".join(line if line.endswith(".") else f"{line}." for line in lines),
        tuple(dict.fromkeys(done)),
        next((concern.receiver for concern in reversed(concerns) if concern.receiver), ""),
    )


def _story(concern: Concern, pathways: Pathways, day: date) -> str:
    parts = [_opening(concern, pathways, day)]
    if concern.closing is ConcernClosing.MISTAKE:
        parts.append(_("closed as opened by mistake"))
    if concern.closing is ConcernClosing.CORRECTED or concern.corrected_to:
        # The values are answers to single items, which a peer's referral does not tell.
        parts.append(_("answer corrected, both values kept"))
    if concern.direct_answer:
        said = _(_SAID.get(concern.direct_answer, concern.direct_answer))
        parts.append(_("asked directly: {answer}").format(answer=said))
    if concern.of_others:
        said = _(_OF_OTHERS.get(concern.of_others, concern.of_others))
        parts.append(_("asked of harming somebody else: {answer}").format(answer=said))
    for names, marked, with_names, without in (
        (concern.called, "call", _("called: {names}"), _("help called")),
        (concern.told, "tell", _("told: {names}"), _("supervisor told")),
    ):
        if names:
            parts.append(with_names.format(names=", ".join(names)))
        elif marked in concern.actions:
            parts.append(without)
    parts += [concern.outcome] if concern.outcome else []
    if concern.is_open:
        parts.append(_("still open when this was signed"))
    return "; ".join(parts)


def _opening(concern: Concern, pathways: Pathways, day: date) -> str:
    when = _when(concern.opened_at, day)
    if concern.opened_by == _BY_HAND:
        opened = _("Opened by hand {when}").format(when=when)
    else:
        opened = _("Raised {when}").format(when=when)
    known = [pathways.flag(code).meaning for code in concern.flags if code in pathways.flags]
    meanings = [meaning.rstrip(".") for meaning in dict.fromkeys(known)]
    return "; ".join([opened, *meanings])


def _when(moment: datetime, day: date) -> str:
    return format_time(moment) if local_day(moment) == day else format_moment(moment)


def _is_red(flag: Flag, pathways: Pathways) -> bool:
    definition = pathways.flags.get(flag.code)
    return definition is not None and definition.level is Level.RED
