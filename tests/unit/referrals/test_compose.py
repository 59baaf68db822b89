"""What goes to Occupational Health: the least that is needed, unless a switch says more."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.casework import Concern, ConcernClosing, ContactMethod, ScreeningState, Share
from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.guidance import as_record
from estip_desktop.instruments import score
from estip_desktop.kernel.ids import IncidentId, PersonId, ReferralId, SessionId
from estip_desktop.kernel.items import DECLINED
from estip_desktop.outbox import NO_DESK
from estip_desktop.outbox.manifest import URGENCIES
from estip_desktop.referrals import (
    CaseFile,
    Heading,
    Produced,
    Referral,
    ReferralChoices,
    ReferralState,
    SharedPart,
    Taken,
    compose,
    missing,
)
from estip_desktop.referrals.compose import undecided
from tests import builders
from tests.builders import NOW

CONTENT = Content()
PATHWAYS = CONTENT.pathways()
HEADING = Heading("r-1", "R-2026-0001", 1, NOW, "ESTIP Desktop 1.0", recipient="Northdale OH")
EVERYTHING = dict.fromkeys(SharedPart, "they asked for it")


def a_person(**changes):
    values = {
        "staff_number": "4471", "contact_method": ContactMethod.TEXT, "phone": "01632 960111",
    }  # fmt: skip
    return builders.a_person(**(values | changes))


def taken(points, *, day=28, instrument_id="phq-9", mode="read-aloud", before=None):
    instrument = CONTENT.instrument(instrument_id)
    answers = instrument.answers_from_points(points)
    outcome = score(instrument, answers, day=day)
    screening = builders.a_screening(
        instrument_id=instrument_id, day=day, mode=mode, state=ScreeningState.SCORED,
        finished_at=NOW, result=as_record(outcome),
    )  # fmt: skip
    return Taken(screening, instrument, answers, before)


def a_case(**changes):
    protocol = CONTENT.protocol("DI")
    values = {
        "person": a_person(),
        "incident": builders.an_incident(),
        "session": builders.a_session(),
        "earlier": (),
        "checklists": {changes.get("session", builders.a_session()).id: protocol},
        "answers": {},
        "taken": (taken([2, 2, 2, 2, 2, 1, 1, 1, 1]),),
        "flags": (builders.a_flag(code="A5"),),
        "decision": builders.a_decision(chosen="P3", suggested="P3", reason=""),
    }
    return CaseFile(**(values | changes))


def composed(case=None, **choices):
    values = {"reason": "Poor sleep."}
    return compose(case or a_case(), ReferralChoices(**(values | choices)), HEADING, PATHWAYS)


def test_at_first_it_holds_score_and_reason_and_says_what_it_leaves_out():
    content = composed()
    assert content.scores[0].score == 14
    assert content.scores[0].items == ()
    assert content.flags == ()
    assert content.answers == ()
    left_out = ", ".join(content.not_included)
    for words in ("session notes", "questionnaire answers", "flags", "account of the incident",
                  "other people present"):  # fmt: skip
        assert words in left_out


def test_each_switch_adds_its_part_and_leaves_it_out_of_what_is_left_out():
    content = composed(shared=EVERYTHING)
    assert len(content.scores[0].items) == 9
    assert content.scores[0].items[0].points == 2
    assert content.flags[0].code == "A5"
    assert content.flags[0].meaning == PATHWAYS.flag("A5").meaning
    assert "individual questionnaire answers" not in content.not_included
    assert "session notes" in content.not_included


def test_a_part_without_a_reason_is_refused():
    with pytest.raises(InputRefusedError, match="shared-without-reason:flags"):
        ReferralChoices(shared={SharedPart.FLAGS: " "})


def test_a_score_brings_its_bands_cut_off_source_and_attribution():
    line = composed().scores[0]
    assert (line.minimum, line.maximum, line.answered, line.asked) == (0, 27, 9, 9)
    assert line.bands[0].start == 0
    assert line.bands[-1].end == 27
    assert line.cut_off == 10
    assert line.cut_off_source
    assert line.attribution
    assert line.loinc_score == "44261-6"


def test_an_incomplete_form_has_no_total():
    line = composed(a_case(taken=(taken([2, 2, 2, 2, 2, 1, 1, 1, None]),))).scores[0]
    assert line.score is None
    assert "Incomplete" in line.words
    assert (line.answered, line.asked) == (8, 9)


def test_a_form_entered_for_somebody_is_to_be_read_with_care():
    line = composed(a_case(taken=(taken([0] * 9, mode="proxy"),))).scores[0]
    assert "with care" in line.caution


def test_a_change_is_judged_by_its_published_rule():
    before = taken([3, 3, 3, 3, 3, 1, 1, 1, 1]).screening
    line = composed(a_case(taken=(taken([0] * 9, before=before),))).scores[0]
    assert line.change.startswith("19 points lower than before: a reliable change")


def test_written_words_and_names_never_go_along():
    protocol = CONTENT.protocol("DI")
    answers = {}
    for page in protocol.pages:
        if page.item is not None and page.item.kind.value in {"text", "person"}:
            answers[page.id] = "SECRET-NARRATIVE"
        elif page.item is not None and page.item.options:
            answers[page.id] = page.item.options[0].code
    content = composed(a_case(answers=answers), shared=EVERYTHING)
    assert "SECRET-NARRATIVE" not in str(asdict(content))


def test_kinds_of_exposure_stand_with_the_event_once_what_was_said_is_shared():
    case = a_case(answers={"DI4.exposure": ["child"]}, exposures=("A child died",))
    content = composed(case, shared=EVERYTHING)
    assert content.event.exposures == ("A child died",)
    assert content.answers == ()
    assert composed(case).event.exposures == ()


def test_several_chips_go_along_in_words():
    protocol = CONTENT.protocol("DI")
    page = next(p for p in protocol.pages if p.item and p.item.kind.value == "multi")
    assert page.item is not None
    codes = [option.code for option in page.item.options[:2]]
    content = composed(a_case(answers={page.id: codes}), shared=EVERYTHING)
    assert content.answers[0].text == ", ".join(o.label for o in page.item.options[:2])


def test_what_the_supporter_is_asked_never_goes_along():
    asked = {"C1.conflict": "no", "C8.worry": "yes", "C12.evidence": "yes", "C12.share": "oh-full"}
    assert composed(a_case(answers=asked), shared=EVERYTHING).answers == ()


def test_what_somebody_would_rather_not_say_is_said_so():
    protocol = CONTENT.protocol("DI")
    page = next(p for p in protocol.pages if p.item and p.item.kind.value == "choice")
    content = composed(a_case(answers={page.id: DECLINED}), shared=EVERYTHING)
    assert content.answers[0].text == "Prefers not to say"


def test_nothing_private_goes_along():
    protocol = CONTENT.protocol("DI")
    private = {p.id: p.item.options[0].code for p in protocol.pages
               if p.private and p.item and p.item.options}  # fmt: skip
    assert composed(a_case(answers=private), shared=EVERYTHING).answers == ()


def test_no_concern_is_said_in_so_many_words():
    assert composed(a_case(flags=())).risk.outcome == "No immediate concern was raised."


def test_a_red_flag_is_always_named_whatever_is_shared():
    content = composed(a_case(flags=(builders.a_flag(code="R6"),)))
    assert PATHWAYS.flag("R6").meaning in content.risk.outcome
    assert content.flags == ()


def test_a_corrected_answer_takes_its_flag_out():
    corrected = builders.a_flag(code="R6", considered="answer-corrected")
    assert composed(a_case(flags=(corrected,))).risk.outcome == "No immediate concern was raised."


def test_a_concern_brings_its_outcome_and_who_took_over():
    concern = Concern(
        builders.a_concern().id, NOW, "hand", outcome="Stayed with them", receiver="OH duty",
        called=("Samaritans",), closing=ConcernClosing.RECORDED, closed_at=NOW,
    )  # fmt: skip
    risk = composed(a_case(concerns=(concern,))).risk
    assert risk.outcome == "Opened by hand 21:50; called: Samaritans; Stayed with them."
    assert (risk.receiver, risk.actions) == ("OH duty", ("Samaritans",))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"closing": ConcernClosing.MISTAKE},
            "Opened by hand 21:50; closed as opened by mistake.",
        ),
        (
            {"opened_by": "screening-1#/q9", "closing": ConcernClosing.CORRECTED,
             "corrected_from": "several-days", "corrected_to": "not-at-all"},
            "Raised 21:50; answer corrected, both values kept.",
        ),
        (
            {"actions": {"tell": NOW}, "closing": ConcernClosing.RECORDED},
            "Opened by hand 21:50; supervisor told.",
        ),
        (
            {"told": ("Duty supervisor",), "closing": ConcernClosing.RECORDED},
            "Opened by hand 21:50; told: Duty supervisor.",
        ),
        ({}, "Opened by hand 21:50; still open when this was signed."),
        (
            {"opened_at": NOW - timedelta(days=1), "closing": ConcernClosing.MISTAKE},
            "Opened by hand Wed 25 Nov 2026, 21:50; closed as opened by mistake.",
        ),
    ],
)  # fmt: skip
def test_what_happened_is_said_calmly(changes, words):
    concern = builders.a_concern(**changes)
    assert composed(a_case(concerns=(concern,), flags=())).risk.outcome == words


@pytest.mark.parametrize(
    ("answer", "words"), [("no", "no"), ("yes", "yes"), ("declined", "prefers not to say")]
)
def test_what_was_said_of_harming_others_is_told(answer, words):
    concern = builders.a_concern(actions={f"others-{answer}": builders.NOW})
    outcome = composed(a_case(concerns=(concern,), flags=())).risk.outcome
    assert f"asked of harming somebody else: {words}" in outcome


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"closing": ConcernClosing.CORRECTED}, True),
        ({"closing": ConcernClosing.RECORDED, "corrected_to": "0"}, True),
        ({"closing": ConcernClosing.RECORDED}, False),
    ],
)
def test_a_corrected_answer_is_told(changes, told):
    outcome = composed(a_case(concerns=(builders.a_concern(**changes),), flags=())).risk.outcome
    assert ("answer corrected, both values kept" in outcome) is told


def test_a_self_harm_answer_is_told_once_with_what_was_said_to_the_direct_question():
    concern = builders.a_concern(
        opened_by="screening-1#/q9", flags=("R6", "A1"), direct_answer="fleeting",
        outcome="With a clinician now", receiver="Dr Example", closing=ConcernClosing.RECORDED,
    )  # fmt: skip
    flags = (builders.a_flag(code="R6"), builders.a_flag(code="A1"))
    outcome = composed(a_case(concerns=(concern,), flags=flags)).risk.outcome
    assert outcome.count(PATHWAYS.flag("R6").meaning.rstrip(".")) == 1
    assert outcome.startswith("Raised 21:50; A questionnaire item")
    assert "asked directly: passing thoughts; With a clinician now." in outcome


def test_choosing_another_pathway_than_suggested_is_shown_with_its_reason():
    decision = builders.a_decision(chosen="P4", suggested="P3", reason="Worse than the form says")
    request = composed(a_case(decision=decision)).request
    assert (request.urgency, request.suggested) == ("P4", "P3")
    assert request.override_reason == "Worse than the form says"


@pytest.mark.parametrize("chosen", ["", "P0", "P1", "P2"])
def test_a_referral_is_never_less_than_a_routine_one(chosen):
    decision = builders.a_decision(chosen=chosen, suggested="P3", reason="") if chosen else None
    content = composed(a_case(decision=decision))
    assert (content.request.urgency, content.is_estim) == ("P3", False)
    assert content.request.pathway == PATHWAYS.rung("P3").words
    assert content.request.urgency in URGENCIES


def test_before_anybody_decided_no_urgency_is_told():
    told = undecided(composed(a_case(decision=None)))
    assert (told.request.urgency, told.request.pathway) == ("", "")
    estim = builders.a_session(protocol_id="EM")
    case = a_case(session=estim, decision=None, checklists={estim.id: CONTENT.protocol("EM")})
    assert undecided(composed(case)).is_estim


@pytest.mark.parametrize(
    ("chosen", "urgency"), [("", "P2"), ("P2", "P2"), ("P1", "P3"), ("P3", "P3"), ("P4", "P4")]
)
def test_only_a_talk_held_for_an_estim_asks_for_one(chosen, urgency):
    session = builders.a_session(protocol_id="EM")
    decision = builders.a_decision(chosen=chosen, suggested="P3", reason="") if chosen else None
    content = composed(
        a_case(
            session=session,
            decision=decision,
            checklists={session.id: CONTENT.protocol("EM")},
        )
    )
    assert (content.request.urgency, content.is_estim) == (urgency, urgency == "P2")


def test_legal_flags_stay_with_the_lead():
    content = composed(a_case(flags=(builders.a_flag(code="L1"),)), shared=EVERYTHING)
    assert content.flags == ()


def test_complete_is_complete():
    assert missing(composed()) == ()


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ({"name": ""}, "person-name-missing"),
        ({"staff_number": ""}, "person-number-missing"),
        ({"contact_method": None}, "contact-method-missing"),
        ({"phone": ""}, "contact-address-missing"),
    ],
)
def test_what_a_referral_needs_of_the_person(person, code):
    gaps = missing(composed(a_case(person=a_person(**person))))
    assert [gap.code for gap in gaps] == [code]


def test_without_agreement_there_must_be_a_ground_and_somebody_who_says_so():
    no = builders.a_session(consent=builders.a_consent(share=Share.NO))
    assert [g.code for g in missing(composed(a_case(session=no)))] == [
        "consent-missing", "authoriser-missing",
    ]  # fmt: skip
    content = composed(a_case(session=no), risk_ground="Risk to life", authorised_by="OH lead")
    assert missing(content) == ()


def test_who_was_not_asked_yet_has_not_said_no():
    later = builders.a_session(consent=builders.a_consent(share=Share.LATER))
    content = composed(a_case(session=later), risk_ground="Risk to life", authorised_by="OH lead")
    assert (content.consent.risk_ground, content.consent.authorised_by) == ("", "")
    assert "consent-missing" in [gap.code for gap in missing(content)]


def test_a_ground_is_not_told_of_somebody_who_agreed():
    consent = composed(risk_ground="Risk to life", authorised_by="OH lead").consent
    assert (consent.share, consent.risk_ground, consent.authorised_by) == (True, "", "")


def test_a_reason_is_needed():
    assert [gap.code for gap in missing(composed(reason=" "))] == ["reason-missing"]


def a_referral() -> Referral:
    content = composed()
    return Referral(
        ReferralId("r-1"), "R-2026-0001", 1, PersonId("person-1"), IncidentId("incident-1"),
        SessionId("session-1"), ReferralChoices(),
        content, NOW, NOW,
    )  # fmt: skip


def test_a_signed_revision_cannot_be_changed_and_the_next_one_names_it():
    signed = a_referral().signed(composed(), Produced(b"%PDF", "ab" * 32, "cd" * 32), NOW)
    with pytest.raises(RuleError, match="referral-is-signed"):
        signed.changed(ReferralChoices(), composed(), NOW)
    following = signed.next_revision(composed(), NOW + timedelta(days=1))
    assert (following.revision, following.state, following.pdf) == (2, ReferralState.DRAFT, b"")
    assert following.replaces == "ab" * 32


def test_a_draft_has_no_next_revision():
    with pytest.raises(RuleError, match="referral-is-draft"):
        a_referral().next_revision(composed(), NOW)


def test_what_it_says_is_not_in_its_representation():
    referral = replace(a_referral(), choices=ReferralChoices(reason="Poor sleep."))
    assert "Poor sleep" not in repr(referral)
    assert "Robin" not in repr(referral)
    assert "Robin" not in repr(composed())
    assert referral.choices.desk_id == NO_DESK
