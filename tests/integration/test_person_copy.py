"""A copy of everything held about one person: whole, marked, the same again."""

from __future__ import annotations

import argparse
import json
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.adapters.storage.exports import write_folder
from estip_desktop.bootstrap import worker_command
from estip_desktop.casework.model import AskedHow
from estip_desktop.cli import person_cmd
from estip_desktop.errors import InputRefusedError, NotFoundError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.outbox import ParcelState
from estip_desktop.records import Copies, HoldKind, RecordCopy
from estip_desktop.referrals import ReferralState
from tests.builders import NOW, an_incident
from tests.integration.test_vault_cli import call
from tests.referral_support import tool
from tests.ui.parcel_builders import a_parcel, a_referral
from tests.ui.record_world import PERSON, RecordWorld, record_world

CONTENT = Content()
SIGNED = b"%PDF-1.7 made up and signed"


@pytest.fixture
def world(home: Path):
    with record_world(home) as made:
        made.a_month()
        signed = a_referral(person_id=PERSON, state=ReferralState.SIGNED, pdf=SIGNED, signed_at=NOW)
        made.keep("referrals", signed)
        made.keep(
            "parcels",
            a_parcel(
                referral_id=signed.id,
                revision=signed.revision,
                state=ParcelState.ACCEPTED,
                accepted_by="Dr Alex Invented",
            ),
        )
        made.keeping.hold(PERSON, HoldKind.ACCESS, "Asked for a copy", "Data protection")
        made.rights.rectify(PERSON, {"role": "Sergeant"})
        yield made


class Printer:
    """Remembers instead of printing."""

    def __init__(self) -> None:
        self.copies: list[RecordCopy] = []

    def record_copy(self, copy: RecordCopy) -> bytes:
        self.copies.append(copy)
        return b"%PDF-made-up"


def copies_of(world: RecordWorld, printer: Any) -> Copies:
    return Copies(world.vault.open_unit, CONTENT, printer, write_folder)


def told(files: dict[str, bytes]) -> str:
    return files["record.json"].decode("utf-8")


class TestWhatItHolds:
    def test_every_kind_of_record_is_in_it(self, world):
        data = json.loads(told(copies_of(world, Printer()).files(PERSON)))
        kinds = {section["kind"] for section in data["sections"]}
        assert kinds == {
            "details", "session", "screening", "concern", "decision", "follow-up", "referral",
            "keeping", "log",
        }  # fmt: skip
        text = json.dumps(data)
        for expected in (
            "Robin Sample", "ND4471", "01632 960417", "Sleeps at her sister's", "Response officer",
            "Sergeant", "Some quiet days and a call.", "Asked for a copy",
        ):  # fmt: skip
            assert expected in text

    def test_names_of_others_are_left_out_and_free_text_is_marked(self, world):
        files = copies_of(world, Printer()).files(PERSON)
        text = told(files)
        for name in ("Priya Made-Up", "Sgt Made Up", "Dr Alex Invented", "Data protection"):
            assert name not in text
        lines = [line for each in json.loads(text)["sections"] for line in each["lines"]]
        left_out = [line for line in lines if line["left_out"]]
        assert {line["third_party"] for line in left_out} == {"yes"}
        assert all(line["value"] is None for line in left_out)
        free = next(line for line in lines if "sister" in (line["value"] or ""))
        assert free["third_party"] == "perhaps"

    def test_what_is_typed_in_free_words_is_marked_for_a_reader(self, world):
        world.keep("incidents", an_incident(title="Fall of Sam Other", place="At Sam Other's"))
        needs = {"access_needs": "Lift", "safe_times": "Not when Sam Other is in"}
        world.rights.rectify(PERSON, {**needs, "phone": "01632 960999", "email": "s@example.org"})
        data = json.loads(told(copies_of(world, Printer()).files(PERSON)))
        lines = [line for each in data["sections"] for line in each["lines"]]
        for words in ("Sam Other", *needs.values(), "01632 960", "s@example.org"):
            found = [line for line in lines if words in (line["value"] or "")]
            assert found
            assert {line["third_party"] for line in found} == {"perhaps"}, words
        told_of = {line["label"]: line["third_party"] for line in data["sections"][0]["lines"]}
        assert (told_of["Name"], told_of["Staff number"]) == ("no", "no")

    def test_whoever_decides_may_keep_some_of_them(self, world):
        copies = copies_of(world, Printer())
        marks = copies.marks(PERSON)
        assert ("Supporter", "Priya Made-Up") in marks
        assert len(marks) == len(set(marks))
        text = told(copies.files(PERSON, [("Supporter", "Priya Made-Up")]))
        assert "Priya Made-Up" in text
        assert "Sgt Made Up" not in text

    def test_sealed_notes_are_theirs_to_read_all_the_same(self, world):
        world.rights.take_back(PERSON, AskedHow.PHONE)
        assert "Sleeps at her sister's" in told(copies_of(world, Printer()).files(PERSON))

    def test_signed_documents_name_their_signer_and_are_left_out(self, world):
        files = copies_of(world, Printer()).files(PERSON)
        assert set(files) == {"record.pdf", "record.json"}
        (document,) = json.loads(told(files))["documents"]
        assert (document["file"], document["left_out"]) == (None, True)
        assert document["third_party"] == "yes"
        assert document["why"].startswith("Left out because it names other people; give it after")

    def test_a_signed_document_lies_beside_it_where_somebody_decides_so(self, world):
        copies = copies_of(world, Printer())
        (mark,) = (each for each in copies.marks(PERSON) if each[0] == "Signed document")
        files = copies.files(PERSON, [mark])
        assert files["document-1.pdf"] == SIGNED
        assert "Priya Made-Up" not in told(files)
        (document,) = json.loads(told(files))["documents"]
        assert (document["file"], document["left_out"]) == ("document-1.pdf", False)
        assert document["third_party"] == "yes"
        assert document["why"] is None


