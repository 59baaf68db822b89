"""The recovery key on paper, through the printer's own dialog.

Qt hands CUPS a temporary file with the whole page (its plug-in calls ``cupsTempFd``, which asks
``TMPDIR``), and only unlinks it afterwards. So for that moment the folder is one in memory. What
the system's print queue keeps after that is out of our reach.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _

MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - the point of it
_TMPDIR = "TMPDIR"


def print_recovery_key(groups: Sequence[str], parent: QWidget) -> None:
    """Ask which printer, then print one sheet."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(_("Recovery sheet"))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Print the recovery key"))
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)
    dialog.accepted.connect(lambda: _print(groups, printer))
    dialog.finished.connect(dialog.deleteLater)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()


def _print(groups: Sequence[str], printer: QPrinter) -> None:
    rows = [f"{number}.  {group}" for number, group in enumerate(groups, 1)]
    words = [
        _("ESTIP Desktop: recovery key"),
        "",
        *rows,
        "",
        _("Keep it away from the laptop. With it, these records can be opened."),
        _("This paper is not encrypted."),
    ]
    document = QTextDocument()
    document.setPlainText("\n\n".join(words))
    with in_memory():
        document.print_(printer)


@contextmanager
def in_memory() -> Iterator[None]:
    """Let temporary files of libraries lie in memory meanwhile, where the system has such a place.

    The environment is that of the whole process, so keep it to one call on the main thread.
    """
    if not os.access(MEMORY_FOLDER, os.W_OK):
        yield
        return
    before = os.environ.get(_TMPDIR)
    os.environ[_TMPDIR] = str(MEMORY_FOLDER)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_TMPDIR]
        else:
            os.environ[_TMPDIR] = before
