"""The force's recovery key: off unless its profile turns it on, always shown, never quiet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.crypto import age
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.errors import (
    ContentRefusedError,
    DiskFullError,
    DocumentRefusedError,
    InputRefusedError,
    SecretRefusedError,
    TryLaterError,
    VaultHeaderDamagedError,
)
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.clock import SetClock
from estip_desktop.vault import Secret, SlotKind, VaultKind
from estip_desktop.vault import header as headers
from tests.vault_support import LABEL, NOON, PASSPHRASE, quick_derivation, quick_vaults

IDENTITY, RECIPIENT = age.new_key()
NEW = "copper otter violin ladder meadow"


@pytest.fixture
def forced(home):
    """A vault of a force that turned it on; made for this test alone."""
    vaults = vaults_in(
        home,
        SetClock(NOON),
        derivation=quick_derivation(),
        force_recipient=lambda: RECIPIENT,
    )
    return vaults, vaults.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE).info.id


def test_the_default_profile_leaves_it_off(home):
    assert Content().profile().recovery_recipient is None
    vaults = quick_vaults(home)
    made = vaults.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE)
    assert [slot.kind for slot in vaults.slots(made.info.id)] == [
        SlotKind.PASSPHRASE,
        SlotKind.RECOVERY,
    ]


def test_it_is_shown_locked_and_unlocked(forced):
    vaults, vault_id = forced
    shown = vaults.slots(vault_id)
    assert (shown[2].kind, shown[2].kdf) == (SlotKind.FORCE, "age-x25519")
    vault = vaults.unlock(vault_id, PASSPHRASE)
    assert vault.slots == shown
    vault.close()


def test_the_key_of_the_force_opens_it_and_the_owner_is_told_once(forced):
    vaults, vault_id = forced
    vault = vaults.unlock_with_recovery_key(vault_id, IDENTITY)
    assert not vault.notices.by_recovery_key
    assert vault.check().is_sound
    vault.close()
    vault = vaults.unlock(vault_id, PASSPHRASE)
    assert vault.notices.force_opened_at == NOON
    vault.close()
    vault = vaults.unlock(vault_id, PASSPHRASE)
    assert not vault.notices
    whats = [
        row[0] for row in vault._database._database.fetch("SELECT what FROM audit ORDER BY seq")
    ]
    assert "opened-by-force-key" in whats
    vault.close()


def test_its_age_is_told_only_if_it_is_known(forced):
    vaults, vault_id = forced
    header, key = vaults._sound_copies(vault_id)[0], Secret(bytes(32))
    assert vaults._slots.fill_for_force(header, RECIPIENT, key).since == ""
    assert header.slots[2].since.startswith("2026-11-23")


def test_it_sets_a_new_passphrase_and_survives_one(forced):
    vaults, vault_id = forced
    vault = vaults.unlock_with_recovery_key(vault_id, IDENTITY)
    vault.recover(IDENTITY, NEW)
    vault.close()
    vault = vaults.unlock(vault_id, NEW)
    vault.change_passphrase(NEW, PASSPHRASE)
    assert [slot.kind for slot in vault.slots] == list(SlotKind)
    vault.close()
    vaults.unlock_with_recovery_key(vault_id, IDENTITY).close()


@pytest.mark.parametrize("other", [age.new_key()[0], "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1\u00e9"])
def test_another_key_opens_nothing(forced, other):
    vaults, vault_id = forced
    with pytest.raises(SecretRefusedError):
        vaults.unlock_with_recovery_key(vault_id, other)


def test_without_a_force_its_key_opens_nothing(home):
    vaults = quick_vaults(home)
    made = vaults.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE)
    with pytest.raises(SecretRefusedError):
        vaults.unlock_with_recovery_key(made.info.id, IDENTITY)


@pytest.mark.parametrize("change", ["label", "id", "salt", "another vault"])
def test_a_slot_that_was_changed_or_moved_opens_nothing(forced, change):
    vaults, vault_id = forced
    header = vaults._sound_copies(vault_id)[0]
    slot = header.slots[2]
    match change:
        case "label":
            header = replace(header, label="Van 4")
        case "id":
            header = replace(header, slots=(replace(slot, id="00" * 8),))
        case "salt":
            header = replace(header, slots=(replace(slot, salt=bytes(16)),))
        case _:
            header = replace(header, vault_id="another")
    with pytest.raises(SecretRefusedError):
        vaults._slots.open(header, SlotKind.FORCE, IDENTITY.encode())


def test_a_slot_may_not_call_itself_one_of_the_force(home):
    vaults = quick_vaults(home)
    made = vaults.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE)
    path = home / "vaults" / made.info.id / "header.json"
    value = json.loads(path.read_bytes())
    value.pop("digest")
    value["slots"][0]["kind"] = "force"
    data = strict_json.canonical({**value, "digest": headers._digest(value)})
    with pytest.raises(VaultHeaderDamagedError, match="header-parameters"):
        headers.decode(data, vaults._slots.accepts)


def test_a_profile_with_a_bad_recipient_makes_no_vault(home):
    vaults = vaults_in(
        home,
        SetClock(NOON),
        derivation=quick_derivation(),
        force_recipient=lambda: "age1nonsense",
    )
    with pytest.raises(InputRefusedError, match="recipient-malformed"):
        vaults.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE)
    assert vaults.list() == ()


class Profile:
    """What the force's profile says, which may change."""

    def __init__(self, recipient=""):
        self.recipient = recipient

    def __call__(self):
        if self.recipient == "unreadable":
            raise ContentRefusedError("profile")
        return self.recipient


