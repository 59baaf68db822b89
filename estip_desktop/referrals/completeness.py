"""What a referral still needs before it can be signed."""

from __future__ import annotations

from dataclasses import dataclass

from estip_desktop.referrals.content import ReferralContent

_PHONE_FIRST = frozenset({"P4", "P5"})


@dataclass(frozen=True, slots=True)
class Missing:
    """One gap: a stable code, and the field of the page that closes it."""

    code: str
    field: str


def missing(content: ReferralContent) -> tuple[Missing, ...]:
    """Gaps in the order of the page; none means it can be signed.

    What a clinician needs: who it is about, how to reach them, why, and agreement or
    the ground for going without it; an urgent referral is phoned first.
    """
    person, contact, consent, request = (
        content.person, content.contact, content.consent, content.request,
    )  # fmt: skip
    checks = (
        (person.name.strip(), "person-name-missing", "name"),
        (
            person.staff_number.strip() or person.date_of_birth,
            "person-number-missing",
            "staff_number",
        ),
        (contact.method_code, "contact-method-missing", "contact_method"),
        (_reachable(content), "contact-address-missing", "phone"),
        (content.referrer.name.strip(), "referrer-name-missing", "referrer"),
        (consent.share or consent.risk_ground.strip(), "consent-missing", "consent"),
        (consent.share or consent.authorised_by.strip(), "authoriser-missing", "authorised_by"),
        (request.reason.strip(), "reason-missing", "reason"),
        (request.urgency not in _PHONE_FIRST or request.phoned_at, "phone-first", "phoned_to"),
    )
    return tuple(Missing(code, field) for value, code, field in checks if not value)


def _reachable(content: ReferralContent) -> bool:
    contact = content.contact
    match contact.method_code:
        case "phone" | "text":
            return bool(contact.phone.strip())
        case "email":
            return bool(contact.email.strip())
        case _:
            return True
