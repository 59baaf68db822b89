"""The two processes: what they may hold, how they die, and what the caller hears."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest

from estip_desktop.adapters.documents import frames
from estip_desktop.adapters.documents.worker_process import module_command
from estip_desktop.adapters.documents.workers import DocumentWorkers
from estip_desktop.errors import DocumentRefusedError, NotAvailableError
from tests.paths import CHECKOUT
from tests.referral_support import MOMENT, a_content, an_identity


def scripted(body: str):
    """A worker that is a few lines of Python."""
    script = f"import sys,struct,time,os\nread=sys.stdin.buffer.read\n{body}"
    return lambda mode: [sys.executable, "-c", script]


def test_nothing_secret_is_in_arguments_or_environment():
    assert module_command("produce")[1:] == [
        "-m", "estip_desktop.adapters.documents.worker", "produce",
    ]  # fmt: skip


def test_a_worker_ends_when_its_input_does():
    for mode in ("produce", "inspect", "render"):
        done = subprocess.run(
            list(module_command(mode)), input=b"", capture_output=True, check=False, timeout=60,
            cwd=CHECKOUT,
        )  # fmt: skip
        assert done.returncode == 0
        assert done.stdout == b""


def test_an_unknown_mode_is_refused():
    done = subprocess.run(
        list(module_command("both")), input=b"", capture_output=True, check=False, timeout=60,
        cwd=CHECKOUT,
    )  # fmt: skip
    assert done.returncode == 2


@pytest.mark.skipif(sys.platform != "linux", reason="not run, because it reads /proc")
def test_workers_leave_no_core_and_the_inspector_has_a_memory_limit(workers):
    workers.warm(inspector=True)
    for worker in (workers._producer, workers._inspector):
        pid = worker._process.pid
        limits = Path(f"/proc/{pid}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core"))
        assert core.split()[4:6] == ["0", "0"]
    limits = Path(f"/proc/{workers._inspector._process.pid}/limits").read_text()
    space = next(line for line in limits.splitlines() if line.startswith("Max address"))
    assert space.split()[3] != "unlimited"


def test_the_inspector_is_never_handed_a_key():
    for kind in (frames.Judge, frames.ReadData, frames.ReadCard, frames.ReadReceipt,
                 frames.InspectParcel):  # fmt: skip
        assert not {"signing_key", "age_key", "keys"} & set(kind.__struct_fields__)


def test_the_inspector_refuses_requests_that_need_a_key(workers):
    own, keys = an_identity()
    request = frames.Produce(a_content(), own.certificate, keys.signing_key, MOMENT)
    with pytest.raises(DocumentRefusedError):
        workers._inspector.call(request, bytes)


def test_an_inspector_that_hangs_is_killed_and_replaced():
    workers = DocumentWorkers(scripted("time.sleep(600)"))
    workers._inspector._timeout_s = 0.3
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        workers.read_card(b"x")
    assert workers._inspector._process is None
    workers.close()


def test_a_worker_is_ended_in_the_middle_of_a_request():
    workers = DocumentWorkers(scripted("time.sleep(600)"))
    failures = []

    def ask():
        try:
            workers.preview(a_content(), b"")
        except NotAvailableError as error:
            failures.append(error.detail)

    asking = threading.Thread(target=ask)
    asking.start()
    while workers._producer._process is None:
        asking.join(0.01)
    workers.close()
    asking.join(30)
    assert failures == ["documents-worker:died"]


@pytest.mark.skipif(sys.platform != "linux", reason="not run, because only Linux ends it so")
def test_a_worker_ends_with_whoever_started_it_also_in_the_middle_of_a_request():
    script = """
import os, signal, subprocess, sys
from estip_desktop.adapters.documents.worker import _protect_memory
if os.fork() == 0:
    _protect_memory()
    os.write(1, b"x")
    signal.pause()
os.read(0, 1)
os._exit(0)
"""
    done = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT
    )
    assert done.stdout is not None
    assert done.stdout.read(1) == b"x"
    out, _err = done.communicate(b"x", timeout=60)  # its end is read when both are gone
    assert out == b""


def _in_turn(*commands):
    left = list(commands)

    def command(mode):
        return left.pop(0)(mode)

    return command


def test_an_inspector_that_dies_says_unreadable_and_the_next_one_works():
    dying = scripted("os._exit(9)")
    workers = DocumentWorkers(_in_turn(dying, module_command))
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        workers.read_card(b"x")
    with pytest.raises(DocumentRefusedError, match="jws-malformed"):
        workers.read_card(b"x")
    workers.close()


def test_a_parcel_is_looked_at_twice_before_it_is_called_unreadable():
    dying = scripted("os._exit(9)")
    workers = DocumentWorkers(_in_turn(dying, module_command))
    assert workers.inspect_parcel(b"x", "age1", []).refused == "parcel-size"
    workers.close()
    deadly = DocumentWorkers(dying)
    assert deadly.inspect_parcel(b"x", "age1", []).refused == "unreadable"
    deadly.close()


def test_a_process_that_cannot_be_started_is_our_own_fault():
    workers = DocumentWorkers(lambda _mode: ["/nonexistent/worker"])
    with pytest.raises(NotAvailableError, match="documents-worker"):
        workers.inspect_parcel(b"x", "age1", [])


def test_a_producer_that_dies_is_not_available():
    workers = DocumentWorkers(scripted("os._exit(9)"))
    with pytest.raises(NotAvailableError, match="documents-worker"):
        workers.warm()
    workers.close()


def test_a_worker_that_announces_too_much_is_ended():
    body = "sys.stdout.buffer.write(struct.pack('>I', 2**31)); sys.stdout.flush(); time.sleep(60)"
    workers = DocumentWorkers(scripted(body))
    with pytest.raises(DocumentRefusedError, match="unreadable"):
        workers.read_card(b"x")
    workers.close()


def test_closing_kills_both_and_the_next_call_starts_anew(workers):
    own = DocumentWorkers()
    own.warm(inspector=True)
    processes = [own._producer._process, own._inspector._process]
    own.close()
    assert all(process is not None and process.returncode is not None for process in processes)
    own.warm()
    own.close()


def test_several_threads_may_ask_at_once(workers):
    own, keys = an_identity()
    made = []

    def produce():
        made.append(workers.produce(a_content(), own, keys, MOMENT, None).pdf)

    threads = [threading.Thread(target=produce) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert all(workers.judge(pdf, [own.certificate]).valid for pdf in made)


def test_a_worker_outlives_the_thread_that_asked_first(workers):
    thread = threading.Thread(target=workers.warm)
    thread.start()
    thread.join()
    first = workers._producer._process
    workers.warm()
    assert workers._producer._process is first


def test_content_survives_the_pipe_unchanged():
    content = a_content()
    frame = msgspec.msgpack.encode(frames.Preview(content, b"x"))
    assert msgspec.msgpack.decode(frame, type=frames.Preview).content == content


def test_a_failing_producer_tells_no_content(workers):
    own, _keys = an_identity()
    with pytest.raises(NotAvailableError) as caught:
        workers.produce(a_content(), own, _Broken(), MOMENT, None)
    assert "Canary" not in str(caught.value)


class _Broken:
    """Keys that are none."""

    signing_key = b"no key"
    age_key = ""


def test_every_request_that_is_answered_can_be_read():
    from typing import get_args

    from estip_desktop.adapters.documents import frames, worker

    assert set(worker._producing()) == set(get_args(frames.ProduceRequest))
    assert set(worker._inspecting()) == set(get_args(frames.InspectRequest))
