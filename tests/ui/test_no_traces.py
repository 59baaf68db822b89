"""What was typed is shown as it is, and stands in no log and no file of the toolkit."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from typing import Any

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QWidget

from estip_desktop.ui.faults import FaultWatch
from estip_desktop.ui.widgets.cell_row import Cell, CellRow
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.tips import set_tip
from tests.paths import CHECKOUT
from tests.ui.shell_world import make_shell
from tests.world import World

CANARY = "Canary-31c7 sleeps badly"
MARKUP = '<b>Canary</b> & <img src="file:///nowhere/canary.png"> <a href="x">y</a>'


def shown(tip: str) -> str:
    """The words of a tip as the toolkit draws them: a picture or a link would leave its mark."""
    document = QTextDocument()
    document.setHtml(tip)
    html = document.toHtml()
    assert "<img" not in html
    assert "<a " not in html
    return document.toPlainText()


def test_a_tip_shows_markup_as_it_was_typed(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tip(widget, MARKUP)
    assert shown(widget.toolTip()) == MARKUP
    set_tip(widget, "")
    assert widget.toolTip() == ""


def test_tips_of_widgets_that_show_records_are_quoted(qtbot):
    row = CellRow([Cell(MARKUP), Cell("x" * 80)])
    qtbot.addWidget(row)
    assert shown(row.toolTip()).startswith(MARKUP)


def test_labels_do_not_obey_what_they_show(qtbot):
    label, plain = Text(MARKUP), Text("x" * len(MARKUP))
    for widget in (label, plain):
        qtbot.addWidget(widget)
    assert label.textFormat().name == "PlainText"


PUBLIC = (
    "casework", "guide", "questionnaires", "concerns", "care", "referrals",
)  # fmt: skip


def _public_methods(world: World) -> list[tuple[str, Any]]:
    found = []
    for name in PUBLIC:
        part = getattr(world.services, name)
        for method, call in inspect.getmembers(part, callable):
            if not method.startswith("_"):
                found.append((f"{name}.{method}", call))
    return found


def _stumble(call: Any) -> None:
    """Call it with canaries for all it needs; the last-resort hook hears of what comes of it."""
    parameters = inspect.signature(call).parameters.values()
    needed = [one for one in parameters if one.default is inspect.Parameter.empty]
    given = [CANARY for one in needed if one.kind is not inspect.Parameter.KEYWORD_ONLY]
    named = {one.name: CANARY for one in needed if one.kind is inspect.Parameter.KEYWORD_ONLY}
    try:
        call(*given, **named)
    except Exception as error:  # noqa: BLE001 - whatever comes of it
        sys.excepthook(type(error), error, error.__traceback__)


def test_a_fault_in_any_public_function_logs_nothing_that_was_typed(
    qtbot, monkeypatch, caplog, capfd
):
    world = World()
    shell = make_shell(qtbot, world)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(QApplication, "exit", lambda _code: None)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    FaultWatch(shell)

    def fail(*_given: object, **_named: object) -> None:
        raise RuntimeError(CANARY) from ValueError(CANARY)

    methods = _public_methods(world)
    for _name, call in methods:
        _stumble(call)
    monkeypatch.setattr(world.vault, "open_unit", fail, raising=False)
    for part in PUBLIC:
        monkeypatch.setattr(getattr(world.services, part), "_open_unit", fail)
    for _name, call in methods:
        _stumble(call)
    said = capfd.readouterr()
    assert len(methods) > 50
    assert len(caplog.records) > 50
    assert CANARY not in caplog.text + said.out + said.err
    assert not any(CANARY in repr(record.__dict__) for record in caplog.records)


DIALOG = """
import sys
from PySide6.QtWidgets import QApplication, QFileDialog
application = QApplication([])
dialog = QFileDialog(None, "", sys.argv[1])
dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
dialog.show()
application.processEvents()
dialog.accept()
del dialog
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="not run, because it looks where Linux keeps it"
)
def test_the_toolkits_own_file_dialog_keeps_a_history_which_is_why_nobody_uses_it(tmp_path):
    # If this ever fails, the rule against it in tests/architecture may be lifted.
    user, folder = tmp_path / "user", tmp_path / "Robin Sample"
    for each in (user, folder):
        each.mkdir()
    environment = {**os.environ, "HOME": str(user), "QT_QPA_PLATFORM": "offscreen"}
    environment = {name: one for name, one in environment.items() if not name.startswith("XDG_")}
    command = [sys.executable, "-c", DIALOG, str(folder)]
    subprocess.run(command, check=True, env=environment, cwd=CHECKOUT)
    written = [path for path in user.rglob("*") if path.is_file()]
    assert any(b"Robin" in path.read_bytes() for path in written)
