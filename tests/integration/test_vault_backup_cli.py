"""Backup and restore, called as people call them, with the real derivation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.backup_support import NEW_PASSPHRASE
from tests.integration.test_vault_cli import call
from tests.vault_support import LABEL, OWNER


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    words = ("vault", "create", "--name", LABEL, "--person", OWNER, "--recovery-out")
    assert call(folder / "home", *words, str(folder / "recovery.txt"))[0] == 0
    status, out = call(
        folder / "home", "vault", "backup", str(folder / "one.estip-backup"), "--json"
    )
    assert status == 0
    assert json.loads(out)["records"] > 0
    return folder


def test_a_new_machine_needs_the_backup_and_the_recovery_key(made):
    words = ("vault", "restore", str(made / "one.estip-backup"))
    recovery = ("--recovery-file", str(made / "recovery.txt"))
    status, out = call(made / "new", *words, *recovery, "--json", typed=NEW_PASSPHRASE)
    restored = json.loads(out)
    assert (status, restored["label"], restored["kept_aside"]) == (0, LABEL, "")
    assert restored["keys"] == "same"
    assert call(made / "new", "vault", "check", typed=NEW_PASSPHRASE)[0] == 0
    assert call(made / "new", "vault", "check")[0] == 4


def test_a_machine_that_never_saw_it_is_told_which_passphrase_opens_it(made):
    words = ("vault", "restore", str(made / "one.estip-backup"))
    status, out = call(made / "third", *words)
    assert status == 0
    assert "open it, whatever was changed since" in out
    assert "Change the passphrase next" in out


def test_what_came_after_is_carried_over_when_asked_for(made):
    words = ("vault", "restore", str(made / "one.estip-backup"), "--carry-over")
    status, out = call(made / "home", *words, "--json")
    assert status == 0
    told = json.loads(out)
    assert told["carried_over"] >= 1  # that it was backed up elsewhere came after the backup
    assert told["not_carried"] == []


def test_the_vault_that_is_there_is_kept_and_named(made):
    status, out = call(made / "home", "vault", "restore", str(made / "one.estip-backup"))
    assert status == 0
    assert "kept as" in out
    assert "nothing of it was removed" in out
    assert "passphrase" not in out  # nothing about it has changed
    assert call(made / "home", "vault", "check")[0] == 0


@pytest.mark.parametrize(
    ("words", "typed", "status", "said"),
    [
        (("backup", "one.estip-backup"), None, 2, "--passphrase-file FILE"),
        (("backup", "nowhere/one"), "", 3, "no such folder"),
        (("backup", "one.estip-backup"), "", 3, "there already"),
        (("restore", "recovery.txt"), "", 3, "no backup of a vault"),
        (("restore", "nothing"), "", 3, "cannot be read"),
        (("restore", "one.estip-backup"), "something else altogether", 4, "does not open"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(made, words, typed, status, said):
    command, name = words
    if typed == "":
        found, out = call(made / "home", "vault", command, str(made / name))
    else:
        found, out = call(made / "home", "vault", command, str(made / name), typed=typed)
    assert (found, said in out) == (status, True), out


def test_a_mistyped_recovery_key_is_4(made, tmp_path):
    path = tmp_path / "key.txt"
    for data in (b"AAAA-BBBB", b"\xff\xfe"):
        path.write_bytes(data)
        status, out = call(
            tmp_path / "new",
            "vault",
            "restore",
            str(made / "one.estip-backup"),
            "--recovery-file",
            str(path),
        )
        assert status == 4, out
        assert not (tmp_path / "new").exists()
