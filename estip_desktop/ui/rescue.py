"""When something cannot be saved: keep what stands on the screen in a sealed file elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from estip_desktop.ui.navigation import Navigator

_PLACES: Mapping[str, int] = {"/media": 2, "/run/media": 2, "/Volumes": 1}
"""Where systems put what is plugged in, and how many folders deep."""


def lines_on(page: QWidget) -> list[tuple[str, str]]:
    """Label and value of every field of a page that somebody can see, in reading order."""
    return [line for line in _lines(page) if line[1]]


def _lines(page: QWidget) -> Iterator[tuple[str, str]]:
    for widget in page.findChildren(QWidget):
        if not widget.isVisibleTo(page):
            continue
        if isinstance(widget, QLineEdit) and widget.echoMode() is QLineEdit.EchoMode.Normal:
            yield _label(widget), widget.text()
        elif isinstance(widget, QPlainTextEdit):
            yield _label(widget), widget.toPlainText()
        elif isinstance(widget, QAbstractButton) and widget.isCheckable() and widget.isChecked():
            yield _label(widget.parentWidget()), widget.accessibleName() or widget.text()


def _label(widget: QWidget | None) -> str:
    while widget is not None:
        if widget.accessibleName():
            return widget.accessibleName()
        widget = widget.parentWidget()
    return ""


def removable_folders() -> list[Path]:
    """Folders of sticks and other disks that may be written, if there are any now."""
    found: list[Path] = []
    for place, depth in _PLACES.items():
        level = [Path(place)]
        for _step in range(depth):
            level = [inner for each in level for inner in _folders_in(each)]
        found += [each for each in level if os.access(each, os.W_OK)]
    return found


def _folders_in(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.is_dir())
    except OSError:
        return []


def offer_copy(shell: Navigator, page: QWidget, page_id: str, arguments: Mapping[str, str]) -> None:
    """Ask where to keep a copy of what is on the screen now, and keep it there.

    Args:
        shell: The window.
        page: What is on show.
        page_id: Its id.
        arguments: What it was opened with.
    """
    _Offer(shell, page, page_id, arguments).begin()


_open: set[_Offer] = set()


class _Offer:
    """One dialog from its opening to its end."""

    def __init__(
        self, shell: Navigator, page: QWidget, page_id: str, arguments: Mapping[str, str]
    ) -> None:
        self._shell = shell
        self._window = page.window()
        self._vault = shell.services.vault
        self._page_id = page_id
        self._arguments = dict(arguments)
        self._lines = lines_on(page)

    def begin(self, happened: str = "", folder: str = "") -> None:
        """Open the dialog, with what went wrong the last time."""
        usual = removable_folders()
        edit = LineEdit()
        edit.setText(folder or str(usual[0] if usual else Path.home()))
        words = _(
            "A sealed file is written, which opens only with your passphrase. Nobody else can "
            "read it. Choose a stick or another disk."
        )
        dialog = FormDialog(
            _("Save a copy elsewhere"),
            f"{happened} {words}".strip(),
            {"folder": LabelledField(_("Folder"), edit)},
            verb=_("Save the copy"),
            safe_verb=_("Go back"),
            check=_check,
            parent=self._window,
        )
        _open.add(self)  # a signal keeps nothing alive
        dialog.submitted.connect(self._save)
        dialog.kept.connect(self._end)
        dialog.open()

    def _save(self, answers: Mapping[str, str]) -> None:
        from estip_desktop.vault.emergency import ScreenCopy  # noqa: PLC0415 - seldom needed

        folder = answers["folder"]
        copy = ScreenCopy(
            self._vault.info.id,
            self._shell.services.clock.now(),
            self._page_id,
            self._arguments,
            self._lines,
        )
        self._shell.tasks.run(
            lambda _progress, _cancel: self._vault.save_elsewhere(copy, Path(folder)),
            on_success=self._saved,
            on_failure=lambda error: self._failed(error, folder),
            lane="pool",
        )

    def _saved(self, name: str) -> None:
        self._end()
        self._shell.say(_("A copy is in {name}. What is on the screen stays.").format(name=name))

    def _failed(self, error: Exception, folder: str) -> None:
        if not isinstance(error, EstipError):
            raise error
        self.begin(message_for(error).happened, folder)

    def _end(self) -> None:
        _open.discard(self)


def _check(answers: Mapping[str, str]) -> Mapping[str, str]:
    if not answers["folder"].strip():
        return {"folder": _("Name a folder")}
    return {}
