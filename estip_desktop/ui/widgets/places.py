"""The places of the home frame, the same on every page that has it."""

from __future__ import annotations

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.widgets.nav_rail import NavItem


def places(*, desk: bool = False, badge: str = "") -> tuple[NavItem, ...]:
    """The places of this vault, in order.

    Args:
        desk: The records of an Occupational Health desk.
        badge: A count at the Outbox, or at a desk's Inbox.
    """
    foot = (
        NavItem("help", "life-buoy", _("Help"), foot=True),
        NavItem("settings", "settings", _("Settings"), foot=True),
    )
    if desk:
        return (NavItem("inbox", "inbox", _("Inbox"), badge), *foot)
    return (
        NavItem("today", "house", _("Today")),
        NavItem("people", "users", _("People")),
        NavItem("outbox", "send", _("Outbox"), badge),
        *foot,
    )
