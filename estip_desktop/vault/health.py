"""How the open vault is: what the checks found, whether it can be written, what the clock does.

After unlocking, rows and audit chain are read in slices between other work; pages once a week and
before each backup. What is found is announced and written to the audit trail, and it stays until a
later check finds nothing. None of this ever stops anybody from working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from estip_desktop.errors import DiskFullError, InputRefusedError, VaultError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, from_text, local_day, to_text
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.vault.model import CheckReport, Finding
from estip_desktop.vault.ports import CheckedVault, HealthUnitOfWork, SlicedCheck

PAGES_EVERY = timedelta(days=7)
CLOCK_PATIENCE = timedelta(minutes=10)
"""A laptop that sets its clock by the network goes back a little all the time."""
LONGEST_REST = timedelta(days=366)
"""A vault that was not opened for longer than this more likely has a clock that is wrong."""
LITTLE_ROOM_BYTES = 64 * 1024 * 1024
_FACT = "health"
DOUBT_FACT = "clock-in-doubt"
"""When the vault was last used before its clock ran ahead, until somebody has confirmed the date:
whatever is saved meanwhile carries the new date, so the vault itself would soon believe it. The
first that is saved is the opening, so it is kept together with that."""
_MOST_KEPT = 50
_LIMIT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class ClockJump:
    """The clock of the laptop is not where the newest record says it should be.

    Args:
        last_used_at: When the vault was used last, by the clock of that time.
        opened_at: When it was opened, by the clock of now.
    """

    last_used_at: datetime
    opened_at: datetime

    @property
    def went_back(self) -> bool:
        """Whether it went back; else it is far ahead."""
        return self.opened_at < self.last_used_at


@dataclass(frozen=True, slots=True)
class HealthState:
    """What is known without reading anything.

    Args:
        rows_checked_at: When rows and audit chain were last read to their end.
        pages_checked_at: When all pages were last read.
        findings: What both found, and what was met since unlocking.
        refuses_writes: Why nothing can be saved now; ``None`` while it can.
        clock: How the clock jumped between the last use and this unlocking.
        has_little_room: Whether the disk is nearly full.
    """

    rows_checked_at: datetime | None = None
    pages_checked_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    refuses_writes: VaultError | None = None
    clock: ClockJump | None = None
    has_little_room: bool = False


class Health:
    """Checks the open vault and remembers what came out.

    Args:
        vault: The open vault.
        open_unit: Its transactions.
        clock: When it was checked.
    """

    def __init__(
        self, vault: CheckedVault, open_unit: Callable[[], HealthUnitOfWork], clock: Clock
    ) -> None:
        self._vault = vault
        self._open_unit = open_unit
        self._clock = clock
        self._check: SlicedCheck | None = None
        self._rows: tuple[Finding, ...] = ()
        self._pages: tuple[Finding, ...] = ()
        self._kept = HealthState(clock=_jump(vault.last_used_at, clock.now()))
        self._trusted_at = vault.last_used_at

    @property
    def state(self) -> HealthState:
        """What is known now; reads nothing of the vault."""
        return replace(
            self._kept,
            findings=tuple(dict.fromkeys((*self._rows, *self._pages, *self._vault.damage_met))),
            refuses_writes=self._vault.refuses_writes,
            has_little_room=self._vault.free_bytes() < LITTLE_ROOM_BYTES,
        )

    @property
    def clock_jumped(self) -> bool:
        """Whether the clock was not where the last use of the vault says it should be."""
        return self._kept.clock is not None

    def before_a_session(self) -> VaultError | None:
        """What somebody should know before they begin to write; ``None`` if all is well."""
        if self._vault.refuses_writes is not None:
            return self._vault.refuses_writes
        if self._vault.free_bytes() < LITTLE_ROOM_BYTES:
            return DiskFullError("nearly")
        return None

    def recall(self) -> HealthState:
        """Read what was found before this unlocking; record a jump of the clock."""
        with self._open_unit() as unit:
            kept = _read(unit.settings.get(_FACT))
            if self._vault.refuses_writes is None and self._kept.clock is not None:
                way = "back" if self._kept.clock.went_back else "ahead"
                unit.audit.record(AuditEvent("clock-jumped", "", way))
                unit.commit()
        self._rows, self._pages = kept.rows, kept.pages
        self._kept = replace(
            self._kept, rows_checked_at=kept.rows_at, pages_checked_at=kept.pages_at
        )
        return self.state

    def clock_doubt(self) -> ClockJump | None:
        """Why nothing may be removed by the date of this laptop; ``None`` where it is believed.

        Unlike :attr:`state` it looks at the clock of now, and it stays over later unlockings until
        somebody has confirmed the date or the clock is where it belongs.
        """
        with self._open_unit() as unit:
            kept = _ahead(unit.settings.get(DOUBT_FACT) or "", self._clock.now())
        return kept or _jump(self._trusted_at, self._clock.now())

    def confirm_clock(self) -> None:
        """Somebody says that the date of this laptop is right."""
        now = self._clock.now()
        with self._open_unit() as unit:
            unit.settings.set(DOUBT_FACT, "")
            unit.audit.record(AuditEvent("clock-confirmed", "", local_day(now).isoformat()))
            unit.commit()
        self._trusted_at = now

    def keep_room(self) -> None:
        """Set some disk aside for the moment when it is full, if there is room for that."""
        if self._vault.refuses_writes is None:
            self._vault.keep_reserve()

    def advance(self) -> bool:
        """Go on with the check of rows and chain by one slice; False when it is done."""
        if self._check is None:
            self._check = self._vault.check_in_slices()
        try:
            if self._check.advance():
                return True
            if self._vault.refuses_writes is None:
                self._check.settle()
        except BaseException:
            self.give_up()
            raise
        report = self._check.report
        self.give_up()
        self._rows = report.findings
        self._kept = replace(self._kept, rows_checked_at=self._clock.now())
        self._remember()
        return False

    def give_up(self) -> None:
        """Leave a check that is under way; the next one begins anew."""
        if self._check is not None:
            self._check.close()
            self._check = None

    @property
    def are_pages_due(self) -> bool:
        """Whether the pages were not read for a week, by whatever clock."""
        at = self._kept.pages_checked_at
        return at is None or abs(self._clock.now() - at) >= PAGES_EVERY

    def check_pages(self, cancel: Cancel | None = None) -> Sequence[Finding]:
        """Read every page; holds the vault for as long as that takes.

        Raises:
            CancelledError: Somebody asked to stop; what was known stays.
        """
        self._pages = tuple(self._vault.check_pages(cancel or Cancel()))
        self._kept = replace(self._kept, pages_checked_at=self._clock.now())
        self._remember()
        return self._pages

    def check_everything(self, progress: Progress | None = None) -> CheckReport:
        """Read rows, chain, pages and both headers, as before a backup, and remember it."""
        self.give_up()
        report = self._vault.check(progress or Progress())
        self._rows, self._pages = report.findings, ()
        now = self._clock.now()
        self._kept = replace(self._kept, rows_checked_at=now, pages_checked_at=now)
        self._remember()
        return report

    def _remember(self) -> None:
        if self._vault.refuses_writes is not None:
            return
        findings = self.state.findings
        with self._open_unit() as unit:
            unit.settings.set(_FACT, _written(self._kept, self._rows, self._pages))
            unit.audit.record(AuditEvent("vault-checked", "", "damaged" if findings else "sound"))
            for finding in findings[:_MOST_KEPT]:
                unit.audit.record(AuditEvent("damage-found", finding.subject, finding.code))
            unit.commit()


def doubt_to_keep(kept: str, last_used_at: datetime, now: datetime) -> str:
    """What :data:`DOUBT_FACT` has to be once the opening of now is recorded.

    Args:
        kept: What it was.
        last_used_at: When the newest entry before this opening was made.
        now: The clock of the laptop.
    """
    if _ahead(kept, now) is not None:
        return kept
    jump = _jump(last_used_at, now)
    return "" if jump is None or jump.went_back else to_text(jump.last_used_at)


@dataclass(frozen=True, slots=True)
class _Kept:
    rows_at: datetime | None = None
    pages_at: datetime | None = None
    rows: tuple[Finding, ...] = ()
    pages: tuple[Finding, ...] = ()


def _jump(last_used_at: datetime, now: datetime) -> ClockJump | None:
    if last_used_at - CLOCK_PATIENCE <= now <= last_used_at + LONGEST_REST:
        return None
    return ClockJump(last_used_at, now)


def _ahead(text: str, now: datetime) -> ClockJump | None:
    """The jump ahead of a moment that was kept, if the clock still is there."""
    jump = _jump(from_text(text), now) if text else None
    return None if jump is None or jump.went_back else jump


def _written(state: HealthState, rows: Iterable[Finding], pages: Iterable[Finding]) -> str:
    def moment(at: datetime | None) -> str:
        return "" if at is None else to_text(at)

    value = {
        "rows_at": moment(state.rows_checked_at),
        "pages_at": moment(state.pages_checked_at),
        "rows": [[one.code, one.subject] for one in rows][:_MOST_KEPT],
        "pages": [[one.code, one.subject] for one in pages][:_MOST_KEPT],
    }
    return strict_json.canonical(value).decode()


def _read(text: str | None) -> _Kept:
    if text is None:
        return _Kept()
    try:
        value: Mapping[str, Any] = strict_json.load(text.encode(), limit_bytes=_LIMIT_BYTES)
        return _Kept(
            _moment(value["rows_at"]),
            _moment(value["pages_at"]),
            tuple(Finding(*pair) for pair in value["rows"]),
            tuple(Finding(*pair) for pair in value["pages"]),
        )
    except (InputRefusedError, KeyError, TypeError, ValueError):
        return _Kept()  # of another version; the next check writes it anew


def _moment(text: str) -> datetime | None:
    return from_text(text) if text else None
