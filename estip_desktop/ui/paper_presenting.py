"""Printing a paper and saving it on a disk, for every page that offers either."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.presenting import PagePresenter

if TYPE_CHECKING:
    from estip_desktop.kernel.page_pictures import DocumentPages, PageDrawer
    from estip_desktop.ui.navigation import Navigator

_PIXELS_PER_POINT = 4
"""288 to the inch: fine enough for small print, and one page is drawn at once."""

P = TypeVar("P")


class PaperView(Protocol):
    """What rows of papers can show."""

    def show_saved(self, paper_id: str, words: str, *, kept: bool) -> None:
        """Say where one was saved, or why it was not."""
        ...

    def show_printing(self, paper_id: str, words: str, *, failed: bool = False) -> None:
        """Say how far printing is, or that it did not work; empty words take it back."""
        ...

    def print_page(self, picture: bytes, width_px: int, height_px: int) -> bool:
        """Print the next page; whether the printer took it."""
        ...

    def end_printing(self) -> None:
        """Everything has been handed over."""
        ...


class PaperSource(Protocol[P]):
    """Where papers come from."""

    def compose(self, paper_id: str, /) -> P:
        """Say what stands on one; with the vault."""
        ...

    def pdf(self, paper: P, /) -> bytes:
        """Set it; not with the vault."""
        ...

    def save(self, paper: P, folder: Path, /) -> str:
        """Write it into a folder; returns the file's name."""
        ...


class PaperPresenter(PagePresenter, Generic[P]):
    """These papers hold nobody, so nothing of it is written down.

    Args:
        view: The rows.
        shell: The window.
        source: Where the papers come from.
    """

    def __init__(self, view: PaperView, shell: Navigator, source: PaperSource[P]) -> None:
        super().__init__(shell)
        self._view = view
        self._source = source
        self._drawer: PageDrawer | None = None

    def leave(self) -> None:
        """The page is gone: nothing is drawn for it any more."""
        super().leave()
        self._close_drawer()

    def save(self, paper_id: str, folder: str) -> None:
        """Write one on a disk."""

        def saved(name: str) -> None:
            words = _("Saved as {name}.").format(name=name)
            self._view.show_saved(paper_id, words, kept=True)

        def failed(error: Exception) -> None:
            if not isinstance(error, EstipError):
                raise error
            words = _("It could not be saved there. Try another disk.")
            self._view.show_saved(paper_id, words, kept=False)

        def write(paper: P) -> None:
            self.run_long(
                lambda _progress, _cancel: self._source.save(paper, Path(folder)),
                saved,
                failed,
                lane="pool",
            )

        self._composed(paper_id, write, failed)

    def print(self, paper_id: str) -> None:
        """Set one and print it, page after page."""
        if self._drawer is not None:
            return
        drawer = self._drawer = self.services.new_drawer()
        self._view.show_printing(paper_id, _("Printing…"))

        def work(paper: P) -> None:
            self.run_long(
                lambda _progress, _cancel: drawer.open(self._source.pdf(paper)),
                lambda pages: self._print_from(paper_id, pages, 0),
                failed,
                lane="pool",
            )

        def failed(error: Exception) -> None:
            if not isinstance(error, EstipError):
                raise error
            self._not_printed(paper_id)

        self._composed(paper_id, work, failed)

    def _composed(
        self, paper_id: str, then: Callable[[P], None], failed: Callable[[Exception], None]
    ) -> None:
        """Whom to ring stands in the vault, so composing belongs there, and setting does not."""
        self.run(lambda: self._source.compose(paper_id), then, failed)

    def _print_from(self, paper_id: str, pages: DocumentPages, number: int) -> None:
        drawer = self._drawer
        if drawer is None:
            return
        if number == len(pages.pages):
            self._view.end_printing()
            self._close_drawer()
            self._view.show_printing(paper_id, _("Handed to the printer."))
            return
        page = pages.pages[number]
        width = round(page.width_pt * _PIXELS_PER_POINT)
        height = round(page.height_pt * _PIXELS_PER_POINT)

        def drawn(picture: bytes) -> None:
            if self._view.print_page(picture, width, height):
                self._print_from(paper_id, pages, number + 1)
            else:
                self._not_printed(paper_id)

        def failed(error: Exception) -> None:
            if not isinstance(error, EstipError):
                raise error
            self._not_printed(paper_id)

        self.run_long(
            lambda _progress, _cancel: drawer.draw(number, width, height),
            drawn,
            failed,
            lane="pool",
        )

    def _not_printed(self, paper_id: str) -> None:
        self._view.end_printing()
        self._close_drawer()
        words = _("It could not be printed. Look at the printer, or save it on a disk.")
        self._view.show_printing(paper_id, words, failed=True)

    def _close_drawer(self) -> None:
        drawer, self._drawer = self._drawer, None
        if drawer is not None:
            drawer.close()
