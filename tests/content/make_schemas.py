"""Writes ``resources/schemas`` from the shapes that read the content: the two cannot differ.

``python -m tests.content.make_schemas`` after a change of ``adapters/content/shapes``.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from estip_desktop.adapters.content import resources_root, shapes

SHAPES: dict[str, type] = {
    "blocks": shapes.BlocksFile,
    "protocol": shapes.ProtocolFile,
    "questionnaire": shapes.QuestionnaireFile,
    "scoring": shapes.ScoringFile,
    "pathways": shapes.PathwaysFile,
    "bank-holidays": shapes.HolidaysFile,
    "services": shapes.ServicesFile,
    "profile": shapes.ProfileFile,
    "phrases": shapes.PhrasesFile,
    "hazards": shapes.HazardsFile,
    "sheets": shapes.SheetsFile,
}
_TITLES = {
    "blocks": "Pages shared by all protocols",
    "protocol": "A guided checklist",
    "questionnaire": "The subset of a FHIR R4 Questionnaire that instruments use",
    "scoring": "Scales, ranges, cut-offs and rules of an instrument, each with its source",
    "pathways": "Flags, windows, thresholds and ordered rules",
    "bank-holidays": "Bank holidays by nation and year",
    "services": "Contacts and signposting",
    "profile": "Settings of a force",
    "sheets": "Sheets to give away, each in a version",
    "hazards": "What could go wrong, and the tests that show what is done about it",
    "phrases": "Words that are looked for in free text",
}


def schema_for(name: str) -> dict[str, object]:
    """The JSON Schema (2020-12) of one kind of file."""
    schema = msgspec.json.schema(SHAPES[name])
    definitions = schema["$defs"]
    if name == "protocol":
        # A page, or a shared block by name: msgspec has no words for "one of two objects".
        for shape in (shapes.PageShape, shapes.UseShape):
            definitions.update(msgspec.json.schema(shape)["$defs"])
        pages = definitions["StepShape"]["properties"]["pages"]
        either = ("UseShape", "PageShape")
        pages["items"] = {"anyOf": [{"$ref": f"#/$defs/{shape}"} for shape in either]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:estip-desktop:schema:{name}",
        "title": _TITLES[name],
        **schema,
    }


def as_text(schema: dict[str, object]) -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def main(folder: Path) -> None:
    """Write every schema."""
    folder.mkdir(exist_ok=True)
    for name in SHAPES:
        (folder / f"{name}.schema.json").write_text(as_text(schema_for(name)), encoding="utf-8")


if __name__ == "__main__":
    main(resources_root() / "schemas")
