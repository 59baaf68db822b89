"""Two vaults on one laptop: nothing of one is to be found from the other's side."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from estip_desktop.casework import Answer
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.preferences import Preferences
from estip_desktop.vault import SlotKind, VaultKind
from tests.builders import NOW, a_person, an_incident
from tests.faults import memory
from tests.paths import CHECKOUT
from tests.vault_support import PASSPHRASE, MadeVault, make_vault

OWNER = "Zebedee Quillfeather"
CANARIES = (OWNER, "Marmaduke Pennyweather", "note-canary-7c1e", "place-canary-90ab")


@pytest.fixture
def home_of_two(home: Path) -> tuple[MadeVault, MadeVault]:
    """The first is full of canaries; the second is an exercise on the same laptop."""
    full = make_vault(home, label="Blue", owner=OWNER)
    vault = full.open()
    with vault.open_unit() as unit:
        unit.people.save(a_person(name=CANARIES[1]))
        unit.incidents.save(an_incident(title=CANARIES[2], place=CANARIES[3]))
        unit.answers.save(Answer("s", "note", f"{CANARIES[2]} " * 50, NOW))
        unit.audit.record(AuditEvent("answer-saved", "s", "note"))
        unit.commit()
    vault.close()
    other = make_vault(home, label="Table top", kind=VaultKind.EXERCISE, owner="Ottoline")
    return full, other


def files_with(folder: Path, *texts: str) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found += [
            f"{path.name}: {text}"
            for text in texts
            if any(text.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-32-le"))
        ]
    return found


def test_no_file_of_the_home_holds_a_word_of_either(home_of_two, home):
    assert files_with(home, *CANARIES, "Ottoline", PASSPHRASE) == []


def test_the_list_shows_labels_and_nothing_else(home_of_two):
    _full, other = home_of_two
    listed = other.vaults.list()
    assert [(one.label, one.kind) for one in listed] == [
        ("Blue", VaultKind.SUPPORTER),
        ("Table top", VaultKind.EXERCISE),
    ]
    assert not any(canary in repr(listed) for canary in CANARIES)


def test_only_the_labels_stand_in_the_others_folder(home_of_two):
    full, other = home_of_two
    assert files_with(full.folder, "Table top", other.info.id) == []
    assert files_with(other.folder, "Blue", full.info.id) == []
    assert files_with(full.folder, "Blue") != []


def test_keys_salts_and_ids_have_nothing_in_common(home_of_two):
    full, other = home_of_two
    opened = [full.open(), other.open()]
    slots = [vault._header.slots for vault in opened]
    for one, two in zip(*slots, strict=True):
        assert one.kind is two.kind
        assert {one.id, one.salt, one.nonce, one.wrapped}.isdisjoint(
            {two.id, two.salt, two.nonce, two.wrapped}
        )
    keys = [
        vault._slots.open(vault._header, SlotKind.PASSPHRASE, PASSPHRASE.encode()).reveal()
        for vault in opened
    ]
    assert keys[0] != keys[1]
    for vault in opened:
        vault.close()


def test_changing_one_leaves_the_other_as_it_is(home_of_two):
    full, other = home_of_two
    before = {path: path.read_bytes() for path in full.folder.rglob("*") if path.is_file()}
    vault = other.open()
    vault.change_passphrase(PASSPHRASE, "copper otter violin ladder meadow")
    vault.close()
    after = {path: path.read_bytes() for path in full.folder.rglob("*") if path.is_file()}
    assert after == before
    full.open().close()


def test_the_note_of_states_seen_tells_one_nothing_of_the_other(home_of_two, home):
    full, other = home_of_two
    before = json.loads((home / "seen.json").read_bytes())
    other.open().close()
    after = json.loads((home / "seen.json").read_bytes())
    assert after[full.info.id] == before[full.info.id]
    assert set(after[other.info.id]) == {"counter", "tag"}


_SESSION = """
import sys
from pathlib import Path
from tests.vault_support import PASSPHRASE, quick_vaults
vaults = quick_vaults(Path(sys.argv[1]))
vaults.list()
vault = vaults.unlock(sys.argv[2], PASSPHRASE)
with vault.open_unit() as unit:
    unit.settings.get("owner-name")
vault.check()
print("open", flush=True)
sys.stdin.readline()
vault.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="not run, because it reads /proc")
def test_the_memory_of_a_session_holds_nothing_of_the_other_vault(home_of_two, home):
    full, other = home_of_two
    seen = {}
    for made in (full, other):
        process = subprocess.Popen(
            [sys.executable, "-c", _SESSION, str(home), made.info.id],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        reason = memory.why_not(process.pid)
        if not reason:
            seen[made.info.id] = memory.hits(process.pid, memory.needles(CANARIES))
        process.stdin.close()
        process.wait()
        process.stdout.close()
        if reason:
            pytest.skip(reason)
    assert seen[full.info.id], "the search finds what is there"
    assert seen[other.info.id] == {}


def test_settings_hold_the_look_of_windows_and_nothing_else():
    """Any other field has to be argued for here: this file is not encrypted, and shared by all."""
    assert set(Preferences._fields) == {
        "theme",
        "text_percent",
        "language",
        "geometry",
        "reduce_motion",
    }
