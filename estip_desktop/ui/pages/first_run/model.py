"""The pages of a first run and what has been said on them so far."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

UNCHECKED, NO_NATION = "recovery-unchecked", "nation-open"
"""What the vault remembers under ``FIRST_RUN`` until everything is done."""
FIRST_RUN = "first-run"

_LOOK_ALIKES = str.maketrans("OIL", "011")


class Step(StrEnum):
    """Where somebody is; several steps may stand on one of the six numbered pages."""

    WELCOME = "welcome"
    KEEPS = "keeps"
    WHO = "who"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a page
    RECOVERY = "recovery"
    RECOVERY_CHECK = "recovery-check"
    NOT_CHECKED = "not-checked"
    NATION = "nation"


NUMBERS = {
    Step.WELCOME: 1,
    Step.KEEPS: 2,
    Step.WHO: 3,
    Step.PASSPHRASE: 4,
    Step.RECOVERY: 5,
    Step.RECOVERY_CHECK: 5,
    Step.NOT_CHECKED: 5,
    Step.NATION: 6,
}
PAGE_COUNT = 6
BACK = {
    Step.KEEPS: Step.WELCOME,
    Step.WHO: Step.KEEPS,
    Step.PASSPHRASE: Step.WHO,
    Step.RECOVERY_CHECK: Step.RECOVERY,
}
"""Where Back leads; once the records exist there is no way before them."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who will use the records.

    Args:
        label: Shown on the lock page; a label, never a name.
        name: As colleagues know them; kept inside the records.
        kind: ``supporter`` or ``desk``.
    """

    label: str = ""
    name: str = ""
    kind: str = ""


def same_group(typed: str, group: str) -> bool:
    """Whether somebody typed this group; case, spaces and look-alikes do not matter.

    Source: Crockford's base 32 reads O as 0 and I or L as 1.
    """
    return _plain(typed) == _plain(group)


def same_words(typed: str, words: str) -> bool:
    """Whether somebody typed these words; case and the spaces between them do not matter."""
    return typed.lower().split() == words.lower().split()


def _plain(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper()).translate(_LOOK_ALIKES)