@pytest.fixture
def profile():
    return Profile()


@pytest.fixture
def made(home, profile):
    """A vault that was made before its force turned anything on."""
    vaults = vaults_in(home, SetClock(NOON), derivation=quick_derivation(), force_recipient=profile)
    created = vaults.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE)
    return vaults, created


def kinds(vaults, vault_id):
    return [slot.kind for slot in vaults.slots(vault_id)]


def whats(vault):
    with vault.open_unit() as unit:
        return [row[0] for row in unit.transaction.fetch("SELECT what FROM audit ORDER BY seq")]


WITHOUT = [SlotKind.PASSPHRASE, SlotKind.RECOVERY]


@pytest.mark.parametrize("by", ["passphrase", "sheet"])
def test_turned_on_later_it_is_added_by_the_next_unlocking_and_told_at_once(made, profile, by):
    vaults, created = made
    vaults.unlock(created.info.id, PASSPHRASE).close()
    profile.recipient = RECIPIENT
    assert kinds(vaults, created.info.id) == WITHOUT
    if by == "passphrase":
        vault = vaults.unlock(created.info.id, PASSPHRASE)
    else:
        vault = vaults.unlock_with_recovery_key(created.info.id, created.recovery_key)
    assert vault.notices.force_added
    assert [slot.kind for slot in vault.slots] == list(SlotKind)
    assert vault.slots[2].since.startswith("2026-11-23")
    assert "force-slot-added" in whats(vault)
    vault.close()
    assert kinds(vaults, created.info.id) == list(SlotKind)
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    assert not vault.notices
    assert whats(vault).count("force-slot-added") == 1
    assert vault.check().is_sound
    vault.close()
    vaults.unlock_with_recovery_key(created.info.id, IDENTITY).close()


def test_turned_on_meanwhile_it_is_added_by_a_change_of_keys(made, profile):
    vaults, created = made
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    profile.recipient = RECIPIENT
    vault.change_passphrase(PASSPHRASE, NEW)
    assert [slot.kind for slot in vault.slots] == list(SlotKind)
    assert "force-slot-added" in whats(vault)
    vault.close()
    vaults.unlock_with_recovery_key(created.info.id, IDENTITY).close()


@pytest.mark.parametrize("change", ["passphrase", "sheet"])
def test_turned_off_again_it_goes_with_the_next_change_of_keys(made, profile, change):
    vaults, created = made
    profile.recipient = RECIPIENT
    vaults.unlock(created.info.id, PASSPHRASE).close()
    with_it = vaults._shelf.headers(created.info.id)[0]
    profile.recipient = ""
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    assert [slot.kind for slot in vault.slots] == list(SlotKind)  # and Settings shows it
    if change == "passphrase":
        vault.change_passphrase(PASSPHRASE, NEW)
    else:
        prepared = vault.prepare_recovery_key(PASSPHRASE)
        vault.finish_recovery_key(prepared, prepared.printed)
    assert [slot.kind for slot in vault.slots] == WITHOUT
    assert "force-slot-removed" in whats(vault)
    vault.close()
    assert kinds(vaults, created.info.id) == WITHOUT
    with pytest.raises(SecretRefusedError):
        vaults.unlock_with_recovery_key(created.info.id, IDENTITY)
    # An older header that somebody puts back does not bring it back either.
    vaults._shelf.write_header(created.info.id, with_it)
    with pytest.raises((TryLaterError, VaultHeaderDamagedError)):
        vaults.unlock_with_recovery_key(created.info.id, IDENTITY)


def test_reading_a_copy_adds_nothing_and_uses_no_notice_up(made, profile):
    vaults, created = made
    profile.recipient = RECIPIENT
    with pytest.raises(SecretRefusedError):
        vaults.unlock(created.info.id, NEW)
    vaults._clock.move_on(timedelta(hours=1))
    with pytest.raises(DocumentRefusedError):
        vaults.read_copy(created.info.id, PASSPHRASE, b"no copy of ours")
    assert kinds(vaults, created.info.id) == WITHOUT
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    assert (vault.notices.force_added, vault.notices.failed_tries) == (True, 1)
    vault.close()


