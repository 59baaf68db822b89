"""The real shell on records in memory."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.shell import Shell
from tests.fakes import HeldTasks
from tests.world import NUMBERS, World


class ShellTasks(HeldTasks):
    """Does everything at once, until ``hold`` is set."""

    hold = False

    def run(self, work: Any, **outcomes: Any) -> Any:
        super().run(work, **outcomes)
        if not self.hold:
            self.release()

    def close(self) -> None:
        """Nothing is held in a thread."""

    def close_vault_lane(self, _patience_s: float) -> bool:
        """Do what was held back, as the vault's thread does before it ends."""
        self.release()
        return True

    def let_go(self) -> None:
        """Do what was held back; what it leads to is done at once."""
        self.hold = False
        self.release()


class ShellContext:
    """What exists before anything is unlocked; remembers how the process was replaced."""

    def __init__(self, **more: Any) -> None:
        self.locked_because = ""
        self.replaced: list[str] = []
        self.vaults = SimpleNamespace(list=lambda: [object()])
        self.vault_count = 1
        vars(self).update(more)

    def urgent_numbers(self, _nation: Any) -> Any:
        return NUMBERS

    def painted(self, _page: str) -> None:
        """Nobody measures."""

    def warm_up(self) -> None:
        """Nothing to warm."""

    def prepare_standby(self) -> None:
        """Nobody stands by."""

    def shown(self) -> None:
        """Nobody waits for this window."""

    def replace_process(self, reason: str, _vault: Any) -> None:
        self.replaced.append(reason)


def make_shell(qtbot: Any, world: World) -> Any:
    """An unlocked shell in a window on show."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 690)
    context: Any = ShellContext()
    made: Any = Shell(window, context)
    made._tasks = ShellTasks()
    world.services.close = world.services.stop_drawing = lambda: None
    made._services = world.services
    window.show()
    qtbot.waitExposed(window)
    return made
