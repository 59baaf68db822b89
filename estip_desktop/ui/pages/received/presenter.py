"""Read a referral, accept it by name, book, or send it back with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from estip_desktop.kernel.i18n import N_, _, format_moment
from estip_desktop.provisioning import fingerprint_in_groups
from estip_desktop.receiving import InboxEntry, InboxState
from estip_desktop.ui.collecting import collector_for, desk_of
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

_URGENCIES: Mapping[str, str] = {
    "P5": N_("Immediate"),
    "P4": N_("Urgent"),
    "P3": N_("Referral"),
    "P2": N_("ESTIM request"),
}


@dataclass(frozen=True, slots=True)
class Received:
    """Everything the page shows.

    Args:
        kind: What it is, in words.
        reference: Of the referral.
        facts: Label and value, in order.
        checks: Words and whether it holds.
        sender_known: The certificate that signed it is pinned.
        fingerprint: Of that certificate, in groups; people compare it.
        can_accept: Nobody has taken it on yet.
        can_book: It was accepted.
        can_return: It is still open.
        state: Where it stands.
        pdf: The signed pages.
    """

    kind: str
    reference: str
    facts: tuple[tuple[str, str], ...]
    checks: tuple[tuple[str, bool], ...]
    sender_known: bool
    fingerprint: str
    can_accept: bool
    can_book: bool
    can_return: bool
    state: str
    pdf: bytes = field(repr=False)


class ReceivedView(Protocol):
    """What the page can show."""

    def show_received(self, received: Received) -> None:
        """Show the referral."""
        ...

    def show_problem(self, field: str, words: str) -> None:
        """Say what is missing: ``name`` or ``reason``."""
        ...


class ReceivedPresenter(PagePresenter):
    """Answer one referral.

    Args:
        view: The page.
        shell: The window.
        entry_id: Which one.
    """

    def __init__(self, view: ReceivedView, shell: Navigator, entry_id: str) -> None:
        super().__init__(shell)
        self._view = view
        self._id = entry_id

    def start(self) -> None:
        """Open it; that somebody did is written down."""
        desk = desk_of(self.shell)
        self.run(lambda: desk.open(self._id), self._show)

    def accept(self, name: str) -> None:
        """A named person takes it on."""
        if not name.strip():
            self._view.show_problem("name", _("Enter the name of who takes this on"))
            return
        desk = desk_of(self.shell)
        self._answer(lambda: desk.accept(self._id, name.strip(), carry=False))

    def booked(self) -> None:
        """An appointment was made."""
        desk = desk_of(self.shell)
        self._answer(lambda: desk.booked(self._id, carry=False))

    def return_(self, reason: str) -> None:
        """Send it back with a reason the supporter can act on."""
        if not reason.strip():
            self._view.show_problem("reason", _("Say what is missing, so that they can add it"))
            return
        desk = desk_of(self.shell)
        self._answer(lambda: desk.return_(self._id, reason.strip(), carry=False))

    def pin_sender(self, name: str) -> None:
        """The fingerprint was compared: this sender is known from now on."""
        if not name.strip():
            self._view.show_problem("name", _("Enter your name: it is kept with the comparison"))
            return
        desk = desk_of(self.shell)
        self.run(lambda: desk.pin_sender(self._id, by=name.strip()), lambda _sender: self.start())

    def back(self) -> None:
        """The inbox."""
        self.shell.open("inbox")

    def _answer(self, work: Callable[[], InboxEntry]) -> None:
        collector = collector_for(self.shell)

        def answered(entry: InboxEntry) -> None:
            collector.carry()
            self._show(entry)

        self.run(work, answered, after_leaving=lambda _entry: collector.carry())

    def _show(self, entry: InboxEntry) -> None:
        self._view.show_received(describe(entry))


def describe(entry: InboxEntry) -> Received:
    """Say what arrived, from whom, and what was checked."""
    facts = [
        (_("Urgency"), _(_URGENCIES.get(entry.urgency, _URGENCIES["P3"]))),
        (_("Received"), format_moment(entry.received_at)),
        (_("Signed by"), entry.sender_name or _("Unknown")),
        (_("Answer by"), format_moment(entry.answer_by) if entry.answer_by else ""),
        (_("Phoned before"), _phoned(entry)),
        (_("Taken on by"), entry.assignee),
    ]
    still_open = entry.state in {InboxState.NEW, InboxState.ACCEPTED, InboxState.BOOKED}
    return Received(
        kind=_("ESTIM request") if entry.kind == "estim" else _("Referral"),
        reference=entry.reference,
        facts=tuple((label, value) for label, value in facts if value),
        checks=tuple((_(check.words), check.passed) for check in entry.checks),
        sender_known=entry.sender_known,
        fingerprint=fingerprint_in_groups(entry.sender_kid),
        can_accept=entry.state is InboxState.NEW,
        can_book=entry.state is InboxState.ACCEPTED,
        can_return=still_open,
        state=entry.words,
        pdf=entry.pdf,
    )


def _phoned(entry: InboxEntry) -> str:
    if entry.phoned_at is None:
        return ""
    return _("{who}, {when}").format(who=entry.phoned_to, when=format_moment(entry.phoned_at))
