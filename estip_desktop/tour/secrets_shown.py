"""The pages about what opens the records: Settings, another passphrase, a wrong one, its notice."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.i18n import _
from estip_desktop.tour.album import Album
from estip_desktop.tour.hand import Hand

_WAIT = timedelta(seconds=1)


def in_settings(hand: Hand, album: Album) -> None:
    """What opens the records, and the page that changes the passphrase; nothing is changed."""
    change = hand.button(_("Change the passphrase"))
    change.setFocus()
    hand.bring_into_view(hand.named(_("Your passphrase")))
    hand.bring_into_view(change)
    album.take("settings-keys", "Settings: what opens these records")
    hand.press(_("Change the passphrase"))
    hand.wait_for("keys")
    album.take("keys", "Another passphrase: the one of today first")
    hand.press(_("Back to Settings"))
    hand.wait_for("settings")


def wrong_and_right(hand: Hand, album: Album, clock: SetClock, passphrase: str) -> None:
    """A wrong passphrase, the wait after it, the right one, and the notice."""
    field = next(hand.visible(QLineEdit))
    hand.keys(field, passphrase[:-1])
    hand.key(Qt.Key.Key_Return)
    hand.button(_("Try again in {n} second").format(n=1))
    album.take("unlock-wait", "A wrong passphrase: the wait before the next try")
    clock.move_on(_WAIT)
    hand.keys(next(hand.visible(QLineEdit)), passphrase)
    hand.key(Qt.Key.Key_Return)
    hand.wait_for("notices")
    album.take("notices", "Unlocked: failed tries are told")
    hand.press(_("Go on"))
    hand.wait_for("today")
