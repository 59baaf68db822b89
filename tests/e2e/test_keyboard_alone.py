"""The whole job with the keyboard alone: from an empty laptop to *Accepted by NAME*."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from estip_desktop.tour import answers
from tests.e2e.journey import CLINICIAN, DEFUSING, DESK, SUPPORTER
from tests.e2e.keyboard import ALT


def test_the_whole_job_is_done_with_the_keyboard_alone(journey):
    keys = journey.keys
    journey.set_up(DESK, "Northdale OH desk", desk=True)
    journey.lock()
    keys.press_at("Set up other records")
    keys.wait_for("first_run")
    journey.set_up(SUPPORTER, "Priya O'Brien", desk=False)
    journey.add_desk()

    keys.press_key(Qt.Key.Key_F, ALT)
    keys.wait_for("new_session")
    journey.begin("Ferry Lane <b>R&B</b>", 3, share="Ask me later")
    journey.talk(DEFUSING)
    journey.decide("Some quiet days.")
    journey.talk(DEFUSING)
    journey.finish()
    keys.press_at("Back to Today")
    keys.wait_for("today")

    keys.press_key(Qt.Key.Key_Q, ALT)
    keys.wait_for("new_session")
    journey.begin("Harbour Street", 28, share="Yes, once they have seen it")
    journey.talk(answers.FOLLOW_UP)
    journey.screen()
    journey.talk(answers.FOLLOW_UP)
    journey.decide("To talk to somebody.")
    journey.talk(answers.FOLLOW_UP)
    journey.finish()

    key = journey.refer()
    journey.lock()
    journey.unlock(DESK, "inbox")
    journey.accept()
    journey.lock()
    journey.laptop.clock.move_on(timedelta(minutes=20))
    journey.unlock(SUPPORTER, "outbox")  # where it was locked
    keys.wait(lambda: keys.has_button("Receipt"), "the receipt")
    keys.press_at("Receipt")
    keys.wait_for("receipt")
    parcel = keys.shell.services.outbox.get(key)
    assert parcel.state.value == "accepted"
    assert any(CLINICIAN in each.accessibleName() for each in keys.visible(QWidget))
