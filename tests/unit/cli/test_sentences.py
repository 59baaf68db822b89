"""Every expected failure is told in a sentence, whatever it is and wherever it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

import pytest

from estip_desktop.cli.sentences import for_error
from estip_desktop.errors import EstipError


def below(kind: type[EstipError]) -> Iterator[type[EstipError]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


@pytest.mark.parametrize("kind", sorted(set(below(EstipError)), key=attrgetter("code")))
def test_every_failure_has_a_sentence(kind):
    said = for_error(kind("file-eisdir"))

    assert said.endswith(".")
    assert not said.startswith(kind.code)
