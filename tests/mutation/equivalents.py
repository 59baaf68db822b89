"""Changes that change nothing, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

EQUIVALENT: Mapping[str, str] = {
    "estip_desktop/instruments/scoring.py ScaleScore: prorated = 0 -> prorated = 1": (
        "every result is made with its own number"
    ),
    "estip_desktop/instruments/scoring.py change: difference > 0 -> difference >= 0": (
        "no difference at all is told apart before"
    ),
    "estip_desktop/stepped_care/agreement.py planned: _earliest(definition, first, today) <= day < "
    "first.due -> _earliest(definition, first, today) <= day <= first.due": (
        "an agreed day on which a contact is due already is left alone before"
    ),
    "estip_desktop/stepped_care/model.py Clause: domains_at_least = 0 -> domains_at_least = 1": (
        "thresholds that are reached span one domain at least"
    ),
    "resources/pathways/estip.json rules.13.any_of.2.before_day: 28 -> 29": (
        "from day 28 the rule before it has matched already"
    ),
    "estip_desktop/stepped_care/engine.py _is_over: any((rule.met for rule in outcome.criteria if "
    "rule.id == threshold.criterion)) -> all((rule.met for rule in outcome.criteria if rule.id == "
    "threshold.criterion))": "a finished questionnaire has each of its criteria once",
    "estip_desktop/stepped_care/engine.py _is_over: any((total.value >= limit for total in "
    "outcome.scores if total.id == threshold.scale)) -> all((total.value >= limit for total in "
    "outcome.scores if total.id == threshold.scale))": (
        "a finished questionnaire has each of its scales once"
    ),
    "resources/pathways/estip.json thresholds.5.at_least: 6 -> 5": (
        "a PHQ-4 of five has a pair of three or more, which counts by itself"
    ),
    "resources/pathways/estip.json thresholds.5.at_least: 6 -> 7": (
        "a PHQ-4 of six has a pair of three or more, which counts by itself"
    ),
    "resources/pathways/estip.json rules.5.any_of.0.from_day: 14 -> 13": (
        "a two-week questionnaire of day 13 is before its window and never decides"
    ),
    "resources/pathways/estip.json rules.6.any_of.0.from_day: 14 -> 13": (
        "a two-week questionnaire of day 13 is before its window and never decides"
    ),
    "resources/pathways/estip.json rules.7.any_of.0.from_day: 28 -> 27": (
        "questionnaires about trauma of day 27 are before their window and never decide"
    ),
    "resources/pathways/estip.json rules.7.any_of.1.from_day: 28 -> 27": (
        "the PCL-5 of day 27 never decides, and a PHQ-9 of twenty has matched rule 6b already"
    ),
    "resources/pathways/estip.json rules.9.any_of.0.from_day: 28 -> 27": (
        "up to day 27 rule 6 has matched already"
    ),
    "resources/pathways/estip.json rules.12.any_of.0.before_day: 28 -> 29": (
        "from day 28 the rule before it has matched already"
    ),
    "resources/pathways/estip.json rules.12.any_of.1.before_day: 28 -> 29": (
        "from day 28 the rule before it has matched already"
    ),
    "resources/pathways/estip.json rules.12.any_of.2.before_day: 28 -> 29": (
        "from day 28 the rule before it has matched already"
    ),
    "resources/pathways/estip.json rules.13.any_of.0.before_day: 28 -> 29": (
        "from day 28 the rule before it has matched already"
    ),
    "resources/pathways/estip.json rules.13.any_of.1.before_day: 28 -> 29": (
        "from day 28 the rule before it has matched already"
    ),
    "estip_desktop/stepped_care/engine.py _raise_what_follows: each.pathway < _FIRST_OF_ALL -> "
    "each.pathway <= _FIRST_OF_ALL": "what else is P5 comes before the rule of safeguarding",
}
