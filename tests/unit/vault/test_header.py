"""The header: what is bound, what is noticed, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from estip_desktop.adapters.crypto.aead import AesGcmWrap
from estip_desktop.adapters.crypto.kdf import HkdfDerivation
from estip_desktop.errors import (
    InputRefusedError,
    SecretRefusedError,
    VaultHeaderDamagedError,
    VaultTooNewError,
)
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault import KeySlots, SlotKind, VaultKind
from estip_desktop.vault import header as headers
from estip_desktop.vault.key_slots import new_vault_key
from estip_desktop.vault.model import FORMAT, Header, checked_label
from tests.vault_support import quick_derivation

SLOTS = KeySlots(
    AesGcmWrap(), {SlotKind.PASSPHRASE: quick_derivation(), SlotKind.RECOVERY: HkdfDerivation()}
)
KEY = new_vault_key()


def a_header() -> Header:
    frame = Header(VaultId("v-1"), "Van 3", VaultKind.SUPPORTER, ())
    passphrase = SLOTS.fill(frame, SlotKind.PASSPHRASE, b"open sesame", KEY)
    recovery = SLOTS.fill(frame, SlotKind.RECOVERY, b"r" * 20, KEY)
    return replace(frame, slots=(passphrase, recovery))


def signed_again(value: dict) -> bytes:
    """What a forger would write: changed, with a digest that fits."""
    value.pop("digest", None)
    return strict_json.canonical({**value, "digest": headers._digest(value)})


def test_each_slot_gives_the_vault_key():
    header = a_header()
    assert SLOTS.open(header, SlotKind.PASSPHRASE, b"open sesame").reveal() == KEY.reveal()
    assert SLOTS.open(header, SlotKind.RECOVERY, b"r" * 20).reveal() == KEY.reveal()


def test_it_is_read_back_as_it_was():
    header = a_header()
    assert headers.decode(headers.encode(header), SLOTS.accepts) == header


def test_a_wrong_secret_is_refused():
    with pytest.raises(SecretRefusedError):
        SLOTS.open(a_header(), SlotKind.PASSPHRASE, b"open sesamf")


def test_a_passphrase_does_not_open_the_recovery_slot():
    with pytest.raises(SecretRefusedError):
        SLOTS.open(a_header(), SlotKind.RECOVERY, b"open sesame")


@pytest.mark.parametrize(
    "change",
    [
        {"label": "Van 4"},
        {"kind": VaultKind.DESK},
        {"vault_id": VaultId("v-2")},
        {"format": 2},
    ],
)
def test_a_changed_frame_no_longer_opens(change):
    header = replace(a_header(), **change)
    with pytest.raises(SecretRefusedError):
        SLOTS.open(header, SlotKind.PASSPHRASE, b"open sesame")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "0011223344556677"},
        {"params": {"memory_kib": 65, "iterations": 1, "lanes": 1}},
        {"salt": bytes(16)},
        {"nonce": bytes(12)},
        {"wrapped": bytes(48)},
    ],
)
def test_a_changed_slot_no_longer_opens(change):
    header = a_header()
    slots = (replace(header.slots[0], **change), header.slots[1])
    with pytest.raises(SecretRefusedError):
        SLOTS.open(replace(header, slots=slots), SlotKind.PASSPHRASE, b"open sesame")


def test_exchanged_wrapped_keys_no_longer_open():
    header = a_header()
    one, two = header.slots
    slots = (replace(one, wrapped=two.wrapped), replace(two, wrapped=one.wrapped))
    swapped = replace(header, slots=slots)
    with pytest.raises(SecretRefusedError):
        SLOTS.open(swapped, SlotKind.PASSPHRASE, b"open sesame")
    with pytest.raises(SecretRefusedError):
        SLOTS.open(swapped, SlotKind.RECOVERY, b"r" * 20)


def test_a_slot_of_another_vault_with_the_same_passphrase_does_not_open():
    other = replace(a_header(), slots=a_header().slots)
    stranger = replace(a_header(), vault_id=VaultId("v-9"), slots=other.slots)
    with pytest.raises(SecretRefusedError):
        SLOTS.open(stranger, SlotKind.PASSPHRASE, b"open sesame")


def test_every_flipped_bit_is_noticed():
    data = headers.encode(a_header())
    for place in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[place] ^= 1 << bit
            with pytest.raises(VaultHeaderDamagedError):
                headers.decode(bytes(flipped), SLOTS.accepts)


def test_a_passphrase_slot_may_not_name_the_quick_derivation():
    value = json.loads(headers.encode(a_header()))
    value["slots"][0] |= {"kdf": "hkdf-sha256", "params": {}}
    with pytest.raises(VaultHeaderDamagedError, match="header-parameters"):
        headers.decode(signed_again(value), SLOTS.accepts)


def test_parameters_below_the_floor_are_refused_even_with_a_digest_that_fits():
    value = json.loads(headers.encode(a_header()))
    value["slots"][0]["params"]["memory_kib"] = 8
    with pytest.raises(VaultHeaderDamagedError, match="header-parameters"):
        headers.decode(signed_again(value), SLOTS.accepts)


def test_a_memory_bomb_is_refused():
    value = json.loads(headers.encode(a_header()))
    value["slots"][0]["params"]["memory_kib"] = 64 * 1024 * 1024
    with pytest.raises(VaultHeaderDamagedError, match="header-parameters"):
        headers.decode(signed_again(value), SLOTS.accepts)


def test_a_newer_format_is_told_apart_from_damage():
    value = json.loads(headers.encode(a_header()))
    value["format"] = FORMAT + 1
    with pytest.raises(VaultTooNewError):
        headers.decode(signed_again(value), SLOTS.accepts)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "1"},
        {"format": 0},
        {"kind": "admin"},
        {"label": 5},
        {"slots": [{}]},
        {"slots": 7},
        {"more": 1},
    ],
)
def test_a_malformed_header_is_refused(change):
    value = json.loads(headers.encode(a_header())) | change
    with pytest.raises(VaultHeaderDamagedError):
        headers.decode(signed_again(value), SLOTS.accepts)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff", b"{" * 100, b" " * 70_000])
def test_what_is_no_header_is_refused(data):
    with pytest.raises(VaultHeaderDamagedError):
        headers.decode(data, SLOTS.accepts)


@pytest.mark.parametrize(
    "label",
    [
        "",
        "   ",
        "x" * 201,
        "two\nlines",
        "bell\x07",
        "\u202eturned",
        "\u2066x\u2069",
        "a\u200bb",
        "\x85",
    ],
)
def test_some_labels_are_refused(label):
    with pytest.raises(InputRefusedError):
        checked_label(label)


@pytest.mark.parametrize("label", ["Van 3", "x" * 200, "O'Brien <b>", "🚐 Caerdydd ŵ"])
def test_other_labels_are_kept_as_they_are(label):
    assert checked_label(f" {label} ") == label


def test_salts_and_nonces_have_their_published_lengths():
    for slot in a_header().slots:
        assert (len(slot.salt), len(slot.nonce), len(slot.wrapped)) == (16, 12, 48)


@pytest.mark.parametrize("name", ["salt", "nonce", "wrapped"])
@pytest.mark.parametrize("longer", [False, True])
def test_a_part_of_another_length_is_refused(name, longer):
    value = json.loads(headers.encode(a_header()))
    before = value["slots"][0][name]
    value["slots"][0][name] = before + "00" if longer else before[:-2]
    with pytest.raises(VaultHeaderDamagedError, match="header-malformed"):
        headers.decode(signed_again(value), SLOTS.accepts)


def test_the_longest_label_still_fits():
    frame = Header(VaultId("v-1"), "\U0001f690" * 200, VaultKind.SUPPORTER, ())
    slots = tuple(SLOTS.fill(frame, SlotKind.RECOVERY, bytes([n]) * 20, KEY) for n in range(20))
    header = replace(frame, slots=slots)
    data = headers.encode(header)
    assert 6_000 < len(data) < 64 * 1024
    assert headers.decode(data, SLOTS.accepts) == header


def test_more_than_64_kib_is_refused_unread():
    value = json.loads(headers.encode(a_header()))
    value["label"] = "x" * (64 * 1024)
    with pytest.raises(VaultHeaderDamagedError, match="header-malformed"):
        headers.decode(signed_again(value), SLOTS.accepts)


def test_when_a_slot_was_made_is_bound_and_read_back():
    frame = Header(VaultId("v-1"), "Van 3", VaultKind.SUPPORTER, ())
    since = "2026-11-23T12:00:00.000000Z"
    slot = SLOTS.fill(frame, SlotKind.RECOVERY, b"r" * 20, KEY, since=since)
    header = replace(frame, slots=(slot,))
    again = headers.decode(headers.encode(header), SLOTS.accepts)
    assert again.slots[0].since == since
    assert SLOTS.open(again, SlotKind.RECOVERY, b"r" * 20).reveal() == KEY.reveal()
    for other in ("", "2026-11-24T12:00:00.000000Z"):
        changed = replace(header, slots=(replace(slot, since=other),))
        with pytest.raises(SecretRefusedError):
            SLOTS.open(changed, SlotKind.RECOVERY, b"r" * 20)


@pytest.mark.parametrize(
    "change",
    [
        {"since": "yesterday"},
        {"since": 7},
        {"since": ""},
        {"more": 1},
        {"params": {"memory_kib": True, "iterations": 1, "lanes": 1}},
        {"params": {"memory_kib": "64", "iterations": 1, "lanes": 1}},
        {"params": {"memory_kib": 64.0, "iterations": 1, "lanes": 1}},
        {"kind": "master"},
        {"salt": "xy"},
    ],
)
def test_a_malformed_slot_is_refused(change):
    value = json.loads(headers.encode(a_header()))
    value["slots"][0] |= change
    with pytest.raises(VaultHeaderDamagedError, match="header-malformed"):
        headers.decode(signed_again(value), SLOTS.accepts)


@pytest.mark.parametrize("name", ["format", "vault_id", "label", "kind", "slots"])
def test_a_header_without_one_of_its_parts_is_refused(name):
    value = json.loads(headers.encode(a_header()))
    value.pop(name)
    with pytest.raises(VaultHeaderDamagedError, match="header-malformed"):
        headers.decode(signed_again(value), SLOTS.accepts)


@pytest.mark.parametrize("value", [5, None, ["v-1"]])
def test_an_id_that_is_no_text_is_refused(value):
    header = json.loads(headers.encode(a_header())) | {"vault_id": value}
    with pytest.raises(VaultHeaderDamagedError, match="header-malformed"):
        headers.decode(signed_again(header), SLOTS.accepts)


def test_each_way_to_be_no_header_has_its_own_code():
    data = headers.encode(a_header())
    for bad, code in (
        (data + b"\n", "header-not-canonical"),
        (b"[]", "header-not-canonical"),
        (b"{}", "header-digest"),
        (data.replace(b"Van 3", b"Van 4"), "header-digest"),
        (b"\xff", "header-malformed"),
    ):
        with pytest.raises(VaultHeaderDamagedError, match=code):
            headers.decode(bad, SLOTS.accepts)


def test_slots_are_told_apart_by_eight_random_bytes():
    ids = {slot.id for _ in range(3) for slot in a_header().slots}
    assert len(ids) == 6
    assert {len(each) for each in ids} == {16}


def test_a_slot_says_nothing_of_its_age_unless_told():
    assert {slot.since for slot in a_header().slots} == {""}


def test_one_slot_is_opened_by_its_id_and_no_other():
    header = a_header()
    first, second = header.slots
    assert SLOTS.open_slot(header, first.id, b"open sesame").reveal() == KEY.reveal()
    for slot_id in (second.id, "nothing", ""):
        with pytest.raises(SecretRefusedError, match=r"slot$"):
            SLOTS.open_slot(header, slot_id, b"open sesame")


def test_a_kind_of_slot_without_a_derivation_is_not_accepted():
    only_paper = KeySlots(AesGcmWrap(), {SlotKind.RECOVERY: HkdfDerivation()})
    accepted = [only_paper.accepts(slot) for slot in a_header().slots]
    assert accepted == [False, True]


def test_without_a_force_there_is_no_slot_of_it():
    header = a_header()
    slot = replace(header.slots[1], kind=SlotKind.FORCE, kdf="age-x25519")
    assert not SLOTS.accepts(slot)
    with pytest.raises(InputRefusedError, match=r"recipient-malformed$"):
        SLOTS.fill_for_force(header, "age1made-up", KEY)
    with pytest.raises(SecretRefusedError):
        SLOTS.open(replace(header, slots=(slot,)), SlotKind.FORCE, b"AGE-SECRET-KEY-1")


def test_a_force_slot_may_be_as_long_as_an_age_file_and_no_longer():
    value = json.loads(headers.encode(a_header()))
    slot = value["slots"][1] | {"kind": "force"}
    for size, fits in ((47, False), (48, True), (4096, True), (4097, False)):
        value["slots"] = [slot | {"wrapped": "00" * size}]
        data = signed_again(value)
        if fits:
            assert headers.decode(data, lambda _slot: True).slots[0].kind is SlotKind.FORCE
        else:
            with pytest.raises(VaultHeaderDamagedError, match="header-malformed"):
                headers.decode(data, lambda _slot: True)


def test_exactly_64_kib_is_read_and_one_byte_more_is_not():
    frame = Header(VaultId("v-1"), "", VaultKind.SUPPORTER, ())
    room = 64 * 1024 - len(headers.encode(frame))
    largest = headers.encode(replace(frame, label="x" * room))
    assert len(headers.decode(largest, SLOTS.accepts).label) == room
    with pytest.raises(VaultHeaderDamagedError):
        headers.decode(headers.encode(replace(frame, label="x" * (room + 1))), SLOTS.accepts)


@pytest.mark.parametrize(
    ("at_least", "taken"),
    [
        ({"memory_kib": 128, "iterations": 1, "lanes": 1}, True),
        ({"memory_kib": 64, "iterations": 2, "lanes": 1}, True),
        ({"memory_kib": 64, "iterations": 1, "lanes": 8}, False),
        ({"memory_kib": 32, "iterations": 1, "lanes": 1}, False),
    ],
)
def test_the_cost_that_was_borne_is_kept_if_it_is_higher(at_least, taken):
    frame = Header(VaultId("v-1"), "Van 3", VaultKind.SUPPORTER, ())
    slot = SLOTS.fill(frame, SlotKind.PASSPHRASE, b"x", KEY, at_least=at_least)
    assert (slot.params == at_least) is taken
