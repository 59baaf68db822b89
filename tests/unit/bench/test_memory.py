"""What is in use is looked at when everybody waits, not when somebody is kept from working."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from estip_desktop.bench.memory import family, is_waiting, pss_mib

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="procfs tells")


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
