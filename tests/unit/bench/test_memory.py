"""What is in use is looked at when everybody waits, not when somebody is kept from working."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from estip_desktop.bench.memory import family, is_waiting, pss_mib, shared_mib

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="not run, because it reads /proc")


@pytest.fixture
def reader():
    """A process that waits for its input."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.kill()


def test_a_process_that_reads_is_waiting_at_last(reader):
    while not is_waiting(reader):
        os.sched_yield()


def test_a_process_that_is_kept_from_working_is_not_waiting(reader):
    os.kill(reader, signal.SIGSTOP)
    os.waitpid(reader, os.WUNTRACED)
    assert not is_waiting(reader)


def test_a_family_holds_what_was_started_and_its_memory_counts_together(reader):
    assert reader in family(os.getpid())
    assert pss_mib([os.getpid(), reader]) > pss_mib([reader])


_MAPS = """\
7f0000000000-7f0000100000 r-xp 00000000 08:01 12   /opt/python/PySide6/Qt/lib/libQt6Gui.so.6
Size:               1024 kB
Shared_Clean:       1536 kB
Private_Clean:       512 kB
7f0000200000-7f0000300000 r-xp 00000000 08:01 13   /opt/python/lib/libpython3.so
Shared_Clean:       4096 kB
7f0000400000-7f0000500000 r--p 00000000 08:01 14   /opt/python/PySide6/QtCore.so
Shared_Clean:        256 kB
Shared_Dirty:        256 kB
"""


def test_only_what_is_shared_of_the_toolkit_tells_of_another_program():
    assert shared_mib(_MAPS, "PySide6") == 2.0
    assert shared_mib(_MAPS, "Tk") == 0.0
