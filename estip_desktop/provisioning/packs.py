"""A pack: content of a force in one file, with a list that its clinical lead signed.

The list names every file with its digest, so nothing can be added, left out or changed. What a pack
may hold is what ``resources/`` holds: questionnaires, protocols, the pathways, services and sheets.
Checking installs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from estip_desktop.kernel.i18n import N_, _

LIST_NAME = "pack.jws"
FILES_LIMIT = 200
FILE_LIMIT_BYTES = 1024 * 1024
"""As much as the loader of content takes."""
TOTAL_LIMIT_BYTES = 16 * 1024 * 1024
PACK_LIMIT_BYTES = 20 * 1024 * 1024
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_MAY_HOLD = re.compile(
    rf"instruments/{_ID}/(?:questionnaire\.json|scoring\.json|vectors\.json|NOTICE\.md)"
    rf"|protocols/{_ID}\.json"
    r"|pathways/(?:estip|bank_holidays)\.json"
    r"|services/national\.json"
    rf"|sheets/(?:sheets\.json|[a-z]{{2}}/{_ID}\.md)"
)
_WORDS: Mapping[str, str] = {
    "name": N_("{name}: a pack may not hold this file"),
    "unlisted": N_("{name}: the signed list does not name it"),
    "missing": N_("{name}: it is named in the signed list and is not there"),
    "altered": N_("{name}: it was changed after the list was signed"),
    "nothing": N_("It holds no content"),
    "incomplete": N_("{name}: wording, rules, test answers and notice belong together"),
    "content": N_("{name}: {detail}"),
    "republished": N_(
        "{name}: version {detail} is published already, with other content. Raise the version"
    ),
    "vector": N_("{name}: its own test answers come out otherwise ({detail})"),
    "no-key": N_(
        "No key was given to compare with. Name the certificate of whoever may sign with --key"
    ),
    "other-key": N_("Somebody else signed it: none of the keys that were given"),
}


@dataclass(frozen=True, slots=True)
class PackFile:
    """One line of the list: path below ``resources/``, digest and size."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PackList:
    """What was signed.

    Args:
        id: Of the pack.
        force: Whose it is, as shown.
        serial: Only ever rises.
        created_at: Aware, UTC.
        files: What it holds.
    """

    id: str
    force: str
    serial: int
    created_at: datetime
    files: tuple[PackFile, ...]


@dataclass(frozen=True, slots=True)
class PackFinding:
    """Something that is wrong: a stable code, and plain words."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class PackContent:
    """Something that a pack holds: ``instrument``, ``protocol``, … with id, version and title."""

    kind: str
    id: str
    version: str
    title: str


@dataclass(frozen=True, slots=True)
class PackReport:
    """What was found.

    Args:
        listed: The signed list.
        signer: The name in the signer's certificate; proves nothing by itself.
        kid: Fingerprint of that certificate.
        findings: What is wrong; nothing means that the pack is good.
        contents: What it holds, where nothing is wrong.
        sha256: Of the whole file.
    """

    listed: PackList
    signer: str
    kid: str
    findings: tuple[PackFinding, ...]
    contents: tuple[PackContent, ...]
    sha256: str

    @property
    def valid(self) -> bool:
        """Whether it may be used."""
        return not self.findings

    @property
    def bottom_line(self) -> str:
        """The answer in one sentence."""
        if self.valid:
            return _("The pack is whole, signed with a key you gave, and keeps every rule.")
        return _("Do not use this pack: {reason}.").format(reason=self.findings[0].words)


def finding(code: str, name: str = "", detail: str = "") -> PackFinding:
    """A finding in words."""
    return PackFinding(code, _(_WORDS[code]).format(name=name, detail=detail))


def against_the_list(
    listed: PackList, digests: Mapping[str, tuple[str, int]]
) -> tuple[PackFinding, ...]:
    """What does not agree between the list and the files that are there.

    Args:
        listed: What was signed.
        digests: SHA-256 and size of each file that is there, by path.
    """
    wrong = [finding("name", name) for name in digests if not _MAY_HOLD.fullmatch(name)]
    named = {file.path: (file.sha256, file.size) for file in listed.files}
    wrong += [finding("unlisted", name) for name in digests if name not in named]
    for name, expected in named.items():
        if name not in digests:
            wrong.append(finding("missing", name))
        elif digests[name] != expected:
            wrong.append(finding("altered", name))
    if not named:
        wrong.append(finding("nothing"))
    return tuple(wrong)


def whole_instruments(paths: Sequence[str]) -> tuple[PackFinding, ...]:
    """Questionnaires of which a part is missing: rules without wording prove nothing."""
    parts: dict[str, set[str]] = {}
    for path in paths:
        folder, _slash, name = path.removeprefix("instruments/").partition("/")
        if path.startswith("instruments/"):
            parts.setdefault(folder, set()).add(name)
    wanted = {"questionnaire.json", "scoring.json", "vectors.json", "NOTICE.md"}
    return tuple(finding("incomplete", name) for name, has in parts.items() if has != wanted)
