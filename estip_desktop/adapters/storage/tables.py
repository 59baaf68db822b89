"""Every table whose rows carry tags, for the check."""

from __future__ import annotations

from estip_desktop.adapters.storage.care_rows import CONCERNS, DECISIONS, FLAGS, FOLLOW_UPS
from estip_desktop.adapters.storage.counters import COUNTERS
from estip_desktop.adapters.storage.guidance_rows import (
    GROUP_SESSIONS,
    SAFETY_REPORTS,
    SCREENING_NOTES,
    SESSION_NOTES,
    SHEETS_GIVEN,
)
from estip_desktop.adapters.storage.keeping_rows import (
    CORRECTIONS,
    HANDOVERS,
    HOLDS,
    WITHDRAWALS,
)
from estip_desktop.adapters.storage.outbox_rows import EVENTS, PARCELS
from estip_desktop.adapters.storage.people_rows import INCIDENTS, PEOPLE
from estip_desktop.adapters.storage.receiving_rows import (
    DOCUMENTS,
    INBOX,
    OBJECTS,
    QUARANTINE,
    RECEIPTS,
)
from estip_desktop.adapters.storage.referral_rows import REFERRALS
from estip_desktop.adapters.storage.rows import MacTable
from estip_desktop.adapters.storage.session_rows import ANSWERS, SCREENINGS, SESSIONS
from estip_desktop.adapters.storage.setting_rows import OWN_CHECKS, SETTINGS, TALLIES
from estip_desktop.adapters.storage.trust_rows import DESKS, IDENTITY, SENDERS

ALL_TABLES: tuple[MacTable, ...] = (
    PEOPLE,
    INCIDENTS,
    SESSIONS,
    ANSWERS,
    SCREENINGS,
    FLAGS,
    CONCERNS,
    DECISIONS,
    FOLLOW_UPS,
    TALLIES,
    OWN_CHECKS,
    SETTINGS,
    COUNTERS,
    IDENTITY,
    DESKS,
    SENDERS,
    REFERRALS,
    PARCELS,
    EVENTS,
    INBOX,
    OBJECTS,
    RECEIPTS,
    QUARANTINE,
    HOLDS,
    WITHDRAWALS,
    CORRECTIONS,
    HANDOVERS,
    DOCUMENTS,
    GROUP_SESSIONS,
    SESSION_NOTES,
    SCREENING_NOTES,
    SHEETS_GIVEN,
    SAFETY_REPORTS,
)
