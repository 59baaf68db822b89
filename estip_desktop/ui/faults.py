"""A fault that nobody expected locks: every edit is saved already, and nothing stays on screen.

The log gets the kind of the fault and where it happened, never its text: that may quote data. That
holds for faults in slots and events, in threads, and for those that Python can only tell of.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from threading import ExceptHookArgs
    from types import TracebackType

    from estip_desktop.ui.shell import Shell

_LOG = logging.getLogger(__name__)


class FaultWatch:
    """The last-resort hooks of this process.

    Args:
        shell: What is locked then.
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        sys.excepthook = self._on_fault
        sys.unraisablehook = self._on_unraisable
        shell.first_painted.connect(self._watch_threads)  # there are none before that

    def _watch_threads(self) -> None:
        from estip_desktop.ui.thread_faults import ThreadFaults  # noqa: PLC0415 - after the paint

        ThreadFaults(self._shell, self._on_unraisable, self._stop)

    def _on_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        del error
        _log(kind, trace)
        if issubclass(kind, KeyboardInterrupt) or not self._shell.is_unlocked:
            QApplication.exit(1)
            return
        self._shell.lock("fault")

    def _stop(self) -> None:
        if self._shell.is_unlocked:
            self._shell.lock("fault")

    @staticmethod
    def _on_unraisable(fault: sys.UnraisableHookArgs | ExceptHookArgs, /) -> None:
        _log(fault.exc_type, fault.exc_traceback)


def _log(kind: type[BaseException], trace: TracebackType | None) -> None:
    import secrets  # noqa: PLC0415 - only when needed

    reference = f"E-{secrets.randbelow(9000) + 1000}"
    where = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        where = f"{code.co_qualname}:{trace.tb_lineno}"
        trace = trace.tb_next
    _LOG.critical("%s %s at %s", reference, kind.__name__, where)
