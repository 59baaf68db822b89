"""``instruments``: list, show and score questionnaires, and judge a change."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.files import read_file
from estip_desktop.errors import (
    ContentRefusedError,
    InputRefusedError,
    NotFoundError,
    UsageError,
)
from estip_desktop.instruments import (
    Change,
    Instrument,
    Outcome,
    answers_from_response,
    asks_from,
    change,
    score,
    version_named,
    where,
)
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.i18n import N_, _
from estip_desktop.kernel.items import AnswerValue

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext

_POINTS = r" *(-|0|-?[1-9][0-9]{0,2}) *"
_LIST = re.compile(f"{_POINTS}(,{_POINTS})*")
"""Plain digits as one writes them: "01" is two answers that lost their comma."""
_NUMBER = re.compile(r"0|[1-9][0-9]{0,4}")
_TOTAL = re.compile(r"0|-?[1-9][0-9]{0,4}")
_DIRECTIONS = {"better": N_("better"), "worse": N_("worse"), "same": N_("the same")}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands of this group."""
    group = subparsers.add_parser("instruments", help=_("list, show and score questionnaires"))
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help=_("every questionnaire"))
    show = commands.add_parser("show", help=_("wording, rules and sources of one"))
    show.add_argument("id", metavar="ID")
    scorer = commands.add_parser(
        "score",
        help=_("add up answers"),
        usage="estip-desktop instruments score ID ANSWERS [--day N]",
        epilog=_("ANSWERS: 0,1,2,- in item order (- is not answered), or a QuestionnaireResponse."),
    )
    scorer.add_argument("id", metavar="ID")
    # A list may begin with "-", so argparse must not look at what follows the id.
    scorer.add_argument("rest", metavar="ANSWERS [--day N]", nargs=argparse.REMAINDER)
    scorer.set_defaults(describe=scorer.format_help)
    judge = commands.add_parser("change", help=_("judge the change between two totals"))
    judge.add_argument("id", metavar="ID")
    judge.add_argument("first", type=_total, metavar="FIRST")
    judge.add_argument("second", type=_total, metavar="SECOND")


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Run the command and return its exit status.

    Raises:
        UsageError: The arguments make no command.
        NotFoundError: There is no such instrument.
        InputRefusedError: The answers do not fit.
    """
    if args.command == "list":
        _list(context)
        return 0
    if args.command == "score" and not {"-h", "--help"}.isdisjoint(args.rest):
        context.print_result({"help": args.describe()}, args.describe())
        return 0
    instrument = context.content.instrument(args.id)
    if args.command == "show":
        context.print_result(_described(instrument), _shown(instrument))
    elif args.command == "score":
        words, day = _score_arguments(args.rest)
        instrument, answers = _answered(instrument, words, context)
        outcome = score(instrument, answers, day=day)
        context.print_result(_scored(outcome), _told(instrument, outcome))
    else:
        _judge(instrument, args.first, args.second, context)
    return 0


def _total(text: str) -> int:
    """Plain digits: what else Python reads as a number is a slip of the hand here."""
    if not _TOTAL.fullmatch(text):
        raise argparse.ArgumentTypeError(_("a total is a whole number"))
    return int(text)


def _list(context: CommandContext) -> None:
    instruments = context.content.instruments()
    result = {
        "instruments": [
            {
                "id": each.id,
                "version": each.version,
                "title": each.title,
                "name": each.name,
                "items": len(each.listed),
                "opens_day": each.window_day,
                "tiers": [tier.value for tier in each.tiers],
                "licence": each.licence.value,
            }
            for each in instruments
        ]
    }
    lines = [f"{each.id:<12}{each.name} ({each.recall})" for each in instruments]
    context.print_result(result, "\n".join(lines))


def _described(instrument: Instrument) -> dict[str, object]:
    rules = instrument.scoring
    return {
        "id": instrument.id,
        "version": instrument.version,
        "scoring_version": instrument.scoring.version,
        "system": instrument.scoring.system,
        "interpretation": instrument.interpretation,
        "title": instrument.title,
        "name": instrument.name,
        "recall": instrument.recall,
        "opens_day": instrument.window_day,
        "tiers": [tier.value for tier in instrument.tiers],
        "licence": instrument.licence.value,
        "attribution": instrument.attribution,
        "notice": instrument.notice,
        "languages": {code: status.value for code, status in instrument.languages.items()},
        "items": [
            {
                "id": item.link_id,
                "stem": item.stem,
                "text": item.item.text,
                "scored": item.scored,
                "gate": item.gate,
                "options": [
                    {"code": option.code, "label": option.label, "points": option.value}
                    for option in item.item.options
                ],
            }
            for item in instrument.items
        ],
        "scales": [
            {
                "id": scale.id,
                "label": scale.label,
                "range": list(scale.range),
                "bands": [
                    {
                        "id": band.id,
                        "label": band.label,
                        "range": [band.start, band.end],
                        "source": band.source.citation,
                    }
                    for band in scale.bands
                ],
                "cut_off": None if scale.cut_off is None else scale.cut_off.value,
                "cut_off_source": "" if scale.cut_off is None else scale.cut_off.source.citation,
                "source": scale.source.citation,
            }
            for scale in instrument.scoring.scales
        ],
        "window": {
            "opens_day": instrument.window_day,
            "reason": instrument.window_reason,
            "source": instrument.window_source.citation,
        },
        "criteria": [
            {"id": each.id, "label": each.label, "source": each.source.citation}
            for each in rules.criteria
        ],
        "red_items": [
            {
                "item": each.link_id,
                "from": each.at_least_points,
                "flag": each.flag,
                "source": each.source.citation,
            }
            for each in rules.red_items
        ],
        "missing_allowed": rules.most_missing,
        "change": None
        if rules.change is None
        else {
            "possible": rules.change.possible,
            "reliable": rules.change.reliable,
            "source": rules.change.source.citation,
        },
    }


def _shown(instrument: Instrument) -> str:
    lines = [f"{instrument.title} {instrument.version}: {instrument.name}", instrument.attribution]
    stem = ""
    for item in instrument.items:
        if item.stem and item.stem != stem:
            lines += ["", item.stem]
        stem = item.stem or stem
        options = " · ".join(
            option.label if option.value is None else f"{option.value} {option.label}"
            for option in item.item.options
        )
        lines += [f"  {item.item.text}", f"      {options}"]
    return "\n".join([*lines, "", *_rules(instrument)])


def _rules(instrument: Instrument) -> list[str]:
    """Every rule with where it is published."""
    rules = instrument.scoring
    lines = [
        _("From day {day}: {reason}").format(
            day=instrument.window_day, reason=instrument.window_reason
        ),
        _("Missing answers allowed: {count}").format(count=rules.most_missing),
    ]
    for scale in rules.scales:
        low, high = scale.range
        lines.append(
            _("{label}, {low} to {high}. Source: {source}").format(
                label=scale.label, low=low, high=high, source=scale.source.citation
            )
        )
        lines += [
            f"  {band.start}-{band.end} {band.label}. {band.source.citation}"
            for band in scale.bands
        ]
        if scale.cut_off is not None:
            words = asks_from(scale.cut_off.side, scale.cut_off.value)
            lines.append(f"  {words}. {scale.cut_off.source.citation}")
    lines += [f"{each.label}. {each.source.citation}" for each in rules.criteria]
    lines += [
        _("{item} from {points} raises {flag}. {source}").format(
            item=red.link_id, points=red.at_least_points, flag=red.flag, source=red.source.citation
        )
        for red in rules.red_items
    ]
    if rules.change is not None:
        lines.append(
            _("Reliable change: {points}. {source}").format(
                points=rules.change.reliable, source=rules.change.source.citation
            )
        )
    return lines


def _score_arguments(rest: Sequence[str]) -> tuple[str, int | None]:
    words = list(rest)
    day: int | None = None
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--day":
            taken = 1 if equals else 2
            text = value if equals else "".join(words[place + 1 : place + 2])
            if not _NUMBER.fullmatch(text):
                raise UsageError("--day")
            day = int(text)
            del words[place : place + taken]
            break
    if len(words) != 1:
        raise UsageError("instruments score ID ANSWERS [--day N]")
    return words[0], day


def _answered(
    newest: Instrument, text: str, context: CommandContext
) -> tuple[Instrument, Mapping[str, AnswerValue]]:
    """The answers, and the version they answer: a response may name one that was succeeded."""
    if _LIST.fullmatch(text):
        points = [None if part.strip() == "-" else int(part) for part in text.split(",")]
        return newest, newest.answers_from_points(points)
    try:
        data = read_file(Path(text), strict_json.DEFAULT_LIMIT_BYTES)
    except InputRefusedError as error:
        raise InputRefusedError("answers-neither-list-nor-file") from error
    response = strict_json.load(data)
    try:
        instrument = context.content.instrument(newest.id, version_named(response))
    except (ContentRefusedError, NotFoundError):
        instrument = newest  # which says what is wrong with the response
    return instrument, answers_from_response(instrument, response)


def _scored(outcome: Outcome) -> dict[str, object]:
    return {
        "instrument": outcome.instrument,
        "version": outcome.version,
        "status": outcome.status.value,
        "window": outcome.window.value,
        "scores": [
            {
                "id": each.id,
                "value": each.value,
                "range": list(each.range),
                "band": each.band,
                "label": each.band_label or each.label,
                "positive": each.positive,
            }
            for each in outcome.scores
        ],
        "criteria": [{"id": each.id, "met": each.met} for each in outcome.criteria],
        "flags": list(outcome.flags),
        "missing": list(outcome.missing),
        "message": outcome.message,
    }


def _told(instrument: Instrument, outcome: Outcome) -> str:
    lines = []
    for each in outcome.scores:
        name = f", {each.band_label}" if each.band_label else ""
        limit = ""
        if each.cut_off is not None:
            limit = f" ({where(each.side, each.cut_off, reached=bool(each.positive))})"
        lines.append(f"{instrument.title} {each.label}: {each.value}/{each.range[1]}{name}{limit}")
    labels = {each.id: each.label for each in instrument.scoring.criteria}
    for rule in outcome.criteria:  # it may disagree with the total, and both are told
        words = _("{rule}: met") if rule.met else _("{rule}: not met")
        lines.append(words.format(rule=labels[rule.id]))
    if outcome.flags:
        lines.append(_("Flags: {codes}").format(codes=", ".join(outcome.flags)))
    lines.append(outcome.message)
    return "\n".join(lines)


def _judge(instrument: Instrument, first: int, second: int, context: CommandContext) -> None:
    judged: Change = change(instrument, first, second)
    result = {
        "change": judged.change,
        "verdict": judged.verdict.value,
        "direction": judged.direction.value,
    }
    text = _("Change {change:+}: {direction}, {verdict}").format(
        change=judged.change,
        direction=_(_DIRECTIONS[judged.direction.value]),
        verdict=judged.verdict.value,
    )
    context.print_result(result, text)
