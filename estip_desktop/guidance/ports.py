"""What guidance needs from outside: published content, and the slice of the vault casework has."""

from __future__ import annotations

from typing import Protocol

from estip_desktop.instruments import Instrument
from estip_desktop.protocols import Protocol as GuidedProtocol


class GuidanceContent(Protocol):
    """Published protocols and instruments."""

    def protocol(self, protocol_id: str) -> GuidedProtocol:
        """The protocol in its newest published version."""
        ...

    def instrument(self, instrument_id: str) -> Instrument:
        """The instrument in its newest published version."""
        ...
