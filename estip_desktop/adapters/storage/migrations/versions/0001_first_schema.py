"""First schema.

Every table but ``audit`` is read through a ``MacTable``: its columns, then ``ver`` and ``mac``.
STRICT, so that a cell comes back as the type that was tagged.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

_AUDIT = (
    """CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        what TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        rows BLOB NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
)

_CASEWORK = (
    """CREATE TABLE people (
        id TEXT PRIMARY KEY NOT NULL,
        reference TEXT NOT NULL,
        name TEXT NOT NULL,
        staff_number TEXT NOT NULL,
        date_of_birth TEXT,
        role TEXT NOT NULL,
        station TEXT NOT NULL,
        phone TEXT NOT NULL,
        email TEXT NOT NULL,
        contact_method TEXT,
        safe_times TEXT NOT NULL,
        message_ok INTEGER,
        language TEXT NOT NULL,
        access_needs TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX people_by_reference ON people (reference)",
    """CREATE TABLE incidents (
        id TEXT PRIMARY KEY NOT NULL,
        title TEXT NOT NULL,
        place TEXT NOT NULL,
        ended_at TEXT NOT NULL,
        category TEXT NOT NULL,
        pip TEXT NOT NULL,
        pip_cleared_by TEXT NOT NULL,
        created_at TEXT,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX incidents_by_age ON incidents (created_at, id)",
    """CREATE TABLE sessions (
        id TEXT PRIMARY KEY NOT NULL,
        protocol_id TEXT NOT NULL,
        protocol_version TEXT NOT NULL,
        person_id TEXT NOT NULL,
        incident_id TEXT NOT NULL,
        consent_talk INTEGER NOT NULL,
        consent_record INTEGER NOT NULL,
        consent_share TEXT NOT NULL,
        consent_notice TEXT NOT NULL,
        consent_at TEXT NOT NULL,
        supporter TEXT NOT NULL,
        started_at TEXT NOT NULL,
        touched_at TEXT NOT NULL,
        setting TEXT NOT NULL,
        page_id TEXT NOT NULL,
        label TEXT NOT NULL,
        timing_reason TEXT NOT NULL,
        state TEXT NOT NULL,
        finished_at TEXT,
        discard_reason TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    # Without touched_at: every answer moves it, and drafts are few enough to be sorted when read.
    "CREATE INDEX sessions_drafts ON sessions (id) WHERE state = 'draft'",
    "CREATE INDEX sessions_of_person ON sessions (person_id, started_at)",
    "CREATE INDEX sessions_of_incident ON sessions (incident_id, started_at)",
    """CREATE TABLE answers (
        owner TEXT NOT NULL,
        link_id TEXT NOT NULL,
        value TEXT NOT NULL,
        at INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL,
        PRIMARY KEY (owner, link_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE screenings (
        id TEXT PRIMARY KEY NOT NULL,
        session_id TEXT NOT NULL,
        person_id TEXT NOT NULL,
        instrument_id TEXT NOT NULL,
        instrument_version TEXT NOT NULL,
        mode TEXT NOT NULL,
        day INTEGER NOT NULL,
        started_at TEXT NOT NULL,
        page_id TEXT NOT NULL,
        state TEXT NOT NULL,
        finished_at TEXT,
        result TEXT,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX screenings_of_session ON screenings (session_id, started_at)",
    "CREATE INDEX screenings_of_person ON screenings (person_id, started_at)",
    """CREATE TABLE flags (
        id TEXT PRIMARY KEY NOT NULL,
        person_id TEXT NOT NULL,
        incident_id TEXT NOT NULL,
        session_id TEXT,
        code TEXT NOT NULL,
        source TEXT NOT NULL,
        raised_at TEXT NOT NULL,
        considered_at TEXT,
        considered TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX flags_of_case ON flags (person_id, incident_id, raised_at)",
    "CREATE INDEX flags_of_session ON flags (session_id, raised_at)",
    """CREATE TABLE concerns (
        id TEXT PRIMARY KEY NOT NULL,
        opened_at TEXT NOT NULL,
        opened_by TEXT NOT NULL,
        flags TEXT NOT NULL,
        session_id TEXT,
        person_id TEXT,
        actions TEXT NOT NULL,
        direct_answer TEXT NOT NULL,
        called TEXT NOT NULL,
        told TEXT NOT NULL,
        receiver TEXT NOT NULL,
        outcome TEXT NOT NULL,
        note TEXT NOT NULL,
        closing TEXT NOT NULL,
        closed_at TEXT,
        corrected_from TEXT NOT NULL,
        corrected_to TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX concerns_open ON concerns (opened_at) WHERE closing = 'open'",
    "CREATE INDEX concerns_of_session ON concerns (session_id, opened_at)",
    """CREATE TABLE decisions (
        id TEXT PRIMARY KEY NOT NULL,
        session_id TEXT NOT NULL,
        person_id TEXT NOT NULL,
        suggested TEXT NOT NULL,
        chosen TEXT NOT NULL,
        rule TEXT NOT NULL,
        reason TEXT NOT NULL,
        inputs TEXT NOT NULL,
        at TEXT NOT NULL,
        wish TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX decisions_of_session ON decisions (session_id, at)",
    "CREATE INDEX decisions_of_person ON decisions (person_id, at)",
    """CREATE TABLE follow_ups (
        id TEXT PRIMARY KEY NOT NULL,
        person_id TEXT NOT NULL,
        incident_id TEXT NOT NULL,
        session_id TEXT,
        purpose TEXT NOT NULL,
        due_on TEXT NOT NULL,
        method TEXT,
        who TEXT NOT NULL,
        reason TEXT NOT NULL,
        state TEXT NOT NULL,
        closed_at TEXT,
        outcome TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX follow_ups_due ON follow_ups (due_on, id) WHERE state = 'due'",
    "CREATE INDEX follow_ups_of_case ON follow_ups (person_id, incident_id, due_on)",
    "CREATE INDEX follow_ups_of_session ON follow_ups (session_id, due_on)",
    """CREATE TABLE tallies (
        incident_id TEXT NOT NULL,
        protocol_id TEXT NOT NULL,
        day TEXT NOT NULL,
        number INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL,
        PRIMARY KEY (incident_id, protocol_id, day)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE own_checks (
        at TEXT PRIMARY KEY NOT NULL,
        answers TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE settings (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE counters (
        name TEXT PRIMARY KEY NOT NULL,
        value INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

_IDENTITY = (
    """CREATE TABLE identity (
        id TEXT PRIMARY KEY NOT NULL,
        kid TEXT NOT NULL,
        name TEXT NOT NULL,
        certificate BLOB NOT NULL,
        created_at TEXT NOT NULL,
        recipient TEXT NOT NULL,
        store TEXT NOT NULL,
        exercise INTEGER NOT NULL,
        signing_key BLOB NOT NULL,
        age_key TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE desks (
        id TEXT PRIMARY KEY NOT NULL,
        name TEXT NOT NULL,
        certificate BLOB NOT NULL,
        recipient TEXT NOT NULL,
        store TEXT NOT NULL,
        added_at TEXT NOT NULL,
        exercise INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE senders (
        kid TEXT PRIMARY KEY NOT NULL,
        name TEXT NOT NULL,
        certificate BLOB NOT NULL,
        pinned_at TEXT NOT NULL,
        pinned_by TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
)
_REFERRALS = (
    """CREATE TABLE referrals (
        key TEXT PRIMARY KEY NOT NULL,
        session_id TEXT NOT NULL,
        person_id TEXT NOT NULL,
        revision INTEGER NOT NULL,
        state TEXT NOT NULL,
        created_at TEXT NOT NULL,
        body TEXT NOT NULL,
        pdf BLOB NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX referrals_of_session ON referrals (session_id, created_at)",
    "CREATE INDEX referrals_of_person ON referrals (person_id, created_at)",
)
_OUTBOX = (
    """CREATE TABLE parcels (
        key TEXT PRIMARY KEY NOT NULL,
        state TEXT NOT NULL,
        urgency_rank INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        next_try_at TEXT,
        next_poll_at TEXT,
        object_sha256 TEXT NOT NULL,
        body TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX parcels_by_age ON parcels (created_at, key)",
    """CREATE INDEX parcels_due ON parcels (urgency_rank, created_at, key)
        WHERE state IN ('sealed', 'sending')""",
    "CREATE INDEX parcels_by_state ON parcels (state)",
    """CREATE TABLE outbox_events (
        id TEXT PRIMARY KEY NOT NULL,
        parcel TEXT NOT NULL,
        revision INTEGER NOT NULL,
        at TEXT NOT NULL,
        monotonic_ms INTEGER NOT NULL,
        what TEXT NOT NULL,
        detail TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX outbox_events_of_parcel ON outbox_events (parcel, revision, id)",
)
_RECEIVING = (
    """CREATE TABLE inbox (
        id TEXT PRIMARY KEY NOT NULL,
        urgency_rank INTEGER NOT NULL,
        received_at TEXT NOT NULL,
        body TEXT NOT NULL,
        pdf BLOB NOT NULL,
        data BLOB NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX inbox_in_order ON inbox (urgency_rank, received_at)",
    """CREATE TABLE inbox_objects (
        sha256 TEXT PRIMARY KEY NOT NULL,
        entry TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE made_receipts (
        seq TEXT PRIMARY KEY NOT NULL,
        name TEXT NOT NULL,
        object_sha256 TEXT NOT NULL,
        jws BLOB NOT NULL,
        stored INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX made_receipts_waiting ON made_receipts (seq) WHERE stored = 0",
    """CREATE TABLE quarantine (
        object_name TEXT PRIMARY KEY NOT NULL,
        reason TEXT NOT NULL,
        size INTEGER NOT NULL,
        at TEXT NOT NULL,
        ver INTEGER NOT NULL,
        mac BLOB NOT NULL
    ) STRICT""",
)


def upgrade() -> None:
    """Make all tables of a new vault."""
    for statement in (*_AUDIT, *_CASEWORK, *_IDENTITY, *_REFERRALS, *_OUTBOX, *_RECEIVING):
        op.execute(statement)
