"""The recovery key goes to the printer without a file on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter

from estip_desktop.ui.widgets import key_printing


@pytest.mark.parametrize("before", [None, "/somewhere/else"])
def test_temporary_files_of_the_printing_system_lie_in_memory(qapp, monkeypatch, tmp_path, before):
    if before is None:
        monkeypatch.delenv("TMPDIR", raising=False)
    else:
        monkeypatch.setenv("TMPDIR", before)
    monkeypatch.setattr(key_printing, "MEMORY_FOLDER", tmp_path)
    used: list[str | None] = []
    monkeypatch.setattr(
        QTextDocument, "print_", lambda _document, _printer: used.append(os.environ.get("TMPDIR"))
    )
    key_printing._print(("AAAA", "BBBB"), QPrinter())
    assert used == [str(tmp_path)]
    assert os.environ.get("TMPDIR") == before


def test_where_there_is_no_such_place_it_prints_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", "/somewhere/else")
    monkeypatch.setattr(key_printing, "MEMORY_FOLDER", Path(tmp_path / "missing"))
    with key_printing.in_memory():
        assert os.environ["TMPDIR"] == "/somewhere/else"
