"""What the list of people and one record ask of the vault, against the five milliseconds promised.

The floor is the promise itself, because no other program has these screens: a ratio of 1 is 5 ms of
processor time. Everything is in the cache of pages by then, so no disk takes part.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.bench.pairs import Stage
from estip_desktop.bench.synthetic import PASSPHRASE, quick_derivation
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import UuidFactory
from estip_desktop.records import Order, Records
from estip_desktop.records.made_up import MadeUpPeople
from estip_desktop.vault import VaultKind

if TYPE_CHECKING:
    from estip_desktop.bench.command import Plan

PROMISED_MS = 5.0
PEOPLE, LIFETIME = 5_000, 50_000
"""With some 150 answers each."""
_MOMENT = datetime(2026, 11, 23, 21, 53, tzinfo=UTC)
_SEED, _REPEATS = 1, 5


@contextmanager
def stages(plan: Plan) -> Iterator[Iterator[Stage]]:
    """A vault full of synthetic people, and what the two pages read from it."""
    home = plan.memory or plan.folder
    clock = SetClock(_MOMENT)
    vaults = vaults_in(home, clock, derivation=quick_derivation())
    made = vaults.create("Bench", VaultKind.SUPPORTER, PASSPHRASE, "Bench")
    vault = vaults.unlock(made.info.id, PASSPHRASE)
    try:
        book = Content()
        count = LIFETIME if plan.lifetime else PEOPLE
        MadeUpPeople(vault.open_unit, book, clock.now(), _SEED).add(count)
        records = Records(vault.open_unit, book, clock, UuidFactory(clock))
        oldest = records.people(order=Order.OLDEST).rows[0].person_id
        middle = f"P-{count // 2:04}"
        reads: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("list", "the list of people", records.people),
            ("due", "the list by next contact", lambda: records.people(order=Order.DUE)),
            ("search", "a search for a reference", lambda: records.people(middle)),
            ("nobody", "a search that finds nobody", lambda: records.people("nobody at all")),
            ("record", "one record", lambda: records.look_again(oldest)),
        )
        yield iter([_stage(plan, *read) for read in reads])
    finally:
        vault.close()


def _stage(plan: Plan, name: str, title: str, read: Callable[[], object]) -> Stage:
    def ours() -> float:
        started = time.thread_time()
        read()
        return (time.thread_time() - started) * 1000

    return Stage(
        id=f"people.{name}",
        title=f"{title}, against {PROMISED_MS:.0f} ms",
        floor=lambda: PROMISED_MS,
        ours=ours,
        goal=1.0,
        clock="cpu",
        rounds=plan.rounds,
        repeats=_REPEATS,
    )
