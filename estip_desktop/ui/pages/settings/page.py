"""Settings as a page: groups under one another, each change kept at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.preferences import Preferences
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.settings.backup_presenter import BackupPresenter
from estip_desktop.ui.pages.settings.backup_sections import BackupSection
from estip_desktop.ui.pages.settings.desk_sections import DesksSection, OwnCardSection
from estip_desktop.ui.pages.settings.exercise_presenter import ExercisePresenter
from estip_desktop.ui.pages.settings.exercise_sections import ExerciseSection
from estip_desktop.ui.pages.settings.keeping_sections import KeepingSection
from estip_desktop.ui.pages.settings.key_sections import KeysSection
from estip_desktop.ui.pages.settings.presenter import SettingFacts, SettingsPresenter
from estip_desktop.ui.pages.settings.privacy_sections import PrivacySection
from estip_desktop.ui.pages.settings.sections import (
    AboutSection,
    AppearanceSection,
    LockSection,
    YouSection,
)
from estip_desktop.ui.widgets.places import places

_WIDTH = 1060


class SettingsPage(HomeFrame):
    """What can be set.

    Args:
        is_desk: Whether these are the records of an Occupational Health desk.
        is_exercise: Whether they are made up, and may be ended as a whole.
    """

    def __init__(self, *, is_desk: bool, is_exercise: bool = False) -> None:
        title, line = _("Settings"), _("Changes apply at once")
        super().__init__(places(desk=is_desk), "settings", title, line, max_width=_WIDTH)
        self.starts_at_backup = False
        self.appearance = AppearanceSection()
        self.lock = LockSection()
        self.privacy = PrivacySection()
        self.keys = KeysSection()
        self.you = YouSection()
        self.desks = DesksSection()
        self.own_card = OwnCardSection()
        self.backup = BackupSection()
        self.keeping = KeepingSection()
        self.exercise = ExerciseSection()
        self.about = AboutSection()
        for section in (
            self.appearance, self.lock, self.privacy, self.keys, self.backup, self.keeping,
            self.you, self.desks,
            self.own_card, self.exercise, self.about,
        ):  # fmt: skip
            self.column.addWidget(section)
        self.desks.setVisible(not is_desk)
        self.keeping.setVisible(not is_desk)
        self.own_card.setVisible(is_desk)
        self.exercise.setVisible(is_exercise)

    def attach(self, presenter: SettingsPresenter) -> None:
        """Let `presenter` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.appearance.theme_picked.connect(presenter.set_theme)
        self.appearance.text_percent_picked.connect(presenter.set_text_percent)
        self.appearance.reduce_motion_changed.connect(presenter.set_reduce_motion)
        self.lock.minutes_picked.connect(presenter.set_idle_minutes)
        self.keys.task_requested.connect(presenter.change_keys)
        self.you.name_edited.connect(presenter.set_owner_name)
        self.you.nation_picked.connect(presenter.set_nation)
        self.desks.add_requested.connect(presenter.add_desk)
        self.navigation_requested.connect(presenter.navigate)
        self.destroyed.connect(presenter.leave)

    def show_facts(self, facts: SettingFacts) -> None:
        """Fill the page."""
        self.appearance.show_preferences(facts.preferences)
        self.lock.show_minutes(facts.idle_minutes)
        self.keys.show_keys(facts.keys)
        self.you.show_owner(facts.owner_name, facts.nation)
        self.desks.show_desks(facts.known, facts.found)
        self.own_card.show_card(facts.own_fingerprint, facts.store)
        self.about.show_facts(facts.version, facts.home)

    def show_desk_problem(self, number: int, words: str) -> None:
        """Say what is wrong with what was typed for a desk."""
        self.desks.show_problem(number, words)

    def show_looks(self, preferences: Preferences) -> None:
        """Make every window follow."""
        from estip_desktop.ui.app import apply_preferences  # noqa: PLC0415 - it knows every page

        self.appearance.show_preferences(preferences)
        apply_preferences(preferences)

    def show_saved(self, words: str) -> None:
        """Say that it was kept."""
        self.you.saved_line.set_words(words)

    def first_focus(self) -> QWidget:
        """The first choice, or where somebody was sent."""
        if self.starts_at_backup:
            return self.backup.elsewhere.open_button
        return self.appearance.theme_group

    def flush(self) -> None:
        """Keep a name that is still being typed."""
        self.you.save_name()

    def on_command(self, command_id: str) -> bool:
        """Back leads to the first place."""
        if command_id == "back":
            self._presenter.go_back()
            return True
        return False


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page; ``section`` is where to begin: ``backup``, or the top."""
    ends = shell.services.exercise_end.is_possible
    page = SettingsPage(is_desk=shell.services.desk is not None, is_exercise=ends)
    page.starts_at_backup = arguments.get("section") == "backup"
    presenter = SettingsPresenter(page, shell)
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.keeping.open_button.clicked.connect(lambda: shell.open("keeping"))
    backups = BackupPresenter(page.backup, shell)
    page.backup.attach(backups)
    presenter.show()
    backups.show()
    if ends:
        exercise = ExercisePresenter(page.exercise, shell)
        page.exercise.attach(exercise)
        exercise.show()
    return page
