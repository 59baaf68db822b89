"""Whoever opens somebody's record leaves one line in the trail, and a list of records leaves none.

Opening a person and an entry of theirs, a referral and what came in at a desk are held by the tests
of those use cases.
"""

from __future__ import annotations

from typing import Any

from estip_desktop.ui.pages.guided.page import build as build_guided
from estip_desktop.ui.pages.result.page import build as build_result
from tests.builders import a_new_session
from tests.ui.care_world import CareWorld
from tests.world import World


def views(vault: Any) -> list[tuple[str, str]]:
    return [
        (event.what, event.subject)
        for event in vault.tables.audit
        if event.what.endswith("-viewed")
    ]


def test_a_session_that_is_gone_on_with(qtbot):
    world = World()
    session = world.casework.start(a_new_session())
    qtbot.addWidget(build_guided(world.shell, {"session": session.id}))
    assert views(world.vault) == [("session-viewed", session.id)]


def test_a_conversation_that_leaves_no_record_leaves_no_view(qtbot):
    world = World()
    session_id = world.guide.start_talk_only(a_new_session())
    qtbot.addWidget(build_guided(world.shell, {"session": session_id}))
    assert views(world.vault) == []


def test_a_list_of_drafts_opens_none_of_them():
    world = World()
    session = world.casework.start(a_new_session())
    world.casework.today()
    world.casework.drafts()
    world.guide.open(session.id)
    assert views(world.vault) == []


def test_a_result_that_is_opened_again(qtbot):
    world = CareWorld()
    asked = world.begin("phq-9", "000000000")
    arguments = {"screening": str(asked.screening.id)}
    qtbot.addWidget(build_result(world.shell, arguments))
    assert views(world.vault) == []  # it was worked out, which is recorded as that
    qtbot.addWidget(build_result(world.shell, arguments))
    assert views(world.vault) == [("screening-viewed", asked.screening.id)]
