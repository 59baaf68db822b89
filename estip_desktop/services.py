"""All use cases of one unlocked vault as one frozen object, and what drivers may know of the rest.

``ui`` and ``cli`` see vaults, content and use cases through this module alone; which real parts
stand behind the ports is decided in ``bootstrap``. Unlocking makes a :class:`Services`, locking
drops it together with every page: what is not referenced cannot leak.

The features are imported for their types alone: the lock page needs none of them, and importing
them all costs half as much as an empty window.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from estip_desktop.blanks import Blanks
    from estip_desktop.casework import Casework, Contacts, PostIncident
    from estip_desktop.guidance import Concerns, Groups, Guide, HandedSheets, Questionnaires
    from estip_desktop.instruments import Instrument
    from estip_desktop.kernel.clock import Clock
    from estip_desktop.kernel.help_text import HelpSheet
    from estip_desktop.kernel.page_pictures import PageDrawer
    from estip_desktop.kernel.phrases import PhraseCheck
    from estip_desktop.kernel.preferences import Preferences
    from estip_desktop.outbox import Outbox
    from estip_desktop.protocols import Protocol as GuidedProtocol
    from estip_desktop.provisioning import Desks, Identity
    from estip_desktop.receiving import Desk
    from estip_desktop.receiving.ports import ReceivingUnitOfWork
    from estip_desktop.records import Copies, Keeping, Moving, Records, Rights
    from estip_desktop.records.exercise_end import ExerciseEnd
    from estip_desktop.records.ports import RecordsUnitOfWork
    from estip_desktop.referrals import Referrals
    from estip_desktop.safety import HazardLog, SafetyReports
    from estip_desktop.safety.reports import SafetyUnitOfWork
    from estip_desktop.signposting import DirectoryEntry, GiveAway, Signposting
    from estip_desktop.stepped_care import Care, Nation, Pathways
    from estip_desktop.vault import Backups, Keys, OpenVault, VaultInfo, Vaults
    from estip_desktop.vault.health import Health
    from estip_desktop.vault.lost_laptop import LostLaptopSheet
    from estip_desktop.vault.retention import Retention

    class EverySlice(RecordsUnitOfWork, ReceivingUnitOfWork, SafetyUnitOfWork, Protocol):
        """One transaction of the vault with the slices of all features."""


VaultRegister: TypeAlias = "Vaults[EverySlice]"
UnlockedVault: TypeAlias = "OpenVault[EverySlice]"
VaultBackups: TypeAlias = "Backups[EverySlice]"


@dataclass(frozen=True, slots=True)
class Contact:
    """A service as the window lists it.

    Args:
        number: To dial; of a text service what to send and where, as ``SHOUT to 85258``.
    """

    id: str
    name: str
    number: str
    detail: str
    is_text_message: bool
    checked_on: str


class ProfileSettings(Protocol):
    """What the force's profile, or the built-in one, says; the part that drivers may look at."""

    @property
    def name(self) -> str:
        """As shown."""
        ...

    @property
    def banner(self) -> str:
        """One or two sentences while the built-in profile is used; else empty."""
        ...

    @property
    def peer_instruments(self) -> tuple[str, ...]:
        """Instruments that peers may administer."""
        ...

    @property
    def default_battery(self) -> tuple[str, ...]:
        """The usual set of a monitor-and-refer contact."""
        ...

    @property
    def recovery_recipient(self) -> str | None:
        """To whom new vaults are sealed besides their owner; ``None`` unless turned on."""
        ...

    @property
    def nation(self) -> Nation:
        """For services and bank holidays, until first run asks."""
        ...

    @property
    def retention(self) -> Retention:
        """How long what is kept."""
        ...


