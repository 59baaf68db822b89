"""One supporter and one clerk without a mouse: what they do, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from estip_desktop.guidance import Guided
from estip_desktop.kernel.clock import local
from estip_desktop.kernel.ids import ScreeningId, SessionId
from estip_desktop.kernel.items import AnswerValue, Item, ItemKind
from estip_desktop.protocols import Page, PageKind
from estip_desktop.tour import answers
from estip_desktop.ui import app
from estip_desktop.ui.widgets.chips import FlowBox
from tests.e2e.keyboard import CTRL, Keyboard, QuickLaptop

SUPPORTER, DESK = "Van 2", "OH desk"
CLINICIAN = "Dr Siân O'Brien"
DEFUSING = {**answers.DEFUSING, "C11.date": "26 11 2026"}
"""As in the tour, but it is held on the day of the follow-up."""
DIGITS = Qt.Key.Key_0.value


class Journey:
    """One supporter and one clerk on one laptop."""

    def __init__(self, laptop: QuickLaptop) -> None:
        app.make_application()
        self.laptop = laptop
        self.keys = Keyboard(laptop.open_window())
        self.passphrases: dict[str, str] = {}
        self._show()

    def _show(self) -> None:
        self.keys.shell.window.activateWindow()
        self.keys.settle()

    # --- records ---------------------------------------------------------------------------------

    def set_up(self, label: str, name: str, *, desk: bool) -> None:
        """The six pages of the first run."""
        keys = self.keys
        keys.enter()
        keys.enter()
        if desk:
            keys.press_key(Qt.Key.Key_Right)
        keys.space()
        keys.tab_to("Label for the lock page")
        keys.write(label)
        keys.tab_to("Your name")
        keys.write(name)
        keys.enter()
        passphrase = next(keys.visible(FlowBox)).accessibleName()
        keys.write(passphrase)
        keys.enter()
        title = "Recovery key: "
        groups = keys.named(title).accessibleName().removeprefix(title).split(", ")
        keys.enter()
        number = int("".join(filter(str.isdigit, keys.words)))
        keys.write(groups[number - 1])
        keys.enter()
        keys.press_key(Qt.Key.Key_1)
        keys.enter()
        keys.wait_for("inbox" if desk else "today")
        self.passphrases[label] = passphrase

    def lock(self) -> None:
        """Ctrl+L, and the next window."""
        old = self.keys.shell
        QTest.keyClick(self.keys.focus, Qt.Key.Key_L, CTRL)
        self.keys.wait(lambda: self.laptop.is_locked, "the lock")
        old.window.hide()
        self.keys.hold(self.laptop.open_window())
        self.keys.wait_for("unlock")
        self._show()
        old.window.deleteLater()

    def unlock(self, label: str, page: str) -> None:
        """Choose the records, type the passphrase, Enter."""
        keys = self.keys
        page_on_show: Any = keys.page
        keys.wait(lambda: page_on_show.is_dressed, "the labels, which follow the first paint")
        if any(label.startswith(other) for other in self.passphrases if len(self.passphrases) > 1):
            keys.press_key(Qt.Key.Key_Backtab)
            keys.write(label.split(maxsplit=1)[0])
            keys.press_key(Qt.Key.Key_Tab)
        keys.write(self.passphrases[label])
        keys.enter()
        keys.wait_for(page)

    def add_desk(self) -> None:
        """Compare the fingerprint of the desk's card, and add it."""
        keys = self.keys
        keys.press_at("Settings")
        keys.wait_for("settings")
        title = "Fingerprint "
        fingerprint = keys.named(title).accessibleName().removeprefix(title)
        keys.tab_to("First group of the fingerprint")
        keys.write(fingerprint.split()[0].lower())
        keys.enter()
        assert keys.words.endswith("Known")
        keys.press_key(Qt.Key.Key_1, CTRL)
        keys.wait_for("today")

    # --- conversations ---------------------------------------------------------------------------

    def begin(self, what: str, days_ago: int, *, share: str) -> None:
        """Fill the page of a new session; the incident ended some days ago."""
        keys = self.keys
        ended = local(self.laptop.clock.now() - timedelta(days=days_ago))
        if not keys.has_field("What"):
            keys.press_at("Add another incident")
        if keys.words != "What":
            keys.tab_to("What")
        keys.write(what)
        keys.tab_to("Day it ended")
        keys.write(f"{ended:%d %m %Y}")
        keys.tab_to("Time it ended")
        keys.write(f"{ended:%H:%M}")
        keys.choose_at("No")
        keys.press_at("Add incident")
        keys.tab_to("Name or initials")
        keys.write("S. O'B. <b>R&B</b>")
        keys.choose_at("They agree to talk")
        keys.choose_at("Yes, keep a short note")
        keys.tab_to("Yes, once they have seen it")
        for _ in range(("Yes, once they have seen it", "No", "Ask me later").index(share)):
            keys.press_key(Qt.Key.Key_Right)
        keys.enter()
        keys.enter()
        keys.wait_for("guided")

    def talk(self, said: Mapping[str, AnswerValue]) -> None:
        """Answer page after page until another kind of page takes over."""
        keys = self.keys
        while keys.shell.current_page == "guided":
            page = self.page()
            if page.kind is PageKind.IDENTITY:
                keys.write("Sam Example")
            elif page.item is not None and page.asks:
                self._give(page, said.get(page.id))
            if isinstance(keys.focus, QLineEdit) or keys.words != "Continue":
                self._go_on(page)
            else:
                keys.enter()
            keys.wait(partial(self.has_left, page.id), f"the page after {page.id}")
            keys.settle()

    def has_left(self, page_id: str) -> bool:
        """Whether another page is on show."""
        return self.keys.shell.current_page != "guided" or self.page().id != page_id

    def _go_on(self, page: Page) -> None:
        typed = page.item is not None and page.item.kind is ItemKind.TEXT
        several = page.item is not None and page.item.kind is ItemKind.MULTI
        if typed or several:
            self.keys.tab_to("Continue")
        self.keys.enter()

    def page(self) -> Page:
        """The guided page on show."""
        self.keys.settle()
        shell = self.keys.shell
        guided: Guided = shell.services.guide.open(SessionId(shell.current_arguments["session"]))
        return guided.run.page(guided.session.page_id)

    def _give(self, page: Page, value: AnswerValue | None) -> None:
        item, keys = page.item, self.keys
        assert item is not None
        if value is None:
            self._give_usual(item)
            return
        match item.kind:
            case ItemKind.CHOICE | ItemKind.YES_NO:
                self._pick(item, str(value))
            case ItemKind.MULTI if isinstance(value, list):
                self._tick([item.option(code).label for code in value])
            case ItemKind.NUMBER:
                for digit in str(value):
                    keys.press_key(Qt.Key(DIGITS + int(digit)))
            case _:
                keys.write(str(value))

    def _give_usual(self, item: Item) -> None:
        if item.kind is ItemKind.TICK:
            self.keys.space()
        elif item.required and item.options:
            self._pick(item, item.options[0].code)

    def _tick(self, labels: Sequence[str]) -> None:
        for label in labels:
            if self.keys.words != label:
                self.keys.tab_to(label)
            self.keys.space()

    def _pick(self, item: Item, code: str) -> None:
        number = [option.code for option in item.options].index(code) + 1
        self.keys.press_key(Qt.Key(DIGITS + number))

    def decide(self, wish: str) -> None:
        """Their wish, then the rung that was suggested."""
        keys = self.keys
        keys.wait_for("pathway")
        session = SessionId(keys.shell.current_arguments["session"])
        services = keys.shell.services
        suggested = services.care.suggest(session).recommendation.pathway
        keys.write(wish)
        keys.tab_to(services.content.pathways().rung(suggested).title)
        keys.enter()
        keys.enter()
        keys.wait(lambda: keys.shell.current_page != "pathway", "the page after pathway")
        keys.settle()

    def finish(self) -> None:
        """Check the answers, and finish."""
        keys = self.keys
        keys.wait_for("check")
        keys.enter()
        keys.wait_for("finish")

    def screen(self) -> None:
        """PHQ-9, read aloud: Enter, nine digits, Enter."""
        keys = self.keys
        keys.wait_for("screening")
        while keys.words != "PHQ-9":
            keys.press_key(Qt.Key.Key_Down)
        keys.enter()
        keys.enter()
        keys.enter()
        keys.wait_for("question")
        for points in (1, 2, 2, 2, 1, 1, 2, 0, 0):
            self._answer_question(points)
        keys.wait_for("check")
        keys.enter()
        keys.wait_for("result")
        keys.enter()
        keys.wait_for("screening")
        keys.press_at("No more today")
        keys.wait_for("guided")

    def _answer_question(self, points: int) -> None:
        keys = self.keys
        keys.wait_for("question")
        shell = keys.shell
        screening = ScreeningId(shell.current_arguments["screening"])

        def item() -> str:
            return shell.services.questionnaires.open(screening).screening.page_id

        before = item()
        QTest.keyClick(keys.focus, Qt.Key(DIGITS + 1 + points))
        keys.wait(lambda: shell.current_page != "question" or item() != before, "the next item")
        keys.settle()

    # --- referral --------------------------------------------------------------------------------

    def refer(self) -> str:
        """Sign it; it goes to the store by itself. Returns the referral's key."""
        keys = self.keys
        keys.press_at("Start referral")
        keys.wait_for("referral_details")
        keys.tab_to("Reason")
        keys.write("Low mood since the incident; asks for <b>R&B</b> & rest.")
        keys.choose_at("How can they be supported?")
        keys.press_at("Preview referral")
        keys.press_at("Enter their staff number")  # the summary has the focus; its link leads there
        keys.write("ND4471")
        keys.tab_to("Phone")
        if keys.words != "Phone":
            keys.tab_to("Phone")  # the first was the way of contact
        keys.write("01632 960417")
        keys.press_at("Preview referral")
        keys.wait_for("referral")
        key = keys.shell.current_arguments["draft"]
        if keys.words != "Sign with your passphrase":
            keys.tab_to("Sign with your passphrase")
        keys.write(self.passphrases[SUPPORTER])
        keys.enter()
        keys.wait(lambda: keys.has_button("Open Outbox"), "signed")
        keys.settle()
        if keys.words != "Open Outbox":
            keys.tab_to("Open Outbox")
        keys.enter()
        keys.wait_for("outbox")
        return key

    def accept(self) -> None:
        """The clerk opens the referral and accepts it by name."""
        keys = self.keys
        keys.wait(lambda: keys.has_button("Open"), "the referral")
        keys.settle()
        if not keys.words.startswith("Open:"):
            keys.tab_to("Open:")
        keys.enter()
        keys.wait_for("received")
        keys.tab_to("Your name")
        keys.write(CLINICIAN)
        keys.press_at("Accept")
        desk = keys.shell.services.desk
        assert desk is not None
        keys.wait(lambda: desk.list()[0].assignee == CLINICIAN, "accepted")
        keys.settle()
