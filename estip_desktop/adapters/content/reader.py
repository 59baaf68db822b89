"""Everything in ``resources/``, each file read and checked when it is first asked for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from estip_desktop.adapters.content.directory import (
    Profile,
    Service,
    directory_from,
    profile_from,
    services_from,
)
from estip_desktop.adapters.content.instrument_files import instrument_from
from estip_desktop.adapters.content.location import resources_root
from estip_desktop.adapters.content.pathway_files import pathways_from
from estip_desktop.adapters.content.protocol_files import protocol_from
from estip_desktop.adapters.content.reading import read
from estip_desktop.adapters.content.shapes import (
    BlocksFile,
    HazardsFile,
    HolidaysFile,
    PathwaysFile,
    PhrasesFile,
    ProfileFile,
    ProtocolFile,
    QuestionnaireFile,
    ScoringFile,
    ServicesFile,
    SheetsFile,
)
from estip_desktop.adapters.content.sources import FolderSource, Source
from estip_desktop.errors import ContentRefusedError, NotFoundError
from estip_desktop.instruments import Instrument
from estip_desktop.kernel import help_text
from estip_desktop.kernel.help_text import HelpSheet
from estip_desktop.kernel.i18n import language
from estip_desktop.kernel.phrases import PhraseCheck
from estip_desktop.protocols import Protocol
from estip_desktop.safety import Control, Hazard, HazardLog
from estip_desktop.signposting import (
    CARD,
    CARD_VERSION,
    DirectoryEntry,
    GiveAway,
    card_title,
)
from estip_desktop.stepped_care import Nation, Pathways

_HELP = ("purpose", "security", "keys", "backups", "limits", "changes")
_PLAIN_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLAIN_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")
_BLOCKS, _ARCHIVE = "blocks", "archive"
"""Published versions are never edited; those that were succeeded stay in the archive."""
_ORDER = ("phq-4", "pc-ptsd-5", "phq-9", "gad-7", "phq-2", "gad-2", "pcl-5", "k6", "k10")


class Content:
    """Reads content lazily, each file once.

    Args:
        source: Where files come from, or their folder; that of this installation if left out.
    """

    def __init__(self, source: Source | Path | None = None) -> None:
        found = resources_root() if source is None else source
        self._source: Source = FolderSource(found) if isinstance(found, Path) else found
        self._protocols: dict[tuple[str, str], Protocol] = {}
        self._instruments: dict[tuple[str, str], Instrument] = {}
        self._blocks: dict[str, BlocksFile] = {}
        self._pathways: Pathways | None = None
        self._services: ServicesFile | None = None
        self._profile: Profile | None = None
        self._sheets: SheetsFile | None = None
        self._evidential: PhraseCheck | None = None

    def protocol(self, protocol_id: str, version: str = "") -> Protocol:
        """The protocol with this id (``DI``, ``MR``, …).

        Args:
            protocol_id: Its id.
            version: The published version a record was made with; the newest if left out.

        Raises:
            NotFoundError: There is none, or not in this version.
            ContentRefusedError: Its file breaks a rule.
        """
        key = (protocol_id, version)
        if key not in self._protocols:
            file = self._protocol_file(_plain(protocol_id.lower()), version)
            if file.id != protocol_id or version not in {"", file.version}:
                raise NotFoundError(f"protocol:{protocol_id}")
            found = protocol_from(file, self._shared_blocks(file.blocks or file.version))
            self._protocols[key] = self._protocols[protocol_id, file.version] = found
        return self._protocols[key]

    def protocols(self) -> tuple[Protocol, ...]:
        """Every protocol there is, by id."""
        names = sorted(self._source.names("protocols/*.json"))
        stems = [name.removeprefix("protocols/").removesuffix(".json") for name in names]
        return tuple(self.protocol(_protocol_id(stem)) for stem in stems if stem != _BLOCKS)

    def instrument(self, instrument_id: str, version: str = "") -> Instrument:
        """The instrument with this id (``phq-9``, …).

        Args:
            instrument_id: Its id.
            version: The published version a record was made with; the newest if left out.

        Raises:
            NotFoundError: There is none, or not in this version.
            ContentRefusedError: One of its files breaks a rule.
        """
        key = (instrument_id, version)
        if key not in self._instruments:
            found = self._read_instrument(instrument_id, version)
            self._instruments[key] = self._instruments[instrument_id, found.version] = found
        return self._instruments[key]

    def instruments(self) -> tuple[Instrument, ...]:
        """Every instrument there is: the peers' usual set first, then by id."""
        found = [name.split("/")[1] for name in self._source.names("instruments/*/scoring.json")]
        places = {name: place for place, name in enumerate(_ORDER)}
        found.sort(key=lambda name: (places.get(name, len(_ORDER)), name))
        return tuple(self.instrument(name) for name in found)

    def pathways(self) -> Pathways:
        """Flags, windows, rules and the calendar.

        Raises:
            ContentRefusedError: A file breaks a rule.
        """
        if self._pathways is None:
            file = read(self._source, "pathways/estip.json", PathwaysFile)
            holidays = read(self._source, "pathways/bank_holidays.json", HolidaysFile)
            self._pathways = pathways_from(file, holidays)
        return self._pathways

    def services(self, nation: Nation | str, today: date | None = None) -> tuple[Service, ...]:
        """Contacts of one nation, in the order in which they are shown.

        Args:
            nation: Filters by area.
            today: To mark contacts that were checked too long ago; the laptop's day if left out.
        """
        if self._services is None:
            self._services = read(self._source, "services/national.json", ServicesFile)
        day = today if today is not None else datetime.now(UTC).date()
        return services_from(self._services, Nation(nation), day)

    def directory(
        self, nation: Nation | str, today: date | None = None
    ) -> tuple[DirectoryEntry, ...]:
        """The services of one nation with the numbers of the force's profile."""
        return directory_from(self.services(nation, today), self.profile())

    def profile(self) -> Profile:
        """The built-in settings, used until a force's profile is installed."""
        if self._profile is None:
            self._profile = profile_from(read(self._source, "profiles/default.json", ProfileFile))
        return self._profile

    def peer_instruments(self) -> frozenset[str]:
        """What peers may administer, as the profile in force says."""
        return frozenset(self.profile().peer_instruments)

    def evidential(self) -> PhraseCheck:
        """What to look for in free text: words that speak of an incident."""
        if self._evidential is None:
            file = read(self._source, "wording/evidential.json", PhrasesFile)
            self._evidential = _phrase_check(file)
        return self._evidential

    def hazards(self) -> HazardLog:
        """What could go wrong, and the tests that show what is done about it."""
        file = read(self._source, "safety/hazards.json", HazardsFile)
        return HazardLog(
            file.version,
            file.reviewed,
            file.source,
            tuple(
                Hazard(
                    each.id,
                    each.hazard,
                    each.cause,
                    each.harm,
                    each.severity,
                    each.likelihood,
                    tuple(Control(one.words, tuple(one.tests)) for one in each.controls),
                    each.left,
                    tuple(each.open),
                )
                for each in file.hazards
            ),
        )

    def give_aways(self) -> tuple[GiveAway, ...]:
        """The sheets to give away, in the language of the frame where there is one.

        Raises:
            ContentRefusedError: A sheet is missing, or is not the one its list names.
        """
        file = self._sheets_file()
        found = []
        for each in file.sheets:
            sheet = self._sheet("sheets", each.id)
            if sheet.title != each.title and language() == file.language:
                raise ContentRefusedError(f"sheets:{each.id}:another-title")
            found.append(GiveAway(each.id, each.version, sheet))
        return tuple(found)

    def sheet_version(self, sheet_id: str) -> str:
        """The version in which a sheet to give away is published, or that of the card.

        Raises:
            NotFoundError: There is no such sheet.
        """
        if sheet_id == CARD:
            return CARD_VERSION
        for each in self._sheets_file().sheets:
            if each.id == sheet_id:
                return each.version
        raise NotFoundError(sheet_id)

    def sheet_title(self, sheet_id: str) -> str:
        """What a sheet is called; one that is published no more is called by its id."""
        if sheet_id == CARD:
            return card_title()
        named = (each.title for each in self._sheets_file().sheets if each.id == sheet_id)
        return next(named, sheet_id)

    def _sheets_file(self) -> SheetsFile:
        if self._sheets is None:
            self._sheets = read(self._source, "sheets/sheets.json", SheetsFile)
        return self._sheets

    def help_sheets(self) -> tuple[HelpSheet, ...]:
        """The sheets of Help in the language of the frame, each in English where it has none.

        Raises:
            ContentRefusedError: A sheet is missing, or breaks the rules of sheets.
        """
        return tuple(self._sheet("help", name) for name in _HELP)

    def _sheet(self, folder: str, name: str) -> HelpSheet:
        for code in (language(), "en"):
            try:
                text = self._source.data(f"{folder}/{code}/{name}.md").decode("utf-8")
                return help_text.parse(name, text)
            except FileNotFoundError:
                continue
            except (OSError, ValueError) as error:
                raise ContentRefusedError(f"{folder}:{name}") from error
        raise ContentRefusedError(f"{folder}:{name}")

    def _protocol_file(self, stem: str, version: str) -> ProtocolFile:
        newest = read(self._source, f"protocols/{stem}.json", ProtocolFile)
        if version in {"", newest.version}:
            return newest
        return read(
            self._source,
            f"protocols/{_ARCHIVE}/{stem}-{_plain_version(version)}.json",
            ProtocolFile,
        )

    def _read_instrument(self, instrument_id: str, version: str) -> Instrument:
        folder = f"instruments/{_plain(instrument_id)}"
        questionnaire = read(self._source, f"{folder}/questionnaire.json", QuestionnaireFile)
        if version not in {"", questionnaire.version}:
            folder = f"{folder}/{_ARCHIVE}/{_plain_version(version)}"
            questionnaire = read(self._source, f"{folder}/questionnaire.json", QuestionnaireFile)
        scoring = read(self._source, f"{folder}/scoring.json", ScoringFile)
        if questionnaire.id != instrument_id:
            raise ContentRefusedError(f"{instrument_id}:id-is-not-its-folder")
        if version not in {"", questionnaire.version}:
            raise NotFoundError(f"instrument:{instrument_id}")
        return instrument_from(questionnaire, scoring)

    def _shared_blocks(self, version: str) -> BlocksFile:
        if version not in self._blocks:
            file = read(self._source, f"protocols/{_BLOCKS}.json", BlocksFile)
            if file.version != version:
                name = f"protocols/{_ARCHIVE}/{_BLOCKS}-{_plain_version(version)}.json"
                file = read(self._source, name, BlocksFile)
            self._blocks[version] = file
        return self._blocks[version]


def _phrase_check(file: PhrasesFile) -> PhraseCheck:
    """The phrases with the lists they name.

    Raises:
        ContentRefusedError: A phrase names a list that is not there.
    """
    lists = {name: tuple(words) for name, words in file.lists.items()}
    try:
        return PhraseCheck(tuple(file.phrases), file.version, tuple(file.ordinary), lists)
    except KeyError as error:
        raise ContentRefusedError(f"{file.id}:no-such-list") from error


def _plain(name: str) -> str:
    """Only ids, never a path.

    Raises:
        NotFoundError: Nothing can have this id.
    """
    if _PLAIN_ID.fullmatch(name) is None:
        raise NotFoundError("content-id")
    return name


def _plain_version(version: str) -> str:
    """Only versions, never a path.

    Raises:
        NotFoundError: Nothing can have this version.
    """
    if _PLAIN_VERSION.fullmatch(version) is None:
        raise NotFoundError("content-version")
    return version


def _protocol_id(stem: str) -> str:
    family, dash, variant = stem.partition("-")
    return family.upper() + dash + variant
