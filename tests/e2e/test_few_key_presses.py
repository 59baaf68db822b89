"""How little has to be pressed: a talk is had with a person, not with a keyboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from estip_desktop.kernel.ids import ScreeningId
from tests.e2e.journey import DIGITS, SUPPORTER, Journey
from tests.e2e.keyboard import ALT

UNTROUBLED = {
    "C1.conflict": "2",
    "O3.opening": " ",
    "C4.consent": " ",
    "C5.details": "",
    "C5.contact": "1",
    "C5.message": "1",
    "DM2.thanked": " ",
    "C6.needs": "7",
    "C6.injury": "1",
    "C7.start": "2",
    "DM4.signs": "0",
    "W1.worry": "2",
    "DM5.worries": "8",
    "DM6.travel": "1",
    "DM6.home": "1",
    "DM7.exposure": "9",
    "O10.given": "4",
    "DM9.awake": "2",
    "DM9.rest": "1",
    "C11.agreed": "1",
    "C11.date": "\r",
    "C11.method": "1",
    "C12.evidence": "2",
    "C12.share": "1",
    "C7.end": "1",
    "C13.distress": "2",
    "C13.leaving": "1",
}
"""The keys that answer each page, before Enter goes on."""
SKIPPED = ("C11.person", "C13.hours")
CODES = {" ": Qt.Key.Key_Space, "\r": Qt.Key.Key_Return}


def walk(journey: Journey) -> None:
    """Answer page after page with as few keys as there are."""
    keys = journey.keys
    while keys.shell.current_page == "guided":
        page = journey.page()
        if page.id in SKIPPED:
            keys.press_key(Qt.Key.Key_S, ALT)
        else:
            for key in UNTROUBLED[page.id]:
                keys.press_key(CODES.get(key) or Qt.Key(DIGITS + int(key)))
            keys.enter()
        keys.wait(partial(journey.has_left, page.id), f"the page after {page.id}")
        keys.settle()


def test_demobilising_somebody_who_is_untroubled_takes_fewer_than_sixty_keys(journey):
    keys = journey.keys
    journey.set_up(SUPPORTER, "Priya O'Brien", desk=False)
    keys.press_key(Qt.Key.Key_D, ALT)
    keys.wait_for("new_session")
    journey.begin("Ferry Lane", 0, share="No")
    keys.pressed = 0
    walk(journey)
    keys.wait_for("pathway")
    keys.press_key(Qt.Key.Key_Tab)  # past their wish, to what is suggested
    keys.enter()
    keys.enter()
    keys.wait_for("guided")
    keys.settle()
    walk(journey)
    journey.finish()
    assert keys.pressed < 60
    services = keys.shell.services
    (row,) = services.records.people().rows
    file = services.records.open(row.person_id)
    assert [row.purpose for row in file.follow_ups] == ["day-28", "defusing"]
    assert file.flags == ()


def test_a_phq_9_from_its_introduction_to_its_result_takes_eleven_keys(journey):
    keys = journey.keys
    journey.set_up(SUPPORTER, "Priya O'Brien", desk=False)
    keys.press_key(Qt.Key.Key_Q, ALT)
    keys.wait_for("new_session")
    journey.begin("Ferry Lane", 28, share="No")
    shell = keys.shell
    session = shell.current_arguments["session"]
    shell.open("screening", session=session, page="MR4.screens")
    keys.wait_for("screening")
    while keys.words != "PHQ-9":
        keys.press_key(Qt.Key.Key_Down)
    keys.enter()
    keys.wait(lambda: keys.words == "Start", "the introduction")
    keys.pressed = 0
    keys.enter()
    keys.wait_for("question")
    screening = ScreeningId(shell.current_arguments["screening"])
    for _item in range(9):
        before = shell.services.questionnaires.open(screening).screening.page_id
        keys.press_key(Qt.Key.Key_1)
        keys.wait(
            lambda before=before: (
                shell.current_page != "question"
                or shell.services.questionnaires.open(screening).screening.page_id != before
            ),
            "the next item",
        )
        keys.settle()
    keys.wait_for("check")
    keys.enter()
    keys.wait_for("result")
    assert keys.pressed <= 11
    total = shell.services.questionnaires.outcome(screening).total()
    assert total is not None
    assert total.value == 0
