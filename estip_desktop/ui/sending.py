"""Sending by itself: vault, store, vault, one parcel after another, off the window's thread.

There is one sender for the records that are open. It outlives the Outbox page: a parcel that is
under way is recorded when it arrives, whatever page is on show by then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from estip_desktop.errors import NotAvailableError
from estip_desktop.outbox import Delivery, Errand, Fetched, Outbox, Parcel
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.said_once import SaidOnce


@dataclass(frozen=True, slots=True)
class SendState:
    """How far a round is.

    Args:
        is_sending: Something is being sent, or a person asked for it and waits.
        number: Which parcel is being sent, from 1; 0 while none is.
        total: How many are to be sent in this round.
        is_out_of_reach: The store could not be reached when it was last tried.
    """

    is_sending: bool = False
    number: int = 0
    total: int = 0
    is_out_of_reach: bool = False


class Sender:
    """Sends what is due, then looks for receipts.

    Args:
        shell: The window, for its lanes.
    """

    def __init__(self, shell: Navigator) -> None:
        self._shell = shell
        self._outbox = shell.services.outbox
        self._referrals = shell.services.referrals
        self._listener: Callable[[], None] | None = None
        self._failure = SaidOnce(shell)
        self._is_under_way = False
        self._now_please = False
        self._asked_meanwhile = False
        self._no_reach = False
        self._done: set[str] = set()
        self.state = SendState()

    def listen(self, listener: Callable[[], None] | None) -> None:
        """Tell ``listener`` after every change, also of a parcel; ``None`` tells nobody."""
        self._listener = listener

    def start(self, *, now_please: bool = False) -> None:
        """Begin a round; where one is under way, what a person asks for follows it.

        A round by itself says nothing until there is something to send.

        Args:
            now_please: A person asked: nothing waits for its next try.
        """
        if self._is_under_way:
            if now_please:
                self._asked_meanwhile = True
                self._tell(replace(self.state, is_sending=True))
            return
        self._is_under_way, self._now_please = True, now_please
        self._done, self._no_reach = set(), False
        is_out = self.state.is_out_of_reach and not now_please
        self._tell(SendState(is_sending=now_please, is_out_of_reach=is_out))
        self._shell.tasks.run(
            lambda _progress, _cancel: self._seal_and_count(),
            on_success=self._counted,
            on_failure=self._stopped,
        )

    def _seal_and_count(self) -> int:
        with suppress(NotAvailableError):  # no desk yet: it waits, and the page says so
            self._referrals.seal_waiting()
        return sum(parcel.state.value in {"sealed", "sending"} for parcel in self._outbox.list())

    def _counted(self, total: int) -> None:
        self._tell(replace(self.state, total=total))
        self._plan_next()

    def _plan_next(self) -> None:
        done = frozenset(self._done)
        self._shell.tasks.run(
            lambda _progress, _cancel: self._outbox.plan_sending(
                ignore_delay=self._now_please, skip=done
            ),
            on_success=self._planned,
            on_failure=self._stopped,
        )

    def _planned(self, errand: Errand | None) -> None:
        if errand is None:
            self._plan_polling()
            return
        self._done.add(errand.parcel.key)
        number = len(self._done)
        total = max(number, self.state.total)
        self._tell(replace(self.state, is_sending=True, number=number, total=total))
        self._shell.tasks.run(
            lambda _progress, _cancel: self._outbox.deliver(errand),
            on_success=self._delivered,
            on_failure=self._stopped,
            lane="store",
        )

    def _delivered(self, delivery: Delivery) -> None:
        self._hear(delivery.error)
        self._shell.tasks.run(
            lambda _progress, _cancel: self._outbox.record_delivery(delivery),
            on_success=lambda _parcel: self._plan_next(),
            on_failure=self._stopped,
        )

    def _plan_polling(self) -> None:
        self._shell.tasks.run(
            lambda _progress, _cancel: self._outbox.plan_polling(ignore_delay=self._now_please),
            on_success=lambda errands: self._poll(list(errands)),
            on_failure=self._stopped,
        )

    def _poll(self, errands: Sequence[Errand]) -> None:
        if not errands:
            self._failure.clear()
            self._end()
            return
        first, rest = errands[0], errands[1:]
        self._shell.tasks.run(
            lambda _progress, _cancel: self._outbox.fetch(first),
            on_success=lambda fetched: self._fetched(fetched, rest),
            on_failure=self._stopped,
            lane="store",
        )

    def _fetched(self, fetched: Fetched, rest: Sequence[Errand]) -> None:
        self._hear(fetched.error)
        if fetched.error == "store-unreachable":
            rest = ()

        def recorded(_parcel: Parcel) -> None:
            self._notify()
            self._poll(rest)

        self._shell.tasks.run(
            lambda _progress, _cancel: self._outbox.record_fetched(fetched),
            on_success=recorded,
            on_failure=self._stopped,
        )

    def _stopped(self, error: Exception) -> None:
        """A round that cannot go on ends; the next one takes up where it stopped."""
        asked = self._now_please
        self._end()
        self._failure.tell(error, asked=asked)

    def _hear(self, error: str) -> None:
        """What a store that was asked says about its reach."""
        self._no_reach = self._no_reach or error == "store-unreachable"
        self._tell(replace(self.state, is_out_of_reach=self._no_reach))

    def _end(self) -> None:
        self._is_under_way = False
        asked, self._asked_meanwhile = self._asked_meanwhile, False
        self._tell(replace(self.state, is_sending=asked, number=0))
        if asked:
            self.start(now_please=True)

    def _tell(self, state: SendState) -> None:
        if state != self.state:
            self.state = state
            self._notify()

    def _notify(self) -> None:
        if self._listener is not None:
            self._listener()


_SENDERS: WeakKeyDictionary[Outbox, Sender] = WeakKeyDictionary()


def sender_for(shell: Navigator) -> Sender:
    """The one sender of the records that are open."""
    outbox = shell.services.outbox
    if outbox not in _SENDERS:
        _SENDERS[outbox] = Sender(shell)
    return _SENDERS[outbox]
