"""The vault commands, called as people call them, with the real derivation."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.kernel.clock import SystemClock
from estip_desktop.vault.emergency import ScreenCopy
from tests.paths import CHECKOUT
from tests.vault_support import LABEL, NOON, OWNER, PASSPHRASE


def call(home: Path, *words: str, typed: str | None = PASSPHRASE) -> tuple[int, str]:
    command = [sys.executable, "-m", "estip_desktop", "--home", str(home), *words]
    if typed is not None:
        command += ["--passphrase-file", "-"]
    done = subprocess.run(
        command, cwd=CHECKOUT, check=False, capture_output=True, text=True, input=f"{typed}\n"
    )
    assert "Traceback" not in done.stderr
    assert PASSPHRASE not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    words = ("vault", "create", "--name", LABEL, "--person", OWNER, "--recovery-out")
    status, _ = call(folder / "home", *words, str(folder / "recovery.txt"))
    assert status == 0
    return folder


def test_the_recovery_key_is_written_for_its_owner_alone(made):
    path = made / "recovery.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().strip()) == 44


def test_vaults_are_listed(made):
    status, out = call(made / "home", "vault", "list", "--json", typed=None)
    (listed,) = json.loads(out)["vaults"]
    assert status == 0
    assert (listed["label"], listed["kind"], listed["state"]) == (LABEL, "supporter", "ready")


def test_a_sound_vault_checks(made):
    status, out = call(made / "home", "vault", "check", "--json")
    assert (status, json.loads(out)["sound"]) == (0, True)


def test_a_wrong_passphrase_is_4(made):
    assert call(made / "home", "vault", "check", typed="something else altogether")[0] == 4


def test_a_passphrase_that_may_not_be_chosen_is_3(made):
    assert call(made / "home", "vault", "create", "--name", "x", typed="short")[0] == 3


def test_a_recovery_file_is_never_written_over(made):
    out = str(made / "recovery.txt")
    status, _ = call(made / "home", "vault", "create", "--name", "y", "--recovery-out", out)
    assert status == 3
    assert (
        len(json.loads(call(made / "home", "vault", "list", "--json", typed=None)[1])["vaults"])
        == 1
    )


def test_a_copy_that_was_kept_elsewhere_is_read_back(made):
    assert call(made / "home", "vault", "check")[0] == 0  # waits where a wrong one came before
    vaults = vaults_in(made / "home", SystemClock())
    (info,) = vaults.list()
    vault = vaults.unlock(info.id, PASSPHRASE)
    lines = (("How are they?", "Tired ŵ"),)
    copy = ScreenCopy(info.id, NOON, "guided", {"session": "s-1"}, lines)
    name = vault.save_elsewhere(copy, made)
    vault.close()
    status, out = call(made / "home", "vault", "read-copy", str(made / name), "--json")
    read = json.loads(out)
    assert (status, read["page"], read["arguments"]) == (0, "guided", {"session": "s-1"})
    assert read["lines"] == [{"label": "How are they?", "value": "Tired ŵ"}]
    (made / "noise.age").write_bytes(b"no copy")
    assert call(made / "home", "vault", "read-copy", str(made / "noise.age"))[0] == 3
    assert call(made / "home", "vault", "read-copy", str(made / "nowhere.age"))[0] == 3


def test_a_damaged_vault_is_1_and_says_so(made):
    (database,) = (made / "home").glob("vaults/*/vault.db")
    good = database.read_bytes()
    for place in (90_000, len(good) - 100):
        bad = bytearray(good)
        bad[place] ^= 0x10
        database.write_bytes(bad)
        status, out = call(made / "home", "vault", "check", "--json")
        report, _end = json.JSONDecoder().raw_decode(out)  # that the copy is older follows
        assert status == 1
        assert not report["sound"]
        assert report["findings"]
    database.write_bytes(good)


def test_a_damaged_database_reads_the_same_wherever_it_is_opened(made):
    (database,) = (made / "home").glob("vaults/*/vault.db")
    good = database.read_bytes()
    words = {}
    for name, data in (("rubbish", bytes(range(256)) * 80), ("gone", None)):
        if data is None:
            database.unlink()
        else:
            database.write_bytes(data)
        checked = call(made / "home", "vault", "check")
        listed = call(made / "home", "outbox", "list")
        words[name] = checked[1].strip()
        assert checked == listed
        assert checked[0] == 1
        assert "restore the newest good backup" in checked[1]
    assert "database is missing" in words["gone"]
    status, out = call(made / "home", "vault", "list", "--json", typed=None)
    assert (status, json.loads(out)["vaults"][0]["state"]) == (0, "damaged")
    assert f"{LABEL}  (damaged)" in call(made / "home", "vault", "list", typed=None)[1]
    database.write_bytes(good)


def test_a_header_damaged_twice_is_1_and_says_so(made):
    copies = sorted((made / "home").glob("vaults/*/header*.json"))
    good = [copy.read_bytes() for copy in copies]
    for copy in copies:
        copy.write_bytes(b"{}")
    status, out = call(made / "home", "vault", "check", "--json")
    findings = json.loads(out)["findings"]
    assert (status, [one["code"] for one in findings]) == (1, ["cannot-be-opened"])
    assert "Both copies" in call(made / "home", "vault", "check")[1]
    for copy, data in zip(copies, good, strict=True):
        copy.write_bytes(data)


def test_help_of_a_command_names_the_options_that_stand_everywhere(made):
    for words in (("vault", "create"), ("desk", "accept"), ("instruments", "score"), ("pathway",)):
        status, out = call(made / "home", *words, "--help", typed=None)
        assert status == 0
        assert "--passphrase-file FILE" in out


def test_without_a_passphrase_file_it_names_the_option(made):
    status, out = call(made / "home", "vault", "check", typed=None)
    assert status == 2
    assert "--passphrase-file FILE" in out


def test_a_passphrase_file_that_cannot_be_read_is_3_and_says_so(made):
    for name in (made / "nothing-here", made):
        words = ("vault", "check", "--passphrase-file", str(name))
        status, out = call(made / "home", *words, typed=None)
        assert status == 3
        assert "--passphrase-file cannot be read" in out


def test_a_document_that_is_not_there_cannot_be_read(made):
    status, out = call(made / "home", "referral", "verify", "nonexist.pdf", typed=None)
    assert status == 3
    assert "The file cannot be read" in out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("desk", "list"), 5, "not an Occupational Health desk"),
        (("instruments", "score", "phq-9", ",".join("9" * 9)), 3, "not among the answers of phq-9"),
        (("instruments", "score", "phq-9", "1,2"), 3, "number of answers does not fit"),
        (("instruments", "score", "nope", "1"), 1, "instruments list"),
        (("instruments", "score", "phq-9", "a,b"), 3, "neither a list of points"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(made, words, status, said):
    found, out = call(made / "home", *words, typed=PASSPHRASE if words[0] == "desk" else None)
    assert (found, said in out) == (status, True), out
