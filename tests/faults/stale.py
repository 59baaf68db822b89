"""Put an old page or an old row back into a vault, and see whether the check notices.

``python -m tests.faults.stale --rounds N [--seed S]``. Whoever holds the file but not the key can
put back pages that were genuine once; whoever holds the key as well could put back whole rows. Both
are written as they were, tags and all, so nothing but their age is wrong with them. A round changes
records, and then puts back one page or one row, or removes the newer row.

The cipher writes a page with new noise each time, so that some pages differ only in that: their
text is the same, or they are free. Such a page is counted apart, and only if every row of every
table, and the audit trail, read exactly as before it was put back.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from estip_desktop.adapters.storage.sql_vault import SqlVault
from estip_desktop.adapters.storage.tables import ALL_TABLES
from tests.faults.bit_flips import is_noticed, put
from tests.faults.shim import quick_folder
from tests.faults.sound_file import MANY, PAGE_BYTES, SIZES, fill_again, open_file, text_of, write


@dataclass(slots=True)
class Outcome:
    """What a run found: rounds by kind of damage, and those that nothing noticed."""

    rounds: Counter[str] = field(default_factory=Counter)
    without_effect: int = 0
    unnoticed: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return bool(self.rounds) and not self.unnoticed


def _changed(path: Path, chance: random.Random) -> None:
    """Write some records anew, as a day's work does."""
    vault = open_file(path)
    for size in chance.sample(SIZES, 3):
        with vault.open_unit() as unit:
            unit.settings.set(f"k{size}", text_of(size)[:-1] + "!")
            unit.commit()
    for number in chance.sample(range(MANY), 2):
        with vault.open_unit() as unit:
            fill_again(unit, number)
            unit.commit()
    vault.close()


def _rows(vault: SqlVault, table: str) -> dict[tuple[object, ...], tuple[object, ...]]:
    """All rows of a table by key, as they are stored."""
    found = next(one for one in ALL_TABLES if one.name == table)
    width = len(found.key)
    rows = vault._database.pragma(found.all_stored())
    return {tuple(row[:width]): tuple(row) for row in rows}


def _put_back_row(
    path: Path, before: bytes, after: bytes, chance: random.Random, *, remove: bool
) -> str:
    """Put one row of ``before`` in the place of its newer one, or remove it; returns which."""
    put(path, before)
    old_vault = open_file(path)
    old = {one.name: _rows(old_vault, one.name) for one in ALL_TABLES}
    old_vault.close()
    put(path, after)
    vault = open_file(path)
    database = vault._database
    stale = [
        (table, key, row)
        for table in ALL_TABLES
        for key, row in old[table.name].items()
        if _rows(vault, table.name).get(key) not in (None, row)
    ]
    table, key, row = chance.choice(stale)
    where = " AND ".join(f"{column} = ?" for column in table.key)
    database._driver.execute(f"DELETE FROM {table.name} WHERE {where}", key)  # noqa: S608
    if not remove:
        marks = ", ".join("?" * len(row))
        names = ", ".join((*table.columns, "ver", "mac"))
        database._driver.execute(
            f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608
            row,
        )
    vault.close()
    return f"{table.name} {key}"


def _put_back_page(before: bytes, after: bytes, chance: random.Random) -> tuple[int, bytes]:
    pages = [
        page
        for page in range(len(before) // PAGE_BYTES)
        if before[page * PAGE_BYTES :][:PAGE_BYTES] != after[page * PAGE_BYTES :][:PAGE_BYTES]
    ]
    page = chance.choice(pages)
    mixed = bytearray(after)
    mixed[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = before[page * PAGE_BYTES :][:PAGE_BYTES]
    return page, bytes(mixed)


def _everything(path: Path, data: bytes) -> list[object]:
    """All rows of a database and its audit trail, up to the opening that looks at them."""
    put(path, data)
    vault = open_file(path)
    found: list[object] = [_rows(vault, table.name) for table in ALL_TABLES]
    found.append(
        vault._database.pragma("SELECT * FROM audit WHERE seq < (SELECT max(seq) FROM audit)")
    )
    vault.close()
    return found


def run(rounds: int, seed: int) -> Outcome:
    """``rounds`` times: change, put back, look."""
    chance, outcome = random.Random(seed), Outcome()  # noqa: S311 - places for damage, not keys
    with quick_folder() as folder:
        path = Path(folder) / "vault.db"
        write(path)
        before = path.read_bytes()
        for number in range(rounds):
            put(path, before)
            _changed(path, chance)
            after = path.read_bytes()
            kind = ("page", "row", "removed row")[number % 3]
            if kind == "page":
                place, mixed = _put_back_page(before, after, chance)
                put(path, mixed)
                what = f"page {place}"
            else:
                what = _put_back_row(path, before, after, chance, remove=kind == "removed row")
            outcome.rounds[kind] += 1
            damaged = path.read_bytes()
            if is_noticed(path):
                continue
            if kind == "page" and _everything(path, damaged) == _everything(path, after):
                outcome.without_effect += 1
            else:
                outcome.unnoticed.append(what)
    return outcome


def main() -> int:
    """Run from the command line; exit status 1 if anything went unnoticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.stale")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outcome = run(arguments.rounds, arguments.seed)
    for line in outcome.unnoticed[:20]:
        sys.stdout.write(f"{line}\n")
    each = ", ".join(f"{kind} {count}" for kind, count in outcome.rounds.items())
    sys.stdout.write(
        f"{outcome.rounds.total()} put back ({each}), {outcome.without_effect} pages without any "
        f"effect, {len(outcome.unnoticed)} unnoticed\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
