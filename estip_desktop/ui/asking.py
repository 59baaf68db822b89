"""What happens between two items of a questionnaire, whoever holds the laptop."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

from estip_desktop.errors import VaultError
from estip_desktop.guidance import Asked, OpenedConcern, Reply
from estip_desktop.instruments import InstrumentItem
from estip_desktop.kernel.ids import ScreeningId
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue, Option
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter


@dataclass(frozen=True, slots=True)
class Question:
    """One item as the page shows it.

    Args:
        instrument: Title of the questionnaire.
        reference: Of the person; never their name.
        number: Which of the counted items it is, from 1; 0 for one that is not scored.
        count: How many items are counted now.
        lead_in: The published words around it: the time frame.
        text: The item, in its exact wording.
        options: In published order and wording.
        chosen: Code chosen before, or empty.
        declined: They preferred not to answer.
        may_decline: Whether that is offered.
        mode: How it is answered: ``read-aloud``, ``handover`` or ``paper``.
    """

    instrument: str
    reference: str
    number: int
    count: int
    lead_in: str
    text: str
    options: tuple[Option, ...]
    chosen: str
    declined: bool
    may_decline: bool
    mode: str = "read-aloud"


class QuestionView(Protocol):
    """What the page can show."""

    def show_question(self, question: Question) -> None:
        """Put an item on the page, in place of the one before."""
        ...

    def start_pause(self, *, declined: bool) -> None:
        """Leave the chosen card on show for a moment, then tell ``pause_over``."""
        ...

    def stop_pause(self) -> None:
        """Forget a pause that runs."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that something was not saved."""
        ...


