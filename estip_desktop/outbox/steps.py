"""What an errand does to a parcel: pure, so that every outcome can be looked at by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from estip_desktop.outbox import retry
from estip_desktop.outbox.model import ARRIVED, Parcel, ParcelState
from estip_desktop.outbox.sending import Delivery

_CALM_POLL = timedelta(days=1)


def after_delivery(
    parcel: Parcel, delivery: Delivery, now: datetime, jitter: retry.Jitter
) -> Parcel:
    """Stored, waiting for the next try, or stopped until a person looks."""
    seen = replace(parcel, latest_moment=max(now, parcel.latest_moment or now))
    if parcel.state is ParcelState.WITHDRAWN:
        return seen  # taken back while it was on its way: it never gets into line again
    if delivery.stored:
        return replace(
            seen,
            state=ParcelState.STORED,
            stored_at=now,
            last_error="",
            next_try_at=None,
            polls=0,
            next_poll_at=now + retry.poll_delay(0),
        )
    if delivery.permanent:
        return replace(seen, state=ParcelState.NEEDS_HUMAN, last_error=delivery.error)
    return replace(
        seen,
        state=ParcelState.SEALED,
        last_error=delivery.error,
        next_try_at=now + retry.delay_after(parcel.tries, jitter),
    )


def polled(parcel: Parcel, now: datetime) -> Parcel:
    """Somebody looked for receipts: after acceptance once a day is enough."""
    delay = _CALM_POLL if parcel.state in ARRIVED else retry.poll_delay(parcel.polls + 1)
    return replace(
        parcel,
        polls=parcel.polls + 1,
        next_poll_at=now + delay,
        latest_moment=max(now, parcel.latest_moment or now),
    )
