"""Every expected failure is told in a sentence, whatever it is and wherever it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from operator import attrgetter

import pytest

from estip_desktop.__main__ import main
from estip_desktop.cli.sentences import as_json, for_error
from estip_desktop.errors import EstipError, UsageError


def below(kind: type[EstipError]) -> Iterator[type[EstipError]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


@pytest.fixture(autouse=True)
def not_hardened(monkeypatch):
    """What a process of ours forbids for good must not befall the tests."""
    monkeypatch.setattr("estip_desktop.__main__.harden", lambda: None)


@pytest.mark.parametrize("kind", sorted(set(below(EstipError)), key=attrgetter("code")))
def test_every_failure_has_a_sentence(kind):
    said = for_error(kind("file-eisdir"))

    assert said.endswith(".")
    assert not said.startswith(kind.code)


@pytest.mark.parametrize("kind", sorted(set(below(EstipError)), key=attrgetter("code")))
def test_every_failure_is_an_object_for_a_program_too(kind):
    error = kind("file-eisdir")
    told = as_json(error)
    assert set(told) == {"code", "detail", "message", "next"}
    assert (told["code"], told["detail"]) == (kind.code, error.detail)
    assert f"{told['message']} {told['next']}".strip() == for_error(error)


def test_what_a_detail_says_does_not_part_a_sentence():
    told = as_json(UsageError("argument DIR. None given"))
    assert told["message"].endswith("argument DIR. None given.")
    assert told["next"] == "Add --help to see how."


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (("--home", "{home}", "vault", "check", "--json"), "not-found", 1),
        (("--json", "vault", "nothing"), "usage", 2),
        (("vault", "list", "--json", "--home"), "usage", 2),
        (("pathway", "{home}/none.json", "--json"), "input-refused", 3),
    ],
)
def test_with_json_a_failure_is_one_object_on_standard_output(
    capsys, tmp_path, words, code, status
):
    assert main([word.format(home=tmp_path) for word in words]) == status
    out, err = capsys.readouterr()
    told = json.loads(out)["error"]
    assert told["code"] == code
    assert told["message"] in err


def test_without_json_nothing_is_on_standard_output(capsys, tmp_path):
    assert main(["--home", str(tmp_path), "vault", "check"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "There is no such vault here." in err
