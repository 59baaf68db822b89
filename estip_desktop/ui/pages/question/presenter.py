"""Reading a questionnaire aloud, or typing it in from paper."""

from __future__ import annotations

from estip_desktop.guidance import Asked, OpenedConcern
from estip_desktop.ui.asking import Asking, Question, QuestionView, next_item

__all__ = ["Question", "QuestionPresenter", "QuestionView", "next_item"]


class QuestionPresenter(Asking):
    """The supporter holds the laptop."""

    def save_and_close(self) -> None:
        """Leave; everything is saved already."""
        self.forget_pause()
        self.shell.open("today")

    def hand_over(self) -> None:
        """They go on alone with this item."""
        self.forget_pause()
        self.shell.open("handover", **self.arguments(item=self.link_id))

    def concern(self, opened: OpenedConcern | None = None) -> None:
        """Immediate concern, by hand or by an answer; it comes back to the item on show."""
        self.forget_pause()
        if self.asked is not None and self.link_id != self.opened_at:
            self.shell.open("question", **self.arguments(item=self.link_id))
        self.shell.open_concern(opened)

    def before_the_first(self, asked: Asked) -> None:
        """The list of questionnaires."""
        self.shell.open("screening", session=asked.screening.session_id)

    def after_the_last(self) -> None:
        """The list of answers."""
        self.shell.open("check", **self.arguments())
