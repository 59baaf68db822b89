"""A real window: what it leaves on the disk, in memory, on the network and among the processes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import locks
from tests.faults.window import Window, texts, wait_for
from tests.faults.writes import ALLOWED
from tests.vault_support import PASSPHRASE, make_vault

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="not run, because it looks at processes through /proc",
)
CANARY = "Canarina-8d1f"
NOTE = "Canarium-77c2 sleeps badly"


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    return locks.run(3, tmp_path_factory.mktemp("laptop"))


def test_search_of_memory_finds_what_is_there_before_the_lock(locked):
    if locked.not_run:
        pytest.skip(f"not run, because {locked.not_run}")
    found = {name.split()[0] for name in locked.before}
    assert {"text", "key", "pixels"} <= found
    assert locked.canaries >= 20


def test_nothing_of_a_session_is_in_memory_after_the_lock(locked):
    if locked.not_run:
        pytest.skip(f"not run, because {locked.not_run}")
    assert dict(locked.after) == {}


def test_nothing_of_a_session_ever_is_in_the_launcher_or_the_standby(locked):
    if locked.not_run:
        pytest.skip(f"not run, because {locked.not_run}")
    assert locked.standbys > 0
    assert dict(locked.beside) == {}


def test_no_text_of_a_session_is_in_any_file_at_any_time(locked):
    assert locked.files == []


def test_workers_end_with_the_lock(locked):
    assert locked.workers == 0


@pytest.fixture
def laptop(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return make_vault(home)


def _worked_with(window):
    """A window in mid-session, its workers running."""
    window.unlock()
    window.ask("begin", name=CANARY, incident=CANARY)
    window.ask("type", text=NOTE)
    window.ask("save")
    window.ask("warm")
    return window


@pytest.mark.parametrize("ending", ["close", "kill"])
def test_workers_end_with_the_window(laptop, tmp_path, ending):
    with Window(laptop.home, tmp_path / "user") as window:
        workers = _worked_with(window).workers()
        assert workers
        if ending == "close":
            window.tell("close")
            window.process.wait(timeout=60)
            assert window.process.returncode == 0
    wait_for(lambda: not any(Path(f"/proc/{each}").exists() for each in workers), "workers")


def test_nothing_listens(laptop, tmp_path):
    with Window(laptop.home, tmp_path / "user") as window:
        _worked_with(window)
        window.ask("standby")
        wait_for(lambda: window.standby is not None, "standby")
        assert {process: _listening(process) for process in window.family()} == dict.fromkeys(
            window.family(), 0
        )


def test_search_for_listeners_finds_one():
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert _listening(os.getpid()) >= 1


def _listening(process):
    """How many sockets of a process listen: state 0A of TCP, flag 00010000 of local ones."""
    sockets = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            sockets.add(target[8:-1])
    net = Path(f"/proc/{process}/net")
    tcp = [line.split() for name in ("tcp", "tcp6") for line in _lines(net / name)]
    local = [line.split() for line in _lines(net / "unix")]
    return sum(row[9] in sockets and row[3] == "0A" for row in tcp) + sum(
        row[6] in sockets and row[3] == "00010000" for row in local
    )


def _lines(file):
    return file.read_text().splitlines()[1:] if file.exists() else []


def test_only_the_vault_and_the_settings_are_opened_for_writing(laptop, tmp_path):
    tracer = shutil.which("strace")
    if tracer is None:
        pytest.skip("not run, because strace is not installed")
    calls = "trace=open,openat,openat2,creat,rename,renameat,renameat2,mkdir,mkdirat"
    trace = tmp_path / "trace"
    before = (tracer, "-f", "-qq", "-y", "-o", str(trace), "-e", calls, "-e", "signal=none")
    if subprocess.run([tracer, "-o", os.devnull, "true"], check=False).returncode:
        pytest.skip("not run, because this process may not trace others")
    user = tmp_path / "user"
    with Window(laptop.home, user, before) as window:
        _worked_with(window)
        window.ask("open", page="settings")
        window.ask("open", page="outbox")
        window.tell("close")
        window.process.wait(timeout=60)
    written = set(_written(trace.read_text(errors="replace")))
    assert written
    strange = {name for name in written if not _may_write(name, laptop.home)}
    assert sorted(strange) == []
    assert texts(user) == {}


_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
_OPENED = re.compile(r'^\d+ +open\w*\([^"]*"(?P<name>[^"]*)", (?P<flags>[A-Z_|0-9]+).*\) = \d')
_OTHER = re.compile(r'^\d+ +(?:creat|rename\w*|mkdir\w*)\(.*"(?P<name>[^"]*)".*\) = 0')


def _written(trace):
    for line in trace.splitlines():
        opened = _OPENED.match(line)
        if opened is not None and _WRITING.search(opened["flags"]):
            yield opened["name"]
        elif (other := _OTHER.match(line)) is not None:
            yield other["name"]


def _may_write(name, home):
    return ALLOWED.fullmatch(name.replace(str(home), "LAPTOP", 1)) is not None


def test_passphrase_is_in_no_argument_and_no_environment(laptop, tmp_path):
    with Window(laptop.home, tmp_path / "user") as window:
        _worked_with(window)
        for process in window.family():
            shown = b"".join(
                Path(f"/proc/{process}/{name}").read_bytes() for name in ("cmdline", "environ")
            )
            assert not any(text.encode() in shown for text in (CANARY, NOTE, PASSPHRASE))
