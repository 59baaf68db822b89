"""What stands on each page of first run; every step says which field is at fault by its key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.safety.purpose import intended_purpose
from estip_desktop.services import Contact
from estip_desktop.ui.pages.first_run.model import Owner
from estip_desktop.ui.widgets.app_mark import AppMark
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.key_value import ListCard, ListRow, NumberRow
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.nations import nation_options
from estip_desktop.ui.widgets.number_list import number_words
from estip_desktop.ui.widgets.step_page import StepPage


class WelcomeStep(StepPage):
    """What this is, and what it is for."""

    def __init__(self) -> None:
        super().__init__(
            _("Welcome to ESTIP Desktop"),
            _("It helps you support a colleague after a hard incident, step by step."),
        )
        self.column.insertWidget(0, AppMark(60))
        purpose = Card("soft", padding=28, spacing=4)
        for sentence in re.split(r"(?<=[.])\s+", intended_purpose()):
            purpose.column.addWidget(Text(sentence, "soft_h2"))
        self.column.addWidget(purpose)
        words = _(
            "Setting up takes about four minutes. It needs no network, and nothing is kept until"
            " you have chosen a passphrase."
        )
        self.column.addWidget(Text(words, "body2"))


def _who_can_see(*, force_key: bool) -> tuple[str, str, str]:
    """Icon, title and line about who can open the records."""
    if force_key:
        return (
            "shield",
            _("You can see it, and whoever holds your force's recovery key"),
            _("Your force turned this on. When its key is used, you are told."),
        )
    return (
        "eye",
        _("You can see it, with your passphrase"),
        _("Nobody else can: not your manager, not IT, not the maker of this app."),
    )


class KeepsStep(StepPage):
    """What is kept on this laptop, and who can see it.

    Args:
        force_key: Whether the force's profile has its recovery key open the records as well.
    """

    def __init__(self, *, force_key: bool = False) -> None:
        super().__init__(
            _("What this laptop keeps, and who can see it"),
            _("You can tell a colleague all of this in one breath."),
        )
        rows = ListCard()
        for icon, title, line in (
            (
                "file-text",
                _("Short notes and answers, if they agree"),
                _("What they need and what was agreed. No account of the incident."),
            ),
            (
                "lock",
                _("Encrypted, on this laptop only"),
                _("No copy goes to a server. Locked, it shows no names, numbers or counts."),
            ),
            _who_can_see(force_key=force_key),
            (
                "send",
                _("Occupational Health sees what you sign and send"),
                _("Each referral is shown in full before it goes, with what is left out."),
            ),
        ):
            rows.add_row(ListRow(title, line, icon=icon, icon_role="primary"))
        self.column.addWidget(rows)


class WhoStep(StepPage):
    """Who uses it.

    Signals:
        changed: Something was typed or picked.
    """

    changed = Signal()

    def __init__(self, owner: Owner) -> None:
        super().__init__(_("Who will use these records?"))
        options = [
            Option("supporter", _("A supporter"), _("You talk with colleagues")),
            Option("desk", _("An Occupational Health desk"), _("You receive referrals")),
        ]
        chosen = [owner.kind] if owner.kind else []
        self.kind_group = ChoiceGroup(
            options, chosen=chosen, side_by_side=True, number_keys=False, name=self.title
        )
        self.label_edit = LineEdit()
        self.label_edit.setText(owner.label)
        self.label_edit.setMaxLength(40)
        self.label_field = LabelledField(
            _("Label for the lock page"),
            self.label_edit,
            _("Anybody who opens the laptop can read it. A label, for example Van 2, not a name."),
        )
        self.name_edit = LineEdit()
        self.name_edit.setText(owner.name)
        self.name_edit.setMaxLength(80)
        self.name_field = LabelledField(
            _("Your name, as colleagues know you"),
            self.name_edit,
            _("Stays encrypted on this laptop. It is printed on what you sign."),
        )
        for widget in (self.kind_group, self.label_field, self.name_field):
            self.column.addWidget(widget)
        self.kind_group.chosen.connect(self.changed)

    def owner(self) -> Owner:
        """What stands there now."""
        kinds = self.kind_group.chosen_codes()
        return Owner(
            self.label_edit.text().strip(), self.name_edit.text().strip(), kinds[0] if kinds else ""
        )

    def fields(self) -> Mapping[str, QWidget]:
        """Kind, label and name."""
        return {"kind": self.kind_group, "label": self.label_field, "name": self.name_field}

    def first_focus(self) -> QWidget | None:
        """The kind first: it changes what the rest means."""
        return self.label_edit if self.kind_group.chosen_codes() else self.kind_group


class NationStep(StepPage):
    """Where the force works."""

    def __init__(self) -> None:
        super().__init__(
            _("Where do you work?"), _("It decides the help numbers and the bank holidays.")
        )
        options = [Option(code, words) for code, words in nation_options()]
        self.nation_group = ChoiceGroup(options, name=self.title)
        self.column.addWidget(self.nation_group)
        self.column.addWidget(
            Callout(
                "info",
                _("Built-in settings are used"),
                _("National help numbers and published cut-offs. Your force has added none yet."),
            )
        )

    def nation(self) -> str:
        """The nation picked, or empty."""
        return next(iter(self.nation_group.chosen_codes()), "")

    def fields(self) -> Mapping[str, QWidget]:
        """The nation."""
        return {"nation": self.nation_group}

    def first_focus(self) -> QWidget | None:
        """The cards."""
        return self.nation_group


class NotCheckedStep(StepPage):
    """After a restart: the recovery key cannot be shown again, and nothing false is offered."""

    def __init__(self) -> None:
        super().__init__(
            _("Your recovery key was not checked"),
            _("It was shown once, when these records were made. It cannot be shown again."),
        )
        self.column.addWidget(
            Callout(
                "warn",
                _("If you wrote it down, keep it away from this laptop"),
                _(
                    "If you did not, your passphrase is the only way into these records. Without"
                    " it, nobody can open them."
                ),
            )
        )


class UrgentPanel(StepPage):
    """The help numbers, inside first run so that a recovery key on show is not lost."""

    def __init__(self, contacts: Sequence[Contact]) -> None:
        super().__init__(
            _("Urgent help numbers"),
            _("If somebody is in danger now, ring 999 first. Stay with them if you can."),
        )
        icons = {False: "phone-call", True: "message-square-text"}
        for each in contacts:
            icon = icons[each.is_text_message]
            self.column.addWidget(NumberRow(each.name, each.detail, number_words(each), icon))
        self.column.addWidget(Text(_("Setting up waits for you."), "hint"))
