"""List the blanks, print them, save them on a disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from estip_desktop.blanks import Blank, BlankName
from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.presenting import PagePresenter

if TYPE_CHECKING:
    from estip_desktop.kernel.page_pictures import DocumentPages, PageDrawer
    from estip_desktop.ui.navigation import Navigator

_PIXELS_PER_POINT = 4
"""288 to the inch: fine enough for small print, and one page is drawn at once."""


class BlanksView(Protocol):
    """What the page can show."""

    def show_blanks(self, names: Sequence[BlankName]) -> None:
        """List them."""
        ...

    def show_saved(self, blank_id: str, words: str, *, kept: bool) -> None:
        """Say where one was saved, or why it was not."""
        ...

    def show_printing(self, blank_id: str, words: str, *, failed: bool = False) -> None:
        """Say how far printing is, or that it did not work; empty words take it back."""
        ...

    def print_page(self, picture: bytes, width_px: int, height_px: int) -> bool:
        """Print the next page; whether the printer took it."""
        ...

    def end_printing(self) -> None:
        """Everything has been handed over."""
        ...


class BlanksPresenter(PagePresenter):
    """Blanks hold nobody, so nothing of this is written down.

    Args:
        view: The page.
        shell: The window.
    """

    def __init__(self, view: BlanksView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._drawer: PageDrawer | None = None

    def start(self) -> None:
        """List them."""
        self.run(self.services.blanks.listed, self._view.show_blanks)

    def back(self) -> None:
        """Help, where it was opened."""
        self.shell.open("help")

    def leave(self) -> None:
        """The page is gone: nothing is drawn for it any more."""
        super().leave()
        self._close_drawer()

    def save(self, blank_id: str, folder: str) -> None:
        """Write one on a disk."""
        blanks = self.services.blanks

        def saved(name: str) -> None:
            words = _("Saved as {name}.").format(name=name)
            self._view.show_saved(blank_id, words, kept=True)

        def failed(error: Exception) -> None:
            if not isinstance(error, EstipError):
                raise error
            words = _("It could not be saved there. Try another disk.")
            self._view.show_saved(blank_id, words, kept=False)

        def write(blank: Blank) -> None:
            self.run_long(
                lambda _progress, _cancel: blanks.save(blank, Path(folder)),
                saved,
                failed,
                lane="pool",
            )

        self._composed(blank_id, write, failed)

    def print(self, blank_id: str) -> None:
        """Set one and print it, page after page."""
        if self._drawer is not None:
            return
        blanks = self.services.blanks
        drawer = self._drawer = self.services.new_drawer()
        self._view.show_printing(blank_id, _("Printing…"))

        def work(blank: Blank) -> None:
            self.run_long(
                lambda _progress, _cancel: drawer.open(blanks.pdf(blank)),
                lambda pages: self._print_from(blank_id, pages, 0),
                failed,
                lane="pool",
            )

        def failed(error: Exception) -> None:
            if not isinstance(error, EstipError):
                raise error
            self._not_printed(blank_id)

        self._composed(blank_id, work, failed)

    def _composed(
        self, blank_id: str, then: Callable[[Blank], None], failed: Callable[[Exception], None]
    ) -> None:
        """Whom to ring stands in the vault, so composing belongs there, and setting does not."""
        blanks = self.services.blanks
        self.run(lambda: blanks.compose(blank_id), then, failed)

    def _print_from(self, blank_id: str, pages: DocumentPages, number: int) -> None:
        drawer = self._drawer
        if drawer is None:
            return
        if number == len(pages.pages):
            self._view.end_printing()
            self._close_drawer()
            self._view.show_printing(blank_id, _("Handed to the printer."))
            return
        page = pages.pages[number]
        width = round(page.width_pt * _PIXELS_PER_POINT)
        height = round(page.height_pt * _PIXELS_PER_POINT)

        def drawn(picture: bytes) -> None:
            if self._view.print_page(picture, width, height):
                self._print_from(blank_id, pages, number + 1)
            else:
                self._not_printed(blank_id)

        def failed(error: Exception) -> None:
            if not isinstance(error, EstipError):
                raise error
            self._not_printed(blank_id)

        self.run_long(
            lambda _progress, _cancel: drawer.draw(number, width, height),
            drawn,
            failed,
            lane="pool",
        )

    def _not_printed(self, blank_id: str) -> None:
        self._view.end_printing()
        self._close_drawer()
        words = _("It could not be printed. Look at the printer, or save it on a disk.")
        self._view.show_printing(blank_id, words, failed=True)

    def _close_drawer(self) -> None:
        drawer, self._drawer = self._drawer, None
        if drawer is not None:
            drawer.close()
