"""Repair: what a damaged vault still tells is brought over, and nothing that is not genuine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.adapters.storage import damaged, salvage
from estip_desktop.errors import SecretRefusedError, TryLaterError, VaultDamagedError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.ids import PersonId
from estip_desktop.kernel.progress import Progress
from estip_desktop.ui.pages.repair import words
from estip_desktop.vault import BackupState, KeysBack, Proof
from estip_desktop.vault.model import SlotKind
from estip_desktop.vault.restored import erased_words
from tests.backup_support import (
    NEW_PASSPHRASE,
    BackedUp,
    a_backed_up_vault,
    by_passphrase,
    save,
)
from tests.builders import a_person
from tests.vault_support import NOON, PASSPHRASE, quick_vaults


@pytest.fixture
def backed_up(home) -> Iterator[BackedUp]:
    made = a_backed_up_vault(home)
    yield made
    made.vault.close()


def answers_after(backed_up: BackedUp) -> dict[str, str]:
    vault = backed_up.made.open()
    try:
        assert vault.check().is_sound
        with vault.open_unit() as unit:
            return {key: str(value) for key, value in unit.answers.of("session").items()}
    finally:
        vault.close()


def restore(backed_up: BackedUp, daily, *, carry_over: bool = True):
    restores = backed_up.made.vaults.restores
    return restores.restore(daily, by_passphrase(), Progress(), carry_over=carry_over)


def test_what_was_done_later_is_told_by_kind_and_day(backed_up):
    daily = backed_up.daily()
    save(backed_up.vault, 500)
    save(backed_up.vault, 501)
    backed_up.vault.close()
    before = {path.name: path.read_bytes() for path in backed_up.made.folder.glob("vault.db*")}
    later = backed_up.made.vaults.restores.later(daily, by_passphrase(), Progress())
    assert later.is_whole
    kinds = {what: count for _day, what, count in later.counted()}
    assert kinds["answer-saved"] == 2
    # Looking changes nothing, not even the journal.
    after = {path.name: path.read_bytes() for path in backed_up.made.folder.glob("vault.db*")}
    assert after == before


def test_an_intact_vault_loses_nothing(backed_up):
    daily = backed_up.daily()
    save(backed_up.vault, 500, "later")
    save(backed_up.vault, 3, "changed later")
    backed_up.vault.close()
    restored = restore(backed_up, daily)
    assert restored.carried_over.is_whole
    assert restored.carried_over.missing == ()
    found = answers_after(backed_up)
    assert (found["q500"], found["q3"], len(found)) == ("later", "changed later", 41)


def test_who_looked_after_the_backup_is_still_known(backed_up):
    daily = backed_up.daily()
    backed_up.made.clock.move_on(timedelta(hours=3))
    with backed_up.vault.open_unit() as unit:
        unit.audit.record(AuditEvent("person-viewed", "person-1"))
        unit.audit.record(AuditEvent("records-erased", "person-2", "retention rows=3"))
        unit.commit()
    save(backed_up.vault, 500)
    backed_up.vault.close()
    later = backed_up.made.clock.now()
    backed_up.made.clock.move_on(timedelta(days=1))
    for _again in range(2):  # a second repair brings them once, too
        restore(backed_up, daily)
        vault = backed_up.made.open()
        assert vault.check().is_sound
        with vault.open_unit() as unit:
            looked = unit.audit_log.of(["person-1"], 10)
            assert [(line.what, line.at) for line in looked] == [("person-viewed", later)]
            assert [line.detail for line in unit.audit_log.of(["person-2"], 10)] == [
                "retention rows=3"
            ]
        vault.close()


def test_a_trail_that_was_shortened_meanwhile_is_followed_from_its_own_beginning(backed_up):
    clock = backed_up.made.clock
    clock.move_on(timedelta(days=400))
    save(backed_up.vault, 499)
    daily = backed_up.daily()
    with backed_up.vault.open_unit() as unit:
        assert unit.audit_log.shorten(clock.now() - timedelta(days=399)) > 0
        unit.commit()
    save(backed_up.vault, 500)
    backed_up.vault.close()
    restored = restore(backed_up, daily)
    assert restored.carried_over.is_whole
    assert answers_after(backed_up)["q500"] == "answer 500"


def test_rows_on_a_damaged_page_are_named_and_the_others_come_over(backed_up):
    daily = backed_up.daily()
    for number in range(500, 560):
        save(backed_up.vault, number, f"{number} " + "y" * 900)
    backed_up.vault.close()
    good = (backed_up.made.folder / "vault.db").read_bytes()
    carried = []
    for page in range(40, len(good) // 4096, 9):
        data = bytearray(good)
        data[page * 4096 + 2000] ^= 1
        (backed_up.made.folder / "vault.db").write_bytes(data)
        restored = restore(backed_up, daily)
        found = answers_after(backed_up)
        expected = {f"q{number}": f"{number} " + "y" * 900 for number in range(500, 560)}
        lost = [key for key in expected if found.get(key) != expected[key]]
        told = restored.carried_over
        assert not lost or "answers" in told.missing or not told.is_whole
        assert len(found) >= 40
        carried.append(60 - len(lost))
        # And once more, from the vault that was kept aside.
        aside = backed_up.made.home / "vaults" / restored.kept_aside
        assert (aside / "vault.db").read_bytes() == bytes(data)
    assert max(carried) == 60


def test_a_row_that_was_changed_does_not_come_over(backed_up):
    daily = backed_up.daily()
    save(backed_up.vault, 500, "genuine")
    save(backed_up.vault, 501, "genuine too")
    with backed_up.vault.open_unit() as unit:
        unit.transaction.execute("UPDATE answers SET value = 'forged' WHERE link_id = 'q500'")
        unit.commit()
    backed_up.vault.close()
    restored = restore(backed_up, daily)
    found = answers_after(backed_up)
    assert "q500" not in found
    assert found["q501"] == "genuine too"
    assert restored.carried_over.missing == ("answers",)


def test_an_older_copy_of_a_row_does_not_come_over(backed_up):
    daily = backed_up.daily()
    save(backed_up.vault, 500, "first")
    with backed_up.vault.open_unit() as unit:
        old = unit.transaction.fetch("SELECT * FROM answers WHERE link_id = 'q500'")[0]
    save(backed_up.vault, 500, "second")
    with backed_up.vault.open_unit() as unit:
        marks = ", ".join("?" * len(old))
        sql = f"INSERT OR REPLACE INTO answers VALUES ({marks})"  # noqa: S608 - marks alone
        unit.transaction.execute(sql, tuple(old))
        unit.commit()
    backed_up.vault.close()
    assert restore(backed_up, daily).carried_over.missing == ("answers",)
    assert "q500" not in answers_after(backed_up)


def test_a_forged_entry_ends_what_is_believed(backed_up):
    daily = backed_up.daily()
    save(backed_up.vault, 500)
    with backed_up.vault.open_unit() as unit:
        unit.transaction.execute("UPDATE audit SET what = 'nothing' WHERE what = 'answer-saved'")
        unit.commit()
    backed_up.vault.close()
    told = restore(backed_up, daily).carried_over
    assert not told.is_whole
    assert "q500" not in answers_after(backed_up)


def test_what_was_removed_later_does_not_come_back(backed_up):
    daily = backed_up.daily()
    from estip_desktop.adapters.storage.session_rows import ANSWERS

    with backed_up.vault.open_unit() as unit:
        ANSWERS.delete(unit.transaction, "session", "q7")
        unit.commit()
    backed_up.vault.close()
    restore(backed_up, daily)
    assert "q7" not in answers_after(backed_up)
    assert len(answers_after(backed_up)) == 39


@pytest.mark.parametrize("ruin", ["gone", "rubbish", "short"])
def test_a_vault_that_tells_nothing_is_still_put_back(backed_up, ruin):
    daily = backed_up.daily()
    save(backed_up.vault, 500)
    backed_up.vault.close()
    path = backed_up.made.folder / "vault.db"
    if ruin == "gone":
        path.unlink()
    else:
        path.write_bytes(bytes(9000) if ruin == "rubbish" else b"short")
    later = backed_up.made.vaults.restores.later(daily, by_passphrase(), Progress())
    assert (later.entries, later.is_whole) == ((), False)
    restored = restore(backed_up, daily)
    assert restored.carried_over is None or not restored.carried_over.is_whole
    assert len(answers_after(backed_up)) == 40


def test_both_headers_may_be_gone(backed_up):
    daily = backed_up.daily()
    backed_up.vault.close()
    for path in backed_up.made.folder.glob("header*.json"):
        path.write_bytes(b"{}")
    restore(backed_up, daily)
    assert len(answers_after(backed_up)) == 40


def test_sealed_files_that_are_whole_come_over(backed_up):
    daily = backed_up.daily()
    data = b"sealed later"
    name = hashlib.sha256(data).hexdigest() + ".age"
    (backed_up.vault.spool_dir / name).write_bytes(data)
    (backed_up.vault.spool_dir / ("ee" * 32 + ".age")).write_bytes(b"rotten")
    backed_up.vault.close()
    restore(backed_up, daily)
    names = {path.name for path in (backed_up.made.folder / "spool").iterdir()}
    assert name in names
    assert "ee" * 32 + ".age" not in names


def test_the_passphrase_of_now_opens_a_backup_from_before_it_was_changed(backed_up):
    # The key behind both is one: whoever opens the header that is here may use the older backup.
    daily = backed_up.daily()
    backed_up.vault.close()
    restores = backed_up.made.vaults.restores
    key = Proof.recovery_key(backed_up.made.recovery_key)
    restores.restore(daily, key, Progress(), "lemon tray orbit velvet canyon")
    now = Proof.passphrase("lemon tray orbit velvet canyon")
    assert restores.test(daily, now, Progress()).records > 40
    assert restores.test(daily, Proof.passphrase(PASSPHRASE), Progress()).records > 40


def test_a_carry_over_that_does_not_come_out_sound_changes_nothing(backed_up, monkeypatch):
    daily = backed_up.daily()
    save(backed_up.vault, 500)
    backed_up.vault.close()

    real = salvage.carry_over

    def careless(damaged, restored, key, vault_id, counter, slot_ids, clock):
        told = real(damaged, restored, key, vault_id, counter, slot_ids, clock)
        from estip_desktop.adapters.storage.sql_vault import SqlVault

        vault = SqlVault.open(restored, key, vault_id, clock)
        with vault.open_unit() as unit:
            unit.transaction.execute("UPDATE answers SET value = 'x' WHERE link_id = 'q1'")
            unit.commit()
        vault.close()
        return told

    monkeypatch.setattr(salvage, "carry_over", careless)
    with pytest.raises(VaultDamagedError, match="backup-not-sound"):
        restore(backed_up, daily)
    assert [path.name for path in (backed_up.made.home / "vaults").iterdir()] == [
        backed_up.made.info.id
    ]
    assert answers_after(backed_up)["q500"] == "answer 500"


def change_passphrase(backed_up: BackedUp) -> None:
    backed_up.vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    backed_up.vault.close()


def opens(backed_up: BackedUp, passphrase: str) -> bool:
    (backed_up.made.folder / "attempts.json").unlink(missing_ok=True)
    try:
        quick_vaults(backed_up.made.home).unlock(backed_up.made.info.id, passphrase).close()
    except SecretRefusedError:
        return False
    return True


@pytest.mark.parametrize("carry_over", [True, False])
def test_a_passphrase_that_was_replaced_puts_no_backup_in_the_place_of_newer_records(
    backed_up, carry_over
):
    daily = backed_up.daily()
    save(backed_up.vault, 500)
    change_passphrase(backed_up)
    with pytest.raises(SecretRefusedError, match="secret-replaced"):
        restore(backed_up, daily, carry_over=carry_over)
    with pytest.raises(SecretRefusedError, match="secret-replaced"):
        backed_up.made.vaults.restores.later(daily, by_passphrase(), Progress())
    assert [path.name for path in (backed_up.made.home / "vaults").iterdir()] == [
        backed_up.made.info.id
    ]
    assert opens(backed_up, NEW_PASSPHRASE)
    assert not opens(backed_up, PASSPHRASE)


def test_it_does_not_with_the_header_of_its_day_put_back_either(backed_up):
    old = (backed_up.made.folder / "header.json").read_bytes()
    before = backed_up.daily()
    change_passphrase(backed_up)
    backed_up.vault = backed_up.made.vaults.unlock(backed_up.made.info.id, NEW_PASSPHRASE)
    backed_up.clock.move_on(timedelta(days=1))
    after = backed_up.daily()
    backed_up.vault.close()
    assert after != before
    for name in ("header.json", "header.bak.json"):
        (backed_up.made.folder / name).write_bytes(old)
    for daily in (before, after):
        for carry_over in (True, False):
            with pytest.raises(SecretRefusedError, match="secret-replaced"):
                restore(backed_up, daily, carry_over=carry_over)


def test_what_the_vault_remembers_is_not_needed_where_its_log_tells(backed_up, monkeypatch):
    daily = backed_up.daily()
    change_passphrase(backed_up)
    for read in ("row", "any_row"):
        monkeypatch.setattr(damaged.Damaged, read, lambda *_anything: None)
    with pytest.raises(SecretRefusedError, match="secret-replaced"):
        restore(backed_up, daily)
    sheet = Proof.recovery_key(backed_up.made.recovery_key)
    assert backed_up.made.vaults.restores.later(daily, sheet, Progress()).keys is KeysBack.SAME


def test_the_secrets_of_today_stay_those_of_today_after_a_repair(backed_up):
    daily = backed_up.daily()
    save(backed_up.vault, 500)
    change_passphrase(backed_up)
    newer = Proof.passphrase(NEW_PASSPHRASE)
    restored = backed_up.made.vaults.restores.restore(daily, newer, Progress(), carry_over=True)
    assert (restored.keys, restored.carried_over.missing) == (KeysBack.SAME, ())
    for _again in range(2):
        assert opens(backed_up, NEW_PASSPHRASE)
        assert not opens(backed_up, PASSPHRASE)
    (backed_up.made.folder / "attempts.json").unlink()
    vaults = quick_vaults(backed_up.made.home)
    vaults.unlock_with_recovery_key(backed_up.made.info.id, backed_up.made.recovery_key).close()


def test_a_sheet_that_is_still_in_force_does_not_bring_the_replaced_passphrase_back(backed_up):
    daily = backed_up.daily()
    save(backed_up.vault, 500)
    change_passphrase(backed_up)
    for name in ("header.json", "header.bak.json"):
        (backed_up.made.folder / name).write_bytes(b"rotten")
    with pytest.raises(SecretRefusedError, match="secret-replaced"):
        restore(backed_up, daily)
    sheet = Proof.recovery_key(backed_up.made.recovery_key)
    backed_up.made.vaults.restores.restore(daily, sheet, Progress(), carry_over=True)
    assert not opens(backed_up, PASSPHRASE)
    vaults = quick_vaults(backed_up.made.home)
    (backed_up.made.folder / "attempts.json").unlink()
    vault = vaults.unlock_with_recovery_key(backed_up.made.info.id, backed_up.made.recovery_key)
    vault.recover(backed_up.made.recovery_key, NEW_PASSPHRASE)
    vault.close()
    assert opens(backed_up, NEW_PASSPHRASE)


def spoil(backed_up: BackedUp) -> None:
    """Nothing of the database that is there can be read any more."""
    database = backed_up.made.folder / "vault.db"
    database.write_bytes(bytes(len(database.read_bytes())))


def test_a_passphrase_that_comes_back_is_told_before_after_and_at_the_next_unlock(backed_up):
    daily = backed_up.daily()
    change_passphrase(backed_up)
    spoil(backed_up)
    restores = backed_up.made.vaults.restores
    assert restores.later(daily, by_passphrase(), Progress()).keys is KeysBack.OLDER
    told: list[KeysBack] = []

    def before(keys, _manifest, _erased):
        assert not list((backed_up.made.home / "vaults").glob("*.kept-*"))
        told.append(keys)

    restored = restores.restore(daily, by_passphrase(), Progress(), before=before)
    assert told == [restored.keys] == [KeysBack.OLDER]
    assert "recovery sheet of 23/11/2026 open it again" in restored.keys_words
    for is_told in (True, False):
        vault = backed_up.made.open()
        assert vault.notices.keys_of_backup is is_told
        vault.close()


def test_it_is_told_again_after_another_restore(backed_up):
    daily = backed_up.daily()
    for _again in range(2):
        vault = backed_up.vault
        vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
        vault.close()
        spoil(backed_up)
        restored = restore(backed_up, daily)
        assert restored.keys is KeysBack.OLDER
        backed_up.vault = backed_up.made.open()
        assert backed_up.vault.notices.keys_of_backup


def test_where_the_secrets_of_today_stay_nothing_is_said_of_them(backed_up, tmp_path):
    daily = backed_up.daily()
    backed_up.vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    backed_up.vault.close()
    restores = backed_up.made.vaults.restores
    newer = Proof.passphrase(NEW_PASSPHRASE)
    assert restores.later(daily, newer, Progress()).keys is KeysBack.SAME
    restored = restores.restore(daily, newer, Progress())
    assert (restored.keys, restored.keys_words) == (KeysBack.SAME, "")
    elsewhere = quick_vaults(tmp_path / "other").restores
    there = elsewhere.restore(daily, by_passphrase(), Progress())
    assert there.keys is KeysBack.OF_ITS_DAY
    assert "Change the passphrase next" in there.keys_words


def test_a_sheet_from_before_a_new_one_opens_after_the_repair_made_with_it(backed_up):
    daily = backed_up.daily()
    prepared = backed_up.vault.prepare_recovery_key(PASSPHRASE)
    backed_up.vault.finish_recovery_key(prepared, prepared.printed)
    backed_up.vault.close()
    spoil(backed_up)
    made = backed_up.made
    sheet = Proof.recovery_key(made.recovery_key)
    restored = made.vaults.restores.restore(
        daily, sheet, Progress(), NEW_PASSPHRASE, carry_over=True
    )
    slots = {slot.kind: slot for slot in made.vaults.slots(made.info.id)}
    assert slots[SlotKind.PASSPHRASE].since == to_text(NOON)
    assert (restored.keys, "a newer sheet does not" in restored.keys_words) == (
        KeysBack.OLDER,
        True,
    )
    made.vaults.unlock(made.info.id, NEW_PASSPHRASE).close()
    made.vaults.unlock_with_recovery_key(made.info.id, made.recovery_key).close()


def test_wrong_secrets_on_backups_slow_down_like_those_on_the_vault(backed_up):
    daily = backed_up.daily()
    backed_up.daily()
    backed_up.vault.close()
    vaults = backed_up.made.vaults
    wrong = Proof.passphrase("something else altogether")
    tested = vaults.restores.test_each(
        vaults.restores.kept_of(backed_up.made.info.id), wrong, Progress()
    )
    assert [one.state for one in tested] == [BackupState.OTHER_KEY] * 2
    # Two backups, one secret, one try; the next has to wait, here and at the lock page.
    with pytest.raises(TryLaterError):
        vaults.restores.test(daily, wrong, Progress())
    with pytest.raises(TryLaterError):
        vaults.restores.restore(daily, by_passphrase(), Progress())
    with pytest.raises(TryLaterError):
        vaults.unlock(backed_up.made.info.id, PASSPHRASE)
    backed_up.made.clock.move_on(timedelta(seconds=1))
    tested = vaults.restores.test_each(
        vaults.restores.kept_of(backed_up.made.info.id), by_passphrase(), Progress()
    )
    assert [one.state for one in tested] == [BackupState.GOOD] * 2
    vault = vaults.unlock(backed_up.made.info.id, PASSPHRASE)
    assert vault.notices.failed_tries == 1  # and its owner hears of it
    vault.close()


def test_a_row_of_a_table_that_is_not_known_here_is_named(backed_up, monkeypatch):
    from estip_desktop.adapters.storage import salvage

    daily = backed_up.daily()
    save(backed_up.vault, 500)
    backed_up.vault.close()
    known = dict(salvage._TABLES)
    known.pop("answers")
    monkeypatch.setattr(salvage, "_TABLES", known)
    assert restore(backed_up, daily).carried_over.missing == ("answers",)


def test_blocks_a_disk_cannot_read_are_passed_over(backed_up, tmp_path, monkeypatch):
    from estip_desktop.adapters.storage import salvage

    class Rotten:
        """A file whose second block cannot be read."""

        def __init__(self, file):
            self._file = file

        def __enter__(self):
            return self

        def __exit__(self, *_args):
            self._file.close()

        def seek(self, place):
            self._place = place
            self._file.seek(place)

        def read(self, size):
            if self._place == 64 * 1024:
                raise OSError(5, "rotten")
            return self._file.read(size)

    source = tmp_path / "source.db"
    source.write_bytes(b"x" * (64 * 1024 * 3))
    real = type(source).open
    monkeypatch.setattr(
        type(source),
        "open",
        lambda self, *modes: Rotten(real(self, *modes)) if self == source else real(self, *modes),
    )
    salvage._copy(source, tmp_path / "copy.db")
    monkeypatch.undo()
    data = (tmp_path / "copy.db").read_bytes()
    block = 64 * 1024
    assert data == b"x" * block + bytes(block) + b"x" * block


def test_what_cannot_be_copied_at_all_is_no_copy(backed_up, tmp_path, monkeypatch):
    from estip_desktop.adapters.storage import salvage

    assert salvage.copy_damaged(tmp_path / "nowhere.db", tmp_path) is None

    def fail(*_args):
        raise OSError(5, "rotten")

    monkeypatch.setattr(salvage, "_copy", fail)
    backed_up.vault.close()
    assert salvage.copy_damaged(backed_up.made.folder / "vault.db", tmp_path) is None


def test_without_a_spool_there_is_nothing_to_take(tmp_path):
    from estip_desktop.adapters.storage import salvage

    (tmp_path / "to").mkdir()
    salvage.copy_sealed_files(tmp_path / "nowhere", tmp_path / "to")
    assert not list((tmp_path / "to").iterdir())


def keep_person(backed_up: BackedUp, number: int) -> PersonId:
    person = replace(a_person(), id=PersonId(f"person-{number}"), reference=f"P-{number:04}")
    with backed_up.vault.open_unit() as unit:
        unit.people.save(person)
        unit.audit.record(AuditEvent("person-added", person.id))
        unit.commit()
    return person.id


def test_people_who_were_erased_after_the_backup_do_not_come_back_without_a_word(backed_up):
    early = [keep_person(backed_up, number) for number in range(3)]
    daily = backed_up.daily()
    late = keep_person(backed_up, 3)  # is not in the backup
    for person in (*early[:2], late):
        with backed_up.vault.open_unit() as unit:
            unit.eraser.person(person)
            unit.audit.record(AuditEvent("records-erased", person))
            unit.commit()
    backed_up.vault.close()
    restores = backed_up.made.vaults.restores
    later = restores.later(daily, by_passphrase(), Progress())
    assert later.erased == 2
    assert "2 people who were erased after the backup stay erased." in words.later_promise(later)
    assert restore(backed_up, daily).erased_back == 0
    told: list[int] = []
    restored = restores.restore(
        daily, by_passphrase(), Progress(), before=lambda _keys, _made, erased: told.append(erased)
    )
    assert told == [restored.erased_back] == [2]
    assert "2 people who were erased" in erased_words(restored.erased_back)
