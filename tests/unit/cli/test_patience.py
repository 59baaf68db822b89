"""A command waits after wrong secrets, says so, and tells what happened meanwhile."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.cli import patience
from estip_desktop.cli.notices import in_words
from estip_desktop.vault import Notices
from tests.builders import NOW


class Vaults:
    """Its wait goes down as time passes."""

    def __init__(self, left_s: float) -> None:
        self.left_s = left_s
        self.slept: list[float] = []

    def wait_s(self, _vault_id: str) -> float:
        return max(0.0, self.left_s - sum(self.slept))


def waited(monkeypatch: pytest.MonkeyPatch, left_s: float) -> Vaults:
    vaults: Any = Vaults(left_s)
    monkeypatch.setattr(patience, "time", SimpleNamespace(sleep=vaults.slept.append))
    patience.wait_for(vaults, "v")
    found: Vaults = vaults
    return found


def test_it_says_how_long_and_waits_that_long(monkeypatch, capsys):
    vaults = waited(monkeypatch, 2.5)
    assert sum(vaults.slept) == 2.5
    assert "Waiting 3 seconds" in capsys.readouterr().err


def test_without_a_wrong_one_it_says_nothing(monkeypatch, capsys):
    assert waited(monkeypatch, 0.0).slept == []
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("notices", "said"),
    [
        (Notices(1, NOW), "1 failed try since 20"),
        (Notices(3, NOW), "3 failed tries since 20"),
        (Notices(is_older_copy=True), "older copy of the vault"),
        (Notices(is_older_header=True), "older beginning"),
        (Notices(force_added=True), "turned its recovery key on"),
        (Notices(force_replaced=True), "was replaced, as its profile"),
        (Notices(keys_of_backup=True), "of its day"),
        (Notices(attempts_lost=True), "There may have been more"),
        (Notices(seen_lost=True), "would not be noticed"),
        (Notices(seen_not_kept=True), "cannot be written"),
        (Notices(header_not_repaired=True), "One of the two copies"),
        (Notices(force_opened_at=NOW), "The force's recovery key opened this vault on 20"),
    ],
)
def test_what_happened_meanwhile_is_told(capsys, notices, said):
    vault: Any = SimpleNamespace(notices=notices)
    assert patience.told(vault) is vault
    assert said in capsys.readouterr().err
    assert len(in_words(notices)) == 1


def test_nothing_is_told_where_nothing_happened(capsys):
    vault: Any = SimpleNamespace(notices=Notices())
    patience.told(vault)
    assert capsys.readouterr().err == ""
