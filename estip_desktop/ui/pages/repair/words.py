"""What the repair page says about backups and about what came after them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from estip_desktop.kernel.clock import local
from estip_desktop.kernel.i18n import N_, _, ngettext
from estip_desktop.vault import BackupManifest, BackupState, CarriedOver, Later
from estip_desktop.vault.backup import day_in

_HOUSEKEEPING = frozenset(
    {"vault-opened", "backup-made", "backup-made-elsewhere", "backup-drilled"}
)
_MOST_DAYS = 5
_KINDS: Mapping[str, str] = {
    "answer": N_("answers"),
    "session": N_("support sessions"),
    "screening": N_("questionnaires"),
    "person": N_("people"),
    "incident": N_("incidents"),
    "flag": N_("flags"),
    "concern": N_("immediate concerns"),
    "decision": N_("decisions"),
    "follow": N_("follow-ups"),
    "referral": N_("referrals"),
    "parcel": N_("sending"),
    "setting": N_("settings"),
}
_LOOKS = N_("looks at records")
_OTHER = N_("other entries")
_TABLES: Mapping[str, str] = {
    "answers": N_("answers"),
    "people": N_("people"),
    "incidents": N_("incidents"),
    "sessions": N_("support sessions"),
    "screenings": N_("questionnaires"),
    "flags": N_("flags"),
    "concerns": N_("immediate concerns"),
    "decisions": N_("decisions"),
    "follow_ups": N_("follow-ups"),
    "referrals": N_("referrals"),
    "parcels": N_("sending"),
    "outbox_events": N_("sending"),
    "settings": N_("settings"),
}
_STATES: Mapping[BackupState, str] = {
    BackupState.DAMAGED: N_("Damaged, or changed since it was made"),
    BackupState.OTHER_KEY: N_("Opened by another passphrase or sheet"),
    BackupState.TOO_NEW: N_("Made by a newer version of the app"),
}


def moment(manifest: BackupManifest) -> str:
    """When a backup was made, in full."""
    return f"{local(manifest.made_at):%A %d %B %Y, %H:%M}"


def named(file_name: str) -> str:
    """A backup that says nothing of itself: by the day in its name, or by its name."""
    day = day_in(file_name)
    return file_name if day is None else f"{day:%A %d %B %Y}"


def holds(manifest: BackupManifest) -> str:
    """How much is in it."""
    words = ngettext("{count} record", "{count} records", manifest.records)
    return words.format(count=manifest.records)


def state(found: BackupState) -> str:
    """Why a backup is no use."""
    return _(_STATES.get(found, _STATES[BackupState.DAMAGED]))


def later_title(later: Later) -> str:
    """Whether anything was done after the backup."""
    if not later.entries and not later.is_whole:
        return _("Nobody can say what was added after this backup")
    if not _counted(later):
        return _("Nothing was added after this backup")
    return _("Added after this backup")


def later_lines(later: Later) -> list[str]:
    """What was done after the backup, by day and kind, the newest day first."""
    lines = []
    for day in sorted({entry.day for entry in later.entries}, reverse=True)[:_MOST_DAYS]:
        kinds = Counter(
            _kind(entry.what)
            for entry in later.entries
            if entry.day == day and entry.what not in _HOUSEKEEPING
        )
        if kinds:
            counted = ", ".join(f"{_(kind)}: {count}" for kind, count in kinds.most_common())
            lines.append(f"{day:%d/%m/%Y}  {counted}")
    return lines


def later_promise(later: Later) -> str:
    """What becomes of it."""
    if not later.entries and not later.is_whole:
        return _(
            "The records on this laptop cannot be read. Only what is in the backup comes back. "
            "People who were erased since come back too: erase them again. The log of who looked "
            "at what since then does not come back."
        )
    if not _counted(later):
        return ""
    parts = []
    if later.erased:
        parts.append(
            ngettext(
                "{count} person who was erased after the backup stays erased.",
                "{count} people who were erased after the backup stay erased.",
                later.erased,
            ).format(count=later.erased)
        )
    if later.is_whole:
        parts.append(_("What was added is carried over, and so is the log of who looked at what."))
    else:
        parts.append(
            _(
                "What can still be read is carried over. There may have been more, also in the log "
                "of who looked at what. Other people who were erased may come back."
            )
        )
    return " ".join(parts)


def carried(found: CarriedOver | None) -> str:
    """What was carried over, and what was not."""
    if found is None or (found.is_whole and not (found.records or found.missing)):
        return ""
    parts = []
    carried_words = ngettext(
        "{count} change made after the backup was carried over.",
        "{count} changes made after the backup were carried over.",
        found.records,
    ).format(count=found.records)
    if found.records:
        parts.append(carried_words)
    if found.missing:
        kinds = Counter(_(_TABLES.get(table, _OTHER)) for table in found.missing)
        lost = ", ".join(f"{kind}: {count}" for kind, count in kinds.most_common())
        parts.append(_("These could not be read any more: {lost}.").format(lost=lost))
    if not found.is_whole:
        parts.append(
            _(
                "There may have been more changes that could not be read, also in the log of who "
                "looked at what."
            )
            if found.records or found.missing
            else _(
                "What was changed after the backup could not be read, and neither could the log of "
                "who looked at what."
            )
        )
    return " ".join(parts)


def _counted(later: Later) -> int:
    return sum(entry.what not in _HOUSEKEEPING for entry in later.entries)


def _kind(what: str) -> str:
    if what.endswith("-viewed"):
        return _LOOKS
    return _KINDS.get(what.partition("-")[0], _OTHER)
