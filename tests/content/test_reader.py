"""The reader: where it looks, that it reads late and once, and what it refuses."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.content import Content, location, resources_root
from estip_desktop.errors import ContentRefusedError, NotFoundError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    root = tmp_path / "resources"
    shutil.copytree(resources_root(), root)
    return root


def edit(root: Path, name: str, change: Callable[[Any], None]) -> None:
    path = root / name
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_files_are_read_when_asked_for_and_once(copy: Path) -> None:
    content = Content(copy)
    first = content.instrument("phq-9")
    shutil.rmtree(copy)
    assert content.instrument("phq-9") is first
    with pytest.raises(NotFoundError):
        content.instrument("gad-7")


def test_all_protocols_and_the_usual_instruments_first() -> None:
    content = Content()
    assert {"DI", "MR"} <= {protocol.id for protocol in content.protocols()}
    assert [each.id for each in content.instruments()][:2] == ["phq-4", "pc-ptsd-5"]


@pytest.mark.parametrize("name", ["../di", "di/../mr", "", "DI ", "di", "blocks", "Ü"])
def test_only_ids_name_content(name: str) -> None:
    content = Content()
    with pytest.raises((NotFoundError, ContentRefusedError)):
        content.protocol(name)


def test_a_frozen_bundle_comes_first(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(copy.parent), raising=False)
    assert resources_root() == copy


def test_an_installed_package_carries_its_content(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "estip_desktop"
    package.mkdir(parents=True)
    copy.rename(package / "_resources")
    monkeypatch.setattr(location, "_PACKAGE", package)
    assert resources_root() == package / "_resources"


def test_an_incomplete_installation_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(location, "_PACKAGE", tmp_path / "nowhere")
    with pytest.raises(ContentRefusedError, match="resources-missing"):
        resources_root()


def _drop(*path: str | int) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        del data[path[-1]]

    change.__name__ = "drop-" + ".".join(str(part) for part in path)
    return change


def _put(value: object, *path: str | int) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        data[path[-1]] = value

    change.__name__ = f"put-{value}-" + ".".join(str(part) for part in path)
    return change


SCORING = "instruments/phq-9/scoring.json"
QUESTIONS = "instruments/phq-9/questionnaire.json"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (SCORING, _drop("licence")),
        (SCORING, _put("unknown", "licence", "class")),
        (SCORING, _put("", "licence", "attribution")),
        (SCORING, _drop("window")),
        (SCORING, _put(0, "window", "opens_day")),
        (SCORING, _drop("recall")),
        (SCORING, _drop("scales", 0, "source")),
        (SCORING, _put("", "scales", 0, "bands", 0, "source")),
        (SCORING, _drop("scales", 0, "bands", 0, "source")),
        (SCORING, _drop("scales", 0, "bands", 0, "reviewed")),
        (SCORING, _put(5, "scales", 0, "bands", 0, "to")),
        (SCORING, _put(3, "scales", 0, "bands", 0, "to")),
        (SCORING, _drop("scales", 0, "cut_off", "source")),
        (SCORING, _drop("change", "source")),
        (SCORING, _drop("criteria", 0, "source")),
        (SCORING, _drop("red_items", 0, "source")),
        (SCORING, _put(9, "missing", "allowed")),
        (SCORING, _put(-1, "missing", "allowed")),
        (SCORING, _put("gad-7", "instrument")),
        (SCORING, _put(1, "surprise")),
        (QUESTIONS, _put("gad-7", "id")),
        (QUESTIONS, _put("phq-9-1", "item", 0, "item", 1, "linkId")),
        (QUESTIONS, _drop("item", 0, "item", 0, "answerOption", 3)),
        (QUESTIONS, _drop("item", 0, "item", 0, "answerOption", 3, "extension")),
        (QUESTIONS, _put([], "item", 0, "item", 0, "answerOption")),
        (QUESTIONS, _put("string", "item", 0, "item", 0, "type")),
        (QUESTIONS, _put("phq-9-difficulty", "item", 1, "enableWhen", 0, "question")),
    ],
)
def test_a_broken_instrument_is_refused(
    copy: Path, name: str, change: Callable[[Any], None]
) -> None:
    edit(copy, name, change)
    with pytest.raises(ContentRefusedError) as caught:
        Content(copy).instrument("phq-9")
    assert str(copy) not in str(caught.value)


DI = "protocols/di.json"


@pytest.mark.parametrize(
    "change",
    [
        _put({"use": "C99"}, "steps", 0, "pages", 0),
        _put({"use": "C1.nothing"}, "steps", 0, "pages", 0),
        _put({"use": "C1", "prompt": "x"}, "steps", 0, "pages", 0),
        _put({"use": 1}, "steps", 0, "pages", 0),
        _put({"use": "C2"}, "steps", 0, "pages", 0),
        _put({"id": "x", "kind": "essay", "why": "x"}, "steps", 0, "pages", 0),
        _put([], "steps"),
        _put(1, "surprise"),
        _put("DI15.pathway", "steps", 5, "pages", 1, "options_from"),
        _put("later", "steps", 5, "pages", 1, "show_when", 0, "question"),
    ],
)
def test_a_broken_protocol_is_refused(copy: Path, change: Callable[[Any], None]) -> None:
    edit(copy, DI, change)
    with pytest.raises(ContentRefusedError):
        Content(copy).protocol("DI")


PATHWAYS = "pathways/estip.json"


@pytest.mark.parametrize(
    "change",
    [
        _drop("rules", 0, "source"),
        _drop("thresholds", 0, "source"),
        _drop("rules", -1),
        _put("P9", "rules", 0, "pathway"),
        _put(["Z1"], "rules", 0, "any_of", 0, "flags_any"),
        _put(["phq-15"], "rules", 5, "any_of", 0, "over_any"),
        _put("R1", "flags", 1, "code"),
        _drop("thresholds", 0, "at_least"),
        _put("provisional", "thresholds", 0, "criterion"),
        _put(3, "windows", 0, "spans", 0, "from"),
        _put(30, "rungs", 0, "contacts", 0, "in_days"),
        _put("five", "working_day", "ends"),
    ],
)
def test_broken_pathways_are_refused(copy: Path, change: Callable[[Any], None]) -> None:
    edit(copy, PATHWAYS, change)
    with pytest.raises(ContentRefusedError):
        Content(copy).pathways()


def test_a_holiday_that_is_no_day_is_refused(copy: Path) -> None:
    edit(
        copy,
        "pathways/bank_holidays.json",
        _put("2026-02-30", "nations", "england", 0, "date"),
    )
    with pytest.raises(ContentRefusedError):
        Content(copy).pathways()


@pytest.mark.parametrize("data", [b"", b"{", b'{"id": 1, "id": 2}', b"\xff", b"[" * 70 + b"]" * 70])
def test_what_is_not_strict_json_is_refused(copy: Path, data: bytes) -> None:
    (copy / "profiles" / "default.json").write_bytes(data)
    with pytest.raises(ContentRefusedError):
        Content(copy).profile()


def test_a_file_that_cannot_be_read_is_refused(copy: Path) -> None:
    path = copy / "profiles" / "default.json"
    path.unlink()
    path.mkdir()
    with pytest.raises(ContentRefusedError):
        Content(copy).profile()


def test_a_profile_may_name_a_recovery_recipient(copy: Path) -> None:
    recipient = "age1" + "q" * 58
    edit(copy, "profiles/default.json", lambda data: data.update(recovery_recipient=recipient))
    assert Content(copy).profile().recovery_recipient == recipient


@pytest.mark.parametrize("recipient", ["", "age1", "AGE1" + "q" * 58, "ssh-ed25519 AAAA", 7])
def test_what_is_no_recipient_is_refused(copy: Path, recipient: object) -> None:
    edit(copy, "profiles/default.json", lambda data: data.update(recovery_recipient=recipient))
    with pytest.raises(ContentRefusedError):
        Content(copy).profile()


@pytest.mark.parametrize("day", ["2026-02-30", "2026-51-23", "0000-01-01"])
def test_a_contact_checked_on_no_day_of_the_calendar_is_refused(copy: Path, day: str) -> None:
    edit(
        copy,
        "services/national.json",
        lambda data: data["services"][0].update(checked_on=day),
    )
    with pytest.raises(ContentRefusedError, match="no-such-day"):
        Content(copy).services("england")


def test_phrases_that_name_no_list_of_theirs_are_refused(copy: Path) -> None:
    edit(copy, "wording/evidential.json", lambda file: file["lists"].pop("force"))
    with pytest.raises(ContentRefusedError, match="no-such-list"):
        Content(copy).evidential()


def test_every_list_of_words_is_named_by_a_phrase() -> None:
    file = json.loads((resources_root() / "wording" / "evidential.json").read_text("utf-8"))
    named = " ".join((*file["phrases"], *file["ordinary"]))
    assert [name for name in file["lists"] if f"{{{name}}}" not in named] == []
