"""A colleague holds the laptop: no names, no way out but the lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from estip_desktop.casework import NATION, OWNER_NAME, Place
from estip_desktop.errors import EstipError
from estip_desktop.guidance import Asked, OpenedConcern
from estip_desktop.services import Contact
from estip_desktop.stepped_care import Nation
from estip_desktop.ui.asking import Asking, QuestionView
from estip_desktop.ui.navigation import Navigator

HANDED_BACK = "handed"
"""Why the window locks when it is passed back."""


class HandOverView(QuestionView, Protocol):
    """What the page can show."""

    def show_supporter(self, first_name: str) -> None:
        """Say who gave them the laptop."""
        ...

    def show_end(self, *, thanks: bool) -> None:
        """Ask them to pass it back; with thanks where they said that they are in danger."""
        ...

    def show_not_saved(self) -> None:
        """Nothing of it could be saved, so the laptop does not lock when it is passed back."""
        ...

    def show_numbers(self, contacts: Sequence[Contact]) -> None:
        """Show whom to ring."""
        ...


class HandOverPresenter(Asking):
    """Ask, save, and pass it back: the window locks, and unlocking leads to what was answered.

    What an answer opens comes first after unlocking; here it only brings thanks and the wish to
    pass the laptop back.
    """

    alone = True

    def __init__(
        self, view: HandOverView, shell: Navigator, screening_id: str, link_id: str = ""
    ) -> None:
        super().__init__(view, shell, screening_id, link_id)
        self._page = view
        self._held: OpenedConcern | None = None

    def start(self) -> None:
        """Say who is there, and open the questionnaire where it was left."""
        casework = self.services.casework
        self.run(lambda: casework.setting(OWNER_NAME), self._named)
        super().start()

    def concern(self, opened: OpenedConcern | None = None) -> None:
        """An answer opened it; they read thanks and pass the laptop back.

        Where the disk took nothing, locking would lose it: then the laptop goes back as it is, and
        passing it back opens Immediate concern.
        """
        self.forget_pause()
        self._page.show_end(thanks=True)
        if opened is not None and self.services.concerns.is_unsaved(opened.concern_id):
            self._held = opened
            self._page.show_not_saved()

    def ask_for_help(self) -> None:
        """Immediate concern was asked for here: it is opened for the supporter to deal with."""
        asked, concerns = self.asked, self.services.concerns
        self.forget_pause()
        if asked is not None:
            session_id = asked.screening.session_id
            self.run(
                lambda: concerns.open_by_hand(session_id),
                lambda opened: self.concern(OpenedConcern(opened.id, opened.flags)),
            )
        self._page.show_end(thanks=True)

    def stop(self) -> None:
        """They want to stop: what was answered stays, nothing more is asked."""
        self.forget_pause()
        self._page.show_end(thanks=False)

    def numbers(self) -> None:
        """Whom to ring, one touch away."""
        casework = self.services.casework

        def look() -> Sequence[Contact]:
            code = casework.setting(NATION)
            nation = Nation(code) if code in set(Nation) else None
            return self.shell.context.urgent_numbers(nation)

        self.run(look, self._page.show_numbers)

    def pass_back(self) -> None:
        """Lock; after unlocking the supporter is at the list of answers."""
        self.forget_pause()
        if self._held is not None:
            self.shell.open("check", **self.arguments())
            self.shell.open_concern(self._held)
            return
        casework, place = self.services.casework, Place("check", self.arguments())

        def lock(_result: object) -> None:
            self.shell.lock(HANDED_BACK)

        def locked_all_the_same(error: Exception) -> None:
            if not isinstance(error, EstipError):
                raise error
            self.shell.lock(HANDED_BACK)  # the place is lost, the answers are not

        self.run(lambda: casework.remember_place(place), lock, locked_all_the_same)

    def before_the_first(self, asked: Asked) -> None:
        """There is nothing before it that they may see."""
        del asked

    def after_the_last(self) -> None:
        """Everything was answered."""
        self._page.show_end(thanks=False)

    def _named(self, name: str) -> None:
        self._page.show_supporter(next(iter(name.split()), ""))
