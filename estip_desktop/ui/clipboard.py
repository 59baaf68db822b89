"""What this application copied does not stay on the clipboard.

Qt's own fields copy by themselves, so the clipboard is watched rather than written by us. Only what
still comes from this application is taken away; managers of clipboards may have kept a copy, and
Help says so.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 30_000


class ClipboardGuard(QObject):
    """Clears what this application copied after half a minute, and when the window locks.

    Args:
        parent: Who owns it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT_MS)
        self._timer.timeout.connect(self.clear)
        self._ours: dict[QClipboard.Mode, str] = {}
        # Methods, not functions: the clipboard lives longer than this.
        self._clipboard.dataChanged.connect(self._on_clipboard_data_changed)
        self._clipboard.selectionChanged.connect(self._on_clipboard_selection_changed)

    def clear(self) -> None:
        """Take away what is still ours."""
        self._timer.stop()
        for mode, text in list(self._ours.items()):
            if self._clipboard.text(mode) == text:
                self._clipboard.clear(mode)
        self._ours.clear()

    def _on_clipboard_data_changed(self) -> None:
        self._look(QClipboard.Mode.Clipboard)

    def _on_clipboard_selection_changed(self) -> None:
        self._look(QClipboard.Mode.Selection)

    def _look(self, mode: QClipboard.Mode) -> None:
        text = self._clipboard.text(mode) if self._is_ours(mode) else ""
        if text:
            self._ours[mode] = text
            self._timer.start()
        else:
            self._ours.pop(mode, None)

    def _is_ours(self, mode: QClipboard.Mode) -> bool:
        """Whether it was copied here; where the system does not say, by who had the focus."""
        is_copy = mode is QClipboard.Mode.Clipboard
        owns = self._clipboard.ownsClipboard() if is_copy else self._clipboard.ownsSelection()
        return owns or QGuiApplication.focusWindow() is not None
