"""The two frames of every page: home, with navigation, and focus mode, without."""

from __future__ import annotations

from estip_desktop.ui.frames.focus_frame import FocusFrame
from estip_desktop.ui.frames.frame import HOLD_MS, place_of_pages
from estip_desktop.ui.frames.home_frame import HomeFrame
from estip_desktop.ui.widgets.nav_rail import NavItem

__all__ = ["HOLD_MS", "FocusFrame", "HomeFrame", "NavItem", "place_of_pages"]
