"""A kill in the middle of a note costs a moment of typing, and leads back to the same page."""

from __future__ import annotations

import sys

import pytest

from tests.faults import kill_typing

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="not run, because it ends processes by signal"
)


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    return kill_typing.run(2, 7, tmp_path_factory.mktemp("laptops"))


def test_no_more_than_a_second_of_typing_is_lost(killed):
    assert max(killed.lost_s) <= kill_typing.ALLOWED_S


def test_unlocking_leads_back_to_the_very_page(killed):
    assert killed.elsewhere == 0
