"""The signing page: nothing is signed that is not ready, and the passphrase is asked kindly."""

from __future__ import annotations

from types import SimpleNamespace

from PySide6.QtCore import Qt

from estip_desktop.errors import RuleError, SecretRefusedError, TryLaterError
from estip_desktop.referrals import ReferralChoices, SharedPart
from estip_desktop.ui.pages.referral.page import build
from estip_desktop.ui.pages.referral.presenter import checks_of
from tests.builders import NOW
from tests.fakes import FakeNavigator, FakePageDrawer, HeldTasks
from tests.ui.care_world import shown
from tests.ui.parcel_builders import KEY, a_content, a_pdf, a_referral, a_signed_referral

WORDS = "five made up words here"


class FakeReferrals:
    """One referral; signs when the passphrase is right."""

    def __init__(self, referral):
        self.referral = referral
        self.error = None
        self.revised = []
        self.looked = 0

    def to_sign(self, _key):
        self.looked += 1
        return self.referral

    def preview(self, _draft):
        return a_pdf()

    def viewed(self, _key):
        return self.referral.pdf

    def prepare_signing(self, _key, passphrase):
        if self.error:
            raise self.error
        if passphrase != WORDS:
            raise SecretRefusedError("sign")
        return "signing"

    def produce(self, signing):
        return signing, "produced"

    def record_signed(self, _signing, _produced):
        self.referral = a_signed_referral()
        return self.referral

    def revise(self, key):
        self.revised.append(key)
        return a_referral(revision=2)


def opened(qtbot, referral=None, tasks=None):
    referrals = FakeReferrals(referral or a_referral())
    shell = FakeNavigator(
        services=SimpleNamespace(
            referrals=referrals, new_drawer=FakePageDrawer, ready_drawer=lambda: None
        ),
        tasks=tasks,
    )
    page = build(shell, {"draft": KEY})
    window = shown(qtbot, page)
    return page, referrals, shell, window


def sign(page, typed=WORDS):
    page.passphrase_field.passphrase_edit.setText(typed)
    page.sign_button.click()


def test_the_real_pages_stand_beside_the_passphrase(qtbot):
    page, _referrals, _shell, window = opened(qtbot)
    assert len(page.preview.pages) == 1
    assert window.focusWidget() is page.passphrase_field.passphrase_edit


def test_least_is_shared_unless_chosen():
    words = {line.name: line.words for line in checks_of(a_referral())}
    assert words["shared"] == "Scores and reason. No notes, no answers."
    more = ReferralChoices(shared={SharedPart.FLAGS: "They asked for it"})
    words = {line.name: line.words for line in checks_of(a_referral(choices=more))}
    assert "what you noticed" in words["shared"]


def test_without_agreement_it_cannot_be_signed(qtbot):
    page, referrals, _shell, window = opened(qtbot, a_referral(content=a_content(share=False)))
    sign(page)
    assert page.summary.isVisible()
    assert window.focusWidget() is page.summary
    assert referrals.referral.pdf == b""


def test_an_urgent_one_asks_whether_somebody_was_phoned(qtbot):
    page, _referrals, _shell, _window = opened(qtbot, a_referral(content=a_content(urgency="P4")))
    sign(page)
    assert "Phone Occupational Health first" in page.summary.accessibleName()


def test_without_a_desk_it_is_signed_and_waits(qtbot):
    draft = a_referral(content=a_content(recipient=""))
    page, referrals, _shell, _window = opened(qtbot, draft)
    sign(page)
    assert referrals.referral.signed_at == NOW


def test_a_wrong_passphrase_says_what_to_do_and_clears_the_field(qtbot):
    page, _referrals, _shell, window = opened(qtbot)
    sign(page, "not this one")
    assert "Check Caps Lock" in page.passphrase_row.error
    assert page.passphrase_field.text() == ""
    assert window.focusWidget() is page.passphrase_field.passphrase_edit


def test_the_wait_after_wrong_passphrases_is_said_at_the_field(qtbot):
    page, referrals, _shell, _window = opened(qtbot)
    referrals.error = TryLaterError(8)
    sign(page, WORDS)
    assert "Wait 8 seconds" in page.passphrase_row.error


def test_no_passphrase_is_asked_for(qtbot):
    page, _referrals, _shell, _window = opened(qtbot)
    page.sign_button.click()
    assert page.passphrase_row.error == "Enter your passphrase to sign"


def test_enter_in_the_field_signs(qtbot):
    page, _referrals, _shell, window = opened(qtbot)
    page.passphrase_field.passphrase_edit.setText(WORDS)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(page.outbox_button.isVisible)
    assert window.focusWidget() is page.outbox_button


def test_signing_shows_that_it_is_under_way_and_runs_once(qtbot):
    tasks = HeldTasks()
    page, referrals, _shell, _window = opened(qtbot, tasks=tasks)
    tasks.release()
    sign(page)
    assert page.sign_button.is_busy
    held = tasks.count
    page.sign_requested.emit(WORDS)
    assert tasks.count == held
    for _step in range(4):
        tasks.release()
    assert referrals.referral.signed_at == NOW
    assert not page.sign_button.is_busy


def test_signed_shows_version_and_check_code(qtbot):
    page, referrals, shell, _window = opened(qtbot, a_signed_referral())
    assert page.revise_button.isVisible()
    assert not page.close_button.isVisible()
    page.revise_button.click()
    assert referrals.revised == [KEY]
    assert shell.last == ("referral_details", {"session": "session-1"})


def test_a_rule_that_forbids_it_leads_back_to_the_details(qtbot):
    page, referrals, _shell, _window = opened(qtbot)
    referrals.error = RuleError("reason-missing")
    sign(page)
    assert page.summary.isVisible()


def test_records_that_changed_meanwhile_show_the_pages_again(qtbot):
    page, referrals, _shell, _window = opened(qtbot)
    referrals.error = RuleError("referral-changed-meanwhile")
    sign(page)
    assert referrals.looked == 2
    qtbot.waitUntil(page.summary.isVisible)
    assert page.passphrase_field.isVisible()


def test_back_leads_to_the_details(qtbot):
    page, _referrals, shell, _window = opened(qtbot)
    assert page.on_command("back")
    assert shell.last == ("referral_details", {"session": "session-1"})
