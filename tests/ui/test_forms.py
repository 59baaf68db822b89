"""One widget for each kind of item; answers leave only when somebody gave one."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt

from estip_desktop.kernel.items import DECLINED, SKIPPED, Item, ItemKind, Option
from estip_desktop.ui.forms.fields import (
    ChoiceField,
    DateField,
    MultiField,
    NumberField,
    PersonField,
    TextField,
    TickField,
    field_for,
)

OPTIONS = (Option("a", "Not at all"), Option("b", "Several days"), Option("c", "Often"))


def cards_of(field: Any) -> Any:
    """The cards of a field that has cards."""
    return field.group.cards


def an_item(kind: ItemKind, **values) -> Item:
    options = OPTIONS if kind in {ItemKind.CHOICE, ItemKind.MULTI, ItemKind.YES_NO} else ()
    return Item("q1", kind, "How is it?", **{"options": options, **values})


@pytest.mark.parametrize("kind", list(ItemKind))
def test_every_kind_has_a_field(qtbot, kind: ItemKind) -> None:
    field = field_for(an_item(kind))
    qtbot.addWidget(field)
    field.show()
    assert field.value() is None


def test_a_number_key_answers_a_choice(qtbot) -> None:
    field = field_for(an_item(ItemKind.CHOICE))
    assert isinstance(field, ChoiceField)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.answered) as heard:
        qtbot.keyClick(cards_of(field)[0], Qt.Key.Key_2)
    assert heard.args == ["b"]
    assert field.item.check(cast("Any", field.value())) == "b"


def test_the_same_answer_again_is_sent_again(qtbot) -> None:
    field = field_for(an_item(ItemKind.CHOICE), "b")
    assert isinstance(field, ChoiceField)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.answered):
        qtbot.keyClick(cards_of(field)[1], Qt.Key.Key_2)


def test_n_declines_only_where_the_item_allows_it(qtbot) -> None:
    field = field_for(an_item(ItemKind.CHOICE), "a")
    assert isinstance(field, ChoiceField)
    qtbot.addWidget(field)
    qtbot.keyClick(cards_of(field)[0], Qt.Key.Key_N)
    assert field.value() == DECLINED
    assert field.group.chosen_codes() == []
    strict = field_for(an_item(ItemKind.CHOICE, may_decline=False), decline=True)
    assert isinstance(strict, ChoiceField)
    qtbot.addWidget(strict)
    qtbot.keyClick(strict.group.cards[0], Qt.Key.Key_N)
    assert strict.value() is None
    assert strict.decline_button is None


def test_number_keys_can_be_switched_off(qtbot) -> None:
    field = field_for(an_item(ItemKind.CHOICE), number_keys=False)
    assert isinstance(field, ChoiceField)
    qtbot.addWidget(field)
    qtbot.keyClick(cards_of(field)[0], Qt.Key.Key_2)
    assert field.value() is None


def test_several_answers_keep_the_order_of_the_options(qtbot) -> None:
    field = field_for(an_item(ItemKind.MULTI))
    assert isinstance(field, MultiField)
    qtbot.addWidget(field)
    cards_of(field)[2].click()
    cards_of(field)[0].click()
    assert field.value() == ["a", "c"]


def test_an_exclusive_answer_takes_the_others_back(qtbot) -> None:
    options = (*OPTIONS, Option("none", "None of these", exclusive=True))
    field = field_for(an_item(ItemKind.MULTI, options=options), ["a", "c"])
    assert isinstance(field, MultiField)
    qtbot.addWidget(field)
    cards_of(field)[3].click()
    assert field.value() == ["none"]
    cards_of(field)[1].click()
    assert field.value() == ["b"]


def test_digits_move_and_enter_answers_a_number(qtbot) -> None:
    field = field_for(an_item(ItemKind.NUMBER))
    assert isinstance(field, NumberField)
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClick(field.scale.buttons[0], Qt.Key.Key_1)
    qtbot.keyClick(field.scale.buttons[1], Qt.Key.Key_0)
    assert field.value() is None
    qtbot.waitUntil(field.scale.buttons[10].hasFocus)
    qtbot.keyClick(field.scale.buttons[10], Qt.Key.Key_Return)
    assert field.value() == 10


def test_arrows_never_answer_a_number(qtbot) -> None:
    field = field_for(an_item(ItemKind.NUMBER), 4)
    assert isinstance(field, NumberField)
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClick(field.scale.buttons[4], Qt.Key.Key_Right)
    assert field.value() == 4
    assert field.scale.value() == 4


def test_a_tick_can_be_taken_back(qtbot) -> None:
    field = field_for(an_item(ItemKind.TICK))
    assert isinstance(field, TickField)
    qtbot.addWidget(field)
    cards_of(field)[0].click()
    assert field.value() is True
    cards_of(field)[0].click()
    assert field.value() is False


def test_numbers_typed_in_a_note_are_text(qtbot) -> None:
    field = field_for(an_item(ItemKind.TEXT))
    assert isinstance(field, TextField)
    qtbot.addWidget(field)
    qtbot.keyClicks(field.text.text_edit, "12 n")
    assert field.value() == "12 n"


def test_a_note_ends_at_its_limit_and_says_how_much_is_left(qtbot) -> None:
    field = field_for(an_item(ItemKind.TEXT))
    assert isinstance(field, TextField)
    qtbot.addWidget(field)
    field.text.set_text("x" * 100)
    assert field.text.counter_label.isHidden()
    field.text.set_text("x" * 300)
    assert field.value() == "x" * 240
    assert field.text.counter_label.text() == "0 characters left"


@pytest.mark.parametrize("typed", ["23 11 2026", "23/11/26", "2026-11-23"])
def test_a_date_may_be_written_in_several_ways(qtbot, typed: str) -> None:
    field = field_for(an_item(ItemKind.DATE))
    assert isinstance(field, DateField)
    qtbot.addWidget(field)
    qtbot.keyClicks(field.date_edit, typed)
    assert field.value() == "2026-11-23"


def test_a_date_that_cannot_be_is_no_answer(qtbot) -> None:
    field = field_for(an_item(ItemKind.DATE))
    assert isinstance(field, DateField)
    qtbot.addWidget(field)
    qtbot.keyClicks(field.date_edit, "31 02 2026")
    assert field.value() is None


def test_a_suggested_day_is_taken_with_one_press(qtbot) -> None:
    field = field_for(an_item(ItemKind.DATE), suggested_day=date(2026, 11, 5))
    assert isinstance(field, DateField)
    qtbot.addWidget(field)
    assert field.value() is None
    assert field.suggestion is not None
    (chip,) = field.suggestion.chips
    assert chip.option.label == "Use Thu 5 Nov"
    with qtbot.waitSignal(field.answered) as heard:
        chip.click()
    assert heard.args == ["2026-11-05"]
    assert field.date_edit.text() == "05 11 2026"
    chip.click()
    assert chip.isChecked()
    assert field.value() == "2026-11-05"
    field.date_edit.selectAll()
    qtbot.keyClicks(field.date_edit, "06 11 2026")
    assert not chip.isChecked()
    assert field.value() == "2026-11-06"


def test_a_person_is_typed_on_one_line(qtbot) -> None:
    field = field_for(an_item(ItemKind.PERSON), "Duty sergeant")
    assert isinstance(field, PersonField)
    qtbot.addWidget(field)
    assert field.value() == "Duty sergeant"
    field.person_edit.selectAll()
    qtbot.keyClicks(field.person_edit, "OH nurse")
    assert field.value() == "OH nurse"


def test_a_skipped_item_opens_without_an_answer(qtbot) -> None:
    field = field_for(an_item(ItemKind.CHOICE), SKIPPED)
    qtbot.addWidget(field)
    assert field.value() is None
