"""``vault purge``, called as people call it, with the real derivation."""

from __future__ import annotations

import argparse
import json
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from estip_desktop.bootstrap import RealContext
from estip_desktop.casework import FollowUpState
from estip_desktop.cli import vault_purge_cmd
from estip_desktop.cli.files import NewFile
from estip_desktop.cli.seed_cmd import PASSPHRASE
from estip_desktop.cli.unlocked import using
from estip_desktop.errors import EstipError, InputRefusedError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import FollowUpId
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import VaultKind
from tests.builders import a_follow_up
from tests.integration.test_vault_cli import call
from tests.ui.record_world import PERSON, record_world
from tests.vault_support import LABEL, NOON, OWNER
from tests.vault_support import PASSPHRASE as VAULT_PASSPHRASE


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("purge") / "home"
    status, out = call(made, "seed", "--people", "40", "--seed", "3", "--json")
    assert status == 0
    assert json.loads(out)["people"] == 40
    return made


def test_what_a_restore_kept_aside_is_named_where_it_still_holds_them(tmp_path):
    home, kept = tmp_path / "home", tmp_path / "one.estip-backup"
    assert call(home, "seed", "--people", "6", "--seed", "3", "--json")[0] == 0
    assert call(home, "vault", "backup", str(kept), typed=PASSPHRASE)[0] == 0
    status, out = call(home, "vault", "restore", str(kept), "--json", typed=PASSPHRASE)
    assert status == 0
    aside = json.loads(out)["kept_aside"]
    status, out = call(home, "vault", "purge", "--json", typed=PASSPHRASE)
    assert (status, json.loads(out)["kept_aside"]) == (0, [aside])

    listed = call(home, "vault", "kept-aside", "--json", typed=PASSPHRASE)
    assert (listed[0], json.loads(listed[1])) == (0, {"removed": "", "kept_aside": [aside]})
    remove = ("vault", "kept-aside", "--remove", aside)
    assert call(home, *remove, typed="something else altogether")[0] == 4
    assert (home / "vaults" / aside).is_dir()
    status, out = call(home, *remove, typed=PASSPHRASE)
    assert (status, f"{aside} is removed" in out) == (0, True)
    assert not (home / "vaults" / aside).exists()
    status, out = call(home, *remove, typed=PASSPHRASE)
    assert (status, "Nothing was removed" in out) == (1, True)
    assert "Nothing is kept aside." in call(home, "vault", "kept-aside", typed=PASSPHRASE)[1]


def test_first_it_only_says_what_would_go_then_it_goes(home):
    status, out = call(home, "vault", "purge", "--dry-run", "--json", typed=PASSPHRASE)
    planned = json.loads(out)
    assert (status, planned["purged"]) == (0, False)
    assert planned["due"]
    assert call(home, "vault", "purge", "--dry-run", typed=PASSPHRASE)[1].startswith("P-0001: ")

    paper = home.parent / "removed.txt"
    wanted = ("--certificate-out", str(paper))
    status, out = call(home, "vault", "purge", *wanted, "--json", typed=PASSPHRASE)
    done = json.loads(out)
    text = paper.read_text()
    assert all(digest in text.replace(" ", "") for digest in done["certificate"]["digests"])
    assert "P-0" not in text
    assert call(home, "vault", "purge", *wanted, typed=PASSPHRASE)[0] == 3  # it is there already
    assert (status, done["purged"], done["backup_made"]) == (0, True, True)
    assert done["due"] == planned["due"]
    assert done["certificate"]["people"] == len(planned["due"])
    assert len(done["certificate"]["digests"]) == len(planned["due"])

    status, out = call(home, "vault", "purge", typed=PASSPHRASE)
    assert (status, out.strip()) == (0, "Nothing is over its time.\nNothing was removed.")
    assert call(home, "vault", "check", typed=PASSPHRASE)[0] == 0


def test_nothing_goes_where_its_certificate_could_not_be_written(tmp_path):
    home = tmp_path / "home"
    assert call(home, "seed", "--people", "12", "--seed", "3", "--json")[0] == 0
    planned = call(home, "vault", "purge", "--dry-run", typed=PASSPHRASE)
    assert planned[1].startswith("P-0")
    nowhere = tmp_path / ("long" * 100)  # its folder is there, and yet it cannot be made
    status, _out = call(home, "vault", "purge", "--certificate-out", str(nowhere), typed=PASSPHRASE)
    assert status == 3
    assert call(home, "vault", "purge", "--dry-run", typed=PASSPHRASE) == planned


class Said:
    """Remembers what the command says."""

    def print_result(self, data: dict[str, Any], text: str) -> None:
        self.data, self.text = data, text


