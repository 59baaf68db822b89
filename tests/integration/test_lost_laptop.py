"""The lost-laptop sheet: who, when, how grave; from a backup, on a machine that never saw it."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.adapters.documents.lost_files import write_sheet
from estip_desktop.adapters.documents.lost_pages import lost_pages
from estip_desktop.errors import InputRefusedError, SecretRefusedError
from estip_desktop.kernel.ids import PersonId, SessionId
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import Proof
from estip_desktop.vault.lost_laptop import as_text, danger_words
from tests.backup_support import a_backed_up_vault, by_passphrase
from tests.builders import a_person, a_session
from tests.integration.test_vault_cli import call
from tests.referral_support import tool
from tests.vault_support import LABEL, NOON, make_vault, quick_vaults


@pytest.fixture
def backup(home, tmp_path):
    backed_up = a_backed_up_vault(home, answers=3)
    with backed_up.vault.open_unit() as unit:
        for number, name in ((1, "Alys Made-Up"), (2, "")):
            person = replace(
                a_person(), id=PersonId(f"person-{number}"), reference=f"P-000{number}"
            )
            unit.people.save(replace(person, name=name))
        for number, days in ((1, 0), (2, 3), (3, 3)):
            session = a_session()
            started = NOON - timedelta(days=days)
            unit.sessions.save(
                replace(
                    session,
                    id=SessionId(f"s{number}"),
                    person_id=PersonId("person-1"),
                    started_at=started,
                )
            )
        unit.commit()
    path = backed_up.to(tmp_path / "stick.estip-backup")
    backed_up.vault.close()
    return backed_up, path


def sheet_of(backup, other, with_laptop=()):
    backed_up, path = backup
    proof = Proof.recovery_key(backed_up.made.recovery_key)
    return quick_vaults(other).restores.lost_laptop(path, proof, Progress(), with_laptop)


def test_it_names_everybody_with_the_days_and_nothing_else(backup, tmp_path):
    other = tmp_path / "other"
    sheet = sheet_of(backup, other)
    assert [(one.reference, one.name) for one in sheet.people] == [
        ("P-0001", "Alys Made-Up"),
        ("P-0002", ""),
    ]
    assert [f"{day:%d/%m}" for day in sheet.people[0].days] == ["20/11", "23/11"]
    text = as_text(sheet)
    assert "P-0001  Alys Made-Up  20/11/2026, 23/11/2026" in text
    assert "P-0002  no contact recorded" in text
    assert LABEL in text
    assert "xxxx" not in text  # nothing of an answer
    assert not list((other / "vaults").iterdir())


def test_it_says_how_grave_it_is(backup, tmp_path):
    sheet = sheet_of(backup, tmp_path / "other")
    titles = {
        with_laptop: danger_words(replace(sheet, with_laptop=with_laptop))[0]
        for with_laptop in ((), ("passphrase",), ("sheet",), ("unknown",), ("sheet", "unknown"))
    }
    assert titles["passphrase",] == titles["sheet",] == titles["sheet", "unknown"]
    assert len(set(titles.values())) == 3
    assert "Nothing that opens" in titles[()]


def test_it_says_what_it_cannot_know(backup, tmp_path):
    sheet = replace(sheet_of(backup, tmp_path / "other"), made_at=NOON + timedelta(days=2))
    assert "2 days before this sheet" in as_text(sheet)


def test_on_paper_it_says_the_same(backup, tmp_path):
    sheet = sheet_of(backup, tmp_path / "other", ("passphrase",))
    path = tmp_path / "sheet.pdf"
    path.write_bytes(lost_pages(sheet))
    words = " ".join(tool("pdftotext", "-layout", path, "-").split())
    for said in ("Lost laptop", "Treat these records as read", "P-0001", "Alys Made-Up"):
        assert said in words
    assert "20/11/2026, 23/11/2026" in words


def test_it_needs_the_secret(backup, tmp_path):
    _, path = backup
    stranger = make_vault(tmp_path / "stranger")
    with pytest.raises(SecretRefusedError):
        quick_vaults(tmp_path / "other").restores.lost_laptop(
            path, Proof.recovery_key(stranger.recovery_key), Progress(), ()
        )
    assert by_passphrase().kind


def test_nothing_is_written_over(backup, tmp_path):
    sheet = sheet_of(backup, tmp_path / "other")
    with pytest.raises(InputRefusedError, match="backup-target"):
        write_sheet(sheet, tmp_path / "nowhere", lambda _sheet: b"")
    names = write_sheet(sheet, tmp_path, lambda _sheet: b"%PDF")
    assert names == ("lost-laptop-2026-11-23.pdf", "lost-laptop-2026-11-23.txt")
    assert stat.S_IMODE((tmp_path / names[1]).stat().st_mode) == 0o600
    with pytest.raises(InputRefusedError, match="file-exists"):
        write_sheet(sheet, tmp_path, lambda _sheet: b"%PDF")


def test_the_command_writes_both_and_restores_nothing(tmp_path):
    home, other, out = tmp_path / "home", tmp_path / "other", tmp_path / "out"
    out.mkdir()
    recovery = tmp_path / "recovery.txt"
    words = ("vault", "create", "--name", LABEL, "--recovery-out", str(recovery))
    assert call(home, *words)[0] == 0
    stick = tmp_path / "stick.estip-backup"
    assert call(home, "vault", "backup", str(stick))[0] == 0
    words = ("vault", "restore", str(stick), "--recovery-file", str(recovery), "--json")
    asked = ("--lost-laptop-sheet", str(out), "--with-laptop", "both")
    status, said = call(other, *words, *asked, typed=None)
    told = json.loads(said)
    assert (status, told["with_laptop"]) == (0, ["passphrase", "sheet"])
    assert sorted(path.name for path in out.iterdir()) == sorted(told["files"])
    assert json.loads(call(other, "vault", "list", "--json", typed=None)[1])["vaults"] == []
    assert call(other, *words, *asked, typed=None)[0] == 3
