"""Waiting after wrong secrets, where it can be seen, and what is told after unlocking."""

from __future__ import annotations

import math
import sys
import time
from typing import TYPE_CHECKING

from estip_desktop.cli.notices import in_words
from estip_desktop.kernel.i18n import ngettext

if TYPE_CHECKING:
    from estip_desktop.services import UnlockedVault, VaultRegister

_LOOK_AGAIN_S = 1.0


def wait_for(vaults: VaultRegister, vault_id: str) -> None:
    """After wrong secrets: say on standard error how long it takes, and wait."""
    wait_s = vaults.wait_s(vault_id)
    if wait_s <= 0:
        return
    words = ngettext(
        "Wrong secrets were tried just now. Waiting {n} second…",
        "Wrong secrets were tried just now. Waiting {n} seconds…",
        math.ceil(wait_s),
    )
    sys.stderr.write(words.format(n=math.ceil(wait_s)) + "\n")
    sys.stderr.flush()
    while wait_s > 0:
        time.sleep(min(wait_s, _LOOK_AGAIN_S))
        wait_s = vaults.wait_s(vault_id)


def told(vault: UnlockedVault) -> UnlockedVault:
    """The same vault, once its owner was told what happened since it was last open."""
    for words in in_words(vault.notices):
        sys.stderr.write(words + "\n")
    return vault
