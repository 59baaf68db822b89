"""One document that is drawn elsewhere, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, TypeVar

from estip_desktop.errors import EstipError

if TYPE_CHECKING:
    from estip_desktop.kernel.page_pictures import DocumentPages, PageDrawer
    from estip_desktop.kernel.progress import Cancel, Progress
    from estip_desktop.kernel.tasks import TaskRunner

T = TypeVar("T")
Size = tuple[int, int]
"""Width and height of a picture, in pixels."""


class Outcomes(Protocol):
    """Who hears what became of a document."""

    def on_opened(self, found: DocumentPages) -> None:
        """Its pages are known."""
        ...

    def on_drawn(self, number: int, size: Size, picture: bytes) -> None:
        """A page was drawn."""
        ...

    def on_failed(self, number: int | None) -> None:
        """A page cannot be drawn; ``None`` stands for the whole document."""
        ...


class DrawnDocument:
    """Asks for pages in the order in which they were wanted, and never for two at once.

    One request holds one thread of the pool; a stranger's document must not hold both. Outcomes
    that come after ``end()`` are dropped.

    Args:
        drawer: For this document alone.
        tasks: Where asking takes place.
        outcomes: Who hears of it.
    """

    def __init__(self, drawer: PageDrawer, tasks: TaskRunner, outcomes: Outcomes) -> None:
        self._drawer = drawer
        self._tasks = tasks
        self._outcomes = outcomes
        self._wanted: dict[int, Size] = {}
        self._is_asking = False
        self._is_over = False

    def open(self, pdf: bytes) -> None:
        """Read the document."""
        self._run(lambda: self._drawer.open(pdf), self._outcomes.on_opened, None)

    def want(self, number: int, size: Size) -> None:
        """Have a page drawn; a size that was wanted before and not yet drawn is forgotten."""
        self._wanted.pop(number, None)
        self._wanted[number] = size
        self._ask_next()

    def end(self) -> None:
        """Forget the document and end what draws it."""
        if not self._is_over:
            self._is_over = True
            self._wanted.clear()
            self._drawer.close()

    def _ask_next(self) -> None:
        if self._is_asking or self._is_over or not self._wanted:
            return
        number = next(iter(self._wanted))
        size = self._wanted.pop(number)
        self._run(
            lambda: self._drawer.draw(number, *size),
            lambda picture: self._outcomes.on_drawn(number, size, picture),
            number,
        )

    def _run(self, work: Callable[[], T], then: Callable[[T], None], number: int | None) -> None:
        self._is_asking = True

        def quietly(_progress: Progress, _cancel: Cancel) -> T | None:
            return None if self._is_over else work()

        def succeeded(result: T | None) -> None:
            self._is_asking = False
            if not self._is_over and result is not None:
                then(result)
            self._ask_next()

        def failed(error: Exception) -> None:
            self._is_asking = False
            if not isinstance(error, EstipError):
                raise error
            if not self._is_over:
                self._outcomes.on_failed(number)
            self._ask_next()

        self._tasks.run(quietly, on_success=succeeded, on_failure=failed, lane="pool")


class Drawing:
    """Has documents drawn, one after another, each by a drawer of its own.

    The first drawer is got ready before there is a document.

    Args:
        new_drawer: For one document.
        tasks: Where drawing takes place.
    """

    def __init__(self, new_drawer: Callable[[], PageDrawer], tasks: TaskRunner) -> None:
        self._new_drawer = new_drawer
        self._tasks = tasks
        self._spare: PageDrawer | None = new_drawer()
        self._document: DrawnDocument | None = None
        tasks.run(self._prepare, lane="pool")

    def open(self, pdf: bytes, outcomes: Outcomes) -> None:
        """Forget the document before and read another."""
        self.end_document()
        drawer, self._spare = self._spare or self._new_drawer(), None
        self._document = DrawnDocument(drawer, self._tasks, outcomes)
        self._document.open(pdf)

    def want(self, number: int, size: Size) -> None:
        """Have a page of the document drawn."""
        if self._document is not None:
            self._document.want(number, size)

    def end_document(self) -> None:
        """Forget the document, if there is one."""
        if self._document is not None:
            self._document.end()
            self._document = None

    def close(self) -> None:
        """End whatever draws; connect it to ``destroyed``."""
        self.end_document()
        if self._spare is not None:
            self._spare.close()
            self._spare = None

    def _prepare(self, _progress: Progress, _cancel: Cancel) -> None:
        spare = self._spare
        if spare is not None:
            with suppress(EstipError):  # opening says so
                spare.prepare()
