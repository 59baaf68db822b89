"""The audit chain notices whatever is done to it."""

from hypothesis import given
from hypothesis import strategies as st

from estip_desktop.adapters.crypto.row_mac import CHAIN_MAC_BYTES, Authenticator
from estip_desktop.adapters.storage import audit_log
from estip_desktop.vault import Secret, recovery_key

TAGS = Authenticator(Secret(b"k" * 32), CHAIN_MAC_BYTES)
TEXT = st.text(max_size=12)
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 2**53),
        st.tuples(TEXT, TEXT, TEXT),
        st.binary(max_size=12),
        st.binary(max_size=12),
    ),
    min_size=1,
    max_size=12,
)


def a_chain(events) -> list[audit_log.Entry]:
    head, entries = audit_log.ChainHead(), []
    for at, event, rows, state in events:
        tag = audit_log.tag_of(TAGS, head, at, event, rows, state)
        head = audit_log.ChainHead(head.seq + 1, tag)
        entries.append(
            audit_log.Entry(head.seq, at, event[0], event[1], event[2], rows, state, tag)
        )
    return entries


def holds(entries) -> bool:
    head = audit_log.ChainHead()
    for entry in entries:
        if not audit_log.follows(entry, head, TAGS):
            return False
        head = audit_log.ChainHead(entry.seq, entry.mac)
    return True


@given(EVENTS)
def test_what_was_written_holds(events):
    assert holds(a_chain(events))


@given(EVENTS, st.data())
def test_any_changed_field_is_noticed(events, data):
    entries = a_chain(events)
    place = data.draw(st.integers(0, len(entries) - 1))
    fields = [getattr(entries[place], name) for name in audit_log.Entry.__slots__]
    number = data.draw(st.integers(0, len(fields) - 1))
    old = fields[number]
    new = data.draw(
        st.integers(0, 2**53)
        if isinstance(old, int)
        else st.binary(max_size=40)
        if isinstance(old, bytes)
        else TEXT
    )
    fields[number] = new
    entries[place] = audit_log.Entry(*fields)
    assert holds(entries) == (new == old)


@given(EVENTS.filter(lambda events: len(events) > 1), st.data())
def test_a_missing_doubled_or_exchanged_entry_is_noticed(events, data):
    entries = a_chain(events)
    place = data.draw(st.integers(0, len(entries) - 2))
    assert not holds(entries[:place] + entries[place + 1 :])
    assert not holds([*entries[: place + 1], entries[place], *entries[place + 1 :]])
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert not holds(entries)


@given(EVENTS, EVENTS)
def test_an_entry_of_another_history_does_not_fit(events, others):
    entries, strange = a_chain(events), a_chain(others)
    last = strange[-1]
    if len(entries) == len(strange) and entries[:-1] == strange[:-1]:
        return
    assert not holds([*entries[: last.seq - 1], last]) or entries[: last.seq - 1] == strange[:-1]


@given(st.binary(min_size=20, max_size=20))
def test_every_recovery_key_is_read_back(key):
    assert recovery_key.parse(recovery_key._printed(key)).reveal() == key


@given(st.lists(st.tuples(TEXT, TEXT, st.binary(max_size=16)), max_size=5))
def test_touched_rows_are_read_back(rows):
    touched = {(table, name): tag for table, name, tag in rows}
    packed = audit_log.pack_rows(touched)
    assert {(table, name): tag for table, name, tag in audit_log.unpack_rows(packed)} == touched