class Asking(PagePresenter, ABC):
    """Ask one item after another; every answer is saved before the page moves on.

    Pressing twice never skips an item: while the pause after an answer runs, the same answer again
    does nothing, and another one replaces it.

    Args:
        view: The page.
        shell: The window.
        screening_id: Which questionnaire.
        link_id: The item to begin with; empty for where it was left.
    """

    alone = False
    """Whether a colleague answers without the supporter."""

    def __init__(
        self, view: QuestionView, shell: Navigator, screening_id: str, link_id: str = ""
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._use_cases = shell.services.questionnaires
        self._id = ScreeningId(screening_id)
        self.opened_at = link_id
        self._asked: Asked | None = None
        self._link = ""
        self._pending: AnswerValue | None = None
        self._saved = False
        self._paused = False
        self._is_on_show = False

    def start(self) -> None:
        """Open the questionnaire where it was left."""
        self.run(lambda: self._use_cases.open(self._id), self._opened)

    def remember(self) -> None:
        """The page is on show, with its first item or before it: a lock or a kill comes back."""
        self._is_on_show = True
        if self._asked is not None and self._link != self._asked.screening.page_id:
            self._keep_place(self._link)

    def choose(self, code: str) -> None:
        """Somebody chose an answer: save it, wait a moment, move on."""
        self._answer(code)

    def decline(self) -> None:
        """They prefer not to answer."""
        if self._asked is not None and self._asked.instrument.item(self._link).item.may_decline:
            self._answer(DECLINED)

    def skip(self) -> None:
        """Leave the item for now."""
        if self._asked is None or self._paused:
            return
        link = self._link

        def kept(reply: Reply) -> None:
            self._asked = reply.asked
            if reply.concern is not None:
                self.concern(reply.concern)
            elif self._link == link:
                self._move_on()

        self.run(
            lambda: self._use_cases.skip(self._id, link),
            kept,
            self._not_saved,
            after_leaving=self._answered_late,
        )

    def try_again(self) -> None:
        """Save the answer that could not be saved once more."""
        value, self._pending = self._pending, None
        if value is not None:
            self._answer(value)

    def pause_over(self) -> None:
        """The moment after an answer has passed."""
        self._paused = False
        if self._saved:
            self._move_on()

    def back(self) -> None:
        """The item before, or the list of questionnaires before the first."""
        self.forget_pause()
        if self._asked is None:
            return
        before = _neighbour(self._asked, self._link, -1)
        if before is not None:
            self._go(before)
        else:
            self.before_the_first(self._asked)

    @abstractmethod
    def concern(self, opened: OpenedConcern | None = None) -> None:
        """Immediate concern, by hand or by an answer."""

    @abstractmethod
    def before_the_first(self, asked: Asked) -> None:
        """Back was asked for on the first item."""

    @abstractmethod
    def after_the_last(self) -> None:
        """Every item that counts was touched."""

    def _opened(self, asked: Asked) -> None:
        self._asked = asked
        shown = {item.link_id: item for item in asked.shown}
        wanted = self.opened_at or asked.screening.page_id
        self._show(shown.get(wanted) or asked.first_open() or asked.shown[0])
        if self._is_on_show:
            self.remember()

    def _answer(self, value: AnswerValue) -> None:
        if self._asked is None or (self._paused and value == self._pending):
            return
        self._pending, self._saved, self._paused = value, False, True
        self._view.start_pause(declined=value == DECLINED)
        link = self._link
        self.run(
            lambda: self._use_cases.answer(self._id, link, value, alone=self.alone),
            lambda reply: self._answered(reply, link, value),
            self._not_saved,
            after_leaving=self._answered_late,
        )

    def _answered(self, reply: Reply, link_id: str, value: AnswerValue) -> None:
        self._asked = reply.asked
        if reply.corrected:
            self.shell.corrected()
        if reply.concern is not None:
            self.concern(reply.concern)
        elif (link_id, value) == (self._link, self._pending):
            self._saved = True
            if not self._paused:
                self._move_on()

    def _answered_late(self, reply: Reply) -> None:
        if reply.concern is not None:
            self.shell.open_concern(reply.concern)

    def _not_saved(self, error: Exception) -> None:
        """An answer was not kept; what a red one opens is shown all the same."""
        self.forget_pause()
        self._view.show_error(error)
        asked, value = self._asked, self._pending
        if asked is None or value is None or not isinstance(error, VaultError):
            return
        codes = self._use_cases.reds_of(asked, self._link, value)
        if codes:
            screening = asked.screening
            self.concern(
                self.services.concerns.hold(
                    f"{self._id}#{self._link}", codes, screening.session_id, screening.person_id
                )
            )

    def _move_on(self) -> None:
        asked = self._asked
        if asked is None:
            return
        later = next_item(asked, self._link)
        if later is None:
            self.after_the_last()
        else:
            self._go(later)

    def _go(self, item: InstrumentItem) -> None:
        self._show(item)
        self._keep_place(item.link_id)

    def _keep_place(self, link_id: str) -> None:
        self.run(lambda: self._use_cases.go(self._id, link_id))

    def _show(self, item: InstrumentItem) -> None:
        asked = self._asked
        if asked is None:
            return
        self._link, self._pending, self._saved = item.link_id, None, False
        counted = [row.link_id for row in asked.shown if row.scored]
        value = asked.answers.get(item.link_id)
        self._view.show_question(
            Question(
                instrument=asked.instrument.title,
                reference=asked.person.reference,
                number=counted.index(item.link_id) + 1 if item.scored else 0,
                count=len(counted),
                lead_in=item.stem,
                text=item.item.text,
                options=item.item.options,
                chosen=value if isinstance(value, str) and value not in {SKIPPED, DECLINED} else "",
                declined=value == DECLINED,
                may_decline=item.item.may_decline,
                mode=asked.screening.mode,
            )
        )

    @property
    def asked(self) -> Asked | None:
        """The questionnaire, once it is open."""
        return self._asked

    @property
    def link_id(self) -> str:
        """The item on show."""
        return self._link

    def arguments(self, **more: str) -> dict[str, str]:
        """What a page about this questionnaire is opened with."""
        arguments = {"screening": str(self._id), **more}
        if self._asked is not None:
            arguments["session"] = self._asked.screening.session_id
        return arguments

    def forget_pause(self) -> None:
        """Move on by nobody's choice but the next one."""
        self._paused = False
        self._view.stop_pause()


def next_item(asked: Asked, link_id: str) -> InstrumentItem | None:
    """The item that follows; ``None`` once every scored one was touched: then comes the check.

    Items outside the score (PHQ-9's question about daily life) wait on the check page, so that the
    number of questions stays what was announced.
    """
    counted = [item for item in asked.shown if item.scored]
    if all(item.link_id in asked.answers for item in counted):
        return None
    later = _neighbour(asked, link_id, 1)
    return later or next(item for item in counted if item.link_id not in asked.answers)


def _neighbour(asked: Asked, link_id: str, step: int) -> InstrumentItem | None:
    """The scored item before or after one."""
    shown = list(asked.shown)
    here = next((n for n, item in enumerate(shown) if item.link_id == link_id), len(shown))
    rest = shown[here + 1 :] if step > 0 else shown[:here][::-1]
    return next((item for item in rest if item.scored), None)
