"""What others may see of this window, said honestly for the system that it is on."""

from __future__ import annotations

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import capture
from estip_desktop.ui.pages.settings.sections import Section
from estip_desktop.ui.widgets.labels import Text


class PrivacySection(Section):
    """Says what is done about pictures of the screen and about the clipboard, and what is not."""

    def __init__(self) -> None:
        super().__init__(_("What others may see"))
        screen = (
            _("Windows is asked to leave these windows out of recordings and shared screens.")
            if capture.CAN_EXCLUDE
            else _(
                "This system lets other programs take pictures of this window. Close or lock it "
                "before you share your screen."
            )
        )
        self.screen_label = Text(screen, "body2")
        self.clipboard_label = Text(
            _(
                "What you copy here is taken off the clipboard after 30 seconds and when the "
                "records lock. A program that keeps a history of the clipboard may still have it."
            ),
            "body2",
        )
        self.lock_label = Text(
            _(
                "The records also lock when the laptop sleeps, is locked or is left to somebody "
                "else, and after 8 hours. Nothing is sent while they are locked."
            ),
            "body2",
        )
        for label in (self.lock_label, self.screen_label, self.clipboard_label):
            self.column.addWidget(label)
