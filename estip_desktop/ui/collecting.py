"""A desk collects by itself: vault, store, vault, one parcel after another.

There is one collector for the records that are open. It outlives the Inbox page: what is under way
is recorded when it arrives, whatever page is on show by then. No store is asked in the vault's
lane, and the desk asks one thing at a time: a store that hangs holds up nobody who reads or
answers, and answers go before anything new is fetched.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from weakref import WeakKeyDictionary

from estip_desktop.errors import EstipError, StoreUnreachableError
from estip_desktop.kernel.tasks import Lane
from estip_desktop.outbox import StoredObject
from estip_desktop.receiving import MAY_CHANGE, Answers, Carried, Collected, Desk, Look, Looked
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.said_once import SaidOnce

T = TypeVar("T")
READ_ANEW_AFTER = 60
"""Rounds after which what is unchanged is read all the same: clocks of stores can be coarse."""


@dataclass(frozen=True, slots=True)
class CollectState:
    """How far a round is, and what the last one brought.

    Args:
        is_asked: A person asked and waits.
        rounds: How many rounds have ended.
        found: What the last of them brought; ``None`` if it did not get to its end.
        trouble: Code of what the store says: empty while in reach, ``None`` before it was asked.
    """

    is_asked: bool = False
    rounds: int = 0
    found: Collected | None = None
    trouble: str | None = None


class Collector:
    """Takes in what is new, and leaves receipts at the store.

    It holds no use cases of its own: once the window has let go of them, so has everybody.

    Args:
        shell: The window, for its lanes.
    """

    def __init__(self, shell: Navigator) -> None:
        self._shell = shell
        self._listener: Callable[[], None] | None = None
        self._failure = SaidOnce(shell)
        self._is_under_way = self._now_please = self._asked_meanwhile = self._asks_store = False
        self._is_whole = self._has_answers = self._has_listed = self._has_moved = False
        self._left: deque[StoredObject] = deque()
        self._look: Look | None = None
        self._found = Collected()
        self._error: Exception | None = None
        self._unchanged: dict[str, StoredObject] = {}
        self._until_anew = READ_ANEW_AFTER
        self.state = CollectState()

    @property
    def _desk(self) -> Desk:
        return desk_of(self._shell)

    def listen(self, listener: Callable[[], None]) -> None:
        """Tell ``listener``, and nobody else, after every change, also of the inbox."""
        self._listener = listener

    def leave(self, listener: Callable[[], None]) -> None:
        """Tell it nothing more."""
        if self._listener == listener:
            self._listener = None

    def look_again(self) -> None:
        """Time has passed: begin a round; one that has not moved since the last time hangs."""
        if self._is_under_way and self._asks_store and not self._has_moved:
            self._hear(StoreUnreachableError.code)
        self._has_moved = False
        self.start()

    def start(self, *, now_please: bool = False) -> None:
        """Begin a round; where one is under way, what a person asks for follows it.

        Args:
            now_please: A person asked: what was refused before is read anew as well.
        """
        if self._is_under_way:
            if now_please:
                self._asked_meanwhile = True
                self._tell(replace(self.state, is_asked=True))
            return
        self._until_anew -= 1
        if now_please or not self._until_anew:
            self._unchanged.clear()
            self._until_anew = READ_ANEW_AFTER
        self._begin(whole=True, now_please=now_please)
        self._tell(replace(self.state, is_asked=now_please))
        self._run(self._desk.plan_look, self._planned)

    def carry(self) -> None:
        """Leave at the store what was signed since; where a round is under way, it does that."""
        self._has_answers = True
        if not self._is_under_way:
            self._begin(whole=False)
            self._go_on()

    def _begin(self, *, whole: bool, now_please: bool = False) -> None:
        self._is_under_way, self._is_whole, self._now_please = True, whole, now_please
        self._has_listed, self._has_moved = False, True
        self._found, self._error = Collected(), None

    def _planned(self, look: Look) -> None:
        self._look = look
        desk, unchanged = self._desk, dict(self._unchanged)
        self._run(lambda: desk.find_new(look, unchanged), self._listed, self._not_listed, "store")

    def _listed(self, found: Sequence[StoredObject]) -> None:
        self._hear("")
        self._has_listed = True
        self._left.extend(found)
        self._has_answers = self._has_answers or not found
        self._go_on()

    def _not_listed(self, error: Exception) -> None:
        if isinstance(error, StoreUnreachableError):
            self._hear(error.code)
            self._end()
        else:
            self._stopped(error)

    def _go_on(self) -> None:
        desk, look = self._desk, self._look
        if self._has_answers:
            self._has_answers = False
            self._run(desk.plan_carrying, self._carrying_planned)
        elif self._left and look is not None:
            found = self._left.popleft()
            self._run(lambda: desk.look_at(found, look), self._looked, self._not_looked, "store")
        else:
            self._end()

    def _looked(self, looked: Looked | None) -> None:
        if looked is None:  # gone, or out of reach now: the next round finds it again
            self._recorded(Collected())
            return

        def recorded(brought: Collected) -> None:
            if looked.opened.refused in MAY_CHANGE:
                self._unchanged[looked.found.name] = looked.found
            self._recorded(brought)

        desk = self._desk
        self._run(lambda: desk.record(looked), recorded)

    def _not_looked(self, error: Exception) -> None:
        """Our own side fails, so no other would fare better; what is signed goes all the same."""
        if not isinstance(error, EstipError):
            self._stopped(error)
            return
        self._error = error
        self._left.clear()
        self._recorded(Collected())

    def _recorded(self, brought: Collected) -> None:
        self._found += brought
        self._has_answers = self._has_answers or not self._left  # the machine's go together
        if brought != Collected():
            self._notify()
        self._go_on()

    def _carrying_planned(self, answers: Answers | None) -> None:
        if answers is None:
            self._go_on()
            return
        desk = self._desk
        self._run(lambda: desk.carry(answers), self._carried, lane="store")

    def _carried(self, carried: Carried) -> None:
        if carried.error is None or isinstance(carried.error, StoreUnreachableError):
            self._hear(carried.error.code if carried.error is not None else "")
        else:
            self._error = carried.error

        def noted(brought: Collected) -> None:
            self._found += brought
            self._go_on()

        desk = self._desk
        self._run(lambda: desk.record_carried(carried), noted)

    def _run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        on_failure: Callable[[Exception], None] | None = None,
        lane: Lane = "vault",
    ) -> None:
        def done(result: T) -> None:
            self._has_moved = True
            then(result)

        self._asks_store = lane == "store"
        self._shell.tasks.run(
            lambda _progress, _cancel: work(),
            on_success=done,
            on_failure=on_failure or self._stopped,
            lane=lane,
        )

    def _stopped(self, error: Exception) -> None:
        """A round that cannot go on ends; the next one takes up where it stopped."""
        self._error = error
        self._end()

    def _end(self) -> None:
        error = self._error
        self._is_under_way, self._look, self._error = False, None, None
        self._left.clear()
        asked, self._asked_meanwhile = self._asked_meanwhile, False
        state = replace(self.state, is_asked=asked)
        went_well = self._has_listed and error is None
        if self._is_whole:
            found = self._found if went_well else None
            state = replace(state, rounds=state.rounds + 1, found=found)
        self._tell(state)
        if went_well:
            self._failure.clear()
        elif error is not None:
            self._failure.tell(error, asked=self._now_please)
        if asked:
            self.start(now_please=True)

    def _hear(self, trouble: str) -> None:
        """What a store that was asked says about its reach."""
        self._tell(replace(self.state, trouble=trouble))

    def _tell(self, state: CollectState) -> None:
        if state != self.state:
            self.state = state
            self._notify()

    def _notify(self) -> None:
        if self._listener is not None:
            self._listener()


def desk_of(shell: Navigator) -> Desk:
    """The use cases of the open desk.

    Raises:
        RuntimeError: The open records are no desk's; a bug of the page.
    """
    desk = shell.services.desk
    if desk is None:
        raise RuntimeError("not a desk")
    return desk


_COLLECTORS: WeakKeyDictionary[Desk, Collector] = WeakKeyDictionary()


def collector_for(shell: Navigator) -> Collector:
    """The one collector of the desk that is open."""
    desk = desk_of(shell)
    if desk not in _COLLECTORS:
        _COLLECTORS[desk] = Collector(shell)
    return _COLLECTORS[desk]
