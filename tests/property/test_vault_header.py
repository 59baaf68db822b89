"""Headers and slots: what was written is read back, and any change is refused."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estip_desktop.adapters.crypto.aead import AesGcmWrap
from estip_desktop.adapters.crypto.kdf import HkdfDerivation
from estip_desktop.errors import EstipError, SecretRefusedError, VaultError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault import KeySlots, Secret, SlotKind, VaultKind, passphrases, recovery_key
from estip_desktop.vault import header as headers
from estip_desktop.vault.key_slots import new_vault_key
from estip_desktop.vault.model import Header
from tests.vault_support import quick_derivation

SLOTS = KeySlots(
    AesGcmWrap(), {SlotKind.PASSPHRASE: quick_derivation(), SlotKind.RECOVERY: HkdfDerivation()}
)
KEY = new_vault_key()
SINCE = st.sampled_from(["", "2026-11-23T12:00:00.000000Z"])
LABELS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
SECRETS = st.binary(min_size=1, max_size=40)


def a_header(label: str, kind: VaultKind, secret: bytes, since: str) -> Header:
    frame = Header(VaultId("v-1"), label, kind, ())
    passphrase = SLOTS.fill(frame, SlotKind.PASSPHRASE, secret, KEY, since=since)
    recovery = SLOTS.fill(frame, SlotKind.RECOVERY, secret * 2, KEY, since=since)
    return replace(frame, slots=(passphrase, recovery))


HEADERS = st.builds(a_header, LABELS, st.sampled_from(VaultKind), SECRETS, SINCE)
ONE = a_header("Van 3", VaultKind.SUPPORTER, b"open sesame", "2026-11-23T12:00:00.000000Z")
DATA = headers.encode(ONE)


@given(HEADERS)
@settings(max_examples=40)
def test_a_header_is_read_back_as_it_was(header):
    assert headers.decode(headers.encode(header), SLOTS.accepts) == header


@given(SECRETS, SECRETS)
@settings(max_examples=40)
def test_only_the_secret_of_a_slot_opens_it(secret, other):
    header = a_header("Van 3", VaultKind.DESK, secret, "")
    assert SLOTS.open(header, SlotKind.PASSPHRASE, secret).reveal() == KEY.reveal()
    if other != secret:
        with pytest.raises(SecretRefusedError):
            SLOTS.open(header, SlotKind.PASSPHRASE, other)


def opens(data: bytes) -> bool:
    try:
        header = headers.decode(data, SLOTS.accepts)
        return SLOTS.open(header, SlotKind.PASSPHRASE, b"open sesame").reveal() == KEY.reveal()
    except VaultError:
        return False
    except SecretRefusedError:
        return False


@given(st.integers(0, len(DATA) * 8 - 1))
@settings(max_examples=300)
def test_any_one_bit_that_changed_is_refused(place):
    changed = bytearray(DATA)
    changed[place // 8] ^= 1 << place % 8
    assert opens(DATA)
    assert not opens(bytes(changed))


def as_a_forger_would(value: dict) -> bytes:
    """With a digest that fits: nothing but the tags of the slots stands in the way."""
    value.pop("digest", None)
    return strict_json.canonical({**value, "digest": headers._digest(value)})


@given(st.data())
@settings(max_examples=200)
def test_a_change_by_hand_with_a_digest_that_fits_opens_nothing(data):
    value = json.loads(DATA)
    slot = value["slots"][0]
    field = data.draw(st.sampled_from(["label", "kind", "vault_id", *sorted(slot)]))
    target = slot if field in slot else value
    before = target[field]
    match before:
        case dict():
            name = data.draw(st.sampled_from(sorted(before)))
            target[field] = before | {name: before[name] + data.draw(st.integers(1, 5))}
        case _ if field == "kind" and target is value:
            target[field] = data.draw(st.sampled_from(["desk", "exercise"]))
        case _:
            place = data.draw(st.integers(0, len(before) - 1))
            digit = data.draw(
                st.sampled_from("0123456789abcdef").filter(lambda d: d != before[place])
            )
            target[field] = before[:place] + digit + before[place + 1 :]
    assert not opens(as_a_forger_would(value))


@given(st.permutations(range(4)))
def test_slots_that_change_places_between_two_headers_open_nothing_more(order):
    other = a_header("Van 4", VaultKind.SUPPORTER, b"open sesame", "")
    four = [*ONE.slots, *other.slots]
    shuffled = [four[number] for number in order]
    for header, own in ((ONE, ONE.slots), (other, other.slots)):
        mixed = replace(header, slots=tuple(shuffled))
        slot, key = SLOTS.find(mixed, SlotKind.PASSPHRASE, b"open sesame")
        assert slot in own
        assert key.reveal() == KEY.reveal()


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_every_way_to_compose_a_letter_is_the_same_passphrase(text):
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")} | {text}
    assert len({passphrases.to_bytes(each) for each in forms}) == 1


@given(st.text(max_size=1100))
@settings(max_examples=200)
def test_a_passphrase_is_kept_whole_or_refused(text):
    whole = unicodedata.normalize("NFC", text).encode("utf-8")
    if len(whole) <= 1024:
        assert passphrases.to_bytes(text) == whole
    else:
        with pytest.raises(SecretRefusedError):
            passphrases.to_bytes(text)


@given(st.integers(0, 2**160 - 1), st.data())
@settings(max_examples=200)
def test_a_slip_in_a_recovery_key_is_noticed(number, data):
    printed = recovery_key._printed(number.to_bytes(20, "big"))
    assert recovery_key.parse(printed.lower()).reveal() == number.to_bytes(20, "big")
    place = data.draw(st.integers(0, len(printed) - 1).filter(lambda at: printed[at] != "-"))
    digit = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
    slip = printed[:place] + digit + printed[place + 1 :]
    if slip != printed:
        try:
            found = recovery_key.parse(slip)
        except EstipError:
            return
        # 20 bits of checksum: one slip in a million is not told from another key.
        assert isinstance(found, Secret)
        assert found.reveal() != number.to_bytes(20, "big")