def test_while_the_clock_is_in_doubt_nothing_goes_unless_somebody_confirms_it(
    tmp_path, monkeypatch
):
    with record_world(tmp_path / "home") as world:
        world.a_month()
        at = world.clock.now()
        done = a_follow_up(id=FollowUpId("f2"), purpose="day-91", due_on=at.date(), closed_at=at,
                           state=FollowUpState.DONE)  # fmt: skip
        world.keep("follow_ups", done)
        monkeypatch.setattr(
            vault_purge_cmd, "unlocked", lambda _context: nullcontext(world.services)
        )
        said: Any = Said()

        def purge(**given: bool) -> None:
            asked = {"dry_run": False, "clock_is_right": False, "certificate_out": None, **given}
            vault_purge_cmd.purge(argparse.Namespace(**asked), said)

        purge(dry_run=True)
        assert not said.data["clock_in_doubt"]
        world.clock.move_on(timedelta(days=3650))
        purge(dry_run=True)
        assert said.data["clock_in_doubt"]["last_used_at"]
        assert said.text.startswith("The clock of this laptop says ")
        with world.vault.open_unit() as unit:
            before = len(unit.audit_log.of([PERSON], 1000))
        with pytest.raises(RuleError, match="clock-in-doubt"):
            purge()
        assert world.records.people().total == 1
        with world.vault.open_unit() as unit:
            assert len(unit.audit_log.of([PERSON], 1000)) == before
        purge(clock_is_right=True)
        assert said.data["certificate"]["people"] == 1
        assert world.records.people().total == 0
        purge()  # it is believed from now on


def test_whatever_becomes_of_the_file_it_is_said_what_went(tmp_path, monkeypatch):
    with record_world(tmp_path / "home") as world:
        world.a_month()
        at = world.clock.now()
        done = a_follow_up(id=FollowUpId("f2"), purpose="day-91", due_on=at.date(), closed_at=at,
                           state=FollowUpState.DONE)  # fmt: skip
        world.keep("follow_ups", done)
        monkeypatch.setattr(
            vault_purge_cmd, "unlocked", lambda _context: nullcontext(world.services)
        )
        said, paper = cast("Any", Said()), tmp_path / "removed.txt"
        asked = argparse.Namespace(dry_run=False, clock_is_right=False, certificate_out=paper)
        vault_purge_cmd.purge(asked, said)
        assert (said.data["certificate"]["rows"], paper.exists()) == (0, False)
        world.clock.move_on(timedelta(days=3650))
        with pytest.raises(RuleError, match="clock-in-doubt"):
            vault_purge_cmd.purge(asked, said)
        assert not paper.exists()

        def no_room(file: NewFile, _data: bytes) -> None:
            file.discard()
            raise InputRefusedError("file-unwritable")

        monkeypatch.setattr(NewFile, "write", no_room)
        asked.clock_is_right = True
        assert vault_purge_cmd.purge(asked, said) == 3
        (digest,) = said.data["certificate"]["digests"]
        assert f"sha256 {digest}" in said.text
        assert "keep these lines" in said.text
        assert said.data["certificate_written"] is False


def test_it_asks_for_the_passphrase(home):
    assert call(home, "vault", "purge", typed="something else altogether")[0] == 4


def test_seeding_again_is_refused(home):
    status, out = call(home, "seed", "--people", "3")
    assert status == 3
    assert "never go beside real ones" in out


@pytest.mark.parametrize("way", ["check", "read-copy", "killed"])
def test_no_way_of_unlocking_uses_the_doubt_up(tmp_path, way):
    home, clock = tmp_path / "home", SetClock(NOON)
    vaults = RealContext(home, clock=clock).vaults
    made = vaults.create(LABEL, VaultKind.SUPPORTER, VAULT_PASSPHRASE, OWNER)
    clock.set_to(NOON + timedelta(days=900))
    if way == "read-copy":
        with pytest.raises(EstipError):
            vaults.read_copy(made.info.id, VAULT_PASSPHRASE, b"no copy of ours")
    else:
        vault = vaults.unlock(made.info.id, VAULT_PASSPHRASE, Progress())
        if way == "check":
            assert vault.check(Progress()).is_sound
        vault.close()  # before anything else was asked of it
    clock.set_to(NOON + timedelta(days=901))
    context = RealContext(home, clock=clock)
    vault = context.vaults.unlock(made.info.id, VAULT_PASSPHRASE, Progress())
    with using(cast("Any", context), vault) as services:
        assert services.keeping.clock_doubt() is not None
        with pytest.raises(RuleError, match="clock-in-doubt"):
            services.keeping.purge()


def test_the_doubt_outlasts_the_command_that_met_it(tmp_path):
    home = tmp_path / "home"
    made = RealContext(home, clock=SetClock(NOON)).vaults.create(
        LABEL, VaultKind.SUPPORTER, VAULT_PASSPHRASE, OWNER
    )
    later = NOON + timedelta(days=3650)
    for day in range(2):
        context = RealContext(home, clock=SetClock(later + timedelta(days=day)))
        vault = context.vaults.unlock(made.info.id, VAULT_PASSPHRASE, Progress())
        with using(cast("Any", context), vault) as services:
            doubt = services.keeping.clock_doubt()
            assert doubt is not None
            assert services.health.clock_jumped is (day == 0)
            with vault.open_unit() as unit:  # whatever is saved carries the new date
                unit.audit.record(AuditEvent("certificate-saved"))
                unit.commit()
            with pytest.raises(RuleError, match="clock-in-doubt"):
                services.keeping.purge()
