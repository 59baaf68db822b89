"""Group parcels, say in words where each stands, send by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from estip_desktop.errors import EstipError
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, format_day, format_time, ngettext
from estip_desktop.outbox import Exported, Parcel, ParcelGroup, ParcelState, group_of
from estip_desktop.outbox.model import CONSENT_TAKEN_BACK
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.reauth import ask_passphrase
from estip_desktop.ui.sending import SendState, sender_for

SHOWN_DAYS = 30
_KINDS: Mapping[str, str] = {
    "referral": N_("Referral to Occupational Health"),
    "estim": N_("ESTIM request"),
    "withdraw": N_("Withdrawal"),
}
_ERRORS: Mapping[str, str] = {
    "spool-not-found": N_("The sealed file is missing from this laptop. Make a new version."),
    "spool-document-refused": N_("The sealed file was changed on this laptop. Make a new version."),
}
_SPOOL, _UNREADABLE = "spool-", N_("The sealed file cannot be read here. Make a new version.")
_STOPPED: Mapping[str, str] = {
    CONSENT_TAKEN_BACK: N_("Consent was taken back. Phone Occupational Health and say so."),
    "store-kept-other-bytes": N_("The copy at the store is damaged. Try again: it is sealed anew."),
}
_WAITS: Mapping[str, str] = {
    "store-full": N_("The store is full. It waits here, encrypted, and is tried again."),
    "store-refused": N_("The store may not be written from here. Ask your IT desk; it waits here."),
    "store-did-not-keep-it": N_("The store kept nothing. Sign in to the network; it waits here."),
}
_TONES: Mapping[ParcelState, str] = {
    ParcelState.RETURNED: "warn",
    ParcelState.NEEDS_HUMAN: "warn",
    ParcelState.SIGNED: "warn",
    ParcelState.COLLECTED: "info",
    ParcelState.ACCEPTED: "ok",
    ParcelState.BOOKED: "ok",
}
_CHIPS: Mapping[ParcelState, str] = {
    ParcelState.ACCEPTED: N_("Accepted"),
    ParcelState.RETURNED: N_("Sent back"),
    ParcelState.NEEDS_HUMAN: N_("Stopped"),
    ParcelState.SIGNED: N_("No desk yet"),
}


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One parcel as a list shows it.

    Args:
        key: Names it.
        title: Reference and kind.
        line: One sentence about where it stands.
        chip: Its state in a word or two.
        tone: Colour of the chip.
        action: What is offered: ``fix``, ``retry``, ``settings``, or empty for *Open* alone.
    """

    key: str
    title: str
    line: str
    chip: str
    tone: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class OutboxList:
    """The three lists of the page."""

    needs_you: tuple[OutboxRow, ...]
    waiting: tuple[OutboxRow, ...]
    sent: tuple[OutboxRow, ...]


class OutboxView(Protocol):
    """What the page can show."""

    def show_parcels(self, parcels: OutboxList) -> None:
        """List them anew."""
        ...

    def show_sending(self, state: SendState) -> None:
        """Say how far sending is."""
        ...

    def show_carried(self, words: str, *, good: bool) -> None:
        """What came of a stick."""
        ...


