"""Tags as they were made once: what a vault holds must be verified by every later program.

The bytes below stand for the vaults that people have. A test that has to be changed with them
means that old vaults no longer open.
"""

from __future__ import annotations

import pytest

from estip_desktop.adapters.crypto.row_mac import Authenticator
from estip_desktop.adapters.storage import audit_log, set_hash
from estip_desktop.adapters.storage.audit_log import ChainHead, Entry
from estip_desktop.adapters.storage.set_hash import SetHash
from estip_desktop.vault import Secret

KEY = Secret(bytes(range(32)))
ROWS, CHAIN = Authenticator(KEY, 16), Authenticator(KEY, 32)
PREVIOUS = ChainHead(7, b"\x01" * 32)
EVENT = ("what", "subject", "detail")
STATE = SetHash(2, 3).packed()
WITHOUT_SUM = "c9cbbe8de641b8666a66ebc343448a90809d1c19e4d7acf7988ba36632ef4ffc"
WITH_SUM = "72c18738880541f52232cf24ed2d0416b044aa1a279fd9b69e3ba7222df9e3c3"
MEMBER = 0x794CDAEA371F74B1190977B895729C1371572F161E13CB2058187E1E639C3EE4


def test_the_tag_of_a_row():
    assert ROWS.tag(b"row").hex() == "27d1591d8840cf16cfac1e84fd74923c"


def test_a_tag_is_for_its_message_its_key_and_its_length_alone():
    tag = ROWS.tag(b"row")
    assert ROWS.is_genuine(b"row", tag)
    assert not ROWS.is_genuine(b"rov", tag)
    assert not ROWS.is_genuine(b"row", tag[:-1])
    assert not ROWS.is_genuine(b"row", b"")
    assert not ROWS.is_genuine(b"row", None)
    assert not ROWS.is_genuine(b"row", tag.hex())
    assert not Authenticator(Secret(bytes(32)), 16).is_genuine(b"row", tag)
    assert CHAIN.tag(b"row")[:16] != tag


def test_making_a_tag_does_not_change_the_next_one():
    assert ROWS.tag(b"row") == ROWS.tag(b"row")


@pytest.mark.parametrize(("state", "expected"), [(b"", WITHOUT_SUM), (STATE, WITH_SUM)])
def test_the_tag_of_an_entry_of_both_schemas(state, expected):
    assert audit_log.tag_of(CHAIN, PREVIOUS, 123, EVENT, b"\x90", state).hex() == expected
    entry = Entry(8, 123, *EVENT, b"\x90", state, bytes.fromhex(expected))
    assert audit_log.follows(entry, PREVIOUS, CHAIN)
    assert entry.head == ChainHead(8, entry.mac, set_hash.unpack(state))


@pytest.mark.parametrize("seq", [7, 9])
def test_an_entry_follows_only_the_one_before_it(seq):
    mac = audit_log.tag_of(CHAIN, ChainHead(seq - 1, PREVIOUS.mac), 123, EVENT, b"\x90", STATE)
    assert not audit_log.follows(Entry(seq, 123, *EVENT, b"\x90", STATE, mac), PREVIOUS, CHAIN)


def test_an_entry_of_one_schema_is_none_of_the_other():
    assert not audit_log.follows(
        Entry(8, 123, *EVENT, b"\x90", b"", bytes.fromhex(WITH_SUM)), PREVIOUS, CHAIN
    )


def test_the_rows_of_an_entry():
    packed = audit_log.pack_rows({("people", "p1"): b"t"})
    assert packed.hex() == "9193a670656f706c65a27031c40174"
    assert audit_log.unpack_rows(packed) == [("people", "p1", b"t")]


def test_before_the_first_entry():
    assert ChainHead() == ChainHead(0, bytes(32), SetHash(0, 0))
    assert ChainHead(rows=None).state == b""
    assert ChainHead().state == bytes(40)


class TestSetHash:
    def test_a_member_and_the_sum_as_they_are_stored(self):
        assert set_hash.member(CHAIN, "people", "p1", b"\x02" * 16) == MEMBER
        assert bytes(7) + b"\x02" + bytes(31) + b"\x03" == STATE
        assert set_hash.unpack(STATE) == SetHash(2, 3)

    @pytest.mark.parametrize("size", [0, 1, 39, 41])
    def test_what_is_no_sum_is_none(self, size):
        assert set_hash.unpack(bytes(size)) is None

    def test_table_name_and_tag_all_count(self):
        member = set_hash.member
        one = member(CHAIN, "people", "p1", b"t")
        others = [
            member(CHAIN, "person", "p1", b"t"),
            member(CHAIN, "people", "p2", b"t"),
            member(CHAIN, "people", "p1", b"u"),
            member(CHAIN, "peoplep", "1", b"t"),
            member(ROWS, "people", "p1", b"t"),
        ]
        assert one not in others

    def test_adding_changing_and_removing_end_where_they_began(self):
        row, start = ("people", "p1"), SetHash(4, 99)
        added = set_hash.replaced(CHAIN, start, row, b"", b"t")
        assert added == SetHash(5, 99 ^ set_hash.member(CHAIN, *row, b"t"))
        changed = set_hash.replaced(CHAIN, added, row, b"t", b"u")
        assert changed == SetHash(5, 99 ^ set_hash.member(CHAIN, *row, b"u"))
        assert set_hash.replaced(CHAIN, changed, row, b"u", b"") == start
        assert set_hash.replaced(CHAIN, start, row, b"", b"") == start

    def test_order_does_not_matter_and_content_does(self):
        rows = [(("a", "1"), b"x"), (("a", "2"), b"y"), (("b", "1"), b"z")]

        def sum_of(some):
            total = SetHash()
            for row, tag in some:
                total = set_hash.replaced(CHAIN, total, row, b"", tag)
            return total

        assert sum_of(rows) == sum_of(reversed(rows))
        assert sum_of(rows) != sum_of(rows[:2])
        assert sum_of(rows) != sum_of([*rows[:2], (("b", "1"), b"w")])


class TestAnchor:
    def test_it_names_the_entry_before_the_first_one(self):
        detail = audit_log.anchor_detail(PREVIOUS)
        assert detail == "7:" + "01" * 32
        entry = Entry(9, 1, *audit_log.ANCHOR, detail, b"", STATE, bytes(32))
        assert audit_log.anchored(entry) == ChainHead(7, b"\x01" * 32)

    @pytest.mark.parametrize("detail", ["", "7", "x:01", "7:zz"])
    def test_what_is_none_begins_at_the_beginning(self, detail):
        entry = Entry(9, 1, *audit_log.ANCHOR, detail, b"", STATE, bytes(32))
        assert audit_log.anchored(entry) in (ChainHead(), ChainHead(7, b""))
