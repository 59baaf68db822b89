"""The options before or after a command, taken out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from estip_desktop.errors import UsageError
from estip_desktop.kernel.options import GlobalOptions, split_global_options


def test_without_any_there_is_nothing_but_the_usual():
    assert split_global_options([]) == (GlobalOptions(), [])


def test_they_stand_anywhere_and_the_rest_keeps_its_order():
    options, rest = split_global_options(
        ["vault", "--home", "there", "check", "--json", "--fast", "--vault=Van 2"]
    )
    assert options == GlobalOptions(home=Path("there"), vault="Van 2", json_wanted=True)
    assert rest == ["vault", "check", "--fast"]


def test_a_hyphen_alone_is_standard_input():
    options, _rest = split_global_options(["--passphrase-file", "-"])
    assert options == GlobalOptions(passphrase_file="-")  # noqa: S106 - a file, and no secret


@pytest.mark.parametrize(
    "arguments", [["--home"], ["--vault", "--json"], ["--home", ""], ["--home="]]
)
def test_a_missing_value_is_told(arguments):
    with pytest.raises(UsageError):
        split_global_options(arguments)
