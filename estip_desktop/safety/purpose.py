"""What this product is for, in three sentences that stand on every paper it makes."""

from __future__ import annotations

from estip_desktop.kernel.i18n import _


def intended_purpose() -> str:
    """Shown at the first run and printed on every PDF."""
    return _("This tool supports a conversation. It does not diagnose. A person decides.")
