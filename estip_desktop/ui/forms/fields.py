"""One widget per kind of item, all with the same two things: ``value()`` and ``answered``.

An answer leaves through ``answered`` only when somebody chose or typed it; setting a value or
moving the focus never sends anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QSize, Qt

from estip_desktop.kernel.i18n import _, format_day
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue, Item, ItemKind, Option
from estip_desktop.ui.forms.actions_field import ActionsField
from estip_desktop.ui.forms.answer_field import AnswerField
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.fields import DateEdit, LineEdit, ShortText
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.number_scale import NumberScale
from estip_desktop.ui.widgets.phrase_hint import PhraseHint
from estip_desktop.ui.widgets.prompt_card import PromptCard

_CARDS_UP_TO = 6


class ChoiceField(AnswerField):
    """One of several cards: kinds ``choice`` and ``yes_no``."""

    def __init__(self, item: Item, value: AnswerValue | None, number_keys: bool) -> None:
        super().__init__(item, value)
        chosen = [value] if isinstance(value, str) else []
        self.group = ChoiceGroup(
            item.options,
            chosen=chosen,
            number_keys=number_keys,
            side_by_side=item.kind is ItemKind.YES_NO,
            name=item.text,
        )
        self._take(self.group)
        self.group.chosen.connect(self._answer)
        self.group.decline_requested.connect(self.decline)

    def _clear(self) -> None:
        self.group.set_chosen([])


class MultiField(AnswerField):
    """Several cards, or chips where the labels are short and there is no second line."""

    def __init__(self, item: Item, value: AnswerValue | None, number_keys: bool) -> None:
        super().__init__(item, value)
        chosen = value if isinstance(value, list) else []
        self.group: ChoiceGroup | ChipGroup
        if len(item.options) > _CARDS_UP_TO and not any(option.hint for option in item.options):
            chips = ChipGroup(item.options, chosen, number_keys=number_keys, name=item.text)
            chips.changed.connect(self._answer)
            chips.decline_requested.connect(self.decline)
            self.group = chips
        else:
            cards = ChoiceGroup(
                item.options, several=True, chosen=chosen, number_keys=number_keys, name=item.text
            )
            cards.chosen.connect(lambda _code: self._answer(cards.chosen_codes()))
            cards.decline_requested.connect(self.decline)
            self.group = cards
        self._take(self.group)

    def _clear(self) -> None:
        self.group.set_chosen([])


class NumberField(AnswerField):
    """A number: eleven buttons, or digits and Enter."""

    def __init__(self, item: Item, value: AnswerValue | None, number_keys: bool) -> None:
        super().__init__(item, value)
        self.scale = NumberScale(
            item.minimum,
            item.maximum,
            low_label=item.low_label,
            high_label=item.high_label,
            value=value if isinstance(value, int) and not isinstance(value, bool) else None,
            number_keys=number_keys,
        )
        self.scale.setAccessibleName(item.text)
        self._take(self.scale)
        self.scale.chosen.connect(self._answer)
        self.scale.decline_requested.connect(self.decline)

    def _clear(self) -> None:
        for button in self.scale.buttons.values():
            button.setAutoExclusive(False)
            button.setChecked(False)
            button.setAutoExclusive(True)


class TickField(AnswerField):
    """Something done or said: one card that is ticked."""

    def __init__(self, item: Item, value: AnswerValue | None, number_keys: bool) -> None:
        super().__init__(item, value)
        option = item.options[0] if item.options else Option("done", item.text, item.hint)
        chosen = [option.code] if value is True else []
        self.group = ChoiceGroup(
            [option], several=True, chosen=chosen, number_keys=number_keys, name=item.text
        )
        self._take(self.group)
        self.group.chosen.connect(lambda _code: self._answer(bool(self.group.chosen_codes())))


class TextField(AnswerField):
    """A short note; typing counts as an answer at once, saving it is the page's timer."""

    def __init__(self, item: Item, value: AnswerValue | None, number_keys: bool) -> None:
        del number_keys
        super().__init__(item, value)
        self.text = ShortText(
            value if isinstance(value, str) and value != DECLINED else "", limit=item.max_length
        )
        self.text.text_edit.setAccessibleName(item.text)
        self.text.text_edit.setAccessibleDescription(item.hint)
        self._take(self.text)
        self.phrase_hint = PhraseHint(self)
        self.column.addWidget(self.phrase_hint)
        self.phrase_hint.watch(self.text)
        self.text.text_changed.connect(self._answer)

    def _clear(self) -> None:
        self.text.blockSignals(True)
        self.text.set_text("")
        self.text.blockSignals(False)


