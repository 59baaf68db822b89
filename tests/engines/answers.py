"""Answers drawn at random, as somebody may give them who sees what the answers so far show."""

from __future__ import annotations

import random
from collections.abc import Mapping

from estip_desktop.instruments import Instrument
from estip_desktop.kernel.items import AnswerValue

AUTHORED = "2026-11-23T10:00:00Z"
Answers = Mapping[str, AnswerValue]
_LEFT_OUT = 0.2


def drawn(instrument: Instrument, chance: random.Random) -> Answers:
    """One answer to each question shown; now and then one is left out."""
    answers: dict[str, AnswerValue] = {}
    for item in instrument.items:
        if item.is_shown(answers):
            answers[item.link_id] = chance.choice(item.item.options).code
    if chance.random() < _LEFT_OUT:
        del answers[chance.choice([link for link in answers if instrument.item(link).scored])]
    return {link: code for link, code in answers.items() if instrument.item(link).is_shown(answers)}
