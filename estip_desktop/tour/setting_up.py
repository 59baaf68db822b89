"""First run on the real window: from an empty laptop to Today."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from estip_desktop.kernel.i18n import _
from estip_desktop.tour.album import Album
from estip_desktop.tour.hand import Hand
from estip_desktop.ui.widgets.chips import FlowBox


def first_run(hand: Hand, album: Album, label: str, name: str) -> str:
    """Make a supporter's records; returns the five words that open them."""
    hand.shell.open("first_run", again="1")
    hand.wait_for("first_run")
    album.take("first-run-welcome", "First run: welcome and purpose")
    hand.press_main()
    album.take("first-run-keeps", "First run: what this laptop keeps")
    hand.press_main()
    hand.press(_("A supporter"))
    hand.type_into(_("Label for the lock page"), label)
    hand.type_into(_("Your name, as colleagues know you"), name)
    album.take("first-run-who", "First run: who will use these records")
    hand.press_main()
    words = next(hand.visible(FlowBox))
    passphrase = words.accessibleName()
    hand.type_into(_("Type the five words"), passphrase)
    album.take("first-run-passphrase", "First run: five generated words")
    hand.press_main()
    title = _("Recovery key: {groups}").partition("{")[0]
    groups = hand.named(title).accessibleName().removeprefix(title).split(", ")
    album.take("first-run-recovery", "First run: the recovery key, shown once")
    hand.press_main()
    field = next(hand.visible(QLineEdit))
    number = int("".join(filter(str.isdigit, field.accessibleName())))
    hand.keys(field, groups[number - 1])
    album.take("first-run-recovery-check", "First run: one group typed back")
    hand.press_main()
    hand.press(_("England"))
    album.take("first-run-nation", "First run: nation")
    hand.press_main()
    hand.wait_for("today")
    album.take("today-empty", "Today on the first day")
    return passphrase
