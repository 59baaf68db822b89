"""One transaction of the vault, as the features see it."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from estip_desktop.kernel.audit import AuditTrail


class UnitOfWork(Protocol):
    """Everything inside the block happens, or nothing does.

    Leaving the block without :meth:`commit` rolls back. The audit entry is part of the same
    transaction as the change it speaks of.
    """

    @property
    def audit(self) -> AuditTrail:
        """Where the change is recorded."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def commit(self) -> None:
        """Make it durable; only after this returns may anybody say "saved".

        Raises:
            DiskFullError, DiskReadOnlyError, VaultDamagedError: Nothing of the block was kept.
        """
        ...
