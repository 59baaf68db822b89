"""What the repair page says, for every case."""

from __future__ import annotations

from estip_desktop.ui.pages.repair import words
from estip_desktop.vault import BackupState, CarriedOver, Later
from estip_desktop.vault.repair import LaterEntry

_DAY_US = 86_400_000_000
_AT = 1_795_000_000_000_000


def later(*whats: str, is_whole: bool = True) -> Later:
    return Later(tuple(LaterEntry(_AT, what) for what in whats), is_whole)


def test_nothing_but_housekeeping_is_nothing():
    found = later("vault-opened", "backup-made")
    assert words.later_title(found) == "Nothing was added after this backup"
    assert words.later_lines(found) == []
    assert words.later_promise(found) == ""


def test_what_was_added_is_counted_by_kind_the_newest_day_first():
    entries = (
        LaterEntry(_AT, "answer-saved"),
        LaterEntry(_AT, "answer-saved"),
        LaterEntry(_AT, "something-new"),
        LaterEntry(_AT + _DAY_US, "session-started"),
    )
    found = Later(entries, is_whole=True)
    first, second = words.later_lines(found)
    assert first.endswith("support sessions: 1")
    assert second.endswith("answers: 2, other entries: 1")
    assert "carried over" in words.later_promise(found)


def test_looking_is_not_adding_somebody():
    found = later("person-viewed", "referral-viewed")
    assert words.later_lines(found)[0].endswith("looks at records: 2")
    assert "so is the log of who looked at what" in words.later_promise(found)


def test_a_log_that_cannot_be_read_is_said_not_to_come_back():
    promise = words.later_promise(Later())
    assert "The log of who looked at what since then does not come back" in promise
    assert "come back too: erase them again" in promise
    assert "also in the log" in words.later_promise(later("answer-saved", is_whole=False))
    told = words.carried(CarriedOver(is_whole=False))
    assert "neither could the log" in told
    assert "0 changes" not in told


def test_what_cannot_be_read_is_said():
    assert words.later_title(Later()).startswith("Nobody can say")
    assert "cannot be read" in words.later_promise(Later())
    assert "may have been more" in words.later_promise(later("answer-saved", is_whole=False))


def test_what_was_carried_over_and_what_was_not():
    assert words.carried(None) == ""
    assert words.carried(CarriedOver()) == ""
    told = words.carried(CarriedOver(3, ("answers", "answers", "tallies"), is_whole=False))
    assert told.startswith("3 changes made after the backup were carried over.")
    assert "answers: 2" in told
    assert "other entries: 1" in told
    assert "may have been more" in told


def test_why_a_backup_is_no_use():
    texts = {words.state(state) for state in BackupState}
    assert len(texts) == 3
    assert words.named("000004-2026-11-26.estip-backup") == "Thursday 26 November 2026"
    assert words.named("else.estip-backup") == "else.estip-backup"
