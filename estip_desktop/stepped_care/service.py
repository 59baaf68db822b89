"""From a session to a proposal, and from a person's choice to a decision with its next contacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Protocol

from estip_desktop.casework import (
    NATION,
    CaseworkUnitOfWork,
    Concern,
    ConcernClosing,
    Decision,
    FollowUp,
    FollowUpState,
)
from estip_desktop.casework.contacts import (
    AFTER_CONCERN,
    CLEAR,
    REMIND_DAYS,
    REMINDER,
    Contacts,
    mark_closed,
)
from estip_desktop.errors import RuleError
from estip_desktop.guidance import (
    Asked,
    Concerns,
    Guide,
    Guided,
    Questionnaires,
    outcome_of,
    standing_codes,
    stands,
)
from estip_desktop.instruments import Instrument, InstrumentItem, Status
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day
from estip_desktop.kernel.ids import DecisionId, FollowUpId, IdFactory, SessionId
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.protocols import PipStatus
from estip_desktop.stepped_care.agreement import CHECK_IN, Agreement, agreement_of, planned
from estip_desktop.stepped_care.case import case_from_answers
from estip_desktop.stepped_care.closing import NOT_CLEAR, Closings, wants_to_close
from estip_desktop.stepped_care.engine import Recommendation, decide
from estip_desktop.stepped_care.estim import (
    ESTIM,
    ESTIM_PATHWAY,
    OUTCOME_DUE,
    grounds_shown,
    grounds_words,
    wants_estim,
)
from estip_desktop.stepped_care.model import (
    Case,
    Level,
    Nation,
    Pathways,
    Previous,
    Safety,
    Screen,
)
from estip_desktop.stepped_care.model import Screening as ScreeningOffer
from estip_desktop.stepped_care.schedule import DatedFollowUp, ack_deadline, next_contacts

_SERIOUSNESS = (Safety.NO, Safety.DECLINED, Safety.FLEETING, Safety.INTENT)
REFERRED = frozenset({"P3", "P4", "P5"})
"""Pathways whose parcel goes to Occupational Health as a referral."""
CALLED_BACK = frozenset({"P4", "P5"})
"""Pathways whose call-backs stay planned even if a contact was declined: somebody was at risk."""


class CareContent(Protocol):
    """The rules and the questionnaires they look at."""

    def pathways(self) -> Pathways:
        """Flags, rungs, thresholds and rules."""
        ...

    def instrument(self, instrument_id: str) -> Instrument:
        """One questionnaire."""
        ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the engine proposes for a session, with the dates that follow from each choice."""

    recommendation: Recommendation
    contacts: Mapping[str, tuple[DatedFollowUp, ...]]
    """By pathway: the next contacts if it were chosen."""
    wish: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Finished:
    """A session that was closed, with what was decided and agreed."""

    guided: Guided
    decision: Decision | None
    follow_ups: tuple[FollowUp, ...]


