"""Making and opening real vaults: what opens them, what does not, and what is said then."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from estip_desktop.adapters.storage import vault_files
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    InputRefusedError,
    NotFoundError,
    SecretRefusedError,
    VaultDamagedError,
    VaultHeaderDamagedError,
    VaultInUseError,
    VaultTooNewError,
)
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import HeaderState, VaultKind
from estip_desktop.vault import header as headers
from tests.paths import CHECKOUT
from tests.vault_support import LABEL, NOON, OWNER, PASSPHRASE, MadeVault, make_vault, quick_vaults


@pytest.fixture
def made(home: Path) -> MadeVault:
    return make_vault(home)


def rewrite(path: Path, **changes) -> None:
    value = json.loads(path.read_bytes())
    value.pop("digest")
    value |= changes
    path.write_bytes(strict_json.canonical({**value, "digest": headers._digest(value)}))


def both_headers(made: MadeVault) -> tuple[Path, Path]:
    return made.folder / "header.json", made.folder / "header.bak.json"


def test_a_new_vault_knows_its_owner(made):
    vault = made.open()
    with vault.open_unit() as unit:
        assert unit.settings.get("owner-name") == OWNER
    assert vault.info == made.info
    vault.close()


def test_the_recovery_key_opens_it(made):
    vault = made.vaults.unlock_with_recovery_key(made.info.id, made.recovery_key.lower())
    assert vault.check().is_sound
    vault.close()


@pytest.mark.parametrize("wrong", ["", "whip slim address pyramid plungf", "x" * 2000, "\ud800"])
def test_a_wrong_passphrase_is_refused(made, wrong):
    with pytest.raises(SecretRefusedError):
        made.vaults.unlock(made.info.id, wrong)


def test_a_recovery_key_of_another_vault_is_refused(made):
    other = make_vault(made.home, label="Van 4")
    with pytest.raises(SecretRefusedError):
        made.vaults.unlock_with_recovery_key(made.info.id, other.recovery_key)


def test_an_unknown_id_is_not_found(made):
    with pytest.raises(NotFoundError):
        made.vaults.unlock("../../etc", PASSPHRASE)


@pytest.mark.parametrize(
    "label", ["x" * 200, "O'Brien <b>bold</b>", "🚐 Caerdydd ŵŷ", 'quote " and \\ slash']
)
def test_any_printable_label_and_name_are_kept(home, label):
    made = make_vault(home, label=label, owner=label)
    assert [one.label for one in made.vaults.list()] == [label]
    vault = made.open()
    with vault.open_unit() as unit:
        assert unit.settings.get("owner-name") == label
    vault.close()


def test_a_weak_passphrase_makes_no_vault(home):
    vaults = quick_vaults(home)
    with pytest.raises(InputRefusedError):
        vaults.create("Van 3", VaultKind.SUPPORTER, "passwordpassword")
    assert vaults.list() == ()
    assert list(home.rglob("*")) == []


def test_folders_and_files_are_private(made):
    vault = made.open()
    for path in made.home.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path.name
    vault.close()


def test_the_spool_is_there(made):
    vault = made.open()
    assert vault.spool_dir == made.folder / "spool"
    assert vault.spool_dir.is_dir()
    vault.close()


def test_a_second_opener_is_told_that_it_is_in_use(made):
    vault = made.open()
    with pytest.raises(VaultInUseError):
        made.open()
    vault.close()
    made.open().close()


def test_another_process_is_told_that_it_is_in_use(made):
    vault = made.open()
    script = (
        "import sys; from pathlib import Path; from tests.vault_support import *\n"
        "from estip_desktop.errors import VaultInUseError\n"
        "try: quick_vaults(Path(sys.argv[1])).unlock(sys.argv[2], PASSPHRASE)\n"
        "except VaultInUseError: sys.exit(5)\n"
    )
    command = [sys.executable, "-c", script, str(made.home), made.info.id]
    done = subprocess.run(command, cwd=CHECKOUT, check=False)
    vault.close()
    assert done.returncode == 5


def test_verify_passphrase_answers_without_opening_anew(made):
    vault = made.open()
    assert vault.verify_passphrase(PASSPHRASE)
    assert not vault.verify_passphrase("something else entirely")
    vault.close()


@pytest.mark.parametrize("damaged", [0, 1])
@pytest.mark.parametrize("how", ["flipped", "cut", "gone", "empty"])
def test_one_damaged_copy_is_repaired_from_the_other(made, damaged, how):
    path = both_headers(made)[damaged]
    good = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        bad = {"flipped": bytes([good[0] ^ 1]) + good[1:], "cut": good[:100], "empty": b""}
        path.write_bytes(bad[how])
    assert [one.label for one in made.vaults.list()] == [LABEL]
    made.open().close()
    assert [one.read_bytes() for one in both_headers(made)] == [good, good]


def test_a_forged_first_copy_does_not_stand_in_the_way_of_the_second(made):
    rewrite(both_headers(made)[0], label="Somebody else")
    made.open().close()
    assert made.vaults.list()[0].label == LABEL


def test_check_tells_which_copy_is_damaged(made):
    vault = made.open()
    both_headers(made)[1].write_bytes(b"{}")
    found = vault.check().findings
    vault.close()
    assert [(one.code, one.subject) for one in found] == [
        ("header-copy-damaged", "header.bak.json")
    ]


def test_two_damaged_copies_are_said_and_the_vault_stays_listed(made):
    for path in both_headers(made):
        path.write_bytes(b"not a header")
    (listed,) = made.vaults.list()
    assert (listed.id, listed.state) == (made.info.id, HeaderState.DAMAGED)
    with pytest.raises(VaultHeaderDamagedError):
        made.open()


def test_a_newer_header_is_told_apart(made):
    for path in both_headers(made):
        rewrite(path, format=2)
    assert made.vaults.list()[0].state is HeaderState.TOO_NEW
    with pytest.raises(VaultTooNewError):
        made.open()


def test_a_changed_label_in_both_copies_no_longer_opens(made):
    for path in both_headers(made):
        rewrite(path, label="Van 4")
    with pytest.raises(SecretRefusedError):
        made.open()


def test_the_header_of_another_vault_is_refused(made):
    other = make_vault(made.home, label="Van 4")
    for mine, theirs in zip(both_headers(made), both_headers(other), strict=True):
        mine.write_bytes(theirs.read_bytes())
    with pytest.raises(VaultHeaderDamagedError):
        made.open()


def test_the_database_of_another_vault_is_refused(made):
    other = make_vault(made.home, label="Van 4")
    (made.folder / "vault.db").write_bytes((other.folder / "vault.db").read_bytes())
    with pytest.raises(VaultDamagedError):
        made.open()


def test_a_vault_with_cheap_parameters_is_refused_by_the_real_program(made):
    real = vaults_in(made.home, SetClock(NOON))
    with pytest.raises(VaultHeaderDamagedError):
        real.unlock(made.info.id, PASSPHRASE)


def test_a_missing_or_plain_database_is_refused(made):
    database = made.folder / "vault.db"
    database.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    with pytest.raises(VaultDamagedError, match="database-not-encrypted"):
        made.open()
    database.unlink()
    with pytest.raises(VaultDamagedError, match="database-missing"):
        made.open()
    assert not database.exists()


@pytest.mark.parametrize("kept", [0, 1, 100, 4095])
def test_a_database_without_its_first_page_is_damaged_and_left_as_it_is(made, kept):
    # SQLite takes so short a file for a new one, and writes to it.
    database = made.folder / "vault.db"
    rest = database.read_bytes()[:kept]
    database.write_bytes(rest)
    with pytest.raises(VaultDamagedError, match="database-cut-off"):
        made.open()
    assert database.read_bytes() == rest


def test_a_failed_creation_leaves_nothing(home, monkeypatch):

    def full(*_: object) -> None:
        raise DiskFullError("database-full")

    monkeypatch.setattr(Database, "migrate", full)
    with pytest.raises(DiskFullError):
        make_vault(home)
    assert list((home / "vaults").iterdir()) == []


def test_a_full_disk_still_opens_what_is_there(made, monkeypatch):
    real = Database.execute

    def full(self: Database, sql: str, parameters: tuple = ()) -> None:
        if sql.startswith("INSERT INTO audit"):
            raise DiskFullError("database-full")
        real(self, sql, parameters)

    monkeypatch.setattr(Database, "execute", full)
    vault = made.open()
    with vault.open_unit() as unit:
        assert unit.settings.get("owner-name") == OWNER
    vault.close()


def test_a_header_that_cannot_be_repaired_does_not_stop_the_work(made, monkeypatch):
    def refuse(_path: Path, _data: bytes) -> None:
        raise DiskReadOnlyError("file")

    both_headers(made)[1].unlink()
    monkeypatch.setattr(vault_files, "atomic_write", refuse)
    made.open().close()
    assert not both_headers(made)[1].exists()


def test_an_unfinished_folder_is_not_listed(home):
    (home / "vaults" / ".new-01a20724-a783-7adc-b278-967108c3ad1e").mkdir(parents=True)
    assert quick_vaults(home).list() == ()


def test_a_home_without_vaults_lists_none(tmp_path):
    assert quick_vaults(tmp_path / "nowhere").list() == ()


def test_a_vault_whose_database_is_gone_stays_listed_as_damaged(made):
    (made.folder / "vault.db").unlink()
    (listed,) = made.vaults.list()
    assert (listed.label, listed.state) == (made.info.label, HeaderState.DAMAGED)


def test_a_generated_passphrase_may_always_be_chosen(home):
    vaults = quick_vaults(home)
    drawn = {vaults.generate_passphrase() for _ in range(20)}
    assert len(drawn) == 20
    assert {vaults.passphrase_problem(one, LABEL, OWNER) for one in drawn} == {""}


def test_vaults_are_listed_by_label(home):
    for label in ("van 10", "Blue", "Ärger"):
        make_vault(home, label=label)
    assert [one.label for one in quick_vaults(home).list()] == ["Blue", "van 10", "Ärger"]


def test_progress_is_told(home):
    told: list[str] = []
    vaults = quick_vaults(home)
    progress = Progress(lambda words, _share: told.append(words))
    created = vaults.create("Van 3", VaultKind.DESK, PASSPHRASE, "", progress)
    vaults.unlock(created.info.id, PASSPHRASE, progress).close()
    assert len(told) == 4
    assert created.info.kind is VaultKind.DESK


@pytest.mark.parametrize("what", ["import", "list"])
def test_listing_vaults_imports_nothing_heavy(made, what):
    script = (
        "import sys; from pathlib import Path; import estip_desktop.vault\n"
        "from estip_desktop.kernel.clock import SystemClock\n"
        "from estip_desktop.adapters.storage.vault_files import vaults_in\n"
        "vaults = vaults_in(Path(sys.argv[1]), SystemClock())\n"
        + ("vaults.list()\n" if what == "list" else "")
        + "heavy = {'sqlalchemy', 'alembic', 'zxcvbn', 'mnemonic', 'cryptography', 'sqlcipher3'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", script, str(made.home)]
    done = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_unlocking_imports_no_alembic(made):
    script = (
        "import sys; from pathlib import Path; from tests.vault_support import *\n"
        "quick_vaults(Path(sys.argv[1])).unlock(sys.argv[2], PASSPHRASE).close()\n"
        "print('alembic' in sys.modules, 'zxcvbn' in sys.modules)\n"
    )
    command = [sys.executable, "-c", script, str(made.home), made.info.id]
    done = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False False"


@pytest.mark.skipif(os.name == "nt", reason="not run, because Windows has no POSIX modes")
def test_a_private_home_is_made_where_there_was_none(tmp_path):
    make_vault(tmp_path / "deep" / "home")
    assert stat.S_IMODE((tmp_path / "deep" / "home").stat().st_mode) == 0o700


def test_what_keeps_a_vault_shut_is_known_before_anything_is_typed(made):
    assert made.vaults.trouble(made.info.id) is None
    database = made.folder / "vault.db"
    database.rename(made.folder / "elsewhere")
    found = made.vaults.trouble(made.info.id)
    assert isinstance(found, VaultDamagedError)
    assert found.detail == "database-missing"
    for path in both_headers(made):
        rewrite(path, format=2)
    assert isinstance(made.vaults.trouble(made.info.id), VaultTooNewError)
    for path in both_headers(made):
        path.write_bytes(b"{}")
    assert isinstance(made.vaults.trouble(made.info.id), VaultHeaderDamagedError)
