"""Synthetic people: the same for the same seed, sound, and never beside real records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.cli import seed_cmd
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.records import Records, entries_of
from estip_desktop.records.made_up import MadeUpPeople
from tests.builders import NOW
from tests.fakes import CountingIds
from tests.vault_support import make_vault, quick_vaults

CONTENT = Content()


def contents(vault: Any) -> list[Any]:
    """Everything in words, person by person."""
    records = Records(vault.open_unit, CONTENT, SetClock(NOW), CountingIds())
    people = records.people().rows
    return [
        (row, [(entry, entry.lines) for entry in entries_of(records.open(row.person_id), CONTENT)])
        for row in people
    ]


def seeded(home: Path, seed: int) -> list[Any]:
    home.mkdir()
    vault = make_vault(home).open()
    made = MadeUpPeople(vault.open_unit, CONTENT, NOW, seed).add(12)
    assert made.people == 12
    assert made.answers > 12 * 20
    assert vault.check().is_sound
    told = contents(vault)
    vault.close()
    return told


def test_the_same_seed_gives_the_same_people_and_another_gives_others(tmp_path):
    first = seeded(tmp_path / "a", 7)
    assert first == seeded(tmp_path / "b", 7)
    assert first != seeded(tmp_path / "c", 8)


def test_everybody_is_obviously_made_up(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    vault = make_vault(home).open()
    MadeUpPeople(vault.open_unit, CONTENT, NOW, 1).add(30)
    with vault.open_unit() as unit:
        people = unit.people.latest(30)
    vault.close()
    assert all(person.phone.startswith("01632 960") for person in people)
    last_names = {person.name.split()[-1] for person in people}
    assert last_names <= {
        "Sample", "Example", "Made-Up", "Invented", "Fiction", "Ddychmygol", "Nobody", "Imagined",
    }  # fmt: skip


class Context:
    """What the command asks for."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.vaults = quick_vaults(home)
        self.clock = SetClock(NOW)
        self.content = CONTENT
        self.printed: list[tuple[Any, str]] = []

    def print_result(self, result: Any, text: str) -> None:
        self.printed.append((result, text))


def call(context: Any, people: int = 3) -> int:
    import argparse

    return seed_cmd.run(argparse.Namespace(people=people, seed=1), context)


def test_the_command_tells_the_passphrase_and_that_nobody_is_real(home):
    context = Context(home)
    assert call(context) == 0
    result, text = context.printed[0]
    assert result["synthetic"]
    assert "Nobody in this home is real" in text
    vault = context.vaults.unlock(result["vault"], result["passphrase"])
    with vault.open_unit() as unit:
        assert unit.register.count() == 3
    vault.close()


def test_a_home_with_a_vault_is_refused_and_left_alone(home):
    made = make_vault(home)
    before = (made.folder / "vault.db").read_bytes()
    with pytest.raises(InputRefusedError, match="home-has-vaults"):
        call(Context(home))
    assert (made.folder / "vault.db").read_bytes() == before
    assert len(quick_vaults(home).list()) == 1


@pytest.mark.parametrize("people", [0, -1, 2_000_000])
def test_a_number_that_makes_no_sense_is_refused(home, people):
    with pytest.raises(InputRefusedError, match="seed-people"):
        call(Context(home), people)
