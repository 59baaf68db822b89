"""The end of an exercise: at every instant the whole vault is there, or nothing opens it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.storage import ending
from estip_desktop.adapters.storage.backups import FolderBackups
from estip_desktop.adapters.storage.files import atomic_write, write_new
from estip_desktop.adapters.storage.folders import ENDED_PREFIX, vault_names
from estip_desktop.errors import (
    DiskReadOnlyError,
    EstipError,
    RuleError,
    VaultInUseError,
)
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.records.exercise_end import ExerciseContents, ExerciseEnd
from estip_desktop.vault import Backups, VaultKind
from tests.backup_support import by_passphrase
from tests.builders import a_follow_up, a_person, a_session, an_incident
from tests.integration.test_vault_cli import call
from tests.vault_support import NOON, PASSPHRASE, MadeVault, make_vault, quick_vaults

CANARY = "Zephyrine Canarybird"


def end_of(made: MadeVault, vault: Any) -> ExerciseEnd:
    backups = Backups(vault, FolderBackups(made.home), made.clock, "test")
    count = lambda: (backups.count(), len(backups.set_aside()))  # noqa: E731
    return ExerciseEnd(vault.open_unit, vault, count, made.clock, write_new, atomic_write)


@pytest.fixture
def made(home: Path) -> MadeVault:
    """An exercise with one person, one session, a backup, and a folder a restore kept aside."""
    found = make_vault(home, kind=VaultKind.EXERCISE, label="Table-top")
    vault = found.open()
    with vault.open_unit() as unit:
        unit.people.save(a_person(name=CANARY))
        unit.incidents.save(an_incident())
        unit.sessions.save(a_session())
        unit.follow_ups.save(a_follow_up())
        unit.commit()
    backups = Backups(vault, FolderBackups(home), found.clock, "test")
    backups.make_daily(Progress(), Cancel())
    vault.close()
    kept = backups.kept()[0]
    data = (found.folder / "backups" / kept.name).read_bytes()
    elsewhere = home.parent / "elsewhere.estip-backup"
    elsewhere.write_bytes(data)
    found.vaults.restores.restore(elsewhere, by_passphrase(), Progress())
    return found


def files_of(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file())


def opens(made: MadeVault) -> bool:
    """Whether passphrase or sheet still open anything in this home."""
    for unlock, secret in (
        (made.vaults.unlock, PASSPHRASE),
        (made.vaults.unlock_with_recovery_key, made.recovery_key),
    ):
        try:
            unlock(made.info.id, secret).close()
        except EstipError:
            continue
        return True
    return False


def test_everything_goes_and_a_certificate_says_so(made, tmp_path):
    other = quick_vaults(made.home).create("Van 9", VaultKind.SUPPORTER, PASSPHRASE, "Bo Example")
    vault = made.open()
    end = end_of(made, vault)
    preview = end.preview()
    assert preview == ExerciseContents(people=1, sessions=1, waiting=0, backups=1, kept_aside=1)
    certificate = end.end(tmp_path)
    vault.close()
    assert made.vaults.remove_ended(made.info.id)

    assert certificate.contents == preview
    assert certificate.at == made.clock.now()
    text = (tmp_path / f"exercise-ended-{NOON.date().isoformat()}.txt").read_text(encoding="utf-8")
    assert "1 person, 1 session" in text
    assert "2 backups and copies" in text
    assert CANARY not in text
    assert "Table-top" not in text
    assert [one.id for one in made.vaults.list()] == [other.info.id]
    left = [name for name in files_of(made.home) if made.info.id in name]
    assert left == []
    assert set(json.loads((made.home / "seen.json").read_bytes())) <= {other.info.id}
    made.vaults.unlock(other.info.id, PASSPHRASE).close()


@pytest.mark.parametrize("kind", [VaultKind.SUPPORTER, VaultKind.DESK])
def test_real_records_are_never_ended(home, tmp_path, kind):
    made = make_vault(home, kind=kind)
    made.open().close()
    before = files_of(home)
    vault = made.open()
    end = end_of(made, vault)
    assert not end.is_possible
    for refused in (end.preview, lambda: end.end(tmp_path), vault.end_exercise):
        with pytest.raises(RuleError, match="vault-is-live"):
            refused()
    vault.close()
    assert files_of(home) == before
    assert list(tmp_path.glob("exercise-*")) == []
    made.open().close()


def test_a_certificate_that_cannot_be_written_stops_it(made, tmp_path):
    vault = made.open()
    with pytest.raises(EstipError):
        end_of(made, vault).end(tmp_path / "not-there")
    vault.close()
    assert opens(made)


def test_an_older_certificate_stays(made, tmp_path):
    older = tmp_path / f"exercise-ended-{NOON.date().isoformat()}.txt"
    older.write_text("of another exercise", encoding="utf-8")
    vault = made.open()
    end_of(made, vault).end(tmp_path)
    vault.close()
    assert older.read_text(encoding="utf-8") == "of another exercise"
    newer = older.with_name(f"{older.stem}-2.txt")
    assert "its data deleted" in newer.read_text(encoding="utf-8")


class Killed(BaseException):
    """Stands for the end of the process."""


def _steps(monkeypatch: pytest.MonkeyPatch, last: int) -> list[str]:
    """Let only so many calls that change the disk happen."""
    done: list[str] = []

    def counted(name: str, real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            if len(done) >= last:
                raise Killed
            done.append(name)
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(os, "open", counted("open", os.open))
    monkeypatch.setattr(os, "write", counted("write", os.write))
    monkeypatch.setattr(Path, "unlink", counted("unlink", Path.unlink))
    monkeypatch.setattr(shutil, "rmtree", counted("rmtree", shutil.rmtree))
    return done


def test_killed_anywhere_it_is_whole_or_nothing_opens_it(made, tmp_path, monkeypatch):
    pattern = tmp_path / "pattern"
    shutil.copytree(made.home, pattern)
    whole = 0
    for last in range(200):
        shutil.rmtree(made.home)
        shutil.copytree(pattern, made.home)
        vault = made.open()
        with monkeypatch.context() as patched:
            done = _steps(patched, last)
            try:
                vault.end_exercise()
                ending.remove(made.home, made.info.id)
                finished = True
            except Killed:
                finished = False
        vault.close()
        if done == []:
            whole += 1
            assert opens(made)
            continue
        assert vault_names(made.home) == []  # this is the next start
        assert not opens(made)
        assert [name for name in files_of(made.home) if made.info.id in name] == []
        if finished:
            break
    assert whole == 1
    assert last > 10, "hardly a step was looked at"


def test_a_folder_that_cannot_be_emptied_is_never_listed_again(made, monkeypatch):
    vault = made.open()
    vault.end_exercise()
    vault.close()
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", lambda *_args, **_kwargs: None)
        assert not made.vaults.remove_ended(made.info.id)
        assert vault_names(made.home) == []
        assert not opens(made)
        backup = made.home.parent / "elsewhere.estip-backup"
        with pytest.raises(VaultInUseError):  # it would go with the rest
            made.vaults.restores.restore(backup, by_passphrase(), Progress())
    assert vault_names(made.home) == []
    assert [name for name in files_of(made.home) if made.info.id in name] == []
    made.vaults.restores.restore(backup, by_passphrase(), Progress())
    assert vault_names(made.home) == [made.info.id]
    assert opens(made)


def test_a_link_among_its_files_leads_nowhere(made, tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("not ours", encoding="utf-8")
    header = made.folder / "header.bak.json"
    header.unlink()
    header.symlink_to(precious)
    (made.home / "vaults" / f"{made.info.id}.kept-2026-11-01-1").symlink_to(tmp_path)
    vault = made.open()
    vault.end_exercise()
    vault.close()
    made.vaults.remove_ended(made.info.id)
    assert precious.read_text(encoding="utf-8") == "not ours"


def test_a_marked_name_that_is_no_vault_is_left_alone(home):
    made = make_vault(home)
    folder = home / "vaults"
    (folder / f"{ENDED_PREFIX}..").touch()
    (folder / f"{ENDED_PREFIX}elsewhere").touch()
    assert vault_names(home) == [made.info.id]


def test_the_headers_are_overwritten_before_they_go(made):
    header = made.folder / "header.json"
    with header.open("rb") as held:
        vault = made.open()
        vault.end_exercise()
        vault.close()
        assert set(held.read()) == {0}


@pytest.mark.skipif(os.name == "nt", reason="not run, because Windows has no such permissions")
def test_a_folder_that_cannot_be_written_says_so(made):
    if os.geteuid() == 0:
        command = [sys.executable, "-c", _AS_NOBODY, str(made.home)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stdout.strip() == "DiskReadOnlyError", done.stderr
        return
    (made.home / "vaults").chmod(0o500)
    with pytest.raises(DiskReadOnlyError):
        ending.destroy_keys(made.home / "vaults", made.info.id)
    (made.home / "vaults").chmod(0o700)


_AS_NOBODY = """
import os, sys
from pathlib import Path
from estip_desktop.adapters.storage import ending
os.setuid(65534)
try:
    ending.destroy_keys(Path(sys.argv[1]) / "vaults", "01a2177f-3b42-7882-a417-cd12cbc960cb")
