"""What a page says about the vault itself: one callout for each thing that somebody should know."""

from __future__ import annotations

from dataclasses import dataclass

from estip_desktop.errors import DiskReadOnlyError
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_date, ngettext
from estip_desktop.vault.health import ClockJump, HealthState


@dataclass(frozen=True, slots=True)
class Notice:
    """One callout.

    Args:
        title: What is the matter.
        words: What is safe, and what to do next.
        offers_repair: Whether the way out is a backup.
        offers_settings: Whether it is only a reminder of something in Settings.
    """

    title: str
    words: str
    offers_repair: bool = False
    offers_settings: bool = False


def notices(state: HealthState) -> tuple[Notice, ...]:
    """What there is to say, most urgent first."""
    found: list[Notice] = []
    if state.refuses_writes is not None:
        found.append(_cannot_save(read_only=isinstance(state.refuses_writes, DiskReadOnlyError)))
    if state.findings:
        found.append(_damaged(len(state.findings)))
    if state.has_little_room and state.refuses_writes is None:
        found.append(
            Notice(
                _("This disk is nearly full"),
                _("What is saved is safe. Make room before the next session: ask your IT desk."),
            )
        )
    if state.clock is not None:
        found.append(_clock(state.clock))
    return tuple(found)


def _cannot_save(*, read_only: bool) -> Notice:
    if read_only:
        return Notice(
            _("Your records can be read, but not changed"),
            _(
                "Their disk cannot be written. Nothing is lost. Ask your IT desk to make it "
                "writable, then lock and unlock again."
            ),
        )
    return Notice(
        _("The disk failed, so nothing more is saved now"),
        _("What was saved before can be read. Lock and unlock again; if it stays, call IT."),
    )


def _damaged(number: int) -> Notice:
    return Notice(
        ngettext(
            "{number} part of your records is not as it was written",
            "{number} parts of your records are not as they were written",
            number,
        ).format(number=number),
        _(
            "It is not shown, and the rest is safe to use. The newest good backup has a copy of "
            "it: repair compares the two and changes nothing by itself."
        ),
        offers_repair=True,
    )


def _clock(jump: ClockJump) -> Notice:
    then, now = format_date(local_day(jump.last_used_at)), format_date(local_day(jump.opened_at))
    words = _(
        "It says {now}; your newest record is from {then}. Nothing is lost and the order of "
        "records is kept. Check date and time before you record anything: days since an "
        "incident are counted from them."
    ).format(now=now, then=then)
    if jump.went_back:
        return Notice(_("The clock of this laptop went back"), words)
    return Notice(_("The clock of this laptop may be far ahead"), words)
