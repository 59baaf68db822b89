"""Collect, list by urgency, and say in words what could not be taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from estip_desktop.kernel.i18n import N_, _, format_moment, ngettext
from estip_desktop.provisioning import fingerprint_in_groups
from estip_desktop.receiving import (
    MAY_CHANGE,
    Collected,
    InboxEntry,
    InboxState,
    Quarantined,
)
from estip_desktop.ui.collecting import collector_for, desk_of
from estip_desktop.ui.health_words import Notice, notices
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

_URGENCIES: Mapping[str, tuple[str, str]] = {
    "P5": (N_("Immediate"), "danger"),
    "P4": (N_("Urgent"), "warn"),
    "P3": (N_("Referral"), "info"),
    "P2": (N_("ESTIM request"), "neutral"),
}
_REASONS: Mapping[str, str] = {
    "hash-is-not-the-name": N_("Its bytes are not whole, or were changed on the way."),
    "from-an-exercise": N_("It comes from an exercise."),
    "not-from-an-exercise": N_("It is live, and this desk is for exercises."),
    "seal-not-for-us": N_("It was not sealed for this desk."),
    "not-for-this-desk": N_("It was not meant for this desk."),
    "jws-signature": N_("Its signature does not fit."),
    "pdf-other-signer": N_("Letter and pages were signed by different senders."),
    "file-is-not-the-manifests": N_("A page was exchanged on the way."),
    "object-too-large": N_("It is too large to be a referral."),
    "parcel-size": N_("It is too large to be a referral."),
}
LIST_AGAIN_S = 5.0
"""While a long round goes on; at its end the list is read in any case."""
_FOR_ANOTHER_DESK = frozenset({"seal-not-for-us", "not-for-this-desk"})
_STORE: Mapping[str, str] = {
    "store-full": N_("The store is full, so answers wait here. Ask whoever runs it for room."),
    "store-refused": N_(
        "The store may not be read or written from here. Ask your IT desk to look at it."
    ),
}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One referral as the list shows it."""

    id: str
    title: str
    line: str
    sender: str
    urgency: str
    tone: str
    state: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """Something that could not be taken in."""

    title: str
    line: str


@dataclass(frozen=True, slots=True)
class InboxList:
    """Everything the page lists."""

    waiting: tuple[InboxRow, ...]
    answered: tuple[InboxRow, ...]
    quarantine: tuple[QuarantineRow, ...]


class InboxView(Protocol):
    """What the page can show."""

    def show_inbox(self, inbox: InboxList) -> None:
        """List it anew."""
        ...

    def show_health(self, notices: tuple[Notice, ...]) -> None:
        """Say what is the matter with the records themselves."""
        ...

    def show_collecting(self, *, collecting: bool) -> None:
        """Say that the store is being looked at."""
        ...

    def show_outcome(self, words: str, *, out_of_reach: bool) -> None:
        """Say what the look at the store brought."""
        ...


class InboxPresenter(PagePresenter):
    """List and collect.

    Args:
        view: The page.
        shell: The window.
    """

    def __init__(self, view: InboxView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._collector = collector_for(shell)
        self._rounds = self._collector.state.rounds
        self._outcome = ""
        self._listed_at = 0.0

    def start(self) -> None:
        """List what is there, then look at the store."""
        self.refresh()
        self._collector.listen(self._on_collecting)
        self._show_state()
        self._collector.start()
        self.ready_to_draw()

    def leave(self) -> None:
        """Collecting goes on; this page hears no more of it."""
        super().leave()
        self._collector.leave(self._on_collecting)

    def refresh(self) -> None:
        """Read the lists again."""
        desk = desk_of(self.shell)
        self._listed_at = self.services.clock.monotonic_s()
        health = self.services.health
        self.run(lambda: (desk.list(), desk.quarantine()), self._listed)
        self.run(lambda: notices(health.state), self._view.show_health)

    def repair(self) -> None:
        """Compare with the newest good backup."""
        self.shell.open("repair", vault=self.services.vault.info.id, back="inbox")

    def collect(self) -> None:
        """Somebody asked: take in what is new; one bad parcel stops no other."""
        self._outcome = ""
        self._collector.start(now_please=True)

    def open(self, entry_id: str) -> None:
        """Read one."""
        self.shell.open("received", item=entry_id)

    def _on_collecting(self) -> None:
        if self.has_left:
            return
        state = self._collector.state
        has_ended, self._rounds = state.rounds != self._rounds, state.rounds
        found = state.found
        if has_ended and found is not None and (found.new or not self._outcome):
            self._outcome = _outcome_words(found)
        self._show_state()
        if has_ended or self.services.clock.monotonic_s() > self._listed_at + LIST_AGAIN_S:
            self.refresh()

    def _show_state(self) -> None:
        state = self._collector.state
        self._view.show_collecting(collecting=state.is_asked)
        if state.trouble:
            words = _(_STORE.get(state.trouble, N_("The store cannot be reached now")))
            self._view.show_outcome(words, out_of_reach=state.trouble not in _STORE)
        elif state.trouble is not None:
            self._view.show_outcome(self._outcome, out_of_reach=False)

    def _listed(self, found: tuple[Sequence[InboxEntry], Sequence[Quarantined]]) -> None:
        entries, quarantine = found
        rows = [(entry, row_of(entry)) for entry in entries]
        self._view.show_inbox(
            InboxList(
                waiting=tuple(row for entry, row in rows if entry.state is InboxState.NEW),
                answered=tuple(row for entry, row in rows if entry.state is not InboxState.NEW),
                quarantine=tuple(_quarantine_row(item) for item in quarantine),
            )
        )


def _outcome_words(found: Collected) -> str:
    if not found.new:
        return _("Nothing new")
    words = ngettext("{count} new referral", "{count} new referrals", found.new)
    return words.format(count=found.new)


def row_of(entry: InboxEntry) -> InboxRow:
    """One referral in words."""
    words, tone = _URGENCIES.get(entry.urgency, _URGENCIES["P3"])
    title = entry.reference
    if entry.revision > 1:
        title = _("{title}, version {number}").format(title=title, number=entry.revision)
    return InboxRow(
        id=entry.id,
        title=title,
        line=_("Received {when}").format(when=format_moment(entry.received_at)),
        sender=sender_words(entry),
        urgency=_(words),
        tone=tone,
        state=entry.words,
        is_new=entry.state is InboxState.NEW,
    )


def sender_words(entry: InboxEntry) -> str:
    """Who signed it, and how sure we are."""
    if entry.sender_known:
        return _("From {name}, known to this desk").format(name=entry.sender_name)
    return _("Unknown sender, fingerprint {fingerprint}").format(
        fingerprint=fingerprint_in_groups(entry.sender_kid)
    )


def _quarantine_row(item: Quarantined) -> QuarantineRow:
    reason = _(_REASONS.get(item.reason, N_("It cannot be read as a referral.")))
    line = _("Looked at {when}. Its bytes stay on the store. Ask the sender to send it again.")
    if item.reason in MAY_CHANGE:
        line = _("Looked at {when}. It may still be on its way: it is read again once it changes.")
    if item.reason in _FOR_ANOTHER_DESK:
        line = _("Looked at {when}. Another desk that shares this store may take it in.")
    return QuarantineRow(reason, line.format(when=format_moment(item.at)))
