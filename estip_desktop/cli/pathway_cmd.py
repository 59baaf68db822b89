"""``pathway``: propose a level of care for a case file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.files import read_file
from estip_desktop.errors import InputRefusedError, NotFoundError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.i18n import _
from estip_desktop.safety import intended_purpose
from estip_desktop.stepped_care import (
    FollowUp,
    Pathways,
    Previous,
    Recommendation,
    case_from_dict,
    decide,
)

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.instruments import Instrument

_LONGEST_NAME = 40


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("pathway", help=_("decide a level of care for a case file"))
    parser.add_argument("case", metavar="CASE.json", type=Path)


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Run the command and return its exit status.

    Raises:
        InputRefusedError: The file cannot be read, or the case does not fit.
    """
    try:
        data = read_file(args.case, strict_json.DEFAULT_LIMIT_BYTES)
    except InputRefusedError as error:
        raise InputRefusedError("case-file-unreadable") from error
    case = case_from_dict(strict_json.load(data))
    instruments: dict[str, Instrument] = {}
    for screen in case.screens:
        try:
            instruments[screen.instrument] = context.content.instrument(screen.instrument)
        except NotFoundError as error:
            raise InputRefusedError("case:no-such-instrument") from error
    _check_totals(case.previous, context)
    pathways = context.content.pathways()
    recommendation = decide(case, pathways, instruments)
    context.print_result(_described(recommendation), _told(recommendation, pathways))
    return 0


def _check_totals(previous: Previous, context: CommandContext) -> None:
    """A total that no answers could have given would be compared with as if it were one."""
    known = {each.id: each.scoring.scale().range for each in context.content.instruments()}
    for name, total in previous.totals.items():
        low, high = known.get(name, (1, 0))
        if not low <= total <= high:
            raise InputRefusedError(f"case:previous.totals.{name[:_LONGEST_NAME]}")


def _described(found: Recommendation) -> dict[str, object]:
    return {
        "pathway": found.pathway,
        "rule": found.rule,
        "also": [{"rule": match.rule, "pathway": match.pathway} for match in found.also],
        "notices": list(found.notices),
        "reasons": list(found.reasons),
        "flags": list(found.flags),
        "follow_up": [_follow_up(entry) for entry in found.follow_up],
        "locked": [{"what": each.what, "reason": each.reason} for each in found.locked],
    }


def _follow_up(entry: FollowUp) -> dict[str, object]:
    described: dict[str, object] = {"day": entry.day}
    if entry.from_day != entry.day:
        described["from"] = entry.from_day
    if entry.what:
        described["what"] = entry.what
    if entry.protocol:
        described["protocol"] = entry.protocol
    return described


def _told(found: Recommendation, pathways: Pathways) -> str:
    rung = pathways.rung(found.pathway)
    lines = [f"{found.pathway} {rung.title}: {rung.words}"]
    lines += [f"- {reason}" for reason in found.reasons]
    lines += [f"! {notice}" for notice in found.notices]
    days = ", ".join(str(entry.day) for entry in found.follow_up)
    if days:
        lines.append(_("Next contact on day {days}.").format(days=days))
    lines += [f"{each.what}: {each.reason}" for each in found.locked]
    lines.append(intended_purpose())
    return "\n".join(lines)
