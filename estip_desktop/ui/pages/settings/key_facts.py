"""What opens these records, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from estip_desktop.kernel.clock import from_text, local_day
from estip_desktop.kernel.i18n import N_, _, format_date
from estip_desktop.services import Services
from estip_desktop.vault import SlotInfo, SlotKind

_TITLES: Mapping[str, str] = {
    "passphrase": N_("Your passphrase"),
    "recovery": N_("Your recovery sheet"),
    "force": N_("Your force's recovery key"),
}
_STRENGTHS: Mapping[str, str] = {
    "passphrase": N_("each guess at it is made slow"),
    "recovery": N_("a key on paper, too long to guess"),
    "force": N_("the key is kept by your force, not on this laptop"),
}


@dataclass(frozen=True, slots=True)
class SlotLine:
    """One thing that opens the records.

    Args:
        kind: ``passphrase``, ``recovery`` or ``force``.
        title: What it is.
        line: Since when, and how it is protected.
    """

    kind: str
    title: str
    line: str


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """Everything the section shows."""

    slots: tuple[SlotLine, ...]
    drill: str


def read_keys(services: Services) -> KeyFacts:
    """Read them; on the vault's thread."""
    keys = services.keys
    wanted = bool(services.content.profile().recovery_recipient)
    slots = tuple(_slot_line(slot, force_wanted=wanted) for slot in keys.slots)
    return KeyFacts(slots, _drill_line(keys.last_drill))


def _slot_line(slot: SlotInfo, *, force_wanted: bool) -> SlotLine:
    if slot.since:
        day = format_date(local_day(from_text(slot.since)))
        since = _("Since {day}").format(day=day)
    else:
        since = _("Since these records were made")
    line = f"{since} \N{MIDDLE DOT} {_(_STRENGTHS[slot.kind.value])}"
    if slot.kind is SlotKind.FORCE and not force_wanted:
        line = _("Your force turned it off. It goes when you next change your passphrase.")
    return SlotLine(slot.kind.value, _(_TITLES[slot.kind.value]), line)


def _drill_line(last: datetime | None) -> str:
    if last is None:
        return _("The sheet was not tried yet. Try it once, and again every three months.")
    day = format_date(local_day(last))
    return _("Sheet last tried on {day}. Try it again every three months.").format(day=day)
