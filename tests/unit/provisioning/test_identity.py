"""Fingerprints that people compare."""

from __future__ import annotations

from typing import Any

import pytest

from estip_desktop.errors import InputRefusedError
from estip_desktop.provisioning import CardKind, DeskCard, fingerprint_in_groups
from estip_desktop.provisioning.model import same_fingerprint
from tests.builders import NOW

KID = "7f3a91c2d4e5f607" * 4


def test_a_fingerprint_is_read_in_groups_of_four():
    assert fingerprint_in_groups(KID) == "7F3A 91C2 D4E5 F607 7F3A 91C2 D4E5 F607"


@pytest.mark.parametrize(
    "typed", [KID, fingerprint_in_groups(KID), fingerprint_in_groups(KID).lower().replace(" ", ":")]
)
def test_typed_in_any_of_the_usual_ways_it_is_the_same(typed):
    assert same_fingerprint(typed, KID)


@pytest.mark.parametrize("typed", ["", "7F3A", "7F3A 91C2 D4E5 F607", "0" * 32, KID + "00"])
def test_less_or_other_than_the_whole_is_not_the_same(typed):
    assert not same_fingerprint(typed, KID)


@pytest.mark.parametrize(
    "changes",
    [{"kid": "x"}, {"name": " "}, {"name": "x" * 201}, {"recipient": ""}, {"recipient": "age1x"}],
)
def test_a_card_that_makes_no_sense_is_refused(changes):
    values: dict[str, Any] = {
        "kid": KID, "kind": CardKind.DESK, "name": "OH", "certificate": b"", "made_at": NOW,
        "recipient": "age1" + "q" * 58,
    }  # fmt: skip
    assert DeskCard(**values).fingerprint
    with pytest.raises(InputRefusedError):
        DeskCard(**(values | changes))
