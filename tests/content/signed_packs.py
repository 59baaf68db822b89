"""Packs for tests: whole and signed, and whatever somebody might make of one."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from estip_desktop.adapters.crypto import certificates, papers
from estip_desktop.adapters.crypto.identity import P256KeyMaker
from estip_desktop.provisioning import PackFile, PackList
from tests.builders import NOW
from tests.content import made_up_packs

LIST = "pack.jws"


@dataclass(frozen=True)
class Signer:
    """A clinical lead with a key."""

    key: bytes
    certificate: bytes

    @property
    def pem(self) -> bytes:
        """The certificate as a file."""
        return certificates.pem(self.certificate).encode()


def a_signer(name: str = "Dr Alex Example") -> Signer:
    """Somebody who may sign."""
    own, keys = P256KeyMaker().new_identity(name, now=NOW, desk=False, exercise=False, store="")
    return Signer(keys.signing_key, own.certificate)


def listed(files: Mapping[str, bytes], **changes: Any) -> PackList:
    """The list of these files."""
    values: dict[str, Any] = {
        "id": "northdale-content",
        "force": "Northdale Police",
        "serial": 1,
        "created_at": NOW,
        "files": tuple(
            PackFile(name, hashlib.sha256(content).hexdigest(), len(content))
            for name, content in files.items()
        ),
    }
    return PackList(**(values | changes))


def zipped(files: Mapping[str, bytes], *, compress: bool = True) -> bytes:
    """An archive of these files."""
    buffer = BytesIO()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def packed(files: Mapping[str, bytes], signer: Signer, **changes: Any) -> bytes:
    """A pack."""
    signed = papers.make_pack_list(listed(files, **changes), signer.key, signer.certificate)
    return zipped({LIST: signed, **files})


def wellbeing_files(root: Path) -> dict[str, bytes]:
    """A made-up questionnaire, higher is better, with its notice and test answers."""
    name = made_up_packs.wellbeing(root)
    folder = root / "instruments" / name
    vectors = {
        "instrument": name,
        "version": "1.0.0",
        "vectors": [
            {
                "id": "low",
                "answers": [2, 2, 2, 3, 3],
                "day": 30,
                "source": "Derived by hand",
                "expect": {
                    "status": "complete",
                    "flags": [],
                    "scores": {"total": {"value": 48, "band": None, "positive": True}},
                },
            },
            {
                "id": "missing",
                "answers": [2, 2, None, 3, 3],
                "day": 30,
                "source": "Derived by hand",
                "expect": {"status": "incomplete", "flags": []},
            },
            {"id": "six", "answers": [6, 0, 0, 0, 0], "day": 30, "source": "x", "refused": True},
        ],
        "changes": [
            {"first": 40, "second": 52, "change": 12, "verdict": "reliable", "direction": "better"}
        ],
    }
    (folder / "vectors.json").write_text(json.dumps(vectors), "utf-8")
    (folder / "NOTICE.md").write_text("Made up for a test.\n", "utf-8")
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(folder.iterdir())
    }
