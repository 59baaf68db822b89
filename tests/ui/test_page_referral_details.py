"""The details page: everything typed is kept, gaps are named, the least is shared."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from estip_desktop.casework import ContactMethod, Share
from estip_desktop.errors import DiskFullError, RuleError
from estip_desktop.referrals import Missing, ReferralChoices, SharedPart
from estip_desktop.ui.pages.referral_details.page import build
from tests.builders import NOW, a_consent, a_person, a_session
from tests.fakes import FakeClock, FakeNavigator
from tests.ui.care_world import shown
from tests.ui.parcel_builders import a_content, a_referral


class World:
    """A draft, a person and perhaps a desk."""

    def __init__(self, *, share=Share.YES, desks=True, urgency="P3"):
        self.person = a_person()
        self.session = a_session(consent=a_consent(share=share))
        content = a_content(share=share is Share.YES, urgency=urgency)
        self.draft = a_referral(content=content, choices=ReferralChoices(reason="Poor sleep"))
        self.gaps: tuple[Missing, ...] = ()
        self.error = None
        self.share_error = None
        self.shared = []
        self.forgotten = 0
        self.saves = 0
        known = [SimpleNamespace(id="desk-1", name="Northdale OH")] if desks else []
        services = SimpleNamespace(
            ready_drawer=lambda: None,
            guide=SimpleNamespace(
                forget=self._forget,
                open=lambda _id: SimpleNamespace(person=self.person, session=self.session),
            ),
            referrals=SimpleNamespace(
                draft_for=lambda _id: self.draft,
                save_draft=self._save,
                missing=lambda _draft: self.gaps,
            ),
            casework=SimpleNamespace(update_person=self._update, record_sharing=self._share),
            desks=SimpleNamespace(list=lambda: known),
            clock=FakeClock(NOW),
        )
        self.shell = FakeNavigator(services=services)

    def _save(self, _key, choices):
        if self.error:
            error, self.error = self.error, None
            raise error
        self.saves += 1
        self.draft = replace(self.draft, choices=choices)
        return self.draft

    def _forget(self, _id):
        self.forgotten += 1

    def _share(self, session_id, share, how):
        if self.share_error:
            raise self.share_error
        self.shared.append((session_id, share, how))
        self.session = self.session.with_sharing(share, NOW)
        return self.session

    def _update(self, person):
        self.person = person

    def open(self, qtbot):
        page = build(self.shell, {"session": "session-1"})
        return page, shown(qtbot, page)


def test_what_is_known_is_filled_in(qtbot):
    page, _window = World().open(qtbot)
    form = page.details_form.form()
    assert (form.name, form.reason, form.desk_id) == ("Robin Sample", "Poor sleep", "desk-1")


def test_what_is_typed_is_kept(qtbot):
    world = World()
    page, _window = world.open(qtbot)
    page.details_form.staff_number_edit.setText("N1234")
    page.details_form.phone_edit.setText("01632 960123")
    page.details_form.method_chips.chips[0].click()
    page.flush()
    assert world.person.staff_number == "N1234"
    assert world.person.contact_method is ContactMethod.PHONE


def test_nothing_changed_saves_nothing(qtbot):
    world = World()
    page, _window = world.open(qtbot)
    page.flush()
    assert world.saves == 0


def test_gaps_are_listed_and_lead_to_their_fields(qtbot):
    world = World()
    world.gaps = (Missing("contact-method-missing", "contact_method"),)
    page, window = world.open(qtbot)
    page.main_button.click()
    assert page.summary.isVisible()
    assert window.focusWidget() is page.summary
    page.summary.links[0].click()
    assert window.focusWidget() is page.details_form.method_chips.chips[0]
    assert world.shell.opened == []


def test_complete_details_lead_to_the_preview(qtbot):
    world = World()
    page, _window = world.open(qtbot)
    page.main_button.click()
    name, arguments = world.shell.last
    assert (name, arguments["draft"]) == ("referral", world.draft.key)


def test_sharing_more_needs_a_reason(qtbot):
    world = World()
    page, _window = world.open(qtbot)
    chip, edit, field = page.details_form.sharing["flags"]
    chip.click()
    page.main_button.click()
    assert field.error == "Say why this part is shared as well"
    edit.setText("They asked for it")
    page.main_button.click()
    assert world.draft.choices.shared == {SharedPart.FLAGS: "They asked for it"}


def test_a_date_that_cannot_be_read_is_never_guessed(qtbot):
    world = World()
    page, _window = world.open(qtbot)
    page.details_form.birth_edit.setText("99 99 99")
    page.main_button.click()
    assert "23 11 2026" in page.details_form.fields["date_of_birth"].error
    assert page.details_form.birth_edit.text() == "99 99 99"


def test_without_agreement_the_ground_and_a_name_are_asked(qtbot):
    world = World(share=Share.NO)
    page, _window = world.open(qtbot)
    page.details_form.ground_text.set_text("Life is at risk")
    page.details_form.authoriser_edit.setText("Duty inspector")
    page.flush()
    assert world.draft.choices.risk_ground == "Life is at risk"
    assert world.draft.choices.authorised_by == "Duty inspector"


def test_without_a_desk_it_says_where_to_add_one(qtbot):
    page, _window = World(desks=False).open(qtbot)
    assert page.details_form.desk_select.isHidden()
    assert page.details_form.form().desk_id == ""


def test_an_urgent_one_is_phoned_first(qtbot):
    world = World(urgency="P4")
    page, window = world.open(qtbot)
    assert window.focusWidget() is page.details_form.phoned_edit
    page.details_form.phoned_edit.setText("The duty clinician")
    page.details_form.phoned_button.click()
    assert (world.draft.choices.phoned_to, world.draft.choices.phoned_at) == (
        "The duty clinician",
        NOW,
    )
    assert page.details_form.phoned_line.words() == "Phoned at 21:50"


def test_a_failed_save_keeps_what_was_typed(qtbot):
    world = World()
    page, _window = world.open(qtbot)
    world.error = DiskFullError()
    page.details_form.name_edit.setText("Robin A. Sample")
    page.flush()
    assert page.error_callout.isVisible()
    assert page.details_form.name_edit.text() == "Robin A. Sample"


def test_back_leads_to_the_end_of_the_session(qtbot):
    world = World()
    page, _window = world.open(qtbot)
    assert page.on_command("back")
    assert world.shell.last == ("finish", {"session": "session-1"})


class TestAgreement:
    """Whether it may go is asked here too; only a no asks for the ground of going without."""

    def test_who_wanted_to_be_asked_later_is_asked_first(self, qtbot):
        page, window = World(share=Share.LATER).open(qtbot)
        form = page.details_form
        assert form.share_chips.chosen_codes() == []
        assert window.focusWidget() is form.share_chips.chips[0]
        assert not form.how_field.isVisible()
        assert not form.ground_callout.isVisible()

    def test_a_yes_is_kept_with_how_they_agreed(self, qtbot):
        world = World(share=Share.LATER)
        page, _window = world.open(qtbot)
        form = page.details_form
        form.reason_text.set_text("Sleeps badly")
        form.share_chips.chips[0].click()
        assert world.shared == [("session-1", Share.YES, "in-person")]
        assert world.forgotten > 1
        assert form.how_field.isVisible()
        assert form.agreed_line.words() == "They agreed on Thu 26 Nov 2026, 21:50."
        assert world.draft.choices.reason == "Sleeps badly"
        form.how_chips.chips[1].click()
        page.flush()
        assert world.draft.choices.consent_how == "phone"

    def test_a_no_asks_for_the_ground_and_a_yes_takes_it_out(self, qtbot):
        world = World(share=Share.LATER)
        page, _window = world.open(qtbot)
        form = page.details_form
        form.share_chips.chips[1].click()
        form.ground_text.set_text("Life is at risk")
        page.flush()
        assert world.draft.choices.risk_ground == "Life is at risk"
        form.share_chips.chips[0].click()
        assert not form.ground_text.isVisible()
        assert world.draft.choices.risk_ground == ""
        assert [share for _id, share, _how in world.shared] == [Share.NO, Share.YES]

    def test_an_answer_is_not_taken_away_by_pressing_it_again(self, qtbot):
        world = World(share=Share.YES)
        page, _window = world.open(qtbot)
        page.details_form.share_chips.chips[0].click()
        assert page.details_form.share_chips.chosen_codes() == ["yes"]
        assert world.shared == []

    def test_a_yes_that_was_signed_stays_and_says_what_to_do(self, qtbot):
        world = World(share=Share.YES)
        world.share_error = RuleError("sharing-is-signed")
        page, _window = world.open(qtbot)
        page.details_form.share_chips.chips[1].click()
        assert page.details_form.share_chips.chosen_codes() == ["yes"]
        assert "phone Occupational Health" in page.details_form.fields["consent"].error

    def test_what_is_missing_follows_the_answer(self, qtbot):
        world = World(share=Share.LATER)
        world.gaps = (
            Missing("consent-missing", "consent"),
            Missing("authoriser-missing", "authorised_by"),
        )
        page, _window = world.open(qtbot)
        page.main_button.click()
        assert [link.words() for link in page.summary.links] == [
            "Ask whether this may go to Occupational Health"
        ]
        page.details_form.share_chips.chips[1].click()
        page.main_button.click()
        assert [link.words() for link in page.summary.links] == [
            "Say why it goes without their agreement, or do not send it",
            "Enter who agreed that it goes without their agreement",
        ]
