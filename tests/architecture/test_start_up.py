"""What must not be imported before the first page has painted, and what not even for Today."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.paths import CHECKOUT

LATE = (
    "PySide6.QtNetwork",
    "PySide6.QtPdf",
    "alembic",
    "cryptography",
    "httpx",
    "joserfc",
    "msgspec",
    "obstore",
    "paramiko",
    "pyhanko",
    "pyrage",
    "reportlab",
    "sqlalchemy",
    "sqlcipher3",
    "zxcvbn",
)
"""Libraries that wait until a page has painted."""

NOT_FOR_TODAY = (
    "PySide6.QtNetwork",
    "PySide6.QtPdf",
    "aiohttp",
    "alembic",
    "cryptography.x509",
    "httpx",
    "joserfc",
    "mnemonic",
    "obstore",
    "paramiko",
    "pyhanko",
    "reportlab",
    "zxcvbn",
)
"""Libraries that stay out of an ordinary window: each would cost its megabytes all day long."""

NO_NETWORK = ("aiohttp", "certifi", "http.client", "requests", "urllib.request", "urllib3")

LATE_FEATURES = tuple(
    f"estip_desktop.{feature}"
    for feature in (
        "casework",
        "guidance",
        "instruments",
        "outbox",
        "protocols",
        "provisioning",
        "receiving",
        "referrals",
        "stepped_care",
    )
)
"""Features that nobody can use before something is unlocked."""

LATE_PLAIN = (
    "PySide6.QtSvg",
    "dataclasses",
    "estip_desktop.services",
    "estip_desktop.ui.accessible",
    "estip_desktop.ui.commands",
    "estip_desktop.ui.icons",
    "estip_desktop.ui.idle",
    "estip_desktop.ui.paint",
    "estip_desktop.ui.tasks",
    "estip_desktop.vault",
    "hashlib",
    "json",
    "sqlite3",
    "subprocess",
    "uuid",
    "zoneinfo",
)
"""What Unlock in particular does without until it has painted: each took part of its time."""

_START = """
import builtins
plain_import = builtins.__import__
import os
import sys
from estip_desktop import __main__, bootstrap

class Context(bootstrap.RealContext):
    def painted(self, page):
        print(page)
        touched = {"touched.Qt"} if "Qt" in vars(sys.modules["PySide6.QtCore"]) else set()
        if builtins.__import__ is not plain_import:
            touched.add("replaced.__import__")
        print(" ".join(sorted(touched | set(sys.modules))))
        sys.stdout.flush()
        os._exit(0)

bootstrap.RealContext = Context
__main__.main(["--home", sys.argv[1]])
"""


_UNLOCK = """
import sys
from pathlib import Path
from estip_desktop import bootstrap
from tests.vault_support import PASSPHRASE, quick_vaults

class Context(bootstrap.RealContext):
    vaults = quick_vaults(Path(sys.argv[1]))

context = Context(Path(sys.argv[1]))
context.warm_up()
vault = context.vaults.unlock(context.vaults.list()[0].id, PASSPHRASE)
context.services(vault).close()
vault.close()
print(" ".join(sys.modules))
"""

_WORKER = """
import os
import sys
from estip_desktop.adapters.documents import worker
answers = os.dup(1)
worker.main([sys.argv[1]])
os.write(answers, " ".join(sys.modules).encode())
"""


def _modules_after(script, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())


def _modules_at_first_paint(home):
    done = subprocess.run(
        [sys.executable, "-c", _START, str(home)],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        check=True,
        timeout=60,
    )
    shown, modules = done.stdout.splitlines()[-2:]
    return shown, set(modules.split())


def test_first_run_paints_before_any_heavy_library_is_imported(home):
    shown, modules = _modules_at_first_paint(home)
    assert shown == "first_run"
    assert modules.isdisjoint(LATE)


@pytest.fixture(scope="module")
def at_unlock(tmp_path_factory):
    from tests.vault_support import make_vault

    home = tmp_path_factory.mktemp("laptop")
    make_vault(home)
    shown, modules = _modules_at_first_paint(home)
    assert shown == "unlock"
    return modules


def test_unlock_paints_before_any_heavy_library_is_imported(at_unlock):
    assert at_unlock.isdisjoint(LATE)


def test_unlock_paints_before_any_feature_is_imported(at_unlock):
    assert at_unlock.isdisjoint(LATE_FEATURES)


def test_unlock_paints_before_anything_it_can_do_without_is_imported(at_unlock):
    assert at_unlock.isdisjoint(LATE_PLAIN)


def test_unlock_paints_before_the_names_in_qt_are_touched(at_unlock):
    assert "touched.Qt" not in at_unlock


def test_no_import_reads_the_source_of_what_it_imports(at_unlock):
    assert "replaced.__import__" not in at_unlock


def test_of_all_pages_only_unlock_is_imported(at_unlock):
    pages = {name.split(".")[3] for name in at_unlock if name.startswith("estip_desktop.ui.pages.")}
    assert pages == {"unlock"}


def test_a_window_at_today_holds_no_library_that_it_may_never_use(tmp_path):
    from tests.vault_support import make_vault

    make_vault(tmp_path)
    _modules_after(_UNLOCK, str(tmp_path))  # the first unlocking makes the identity
    modules = _modules_after(_UNLOCK, str(tmp_path))
    assert "sqlalchemy" in modules
    assert not modules & set(NOT_FOR_TODAY)


@pytest.mark.parametrize("mode", ["produce", "inspect"])
def test_a_document_worker_holds_nothing_that_could_reach_a_network(mode):
    modules = _modules_after(_WORKER, mode)
    assert "pyhanko.sign" in modules
    assert not modules & set(NO_NETWORK)


def test_the_worker_that_draws_holds_neither_a_cipher_nor_what_could_reach_a_network():
    modules = _modules_after(_WORKER, "render")
    assert "PySide6.QtPdf" in modules
    assert not modules & {*NO_NETWORK, "PySide6.QtNetwork", "PySide6.QtWidgets"}
    assert not modules & {"cryptography", "pyhanko", "pyrage", "sqlalchemy", "sqlcipher3"}
