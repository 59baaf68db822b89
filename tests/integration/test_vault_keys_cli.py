"""Changing and recovering from the command line, with the real derivation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from estip_desktop.kernel.clock import SetClock
from estip_desktop.vault import recovery_key
from tests.integration.test_vault_cli import call
from tests.vault_support import LABEL, NOON, OWNER, PASSPHRASE, quick_vaults

NEW = "copper otter violin ladder meadow"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    words = ("vault", "create", "--name", LABEL, "--person", OWNER, "--recovery-out")
    status, _ = call(tmp_path / "home", *words, str(tmp_path / "recovery.txt"))
    assert status == 0
    (tmp_path / "new.txt").write_text(f"{NEW}\n", encoding="utf-8")
    return tmp_path


def slots(made: Path) -> list[dict]:
    status, out = call(made / "home", "vault", "slots", "--json", typed=None)
    assert status == 0
    found: list[dict] = json.loads(out)["slots"]
    return found


def test_another_passphrase_and_then_the_sheet_alone(made):
    home, new_file = made / "home", str(made / "new.txt")
    before = slots(made)
    assert [slot["kind"] for slot in before] == ["passphrase", "recovery"]
    assert before[0]["params"]["memory_kib"] >= 64 * 1024

    status, out = call(home, "vault", "change-passphrase", "--new-passphrase-file", new_file)
    assert status == 0, out
    assert NEW not in out
    after = slots(made)
    assert after[0]["id"] != before[0]["id"]
    assert after[1] == before[1]
    assert call(home, "vault", "check", typed=NEW)[0] == 0

    status, out = call(home, "vault", "check")
    assert (status, "does not open" in out) == (4, True)

    words = ("vault", "recover", "--recovery-file", str(made / "recovery.txt"))
    status, out = call(home, *words)
    assert status == 0, out
    assert "1 failed try since" in out
    assert call(home, "vault", "check")[0] == 0


def test_what_is_refused_changes_nothing(made):
    home, bad = made / "home", made / "bad.txt"
    before = (slots(made), [path.read_bytes() for path in home.glob("vaults/*/header*")])
    change = ("vault", "change-passphrase", "--new-passphrase-file")
    recover = ("vault", "recover", "--recovery-file")
    bad.write_text("passwordpassword\n", encoding="utf-8")
    assert call(home, *change, str(bad))[0] == 3
    bad.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    status, out = call(home, *change, str(bad))
    assert (status, "the same" in out) == (3, True)
    bad.write_text("0000-0000\n", encoding="utf-8")
    status, out = call(home, *recover, str(bad), typed=NEW)
    assert (status, "recovery key" in out) == (4, True)
    assert call(home, *change, "-")[0] == 2
    assert call(home, "vault", "change-passphrase")[0] == 2
    assert call(home, *change, str(made / "nothing-here"))[0] == 3
    bad.write_text(f"{recovery_key.new()[1]}\n", encoding="utf-8")
    assert call(home, *recover, str(bad), typed=NEW)[0] == 4
    after = (slots(made), [path.read_bytes() for path in home.glob("vaults/*/header*")])
    assert after == before


def test_slots_are_said_in_words(made):
    out = call(made / "home", "vault", "slots", typed=None)[1]
    assert "passphrase  since 20" in out
    assert "recovery sheet  since 20" in out
    assert "argon2id iterations=" in out


def test_a_vault_from_before_the_day_was_kept_says_so(tmp_path):
    golden = Path(__file__).parents[1] / "golden" / "vault_0001"
    vaults = quick_vaults(golden, SetClock(NOON))
    (vault,) = vaults.list()
    assert [slot.since for slot in vaults.slots(vault.id)] == ["", ""]
