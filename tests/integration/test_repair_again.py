"""A backup put back after another one was: the ways parted, and nothing of either is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from estip_desktop.errors import SecretRefusedError, VaultHeaderDamagedError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.ids import PersonId
from estip_desktop.kernel.progress import Progress
from estip_desktop.ui.pages.repair import words
from estip_desktop.vault import BackupState, Proof
from estip_desktop.vault.repair import CarriedOver
from tests.backup_support import (
    NEW_PASSPHRASE,
    BackedUp,
    a_backed_up_vault,
    by_passphrase,
    save,
)
from tests.integration.test_repair import answers_after, keep_person, opens, restore
from tests.vault_support import PASSPHRASE, quick_vaults

OTHER = "thirsty walnut gravel minnow stapler"


@pytest.fixture
def backed_up(home: Path) -> Iterator[BackedUp]:
    made = a_backed_up_vault(home)
    yield made
    made.vault.close()


def save_some(backed_up: BackedUp, numbers: range) -> None:
    for number in numbers:
        save(backed_up.vault, number)


def next_day(backed_up: BackedUp) -> Path:
    backed_up.clock.move_on(timedelta(days=1))
    return backed_up.daily()


def erase(backed_up: BackedUp, person: PersonId) -> None:
    with backed_up.vault.open_unit() as unit:
        unit.eraser.person(person)
        unit.audit.record(AuditEvent("records-erased", person))
        unit.commit()


def people_after(backed_up: BackedUp) -> set[str]:
    vault = backed_up.made.open()
    with vault.open_unit() as unit:
        found = {str(row[0]) for row in unit.transaction.fetch("SELECT id FROM people")}
    vault.close()
    return found


def test_a_second_repair_loses_nothing_and_says_nothing_twice(backed_up):
    one = backed_up.daily()
    save_some(backed_up, range(500, 520))
    two = next_day(backed_up)
    save_some(backed_up, range(600, 620))
    backed_up.vault.close()
    before = answers_after(backed_up)
    assert restore(backed_up, one).carried_over.is_whole
    later = backed_up.made.vaults.restores.later(two, by_passphrase(), Progress())
    told = {what: count for _day, what, count in later.counted()}
    assert (later.is_whole, told["answer-saved"]) == (True, 20)
    carried = restore(backed_up, two).carried_over
    assert (carried.missing, carried.is_whole) == ((), True)
    assert carried.records >= 20
    assert answers_after(backed_up) == before
    vault = backed_up.made.open()
    sql = "SELECT detail, count(*) FROM audit WHERE what = 'answer-saved' GROUP BY detail"
    with vault.open_unit() as unit:
        saved = {str(detail): count for detail, count in unit.transaction.fetch(sql)}
    vault.close()
    assert saved == dict.fromkeys(before, 1)


def test_what_was_recorded_on_an_older_backup_comes_to_a_newer_one(backed_up):
    first = backed_up.daily()
    save_some(backed_up, range(500, 530))
    second = next_day(backed_up)
    backed_up.vault.close()
    restore(backed_up, first, carry_over=False)
    backed_up.vault = backed_up.made.open()
    save_some(backed_up, range(700, 760))
    backed_up.vault.close()
    carried = restore(backed_up, second).carried_over
    assert (carried.missing, carried.is_whole) == ((), True)
    found = answers_after(backed_up)
    assert {f"q{number}" for number in (*range(500, 530), *range(700, 760))} <= set(found)


def test_who_was_erased_on_either_way_stays_erased(backed_up):
    here, there, stays = (keep_person(backed_up, number) for number in range(3))
    first = backed_up.daily()
    erase(backed_up, there)
    second = next_day(backed_up)
    backed_up.vault.close()
    restore(backed_up, first, carry_over=False)
    backed_up.vault = backed_up.made.open()
    erase(backed_up, here)
    backed_up.vault.close()
    later = backed_up.made.vaults.restores.later(second, by_passphrase(), Progress())
    assert later.erased == 1
    restore(backed_up, second)
    assert people_after(backed_up) == {stays}
    assert answers_after(backed_up)


def test_a_copy_older_than_the_backup_is_not_called_whole(backed_up):
    save(backed_up.vault, 500)
    backed_up.vault.close()
    old = (backed_up.made.folder / "vault.db").read_bytes()
    backed_up.vault = backed_up.made.open()
    save(backed_up.vault, 501)
    daily = backed_up.daily()
    backed_up.vault.close()
    (backed_up.made.folder / "vault.db").write_bytes(old)
    assert restore(backed_up, daily).carried_over == CarriedOver(0, (), is_whole=False)
    assert "q501" in answers_after(backed_up)


def test_a_passphrase_replaced_on_an_older_backup_reads_nothing_recorded_since(backed_up):
    first = backed_up.daily()
    save_some(backed_up, range(500, 530))
    second = next_day(backed_up)
    backed_up.vault.close()
    restore(backed_up, first, carry_over=False)
    vault = backed_up.made.open()
    vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    for number in range(700, 760):
        save(vault, number)
    vault.close()
    for carry_over in (True, False):
        with pytest.raises(SecretRefusedError, match="secret-replaced"):
            restore(backed_up, second, carry_over=carry_over)
    newer = Proof.passphrase(NEW_PASSPHRASE)
    restores = quick_vaults(backed_up.made.home).restores
    carried = restores.restore(second, newer, Progress(), carry_over=True).carried_over
    assert carried is not None
    assert carried.is_whole
    assert opens(backed_up, NEW_PASSPHRASE)
    assert not opens(backed_up, PASSPHRASE)


def test_with_an_older_header_put_back_a_newer_backup_tells_the_old_passphrase_nothing(backed_up):
    old = (backed_up.made.folder / "header.json").read_bytes()
    backed_up.vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    keep_person(backed_up, 77)
    daily = next_day(backed_up)
    backed_up.vault.close()
    for name in ("header.json", "header.bak.json"):
        (backed_up.made.folder / name).write_bytes(old)
    restores = backed_up.made.vaults.restores
    with pytest.raises(SecretRefusedError, match="secret-replaced"):
        restores.lost_laptop(daily, by_passphrase(), Progress(), ())
    with pytest.raises(SecretRefusedError, match="secret-replaced"):
        restores.test(daily, by_passphrase(), Progress())
    with pytest.raises(SecretRefusedError, match="secret-replaced"):
        restores.later(daily, by_passphrase(), Progress())
    (tested,) = restores.test_each([daily], by_passphrase(), Progress())
    assert tested.state is BackupState.OTHER_KEY
    newer = Proof.passphrase(NEW_PASSPHRASE)
    assert restores.lost_laptop(daily, newer, Progress(), ()).people


def put_aside_back(backed_up: BackedUp) -> None:
    """Lay the database that was kept aside under the header that came with a backup."""
    (aside,) = (backed_up.made.home / "vaults").glob("*.kept-*")
    for path in backed_up.made.folder.glob("vault.db*"):
        path.unlink()
    for path in aside.glob("vault.db*"):
        shutil.copy(path, backed_up.made.folder / path.name)


def lose_headers(backed_up: BackedUp) -> None:
    for path in backed_up.made.folder.glob("header*.json"):
        path.unlink()


def test_a_replaced_passphrase_reads_nothing_newer_after_one_more_change(backed_up):
    daily = backed_up.daily()
    backed_up.vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    save(backed_up.vault, 700)
    backed_up.vault.close()
    lose_headers(backed_up)
    restore(backed_up, daily, carry_over=False)
    vault = backed_up.made.open()
    vault.change_passphrase(PASSPHRASE, OTHER)
    vault.close()
    assert opens(backed_up, OTHER)
    put_aside_back(backed_up)
    with pytest.raises(VaultHeaderDamagedError, match="header-older"):
        quick_vaults(backed_up.made.home).unlock(backed_up.made.info.id, OTHER)
    # Who has the sheet is its owner.
    (backed_up.made.folder / "attempts.json").unlink()
    vaults = quick_vaults(backed_up.made.home)
    vaults.unlock_with_recovery_key(backed_up.made.info.id, backed_up.made.recovery_key).close()


def test_a_replaced_sheet_reads_nothing_newer_with_a_new_passphrase(backed_up):
    daily = backed_up.daily()
    prepared = backed_up.vault.prepare_recovery_key(PASSPHRASE)
    backed_up.vault.finish_recovery_key(prepared, prepared.printed)
    save(backed_up.vault, 700)
    backed_up.vault.close()
    lose_headers(backed_up)
    sheet = Proof.recovery_key(backed_up.made.recovery_key)
    backed_up.made.vaults.restores.restore(daily, sheet, Progress(), NEW_PASSPHRASE)
    assert opens(backed_up, NEW_PASSPHRASE)
    put_aside_back(backed_up)
    with pytest.raises(VaultHeaderDamagedError, match="header-older"):
        quick_vaults(backed_up.made.home).unlock(backed_up.made.info.id, NEW_PASSPHRASE)


def test_changes_to_somebody_whom_the_backup_knows_as_erased_stay_out_and_it_is_said(backed_up):
    person = keep_person(backed_up, 1)
    first = backed_up.daily()
    erase(backed_up, person)
    second = next_day(backed_up)
    backed_up.vault.close()
    restore(backed_up, first, carry_over=False)
    backed_up.vault = backed_up.made.open()
    keep_person(backed_up, 1)
    save(backed_up.vault, 700)
    backed_up.vault.close()
    carried = restore(backed_up, second).carried_over
    assert not carried.is_whole
    assert "could not be read" in words.carried(carried)
    assert people_after(backed_up) == set()
    assert "q700" in answers_after(backed_up)


@pytest.mark.parametrize("lost", ["the parting", "everything before"])
def test_where_the_parting_cannot_be_found_nothing_is_called_whole(backed_up, lost):
    first = backed_up.daily()
    counter = backed_up.made.vaults.restores.test(first, by_passphrase(), Progress()).counter
    save_some(backed_up, range(500, 510))
    second = next_day(backed_up)
    backed_up.vault.close()
    restore(backed_up, first, carry_over=False)
    backed_up.vault = backed_up.made.open()
    save_some(backed_up, range(700, 760))
    where = f"seq <= {counter}" if lost == "everything before" else f"seq = {counter + 1}"
    database = backed_up.vault._database._database
    database.pragma(f"DELETE FROM audit WHERE {where}")  # noqa: S608 - a number
    backed_up.vault.close()
    later = backed_up.made.vaults.restores.later(second, by_passphrase(), Progress())
    assert (later.entries, later.is_whole) == ((), False)
    carried = restore(backed_up, second).carried_over
    assert carried == CarriedOver(0, (), is_whole=False)
    assert "could not be read" in words.carried(carried)
    assert "q509" in answers_after(backed_up)


def test_a_log_that_is_cut_before_the_change_does_not_forget_what_was_replaced(backed_up):
    daily = backed_up.daily()
    save_some(backed_up, range(500, 520))
    backed_up.vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    save_some(backed_up, range(600, 620))
    with backed_up.vault.open_unit() as unit:
        forge = "UPDATE audit SET detail = 'x' WHERE what = 'passphrase-changed'"
        unit.transaction.execute(forge)
        unit.commit()
    backed_up.vault.close()
    for carry_over in (True, False):
        with pytest.raises(SecretRefusedError, match="secret-replaced"):
            restore(backed_up, daily, carry_over=carry_over)
    newer = Proof.passphrase(NEW_PASSPHRASE)
    restores = backed_up.made.vaults.restores
    carried = restores.restore(daily, newer, Progress(), carry_over=True).carried_over
    assert carried is not None
    assert not carried.is_whole
    assert opens(backed_up, NEW_PASSPHRASE)
