"""Pages of the gallery: the frames filled with made-up people, incidents and numbers."""

from __future__ import annotations

from collections.abc import Callable

from estip_desktop.ui.gallery_pages.focus import concern, guided_step, question, result
from estip_desktop.ui.gallery_pages.home import outbox, today, unlock
from estip_desktop.ui.gallery_pages.page import Page

__all__ = ["PAGES", "Page", "question", "today"]

PAGES: dict[str, Callable[[], Page]] = {
    "01-unlock": unlock,
    "02-today": today,
    "05-guided-step": guided_step,
    "07-question": question,
    "09-result": result,
    "10-concern": concern,
    "13-outbox": outbox,
}
