"""A pack from outside: a ZIP is taken apart with care, and its content read as the program would.

Hostile until proven otherwise, in this order: size, archive, signed list, digests, content. Nothing
is written anywhere.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from io import BytesIO

from estip_desktop.adapters.content.location import resources_root
from estip_desktop.adapters.content.reader import Content
from estip_desktop.adapters.content.reading import read
from estip_desktop.adapters.content.shapes import VectorsFile, VectorShape
from estip_desktop.adapters.content.sources import FolderSource, OverlaidSource, Source
from estip_desktop.adapters.crypto import certificates, papers
from estip_desktop.errors import DocumentRefusedError, InputRefusedError, NotFoundError
from estip_desktop.instruments import ChangeVector, Instrument, Vector, disagreements
from estip_desktop.kernel import strict_json
from estip_desktop.provisioning import PackContent, PackReport
from estip_desktop.provisioning.packs import (
    FILE_LIMIT_BYTES,
    FILES_LIMIT,
    LIST_NAME,
    PACK_LIMIT_BYTES,
    TOTAL_LIMIT_BYTES,
    PackFinding,
    against_the_list,
    finding,
    whole_instruments,
)
from estip_desktop.stepped_care import FlagDefinition, Level, Nation

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*")
"""Relative, with slashes, and nothing that leads up."""
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError,
    OverflowError, RuntimeError, UnicodeError, ValueError,
)  # fmt: skip


def check_pack(data: bytes, keys: Sequence[bytes]) -> PackReport:
    """Look a pack through, and install nothing.

    Args:
        data: The file.
        keys: PEM files with the certificates, or a public key, of whoever may sign; P-256.

    Raises:
        DocumentRefusedError: ``pack-key``: a file holds no key that signs packs; or
            ``pack-malformed``, or what is wrong with its list: it cannot be read as a pack at all.
    """
    known = _keys(keys)
    files = unpack(data)
    if LIST_NAME not in files:
        raise DocumentRefusedError("pack-malformed")
    listed, verified = papers.read_pack_list(files.pop(LIST_NAME))
    wrong: list[PackFinding] = []
    if certificates.public_key(verified.certificate) not in known:
        wrong.append(finding("other-key" if known else "no-key"))
    digests = {
        name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in files.items()
    }
    wrong += against_the_list(listed, digests)
    wrong += whole_instruments(tuple(files))
    contents: tuple[PackContent, ...] = ()
    if not wrong:  # what is not who it says, or not what was signed, is not read
        reading = _read_through(files)
        contents, wrong = tuple(reading.found), reading.wrong
    return PackReport(
        listed=listed,
        signer=certificates.common_name(verified.certificate),
        kid=verified.kid,
        findings=tuple(wrong),
        contents=contents,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _keys(files: Sequence[bytes]) -> frozenset[bytes]:
    try:
        return frozenset(key for pem in files for key in certificates.public_keys_from_pem(pem))
    except DocumentRefusedError as error:
        raise DocumentRefusedError("pack-key") from error


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of the archive, by name.

    Raises:
        DocumentRefusedError: ``pack-malformed``: no such archive, or one that means harm.
    """
    if len(data) > PACK_LIMIT_BYTES:
        raise DocumentRefusedError("pack-malformed")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if not _is_harmless(entries):
                raise DocumentRefusedError("pack-malformed")
            return {entry.filename: _bytes_of(archive, entry) for entry in entries}
    except _BROKEN as error:
        raise DocumentRefusedError("pack-malformed") from error


def _is_harmless(entries: Sequence[zipfile.ZipInfo]) -> bool:
    names = [entry.filename for entry in entries]
    return (
        len(names) <= FILES_LIMIT
        and len({name.casefold() for name in names}) == len(names)
        and sum(entry.file_size for entry in entries) <= TOTAL_LIMIT_BYTES
        and all(
            _PLAIN_NAME.fullmatch(entry.filename)
            and entry.file_size <= FILE_LIMIT_BYTES
            and entry.compress_type in _METHODS
            and not entry.flag_bits & _ENCRYPTED
            and stat.S_IFMT(entry.external_attr >> 16) in {0, stat.S_IFREG}
            for entry in entries
        )
    )


def _bytes_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)  # whatever its header says
    if len(content) != entry.file_size:
        raise DocumentRefusedError("pack-malformed")
    return content


def _read_through(files: Mapping[str, bytes]) -> _Reading:
    """Read everything in a pack by the program's own loader, laid over what is shipped."""
    shipped = FolderSource(resources_root())
    reading = _Reading(OverlaidSource(files, shipped), Content(shipped))
    reading.wrong += _published_otherwise(files, shipped)
    reading.read(files)
    return reading


def _published_otherwise(files: Mapping[str, bytes], shipped: Source) -> list[PackFinding]:
    """Files that say they are a version which is shipped, and are not.

    Records name the version they were answered by, so a version is what it is for good.
    """
    found = []
    for path, content in files.items():
        version = _version(content)
        for known in _places(path, version) if version else ():
            try:
                theirs = shipped.data(known)
            except OSError:
                continue
            if _version(theirs) == version and _plain(theirs) != _plain(content):
                found.append(finding("republished", path, version))
                break
    return found


def _places(path: str, version: str) -> tuple[str, ...]:
    """Where a shipped file of that name stands: in force, or in the archive of its folder."""
    folder, _slash, name = path.rpartition("/")
    stem = name.removesuffix(".json")
    return (path, f"{folder}/archive/{version}/{name}", f"{folder}/archive/{stem}-{version}.json")


def _plain(content: bytes) -> object:
    try:
        return strict_json.load(content)
    except InputRefusedError:
        return None


