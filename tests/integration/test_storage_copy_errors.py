"""A copy on a failing disk ends in words, and the vault that was copied works on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.shim import environment, not_run
from tests.paths import CHECKOUT

pytestmark = pytest.mark.skipif(bool(not_run()), reason=f"not run, because {not_run()}")
SCRIPT = """
import sys
from pathlib import Path
from estip_desktop.errors import VaultError
from estip_desktop.kernel.progress import Cancel, Progress
from tests.faults.scenarios import save_answer, text_of
from tests.faults.shim import Loaded, Op
from tests.vault_support import make_vault

home, stick, code = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
vault = make_vault(home).open()
for number in range(20):
    save_answer(vault, number)
Loaded().arm(frozenset({Op.WRITE}), 3, code, stays=True)
try:
    vault.back_up(stick / "copy.db", Progress(), Cancel())
except VaultError as error:
    print(error)
save_answer(vault, 20)
assert vault.check().is_sound
"""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EIO, "vault-damaged: disk-io"),
        (errno.ENOSPC, "disk-full: database-full"),
    ],
)
def test_a_stick_that_fails_says_so_and_the_vault_saves_on(tmp_path: Path, code, words):
    home, stick = tmp_path / "home", tmp_path / "stick"
    for folder in (home, stick):
        folder.mkdir()
    command = [sys.executable, "-c", SCRIPT, str(home), str(stick), str(code)]
    watched = {**environment(stick), "PYTHONPATH": os.pathsep.join([str(CHECKOUT)])}
    done = subprocess.run(
        command, cwd=CHECKOUT, env=watched, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.strip()) == (0, words), done.stderr