@pytest.mark.parametrize("change", ["added", "replaced"])
def test_an_unlocking_that_was_killed_leaves_it_untold_and_the_next_one_tells(
    made, profile, monkeypatch, change
):
    vaults, created = made
    if change == "replaced":
        profile.recipient = age.new_key()[1]
        vaults.unlock(created.info.id, PASSPHRASE).close()
    profile.recipient = RECIPIENT

    def killed(*_args, **_given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(vaults._watch, "opened", killed)
        with pytest.raises(KeyboardInterrupt):
            vaults.unlock(created.info.id, PASSPHRASE)
    assert kinds(vaults, created.info.id) == list(SlotKind)
    vaults._clock.move_on(timedelta(hours=1))
    vaults.unlock_with_recovery_key(created.info.id, IDENTITY).close()  # not its owner
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    assert vault.notices.force_added is (change == "added")
    assert vault.notices.force_replaced is (change == "replaced")
    assert whats(vault).count(f"force-slot-{change}") == 1
    vault.close()
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    assert not vault.notices
    vault.close()


def test_what_a_change_of_keys_added_is_told_by_the_next_unlocking(made, profile):
    vaults, created = made
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    profile.recipient = RECIPIENT
    vault.change_passphrase(PASSPHRASE, NEW)
    vault.close()
    vault = vaults.unlock(created.info.id, NEW)
    assert vault.notices.force_added
    assert whats(vault).count("force-slot-added") == 1
    vault.close()


@pytest.mark.parametrize("by", ["unlocking", "change of keys", "force"])
def test_another_recipient_replaces_the_slot_and_that_is_told(forced, profile, by):
    _vaults, vault_id = forced
    identity, profile.recipient = age.new_key()
    home = _vaults._shelf.places(vault_id).database.parents[2]
    clock = SetClock(NOON)
    vaults = vaults_in(home, clock, derivation=quick_derivation(), force_recipient=profile)
    wanted = profile.recipient
    passphrase = PASSPHRASE
    match by:
        case "unlocking":
            vault = vaults.unlock(vault_id, PASSPHRASE)
            assert vault.notices.force_replaced
        case "change of keys":
            profile.recipient = RECIPIENT
            vault = vaults.unlock(vault_id, PASSPHRASE)
            assert not vault.notices
            profile.recipient = wanted
            vault.change_passphrase(PASSPHRASE, NEW)
            passphrase = NEW
        case _:  # the older key still does what it was fetched for
            vault = vaults.unlock_with_recovery_key(vault_id, IDENTITY)
            vault.recover(IDENTITY, NEW)
            passphrase = NEW
    assert "force-slot-replaced" in whats(vault)
    assert vault.check().is_sound
    vault.close()
    with pytest.raises(SecretRefusedError):
        vaults.unlock_with_recovery_key(vault_id, IDENTITY)
    clock.move_on(timedelta(hours=1))
    vaults.unlock_with_recovery_key(vault_id, identity).close()
    vault = vaults.unlock(vault_id, passphrase)
    assert vault.notices.force_replaced is (by != "unlocking")
    assert whats(vault).count("force-slot-replaced") == 1
    vault.close()


@pytest.mark.parametrize("said", ["age1nonsense", "unreadable"])
def test_a_profile_that_is_no_use_keeps_no_owner_out_and_takes_nothing_away(made, profile, said):
    vaults, created = made
    profile.recipient = RECIPIENT
    vaults.unlock(created.info.id, PASSPHRASE).close()
    profile.recipient = said
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    vault.change_passphrase(PASSPHRASE, NEW)
    assert [slot.kind for slot in vault.slots] == list(SlotKind)
    vault.close()


def test_a_profile_that_is_no_use_adds_nothing(made, profile):
    vaults, created = made
    profile.recipient = "age1nonsense"
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    assert not vault.notices
    assert [slot.kind for slot in vault.slots] == WITHOUT
    vault.close()


def test_a_full_disk_keeps_no_owner_out_and_the_next_unlocking_tries_again(
    made, profile, monkeypatch
):
    vaults, created = made
    profile.recipient = RECIPIENT

    def full(_vault_id, _data):
        raise DiskFullError("file")

    with monkeypatch.context() as patched:
        patched.setattr(vaults._shelf, "write_header", full)
        vault = vaults.unlock(created.info.id, PASSPHRASE)
        assert not vault.notices.force_added
        assert [slot.kind for slot in vault.slots] == WITHOUT
        vault.close()
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    assert vault.notices.force_added
    vault.close()