class Care:
    """Propose, decide, and plan what comes next."""

    def __init__(
        self,
        open_unit: Callable[[], CaseworkUnitOfWork],
        content: CareContent,
        guide: Guide,
        questionnaires: Questionnaires,
        concerns: Concerns,
        clock: Clock,
        ids: IdFactory,
    ) -> None:
        self._open_unit = open_unit
        self._content = content
        self._guide = guide
        self._questionnaires = questionnaires
        self._concerns = concerns
        self._clock = clock
        self._ids = ids
        contacts = Contacts(open_unit, clock, ids)
        self.closings = Closings(
            open_unit, content, guide, questionnaires, contacts, self._recommended, clock
        )

    def suggest(self, session_id: SessionId) -> Suggestion:
        """Work the proposal out from everything that was answered in the session."""
        self._guide.forget(session_id)
        guided = self._guide.open(session_id)
        case, instruments = self._case(guided)
        pathways = self._content.pathways()
        recommendation = decide(case, pathways, instruments)
        start, today = local_day(guided.incident.ended_at), local_day(self._clock.now())
        family = guided.protocol.family
        contacts = {
            rung: next_contacts(pathways, rung, start, today, family) for rung in pathways.rungs
        }
        return Suggestion(recommendation, contacts)

    def _recommended(self, session_id: SessionId) -> Recommendation:
        return self.suggest(session_id).recommendation

    def decide(
        self,
        session_id: SessionId,
        chosen: str,
        *,
        reason: str = "",
        wish: str = "",
    ) -> Decision:
        """Keep the pathway a person chose, with the rule and the inputs it was suggested from.

        The inputs name the version of the rules as well, under ``definition``.

        Raises:
            RuleError: ``pathway-lower-needs-reason``: a lower rung than suggested without a reason.
            NotFoundError: There is no such pathway.
        """
        recommendation = self.suggest(session_id).recommendation
        suggested = recommendation.pathway
        self._content.pathways().rung(chosen)
        if chosen < suggested and not reason.strip():
            raise RuleError("pathway-lower-needs-reason")
        guided = self._guide.open(session_id)
        decision = Decision(
            id=DecisionId(self._ids.new()),
            session_id=session_id,
            person_id=guided.person.id,
            suggested=suggested,
            chosen=chosen,
            rule=recommendation.rule,
            reason=reason.strip(),
            inputs={**recommendation.inputs, "definition": recommendation.definition},
            at=self._clock.now(),
            wish=wish.strip(),
        )
        if guided.is_kept:
            with self._open_unit() as unit:
                unit.decisions.save(decision)
                unit.audit.record(
                    AuditEvent("pathway-decided", session_id, f"{suggested}->{chosen}")
                )
                unit.commit()
        return decision

    def decision(self, session_id: SessionId) -> Decision | None:
        """The newest decision of a session."""
        with self._open_unit() as unit:
            return unit.decisions.latest_of_session(session_id)

    def next_contact_day(self, session_id: SessionId) -> date | None:
        """The day of the first contact that follows from the decision, where there is one."""
        decision = self.decision(session_id)
        if decision is None:
            return None
        contacts = self._contacts(self._guide.open(session_id), decision)
        return contacts[0].due if contacts else None

    def finish(self, session_id: SessionId) -> Finished:
        """Close the session and, in the same transaction, plan the contacts that follow.

        The first contact takes way and person from what was agreed in the closing step, and its
        date unless the pathway does not allow it: then it is one more contact. "Declined"
        leaves the first one as declined and plans no other, except after risk.

        Raises:
            RuleError: ``estim-urgent-first``: an ESTIM is asked for, and the answers ask for
                something urgent. A required page is open, a concern is open, nothing was decided
                (``pathway-not-decided``), or the answers now suggest more than was suggested and
                chosen, or than was chosen before a new warning (``pathway-changed``), or the case
                was to end and something stands against that (``case-not-clear``).
        """
        guided = self._guide.open(session_id)
        decision = self._decided(session_id, guided)
        closes = guided.is_kept and wants_to_close(guided)
        if closes and self.closings.against(session_id):
            raise RuleError(NOT_CLEAR)
        rows: list[FollowUp] = []

        def plan(unit: CaseworkUnitOfWork, closed: Guided) -> None:
            if closes:
                person_id, incident_id = closed.person.id, closed.incident.id
                now = closed.session.finished_at or self._clock.now()
                mark_closed(unit, self._ids, person_id, incident_id, CLEAR, now=now)
            elif decision is not None:
                rows.extend(self._plan(unit, closed, decision))
            else:
                rows.extend(self._plan_agreed(unit, closed))

        finished = self._guide.finish(session_id, plan)
        return Finished(finished, decision, tuple(rows))

    def _decided(self, session_id: SessionId, guided: Guided) -> Decision | None:
        """What was decided in a session that ends, if it may end so."""
        if not guided.is_kept:
            return None
        decision = self.decision(session_id)
        if decision is None and wants_estim(guided):
            decision = self._ask_for_estim(session_id, guided)
        if decision is None and _has_pathway_page(guided):
            raise RuleError("pathway-not-decided")
        if decision is None and self._recommended(session_id).pathway in CALLED_BACK:
            raise RuleError("estim-urgent-first")  # whatever they said to the ESTIM itself
        if decision is not None and self._asks_again(session_id, decision):
            raise RuleError("pathway-changed")
        return decision

    def estim_grounds(self, session_id: SessionId) -> tuple[str, ...]:
        """What speaks for an ESTIM in the record of the case, and what has to be known first."""
        guided = self._guide.open(session_id)
        person_id, incident = guided.person.id, guided.incident
        with self._open_unit() as unit:
            flags = [f for f in unit.flags.of_case(person_id, incident.id) if stands(f)]
            sessions = [
                each
                for each in unit.sessions.of_person(person_id)
                if each.incident_id == incident.id and each.id != session_id
            ]
            screenings = [s for each in sessions for s in unit.screenings.of_session(each.id)]
            groups = [g for g in unit.groups.of_person(person_id) if g.incident_id == incident.id]
        return grounds_shown(
            self._content.pathways(), incident, flags, sessions, groups, screenings
        )

    def _ask_for_estim(self, session_id: SessionId, guided: Guided) -> Decision:
        """They would like one: that is the decision, unless something urgent comes first."""
        if any(page.required for page in guided.run.unanswered()):
            raise RuleError("page-is-required")
        if self.suggest(session_id).recommendation.pathway in CALLED_BACK:
            raise RuleError("estim-urgent-first")
        return self.decide(session_id, ESTIM_PATHWAY, reason=grounds_words(guided))

    def _asks_again(self, session_id: SessionId, decision: Decision) -> bool:
        """Whether the answers suggest more than was suggested and chosen.

        The reason for a lower choice is no reason against a warning that came after it.
        """
        now = self.suggest(session_id).recommendation.pathway
        pathways = self._content.pathways()
        raised = [
            flag.raised_at
            for flag in self._guide.open(session_id).flags
            if stands(flag) and pathways.flag(flag.code).level is not Level.LEGAL
        ]
        # A graver answer raises no flag that stands already; its concern tells.
        opened = [
            concern.opened_at
            for concern in self._concerns.of_session(session_id)
            if concern.closing is ConcernClosing.RECORDED
        ]
        warned = any(moment > decision.at for moment in (*raised, *opened))
        return now > (decision.chosen if warned else max(decision.suggested, decision.chosen))

    def finished(self, session_id: SessionId) -> Finished:
        """A session that was closed before, as :meth:`finish` gave it.

        Raises:
            NotFoundError: There is none; of a talk-only conversation nothing is left to read.
        """
        guided = self._guide.open(session_id)
        with self._open_unit() as unit:
            follow_ups = sorted(unit.follow_ups.of_session(session_id), key=lambda row: row.due_on)
        return Finished(guided, self.decision(session_id), tuple(follow_ups))

    def _plan(
        self, unit: CaseworkUnitOfWork, guided: Guided, decision: Decision
    ) -> tuple[FollowUp, ...]:
        today = local_day(self._clock.now())
        agreed = agreement_of(guided, today)
        at_risk = decision.chosen in CALLED_BACK
        if at_risk:
            agreed = replace(agreed, declined=False)
        dues = planned(
            self._content.pathways(),
            self._contacts(guided, decision),
            agreed,
            today,
            keeps_dates=at_risk,
        )
        follow_ups = self._rows(guided, dues, agreed)
        if wants_estim(guided) and decision.chosen == ESTIM_PATHWAY:
            follow_ups = (*follow_ups, self._outcome_of_estim(unit, guided, today))
        for other in unit.follow_ups.of_case(guided.person.id, guided.incident.id):
            if self._is_this_contact(unit, other, guided, today):
                # The moment tells which talk it was, if that has to be taken out of the record.
                moment = guided.session.finished_at or self._clock.now()
                done = replace(other, state=FollowUpState.DONE, closed_at=moment)
                unit.follow_ups.save(done)
                unit.audit.record(AuditEvent("follow-up-closed", other.id, "done"))
        for row in follow_ups:
            unit.follow_ups.save(row)
            unit.audit.record(AuditEvent("follow-up-agreed", row.id, row.purpose))
        return follow_ups

    def _plan_agreed(self, unit: CaseworkUnitOfWork, guided: Guided) -> tuple[FollowUp, ...]:
        """Nothing was decided, as where somebody would rather have no ESTIM: a day is kept."""
        agreed = agreement_of(guided, local_day(self._clock.now()))
        dues = [(CHECK_IN, agreed.due_on)] if agreed.due_on is not None else []
        rows = self._rows(guided, dues, agreed)
        for row in rows:
            unit.follow_ups.save(row)
            unit.audit.record(AuditEvent("follow-up-agreed", row.id, row.purpose))
        return rows

    def _is_this_contact(
        self, unit: CaseworkUnitOfWork, other: FollowUp, guided: Guided, today: date
    ) -> bool:
        """Whether this talk was what an earlier contact was for.

        What came of an ESTIM is asked by itself; asking for one is no contact; and what is still
        to come after danger, or after an urgent step, is not done by another talk before it.
        """
        if other.state is not FollowUpState.DUE or other.session_id == guided.session.id:
            return False
        if other.purpose == OUTCOME_DUE or guided.protocol.family == ESTIM:
            return False
        if other.due_on <= today:
            return True
        earlier = None
        if other.session_id is not None:
            earlier = unit.decisions.latest_of_session(other.session_id)
        was_urgent = earlier is not None and earlier.chosen in CALLED_BACK
        return other.purpose != AFTER_CONCERN and not was_urgent

    def _outcome_of_estim(self, unit: CaseworkUnitOfWork, guided: Guided, today: date) -> FollowUp:
        """When the request is to have been accepted, somebody asks what came of it."""
        pathways = self._content.pathways()
        nation = Nation(unit.settings.get(NATION) or Nation.ENGLAND)
        deadline = ack_deadline(pathways, ESTIM_PATHWAY, self._clock.now(), nation).accepted_by
        return FollowUp(
            id=FollowUpId(self._ids.new()),
            person_id=guided.person.id,
            incident_id=guided.incident.id,
            session_id=guided.session.id,
            purpose=OUTCOME_DUE,
            due_on=local_day(deadline) if deadline is not None else today,
        )

    def _contacts(self, guided: Guided, decision: Decision) -> tuple[DatedFollowUp, ...]:
        return next_contacts(
            self._content.pathways(),
            decision.chosen,
            local_day(guided.incident.ended_at),
            local_day(self._clock.now()),
            guided.protocol.family,
        )

    def _rows(
        self, guided: Guided, dues: Sequence[tuple[str, date]], agreed: Agreement
    ) -> tuple[FollowUp, ...]:
        wanted = agreed.due_on if agreed.due_on is not None else dues[0][1] if dues else None
        rows = [
            FollowUp(
                id=FollowUpId(self._ids.new()),
                person_id=guided.person.id,
                incident_id=guided.incident.id,
                session_id=guided.session.id,
                purpose=purpose,
                due_on=due,
                method=agreed.method,
                who=agreed.who if due == wanted else "",
            )
            for purpose, due in dues
        ]
        if not agreed.declined:
            return tuple(rows)
        declined = [replace(row, state=FollowUpState.DECLINED) for row in rows[:1]]
        if agreed.remind:
            day = local_day(self._clock.now()) + timedelta(days=REMIND_DAYS)
            declined.append(
                FollowUp(
                    id=FollowUpId(self._ids.new()),
                    person_id=guided.person.id,
                    incident_id=guided.incident.id,
                    session_id=guided.session.id,
                    purpose=REMINDER,
                    due_on=day,
                    method=agreed.method,
                    who=agreed.who,
                )
            )
        return tuple(declined)

    def _case(self, guided: Guided) -> tuple[Case, dict[str, Instrument]]:
        asked = self._questionnaires.of_session(guided.session.id) if guided.is_kept else ()
        screens = []
        instruments = {}
        for each in asked:
            if each.screening.result is None and not _is_complete(each):
                continue
            instruments[each.instrument.id] = each.instrument
            screens.append(
                Screen(
                    each.instrument.id,
                    tuple(
                        item.points(each.answers[item.link_id])
                        if item.link_id in each.answers
                        else None
                        for item in _listed_until_gate(each.instrument, each.answers)
                    ),
                )
            )
        last = guided.last
        concerns = self._concerns_of(guided)
        codes = list(standing_codes(guided.flags))
        if not guided.is_kept:
            codes += [code for concern in concerns for code in concern.flags]
        case = case_from_answers(
            self._content.pathways(),
            guided.protocol,
            guided.answers,
            day=max([guided.day, *(each.screening.day for each in asked)]),
            flags=tuple(codes),
            screens=tuple(screens),
            screening=ScreeningOffer.NONE,
            previous=Previous(last.distress, dict(last.totals)) if last else None,
            pip=PipStatus(guided.incident.pip.value),
        )
        return replace(case, safety=_most_serious(concerns, case.safety)), instruments

    def _concerns_of(self, guided: Guided) -> Sequence[Concern]:
        """The concerns of a session; of a talk-only one any without a session may be its own."""
        if guided.is_kept:
            return self._concerns.of_session(guided.session.id)
        start = guided.session.started_at
        return [each for each in self._concerns.of_session(None) if each.opened_at >= start]


def _most_serious(concerns: Sequence[Concern], safety: Safety | None) -> Safety | None:
    """The gravest of the answers to the direct question, on its page or in a concern.

    Who would rather not say whether they think of harming somebody else is not known to be safe.
    """
    answers = [safety] if safety is not None else []
    answers += [Safety(each.direct_answer) for each in concerns if each.direct_answer]
    answers += [Safety.DECLINED for each in concerns if each.of_others == Safety.DECLINED]
    return max(answers, key=_SERIOUSNESS.index, default=None)


def _is_complete(asked: Asked) -> bool:
    """Whether every answer is there, though nobody has worked the score out yet."""
    return outcome_of(asked).status is Status.COMPLETE


def _has_pathway_page(guided: Guided) -> bool:
    return any(page.kind.value == "pathway" for page in guided.run.pages)


def _listed_until_gate(
    instrument: Instrument, answers: Mapping[str, AnswerValue]
) -> tuple[InstrumentItem, ...]:
    listed = []
    for item in instrument.listed:
        listed.append(item)
        value = answers.get(item.link_id)
        if item.gate and value is not None and item.points(value) == 0:
            break
    return tuple(listed)
