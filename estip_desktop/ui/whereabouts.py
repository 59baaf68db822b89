"""Where somebody was, so that unlocking leads back to the same page, step and field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from estip_desktop.casework import Place
from estip_desktop.errors import EstipError
from estip_desktop.guidance import is_talk_only
from estip_desktop.ui.focus_place import FocusReturn, name_of
from estip_desktop.ui.pages import HOME_OF, KEEPS_ITS_OWN_PLACE, PAGES, RESUMED

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from estip_desktop.kernel.progress import Cancel, Progress
    from estip_desktop.services import Services
    from estip_desktop.ui.shell import Shell


class Whereabouts:
    """Keeps the place of one window in the vault, and finds it again.

    Args:
        shell: The window's life, unlocked.
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._focus_wanted = ""

    def open_last(self, *, notices: bool = False) -> None:
        """Show an open concern, else the page that was on show last, else home.

        Args:
            notices: What happened meanwhile has to be told: before those pages, after a concern.
        """
        shell, services = self._shell, self._shell.services
        home = "today" if services.desk is None else "inbox"

        def look(_progress: Progress, _cancel: Cancel) -> tuple[str, Place | None]:
            concern = services.concerns.first_open()
            return (concern.id if concern else "", services.casework.place())

        def go(found: tuple[str, Place | None]) -> None:
            concern_id, place = found
            if concern_id:
                if notices:
                    shell.came_from("notices", {})
                elif place is not None:
                    shell.came_from(place.page, place.arguments)
                shell.open("concern", concern=concern_id)
            elif notices:
                shell.open("notices")
            elif place is not None and place.page in PAGES:
                self._focus_wanted = place.field_name
                shell.open(place.page, **place.arguments)
            else:
                shell.open(home)

        def stay(error: Exception) -> None:
            shell.open(home)
            shell.show_error(error)

        shell.tasks.run(look, on_success=go, on_failure=stay)

    def painted(self, page: QWidget) -> None:
        """A page can be seen: give the focus back to the field that had it."""
        wanted, self._focus_wanted = self._focus_wanted, ""
        if wanted:
            FocusReturn(page, wanted)

    def remember(self, page: str, arguments: Mapping[str, str]) -> None:
        """This page is on show now."""
        services = self._shell.services
        if page in RESUMED:
            place: Place | None = Place(page, dict(arguments))
        elif page in HOME_OF and "help_from" not in arguments:
            place = None
        else:
            return
        if any(map(is_talk_only, arguments.values())):
            return
        self._shell.tasks.run(
            lambda _progress, _cancel: services.casework.remember_place(place),
            on_failure=lambda error: self._not_remembered(services, error),
        )

    def _not_remembered(self, services: Services, error: Exception) -> None:
        """Where nothing can be saved, Today says so; moving about need not say it each time."""
        if not (isinstance(error, EstipError) and services.health.before_a_session()):
            self._shell.show_error(error)

    def keep_field(self, page: QWidget) -> None:
        """Remember the very field of the page on show; works until the last."""
        shell, services = self._shell, self._shell.services
        name, arguments = shell.current_page, dict(shell.current_arguments)
        if name in KEEPS_ITS_OWN_PLACE or any(map(is_talk_only, arguments.values())):
            return
        field = name_of(page, shell.window.focusWidget())

        def keep(_progress: Progress, _cancel: Cancel) -> None:
            known = services.casework.place()  # a guided page knows better how far it is
            if known is None or known.page != name:
                known = Place(name, arguments)
            services.casework.remember_place(Place(known.page, known.arguments, field))

        shell.tasks.run(keep, on_failure=lambda _error: None)