class ContentReader(Protocol):
    """Everything in ``resources/``, read when first asked for."""

    def protocol(self, protocol_id: str, version: str = "") -> GuidedProtocol:
        """One guided checklist."""
        ...

    def protocols(self) -> tuple[GuidedProtocol, ...]:
        """Every guided checklist, by id."""
        ...

    def instrument(self, instrument_id: str, version: str = "") -> Instrument:
        """One questionnaire."""
        ...

    def instruments(self) -> tuple[Instrument, ...]:
        """Every questionnaire."""
        ...

    def peer_instruments(self) -> Collection[str]:
        """Questionnaires that peers may use without asking Occupational Health."""
        ...

    def pathways(self) -> Pathways:
        """Flags, rules and the follow-up schedule."""
        ...

    def profile(self) -> ProfileSettings:
        """The force's profile, or the built-in one."""
        ...

    def directory(
        self, nation: Nation | str, today: date | None = None
    ) -> tuple[DirectoryEntry, ...]:
        """The services of one nation with the numbers of the force's profile."""
        ...

    def give_aways(self) -> tuple[GiveAway, ...]:
        """The sheets to give away."""
        ...

    def sheet_version(self, sheet_id: str) -> str:
        """The version in which a sheet is published."""
        ...

    def sheet_title(self, sheet_id: str) -> str:
        """What a sheet is called."""
        ...

    def hazards(self) -> HazardLog:
        """What could go wrong, and what is done about it."""
        ...

    def evidential(self) -> PhraseCheck:
        """What to look for in free text: words that speak of an incident."""
        ...

    def help_sheets(self) -> tuple[HelpSheet, ...]:
        """The sheets of Help, in the order in which they are listed."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases of one unlocked vault."""

    vault: UnlockedVault
    keys: Keys
    content: ContentReader
    clock: Clock
    health: Health
    casework: Casework
    contacts: Contacts
    guide: Guide
    groups: Groups
    handed_sheets: HandedSheets
    post_incident: PostIncident
    questionnaires: Questionnaires
    concerns: Concerns
    care: Care
    referrals: Referrals
    outbox: Outbox
    records: Records
    keeping: Keeping
    rights: Rights
    moving: Moving
    copies: Copies
    identity: Identity
    desks: Desks
    backups: VaultBackups
    exercise_end: ExerciseEnd
    safety: SafetyReports
    blanks: Blanks
    signposting: Signposting
    write_text: Callable[[Path, bytes], None]
    """Write a text to a disk; what is there already is left as it is."""
    desk: Desk | None
    """Only on a vault of kind ``desk``."""
    store_address: str
    """Where this laptop's default store lies, as a transport address."""
    cards_in_store: Callable[[], Sequence[bytes]]
    """Cards that desks have left in the store of this laptop; each is hostile until compared."""
    new_drawer: Callable[[], PageDrawer]
    """For the pages of one document, in a process of its own."""
    ready_drawer: Callable[[], None]
    """Have the next of them ready; call it, on no thread of the window, where one may be needed."""
    stop_drawing: Callable[[], None]
    """End all of them for good, so that closing waits for no stranger's document."""
    warm: Callable[[], None]
    """Let the worker that makes documents import its libraries; call it when idle."""
    close: Callable[[], None]
    """End the workers that hold a key; the vault itself is closed by its owner."""


class PreferenceStore(Protocol):
    """Keeps the preferences of this laptop."""

    def load(self) -> Preferences:
        """What was chosen, or the defaults."""
        ...

    def save(self, preferences: Preferences) -> None:
        """Keep them."""
        ...


class WindowContext(Protocol):
    """What a window is given before anything is unlocked."""

    @property
    def home(self) -> Path:
        """Folder of this laptop's vaults, settings and store."""
        ...

    @property
    def vault_count(self) -> int:
        """How many vaults lie in this home; looks at the names of folders and opens none."""
        ...

    @property
    def vaults(self) -> VaultRegister:
        """The vaults in this home."""
        ...

    @property
    def content(self) -> ContentReader:
        """Protocols, questionnaires, pathways and services."""
        ...

    @property
    def clock(self) -> Clock:
        """Where moments come from."""
        ...

    @property
    def preferences(self) -> PreferenceStore:
        """What this laptop's settings say."""
        ...

    @property
    def locked_because(self) -> str:
        """Why the window before this one locked: ``manual``, ``idle``, or empty."""
        ...

    @property
    def preferred_vault(self) -> str:
        """Id of the vault the window before this one had open, or empty."""
        ...

    def services(self, vault: UnlockedVault) -> Services:
        """All use cases of an unlocked vault."""
        ...

    def urgent_numbers(self, nation: Nation | None) -> tuple[Contact, ...]:
        """Whom to ring, most urgent first; works while everything is locked."""
        ...

    def write_lost_laptop_sheet(self, sheet: LostLaptopSheet, folder: Path) -> tuple[str, ...]:
        """Write the sheet as PDF and as text into a folder; returns the names.

        Raises:
            InputRefusedError: ``backup-target`` if there is no such folder, ``file-exists``.
            DiskFullError, DiskReadOnlyError: It could not be written.
        """
        ...

    def warm_up(self) -> None:
        """Import what unlocking will need; called on a thread once the first page is painted."""
        ...

    def warm_documents(self, services: Services) -> None:
        """Let the worker that makes documents get ready; called when idle."""
        ...

    def painted(self, page: str) -> None:
        """The first paint of a page has happened (for measuring)."""
        ...

    def prepare_standby(self) -> None:
        """Have a locked window made ready behind this one; called when idle."""
        ...

    def follow(self, reason: str, vault_id: str) -> None:
        """Take over from a window that locked, which had this vault open."""
        ...

    def shown(self) -> None:
        """The lock page is on show: whoever locked may end."""
        ...

    def replace_process(self, reason: str, vault: VaultInfo | None) -> None:
        """End this process, another shows the lock page; does not come back, on any thread."""
        ...
