"""Sleep, a locked screen and a change of user lock: as a stand-in for logind says on a bus."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection

from estip_desktop.ui.system_watch import LogindWatch
from tests import logind

pytestmark = pytest.mark.skipif(
    bool(logind.why_not()), reason=f"not run, because {logind.why_not()}"
)
_names = itertools.count()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with logind.private_bus(tmp_path_factory.mktemp("bus") / "bus") as made:
        yield made


@pytest.fixture
def system(address):
    with logind.Logind(address) as made:
        yield made


@pytest.fixture
def watch(qtbot, address, system):
    name = f"watch-{next(_names)}"
    parent = QObject()
    made = LogindWatch(QDBusConnection.connectToBus(address, name), parent)
    with qtbot.waitSignal(made.is_ready):
        pass
    yield made
    parent.deleteLater()
    QDBusConnection.disconnectFromBus(name)


@pytest.mark.parametrize(
    ("says", "reason"),
    [("sleep", "sleep"), ("lock", "session"), ("away", "session"), ("locked", "session")],
)
def test_what_the_system_says_locks(qtbot, system, watch, says, reason):
    with qtbot.waitSignal(watch.lock_wanted) as said:
        system.says(says)
    assert said.args == [reason]


@pytest.mark.parametrize("says", ["wake", "lock-other", "idle"])
def test_what_means_somebody_else_does_not_lock(qtbot, system, watch, says):
    reasons: list[str] = []
    watch.lock_wanted.connect(reasons.append)
    system.says(says)
    with qtbot.waitSignal(watch.lock_wanted):
        system.says("sleep")  # comes after it on the same bus
    assert reasons == ["sleep"]


def test_the_laptop_waits_for_us_with_its_sleep(system, watch):
    assert system.heard() == "delayed"
    assert watch.has_delay


def test_without_a_system_bus_nothing_happens(qtbot):
    parent = QObject()
    watch = LogindWatch(QDBusConnection("nobody-connected-this"), parent)
    assert not watch.has_delay
    parent.deleteLater()
