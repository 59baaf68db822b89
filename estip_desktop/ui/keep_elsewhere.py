"""The way from a page that could not save to the dialog that keeps a copy; costs no start-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from estip_desktop.ui.navigation import Navigator


def keep_elsewhere(
    shell: Navigator, page: QWidget, page_id: str, arguments: Mapping[str, str]
) -> None:
    """Offer to keep what stands on ``page`` in a sealed file."""
    from estip_desktop.ui.rescue import offer_copy  # noqa: PLC0415 - seldom needed

    offer_copy(shell, page, page_id, arguments)
