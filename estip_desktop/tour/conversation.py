"""Walking the guided pages as a supporter would: answer what is asked, then Continue."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from estip_desktop.guidance import Guided
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import SessionId
from estip_desktop.kernel.items import AnswerValue, Item, ItemKind
from estip_desktop.protocols import Page, PageKind
from estip_desktop.tour.hand import Hand

GUIDED = "guided"
_DETAILS: Mapping[str, str] = {
    "Name": "Sam Example",
    "Staff number": "ND4471",
    "Date of birth": "14 03 1989",
    "Telephone": "01632 960 417",
}


class Conversation:
    """One guided session on screen.

    Args:
        hand: Uses the window.
        answers: What the colleague says, by page id.
        on_page: Called with each page before it is answered, for pictures.
    """

    def __init__(
        self,
        hand: Hand,
        answers: Mapping[str, AnswerValue],
        on_page: Callable[[Page], None],
        on_answered: Callable[[Page], None],
    ) -> None:
        self._hand = hand
        self._answers = answers
        self._on_page = on_page
        self._on_answered = on_answered

    def walk(self) -> None:
        """Answer page after page until another kind of page takes over."""
        while self._hand.shell.current_page == GUIDED:
            guided = self._guided()
            page = guided.run.page(guided.session.page_id)
            self._on_page(page)
            self._answer(page)
            self._hand.settle()
            self._on_answered(page)
            self._go_on(page.id)

    def _guided(self) -> Guided:
        shell = self._hand.shell
        self._hand.settle()
        return shell.services.guide.open(SessionId(shell.current_arguments["session"]))

    def _go_on(self, page_id: str) -> None:
        self._hand.press(_("Continue"))
        self._hand.wait(
            lambda: (
                self._hand.shell.current_page != GUIDED or self._guided().session.page_id != page_id
            ),
            f"the page after {page_id}",
        )

    def _answer(self, page: Page) -> None:
        if page.kind is PageKind.IDENTITY:
            for name, words in _DETAILS.items():
                self._hand.type_into(_(name), words)
        elif page.item is not None and page.asks:
            value = self._answers.get(page.id)
            if value is None:
                value = _usual(page.item)
            if value is not None:
                self._give(page.item, value)

    def _give(self, item: Item, value: AnswerValue) -> None:
        match item.kind:
            case ItemKind.CHOICE | ItemKind.YES_NO:
                self._hand.press(item.option(str(value)).label)
            case ItemKind.MULTI if isinstance(value, list):
                for code in value:
                    self._hand.press(item.option(code).label)
            case ItemKind.NUMBER:
                self._number(int(str(value)))
            case ItemKind.TICK:
                self._hand.press(item.text)
            case _:
                self._type(str(value))

    def _number(self, value: int) -> None:
        if self._hand.has_button(str(value)):
            self._hand.press(str(value))
        else:
            self._type(str(value))

    def _type(self, text: str) -> None:
        edits: list[QWidget] = [
            edit
            for kind in (QLineEdit, QPlainTextEdit, QTextEdit)
            for edit in self._hand.visible(kind)
        ]
        edits[0].setFocus(Qt.FocusReason.TabFocusReason)
        self._hand.keys(edits[0], text)


def _usual(item: Item) -> AnswerValue | None:
    """What is answered where the story says nothing: ticks are ticked, the rest is left."""
    if item.kind is ItemKind.TICK:
        return True
    return item.options[0].code if item.required and item.options else None
