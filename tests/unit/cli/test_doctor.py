"""doctor: what is well, what is not, what cannot be told; nothing about anybody."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.cli import doctor_cmd
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.machine import Answer, Machine, VaultAge
from tests.vault_support import NOON

FRESH = VaultAge(NOON.date(), 0, None, NOON)
WELL = Machine(
    versions={"estip-desktop": "0.0.0"},
    free_bytes=50 * 1024**3,
    disk_is_encrypted=Answer.YES,
    swap_is_encrypted=Answer.YES,
    home_is_private=Answer.YES,
    program_since=NOON - timedelta(days=3),
    vaults=(FRESH,),
)


def run(machine: Machine, *, banner: str = "No force profile.") -> tuple[int, dict[str, Any], str]:
    told: list[Any] = []
    context: Any = SimpleNamespace(
        machine=lambda: machine,
        clock=SetClock(NOON),
        content=SimpleNamespace(profile=lambda: SimpleNamespace(banner=banner)),
        print_result=lambda result, text: told.extend((result, text)),
    )
    status = doctor_cmd.run(SimpleNamespace(), context)  # type: ignore[arg-type]
    return status, json.loads(json.dumps(told[0])), told[1]


def states(result: dict[str, Any]) -> dict[str, str]:
    return {check["id"]: check["state"] for check in result["checks"]}


def test_a_laptop_that_is_well_is_0():
    status, result, _text = run(WELL)
    assert (status, result["ok"]) == (0, True)
    assert set(states(result).values()) == {"ok"}


def test_what_nobody_can_tell_is_said_and_is_no_fault():
    machine = replace(
        WELL,
        free_bytes=None,
        disk_is_encrypted=Answer.CANNOT_TELL,
        swap_is_encrypted=Answer.CANNOT_TELL,
        home_is_private=Answer.CANNOT_TELL,
        program_since=None,
    )
    status, result, text = run(machine, banner="")
    assert status == 0
    assert list(states(result).values()).count("cannot-tell") == 6
    assert "cannot be told from here" in text


@pytest.mark.parametrize(
    ("found", "machine"),
    [
        ("disk-space", replace(WELL, free_bytes=1024)),
        ("disk-encryption", replace(WELL, disk_is_encrypted=Answer.NO)),
        ("swap", replace(WELL, swap_is_encrypted=Answer.NO)),
        ("folder", replace(WELL, home_is_private=Answer.NO)),
        ("clock", replace(WELL, program_since=NOON + timedelta(days=1))),
        ("clock", replace(WELL, vaults=(replace(FRESH, last_written=NOON + timedelta(hours=1)),))),
        ("backup-age", replace(WELL, vaults=(FRESH, replace(FRESH, newest_backup=None)))),
        (
            "backup-age",
            replace(WELL, vaults=(replace(FRESH, newest_backup=NOON.date() - timedelta(days=3)),)),
        ),
        (
            "unsent-age",
            replace(
                WELL,
                vaults=(replace(FRESH, sealed_waiting=2, oldest_sealed=NOON - timedelta(days=4)),),
            ),
        ),
        ("program-age", replace(WELL, program_since=NOON - timedelta(days=91))),
    ],
)
def test_what_should_be_looked_at_makes_it_1(found, machine):
    status, result, text = run(machine)
    assert status == 1
    assert [name for name, state in states(result).items() if state == "warn"] == [found]
    assert text.count("LOOK") == 1


def test_a_laptop_without_records_is_well():
    status, result, text = run(replace(WELL, vaults=()))
    assert (status, result["vaults"]) == (0, 0)
    assert "no records here yet" in text
