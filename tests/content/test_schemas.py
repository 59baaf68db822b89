"""Every file in ``resources/`` obeys its schema, and schema and reader say the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from estip_desktop.adapters.content import resources_root
from estip_desktop.kernel import strict_json
from tests.content.make_schemas import SHAPES, as_text, schema_for

ROOT = resources_root()
KINDS = [
    (r"protocols/(archive/)?blocks(-[0-9.]+)?\.json", "blocks"),
    (r"protocols/.*\.json", "protocol"),
    (r"instruments/[^/]+/(archive/[0-9.]+/)?questionnaire\.json", "questionnaire"),
    (r"instruments/[^/]+/(archive/[0-9.]+/)?scoring\.json", "scoring"),
    (r"instruments/[^/]+/vectors\.json", "vectors"),
    (r"pathways/bank_holidays\.json", "bank-holidays"),
    (r"pathways/.*\.json", "pathways"),
    (r"services/.*\.json", "services"),
    (r"profiles/.*\.json", "profile"),
    (r"wording/.*\.json", "phrases"),
    (r"safety/.*\.json", "hazards"),
    (r"sheets/.*\.json", "sheets"),
]
OWN_FOLDERS = (
    "protocols",
    "instruments",
    "pathways",
    "services",
    "profiles",
    "wording",
    "safety",
    "sheets",
)
FILES = sorted(path for folder in OWN_FOLDERS for path in (ROOT / folder).rglob("*.json"))


def _schema(path: Path) -> dict[str, object]:
    name = path.relative_to(ROOT).as_posix()
    kind = next(kind for pattern, kind in KINDS if re.fullmatch(pattern, name))
    loaded = json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_file_obeys_its_schema(path: Path) -> None:
    jsonschema.Draft202012Validator(_schema(path)).validate(strict_json.load(path.read_bytes()))


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_schema_is_what_the_reader_checks(name: str) -> None:
    written = (ROOT / "schemas" / f"{name}.schema.json").read_text("utf-8")
    assert written == as_text(schema_for(name)), "run python -m tests.content.make_schemas"


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").glob("*.json")), ids=lambda p: p.name)
def test_schema_is_itself_valid(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_figure_has_a_source_and_a_date(path: Path) -> None:
    """Whatever looks like a clinical figure stands in an object that says where it is from."""
    figures = {"cut_off", "at_least", "bands", "reliable", "opens_day", "distress_high", "any_of"}

    def look(node: object) -> None:
        if isinstance(node, list):
            for each in node:
                look(each)
        elif isinstance(node, dict):
            if figures & set(node):
                assert node.get("source"), node
                assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(node.get("reviewed"))), node
            for each in node.values():
                look(each)

    look(strict_json.load(path.read_bytes()))
