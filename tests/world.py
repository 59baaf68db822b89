"""One supporter's records: real use cases on a vault in memory, and a short made-up protocol."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.storage.files import write_new
from estip_desktop.casework import Casework, PostIncident
from estip_desktop.guidance import Concerns, Groups, Guide, HandedSheets, Questionnaires
from estip_desktop.instruments import Instrument
from estip_desktop.kernel.conditions import Condition, Operator
from estip_desktop.kernel.help_text import HelpSheet
from estip_desktop.kernel.items import Item, ItemKind, Option
from estip_desktop.kernel.phrases import PhraseCheck
from estip_desktop.protocols import CaseFact, FlagRule, Page, PageKind, Protocol, Step
from estip_desktop.referrals import Publisher, Referrals
from estip_desktop.safety import HazardLog
from estip_desktop.services import Contact
from estip_desktop.signposting import PaperShop, Signposting
from estip_desktop.stepped_care import Pathways
from estip_desktop.stepped_care.service import Care
from tests.builders import NOW, an_incident
from tests.fakes import CountingIds, FakeClock, FakeNavigator, MemoryVault

RED = frozenset({"R1", "R2", "R3", "R4", "R5", "R6"})


def when(question: str, answer: Any, operator: Operator = Operator.EQUAL) -> Condition:
    return Condition(question, operator, answer)


def _item(link_id: str, kind: ItemKind, *codes: str, **more: Any) -> Item:
    options = tuple(Option(code, code.title()) for code in codes)
    return Item(link_id, kind, f"Text of {link_id}", options, **more)


def _page(item: Item, **more: Any) -> Page:
    return Page(id=item.link_id, kind=more.pop("kind", PageKind.ITEM), item=item, **more)


@cache
def a_protocol() -> Protocol:
    """Every kind of page once, in five short steps; flags A4, A14, A1 and R1."""
    yes_no = ("yes", "no")
    pages = {
        "Opening": (
            _page(_item("hello", ItemKind.INFO), kind=PageKind.INFO, prompt="I am here."),
            _page(_item("agreed", ItemKind.TICK, required=True), kind=PageKind.CONSENT),
            Page(id="who", kind=PageKind.IDENTITY),
        ),
        "Now": (
            _page(_item("distress", ItemKind.NUMBER), fact=CaseFact.DISTRESS, why="One number."),
            _page(
                _item("exposure", ItemKind.MULTI, "child", "long", "none"),
                flags=(FlagRule("A4", (when("exposure", "child", Operator.CONTAINS),)),),
            ),
            _page(_item("note", ItemKind.TEXT)),
            _page(
                _item("worry", ItemKind.YES_NO, *yes_no),
                flags=(FlagRule("A14", (when("worry", "yes"),)),),
            ),
        ),
        "Safety": (
            _page(
                _item("safety", ItemKind.CHOICE, "no", "fleeting", "intent", required=True),
                fact=CaseFact.SAFETY,
                flags=(
                    FlagRule("A1", (when("safety", "fleeting"),)),
                    FlagRule("R1", (when("safety", "intent"),)),
                ),
            ),
            Page(
                id="card",
                kind=PageKind.SAFETY_CARD,
                show_when=(
                    when("flags", "R1", Operator.CONTAINS),
                    when("flags", "A1", Operator.CONTAINS),
                ),
                show_any=True,
            ),
        ),
        "Decide": (Page(id="pathway", kind=PageKind.PATHWAY),),
        "Close": (
            _page(
                _item("next.agreed", ItemKind.CHOICE, "agreed", "declined"),
                block="C11",
            ),
            _page(_item("next.day", ItemKind.DATE), block="C11"),
            _page(_item("next.who", ItemKind.PERSON), block="C11"),
            _page(_item("next.how", ItemKind.CHOICE, "phone", "message"), block="C11"),
            _page(_item("share", ItemKind.CHOICE, "nothing", "oh-summary"), kind=PageKind.SHARING),
            _page(_item("own", ItemKind.NUMBER), private=True),
        ),
    }
    steps = tuple(Step(title.lower(), title, rows) for title, rows in pages.items())
    return Protocol("DI", "1.0.0", "en", "Individual defusing", "Defusing", (20, 40), steps)


class FakeContent:
    """The short protocol, with the published pathways and instruments."""

    def __init__(self) -> None:
        self.published = published()

    def protocol(self, protocol_id: str, version: str = "") -> Protocol:
        if protocol_id == "DI":
            return a_protocol()
        return self.published.protocol(protocol_id, version)

    def protocols(self) -> tuple[Protocol, ...]:
        others = (each for each in self.published.protocols() if each.id != "DI")
        return (a_protocol(), *others)

    def instrument(self, instrument_id: str, version: str = "") -> Instrument:
        return self.published.instrument(instrument_id, version)

    def sheet_version(self, sheet_id: str) -> str:
        return self.published.sheet_version(sheet_id)

    def sheet_title(self, sheet_id: str) -> str:
        return self.published.sheet_title(sheet_id)

    def peer_instruments(self) -> frozenset[str]:
        return self.published.peer_instruments()

    def pathways(self) -> Pathways:
        return self.published.pathways()

    def hazards(self) -> HazardLog:
        return self.published.hazards()

    def evidential(self) -> PhraseCheck:
        return self.published.evidential()

    def help_sheets(self) -> tuple[HelpSheet, ...]:
        return self.published.help_sheets()


@cache
def published() -> Content:
    """What is in ``resources/``."""
    return Content()


NUMBERS = (
    Contact("emergency", "Emergency services", "999", "Always", False, "2026-11-23"),
    Contact("duty", "Duty clinician", "01632 960 417", "Always", False, "2026-11-23"),
    Contact("shout", "Shout", "SHOUT to 85258", "By text", True, "2026-11-23"),
)


class World:
    """Use cases over one vault, and a window that only remembers."""

    def __init__(self, tasks: Any = None) -> None:
        self.published = published()
        self.vault, self.clock, self.ids = MemoryVault(), FakeClock(NOW), CountingIds()
        self.content = FakeContent()
        args = (self.clock, self.ids)
        self.casework = Casework(self.vault, *args)
        self.concerns = Concerns(self.vault, *args, RED)
        self.guide = Guide(self.vault, self.content, self.concerns, *args, RED)
        self.groups = Groups(self.vault, self.content, *args)
        self.questionnaires = Questionnaires(self.vault, self.content, self.concerns, *args, RED)
        self.care = Care(
            self.vault, self.content, self.guide, self.questionnaires, self.concerns, *args
        )
        nothing: Any = None  # what would go is composed without paper, keys or a spool
        vault: Any = self.vault  # holds no referrals: none of these tests signs one
        self.referrals = Referrals(
            vault, self.content, self.content.pathways(), nothing, nothing, nothing, *args,
            Publisher("test"),
        )  # fmt: skip
        self.services = SimpleNamespace(
            casework=self.casework,
            concerns=self.concerns,
            guide=self.guide,
            groups=self.groups,
            handed_sheets=HandedSheets(self.vault, self.published.sheet_version, self.clock),
            post_incident=PostIncident(self.vault, self.clock),
            questionnaires=self.questionnaires,
            care=self.care,
            content=self.content,
            clock=self.clock,
            referrals=self.referrals,
            health=SimpleNamespace(before_a_session=lambda: None),
            signposting=Signposting(
                self.published,
                PaperShop(lambda paper: paper.title.encode(), write_new),
                lambda nation: (
                    nation or "england",
                    self.published.directory(nation or "england", NOW.date()),
                ),
                self.clock,
                exercise=False,
            ),
        )
        context = SimpleNamespace(urgent_numbers=lambda _nation: NUMBERS)
        self.shell = FakeNavigator(self.services, context, tasks)
        self.keep("incidents", an_incident())

    @property
    def tables(self) -> Any:
        """What is committed."""
        return self.vault.tables

    def keep(self, repository: str, record: Any) -> None:
        """Put a record into the vault."""
        with self.vault() as unit:
            getattr(unit, repository).save(record)
            unit.commit()

    def answer(self, session_id: Any, given: Mapping[str, Any]) -> None:
        """Answer pages of a session."""
        for page_id, value in given.items():
            self.guide.answer(session_id, page_id, value)
