"""The recovery key on paper, through the printer's own dialog; nothing goes through a file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _


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
    document.print_(printer)
