"""Unlock for the length of one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.services import Services


@contextmanager
def unlocked(context: CommandContext) -> Iterator[Services]:
    """The use cases of the vault; afterwards its workers are ended and it is closed."""
    vault = context.open_vault()
    try:
        services = context.services(vault)
        try:
            yield services
        finally:
            services.close()
    finally:
        vault.close()
