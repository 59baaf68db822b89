"""Saving a recovery sheet on a disk that was plugged in, for every page that shows a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.presenting import PagePresenter


def save_sheet(
    presenter: PagePresenter, printed: str, folder: str, show: Callable[[str, bool], None]
) -> None:
    """Set the sheet, write it, and say where it is or why it is not.

    Args:
        presenter: Of the page.
        printed: The key.
        folder: Of the disk.
        show: Takes the words, and whether the sheet was kept.
    """
    keys = presenter.services.keys

    def failed(error: Exception) -> None:
        if not isinstance(error, EstipError):
            raise error
        words = _("It could not be saved there. Try another disk, print it or write it down.")
        show(words, False)

    def saved(name: str) -> None:
        words = _("Saved as {name}. Take the disk away from the laptop.")
        show(words.format(name=name), True)

    presenter.run_long(
        lambda _progress, _cancel: keys.save_sheet(printed, Path(folder)),
        saved,
        failed,
        lane="pool",
    )
