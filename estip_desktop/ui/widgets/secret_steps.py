"""Short pages that show or take a secret; none of it outlives its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.buttons import DefaultButton, LinkButton, QuietButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import FlowBox
from estip_desktop.ui.widgets.disk_saving import DiskSaving
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, PassphraseField
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.status_line import StatusLine
from estip_desktop.ui.widgets.step_page import StepPage


class PassphraseStep(StepPage):
    """Five words that were made, or a passphrase of one's own.

    Args:
        title: Another title than that of first run.

    Signals:
        other_words_requested: Other words are wanted.
        own_requested: Whether a passphrase of one's own is wanted.
        own_edited: The passphrase of one's own changed.
    """

    other_words_requested = Signal()
    own_requested = Signal(bool)
    own_edited = Signal()

    def __init__(self, title: str = "") -> None:
        super().__init__(
            title or _("Your passphrase"),
            _("It opens your records. Nobody can reset it, so choose one you will remember."),
        )
        self.is_own = False
        self._made = self._make_words_part()
        self._own = self._make_own_part()
        self.column.addWidget(self._made)
        self.column.addWidget(self._own)
        self.switch_button = LinkButton("")
        self.column.addWidget(self.switch_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.progress_line = StatusLine("", "loader-circle", "text2")
        self.column.addWidget(self.progress_line)
        self.set_own(False)
        self.other_words_button.clicked.connect(self.other_words_requested)
        self.switch_button.clicked.connect(lambda: self.own_requested.emit(not self.is_own))
        self.own_passphrase.passphrase_edit.textEdited.connect(lambda _text: self.own_edited.emit())

    def show_words(self, words: Sequence[str]) -> None:
        """Show words that were made."""
        for label, word in zip(self.word_labels, words, strict=False):
            label.setText(word)
        self.words_box.setAccessibleName(" ".join(words))
        self.words_box.updateGeometry()
        self.typed_edit.clear()

    def set_own(self, own: bool) -> None:
        """Take a passphrase of one's own instead, or the words after all."""
        self.is_own = own
        self._made.setVisible(not own)
        self._own.setVisible(own)
        words = _("Use words that are made for me") if own else _("Choose my own passphrase")
        self.switch_button.set_words(words)

    def show_strength(self, words: str, *, enough: bool) -> None:
        """Say how strong the passphrase is, in words."""
        role = "ok" if enough else "warn"
        icon = "circle-check" if enough else "info"
        self.strength_line.set_words(words, icon, role)

    def show_progress(self, words: str) -> None:
        """Say what is being done."""
        self.progress_line.set_words(words)

    def take_typed(self) -> tuple[str, str]:
        """The passphrase and its repetition, as typed; own fields are empty afterwards."""
        if not self.is_own:
            return "", self.typed_edit.text()
        return self.own_passphrase.text(), self.again_passphrase.text()

    def forget(self) -> None:
        """Empty every field and label."""
        self.typed_edit.clear()
        self.own_passphrase.clear()
        self.again_passphrase.clear()
        for label in self.word_labels:
            label.clear()

    def fields(self) -> Mapping[str, QWidget]:
        """The words typed back, the own passphrase and its repetition."""
        return {
            "typed": self.typed_field,
            "own": self.own_field,
            "again": self.again_field,
        }

    def first_focus(self) -> QWidget | None:
        """The field to type in."""
        return self.own_passphrase.passphrase_edit if self.is_own else self.typed_edit

    def _make_words_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        card = Card("soft", padding=24, spacing=8)
        top = QHBoxLayout()
        top.addWidget(Text(_("Five words, made for you"), "prompt_title"), 1)
        self.other_words_button = QuietButton(_("Make other words"), "refresh-cw")
        top.addWidget(self.other_words_button)
        card.column.addLayout(top)
        self.words_box = FlowBox(gap=20)
        self.word_labels = [Text("", "phone", wrap=False) for _number in range(5)]
        for label in self.word_labels:
            self.words_box.add(label)
        card.column.addWidget(self.words_box)
        column.addWidget(card)
        self.typed_edit = LineEdit()
        self.typed_field = LabelledField(
            _("Type the five words"),
            self.typed_edit,
            _("With a space between them. A short story that joins them helps you remember."),
        )
        column.addWidget(self.typed_field)
        return part

    def _make_own_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.own_passphrase = PassphraseField()
        self.own_field = LabelledField(
            _("Your own passphrase"),
            self.own_passphrase,
            _("Several words are stronger than one word with signs. Pasting is welcome."),
        )
        self.strength_line = StatusLine("", "info", "text2", keep_room=True)
        self.again_passphrase = PassphraseField(with_show=False)
        self.again_field = LabelledField(_("Type it again"), self.again_passphrase)
        for widget in (self.own_field, self.strength_line, self.again_field):
            column.addWidget(widget)
        return part


class RecoveryStep(StepPage):
    """The recovery key, shown once.

    Signals:
        print_requested: It should be printed.
        save_requested: The sheet should be written into this folder of a disk.
    """

    print_requested = Signal()
    save_requested = Signal(str)

    def __init__(self, groups: Sequence[str]) -> None:
        super().__init__(
            _("Your recovery key"),
            _(
                "Write it down now. Keep it away from this laptop. Without it and your passphrase,"
                " nobody can open these records."
            ),
        )
        self.groups = tuple(groups)
        self.card = Card(padding=24)
        self._grid = QGridLayout()
        self.card.column.addLayout(self._grid)
        self.card.setAccessibleName(_("Recovery key: {groups}").format(groups=", ".join(groups)))
        for index, group in enumerate(groups):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            number = _("Group {number}").format(number=index + 1)
            cell.addWidget(Text(number, "hint", wrap=False))
            cell.addWidget(Text(group, "phone", wrap=False))
            self._grid.addLayout(cell, index // 3, index % 3)
        self.column.addWidget(self.card)
        self.print_button = DefaultButton(_("Print it…"), "printer")
        self.saving = DiskSaving()
        self.buttons = FlowBox(gap=12)
        self.buttons.add(self.print_button)
        self.buttons.add(self.saving.button)
        self.column.addWidget(self.buttons)
        self.column.addWidget(self.saving)
        words = _("It is shown only now. Printed paper and a saved sheet are not encrypted.")
        self.column.addWidget(Text(words, "hint"))
        self.print_button.clicked.connect(self.print_requested)
        self.saving.chosen.connect(self.save_requested)
        self._space_grid()
        theme.hub().changed.connect(self._space_grid)

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Say where the sheet was saved, or why it was not."""
        self.saving.show_saved(words, kept=kept)

    def _space_grid(self) -> None:
        self._grid.setHorizontalSpacing(theme.px(28))
        self._grid.setVerticalSpacing(theme.px(12))


class RecoveryCheckStep(StepPage):
    """One group typed back.

    Signals:
        look_again_requested: Show the key once more.
    """

    look_again_requested = Signal()

    def __init__(self, number: int) -> None:
        super().__init__(
            _("Check what you wrote down"),
            _(
                "Look at your paper, not at the screen. One group shows that you have it. Capitals "
                "do not matter."
            ),
        )
        self.group_edit = LineEdit()
        self.group_field = LabelledField(
            _("Type group {number} of your recovery key").format(number=number), self.group_edit
        )
        self.look_button = LinkButton(_("Look at the key again"))
        self.column.addWidget(self.group_field)
        self.column.addWidget(self.look_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.look_button.clicked.connect(self.look_again_requested)

    def fields(self) -> Mapping[str, QWidget]:
        """The group."""
        return {"group": self.group_field}

    def first_focus(self) -> QWidget | None:
        """The field."""
        return self.group_edit
