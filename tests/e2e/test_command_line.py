"""The command line as people call it: one round between two homes, names and exit codes kept."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.bootstrap import RealContext
from estip_desktop.kernel.progress import Progress
from tests import builders
from tests.paths import CHECKOUT
from tests.referral_support import CANARY, a_colleague, tool
from tests.vault_support import PASSPHRASE

CLERK = "Dr Siân O'Brien <b>R&B</b>"
ENTRY_KEYS = {
    "id", "reference", "revision", "kind", "urgency", "received_at", "state", "words",
    "assignee", "sender", "sender_known", "fingerprint", "phoned_to",
}  # fmt: skip
PARCEL_KEYS = {
    "id", "reference", "revision", "kind", "urgency", "state", "words", "group", "overdue",
    "desk", "object", "size", "created_at", "created", "tries", "last_error", "accepted_by",
    "reason",
}  # fmt: skip
VERDICT_KEYS = {
    "valid", "bottom_line", "findings", "signer", "signed_at", "covers_whole_file",
    "changes_after_signing", "sha256",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def call(home: Path, *words: str | Path, typed: str | None = None) -> Said:
    """Run a command; no command may end in a traceback or repeat the passphrase."""
    command = [sys.executable, "-m", "estip_desktop", "--home", str(home), *map(str, words)]
    if typed is not None:
        command += ["--passphrase-file", "-"]
    done = subprocess.run(
        command, cwd=CHECKOUT, check=False, capture_output=True, text=True,
        input=None if typed is None else f"{typed}\n", timeout=120,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert PASSPHRASE not in said
    return Said(done.returncode, done.stdout, done.stderr)


@dataclass
class Round:
    """Two homes, what went between them, and what each command said."""

    folder: Path
    said: dict[str, Said] = field(default_factory=dict)

    @property
    def supporter(self) -> Path:
        return self.folder / "supporter"

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    def note(self, name: str, home: Path, *words: str | Path) -> dict[str, Any]:
        """Call with ``--json`` and keep the answer; it must have gone well."""
        said = call(home, *words, "--json", typed=PASSPHRASE)
        assert said.status == 0, (name, said)
        self.said[name] = said
        return said.json


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """Create, card, add, sign, send, collect, open, accept, booked, receipt."""
    done = Round(tmp_path_factory.mktemp("round"))
    create = ("vault", "create", "--recovery-out")
    done.note(
        "create", done.supporter, *create, done.folder / "one.txt",
        "--name", "Van 2", "--person", "Priya O'Brien <b>R&B</b>",
    )  # fmt: skip
    done.note(
        "create desk", done.desk, *create, done.folder / "two.txt",
        "--name", "OH desk", "--kind", "desk", "--person", "Northdale OH",
    )  # fmt: skip
    done.note("show", done.supporter, "identity", "show")
    done.note("card", done.desk, "identity", "card", done.folder / "desk.card")
    done.note("add", done.supporter, "desk", "add", done.folder / "desk.card")
    _sign(done)
    done.note("list", done.supporter, "outbox", "list")
    done.note("send", done.supporter, "outbox", "send")
    done.note("export", done.supporter, "outbox", "export", done.folder / "stick")
    done.note("collect", done.desk, "desk", "collect")
    entry = done.note("inbox", done.desk, "desk", "list")["inbox"][0]["id"]
    done.note("open", done.desk, "desk", "open", entry, done.folder / "opened")
    done.note("accept", done.desk, "desk", "accept", entry, "--by", CLERK)
    done.note("booked", done.desk, "desk", "booked", entry)
    done.note("quarantine", done.desk, "desk", "quarantine")
    done.note("receipts", done.supporter, "outbox", "send")
    trust = done.said["show"].json["trust_pem"]
    (done.folder / "trust.pem").write_text(trust)
    return done


def _sign(done: Round) -> None:
    """What only the window does: a session, a decision, a signature."""
    context = RealContext(done.supporter)
    vault = context.vaults.unlock(context.vaults.list()[0].id, PASSPHRASE, Progress())
    services = context.services(vault)
    try:
        with vault.open_unit() as unit:
            unit.people.save(a_colleague(name=f"{CANARY} <b>R&B</b> O'Brien ŵŷ 🙂"))
            unit.incidents.save(builders.an_incident())
            unit.sessions.save(builders.a_session())
            unit.decisions.save(builders.a_decision(chosen="P3", suggested="P3", reason="Wish"))
            unit.commit()
        draft = services.referrals.draft_for(builders.a_session().id)
        services.referrals.sign(draft.key, PASSPHRASE)
    finally:
        services.close()
        vault.close()


class TestRound:
    def test_what_is_made_is_named(self, played):
        assert played.said["create"].json.keys() == {"id", "label", "kind"}
        assert played.said["create desk"].json["kind"] == "desk"
        assert played.said["card"].json.keys() == {"card", "kid", "fingerprint"}
        assert played.said["add"].json["fingerprint"] == played.said["card"].json["fingerprint"]

    def test_a_parcel_goes_from_waiting_to_booked(self, played):
        states = [
            played.said[name].json["parcels"][0]["state"] for name in ("list", "send", "receipts")
        ]
        assert states == ["sealed", "stored", "booked"]
        parcel = played.said["receipts"].json["parcels"][0]
        assert parcel.keys() == PARCEL_KEYS
        assert parcel["accepted_by"] == CLERK

    def test_sending_says_what_it_did(self, played):
        sent = played.said["send"].json
        keys = {"stored", "failed", "receipts", "waiting", "errors", "parcels"}
        assert sent.keys() == keys
        assert (sent["stored"], sent["failed"], sent["errors"]) == (1, 0, [])

    def test_a_stick_takes_the_same_sealed_object(self, played):
        exported = played.said["export"].json["exported"]
        assert exported == [played.said["send"].json["parcels"][0]["object"]]
        assert (played.folder / "stick" / exported[0]).read_bytes() == (
            played.desk / "store" / exported[0]
        ).read_bytes()

    def test_what_arrived_needs_nobody_to_carry_it(self, played):
        key = played.said["send"].json["parcels"][0]["id"]
        to = ("--to", "The duty clerk")
        stick = str(played.folder / "stick")
        said = call(played.supporter, "outbox", "import", stick, "--json", typed=PASSPHRASE)
        assert (said.status, said.json["receipts"]) == (0, 0)
        said = call(played.supporter, "outbox", "hand-over", key, *to, typed=PASSPHRASE)
        assert (said.status, "arrived already" in said.err) == (3, True)
        said = call(played.supporter, "outbox", "hand-over", "nothing", *to, typed=PASSPHRASE)
        assert (said.status, "Nothing in the outbox" in said.err) == (1, True)

    def test_the_desk_reads_it_and_names_who_takes_it_on(self, played):
        assert played.said["collect"].json["new"] == 1
        opened = played.said["open"].json
        assert opened.keys() > ENTRY_KEYS
        failed = [check["code"] for check in opened["checks"] if not check["passed"]]
        assert failed == ["sender"]
        accepted = played.said["accept"].json
        assert accepted.keys() == ENTRY_KEYS
        assert (accepted["state"], accepted["assignee"]) == ("accepted", CLERK)
        assert played.said["quarantine"].json == {"quarantine": []}

    def test_no_answer_names_the_person(self, played):
        said = {name: said.out + said.err for name, said in played.said.items()}
        assert [name for name, text in said.items() if CANARY in text] == []


class TestReferral:
    def test_it_is_valid_and_says_so(self, played):
        pdf = played.folder / "opened" / "referral.pdf"
        said = call(
            played.folder,
            "referral",
            "verify",
            pdf,
            "--trust",
            played.folder / "trust.pem",
            "--json",
        )
        assert (said.status, said.json["valid"]) == (0, True)
        assert said.json.keys() == VERDICT_KEYS
        assert said.json["covers_whole_file"]

    def test_a_signer_nobody_knows_is_not_valid(self, played):
        said = call(
            played.folder, "referral", "verify", played.folder / "opened" / "referral.pdf", "--json"
        )
        assert (said.status, said.json["valid"]) == (1, False)

    def test_one_flipped_bit_is_found(self, played):
        data = bytearray((played.folder / "opened" / "referral.pdf").read_bytes())
        data[len(data) // 3] ^= 0x10
        changed = played.folder / "changed.pdf"
        changed.write_bytes(data)
        trust = played.folder / "trust.pem"
        said = call(played.folder, "referral", "verify", changed, "--trust", trust, "--json")
        assert (said.status, said.json["valid"]) == (1, False)
        assert said.json["findings"]

    def test_its_data_is_the_bundle_the_desk_got(self, played):
        said = call(
            played.folder, "referral", "data", played.folder / "opened" / "referral.pdf", "--json"
        )
        assert said.json == json.loads((played.folder / "opened" / "bundle.json").read_text())
        assert said.json["resourceType"] == "Bundle"

    def test_names_stand_on_the_page_as_they_were_typed(self, played):
        text = tool("pdftotext", "-layout", played.folder / "opened" / "referral.pdf", "-")
        assert f"{CANARY} <b>R&B</b> O'Brien ŵŷ" in text

    @pytest.mark.parametrize("content", [b"", b"no PDF at all", b"%PDF-1.7\n%%EOF\n"])
    def test_a_file_that_is_no_referral_gets_an_answer(self, played, content):
        path = played.folder / "other.pdf"
        path.write_bytes(content)
        verified = call(played.folder, "referral", "verify", path)
        assert verified.status in {1, 3}
        assert verified.out or verified.err
        read = call(played.folder, "referral", "data", path)
        assert read.status == 3
        assert len(read.err.strip().splitlines()) == 1


class TestRefusals:
    """Exit codes: 1 no, 2 usage, 3 refused, 4 wrong passphrase, 5 not available."""

    @pytest.mark.parametrize(
        ("words", "status"),
        [
            (("instruments", "show", "no-such"), 1),
            (("instruments", "score", "phq-9", "1,2"), 3),
            (("instruments", "score", "phq-9", "9,9,9,9,9,9,9,9,9"), 3),
            (("pathway", "no-such.json"), 3),
            (("referral", "verify", "no-such.pdf"), 3),
            (("vault",), 2),
            (("vault", "chek"), 2),
            (("no-such-command",), 2),
            (("desk", "accept", "1"), 2),
            (("vault", "check"), 1),
        ],
    )
    def test_without_a_vault(self, tmp_path, words, status):
        said = call(tmp_path, *words, typed=PASSPHRASE)
        assert (said.status, said.out) == (status, "")
        assert said.err.strip()
        assert not list(tmp_path.iterdir())

    def test_a_wrong_passphrase_is_4(self, played):
        said = call(played.desk, "desk", "list", "--json", typed="not the right words at all")
        assert said.status == 4
        assert json.loads(said.out)["error"]["code"] == "secret-refused"

    def test_no_passphrase_is_2(self, played):
        assert call(played.desk, "desk", "list").status == 2

    def test_an_unknown_entry_is_1(self, played):
        said = call(played.desk, "desk", "accept", "no-such", "--by", CLERK, typed=PASSPHRASE)
        assert said.status == 1

    def test_a_supporters_records_have_no_inbox(self, played):
        assert call(played.supporter, "desk", "list", typed=PASSPHRASE).status == 5

    def test_an_open_vault_is_5(self, played):
        context = RealContext(played.desk)
        vault = context.vaults.unlock(context.vaults.list()[0].id, PASSPHRASE, Progress())
        try:
            said = call(played.desk, "desk", "list", typed=PASSPHRASE)
        finally:
            vault.close()
        assert said.status == 5
        assert "open in another window" in said.err

    def test_a_store_that_is_gone_is_5_and_loses_nothing(self, played):
        elsewhere = played.folder / "elsewhere"
        played.desk.rename(elsewhere)
        try:
            said = call(played.supporter, "outbox", "send", "--json", typed=PASSPHRASE)
        finally:
            elsewhere.rename(played.desk)
        assert said.status in {0, 5}
        assert said.json["parcels"][0]["state"] == "booked"

    def test_an_answer_that_was_given_before_is_3_and_says_so(self, played):
        entry = played.said["inbox"].json["inbox"][0]["id"]
        said = call(played.desk, "desk", "accept", entry, "--by", "Dr Bea", typed=PASSPHRASE)
        assert said.status == 3
        assert "answered before" in said.err

    def test_trust_that_is_no_certificate_is_3_and_blames_no_document(self, played):
        junk = played.folder / "junk.pem"
        junk.write_bytes(b"no certificate")
        pdf = played.folder / "opened" / "referral.pdf"
        said = call(played.folder, "referral", "verify", pdf, "--trust", junk)
        assert (said.status, said.out) == (3, "")
        assert "--trust holds no certificate" in said.err

    def test_where_no_desk_is_known_sending_is_5_and_says_what_to_do(self, tmp_path):
        alone = Round(tmp_path)
        create = ("vault", "create", "--recovery-out", tmp_path / "key.txt", "--name", "Van 3")
        alone.note("create", alone.supporter, *create)
        _sign(alone)
        said = call(alone.supporter, "outbox", "send", typed=PASSPHRASE)
        assert said.status == 5
        assert "desk add CARD" in said.out
        again = call(alone.supporter, "outbox", "send", "--json", typed=PASSPHRASE)
        assert (again.status, again.json["errors"]) == (5, ["no-desk-known"])
        assert again.json["parcels"][0]["state"] == "signed"


class TestHelp:
    @pytest.mark.parametrize(
        "command",
        [
            "instruments",
            "pathway",
            "vault",
            "identity",
            "referral",
            "outbox",
            "desk",
            "tour",
            "bench",
        ],
    )
    def test_every_command_explains_itself(self, tmp_path, command):
        said = call(tmp_path, command, "--help")
        assert said.status == 0
        assert f"estip-desktop {command}" in said.out

    def test_the_program_lists_its_commands(self, tmp_path):
        said = call(tmp_path, "--help")
        assert said.status == 0
        assert all(name in said.out for name in ("vault", "desk", "referral", "tour", "bench"))
