"""A file system that is really full, and one that is really read-only, in a mount of their own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.paths import CHECKOUT
from tests.vault_support import OWNER, make_vault

_FULL = """
import json, sys
from pathlib import Path
from estip_desktop.errors import DiskFullError
from tests.vault_support import make_vault

folder = Path(sys.argv[1])
made = make_vault(folder / "home")
vault = made.open()
reserve = made.folder / "reserve.bin"
told = {"kept": vault.keep_reserve()}
with (folder / "filler").open("wb", buffering=0) as filler:
    try:
        while True:
            filler.write(bytes(65536))
    except OSError:
        told["free"] = vault.free_bytes()


def save(number):
    with vault.open_unit() as unit:
        unit.settings.set(f"k{number}", str(number) * 2000)
        unit.commit()


acknowledged, refused = [], 0
for number in range(60):
    try:
        save(number)
    except DiskFullError:
        refused += 1
        save(number)
    acknowledged.append(number)
told["refused"] = refused
told["reserve_is_there"] = reserve.exists()
(folder / "filler").unlink()
told["kept_again"] = vault.keep_reserve()
vault.close()
vault = made.open()
with vault.open_unit() as unit:
    told["lost"] = [n for n in acknowledged if unit.settings.get(f"k{n}") != str(n) * 2000]
told["sound"] = vault.check().is_sound
vault.close()
print(json.dumps(told))
"""
_READ_ONLY = """
import json, sys
from pathlib import Path
from estip_desktop.errors import DiskReadOnlyError
from tests.vault_support import PASSPHRASE, quick_vaults

vaults = quick_vaults(Path(sys.argv[1]) / "home")
vault = vaults.unlock(vaults.list()[0].id, PASSPHRASE)
told = {"why": str(vault.refuses_writes), "refused": False}
with vault.open_unit() as unit:
    told["owner"] = unit.settings.get("owner-name")
try:
    with vault.open_unit() as unit:
        unit.settings.set("k", "1")
        unit.commit()
except DiskReadOnlyError:
    told["refused"] = True
told["sound"] = vault.check().is_sound
vault.close()
print(json.dumps(told))
"""


def in_a_mount(prepare: str, folder: Path, script: str) -> dict[str, Any]:
    """What the script tells, run where only it sees the mount."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("not run, because there is no unshare")
    tried = subprocess.run(
        [unshare, "-m", "sh", "-c", prepare, "sh", str(folder)], check=False, capture_output=True
    )
    if tried.returncode != 0:
        pytest.skip("not run, because this user may mount nothing")
    whole = f'{prepare} && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        [unshare, "-m", "sh", "-c", whole, "sh", str(folder), sys.executable, script],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def test_on_a_full_disk_the_reserve_lets_the_work_at_hand_be_saved(tmp_path):
    told = in_a_mount('mount -t tmpfs -o size=24m tmpfs "$1"', tmp_path, _FULL)
    assert told == {
        "kept": True,
        "free": 0,
        "refused": 1,
        "reserve_is_there": False,
        "kept_again": True,
        "lost": [],
        "sound": True,
    }


def test_on_a_read_only_disk_notes_are_read_and_nothing_is_written(tmp_path):
    make_vault(tmp_path / "home")
    prepare = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"'
    assert in_a_mount(prepare, tmp_path, _READ_ONLY) == {
        "why": "disk-read-only: database-read-only",
        "refused": True,
        "owner": OWNER,
        "sound": True,
    }
