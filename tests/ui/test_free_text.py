"""Free text is watched: it warns beside the field, and never stops anybody."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.items import Item, ItemKind
from estip_desktop.ui import free_text
from estip_desktop.ui.forms.fields import field_for
from estip_desktop.ui.pages.person.record_dialogs import rectify
from estip_desktop.ui.widgets.body import Body
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, ShortText
from estip_desktop.ui.widgets.labels import Text
from tests.builders import a_person
from tests.world import published


@pytest.fixture(autouse=True)
def phrases():
    free_text.use(published().evidential)
    yield
    free_text.use(published().evidential)


def test_a_guided_note_warns_and_keeps_the_text(qtbot):
    field: Any = field_for(Item("note", ItemKind.TEXT, "What do they need?"))
    qtbot.addWidget(field)
    field.show()
    assert not field.phrase_hint.isVisible()
    with qtbot.waitSignal(field.answered) as heard:
        field.text.set_text("The suspect got away.")
    assert heard.args == ["The suspect got away."]
    assert field.phrase_hint.isVisible()
    assert "suspect" in field.phrase_hint.words()
    field.text.set_text("Needs a quiet week.")
    assert not field.phrase_hint.isVisible()


def test_a_text_that_was_there_before_is_looked_at_once_it_changes(qtbot):
    field: Any = field_for(Item("note", ItemKind.TEXT, "?"), "He fired.")
    qtbot.addWidget(field)
    field.show()
    field.text.set_text("He fired first.")
    assert "fired" in field.phrase_hint.words()


@pytest.mark.parametrize("make", [LineEdit, ShortText])
def test_a_field_that_is_guarded_warns_beside_itself(qtbot, make):
    field = LabelledField("Why?", make(), guarded=True)
    qtbot.addWidget(field)
    field.show()
    editor: Any = field.editor
    (editor.set_text if isinstance(editor, ShortText) else editor.setText)("I saw it happen")
    assert "I saw" in field.phrase_hint.words()


def test_a_warning_comes_into_view_and_the_line_stays_there(qtbot, qapp):
    body = Body()
    field = LabelledField("Why?", LineEdit(), guarded=True)
    body.column.addWidget(Text("\n".join("x" * 40)))
    body.column.addWidget(field)
    body.column.addWidget(Text("\n".join("x" * 40)))
    qtbot.addWidget(body)
    body.resize(600, 300)
    body.show()
    qtbot.waitExposed(body)
    field.editor.setFocus()
    body.verticalScrollBar().setValue(
        field.mapTo(body.inner, QPoint(0, field.height() + 8)).y() - body.viewport().height()
    )  # the line is the last that can be seen
    qtbot.keyClicks(field.editor, "He fired")
    qtbot.waitUntil(lambda: is_whole(field.phrase_hint))
    assert is_whole(field.editor)


def is_whole(widget: QWidget) -> bool:
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


def test_a_name_is_not_watched(qtbot):
    field = LabelledField("Name", LineEdit())
    qtbot.addWidget(field)
    assert not hasattr(field, "phrase_hint")


def test_the_list_is_read_when_somebody_types_and_once(qtbot):
    read = []

    def source():
        read.append(1)
        return published().evidential()

    free_text.use(source)
    assert read == []
    assert free_text.warning("  ") == ""
    assert read == []
    free_text.warning("a")
    free_text.warning("the suspect")
    assert read == [1]


def test_lines_of_free_words_about_a_person_are_watched(qtbot):
    dialog = rectify(a_person(), QWidget())
    qtbot.addWidget(dialog)
    watched = {name for name, each in dialog.fields.items() if hasattr(each, "phrase_hint")}
    assert watched == {"safe_times", "access_needs"}
