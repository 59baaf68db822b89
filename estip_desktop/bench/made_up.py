"""A made-up referral of two pages, and who signs and receives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from estip_desktop.adapters.crypto.identity import P256KeyMaker
from estip_desktop.kernel.ids import DeskId
from estip_desktop.provisioning import IdentityKeys, KnownDesk, OwnIdentity
from estip_desktop.referrals.content import (
    AnswerLine,
    ConsentBlock,
    ContactBlock,
    DoneLine,
    EventBlock,
    FlagLine,
    ItemLine,
    PersonBlock,
    ReferralContent,
    ReferrerBlock,
    RequestBlock,
    RiskBlock,
    ScoreBand,
    ScoreLine,
)
from estip_desktop.referrals.model import SealOrder
from estip_desktop.referrals.sealing import order_for
from estip_desktop.stepped_care import AckDeadline

MOMENT = datetime(2026, 11, 26, 21, 50, tzinfo=UTC)
_BANDS = (
    ScoreBand("lower", 0, 4),
    ScoreBand("mild", 5, 9),
    ScoreBand("moderate", 10, 14),
    ScoreBand("higher", 15, 27),
)
_ITEMS = 9


@dataclass(frozen=True, slots=True)
class Paper:
    """What a producing process is handed."""

    content: ReferralContent
    identity: OwnIdentity
    keys: IdentityKeys
    order: SealOrder


def a_paper() -> Paper:
    """Everything for one referral; keys are fresh."""
    maker = P256KeyMaker()
    own, keys = maker.new_identity("Bench", now=MOMENT, desk=False, exercise=False, store="")
    theirs, _theirs = maker.new_identity(
        "Bench OH", now=MOMENT, desk=True, exercise=False, store="file:///bench"
    )
    desk = KnownDesk(
        DeskId(theirs.kid),
        theirs.name,
        theirs.certificate,
        theirs.recipient,
        theirs.store,
        MOMENT,
    )
    deadline = AckDeadline(MOMENT, MOMENT, phone_first=False, phone_again_at=None)
    return Paper(_CONTENT, own, keys, order_for(_CONTENT, own, desk, deadline))


def _score(number: int) -> ScoreLine:
    return ScoreLine(
        instrument_id=f"bench-{number}",
        title=f"Questionnaire {number}",
        version="1.0.0",
        day=date(2026, 11, 26),
        answered=_ITEMS,
        asked=_ITEMS,
        minimum=0,
        maximum=27,
        words="moderate",
        attribution="Made up for measuring; nobody's instrument.",
        score=11 + number,
        bands=_BANDS,
        cut_off=10,
        cut_off_source="Nobody 2026",
        window="last two weeks",
        mode="read aloud",
        items=tuple(
            ItemLine(f"i{item}", f"Item {item} in a few plain words", "Several days", "1", 1)
            for item in range(_ITEMS)
        ),
    )


_CONTENT = ReferralContent(
    referral_id="01930000-0000-7000-8000-000000000001",
    reference="R-2026-0001",
    revision=1,
    created_at=MOMENT,
    app="estip_desktop bench",
    recipient="Bench OH",
    crisis=(("Samaritans", "116 123"), ("Emergency", "999")),
    protocol_version="MR 1.0.0",
    person=PersonBlock("P-0001", "Sam Example", "ND4471", date(1989, 3, 14), "PC", "Northdale"),
    contact=ContactBlock(
        "telephone", "phone", "01632 960417", "", "after 6 pm", message_ok=True, language="English"
    ),
    referrer=ReferrerBlock("Priya Made-Up", "Peer supporter", "Northdale Police", "01632 960001"),
    consent=ConsentBlock(
        share=True, notice="estip-privacy/2", at=MOMENT, how="in person", share_item_answers=True
    ),
    event=EventBlock(
        "Ferry Lane collision",
        date(2026, 10, 29),
        "Ferry Lane, Northdale",
        "road",
        ("fatality", "prolonged"),
        "no",
    ),
    request=RequestBlock(
        pathway="Occupational Health",
        urgency="P3",
        reason="Sleep and concentration have not come back; work is harder than before.",
        rule="7",
        suggested="P3",
        wish="Somebody to talk to who was not there.",
        questions=("Is a change of duties advised?", "Which treatment is open to them?"),
        adjustments="No nights until reviewed.",
        needed_by=date(2026, 12, 10),
    ),
    risk=RiskBlock("No thoughts of self-harm when asked."),
    done=(DoneLine(date(2026, 11, 1), "Defusing", "in person"),),
    scores=(_score(1), _score(2)),
    flags=(FlagLine("A4", "Sleep disturbed for four weeks"),),
    answers=(AnswerLine("Harder than usual", "Work"), AnswerLine("As usual", "Driving")),
    not_included=("Notes of the conversation", "Names of other people"),
)
