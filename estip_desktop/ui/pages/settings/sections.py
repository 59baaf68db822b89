"""The parts of the settings page: a heading, then a card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.kernel.items import Option
from estip_desktop.kernel.preferences import Preferences
from estip_desktop.safety import intended_purpose
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import Chip, ChipGroup
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, Select
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.nations import nation_options
from estip_desktop.ui.widgets.status_line import StatusLine

TEXT_PERCENTS = (100, 125, 150, 175, 200)
IDLE_CHOICES = (1, 2, 3, 5, 10, 15)


class Section(QWidget):
    """One group of settings.

    Args:
        title: What it is about.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, theme.px(8))
        outer.setSpacing(theme.px(10))
        outer.addWidget(Heading(title, "h2"))
        self.card = Card(spacing=16)
        outer.addWidget(self.card)
        self.column = self.card.column


class AppearanceSection(Section):
    """Colours, text size, motion.

    Signals:
        theme_picked: ``light``, ``dark``, ``contrast`` or ``system``.
        text_percent_picked: 100 to 200.
        reduce_motion_changed: Whether nothing fades or slides.
    """

    theme_picked = Signal(str)
    text_percent_picked = Signal(int)
    reduce_motion_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__(_("Appearance"))
        themes = [
            Option("light", _("Light")),
            Option("dark", _("Dark")),
            Option("contrast", _("High contrast")),
            Option("system", _("Match system")),
        ]
        self.theme_group = ChoiceGroup(
            themes, number_keys=False, side_by_side=True, name=_("Colours")
        )
        for card in self.theme_group.cards:  # in a row, all as high as the highest
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        sizes = [Option(str(each), _("{n} %").format(n=each)) for each in TEXT_PERCENTS]
        self.text_chips = ChipGroup(sizes, single=True, name=_("Text size"))
        self.motion_chip = Chip(Option("reduce_motion", _("Reduce motion")))
        self.column.addWidget(self.theme_group)
        self.column.addWidget(LabelledField(_("Text size"), self.text_chips))
        self.column.addWidget(self.motion_chip, 0, Qt.AlignmentFlag.AlignLeft)
        self.theme_group.chosen.connect(self.theme_picked)
        self.text_chips.changed.connect(self._on_text_chips_changed)
        self.motion_chip.toggled.connect(self.reduce_motion_changed)

    def show_preferences(self, preferences: Preferences) -> None:
        """Show what is chosen."""
        self.theme_group.set_chosen([preferences.theme])
        if any(card.hasFocus() for card in self.theme_group.cards):  # on show before it was known
            self.theme_group.setFocus()
        self.text_chips.set_chosen([str(preferences.text_percent)])
        self.motion_chip.blockSignals(True)
        self.motion_chip.setChecked(preferences.reduce_motion)
        self.motion_chip.blockSignals(False)

    def _on_text_chips_changed(self, codes: list[str]) -> None:
        if codes:
            self.text_percent_picked.emit(int(codes[0]))
        else:  # a size is always chosen: pressing the chosen one changes nothing
            self.text_chips.set_chosen([str(round(theme.current().scale * 100))])


class LockSection(Section):
    """When the window locks by itself.

    Signals:
        minutes_picked: 1 to 15.
    """

    minutes_picked = Signal(int)

    def __init__(self) -> None:
        super().__init__(_("Lock"))
        entries: list[tuple[object, str]] = [
            (each, ngettext("{n} minute", "{n} minutes", each).format(n=each))
            for each in IDLE_CHOICES
        ]
        self.minutes_select = Select(entries)
        self.column.addWidget(
            LabelledField(
                _("Lock by itself after"),
                self.minutes_select,
                _("While nothing is touched. With a colleague present it waits 15 minutes."),
            )
        )
        self.minutes_select.picked.connect(lambda minutes: self.minutes_picked.emit(int(minutes)))

    def show_minutes(self, minutes: int) -> None:
        """Show what is chosen; the nearest choice that is not longer."""
        fitting = [each for each in IDLE_CHOICES if each <= minutes] or [IDLE_CHOICES[0]]
        self.minutes_select.setCurrentIndex(self.minutes_select.findData(fitting[-1]))


class YouSection(Section):
    """The owner.

    Signals:
        name_edited: How colleagues know them.
        nation_picked: Where they work.
    """

    name_edited = Signal(str)
    nation_picked = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("You"))
        self._name = ""
        self.name_edit = LineEdit()
        self.name_edit.setMaxLength(80)
        self.name_field = LabelledField(
            _("Your name, as colleagues know you"),
            self.name_edit,
            _("Stays encrypted on this laptop. It is printed on what you sign."),
        )
        entries: list[tuple[object, str]] = [*nation_options()]
        self.nation_select = Select(entries)
        self.saved_line = StatusLine("", "circle-check", "text3")
        self.column.addWidget(self.name_field)
        self.column.addWidget(
            LabelledField(_("Nation"), self.nation_select, _("For help numbers and bank holidays."))
        )
        self.column.addWidget(self.saved_line)
        self.name_edit.editingFinished.connect(self.save_name)
        self.nation_select.picked.connect(lambda nation: self.nation_picked.emit(str(nation)))

    def show_owner(self, name: str, nation: str) -> None:
        """Show what is kept."""
        self._name = name
        self.name_edit.setText(name)
        self.nation_select.setCurrentIndex(self.nation_select.findData(nation))

    def save_name(self) -> None:
        """Keep a changed name; an empty one is refused beside the field."""
        name = self.name_edit.text().strip()
        self.name_field.set_error("" if name else _("Enter your name, as colleagues know you"))
        if name and name != self._name:
            self._name = name
            self.name_edited.emit(name)


class AboutSection(Section):
    """What this is, where the data lies, and under which licence."""

    def __init__(self) -> None:
        super().__init__(_("About"))
        self.version_label = Text("", "strong")
        self.home_label = Text("", "body2", selectable=True)
        licence = _(
            "MIT licence. The notices of the questionnaires are printed with their results."
        )
        self.column.addWidget(self.version_label)
        self.column.addWidget(Text(intended_purpose(), "body2"))
        self.column.addWidget(self.home_label)
        self.column.addWidget(Text(licence, "body2"))

    def show_facts(self, version: str, home: str) -> None:
        """Show version and folder."""
        self.version_label.setText(_("ESTIP Desktop {version}").format(version=version))
        self.home_label.setText(_("Your records lie in {folder}, encrypted.").format(folder=home))
