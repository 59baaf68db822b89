"""The composition root: with ``assembly``, what knows every real thing and puts them together.

Everything heavy is imported inside the function that first needs it, so that the unlock page paints
before SQLAlchemy, reportlab or pyHanko are touched; ``warm_up`` fetches them on a thread meanwhile.
"""

from __future__ import annotations

import os
import sys
import time
from _thread import allocate_lock
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    NoDisplayError,
    NotFoundError,
    UsageError,
)
from estip_desktop.kernel.clock import Clock, SystemClock
from estip_desktop.succession import Succession

if TYPE_CHECKING:
    from estip_desktop.adapters.content import Content
    from estip_desktop.kernel.machine import Machine
    from estip_desktop.kernel.options import GlobalOptions
    from estip_desktop.lifeline import Lifeline
    from estip_desktop.provisioning import PackReport
    from estip_desktop.referrals import DocumentInspector
    from estip_desktop.services import (
        Contact,
        PreferenceStore,
        Services,
        UnlockedVault,
        VaultRegister,
    )
    from estip_desktop.stepped_care import Nation
    from estip_desktop.vault import VaultInfo
    from estip_desktop.vault.lost_laptop import LostLaptopSheet

LONGEST_END_S = 1.0


def default_home() -> Path:
    """The folder of this laptop's records: ``ESTIP_HOME``, or where the system keeps user data."""
    chosen = os.environ.get("ESTIP_HOME")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("estip-desktop", appauthor=False)


class RealContext:
    """The real parts, for a window as for a command; each is made on first use.

    Args:
        home: Folder of vaults, settings and store.
        clock: The laptop's clock; the tour sets its own.
        locked_because: Why the window before this one locked.
        preferred_vault: Id of the vault it had open.
        lifeline: To the launcher; ``None`` for what was not started by one.
    """

    def __init__(
        self,
        home: Path,
        *,
        clock: Clock | None = None,
        locked_because: str = "",
        preferred_vault: str = "",
        lifeline: Lifeline | None = None,
    ) -> None:
        self.home = home.absolute()
        self.clock: Clock = clock if clock is not None else SystemClock()
        self.locked_because = locked_because
        self.preferred_vault = preferred_vault
        self.succession = Succession(lifeline, lambda: own_command_on(self.home))
        self._is_ending = allocate_lock()  # of threading, whose import can wait

    @property
    def vault_count(self) -> int:
        """How many vaults lie in this home; looks at the names of folders and opens none."""
        from estip_desktop.adapters.storage.folders import vault_names

        return len(vault_names(self.home))

    @cached_property
    def vaults(self) -> VaultRegister:
        """The vaults in this home."""
        from estip_desktop.adapters.storage.vault_files import vaults_in

        return vaults_in(
            self.home,
            self.clock,
            known_words=lambda: (self.content.profile().name,),
            force_recipient=lambda: self.content.profile().recovery_recipient or "",
        )

    @cached_property
    def content(self) -> Content:
        """Everything in ``resources/``."""
        from estip_desktop.adapters.content import Content

        return Content()

    @cached_property
    def preferences(self) -> PreferenceStore:
        """``settings.json`` of this home."""
        from estip_desktop.adapters.home import PreferenceFile

        return PreferenceFile(self.home / "settings.json")

    @property
    def store_address(self) -> str:
        """The store that every home has: a folder that a stick or a share can stand in for."""
        return (self.home / "store").as_uri()

    def services(self, vault: UnlockedVault) -> Services:
        """All use cases of an unlocked vault; its first unlocking makes its identity."""
        from estip_desktop.assembly import services_of
        from estip_desktop.casework import OWNER_NAME
        from estip_desktop.vault import VaultKind

        services = services_of(
            self,
            vault,
            self.content,
            store_address=self.store_address,
            worker_command=worker_command,
        )
        # A disk that takes nothing must not stop anybody who wants to read, or to back up; the next
        # unlocking makes the identity.
        with suppress(DiskFullError, DiskReadOnlyError):
            services.identity.ensure(
                services.casework.setting(OWNER_NAME) or vault.info.label,
                desk=vault.info.kind is VaultKind.DESK,
                exercise=vault.info.kind is VaultKind.EXERCISE,
                store=self.store_address,
            )
        return services

    def urgent_numbers(self, nation: Nation | None) -> tuple[Contact, ...]:
        """Whom to ring, most urgent first."""
        from estip_desktop.adapters.content.directory import urgent_from

        profile = self.content.profile()
        return urgent_from(self.content.services(nation or profile.nation), profile.phones)

    def write_lost_laptop_sheet(self, sheet: LostLaptopSheet, folder: Path) -> tuple[str, ...]:
        """Write the sheet as PDF and as text into a folder; returns the names."""
        from estip_desktop.adapters.documents import DocumentWorkers
        from estip_desktop.adapters.documents.lost_files import write_sheet

        workers = DocumentWorkers(worker_command, self.clock)
        try:
            return write_sheet(sheet, folder, workers.lost_laptop_sheet)
        finally:
            workers.close()

    def warm_up(self) -> None:
        """Import and try what unlocking will need, so that nobody waits for it after Enter."""
        from estip_desktop import assembly, guidance, outbox, receiving, referrals  # noqa: F401
        from estip_desktop.adapters import documents, transports  # noqa: F401
        from estip_desktop.adapters.crypto import aead, age, identity, kdf, receipts  # noqa: F401
        from estip_desktop.adapters.storage import engine, exports, sql_vault  # noqa: F401
        from estip_desktop.kernel.clock import from_text, local, to_text
        from estip_desktop.ui import clipboard, locking, rounds, whereabouts  # noqa: F401
        from estip_desktop.ui.pages.today import page  # noqa: F401

        aead.load()
        kdf.load()
        engine.try_driver()
        local(from_text(to_text(self.clock.now())))
        self.content.pathways()
        self.urgent_numbers(None)

    def warm_documents(self, services: Services) -> None:
        """Let the worker that makes documents import its libraries."""
        services.warm()

    def painted(self, page: str) -> None:
        """Nobody measures an ordinary window."""

    def prepare_standby(self) -> None:
        """Have a locked window made ready behind this one; called once it is idle."""
        self.succession.prepare()

    def follow(self, reason: str, vault_id: str) -> None:
        """Take over from a window that locked."""
        self.locked_because, self.preferred_vault = reason, vault_id

    def shown(self) -> None:
        """Tell the window that locked that this one is there."""
        self.succession.shown()

    def replace_process(self, reason: str, vault: VaultInfo | None) -> None:
        """End this process, so that its memory is gone; a lock page follows.

        It either ends, or turns into the launcher: a new image keeps nothing of the old one's
        memory (on POSIX ``execv`` discards the address space). May be called on any thread; only
        the first call does anything.
        """
        if not self._is_ending.acquire(blocking=False):
            time.sleep(LONGEST_END_S)  # the other thread ends the process meanwhile
        try:
            self.succession.hand_over(reason, vault.id if vault is not None else "")
        finally:  # even where no other could be started
            os._exit(0)


