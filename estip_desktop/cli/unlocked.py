"""Unlock for the length of one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING

from estip_desktop.errors import VaultError

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.services import Services, UnlockedVault


def unlocked(context: CommandContext) -> AbstractContextManager[Services]:
    """The use cases of the vault; afterwards its workers are ended and it is closed."""
    return using(context, context.open_vault())


@contextmanager
def using(context: CommandContext, vault: UnlockedVault) -> Iterator[Services]:
    """The same for a vault that is open already."""
    try:
        services = context.services(vault)
        try:
            if services.health.clock_jumped:
                with suppress(VaultError):  # a vault that is damaged can still be looked at
                    services.health.recall()
            yield services
        finally:
            services.close()
    finally:
        vault.close()
