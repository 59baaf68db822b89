"""Reading the audit chain from its beginning, some entries at a time."""

from __future__ import annotations

from collections.abc import Iterator

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.database import Database


class ChainWalk:
    """Follows the chain while others may add to it.

    Every method has to be called inside a transaction.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._head: audit_log.ChainHead | None = None
        self._anchor: audit_log.Entry | None = None
        self.entries = 0
        self.broken_at = 0
        """Number of the first entry that does not hold; 0 while all do."""

    @property
    def starts_after(self) -> int:
        """Number of the last entry that was dropped because of its age; 0 if none was."""
        return 0 if self._anchor is None else audit_log.anchored(self._anchor).seq

    def advance(self, most: int) -> bool:
        """Verify up to ``most`` entries; False when there is nothing more to read."""
        return self._read(most) == most and not self.broken_at and not self._is_at_head

    def finish(self) -> None:
        """See whether what was read ends where the chain ends."""
        if not self.broken_at and not self._is_at_head:
            self.broken_at = (self._head or audit_log.ChainHead()).seq + 1

    def all(self) -> Iterator[audit_log.Entry]:
        """Every genuine entry in order, up to the first that is not."""
        head = self._start()
        for stored in self._database.stream(audit_log.ALL):
            entry = audit_log.Entry(*stored)
            if not audit_log.follows(entry, head, self._database.chain_tags):
                return
            yield entry
            head = entry.head

    @property
    def _is_at_head(self) -> bool:
        end = self._database.head
        return self._head is not None and (self._head.seq, self._head.mac) == (end.seq, end.mac)

    def _read(self, most: int) -> int:
        head = self._start() if self._head is None else self._head
        found = self._database.fetch(audit_log.AFTER, (head.seq, most))
        for stored in found:
            entry = audit_log.Entry(*stored)
            if not audit_log.follows(entry, head, self._database.chain_tags):
                self.broken_at = head.seq + 1
                break
            if self._anchor is not None and entry.seq == self._anchor.seq:
                # What the walk began with is now proved, as it hangs on the chain itself.
                self.broken_at = 0 if entry == self._anchor else entry.seq
            self.entries += 1
            head = entry.head
        self._head = head
        return len(found)

    def _start(self) -> audit_log.ChainHead:
        newest = self._database.fetch(audit_log.NEWEST_ANCHOR)
        self._anchor = audit_log.Entry(*newest[0]) if newest else None
        return audit_log.ChainHead() if self._anchor is None else audit_log.anchored(self._anchor)