class OutboxPresenter(PagePresenter):
    """List, send, open, fix.

    Args:
        view: The page.
        shell: The window.
    """

    def __init__(self, view: OutboxView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._parcels: dict[str, Parcel] = {}
        self._sender = sender_for(shell)

    def start(self) -> None:
        """List what is there, then send what is due."""
        self.refresh()
        self._sender.listen(self._on_sending)
        self._sender.start()

    def leave(self) -> None:
        """Sending goes on; nobody listens any more."""
        super().leave()
        self._sender.listen(None)

    def refresh(self) -> None:
        """Read the lists again."""
        self.run(self.services.outbox.list, self._listed)

    def look_again(self) -> None:
        """While the page is open: what is due is sent, and receipts are looked for."""
        self._sender.start()
        self.refresh()

    def send_now(self) -> None:
        """Somebody asked: nothing waits for its next try."""
        self._sender.start(now_please=True)

    def export_to(self, folder: str) -> None:
        """Copy what nobody has accepted yet to a stick, sealed; once the passphrase was given."""
        ask_passphrase(
            self.shell,
            title=_("Copy parcels to a stick"),
            why=_("Sealed copies leave this laptop. Only the desk can open them."),
            button=_("Copy it"),
            on_confirmed=lambda: self.run(
                lambda: self.services.outbox.export(Path(folder).as_uri()),
                self._exported,
                self._not_carried,
            ),
        )

    def bring_in_from(self, folder: str) -> None:
        """Take receipts from a stick; each is verified like those from the store."""
        self.run(
            lambda: self.services.outbox.bring_in(Path(folder).as_uri()),
            self._brought_in,
            self._not_carried,
        )

    def open(self, key: str) -> None:
        """Its journal."""
        self.shell.open("receipt", referral=key)

    def act(self, key: str) -> None:
        """Do what the row offers."""
        parcel = self._parcels[key]
        match action_of(parcel):
            case "fix":
                self.run(
                    lambda: self.services.referrals.revise(key),
                    lambda draft: self.shell.open("referral_details", session=draft.session_id),
                )
            case "retry":
                self.run(
                    lambda: self.services.outbox.try_again(key), lambda _parcel: self.send_now()
                )
            case "settings":
                self.shell.open("settings")
            case _:
                self.open(key)

    def _exported(self, exported: Exported) -> None:
        count = len(exported.copied)
        words = ngettext(
            "{count} sealed parcel copied. Once the stick is handed over, open it here and write "
            "down who got it.",
            "{count} sealed parcels copied. Once the stick is handed over, open each here and "
            "write down who got it.",
            count,
        ).format(count=count)
        if exported.failed:
            failed = ", ".join(parcel.reference for parcel in exported.failed)
            words += " " + _("Not copied: {references}.").format(references=failed)
        elif not count:
            words = _("Nothing waits, and all that was sent is accepted: nothing was copied.")
        self._view.show_carried(words, good=not exported.failed)
        self.refresh()

    def _brought_in(self, receipts: int) -> None:
        words = ngettext("{count} new receipt.", "{count} new receipts.", receipts)
        told = words.format(count=receipts) if receipts else _("There is no new receipt on it.")
        self._view.show_carried(told, good=True)
        self.refresh()

    def _not_carried(self, error: Exception) -> None:
        if not isinstance(error, EstipError):
            raise error
        words = _("The stick cannot be read or written. Nothing was changed; try another one.")
        self._view.show_carried(words, good=False)

    def _on_sending(self) -> None:
        if not self.has_left:
            self._view.show_sending(self._sender.state)
            self.refresh()

    def _listed(self, parcels: Sequence[Parcel]) -> None:
        self._parcels = {parcel.key: parcel for parcel in parcels}
        self._view.show_parcels(grouped(parcels, self.services.clock.now()))
        self._view.show_sending(self._sender.state)


def grouped(parcels: Sequence[Parcel], now: datetime) -> OutboxList:
    """The three lists; what was sent more than a month ago is left out."""
    rows: dict[ParcelGroup, list[OutboxRow]] = {group: [] for group in ParcelGroup}
    for parcel in parcels:
        group = group_of(parcel, now)
        ended = parcel.state in {ParcelState.CLOSED, ParcelState.WITHDRAWN}
        latest = parcel.accepted_at or parcel.stored_at or parcel.created_at
        if group is ParcelGroup.SENT and latest < now - timedelta(days=SHOWN_DAYS):
            continue
        rows[ParcelGroup.SENT if ended else group].append(row_of(parcel, now))
    return OutboxList(
        tuple(rows[ParcelGroup.NEEDS_YOU]),
        tuple(rows[ParcelGroup.WAITING]),
        tuple(rows[ParcelGroup.SENT]),
    )


def row_of(parcel: Parcel, now: datetime) -> OutboxRow:
    """One parcel in words."""
    kind = _(_KINDS.get(parcel.kind, _KINDS["referral"]))
    title = f"{parcel.reference} · {kind}"
    if parcel.revision > 1:
        title = _("{title}, version {number}").format(title=title, number=parcel.revision)
    overdue = parcel.is_overdue(now) and parcel.state not in _ACT
    return OutboxRow(
        key=parcel.key,
        title=title,
        line=_overdue_line(parcel) if overdue else _line(parcel, now),
        chip=_("No answer yet") if overdue else _chip(parcel),
        tone="warn" if overdue else _TONES.get(parcel.state, "neutral"),
        action=action_of(parcel),
    )


_ACT: Mapping[ParcelState, str] = {
    ParcelState.RETURNED: "fix",
    ParcelState.NEEDS_HUMAN: "retry",
    ParcelState.SIGNED: "settings",
}


def action_of(parcel: Parcel) -> str:
    """What a row offers beside *Open*."""
    if parcel.state is ParcelState.NEEDS_HUMAN and parcel.last_error.startswith(_SPOOL):
        return "fix"
    if parcel.is_stopped_for_good:
        return ""
    return _ACT.get(parcel.state, "")


def size_words(size_bytes: int) -> str:
    """A size as people read it."""
    return _("{size} KB").format(size=max(1, round(size_bytes / 1024)))


def when_words(moment: datetime, now: datetime) -> str:
    """``today 22:04``, or the day and the time."""
    day = local_day(moment)
    if day == local_day(now):
        return _("today {time}").format(time=format_time(moment))
    return _("{day}, {time}").format(day=format_day(day), time=format_time(moment))


def _chip(parcel: Parcel) -> str:
    return _(_CHIPS[parcel.state]) if parcel.state in _CHIPS else parcel.words


def _line(parcel: Parcel, now: datetime) -> str:
    words, moment = _sentence(parcel)
    return words.format(
        reason=parcel.returned_reason,
        name=parcel.accepted_by,
        size=size_words(parcel.sealed_size or parcel.document_size),
        when=when_words(moment, now),
    )


def _sentence(parcel: Parcel) -> tuple[str, datetime]:
    """A sentence about where it stands, and the moment it speaks of."""
    made = parcel.created_at
    words, moment = _("Signed {when} · {size}"), made
    match parcel.state:
        case ParcelState.RETURNED:
            words = _("Occupational Health sent this back: {reason}")
        case ParcelState.NEEDS_HUMAN:
            words = _(_why_stopped(parcel.last_error))
        case ParcelState.SIGNED:
            words = _("It waits, encrypted, until you add a desk in Settings.")
        case ParcelState.ACCEPTED | ParcelState.BOOKED:
            words = _("Accepted by {name} · {when} · receipt checked")
            moment = parcel.accepted_at or made
        case ParcelState.COLLECTED:
            words = _("Arrived {when} · nobody has accepted it yet")
            moment = parcel.collected_at or made
        case ParcelState.STORED:
            words, moment = _("Left at the store {when} · no receipt yet"), parcel.stored_at or made
        case ParcelState.SEALED if parcel.last_error in _WAITS:
            words = _(_WAITS[parcel.last_error])
        case _:
            pass
    return words, moment


def _why_stopped(code: str) -> str:
    if code.startswith(_SPOOL):
        return _ERRORS.get(code, _UNREADABLE)
    return _STOPPED.get(code, N_("The store did not take it. Try again."))


def _overdue_line(parcel: Parcel) -> str:
    return _("No answer from {desk} in time. Phone them.").format(
        desk=parcel.desk_name or _("Occupational Health")
    )


def context_words(parcels: OutboxList) -> str:
    """The line under the title."""
    parts = []
    if parcels.needs_you:
        count = len(parcels.needs_you)
        parts.append(ngettext("{count} needs you", "{count} need you", count).format(count=count))
    if parcels.waiting:
        parts.append(_("{count} waiting").format(count=len(parcels.waiting)))
    if not parts and parcels.sent:
        return _("Nothing waiting")
    return ", ".join(parts)
