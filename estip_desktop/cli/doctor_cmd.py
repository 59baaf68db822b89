"""``doctor``: is this laptop fit to keep records; opens none and names nobody."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from estip_desktop.cli.context import CommandContext
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, ngettext
from estip_desktop.kernel.machine import Answer, Machine

State = Literal["ok", "warn", "cannot-tell"]
ROOM_BYTES = 1024**3
BACKUP_DAYS, UNSENT_DAYS, PROGRAM_DAYS = 2, 3, 90
_SKEW = timedelta(minutes=10)
_MEBIBYTE = 1024**2
_MARKS: Mapping[State, str] = {"ok": N_("ok"), "warn": N_("LOOK"), "cannot-tell": N_("?")}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Args:
        id: Stable.
        state: ``warn`` makes the whole answer no; ``cannot-tell`` does not.
        words: What was found, and what to do.
        facts: Figures for ``--json``.
    """

    id: str
    state: State
    words: str
    facts: Mapping[str, object]


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    subparsers.add_parser("doctor", help=_("look at this laptop: disk, swap, clock, backups"))


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Look, and say what was found; exit status 1 if something should be done."""
    del args
    machine = context.machine()
    now = context.clock.now()
    checks = [
        _room(machine),
        _disk(machine),
        _swap(machine),
        _private(machine),
        _clock(machine, now),
        _backups(machine, now),
        _unsent(machine, now),
        _profile(context.content.profile().banner),
        _program(machine, now),
    ]
    well = all(check.state != "warn" for check in checks)
    result: dict[str, object] = {
        "ok": well,
        "versions": dict(machine.versions),
        "vaults": len(machine.vaults),
        "checks": [{"id": one.id, "state": one.state, **one.facts} for one in checks],
    }
    lines = [f"{_(_MARKS[one.state]):<5} {one.words}" for one in checks]
    lines += [f"      {name} {number}" for name, number in machine.versions.items()]
    context.print_result(result, "\n".join(lines))
    return 0 if well else 1


def _room(machine: Machine) -> Check:
    free = machine.free_bytes
    facts = {"free_bytes": free}
    if free is None:
        return Check("disk-space", "cannot-tell", _("Nobody can say how full the disk is."), facts)
    size = f"{free // _MEBIBYTE:,} MiB"
    if free < ROOM_BYTES:
        words = _("Only {size} free on the disk. Make room before it is needed.")
        return Check("disk-space", "warn", words.format(size=size), facts)
    return Check("disk-space", "ok", _("{size} free on the disk.").format(size=size), facts)


def _answered(check_id: str, answer: Answer, words: tuple[str, str, str]) -> Check:
    states: Mapping[Answer, State] = {
        Answer.YES: "ok",
        Answer.NO: "warn",
        Answer.CANNOT_TELL: "cannot-tell",
    }
    said = dict(zip((Answer.YES, Answer.NO, Answer.CANNOT_TELL), words, strict=True))
    return Check(check_id, states[answer], said[answer], {"answer": answer.value})


def _disk(machine: Machine) -> Check:
    words = (
        _("The disk is encrypted."),
        _("No encryption of the disk can be seen. The records are encrypted; ask your IT desk."),
        _("Whether the disk is encrypted cannot be told from here. Ask your IT desk."),
    )
    return _answered("disk-encryption", machine.disk_is_encrypted, words)


def _swap(machine: Machine) -> Check:
    words = (
        _("There is no swap that is not encrypted."),
        _("Swap is not encrypted: memory may reach the disk. Ask your IT desk to encrypt it."),
        _("Whether swap is encrypted cannot be told from here. Ask your IT desk."),
    )
    return _answered("swap", machine.swap_is_encrypted, words)


def _private(machine: Machine) -> Check:
    words = (
        _("Nobody else may look into the folder of the records."),
        _("Others on this laptop may look into the folder of the records. Make it private (0700)."),
        _("Who may look into the folder of the records cannot be told from here."),
    )
    return _answered("folder", machine.home_is_private, words)


def _clock(machine: Machine, now: datetime) -> Check:
    written = [one.last_written for one in machine.vaults if one.last_written is not None]
    if machine.program_since is not None:
        written.append(machine.program_since)
    if any(moment > now + _SKEW for moment in written):
        words = _("The clock is behind what was written before. Set it; windows depend on it.")
        return Check("clock", "warn", words, {})
    return Check("clock", "ok", _("The clock is not behind what was written before."), {})


def _backups(machine: Machine, now: datetime) -> Check:
    if not machine.vaults:
        return Check("backup-age", "ok", _("There are no records here yet."), {"days": None})
    today = local_day(now)
    ages = [
        None if one.newest_backup is None else (today - one.newest_backup).days
        for one in machine.vaults
    ]
    if None in ages:
        words = _(
            "There are records without a backup on this laptop. Unlock them once to make one."
        )
        return Check("backup-age", "warn", words, {"days": None})
    oldest = max(age for age in ages if age is not None)
    words = ngettext(
        "The newest backup of each vault is at most {days} day old.",
        "The newest backup of each vault is at most {days} days old.",
        oldest,
    ).format(days=oldest)
    return Check("backup-age", "warn" if oldest > BACKUP_DAYS else "ok", words, {"days": oldest})


def _unsent(machine: Machine, now: datetime) -> Check:
    count = sum(one.sealed_waiting for one in machine.vaults)
    moments = [one.oldest_sealed for one in machine.vaults if one.oldest_sealed is not None]
    facts: dict[str, object] = {"sealed": count, "days": None}
    if not moments:
        return Check("unsent-age", "ok", _("Nothing sealed waits on this laptop."), facts)
    days = max((now - min(moments)).days, 0)
    words = ngettext(
        "{count} sealed file waits; the oldest for {days} days. Look at the Outbox.",
        "{count} sealed files wait; the oldest for {days} days. Look at the Outbox.",
        count,
    ).format(count=count, days=days)
    state: State = "warn" if days > UNSENT_DAYS else "ok"
    return Check("unsent-age", state, words, {**facts, "days": days})


def _profile(banner: str) -> Check:
    if banner:
        words = _("National settings apply; they do not expire. No force profile is installed.")
        return Check("profile", "ok", words, {"built_in": True, "expires": None})
    words = _("A force profile is installed; it says no day on which it expires.")
    return Check("profile", "cannot-tell", words, {"built_in": False, "expires": None})


def _program(machine: Machine, now: datetime) -> Check:
    if machine.program_since is None:
        words = _("How old this program is cannot be told from here.")
        return Check("program-age", "cannot-tell", words, {"days": None})
    days = max((now - machine.program_since).days, 0)
    words = ngettext(
        "This program was installed {days} day ago.",
        "This program was installed {days} days ago.",
        days,
    ).format(days=days)
    if days > PROGRAM_DAYS:
        words += " " + _("Ask whether there is a newer one.")
        return Check("program-age", "warn", words, {"days": days})
    return Check("program-age", "ok", words, {"days": days})