class CommandLineContext(RealContext):
    """The real parts for one call of the command line."""

    def __init__(self, options: GlobalOptions) -> None:
        super().__init__(options.home or default_home())
        self._options = options
        self.json_wanted = options.json_wanted

    def machine(self) -> Machine:
        """What can be said of this laptop without opening a record."""
        from estip_desktop.adapters.home.machine import examine

        return examine(self.home)

    def passphrase(self) -> str:
        """The passphrase from ``--passphrase-file``; its last line break does not count."""
        from estip_desktop.cli.files import read_secret_file

        return read_secret_file(self._options.passphrase_file, "--passphrase-file")

    def open_vault(self) -> UnlockedVault:
        """Unlock the vault named by ``--vault``, or the only one there is."""
        from estip_desktop.cli.patience import told, wait_for

        vault_id, passphrase = self.chosen_vault().id, self.passphrase()
        wait_for(self.vaults, vault_id)
        return told(self.vaults.unlock(vault_id, passphrase))

    def chosen_vault(self) -> VaultInfo:
        """The vault that ``--vault`` names (id, its beginning, or label), or the only one."""
        vaults = self.vaults.list()
        wanted = self._options.vault
        if not wanted:
            if len(vaults) == 1:
                return vaults[0]
            if not vaults:
                raise NotFoundError("vault")
            raise UsageError("--vault")
        for vault in vaults:
            if wanted in (vault.id, vault.label):
                return vault
        matches = [vault for vault in vaults if vault.id.startswith(wanted)]
        if len(matches) != 1:
            raise NotFoundError("vault")
        return matches[0]

    def check_pack(self, data: bytes, keys: Sequence[bytes]) -> PackReport:
        """Look the signed content of a force through; nothing is installed."""
        from estip_desktop.adapters.content.pack_files import check_pack

        return check_pack(data, keys)

    @contextmanager
    def inspecting(self) -> Iterator[DocumentInspector]:
        """Look at documents from outside in another process, for the length of a block."""
        from estip_desktop.adapters.documents import DocumentWorkers

        workers = DocumentWorkers(worker_command, self.clock)
        try:
            yield workers
        finally:
            workers.close()

    def print_result(self, result: Mapping[str, object], text: str) -> None:
        """Print one JSON object if ``--json`` was given, else ``text``."""
        if self.json_wanted:
            import json

            print(json.dumps(result, ensure_ascii=False, indent=2))  # noqa: T201 - the command line
        elif text:
            print(text)  # noqa: T201 - the command line speaks here


def command_context(options: GlobalOptions) -> CommandLineContext:
    """The real parts for one call of the command line."""
    return CommandLineContext(options)


def open_window(options: GlobalOptions, lifeline: Lifeline | None = None) -> int:
    """Open the window and stay until it is closed.

    Raises:
        NoDisplayError: There is no display.
    """
    if not has_display():
        raise NoDisplayError
    from estip_desktop.ui import app

    context = _window_context(options, lifeline)
    try:
        return app.run(context)
    finally:
        context.succession.dismiss()


def stand_by(options: GlobalOptions, lifeline: Lifeline) -> int:
    """Make the lock page ready, show it when the launcher says so, and stay until it is closed."""
    from estip_desktop.ui import standby

    context = _window_context(options, lifeline)
    try:
        return standby.run(context, lifeline)
    finally:
        context.succession.dismiss()


def _window_context(options: GlobalOptions, lifeline: Lifeline | None) -> RealContext:
    return RealContext(
        options.home or default_home(),
        locked_because=options.locked_because,
        preferred_vault=options.vault,
        lifeline=lifeline,
    )


def has_display() -> bool:
    """Whether a window can be shown here."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def worker_command(mode: str) -> list[str]:
    """How a document worker is started."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--document-worker", mode]
    return [sys.executable, "-m", "estip_desktop.adapters.documents.worker", mode]


def own_command() -> list[str]:
    """How this program is started: as a frozen build, or as a module of this interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "estip_desktop"]


def own_command_on(home: Path) -> list[str]:
    """How this program is started on the same home."""
    return [*own_command(), "--home", str(home)]
