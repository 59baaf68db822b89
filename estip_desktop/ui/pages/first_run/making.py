"""Making the records at the end of first run's fourth page."""

from __future__ import annotations

from dataclasses import dataclass, field

from estip_desktop.casework import Place
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.services import Services, UnlockedVault, WindowContext
from estip_desktop.ui.pages.first_run.model import FIRST_RUN, UNCHECKED, Owner
from estip_desktop.vault import VaultKind


@dataclass(frozen=True, slots=True)
class Made:
    """Records that were just made: open, with their recovery key, which is shown once."""

    vault: UnlockedVault
    services: Services
    groups: tuple[str, ...] = field(repr=False)


def make(
    context: WindowContext, owner: Owner, passphrase: str, progress: Progress, cancel: Cancel
) -> Made:
    """Make the records, their identity and first settings, in the lane that owns the vault."""
    cancel.check()
    made = context.vaults.create(
        owner.label, VaultKind(owner.kind), passphrase, owner.name, progress
    )
    # The recovery key needs no slow derivation, so opening at once costs nothing.
    vault = context.vaults.unlock_with_recovery_key(made.info.id, made.recovery_key, progress)
    progress.tell(_("Making your signature…"))
    services = context.services(vault)
    services.identity.ensure(
        owner.name, desk=made.info.kind is VaultKind.DESK, store=services.store_address
    )
    services.casework.set_setting(FIRST_RUN, UNCHECKED)
    services.casework.remember_place(Place("first_run", {"resume": "1"}))
    return Made(vault, services, tuple(made.recovery_key.split("-")))
