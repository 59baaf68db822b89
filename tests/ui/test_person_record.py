"""About the record itself: how long it is kept, holds, corrections, consent, letting go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from estip_desktop.casework import ConcernClosing
from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.ids import FollowUpId, PersonId
from estip_desktop.outbox import ParcelState
from estip_desktop.referrals import ReferralState
from estip_desktop.ui import theme
from estip_desktop.ui.pages.entry.page import build as build_entry
from estip_desktop.ui.pages.person.page import build
from estip_desktop.ui.widgets.passphrase_dialog import PassphraseDialog
from tests.builders import NOW, a_concern, a_person
from tests.e2e.test_every_screen_fits import findings
from tests.ui.care_world import shown
from tests.ui.parcel_builders import a_parcel, a_referral
from tests.ui.record_world import PERSON, record_world
from tests.vault_support import PASSPHRASE


@pytest.fixture
def world(home: Path):
    with record_world(home) as made:
        made.a_month()
        yield made


@pytest.fixture
def page(qtbot, world) -> Any:
    made: Any = build(world.shell, {"person": PERSON})
    shown(qtbot, made)
    return made


def the_passphrase_dialog() -> Any:
    (dialog,) = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, PassphraseDialog) and each.isVisible()
    ]
    return dialog


def told(widget: Any) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def submit(page: Any, **answers: str) -> None:
    """Fill the open dialog and press its main button."""
    dialog = page._open_dialog
    for name, text in answers.items():
        editor = dialog.fields[name].editor
        if hasattr(editor, "findData"):
            editor.setCurrentIndex(editor.findData(text))
        else:
            editor.setText(text)
    dialog.accept()


def test_it_says_what_the_clock_waits_for(page):
    assert "No last day yet: a contact is still due." in told(page.record_card)


def test_a_hold_shows_itself_and_is_lifted_with_a_reason(page, world):
    page.record_card.hold_button.click()
    page._open_dialog.accept()
    assert page._open_dialog.fields["reason"].error == "Write the reason"
    submit(page, kind="inquest", reason="The coroner asked", owner="Legal services")
    card = told(page.record_card)
    assert "Held: Inquest" in card
    assert "The coroner asked · answers for it: Legal services" in card
    assert "Held back. It stays until every hold is lifted." in card
    hold = world.records.look_again(PERSON).standing_holds[0]
    page.record_card.lift_requested.emit(hold.id)
    submit(page, because="The inquest is over")
    assert "Held: Inquest" not in told(page.record_card)
    assert world.records.look_again(PERSON).standing_holds == ()


def test_details_are_put_right_and_the_old_ones_stay(page, world):
    page.record_card.rectify_button.click()
    assert page._open_dialog.fields["name"].editor.text() == "Robin Sample"
    submit(page, name="Robin Right", date_of_birth="nonsense")
    assert page._open_dialog.fields["date_of_birth"].error
    submit(page, date_of_birth="3 2 1990")
    file = world.records.look_again(PERSON)
    assert file.person.name == "Robin Right"
    assert {each.before for each in file.corrections} == {"Robin Sample", ""}
    rows = [row.words() for row in page.timeline_card.rows]
    assert "Corrected: Name" in rows


def test_taking_consent_back_seals_the_page_and_says_until_when(page):
    page.record_card.take_back_button.click()
    submit(page, how="writing")
    assert page.banner.isVisible()
    banner = told(page.banner)
    assert "They took their consent back on Mon 28 Dec 2026, in writing" in banner
    assert "What law and policy require is kept until Wed 27 Jan 2027." in banner
    assert not page.trends_card.isVisible()
    assert not page.record_card.rectify_button.isVisible()
    assert not page.record_card.take_back_button.isVisible()


def test_a_record_is_removed_only_after_the_passphrase(page, world, monkeypatch):
    asked: list[Any] = []
    monkeypatch.setattr(
        "estip_desktop.ui.pages.person.record_actions.ask_passphrase",
        lambda _shell, **given: asked.append(given["on_confirmed"]),
    )
    page.record_card.erase_button.click()
    submit(page, reason="request")
    assert world.records.look_again(PERSON).sessions
    asked[0]()
    with pytest.raises(NotFoundError):
        world.records.look_again(PERSON)
    assert world.shell.last == ("people", {})


def test_the_banner_says_whom_to_ring_about_what_is_out(page, world):
    signed = a_referral(person_id=PERSON, state=ReferralState.SIGNED, pdf=b"%PDF-made-up")
    world.keep("referrals", signed)
    parcel = a_parcel(referral_id=signed.id, revision=signed.revision, state=ParcelState.SENDING)
    world.keep("parcels", parcel)
    page.record_card.take_back_button.click()
    submit(page, how="phone")
    words = "Phone Occupational Health and say that consent for R-2026-0001 was taken back."
    assert words in told(page.banner)


def test_a_wrong_passphrase_removes_nothing(page, world):
    page.record_card.erase_button.click()
    submit(page, reason="mistake")
    dialog = the_passphrase_dialog()
    dialog.passphrase.passphrase_edit.setText("something else altogether")
    QTest.keyClick(dialog.passphrase.passphrase_edit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert world.records.look_again(PERSON).sessions
    dialog.reject()


def test_the_right_passphrase_removes_the_record_and_renews_the_backup(page, world):
    made: list[str] = []
    world.services.backups.make_daily = lambda _progress, _cancel: made.append("daily")
    page.record_card.erase_button.click()
    submit(page, reason="mistake")
    dialog = the_passphrase_dialog()
    dialog.passphrase.passphrase_edit.setText(PASSPHRASE)
    QTest.keyClick(dialog.passphrase.passphrase_edit, Qt.Key.Key_Return)
    with pytest.raises(NotFoundError):
        world.records.look_again(PERSON)
    assert made == ["daily"]


def test_a_copy_is_written_after_the_passphrase_without_other_peoples_names(
    page, world, monkeypatch, tmp_path
):
    confirm: list[Any] = []
    monkeypatch.setattr(
        "estip_desktop.ui.pages.person.record_actions.ask_passphrase",
        lambda _shell, **given: confirm.append(given["on_confirmed"]),
    )
    page.record_card.copy_button.click()
    page._open_dialog.accept()
    assert page._open_dialog.fields["folder"].error == "Name a folder"
    chips = page._open_dialog.fields["keep"].editor
    names = [chip.option.label for chip in chips.chips]
    assert "Supporter: Priya Made-Up" in names
    chips.chips[names.index("Supporter: Priya Made-Up")].setChecked(True)
    submit(page, folder=str(tmp_path / "copy"))
    assert not (tmp_path / "copy").exists()
    confirm[0]()
    text = (tmp_path / "copy" / "record.json").read_text("utf-8")
    assert "Priya Made-Up" in text
    assert "Sgt Made Up" not in text
    assert "It is not encrypted." in told(page.record_card)


def test_a_signed_document_is_left_out_and_the_page_says_so(page, world, monkeypatch, tmp_path):
    signed = a_referral(
        person_id=PERSON, state=ReferralState.SIGNED, pdf=b"%PDF-1.7 made up", signed_at=NOW
    )
    world.keep("referrals", signed)
    monkeypatch.setattr(
        "estip_desktop.ui.pages.person.record_actions.ask_passphrase",
        lambda _shell, **given: given["on_confirmed"](),
    )
    page.record_card.copy_button.click()
    submit(page, folder=str(tmp_path / "without"))
    assert not list((tmp_path / "without").glob("document-*"))
    assert "Left out because it names other people" in told(page.record_card)
    page.record_card.copy_button.click()
    for chip in page._open_dialog.fields["keep"].editor.chips:
        chip.setChecked(chip.option.label.startswith("Signed document: "))
    submit(page, folder=str(tmp_path / "with"))
    assert (tmp_path / "with" / "document-1.pdf").read_bytes() == signed.pdf
    assert "Signed documents lie beside it; they name other people." in told(page.record_card)


def test_a_folder_that_holds_something_is_refused_in_words(page, world, monkeypatch, tmp_path):
    monkeypatch.setattr(
        "estip_desktop.ui.pages.person.record_actions.ask_passphrase",
        lambda _shell, **given: given["on_confirmed"](),
    )
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    page.record_card.copy_button.click()
    submit(page, folder=str(tmp_path))
    (error,) = world.shell.errors
    assert error.detail == "out-not-empty"
    assert not page.record_card.copy_button.is_busy


def test_a_hold_refuses_removal_in_words(page, world, monkeypatch):
    monkeypatch.setattr(
        "estip_desktop.ui.pages.person.record_actions.ask_passphrase",
        lambda _shell, **given: given["on_confirmed"](),
    )
    page.record_card.hold_button.click()
    submit(page, reason="Complaint", owner="PSD")
    page.record_card.erase_button.click()
    submit(page)
    (error,) = world.shell.errors
    from estip_desktop.ui.messages import message_for

    assert "hold" in message_for(error).words


def test_a_finished_session_gets_a_note_beside_it(qtbot, world):
    entry: Any = build_entry(
        world.shell, {"person": PERSON, "kind": "session", "entry": "session-1"}
    )
    shown(qtbot, entry)
    entry.note_button.click()
    entry._open_dialog.accept()
    assert entry._open_dialog.fields["note"].error
    submit(entry, note="It was her brother's flat.")
    words = told(entry)
    assert "It was her brother's flat." in words
    assert "Sleeps at her sister's. Wants quiet days." in words


def test_a_contact_that_is_due_leads_to_its_page(qtbot, world):
    entry: Any = build_entry(world.shell, {"person": PERSON, "kind": "follow-up", "entry": "f2"})
    shown(qtbot, entry)
    entry.contact_button.click()
    assert world.shell.last == ("follow_up", {"follow_up": "f2", "back": "follow_ups"})
    world.contacts.decline(FollowUpId("f2"))
    entry = build_entry(world.shell, {"person": PERSON, "kind": "follow-up", "entry": "f2"})
    shown(qtbot, entry)
    assert "They declined" in told(entry)
    assert not entry.contact_button.isVisible()
    kept = world.keeping.of(world.records.look_again(PERSON))
    assert kept.until is not None


def test_a_session_filed_under_the_wrong_person_is_moved(qtbot, world):
    world.keep("people", a_person(id=PersonId("person-2"), reference="P-0403", name="Sam Made-Up"))
    entry: Any = build_entry(
        world.shell, {"person": PERSON, "kind": "session", "entry": "session-1"}
    )
    shown(qtbot, entry)
    entry.move_button.click()
    entry._open_dialog.accept()
    assert entry._open_dialog.fields["reference"].error
    submit(entry, reference="P-0403", second="Somebody Else")
    assert world.records.open(PersonId("person-2")).sessions == ()
    entry.move_button.click()
    submit(entry, reference="P-0403", second="sam made-up")
    assert world.shell.last == ("person", {"person": "person-2"})
    assert [each.id for each in world.records.open(PersonId("person-2")).sessions] == ["session-1"]


def test_a_case_is_ended_when_they_have_moved_on_and_not_while_it_is_not_clear(page, world):
    world.keep("concerns", a_concern(closing=ConcernClosing.RECORDED, closed_at=NOW))
    page.now_card.close_button.click()
    submit(page, why="clear")
    assert "day 84" in page.not_clear_callout.words_label.text()
    assert world.keeping.of(world.records.look_again(PERSON)).until is None
    page.now_card.close_button.click()
    submit(page, why="left")
    assert world.keeping.of(world.records.look_again(PERSON)).until is not None


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("button", ["hold", "rectify", "take_back", "erase", "copy"])
def test_dialogs_fit_into_a_low_window(qtbot, qapp, world, scale, button):
    theme.apply_theme(qapp, theme.Theme(scale=scale))
    page: Any = build(world.shell, {"person": PERSON})
    shown(qtbot, page)
    getattr(page.record_card, f"{button}_button").click()
    dialog = page._open_dialog
    for _round in range(5):
        qapp.processEvents()
    assert dialog.height() <= 690
    assert list(findings(dialog)) == []
    dialog.reject()
