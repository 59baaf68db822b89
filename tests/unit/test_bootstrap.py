"""What the composition root promises."""

from __future__ import annotations

import os

import pytest

from estip_desktop.bootstrap import RealContext


class Ended(BaseException):
    """This process would have ended."""


def test_locking_ends_the_process_even_where_no_other_can_be_started(tmp_path, monkeypatch):
    def gone(*_: object) -> None:
        raise FileNotFoundError("the interpreter")

    def end(_status: int) -> None:
        raise Ended

    monkeypatch.setattr(os, "execv", gone)
    monkeypatch.setattr(os, "_exit", end)
    with pytest.raises(Ended):
        RealContext(tmp_path).replace_process("idle", None)
