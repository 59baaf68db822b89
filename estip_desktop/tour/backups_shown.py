"""The pages about backups: Settings, and the page that tests each of them."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from estip_desktop.kernel.i18n import _
from estip_desktop.tour.album import Album
from estip_desktop.tour.hand import Hand


def backups_in_settings(hand: Hand, album: Album, passphrase: str) -> None:
    """How old the backups are, and which of them are good; none is put back."""
    backups = hand.shell.services.backups
    hand.wait(lambda: not backups.is_daily_due(), "the day's backup")
    disk = hand.button(_("Back up to a disk…"))
    disk.setFocus()
    hand.bring_into_view(hand.button(_("Look at the backups")))
    hand.bring_into_view(disk)
    album.take("settings-backup", "Settings: how old the backups are")
    hand.press(_("Look at the backups"))
    hand.wait_for("repair")
    hand.keys(next(hand.visible(QLineEdit)), passphrase)
    hand.press(_("Look at the backups"))
    hand.button(_("Lock, then put it back"))
    hand.settle()
    album.take("repair", "Backups: each is tested before anything is put back")
    hand.press(_("Back"))
    hand.wait_for("settings")
