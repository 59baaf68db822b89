"""Puts the use cases of an unlocked vault together; imported with the first unlocking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from estip_desktop import __version__
from estip_desktop.adapters.crypto.age import AgeOpener
from estip_desktop.adapters.crypto.identity import P256KeyMaker
from estip_desktop.adapters.crypto.receipts import JwsReceiptMaker
from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.adapters.storage.backups import FolderBackups
from estip_desktop.adapters.storage.exports import write_folder
from estip_desktop.adapters.storage.files import atomic_write, write_new
from estip_desktop.adapters.transports import FolderSpool, open_transport
from estip_desktop.blanks import Blanks, Number
from estip_desktop.casework import NATION, OWNER_NAME, Casework, Contacts, PostIncident
from estip_desktop.errors import EstipError
from estip_desktop.guidance import Concerns, Groups, Guide, HandedSheets, Questionnaires
from estip_desktop.kernel.clock import Clock, local_day
from estip_desktop.kernel.ids import UuidFactory
from estip_desktop.outbox import Outbox
from estip_desktop.provisioning import Desks, Identity
from estip_desktop.receiving import Desk
from estip_desktop.records import Copies, Keeping, Moving, Records, Rights
from estip_desktop.records.exercise_end import ExerciseEnd
from estip_desktop.referrals import Publisher, Referrals
from estip_desktop.safety import SafetyReports
from estip_desktop.services import Services
from estip_desktop.signposting import DirectoryEntry, PaperShop, Signposting
from estip_desktop.stepped_care import Care, Level, Nation
from estip_desktop.vault import Backups, Keys, VaultKind
from estip_desktop.vault.health import Health

if TYPE_CHECKING:
    from estip_desktop.adapters.content import Content
    from estip_desktop.services import UnlockedVault, WindowContext

_CARD_LIMIT_BYTES = 64 * 1024
_CARDS_SHOWN = 20
_PRINTED_NUMBERS = 4
_APP = f"estip_desktop {__version__}"


def services_of(
    context: WindowContext,
    vault: UnlockedVault,
    content: Content,
    *,
    store_address: str,
    worker_command: Callable[[str], Sequence[str]],
) -> Services:
    """All use cases of an unlocked vault on their real parts.

    Args:
        context: What exists before anything is unlocked.
        vault: The one that was unlocked.
        content: Everything in ``resources/``.
        store_address: The store that every home has.
        worker_command: How a document worker is started, by its mode.
    """
    clock, unit = context.clock, vault.open_unit
    ids = UuidFactory(clock)
    pathways = content.pathways()
    red = frozenset(code for code, flag in pathways.flags.items() if flag.level is Level.RED)
    workers = DocumentWorkers(worker_command, clock)
    spool = FolderSpool(vault.spool_dir)
    keys = P256KeyMaker()
    identity = Identity(unit, keys, clock)
    desks = Desks(unit, workers, clock)
    concerns = Concerns(unit, clock, ids, red)
    guide = Guide(unit, content, concerns, clock, ids, red)
    questionnaires = Questionnaires(unit, content, concerns, clock, ids, red)
    is_desk = vault.info.kind is VaultKind.DESK
    desk = None
    if is_desk:
        desk = Desk(
            unit, open_transport, AgeOpener(), workers, JwsReceiptMaker(), clock, identity.card
        )
    casework = Casework(unit, clock, ids)
    health = Health(vault, unit, clock)
    backups = Backups(vault, FolderBackups(context.home), clock, _APP)
    return Services(
        vault=vault,
        keys=Keys(
            context.vaults,
            vault,
            lambda: (casework.setting(OWNER_NAME),),
            clock,
            workers.recovery_sheet,
            atomic_write,
        ),
        content=content,
        clock=clock,
        health=health,
        casework=casework,
        contacts=Contacts(unit, clock, ids),
        guide=guide,
        groups=Groups(unit, content, clock, ids),
        handed_sheets=HandedSheets(unit, content.sheet_version, clock),
        post_incident=PostIncident(unit, clock),
        questionnaires=questionnaires,
        concerns=concerns,
        care=Care(unit, content, guide, questionnaires, concerns, clock, ids),
        referrals=Referrals(
            unit,
            content,
            pathways,
            workers,
            spool,
            vault.verify_passphrase,
            clock,
            ids,
            Publisher(app=_APP, crisis=_printed(context, None)),
            clock_is_suspect=lambda: health.clock_jumped,
            crisis_of=lambda nation: _printed(context, nation),
        ),
        outbox=Outbox(unit, open_transport, spool, workers, clock),
        records=Records(unit, content, clock, ids),
        rights=Rights(unit, clock, ids),
        moving=Moving(unit, clock, ids),
        copies=Copies(unit, content, workers, write_folder),
        keeping=Keeping(
            unit,
            lambda: content.profile().retention,
            clock,
            ids,
            vault.empty_journal,
            write_new,
            health,
        ),
        identity=identity,
        desks=desks,
        backups=backups,
        exercise_end=ExerciseEnd(
            unit,
            vault,
            lambda: (backups.count(), len(backups.set_aside())),
            clock,
            write_new,
            atomic_write,
        ),
        safety=SafetyReports(unit, clock, ids, _APP),
        blanks=Blanks(
            content,
            lambda: _numbers(context, casework),
            workers.blank,
            write_new,
            clock,
            exercise=vault.info.kind is VaultKind.EXERCISE,
        ),
        signposting=Signposting(
            content,
            PaperShop(workers.plain_paper, write_new),
            lambda nation: _services_in(nation, content, casework, clock),
            clock,
            exercise=vault.info.kind is VaultKind.EXERCISE,
        ),
        write_text=write_new,
        desk=desk,
        store_address=store_address,
        cards_in_store=lambda: _cards_in(store_address),
        new_drawer=workers.drawer,
        ready_drawer=workers.ready_drawer,
        stop_drawing=workers.stop_drawing,
        warm=lambda: workers.warm(inspector=is_desk),
        close=workers.close,
    )


def _printed(context: WindowContext, nation: Nation | None) -> tuple[tuple[str, str], ...]:
    """The numbers in the foot of a paper."""
    numbers = [each for each in context.urgent_numbers(nation) if not each.is_text_message]
    return tuple((each.name, each.number) for each in numbers[:_PRINTED_NUMBERS])


def _numbers(context: WindowContext, casework: Casework) -> list[Number]:
    """Whom to ring in the nation of this vault."""
    code = casework.setting(NATION)
    contacts = context.urgent_numbers(Nation(code) if code in set(Nation) else None)
    return [Number(each.name, each.number, each.detail, each.is_text_message) for each in contacts]


def _services_in(
    nation: str, content: Content, casework: Casework, clock: Clock
) -> tuple[str, tuple[DirectoryEntry, ...]]:
    """The services of a nation; without one, of that of this vault."""
    own = nation or casework.setting(NATION)
    code = own if own in set(Nation) else str(content.profile().nation)
    return code, content.directory(code, local_day(clock.now()))


def _cards_in(address: str) -> list[bytes]:
    """The cards on a store; one that is too large or gone again is passed over."""
    cards = []
    transport = open_transport(address)
    try:
        for found in transport.list("cards")[:_CARDS_SHOWN]:
            try:
                data = transport.get(found.name, _CARD_LIMIT_BYTES)
            except EstipError:
                continue
            if data is not None:
                cards.append(data)
    finally:
        transport.close()
    return cards
