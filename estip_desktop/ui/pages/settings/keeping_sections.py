"""How long records are kept, on the settings page."""

from __future__ import annotations

from PySide6.QtCore import Qt

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.pages.settings.sections import Section
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.labels import Text


class KeepingSection(Section):
    """A way to what is over its time."""

    def __init__(self) -> None:
        super().__init__(_("Keeping records"))
        self.open_button = DefaultButton(_("See what is over its time"), trailing="arrow-right")
        words = _("Records go once they are over their time, and only after you have looked.")
        self.column.addWidget(Text(words, "body2"))
        self.column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
