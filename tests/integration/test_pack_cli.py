"""``pack check``, called as people call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.content.signed_packs import a_signer, packed, wellbeing_files
from tests.integration.test_vault_cli import call

LEAD = a_signer()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    file = tmp_path / "northdale.estip-pack"
    file.write_bytes(packed(wellbeing_files(tmp_path / "made"), LEAD))
    (tmp_path / "lead.pem").write_bytes(LEAD.pem)
    (tmp_path / "other.pem").write_bytes(a_signer("Somebody Else").pem)
    return file


def test_a_good_one_is_0_and_told_in_words(tmp_path: Path, pack: Path) -> None:
    status, out = call(tmp_path, "pack", "check", str(pack), "--key", str(tmp_path / "lead.pem"))
    assert status == 0
    assert "signed with a key you gave" in out
    assert "Questionnaire: WELL 1.0.0" in out
    assert "Northdale Police" in out


def test_a_doubtful_one_is_1_and_says_why(tmp_path: Path, pack: Path) -> None:
    for keys, code in ((), "no-key"), (("--key", str(tmp_path / "other.pem")), "other-key"):
        status, out = call(tmp_path, "pack", "check", str(pack), *keys, "--json")
        told = json.loads(out)
        assert (status, told["valid"]) == (1, False)
        assert [each["code"] for each in told["findings"]] == [code]
        assert told["bottom_line"].startswith("Do not use this pack")
        assert told["contents"] == []


def test_one_of_several_keys_will_do(tmp_path: Path, pack: Path) -> None:
    keys = [word for name in ("other", "lead") for word in ("--key", f"{tmp_path}/{name}.pem")]
    status, out = call(tmp_path, "pack", "check", str(pack), *keys, "--json")
    assert (status, json.loads(out)["valid"]) == (0, True)
    assert json.loads(out)["contents"][0]["kind"] == "instrument"


def test_what_is_no_pack_or_no_key_is_3_and_nothing_is_left(tmp_path: Path, pack: Path) -> None:
    lead = str(tmp_path / "lead.pem")
    for file, key, words in (
        (lead, lead, "no pack of content"),
        (str(pack), str(pack), "no certificate or public key"),
        (str(tmp_path / "nowhere"), lead, "cannot be read"),
    ):
        status, out = call(tmp_path, "pack", "check", file, "--key", key)
        assert status == 3
        assert words in out


def test_without_a_file_it_is_2(tmp_path: Path) -> None:
    assert call(tmp_path, "pack", "check")[0] == 2
    assert call(tmp_path, "pack")[0] == 2
