"""The one file that is not encrypted: read with suspicion, and never worth an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from estip_desktop.adapters.home import PreferenceFile
from estip_desktop.kernel.preferences import Preferences


def test_what_was_chosen_comes_back(tmp_path):
    file = PreferenceFile(tmp_path / "home" / "settings.json")
    chosen = Preferences(theme="dark", text_percent=125)
    file.save(chosen)
    assert file.load() == chosen
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b'"light"', b'{"theme": 3, "text_percent": "big"}', b"{}" + b" " * 65536],
)
def test_anything_else_means_the_usual(tmp_path, data):
    path = tmp_path / "settings.json"
    path.write_bytes(data)
    assert PreferenceFile(path).load() == Preferences()


def test_no_more_is_read_than_preferences_may_be_long(tmp_path, monkeypatch):
    path = tmp_path / "settings.json"
    path.write_bytes(b"")
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("read without a limit"))
    assert PreferenceFile(path).load() == Preferences()


def test_a_home_that_is_a_file_costs_nothing_but_the_choice(tmp_path):
    home = tmp_path / "home"
    home.write_bytes(b"")
    PreferenceFile(home / "settings.json").save(Preferences(theme="dark"))
    assert home.read_bytes() == b""


def test_nothing_is_written_through_a_link_or_waited_for(tmp_path):
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    for name in ("settings.tmp", ".settings.json.new"):
        (tmp_path / name).symlink_to(precious)
    os.mkfifo(tmp_path / "settings.json")
    file = PreferenceFile(tmp_path / "settings.json")
    assert file.load() == Preferences()
    file.save(Preferences(theme="dark"))
    assert file.load().theme == "dark"
    assert precious.read_bytes() == b"precious"