class PersonField(AnswerField):
    """The name or role of a person, on one line."""

    def __init__(self, item: Item, value: AnswerValue | None, number_keys: bool) -> None:
        del number_keys
        super().__init__(item, value)
        self.person_edit = LineEdit(value if isinstance(value, str) and value != DECLINED else "")
        self.person_edit.setMaxLength(item.max_length)
        self.person_edit.setAccessibleName(item.text)
        self.person_edit.setAccessibleDescription(item.hint)
        self._take(self.person_edit)
        self.person_edit.textEdited.connect(self._answer)

    def _clear(self) -> None:
        self.person_edit.setText("")


class DateField(AnswerField):
    """A day, typed as three numbers; sent once it can be read."""

    def __init__(self, item: Item, value: AnswerValue | None, number_keys: bool) -> None:
        del number_keys
        super().__init__(item, value)
        self.suggestion: ChipGroup | None = None
        self.date_edit = DateEdit(_day(value))
        self.date_edit.setAccessibleName(item.text)
        self.column.addWidget(Text(item.hint or _("For example 23 11 2026"), "hint"))
        self.column.addWidget(self.date_edit, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.date_edit)
        self.date_edit.date_changed.connect(self._on_date_changed)

    def offer(self, day: date) -> None:
        """Put a day under the field that one press takes."""
        words = _("Use {day}").format(day=format_day(day))
        self.suggestion = ChipGroup([Option(day.isoformat(), words)], name=_("Suggested day"))
        self.column.addWidget(self.suggestion)
        self.suggestion.changed.connect(lambda _codes: self._take_day(day))
        if self._value is None:
            self.setFocusProxy(self.suggestion)  # what is usual takes one press; Shift+Tab types
        self._show_suggestion()

    def _take_day(self, day: date) -> None:
        self.date_edit.set_day(day)
        self._on_date_changed(day)

    def _on_date_changed(self, day: date | None) -> None:
        if day is not None:
            self._answer(day.isoformat())
        else:
            self._value = None
        self._show_suggestion()

    def _show_suggestion(self) -> None:
        """The chip is on while its day is what stands in the field."""
        if self.suggestion is not None:
            self.suggestion.set_chosen([str(self._value)])

    def _clear(self) -> None:
        self.date_edit.set_day(None)
        if self.suggestion is not None:
            self.suggestion.set_chosen([])


class InfoField(AnswerField):
    """Something to read or say; never answered."""

    def __init__(self, item: Item, value: AnswerValue | None, number_keys: bool) -> None:
        del number_keys, value
        super().__init__(item, None)
        self.column.addWidget(PromptCard(item.hint) if item.hint else Text(item.text))

    def sizeHint(self) -> QSize:
        """As its card."""
        return super().sizeHint()


def _day(value: AnswerValue | None) -> date | None:
    if not isinstance(value, str) or value in {DECLINED, SKIPPED}:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


_FIELDS: dict[ItemKind, Callable[[Item, AnswerValue | None, bool], AnswerField]] = {
    ItemKind.CHOICE: ChoiceField,
    ItemKind.YES_NO: ChoiceField,
    ItemKind.MULTI: MultiField,
    ItemKind.NUMBER: NumberField,
    ItemKind.TICK: TickField,
    ItemKind.TEXT: TextField,
    ItemKind.PERSON: PersonField,
    ItemKind.DATE: DateField,
    ItemKind.ACTIONS: ActionsField,
    ItemKind.INFO: InfoField,
}


def field_for(
    item: Item,
    value: AnswerValue | None = None,
    *,
    number_keys: bool = True,
    decline: bool = False,
    suggested_day: date | None = None,
) -> AnswerField:
    """The widget that asks an item.

    Args:
        item: What is asked.
        value: The answer given before, if any.
        number_keys: Whether number keys choose (a setting, WCAG 2.1.4).
        decline: Whether *Prefer not to answer* stands under it, where the item allows it.
        suggested_day: Offered under a field for a day.
    """
    field = _FIELDS[item.kind](item, value, number_keys)
    if isinstance(field, DateField) and suggested_day is not None:
        field.offer(suggested_day)
    if decline and item.may_decline and item.kind is not ItemKind.INFO:
        field.offer_decline()
    return field
