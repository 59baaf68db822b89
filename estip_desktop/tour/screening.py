"""PHQ-9 on the real window: one item a page, an immediate concern, the result."""

from __future__ import annotations

from PySide6.QtCore import Qt

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import ScreeningId
from estip_desktop.tour import answers
from estip_desktop.tour.album import Album
from estip_desktop.tour.conversation import GUIDED
from estip_desktop.tour.hand import Hand
from estip_desktop.ui.widgets.choice_card import ChoiceGroup


def screen(hand: Hand, album: Album) -> None:
    """Choose it, read it aloud, correct the red answer, look at the score."""
    hand.wait_for("screening")
    album.take("screening", "Which questionnaire")
    hand.press("PHQ-9")
    album.take("screening-intro", "PHQ-9: what it asks and who sees it")
    hand.press_main()
    hand.wait_for("question")
    for number, points in enumerate(answers.PHQ_9, start=1):
        if number == 4:  # noqa: PLR2004 - the picture of the specification is the fourth
            album.take("question", "One item a page, read aloud")
        _pick(hand, points)
    hand.wait_for("concern")
    album.take("concern", "Immediate concern opens by itself")
    hand.press(_("They meant another answer"))
    hand.wait_for("question")
    _pick(hand, answers.PHQ_9_NINTH)
    hand.wait(lambda: hand.shell.current_page in {"question", "check"}, "after the items")
    if hand.shell.current_page == "question":
        _pick(hand, 1)
    hand.wait_for("check")
    album.take("check-questionnaire", "Check the answers before scoring")
    hand.press(_("Work out the score"))
    hand.wait_for("result")
    album.take("result", "Result with gauge and cut-off")
    hand.press(_("Carry on with the session"))
    hand.wait_for("screening")
    album.take("screening-done", "The questionnaire is done; others are offered")
    hand.press(_("No more today"))
    hand.wait_for(GUIDED)


def _pick(hand: Hand, points: int) -> None:
    """Press the number of an answer and wait until the page has moved on."""
    shell = hand.shell
    asked = shell.services.questionnaires.open(ScreeningId(shell.current_arguments["screening"]))
    item = asked.screening.page_id
    group = next(hand.visible(ChoiceGroup))
    group.setFocus(Qt.FocusReason.TabFocusReason)
    hand.key(Qt.Key(Qt.Key.Key_1.value + points))
    hand.wait(
        lambda: (
            shell.current_page != "question"
            or shell.services.questionnaires.open(asked.screening.id).screening.page_id != item
        ),
        "the next item",
    )
    hand.settle()
