"""The way to Immediate concern and back to where it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from estip_desktop.ui.pages import PAGES

if TYPE_CHECKING:  # the features are imported once something is unlocked
    from estip_desktop.casework import Concern
    from estip_desktop.kernel.ids import FollowUpId, PersonId, SessionId
    from estip_desktop.ui.shell import Shell


_ALWAYS = frozenset({"concern", "unlock", "first_run", "urgent", "repair"})


def _owner(arguments: Mapping[str, str]) -> str:
    """The questionnaire or the talk a page is about."""
    return arguments.get("screening") or arguments.get("session", "")


class ConcernDetour:
    """Remembers from which page a concern was opened, and leads back there.

    Args:
        shell: The window's life.
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._before: tuple[str, dict[str, str]] | None = None
        self._correcting = ""
        self._corrected_on: tuple[str, str] = ("", "")

    def came_from(self, page: str, arguments: Mapping[str, str]) -> None:
        """Say where the way back leads."""
        self._before = (page, dict(arguments))

    def correcting(self, concern_id: str, page: str, arguments: Mapping[str, str]) -> None:
        """The answer that opened a concern is on show, to be changed if it was not meant."""
        self._correcting = concern_id
        self._corrected_on = (page, _owner(arguments))

    def corrected(self) -> None:
        """It was changed, and nothing else holds the concern open."""
        self._correcting = ""

    def or_back(self, page: str, arguments: dict[str, str]) -> tuple[str, dict[str, str]]:
        """The page that is wanted, or the concern whose answer was to be corrected.

        Moving on within the same questionnaire or talk is free.
        """
        concern_id = self._correcting
        if not concern_id or (page, _owner(arguments)) == self._corrected_on:
            return page, arguments
        self._correcting = ""
        if page in _ALWAYS:
            return page, arguments
        self.came_from(page, arguments)
        return "concern", {"concern": concern_id}

    def begin(self, concern_id: str) -> None:
        """Show a concern over whatever page is on show now; it returns there."""
        shell = self._shell
        shell.window.close_dialogs()
        if shell.current_page != "concern":
            self.came_from(shell.current_page, shell.current_arguments)
            shell.open("concern", concern=concern_id)

    def begin_by_hand(self) -> None:
        """Open a new concern, of the session on show if there is one."""
        shell = self._shell
        if shell.current_page == "concern":
            return
        from estip_desktop.casework import is_group  # noqa: PLC0415 - once unlocked
        from estip_desktop.guidance import is_talk_only  # noqa: PLC0415 - as above

        session = shell.current_arguments.get("session", "")
        of_one = session and not is_talk_only(session) and not is_group(session)
        session_id = cast("SessionId", session) if of_one else None
        concerns = shell.services.concerns
        about = dict(shell.current_arguments)
        shell.flush()
        shell.tasks.run(
            lambda _progress, _cancel: concerns.open_by_hand(
                session_id, None if session else self._person(about)
            ),
            on_success=lambda concern: self.begin(concern.id),
            on_failure=shell.show_error,
        )

    def _person(self, about: Mapping[str, str]) -> PersonId | None:
        """Whom a page is about where no talk is held: a record, or a contact that is due."""
        from estip_desktop.errors import EstipError  # noqa: PLC0415 - once unlocked

        if "follow_up" not in about:
            return cast("PersonId | None", about.get("person"))
        try:
            contact = cast("FollowUpId", about["follow_up"])
            return self._shell.services.casework.follow_up(contact).person_id
        except EstipError:  # help comes first; the page of the contact says what is wrong with it
            return None

    def end(self) -> None:
        """Show another open concern, or the page before, or what was left."""
        shell, visit = self._shell, self._shell.visit
        concerns = shell.services.concerns

        def go(concern: Concern | None) -> None:
            if visit.is_over:
                return
            if concern is not None:
                shell.open("concern", concern=concern.id)
                return
            back, self._before = self._before, None
            if back is not None and back[0] in PAGES:
                shell.open(back[0], **back[1])
            else:
                shell.open_where_left()

        def stay(error: Exception) -> None:
            go(None)
            shell.show_error(error)

        shell.tasks.run(
            lambda _progress, _cancel: concerns.first_open(), on_success=go, on_failure=stay
        )
