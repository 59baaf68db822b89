"""What was published stays as it was: every version of content has its digest on record.

``python -m tests.content.test_published`` writes the record anew, after a version was raised and
the one before it was put into the archive.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.content import Content, resources_root
from estip_desktop.errors import ContentRefusedError, NotFoundError
from estip_desktop.instruments import score

ROOT = resources_root()
RECORD = Path(__file__).with_name("published.json")


def files() -> Iterator[tuple[str, Path]]:
    """Every versioned file under the name of its version."""
    for path in sorted((ROOT / "protocols").rglob("*.json")):
        yield f"protocols/{path.stem.split('-1.')[0]}@{version(path)}", path
    for path in sorted((ROOT / "pathways").rglob("estip*.json")):
        yield f"pathways/estip@{version(path)}", path
    for name in ("questionnaire", "scoring"):
        for path in sorted((ROOT / "instruments").rglob(f"{name}.json")):
            instrument = path.relative_to(ROOT / "instruments").parts[0]
            yield f"instruments/{instrument}/{name}@{version(path)}", path


def version(path: Path) -> str:
    """The version a file says it has."""
    return str(json.loads(path.read_text("utf-8"))["version"])


def digests() -> dict[str, str]:
    """The digest of every versioned file, whatever its line ends."""
    found: dict[str, str] = {}
    for name, path in files():
        digest = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        # An archived questionnaire has its rules beside it, though newer wording may keep them.
        assert found.get(name, digest) == digest, f"{name} stands twice"
        found[name] = digest
    return found


def test_no_published_version_was_edited_or_lost() -> None:
    recorded, now = json.loads(RECORD.read_text("utf-8")), digests()
    assert now == recorded, "raise the version, archive the one before, record the digest"


def test_every_published_protocol_can_still_be_walked() -> None:
    content = Content()
    for name, path in files():
        if name.startswith("protocols/") and "/blocks@" not in name:
            file = json.loads(path.read_text("utf-8"))
            found = content.protocol(file["id"], file["version"])
            assert (found.id, found.version) == (file["id"], file["version"])


def test_an_instrument_is_named_by_its_questionnaire_and_keeps_rules_that_did_not_change() -> None:
    """New rules need a new version of both; totals by the same rules can still be compared."""
    for instrument in Content().instruments():
        assert instrument.version >= instrument.scoring.version
        assert Content().instrument(instrument.id, instrument.version) == instrument


def test_a_questionnaire_that_was_succeeded_keeps_its_own_wording_and_rules() -> None:
    archived = sorted((ROOT / "instruments").glob("*/archive/*"))
    assert archived
    for folder in archived:
        name, wanted = folder.parts[-3], folder.name
        older, newest = Content().instrument(name, wanted), Content().instrument(name)
        assert (older.version, older == newest) == (wanted, False)
        assert older.scoring.version <= newest.scoring.version


@pytest.mark.parametrize("wanted", ["9.9.9", "../1.0.0", "", "1.0.0/", "1.1.0 "])
def test_only_versions_that_were_published_can_be_named(wanted: str) -> None:
    content = Content()
    if not wanted:
        assert content.protocol("DI", wanted) is content.protocol("DI")
        return
    for look in (content.protocol, content.instrument):
        with pytest.raises((NotFoundError, ContentRefusedError)):
            look("MR" if look == content.protocol else "phq-9", wanted)


def test_a_score_of_an_older_version_is_worked_out_by_its_own_rules(tmp_path: Path) -> None:
    """The next version moves a cut-off; what was recorded before can still be reproduced."""
    root = tmp_path / "resources"
    shutil.copytree(ROOT, root)
    folder = root / "instruments" / "phq-9"
    archive = folder / "archive" / version(folder / "questionnaire.json")
    archive.mkdir(parents=True)
    for name in ("questionnaire.json", "scoring.json"):
        shutil.copy(folder / name, archive / name)
        changed: dict[str, Any] = json.loads((folder / name).read_text("utf-8"))
        changed["version"] = "2.0.0"
        if name == "scoring.json":
            changed["scales"][0]["cut_off"]["value"] = 12
        (folder / name).write_text(json.dumps(changed), encoding="utf-8")
    content = Content(root)
    positive = {}
    for wanted in ("", "2.0.0", archive.name):
        instrument = content.instrument("phq-9", wanted)
        answers = instrument.answers_from_points([2, 2, 2, 2, 2, 0, 0, 0, 0])
        total = score(instrument, answers, day=28).total()
        assert total is not None
        positive[wanted] = total.positive
    assert positive == {"": False, "2.0.0": False, archive.name: True}


if __name__ == "__main__":
    RECORD.write_text(json.dumps(digests(), indent=1) + "\n", encoding="utf-8")