class Said:
    """Remembers what the command says."""

    def print_result(self, data: dict[str, Any], text: str) -> None:
        self.data, self.text = data, text


@pytest.mark.parametrize("kept", [False, True])
def test_the_command_says_what_became_of_signed_documents(world, tmp_path, monkeypatch, kept):
    services = SimpleNamespace(copies=copies_of(world, Printer()))
    monkeypatch.setattr(person_cmd, "unlocked", lambda _context: nullcontext(services))
    context: Any = Said()
    given = argparse.Namespace(reference="P-0417", out=tmp_path / "out", keep_others=kept)
    assert person_cmd.run(given, context) == 0
    left_out = "" if kept else "Left out because it names other people"
    assert left_out in context.text
    assert ("lie beside it; they name other people" in context.text) is kept
    assert bool(context.data["documents_left_out"]) is not kept
    assert ("document-1.pdf" in context.data["files"]) is kept


class TestMakingIt:
    def test_the_same_state_gives_the_same_bytes(self, world):
        workers = DocumentWorkers(worker_command, SetClock(NOW))
        try:
            copies = copies_of(world, workers)
            first = copies.files(PERSON)
            copies.export(PERSON, world.vault.spool_dir / "out")
            world.clock.set_to(NOW.replace(year=2028))
            again = copies.files(PERSON)
        finally:
            workers.close()
        assert first == again
        written = world.vault.spool_dir / "out"
        assert {path.name: path.read_bytes() for path in written.iterdir()} == first
        assert {path.stat().st_mode & 0o777 for path in written.iterdir()} == {0o600}

    def test_the_pages_say_it_and_mark_it(self, world, tmp_path):
        workers = DocumentWorkers(worker_command, SetClock(NOW))
        try:
            pdf = copies_of(world, workers).files(PERSON)["record.pdf"]
        finally:
            workers.close()
        path = tmp_path / "record.pdf"
        path.write_bytes(pdf)
        words = " ".join(tool("pdftotext", "-layout", path, "-").split())
        assert "Copy of a record" in words
        assert "Robin Sample" in words
        assert "[left out: it names somebody else]" in words
        assert "Priya Made-Up" not in words
        assert "Left out because it names other people" in words
        assert "page 1 of" in words

    def test_that_it_was_made_stands_in_the_trail(self, world, tmp_path):
        copies_of(world, Printer()).export(PERSON, tmp_path / "out")
        with world.vault.open_unit() as unit:
            line = unit.audit_log.of([PERSON], 1)[0]
        assert line.what == "person-exported"
        assert line.detail.startswith("sha256=")

    def test_a_folder_that_holds_something_is_left_alone(self, world, tmp_path):
        (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(InputRefusedError, match="out-not-empty"):
            copies_of(world, Printer()).export(PERSON, tmp_path)
        assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.txt"]
        with world.vault.open_unit() as unit:
            assert unit.audit_log.of([PERSON], 1)[0].what != "person-exported"

    def test_an_unknown_reference_finds_nobody(self, world):
        copies = copies_of(world, Printer())
        assert copies.find(" p-0417 ") == PERSON
        with pytest.raises(NotFoundError):
            copies.find("P-9999")


def test_the_command_writes_pdf_and_json(tmp_path):
    from estip_desktop.cli.seed_cmd import PASSPHRASE

    home, out = tmp_path / "home", tmp_path / "copy"
    assert call(home, "seed", "--people", "3")[0] == 0
    status, text = call(home, "person", "export", "P-0001", str(out), "--json", typed=PASSPHRASE)
    assert status == 0
    assert json.loads(text)["files"] == ["record.json", "record.pdf"]
    assert (out / "record.pdf").read_bytes().startswith(b"%PDF-")
    again = tmp_path / "again"
    assert call(home, "person", "export", "P-0001", str(again), typed=PASSPHRASE)[0] == 0
    for name in ("record.json", "record.pdf"):
        assert (out / name).read_bytes() == (again / name).read_bytes()
    status, text = call(home, "person", "export", "P-0009", str(tmp_path / "x"), typed=PASSPHRASE)
    assert (status, "Nobody in this vault" in text) == (1, True)
    assert call(home, "person", "export", "P-0001", str(out), typed=PASSPHRASE)[0] == 3
