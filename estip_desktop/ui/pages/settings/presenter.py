"""What can be set, and what setting it does."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from estip_desktop import __version__
from estip_desktop.casework.service import NATION, OWNER_NAME
from estip_desktop.errors import DocumentRefusedError, NotFoundError, RuleError
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.preferences import Preferences
from estip_desktop.provisioning import CardKind, DeskCard
from estip_desktop.services import Services
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.settings.key_facts import KeyFacts, read_keys
from estip_desktop.ui.presenting import PagePresenter

IDLE_MINUTES = "idle-minutes"
USUAL_IDLE_MINUTES = 5
GROUP = 4
"""Digits in one group of a fingerprint."""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk as the page lists it.

    Args:
        number: Position among the cards found; -1 for a desk that is known.
    """

    name: str
    fingerprint: str
    number: int = -1


@dataclass(frozen=True, slots=True)
class SettingFacts:
    """Everything the page shows, read in one go."""

    is_desk: bool
    preferences: Preferences
    owner_name: str = field(repr=False)
    nation: str
    idle_minutes: int
    keys: KeyFacts
    known: tuple[DeskRow, ...]
    found: tuple[DeskRow, ...]
    own_fingerprint: str
    store: str
    home: str
    version: str


class SettingsView(Protocol):
    """What the page can show."""

    def show_facts(self, facts: SettingFacts) -> None:
        """Fill the page."""
        ...

    def show_desk_problem(self, number: int, words: str) -> None:
        """Say what is wrong with what was typed for a desk."""
        ...

    def show_looks(self, preferences: Preferences) -> None:
        """Make every window follow."""
        ...

    def show_saved(self, words: str) -> None:
        """Say that something was kept."""
        ...


class SettingsPresenter(PagePresenter):
    """Keep what is chosen, at once."""

    def __init__(self, view: SettingsView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._cards: list[bytes] = []
        self._found: list[DeskCard] = []

    def show(self) -> None:
        """Fill the page."""
        services, context = self.services, self.shell.context

        def read() -> tuple[SettingFacts, list[tuple[DeskCard, bytes]]]:
            cards = _found_cards(services)
            facts = _read(services, context.preferences.load(), str(context.home), cards)
            return facts, cards

        self.run(read, self._read)

    def set_theme(self, theme: str) -> None:
        """Another set of colours."""
        self._look(self.shell.context.preferences.load()._replace(theme=theme))

    def set_text_percent(self, percent: int) -> None:
        """Another text size."""
        self._look(self.shell.context.preferences.load()._replace(text_percent=percent))

    def set_reduce_motion(self, on: bool) -> None:
        """Nothing fades or slides."""
        self._look(self.shell.context.preferences.load()._replace(reduce_motion=on))

    def set_idle_minutes(self, minutes: int) -> None:
        """How long the window may lie idle before it locks."""
        self._keep(IDLE_MINUTES, str(minutes))

    def change_keys(self, task: str) -> None:
        """Change the passphrase, make a new sheet, or try the one there is."""
        self.shell.open("keys", task=task)

    def set_owner_name(self, name: str) -> None:
        """How colleagues know the owner."""
        if name.strip():
            self._keep(OWNER_NAME, name.strip())

    def set_nation(self, nation: str) -> None:
        """For phone numbers and bank holidays."""
        self._keep(NATION, nation)

    def add_desk(self, number: int, first_group: str) -> None:
        """Make a desk known, once somebody has shown that they looked at its fingerprint.

        The first group will do, but not for a name that is known with another key: that is how a
        forged card would look, and all of it has to be typed.
        """
        card, data = self._found[number], self._cards[number]
        typed = _plain(first_group)
        if len(typed) < GROUP or not card.kid.startswith(typed):
            words = _(
                "That is not the first group. Compare it with the desk, by telephone if need be"
            )
            self._view.show_desk_problem(number, words)
            return
        desks = self.services.desks
        self.run(
            lambda: desks.add(data, typed_fingerprint=typed),
            lambda _desk: self.show(),
            lambda error: self._not_added(number, error),
        )

    def navigate(self, place: str) -> None:
        """Go to another place."""
        if place in {"today", "people", "outbox", "inbox", "help", "settings"}:
            self.shell.open(place)

    def go_back(self) -> None:
        """Back to the first place."""
        self.shell.open("inbox" if self.services.desk is not None else "today")

    def _read(self, outcome: tuple[SettingFacts, list[tuple[DeskCard, bytes]]]) -> None:
        facts, cards = outcome
        self._found = [card for card, _data in cards]
        self._cards = [data for _card, data in cards]
        self._view.show_facts(facts)

    def _look(self, preferences: Preferences) -> None:
        self.shell.context.preferences.save(preferences)
        self._view.show_looks(preferences)

    def _keep(self, key: str, value: str) -> None:
        casework = self.services.casework
        self.run(
            lambda: casework.set_setting(key, value),
            lambda _done: self._view.show_saved(_("Saved")),
        )

    def _not_added(self, number: int, error: Exception) -> None:
        if not isinstance(error, RuleError):
            self.shell.show_error(error)
            return
        from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

        self._view.show_desk_problem(number, message_for(error).words)


def _read(
    services: Services, preferences: Preferences, home: str, cards: list[tuple[DeskCard, bytes]]
) -> SettingFacts:
    is_desk = services.desk is not None
    known = () if is_desk else tuple(services.desks.list())
    known_ids = {desk.id for desk in known}
    minutes = services.casework.setting(IDLE_MINUTES)
    return SettingFacts(
        is_desk=is_desk,
        preferences=preferences,
        owner_name=services.casework.setting(OWNER_NAME),
        nation=services.casework.setting(NATION),
        idle_minutes=int(minutes) if minutes.isdigit() else USUAL_IDLE_MINUTES,
        keys=read_keys(services),
        known=tuple(DeskRow(desk.name, desk.fingerprint) for desk in known),
        found=tuple(
            DeskRow(card.name, card.fingerprint, number)
            for number, (card, _data) in enumerate(cards)
            if card.kid not in known_ids
        ),
        own_fingerprint=_own_fingerprint(services),
        store=services.store_address,
        home=home,
        version=__version__,
    )


def _own_fingerprint(services: Services) -> str:
    """Empty where there is no identity yet, because the disk took nothing."""
    try:
        return services.identity.own().fingerprint
    except NotFoundError:
        return ""


def _found_cards(services: Services) -> list[tuple[DeskCard, bytes]]:
    """Cards of desks that lie in the store of this laptop; unreadable ones are passed over."""
    if services.desk is not None:
        return []
    found = []
    for data in services.cards_in_store():
        with suppress(DocumentRefusedError):
            card = services.desks.read_card(data)
            if card.kind is CardKind.DESK:
                found.append((card, data))
    return found


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