def _version(content: bytes) -> str:
    whole = _plain(content)
    version = whole.get("version") if isinstance(whole, dict) else None
    return version if isinstance(version, str) and _PLAIN_NAME.fullmatch(version) else ""


class _Reading:
    """What a pack holds, and what breaks a rule.

    Args:
        source: Content as it would be with this pack.
        shipped: Content as it is without.
    """

    def __init__(self, source: Source, shipped: Content) -> None:
        self._source = source
        self._shipped = shipped
        self._content = Content(source)
        self.found: list[PackContent] = []
        self.wrong: list[PackFinding] = []

    def read(self, paths: Iterable[str]) -> None:
        """Read what these files are part of, each thing once."""
        folders: dict[str, set[str]] = {}
        for path in paths:
            kind, _slash, rest = path.partition("/")
            folders.setdefault(kind, set()).add(rest.partition("/")[0].removesuffix(".json"))
        for name in sorted(folders.get("instruments", ())):
            self._try(name, partial(self._instrument, name))
        looks: dict[str, Callable[[], None]] = {
            "protocols": partial(self._protocols, folders.get("protocols", set())),
            "pathways": self._pathways,
            "services": self._services,
            "sheets": self._sheets,
        }
        for kind, look in looks.items():
            if kind in folders:
                self._try(kind, look)

    def _try(self, name: str, look: Callable[[], None]) -> None:
        try:
            look()
        except InputRefusedError as error:
            self.wrong.append(finding("content", name, error.detail or error.code))

    def _hold(self, kind: str, name: str, version: str, title: str) -> None:
        self.found.append(PackContent(kind, name, version, title))

    def _instrument(self, name: str) -> None:
        instrument = self._content.instrument(name)
        file = read(self._source, f"instruments/{name}/vectors.json", VectorsFile)
        named = file.instrument, file.version
        adds_up = any(each.expect is not None and each.expect.scores for each in file.vectors)
        if not adds_up or named != (name, instrument.scoring.version):
            self.wrong.append(finding("vector", name, "vectors.json"))
            return
        wrong = disagreements(
            instrument,
            [_vector(each) for each in file.vectors],
            [
                ChangeVector(each.first, each.second, each.change, each.verdict, each.direction)
                for each in file.changes
            ],
        )
        if wrong:
            self.wrong.append(finding("vector", name, ", ".join(wrong)))
        self._check_red_items(instrument)
        self._hold("instrument", instrument.id, instrument.version, instrument.title)

    def _check_red_items(self, instrument: Instrument) -> None:
        """What an answer raises has to be known, and nothing that is shipped may fall silent."""
        flags = self._content.pathways().flags
        now = {(red.link_id, red.flag): red.at_least_points for red in instrument.scoring.red_items}
        unknown = [code for _link, code in now if not _is_red(flags.get(code))]
        try:
            before = self._shipped.instrument(instrument.id).scoring.red_items
        except NotFoundError:
            before = ()
        lost = [
            red.link_id
            for red in before
            if now.get((red.link_id, red.flag), red.at_least_points + 1) > red.at_least_points
        ]
        for each in (*unknown, *lost):
            self.wrong.append(finding("content", instrument.id, f"no-red-flag:{each}"))

    def _protocols(self, stems: Collection[str]) -> None:
        """Where the blocks that all share are replaced, every protocol is read."""
        for protocol in self._content.protocols():
            if "blocks" in stems or protocol.id.lower() in stems:
                self._hold("protocol", protocol.id, protocol.version, protocol.title)

    def _pathways(self) -> None:
        pathways = self._content.pathways()
        rules = {each.id: each.scoring for each in self._content.instruments()}
        for threshold in pathways.thresholds.values():
            scoring = rules.get(threshold.instrument)
            names: set[str] = set()
            if scoring is not None:
                names = {each.id for each in scoring.scales}
                names |= {each.id for each in scoring.criteria}
            if (threshold.criterion or threshold.scale) not in names:
                detail = f"{threshold.id}:no-such-scale"
                self.wrong.append(finding("content", "pathways", detail))
        raised = {
            red.flag for instrument in self._content.instruments()
            for red in instrument.scoring.red_items
        } | {
            rule.code for protocol in self._content.protocols()
            for page in protocol.pages for rule in page.flags
        }  # fmt: skip
        before = self._shipped.pathways().flags
        lost = {code for code in raised if code not in pathways.flags} | {
            code for code, flag in before.items() if _is_red(flag) and code not in pathways.flags
        }
        lost |= {
            code
            for code, flag in pathways.flags.items()
            if _is_red(before.get(code)) and not _is_red(flag)
        }
        self.wrong += [finding("content", "pathways", f"no-flag:{code}") for code in sorted(lost)]
        self._hold("pathways", pathways.id, pathways.version, "")

    def _services(self) -> None:
        listed = {each.id: each for nation in Nation for each in self._content.services(nation)}
        for service in listed.values():
            self._hold("service", service.id, "", service.name)

    def _sheets(self) -> None:
        for given in self._content.give_aways():
            self._hold("sheet", given.id, given.version, given.sheet.title)


def _is_red(flag: FlagDefinition | None) -> bool:
    return flag is not None and flag.level is Level.RED


def _vector(shape: VectorShape) -> Vector:
    expect = shape.expect
    if expect is None:
        return Vector(shape.id, tuple(shape.answers), shape.day, refused=True)
    return Vector(
        shape.id,
        tuple(shape.answers),
        shape.day,
        status=expect.status,
        flags=tuple(expect.flags),
        scores={name: (s.value, s.band, s.positive) for name, s in expect.scores.items()},
        criteria=expect.criteria,
        missing=None if expect.missing is None else tuple(expect.missing),
    )
