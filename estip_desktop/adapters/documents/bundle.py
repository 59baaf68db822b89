"""The data of a referral: a FHIR R4 message bundle, shaped after BaRS.

Built from the same content as the pages. Identifiers are derived from referral, revision and role
(RFC 9562 §5.5), so that the same content gives the same bytes. There is no DocumentReference: a
file cannot hold its own hash. No BaRS application covers police Occupational Health, so conformance
is not claimed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from estip_desktop.adapters.documents import ink
from estip_desktop.adapters.documents.bundle_scores import observation, response
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.clock import to_text
from estip_desktop.referrals import ReferralContent, ScoreLine

Resource = dict[str, Any]
_NAMESPACE = uuid.UUID("8f3d2c7e-5b0a-5c61-9d42-7a1e0b9c4f55")
_OURS = "https://estip.example/fhir"
_TERMS = "http://terminology.hl7.org/CodeSystem"
_PRIORITY = {"P2": "routine", "P3": "routine", "P4": "urgent", "P5": "stat"}


def build_bundle(content: ReferralContent) -> bytes:
    """The bundle as canonical JSON."""
    return strict_json.canonical(_Builder(content).bundle())


def check_against_text(content: ReferralContent, drawn: Sequence[str]) -> tuple[str, ...]:
    """Which facts of the data are not on the pages; none means they agree.

    Compared without spaces, because lines are broken anywhere.
    """
    page = "".join("".join(drawn).split())
    person, request = content.person, content.request
    facts = {
        "reference": content.reference,
        "name": person.name,
        "staff-number": person.staff_number,
        "phone": content.contact.phone,
        "reason": request.reason,
        "urgency": request.pathway or request.urgency,
        "risk": content.risk.outcome,
        "risk-receiver": content.risk.receiver,
        "consent": content.consent.notice,
        **{f"question-{number}": text for number, text in enumerate(request.questions)},
        **{f"score-{name}": _score_fact(score) for name, score in _named(content.scores)},
        **{f"flag-{flag.code}": flag.meaning for flag in content.flags},
    }
    return tuple(
        name for name, fact in facts.items() if "".join(ink.plain(fact).split()) not in page
    )


def _named(scores: Sequence[ScoreLine]) -> list[tuple[str, ScoreLine]]:
    """Scores by the name of their instrument; one taken again has a number as well."""
    named: dict[str, ScoreLine] = {}
    for score in scores:
        name, number = score.instrument_id, 1
        while name in named:
            number += 1
            name = f"{score.instrument_id}-{number}"
        named[name] = score
    return list(named.items())


def _score_fact(score: ScoreLine) -> str:
    return score.words if score.score is None else f"{score.score} of {score.maximum}"


class _Builder:
    """Resources of one bundle, and the references between them."""

    def __init__(self, content: ReferralContent) -> None:
        self._content = content
        self._when = to_text(content.created_at)[:19] + "Z"

    def bundle(self) -> Resource:
        content = self._content
        resources = list(self._resources())
        bundle: Resource = {
            "resourceType": "Bundle",
            "id": self._id("bundle"),
            "identifier": {
                "system": f"{_OURS}/referral-revision",
                "value": f"{content.referral_id}.{content.revision}",
            },
            "type": "message",
            "timestamp": self._when,
            "entry": [
                {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
                for resource in resources
            ],
        }
        tags = [{"system": f"{_TERMS}/v3-Confidentiality", "code": "R", "display": "restricted"}]
        bundle["meta"] = {"security": tags}
        if content.exercise:
            bundle["meta"]["tag"] = [{"system": f"{_TERMS}/v3-ActReason", "code": "HTEST"}]
        return bundle

    def _resources(self) -> Iterator[Resource]:
        yield self._header()
        yield self._request()
        yield self._patient()
        yield from self._people()
        yield self._consent()
        content = self._content
        for name, score in _named(content.scores):
            role = f"response-{name}"
            has_response = bool(score.items)
            if has_response:
                yield response(
                    score, self._id(role), self._reference("patient"), self._reference("referrer")
                )
            yield observation(
                score,
                self._id(f"score-{name}"),
                self._reference("patient"),
                self._reference(role) if has_response else None,
            )
        for flag in content.flags:
            yield {
                "resourceType": "Flag",
                "id": self._id(f"flag-{flag.code}"),
                "status": "active",
                "category": [{"text": flag.level}],
                "code": {
                    "coding": [{"system": f"{_OURS}/flag", "code": flag.code}],
                    "text": flag.meaning,
                },
                "subject": self._reference("patient"),
            }
        if content.request.adjustments:
            yield self._plan()

    def _header(self) -> Resource:
        content = self._content
        header: Resource = {
            "resourceType": "MessageHeader",
            "id": self._id("header"),
            "eventCoding": {
                "system": "https://fhir.nhs.uk/CodeSystem/message-events-bars",
                "code": "servicerequest-request",
            },
            "source": {"name": content.app, "endpoint": f"urn:uuid:{self._id('app')}"},
            "sender": self._reference("force"),
            "author": self._reference("referrer"),
            "focus": [self._reference("request")],
            "reason": {
                "coding": [
                    {
                        "system": "https://fhir.nhs.uk/CodeSystem/message-reason-bars",
                        "code": "new" if content.revision == 1 else "update",
                    }
                ]
            },
        }
        if content.recipient:
            header["destination"] = [
                {"name": content.recipient, "endpoint": f"urn:uuid:{self._id('oh')}"}
            ]
        return header

    def _request(self) -> Resource:
        content, request = self._content, self._content.request
        service, text = "oh-psychological", "Occupational Health, psychological"
        if content.is_estim:
            service, text = "estim", "ESTIM request"
        resource: Resource = {
            "resourceType": "ServiceRequest",
            "id": self._id("request"),
            "identifier": [
                {"system": f"{_OURS}/referral", "value": content.referral_id},
                {"system": f"{_OURS}/reference", "value": content.reference},
            ],
            "status": "active",
            "intent": "order",
            "priority": _PRIORITY.get(request.urgency, "routine"),
            "category": [
                {
                    "coding": [{"system": f"{_OURS}/service", "code": service}],
                    "text": text,
                }
            ],
            "code": {
                "coding": [{"system": f"{_OURS}/pathway", "code": request.urgency}],
                "text": request.pathway or request.urgency,
            },
            "subject": self._reference("patient"),
            "authoredOn": self._when,
            "requester": self._reference("role"),
            "performer": [self._reference("oh")],
            "reasonCode": [{"text": request.reason}],
            "supportingInfo": list(self._supporting()),
            "note": [{"text": note} for note in self._notes()],
        }
        if request.needed_by:
            resource["occurrenceDateTime"] = request.needed_by.isoformat()
        if content.replaces:
            previous = f"{content.referral_id}.{content.revision - 1}"
            resource["replaces"] = [
                {"identifier": {"system": f"{_OURS}/referral-revision", "value": previous}}
            ]
        return {key: value for key, value in resource.items() if value not in ([], "")}

    def _supporting(self) -> Iterator[Resource]:
        for name, score in _named(self._content.scores):
            if score.items:
                yield self._reference(f"response-{name}")
            yield self._reference(f"score-{name}")
        for flag in self._content.flags:
            yield self._reference(f"flag-{flag.code}")

    def _notes(self) -> Iterator[str]:
        content = self._content
        yield f"Immediate risk: {content.risk.outcome}"
        if content.risk.receiver:
            yield f"Taken over by: {content.risk.receiver}"
        yield from content.request.questions
        if content.request.wish:
            yield f"They asked for: {content.request.wish}"
        for line in content.done:
            if line.how:
                yield f"{line.what} {line.day.isoformat()}: {line.how}"
        yield f"Not included: {', '.join(content.not_included)}"

    def _patient(self) -> Resource:
        person, contact = self._content.person, self._content.contact
        identifiers = [{"system": f"{_OURS}/person-reference", "value": person.reference}]
        if person.staff_number:
            identifiers.append({"system": f"{_OURS}/staff-number", "value": person.staff_number})
        telecom = [
            {"system": system, "value": value}
            for system, value in (("phone", contact.phone), ("email", contact.email))
            if value
        ]
        resource: Resource = {
            "resourceType": "Patient",
            "id": self._id("patient"),
            "identifier": identifiers,
            "name": [{"use": "usual", "text": person.name}] if person.name else [],
            "telecom": telecom,
        }
        if person.date_of_birth:
            resource["birthDate"] = person.date_of_birth.isoformat()
        if contact.language:
            resource["communication"] = [{"language": {"text": contact.language}}]
        return {key: value for key, value in resource.items() if value != []}

    def _people(self) -> Iterator[Resource]:
        referrer = self._content.referrer
        practitioner: Resource = {"resourceType": "Practitioner", "id": self._id("referrer")}
        if referrer.name:
            practitioner["name"] = [{"text": referrer.name}]
        yield practitioner
        yield {
            "resourceType": "PractitionerRole",
            "id": self._id("role"),
            "practitioner": self._reference("referrer"),
            "organization": self._reference("force"),
            "code": [{"text": referrer.role or "Peer supporter"}],
        }
        yield self._organisation("force", referrer.force or "Referring force")
        yield self._organisation("oh", self._content.recipient or "Occupational Health")

    def _organisation(self, role: str, name: str) -> Resource:
        return {"resourceType": "Organization", "id": self._id(role), "name": name}

    def _consent(self) -> Resource:
        consent = self._content.consent
        return {
            "resourceType": "Consent",
            "id": self._id("consent"),
            "status": "active" if consent.share else "rejected",
            "scope": {"coding": [{"system": f"{_TERMS}/consentscope", "code": "patient-privacy"}]},
            "category": [
                {"coding": [{"system": "http://loinc.org", "code": "59284-0"}]},
            ],
            "patient": self._reference("patient"),
            "dateTime": to_text(consent.at)[:19] + "Z",
            "performer": [self._reference("patient")],
            "policyRule": {"text": consent.notice or "privacy notice"},
        }

    def _plan(self) -> Resource:
        return {
            "resourceType": "CarePlan",
            "id": self._id("plan"),
            "status": "active",
            "intent": "plan",
            "subject": self._reference("patient"),
            "description": self._content.request.adjustments,
        }

    def _id(self, role: str) -> str:
        content = self._content
        return str(uuid.uuid5(_NAMESPACE, f"{content.referral_id}.{content.revision}/{role}"))

    def _reference(self, role: str) -> Resource:
        return {"reference": f"urn:uuid:{self._id(role)}"}