except Exception as error:
    print(type(error).__name__)
"""


def told_in(out: str) -> dict[str, Any]:
    """The object on standard output, whatever standard error adds."""
    return dict(json.JSONDecoder().raw_decode(out)[0])


def test_the_command_line_ends_it(tmp_path):
    home = tmp_path / "home"
    create = ("vault", "create", "--name", "Table-top", "--kind", "exercise", "--json")
    assert call(home, *create, typed=PASSPHRASE)[0] == 0
    wrong = call(home, "vault", "end-exercise", "--json", typed="another passphrase altogether")
    assert wrong[0] == 4
    status, out = call(home, "vault", "end-exercise", "--dry-run", "--json", typed=PASSPHRASE)
    assert (status, told_in(out)["ended"]) == (0, False)
    paper = tmp_path / "certificate.txt"
    paper.write_text("older", encoding="utf-8")
    end = ("vault", "end-exercise", "--certificate-out")
    assert call(home, *end, str(paper), typed=PASSPHRASE)[0] == 3
    assert paper.read_text(encoding="utf-8") == "older"
    paper.unlink()
    status, out = call(home, *end, str(paper), "--json", typed=PASSPHRASE)
    told = told_in(out)
    assert (status, told["ended"], told["removed"], told["certificate_written"]) == (0,) + (
        True,
    ) * 3
    assert told["id"] in paper.read_text(encoding="utf-8")
    assert json.loads(call(home, "vault", "list", "--json")[1]) == {"vaults": []}


def test_the_command_line_refuses_real_records(tmp_path):
    home = tmp_path / "home"
    assert call(home, "vault", "create", "--name", "Van", typed=PASSPHRASE)[0] == 0
    status, out = call(home, "vault", "end-exercise", "--json", typed=PASSPHRASE)
    told = told_in(out)
    assert (status, told["error"]["detail"]) == (3, "vault-is-live")
    assert len(json.loads(call(home, "vault", "list", "--json")[1])["vaults"]) == 1
