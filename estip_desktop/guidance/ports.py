"""What guidance needs from outside: published content, and the slice of the vault casework has."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from estip_desktop.instruments import Instrument
from estip_desktop.protocols import Protocol as GuidedProtocol


class GuidanceContent(Protocol):
    """Published protocols and instruments."""

    def protocol(self, protocol_id: str, version: str = "") -> GuidedProtocol:
        """The protocol in the version given, or in its newest."""
        ...

    def instrument(self, instrument_id: str, version: str = "") -> Instrument:
        """The instrument in the version given, or in its newest."""
        ...

    def sheet_version(self, sheet_id: str) -> str:
        """The version in which a sheet is published."""
        ...

    def peer_instruments(self) -> Collection[str]:
        """Ids of those that peers may use without asking Occupational Health."""
        ...
