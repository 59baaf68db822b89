"""Make the golden vault of the present schema: ``python -m tests.golden.make_vault``.

Done once for every released schema and committed; from then on its folder is never written again,
because it stands for the vaults that people have. Until the first release it may be made anew.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from estip_desktop.adapters.crypto.kdf import FLOOR, Argon2idDerivation
from estip_desktop.adapters.storage.migrations import HEAD
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.casework import Answer
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.vault import VaultKind
from tests.builders import (
    a_concern,
    a_decision,
    a_flag,
    a_follow_up,
    a_person,
    a_screening,
    a_session,
    an_incident,
)
from tests.vault_support import LABEL, NOON, OWNER, PASSPHRASE

GOLDEN = Path(__file__).resolve().parent / f"vault_{HEAD}"


def make(target: Path) -> None:
    """Write a home with one vault and one record of each kind."""
    derivation = Argon2idDerivation(fixed=FLOOR)
    vaults = vaults_in(target, SetClock(NOON), derivation=derivation)
    created = vaults.create(LABEL, VaultKind.SUPPORTER, PASSPHRASE, OWNER)
    vault = vaults.unlock(created.info.id, PASSPHRASE)
    with vault.open_unit() as unit:
        unit.people.save(a_person())
        unit.incidents.save(an_incident())
        unit.sessions.save(a_session())
        unit.answers.save(Answer(a_session().id, "q1", "ŵ 🙂", NOON))
        unit.screenings.save(a_screening(result={"total": 7}))
        unit.flags.save(a_flag())
        unit.concerns.save(a_concern())
        unit.decisions.save(a_decision())
        unit.follow_ups.save(a_follow_up())
        unit.tallies.add_one(an_incident().id, "DM", NOON.date())
        unit.own_checks.add("2026-11-23T12:00:00.000000Z", {"slept": "yes"})
        unit.audit.record(AuditEvent("session-started", a_session().id))
        unit.commit()
    vault.close()
    (target / "recovery-key.txt").write_text(created.recovery_key + "\n", encoding="utf-8")
    for empty in ("spool", "backups"):
        (target / "vaults" / created.info.id / empty).rmdir()


if __name__ == "__main__":
    if GOLDEN.exists():
        shutil.rmtree(GOLDEN)
    make(GOLDEN)
    sys.stdout.write(f"{GOLDEN.name}\n")
