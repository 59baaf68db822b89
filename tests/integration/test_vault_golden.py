"""Vaults of every released schema open, are sound, and say what they said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from estip_desktop.adapters.storage.migrations import REVISIONS
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.kernel.clock import SetClock
from tests.builders import (
    a_concern,
    a_flag,
    a_follow_up,
    a_person,
    a_screening,
    a_session,
    an_incident,
)
from tests.golden.make_vault import GOLDEN
from tests.vault_support import LABEL, NOON, OWNER, PASSPHRASE


@pytest.fixture(params=REVISIONS)
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    shutil.copytree(GOLDEN.with_name(f"vault_{request.param}"), home)
    return home


def test_it_opens_with_the_real_derivation_and_is_sound(golden):
    vaults = vaults_in(golden, SetClock(NOON))
    (info,) = vaults.list()
    assert info.label == LABEL
    vault = vaults.unlock(info.id, PASSPHRASE)
    report = vault.check()
    assert report.is_sound, report.findings
    with vault.open_unit() as unit:
        assert unit.settings.get("owner-name") == OWNER
        assert unit.people.get(a_person().id) == a_person()
        assert unit.incidents.get(an_incident().id) == an_incident()
        assert unit.sessions.get(a_session().id) == a_session()
        assert unit.answers.of(a_session().id) == {"q1": "ŵ 🙂"}
        assert unit.screenings.get(a_screening().id) == a_screening(result={"total": 7})
        assert unit.flags.get(a_flag().id) == a_flag()
        assert unit.concerns.get(a_concern().id) == a_concern()
        assert unit.follow_ups.get(a_follow_up().id) == a_follow_up()
        assert unit.decisions.latest_of_session(a_session().id) is not None
        assert unit.tallies.of_incident(an_incident().id) == 1
    vault.close()


def test_its_recovery_key_opens_it(golden):
    vaults = vaults_in(golden, SetClock(NOON))
    key = (golden / "recovery-key.txt").read_text(encoding="utf-8")
    vaults.unlock_with_recovery_key(vaults.list()[0].id, key).close()
