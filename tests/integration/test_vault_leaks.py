"""Nothing of a record lies in the clear in any file, in the middle of a session or after it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from estip_desktop.casework import Answer
from estip_desktop.kernel.audit import AuditEvent
from tests.builders import NOW, a_person, an_incident
from tests.paths import CHECKOUT
from tests.vault_support import PASSPHRASE, MadeVault, make_vault

CANARY = "canary-4f9d2e"


def copies_of(folder: Path, needle: str) -> list[str]:
    """Names of files that hold the needle; reads a copy, so that no lock is touched."""
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if any(needle.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-32-le")):
            found.append(path.name)
    return found


@pytest.fixture
def made(home: Path) -> MadeVault:
    return make_vault(home, owner=f"{CANARY} owner")


def snapshot(made: MadeVault, to: Path) -> Path:
    # Closing a descriptor of the database drops SQLite's locks in this process; here it does not
    # matter, because nobody else opens the vault meanwhile.
    shutil.copytree(made.home, to)
    return to


def test_no_text_is_found_in_mid_session_or_afterwards(made, tmp_path):
    vault = made.open()
    for number in range(60):
        with vault.open_unit() as unit:
            unit.people.save(
                a_person(id=f"p{number}", reference=f"P-{number}", name=f"{CANARY} {number}")
            )
            unit.incidents.save(an_incident(id=f"i{number}", title=CANARY, place=CANARY))
            unit.answers.save(Answer(f"s{number}", "note", f"{CANARY} " * 200, NOW))
            unit.audit.record(AuditEvent("answer-saved", f"s{number}", "note"))
            unit.commit()
    with vault.open_unit() as unit:
        unit.people.save(a_person(id="open", reference="P-x", name=f"{CANARY} uncommitted"))
        unit.answers.save(Answer("s", "big", CANARY * 20_000, NOW))
        middle = snapshot(made, tmp_path / "middle")
    vault.close()
    after = snapshot(made, tmp_path / "after")
    for folder in (middle, after):
        assert copies_of(folder, CANARY) == []
        assert copies_of(folder, PASSPHRASE) == []
        assert copies_of(folder, made.recovery_key) == []
        assert copies_of(folder, made.recovery_key.replace("-", "")) == []
        assert copies_of(folder, "SQLite format 3") == []


def test_the_search_finds_what_is_there(tmp_path):
    (tmp_path / "leak").write_text(f"x {CANARY} x", encoding="utf-16-le")
    assert copies_of(tmp_path, CANARY) == ["leak"]


def test_only_expected_files_are_written(made):
    vault = made.open()
    with vault.open_unit() as unit:
        unit.people.save(a_person())
        unit.commit()
    names = {path.name for path in made.home.rglob("*") if path.is_file()}
    expected = {"header.json", "header.bak.json", "vault.db", "attempts.json", "seen.json"}
    assert names == expected | {"vault.db-wal"}
    vault.close()
    names = {path.name for path in made.home.rglob("*") if path.is_file()}
    assert names == expected


def test_removed_text_is_gone_from_the_decrypted_file(made, tmp_path):
    vault = made.open()
    with vault.open_unit() as unit:
        unit.answers.save(Answer("s", "note", f"{CANARY} " * 500, NOW))
        unit.commit()
    with vault.open_unit() as unit:
        unit.answers.remove("s", "note")
        unit.commit()
    database = vault._database._database
    database.pragma("PRAGMA wal_checkpoint(TRUNCATE)")
    plain = tmp_path / "plain.db"
    database.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    database.pragma("SELECT sqlcipher_export('plain')")
    database.execute("DETACH DATABASE plain")
    vault.close()
    assert plain.read_bytes().startswith(b"SQLite format 3")
    assert f"{CANARY} {CANARY}".encode() not in plain.read_bytes()


def test_errors_and_reprs_hold_no_text(made):
    vault = made.open()
    with vault.open_unit() as unit:
        unit.settings.set("k", CANARY)
        unit.commit()
    vault._database._database.pragma("UPDATE settings SET ver = 1 WHERE key = 'k'")
    with pytest.raises(Exception) as caught, vault.open_unit() as unit:  # noqa: PT011
        unit.settings.get("k")
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert CANARY not in " ".join(f"{error!r} {error}" for error in chain)
    report = vault.check()
    assert CANARY not in repr(report)
    vault.close()


PROTECTED = """
import ctypes, resource, sys
found = (ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))
sys.exit(found != (0, 0, 0))
"""
"""Fails if the process may be dumped (``PR_GET_DUMPABLE``), or a dump may hold anything."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="not run, because it asks Linux")
@pytest.mark.parametrize(
    "start",
    [
        "from estip_desktop.__main__ import main; main(['vault', 'list', '--home', 'nowhere'])",
        "from estip_desktop.adapters.documents.worker import main; main(['inspect'])",
        "from estip_desktop.adapters.documents.worker import main; main(['produce'])",
    ],
)
def test_no_process_that_holds_a_record_may_be_dumped(start):
    command = [sys.executable, "-c", start + PROTECTED]
    done = subprocess.run(command, cwd=CHECKOUT, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0
