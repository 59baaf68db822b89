"""Whom to turn to, and the settings of a force."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from estip_desktop.adapters.content.shapes.base import Day, Sourced, Strict, Words


class ServiceShape(Strict, frozen=True, kw_only=True):
    """A contact."""

    id: Words
    name: Words
    kind: Literal["emergency", "crisis", "listening", "counselling", "gp", "internal"]
    phone: str
    text: str
    url: str
    nations: list[Literal["england", "wales", "scotland", "northern_ireland"]]
    hours: Words
    audience: Literal["anyone", "police"]
    note: Words
    route: Literal["", "internal", "external"] = ""
    criteria: str = ""
    urgent: bool
    confirmed: bool
    checked_on: Day
    source: Words


class ServicesFile(Strict, frozen=True, kw_only=True):
    """``services/national.json``."""

    id: Words
    version: Words
    language: Words
    reviewed: Day
    warn_after_days: Annotated[int, Meta(gt=0)]
    services: Annotated[list[ServiceShape], Meta(min_length=1)]


class RetentionShape(Sourced, frozen=True, kw_only=True):
    """How long what is kept."""

    session_days_after_accepted: int
    referral_days_after_accepted: int
    group_days: int
    tally_months: int
    audit_months: int


class TransportShape(Strict, frozen=True, kw_only=True):
    """Where parcels are left."""

    kind: Literal["folder", "s3", "webdav", "sftp"]
    path: str = ""


class PhoneShape(Strict, frozen=True, kw_only=True):
    """A number of the force."""

    name: Words
    phone: Words


class ProfileFile(Strict, frozen=True, kw_only=True):
    """``profiles/default.json``."""

    id: Words
    version: Words
    reviewed: Day
    built_in: bool
    name: Words
    nation: Literal["england", "wales", "scotland", "northern_ireland"]
    banner: str
    peer_instruments: list[Words]
    default_battery: list[Words]
    cut_offs: dict[str, int]
    follow_up_days: list[int]
    suppression_limit: Annotated[int, Meta(ge=5)]
    profile_warn_after_days: Annotated[int, Meta(gt=0)]
    retention: RetentionShape
    transport: TransportShape
    phones: list[PhoneShape]
    recovery_recipient: Annotated[str, Meta(pattern="^age1[0-9a-z]{58}$")] | None
