"""First run: nothing before the passphrase, the recovery key once, and no way round the check."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from estip_desktop.casework import Casework, Place
from estip_desktop.errors import DiskFullError, InputRefusedError
from estip_desktop.kernel.i18n import set_language
from estip_desktop.kernel.ids import VaultId
from estip_desktop.services import Contact
from estip_desktop.ui.pages.first_run.model import Step, same_group, same_words
from estip_desktop.ui.pages.first_run.page import build
from estip_desktop.vault import Created, VaultInfo, VaultKind
from tests.builders import NOW
from tests.fakes import CountingIds, FakeClock, FakeNavigator, HeldTasks, MemoryVault

WORDS = "harbour velvet orange window tiger"
GROUPS = ["7K3M", "Q9XW", "2B8T", "HR4N", "VZ6C", "M0PD", "8YFE", "J5SG", "T1AA"]


class World:
    """An empty laptop, and everything that setting it up makes."""

    def __init__(self, tasks=None):
        self.memory = MemoryVault()
        self.casework = Casework(self.memory, FakeClock(NOW), CountingIds())
        self.made: list[VaultInfo] = []
        self.identities: list[tuple[str, bool, str]] = []
        self.error: Exception | None = None
        self.weak = ""
        vaults = SimpleNamespace(
            list=lambda: tuple(self.made),
            generate_passphrase=self._words,
            passphrase_problem=lambda *_given: self.weak,
            create=self._create,
            unlock_with_recovery_key=lambda *_given: "the open vault",
        )
        self.drawn = 0
        self.profile = SimpleNamespace(recovery_recipient=None)
        context = SimpleNamespace(
            content=SimpleNamespace(profile=lambda: self.profile),
            vaults=vaults,
            services=lambda _vault: services,
            urgent_numbers=lambda _nation: (
                Contact("999", "Emergency services", "999", "24 hours", False, "2026-11-23"),
            ),
        )
        services: SimpleNamespace = SimpleNamespace(
            casework=self.casework,
            identity=SimpleNamespace(ensure=self._ensure),
            store_address="file:///store",
            desk=None,
        )
        self.shell = FakeNavigator(services=services, context=context, tasks=tasks)

    def _words(self):
        self.drawn += 1
        return WORDS if self.drawn == 1 else "lantern river copper maple stone"

    def _create(self, label, kind, passphrase, person_name="", progress=None):
        if self.error is not None:
            raise self.error
        info = VaultInfo(VaultId("vault-1"), label, kind)
        self.made.append(info)
        self.used = passphrase
        self.casework.set_setting("owner-name", person_name)
        return Created(info, "-".join(GROUPS))

    def _ensure(self, name, *, desk=False, exercise=False, store=""):
        self.identities.append((name, desk, store))

    @property
    def kept(self):
        return self.memory.tables.settings


@pytest.fixture
def world():
    return World()


def show(qtbot, world, **arguments):
    page = build(world.shell, arguments)
    qtbot.addWidget(page)
    page.resize(1366, 690)
    page.show()
    return page


def words(page):
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def step(page):
    return page._presenter.step


def go_to_passphrase(page, kind=0):
    page.main_button.click()
    page.main_button.click()
    page._content.kind_group.cards[kind].click()
    page._content.label_edit.setText("Van 2")
    page._content.name_edit.setText("Priya")
    page.main_button.click()


def make_records(page):
    go_to_passphrase(page)
    page._content.typed_edit.setText(WORDS.upper())
    page.main_button.click()


def asked_group(page):
    return page._presenter._asked_group


@pytest.mark.parametrize("recipient", [None, "age1made-up"])
def test_who_can_open_the_records_is_said_before_they_are_made(qtbot, world, recipient):
    world.profile.recovery_recipient = recipient
    page = show(qtbot, world)
    page.main_button.click()
    assert ("recovery key" in words(page)) is bool(recipient)
    assert ("Nobody else can" in words(page)) is not bool(recipient)


def test_the_first_page_says_what_this_is_for(qtbot, world):
    page = show(qtbot, world)
    for sentence in ("supports a conversation", "does not diagnose", "A person decides"):
        assert sentence in words(page)
    assert not page.back_button.isVisible()
    assert not page.cancel_button.isVisible()


def test_missing_answers_are_listed_at_the_top_and_lead_to_their_fields(qtbot, world):
    page = show(qtbot, world)
    page.main_button.click()
    page.main_button.click()
    page.main_button.click()
    assert page.focusWidget() is page.summary
    assert len(page.summary.links) == 3
    page.summary.links[1].click()
    assert page.focusWidget() is page._content.label_edit


def test_a_name_is_no_label(qtbot, world):
    page = show(qtbot, world)
    page.main_button.click()
    page.main_button.click()
    page._content.kind_group.cards[0].click()
    page._content.label_edit.setText("Laptop of Priya")
    page._content.name_edit.setText("Priya")
    page.main_button.click()
    assert "without your name" in page._content.label_field.error


def test_a_label_that_cannot_be_seen_whole_is_refused_at_its_field(qtbot, world):
    page = show(qtbot, world)
    page.main_button.click()
    page.main_button.click()
    page._content.kind_group.cards[0].click()
    page._content.label_edit.setText("Van \N{RIGHT-TO-LEFT OVERRIDE}2")
    page._content.name_edit.setText("Priya")
    page.main_button.click()
    assert "cannot be seen" in page._content.label_field.error
    assert world.made == []


def test_back_keeps_what_was_typed(qtbot, world):
    page = show(qtbot, world)
    go_to_passphrase(page)
    page.back_button.click()
    assert page._content.label_edit.text() == "Van 2"
    assert page._content.name_edit.text() == "Priya"
    assert page._content.kind_group.chosen_codes() == ["supporter"]


def test_leaving_before_the_passphrase_leaves_no_trace(qtbot, world):
    page = show(qtbot, world, again="1")
    go_to_passphrase(page)
    page.cancel_button.click()
    assert world.shell.last == ("unlock", {})
    assert world.made == []


def test_words_typed_back_make_the_records(qtbot, world):
    page = show(qtbot, world)
    make_records(page)
    assert world.used == WORDS
    assert world.made[0].label == "Van 2"
    assert world.made[0].kind is VaultKind.SUPPORTER
    assert world.identities == [("Priya", False, "file:///store")]
    assert world.kept["first-run"] == "recovery-unchecked"
    assert world.memory.tables.place == Place("first_run", {"resume": "1"})
    assert step(page) is Step.RECOVERY


def test_a_desk_gets_an_address_of_its_own(qtbot, world):
    page = show(qtbot, world)
    go_to_passphrase(page, kind=1)
    page._content.typed_edit.setText(WORDS)
    page.main_button.click()
    assert world.made[0].kind is VaultKind.DESK
    assert world.identities == [("Priya", True, "file:///store")]


def test_other_words_can_be_made_and_wrong_ones_are_refused(qtbot, world):
    page = show(qtbot, world)
    go_to_passphrase(page)
    page._content.other_words_button.click()
    page._content.typed_edit.setText(WORDS)
    page.main_button.click()
    assert "as they stand above" in page._content.typed_field.error
    assert world.made == []


def test_an_own_passphrase_is_rated_in_words_and_typed_twice(qtbot, world):
    page = show(qtbot, world)
    go_to_passphrase(page)
    page._content.switch_button.click()
    world.weak = "passphrase-too-short"
    edit = page._content.own_passphrase.passphrase_edit
    qtbot.keyClicks(edit, "short")
    assert "at least 15 characters" in page._content.strength_line.words()
    world.weak = ""
    edit.clear()
    qtbot.keyClicks(edit, "quiet lantern over the river")
    assert page._content.strength_line.words() == "Strong enough"
    page.main_button.click()
    assert page._content.again_field.error == "Type the same passphrase again"
    page._content.again_passphrase.passphrase_edit.setText("quiet lantern over the river")
    qtbot.keyClick(page._content.again_passphrase.passphrase_edit, Qt.Key.Key_Return)
    assert world.used == "quiet lantern over the river"


def test_a_weak_passphrase_is_refused_at_its_field(qtbot, world):
    page = show(qtbot, world)
    go_to_passphrase(page)
    page._content.switch_button.click()
    world.error = InputRefusedError("passphrase-guessable")
    for field in (page._content.own_passphrase, page._content.again_passphrase):
        field.passphrase_edit.setText("password password")
    page.main_button.click()
    assert "Choose a stronger passphrase" in page._content.own_field.error


def test_a_full_disk_is_said_in_the_page(qtbot, world):
    page = show(qtbot, world)
    go_to_passphrase(page)
    world.error = DiskFullError()
    page._content.typed_edit.setText(WORDS)
    page.main_button.click()
    assert "The disk is full" in page._failure.accessibleName()
    assert not page.main_button.is_busy


def test_making_takes_one_press_and_says_what_it_does(qtbot):
    tasks = HeldTasks()
    world = World(tasks)
    page = show(qtbot, world)
    go_to_passphrase(page)
    page._content.typed_edit.setText(WORDS)
    page.main_button.click()
    page.main_requested.emit()
    assert tasks.count == 1
    assert page.main_button.is_busy
    assert page._content.progress_line.words() == "Making your records…"
    page.back_requested.emit()
    assert step(page) is Step.PASSPHRASE


def test_the_recovery_key_is_shown_in_groups_and_one_is_typed_back(qtbot, world):
    page = show(qtbot, world)
    make_records(page)
    assert all(group in words(page) for group in GROUPS)
    page.main_button.click()
    assert step(page) is Step.RECOVERY_CHECK
    assert not any(group in words(page) for group in GROUPS)
    page._content.group_edit.setText(GROUPS[asked_group(page)].lower())
    page.main_button.click()
    assert step(page) is Step.NATION
    assert world.kept["first-run"] == "nation-open"


def test_a_wrong_group_says_which_is_asked_and_lets_them_look_again(qtbot, world):
    page = show(qtbot, world)
    make_records(page)
    page.main_button.click()
    page._content.group_edit.setText("WRONG")
    page.main_button.click()
    assert f"not group {asked_group(page) + 1}" in page._content.group_field.error
    assert world.kept["first-run"] == "recovery-unchecked"
    page._content.look_button.click()
    assert step(page) is Step.RECOVERY
    assert GROUPS[0] in words(page)


def test_the_nation_finishes_and_opens_the_records(qtbot, world):
    page = show(qtbot, world)
    make_records(page)
    page.main_button.click()
    page._content.group_edit.setText(GROUPS[asked_group(page)])
    page.main_button.click()
    page.main_button.click()
    assert page.summary.isVisible()
    page._content.nation_group.cards[2].click()
    page.main_button.click()
    assert world.kept["nation"] == "scotland"
    assert world.kept["first-run"] == ""
    assert world.memory.tables.place is None
    assert world.shell.last == ("today", {})


def test_records_can_be_locked_as_soon_as_they_exist(qtbot, world):
    page = show(qtbot, world)
    make_records(page)
    assert step(page) is Step.RECOVERY
    assert world.shell.vaults == ["the open vault"]
    assert world.shell.held_with == {"resume": "1"}  # a way round comes back to these records


def test_records_that_were_made_after_the_page_was_left_can_be_locked_too(qtbot):
    """The help numbers were opened by their key meanwhile."""
    tasks = HeldTasks()
    world = World(tasks)
    page = show(qtbot, world)
    go_to_passphrase(page)
    page._content.typed_edit.setText(WORDS)
    page.main_button.click()
    world.shell.visit.is_over = True
    tasks.release()
    assert world.shell.vaults == ["the open vault"]
    assert step(page) is Step.PASSPHRASE


def test_the_last_page_pressed_twice_opens_the_records_once(qtbot, world):
    page = show(qtbot, world)
    make_records(page)
    page.main_button.click()
    page._content.group_edit.setText(GROUPS[asked_group(page)])
    page.main_button.click()
    page._content.nation_group.cards[2].click()
    tasks = world.shell.tasks = HeldTasks()
    page.main_button.click()
    page.main_button.click()
    tasks.release()
    assert world.shell.opened == [("today", {})]


@pytest.mark.parametrize("left", ["nation-open", ""])
def test_a_desk_comes_out_at_its_inbox(qtbot, world, left):
    world.shell.services = world.shell.context.services("the open vault")
    world.shell.services.desk = "a desk"
    world.casework.set_setting("first-run", left)
    page = show(qtbot, world, resume="1")
    if left:
        page._content.nation_group.cards[0].click()
        page.main_button.click()
    assert world.shell.last == ("inbox", {})


def test_once_records_exist_there_is_no_way_before_them(qtbot, world):
    page = show(qtbot, world, again="1")
    make_records(page)
    assert not page.back_button.isVisible()
    assert not page.cancel_button.isVisible()
    page.cancel_requested.emit()
    assert world.shell.opened == []


def test_help_numbers_lie_over_the_recovery_key_without_losing_it(qtbot, world):
    page = show(qtbot, world)
    make_records(page)
    assert page.on_command("concern")
    assert "Emergency services" in words(page)
    assert not page.main_button.isVisible()
    assert page.on_command("back")
    assert GROUPS[0] in words(page)


def test_after_a_restart_it_says_that_the_key_cannot_be_shown_again(qtbot, world):
    world.casework.set_setting("first-run", "recovery-unchecked")
    page = show(qtbot, world, resume="1")
    assert "It cannot be shown again." in words(page)
    page.main_button.click()
    assert step(page) is Step.NATION
    page._content.nation_group.cards[0].click()
    page.main_button.click()
    assert world.shell.last == ("today", {})


def test_after_a_restart_with_nothing_left_it_goes_on_to_today(qtbot, world):
    show(qtbot, world, resume="1")
    assert world.shell.last == ("today", {})


@pytest.mark.parametrize("typed", ["m0pd", "MOPD", " m 0 p d ", "M0-PD"])
def test_a_group_is_read_as_crockford_reads_it(typed):
    assert same_group(typed, "M0PD")
    assert not same_group(typed, "M1PD")


def test_words_are_the_same_whatever_stands_between_them():
    assert same_words("  Harbour velvet\norange WINDOW  tiger", WORDS)
    assert not same_words("harbour velvet orange window", WORDS)


@pytest.mark.parametrize("height", [690, 768])
def test_cards_in_a_row_hold_the_stretched_language(qtbot, qapp, world, height):
    set_language("pseudo")
    try:
        page = show(qtbot, world)
        page.resize(1366, height)
        page.main_button.click()
        page.main_button.click()
        cards = page._content.kind_group.cards
        for _round in range(5):
            qapp.processEvents()
        cards[0].click()
        for _round in range(5):
            qapp.processEvents()
        assert [card.height() >= card.sizeHint().height() for card in cards] == [True, True]
    finally:
        set_language("en")
