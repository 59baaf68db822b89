"""Looking at the laptop: devices as the kernel shows them, and no canary in what is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from estip_desktop.adapters.home.disks import mounted, plugged_in
from estip_desktop.adapters.home.machine import examine
from estip_desktop.kernel.machine import Answer
from estip_desktop.kernel.progress import Cancel, Progress
from tests.backup_support import a_backed_up_vault
from tests.integration.test_vault_cli import call
from tests.vault_support import make_vault


def device(root: Path, name: str, *, uuid: str = "", on: tuple[str, ...] = ()) -> Path:
    entry = root / "class" / "block" / name
    (entry / "slaves").mkdir(parents=True)
    if uuid:
        (entry / "dm").mkdir()
        (entry / "dm" / "uuid").write_text(uuid + "\n")
    for other in on:
        (entry / "slaves" / other).symlink_to(root / "class" / "block" / other)
    return entry


def looked(home: Path, root: Path, entry: Path | None, swaps: str = "Filename\n"):
    number = home.stat().st_dev
    place = root / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
    place.parent.mkdir(parents=True, exist_ok=True)
    if entry is not None:
        place.symlink_to(entry)
    (root / "proc").mkdir()
    (root / "proc" / "swaps").write_text(swaps)
    return examine(home, sys_root=root, proc_root=root / "proc", system="linux")


@pytest.fixture
def root(tmp_path):
    return tmp_path / "sys"


def test_a_volume_on_an_encrypted_device_is_encrypted(home, root):
    device(root, "sda1")
    device(root, "dm-0", uuid="CRYPT-LUKS2-aa", on=("sda1",))
    volume = device(root, "dm-1", uuid="LVM-bb", on=("dm-0",))
    assert looked(home, root, volume).disk_is_encrypted is Answer.YES


def test_a_plain_partition_is_not(home, root):
    assert looked(home, root, device(root, "sda1")).disk_is_encrypted is Answer.NO


def test_a_volume_that_lies_half_on_a_plain_disk_is_not(home, root):
    device(root, "sda1")
    device(root, "sdb1")
    device(root, "dm-0", uuid="CRYPT-LUKS2-aa", on=("sda1",))
    volume = device(root, "dm-1", uuid="LVM-bb", on=("dm-0", "sdb1"))
    assert looked(home, root, volume).disk_is_encrypted is Answer.NO


def test_where_the_device_does_not_show_nobody_can_tell(home, root):
    assert looked(home, root, None).disk_is_encrypted is Answer.CANNOT_TELL


def test_other_systems_are_not_guessed_at(home):
    found = examine(home, system="win32")
    assert found.disk_is_encrypted is Answer.CANNOT_TELL
    assert found.swap_is_encrypted is Answer.CANNOT_TELL
    assert found.home_is_private is Answer.CANNOT_TELL


@pytest.mark.parametrize(
    ("swaps", "answer"),
    [
        ("", Answer.YES),
        ("/dev/zram0 partition 1 0 -2\n", Answer.YES),
        ("/dev/dm-0 partition 1 0 -2\n", Answer.YES),
        ("/dev/sda1 partition 1 0 -2\n/dev/zram0 partition 1 0 -2\n", Answer.NO),
        ("/dev/nowhere partition 1 0 -2\n", Answer.CANNOT_TELL),
    ],
)
def test_swap_is_looked_at_device_by_device(home, root, swaps, answer):
    device(root, "sda1")
    device(root, "dm-0", uuid="CRYPT-PLAIN-swap", on=("sda1",))
    found = looked(home, root, None, "Filename Type Size Used Priority\n" + swaps)
    assert found.swap_is_encrypted is answer


def test_a_folder_that_others_may_enter_is_told(home):
    make_vault(home)
    assert examine(home).home_is_private is Answer.YES
    home.chmod(0o755)
    assert examine(home).home_is_private is Answer.YES
    (home / "vaults").chmod(0o755)
    assert examine(home).home_is_private is Answer.NO


def test_ages_are_read_from_names_and_files(home):
    backed_up = a_backed_up_vault(home, answers=3)
    backed_up.backups.make_daily(Progress(), Cancel())
    backed_up.vault.close()
    (age,) = examine(home).vaults
    assert age.newest_backup == backed_up.clock.now().date()
    assert age.sealed_waiting == 1
    assert age.oldest_sealed is not None
    assert age.last_written is not None


def test_doctor_names_nobody(home):
    made = make_vault(home, label="Canary-Label", owner="Canary-Owner")
    for words in (("doctor",), ("doctor", "--json")):
        status, out = call(home, *words, typed=None)
        assert status in {0, 1}
        for canary in ("Canary", made.info.id, str(home), os.uname().nodename):
            assert canary not in out


def test_mount_points_are_read_as_the_kernel_writes_them():
    lines = (
        "36 35 98:0 / / rw,noatime shared:1 - ext3 /dev/root rw\n"
        "40 35 8:17 / /media/crew/STICK\\040ONE rw shared:2 - vfat /dev/sdb1 rw\n"
        "41 35 8:18 / /run/media/crew/Caf\\303\\251 rw - vfat /dev/sdc1 rw\n"
        "rubbish\n"
    )
    assert mounted(lines) == [Path("/media/crew/STICK ONE"), Path("/run/media/crew/Café")]
    assert isinstance(plugged_in(), tuple)
