"""The four nations as people read them; bank holidays and phone numbers depend on the nation."""

from __future__ import annotations

from estip_desktop.kernel.i18n import _


def nation_options() -> list[tuple[str, str]]:
    """Code and words of each nation."""
    return [
        ("england", _("England")),
        ("wales", _("Wales")),
        ("scotland", _("Scotland")),
        ("northern_ireland", _("Northern Ireland")),
    ]
