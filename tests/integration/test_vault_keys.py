"""What an owner may choose, and what is refused before anything changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.errors import InputRefusedError, SecretRefusedError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.vault import Keys, VaultKind
from tests.vault_support import LABEL, NOON, OWNER, PASSPHRASE, quick_derivation

NEW = "copper otter violin ladder meadow"
FORCE = "Northdale Police"


@pytest.fixture
def keys(home: Path) -> Iterator[Keys]:
    vaults = vaults_in(
        home, SetClock(NOON), derivation=quick_derivation(), known_words=lambda: (FORCE,)
    )
    made = vaults.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE, OWNER)
    vault = vaults.unlock(made.info.id, PASSPHRASE)
    nothing: Any = None
    found = Keys(vaults, vault, lambda: (OWNER,), SetClock(NOON), nothing, nothing)
    found.printed = made.recovery_key  # type: ignore[attr-defined]  # for the tests alone
    yield found
    vault.close()


def test_another_passphrase_by_the_one_of_today_and_by_the_sheet(keys):
    before = keys.slots
    keys.change_passphrase(PASSPHRASE, NEW)
    keys.recover(keys.printed, "seven magpies upon the old pier")
    assert keys.slots[0].id != before[0].id
    assert keys.slots[1] == before[1]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("short", "passphrase-too-short"),
        ("passwordpassword", "passphrase-guessable"),
        (f"{OWNER} {OWNER}", "passphrase-guessable"),
        (f"{LABEL} {LABEL} {LABEL}", "passphrase-guessable"),
        (f"{FORCE}1", "passphrase-guessable"),
        ("x" * 1025, "passphrase-too-long"),
        ("half a pair and more \ud800", "passphrase-too-long"),
        (PASSPHRASE, "passphrase-unchanged"),
    ],
)
def test_what_may_not_be_chosen_is_said_by_its_code(keys, new, code):
    before = keys.slots
    with pytest.raises(InputRefusedError, match=code):
        keys.change_passphrase(PASSPHRASE, new)
    if code != "passphrase-unchanged":
        with pytest.raises(InputRefusedError):
            keys.recover(keys.printed, new)
    assert keys.slots == before


def test_the_names_of_its_force_and_owner_count_as_known(keys):
    assert keys.passphrase_problem("Northdale Police Northdale") == "passphrase-guessable"
    assert keys.passphrase_problem(NEW) == ""
    assert keys.passphrase_problem(keys.generate_passphrase()) == ""


@pytest.mark.parametrize("new", ["ŵŷ ☕ and four more words here", "  spaces at both ends stay  "])
def test_any_characters_may_be_chosen(keys, new):
    keys.change_passphrase(PASSPHRASE, new)
    keys.change_passphrase(new, NEW)


def test_a_wrong_passphrase_makes_no_new_sheet(keys):
    with pytest.raises(SecretRefusedError):
        keys.prepare_sheet(NEW)


def test_a_new_sheet_is_prepared_and_finished(keys):
    prepared = keys.prepare_sheet(PASSPHRASE)
    before = keys.slots
    keys.finish_sheet(prepared, prepared.printed)
    assert keys.slots[0] == before[0]
    assert keys.slots[1].id == prepared.slot.id
    assert keys.try_sheet(prepared.printed)
