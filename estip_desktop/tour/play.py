"""Play the story on a throw-away laptop and gather what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from estip_desktop.kernel.preferences import Preferences
from estip_desktop.services import Services
from estip_desktop.tour.album import Album
from estip_desktop.tour.hand import Hand
from estip_desktop.tour.laptop import Laptop
from estip_desktop.tour.story import Story
from estip_desktop.ui import app


@dataclass(frozen=True, slots=True)
class Played:
    """What a tour leaves.

    Args:
        screens: File and title of each picture.
        home: The laptop's home, still there.
        referral_pdf: The signed referral.
        supervisor_note: The note for the line manager.
        reference: Of the referral.
        state: Of its parcel at the end.
        pathway: That was chosen.
        trust_pem: What verifying the referral needs to know.
    """

    screens: tuple[dict[str, str], ...]
    home: Path
    referral_pdf: bytes
    supervisor_note: bytes
    reference: str
    state: str
    pathway: str
    trust_pem: bytes


def play(
    home: Path,
    out: Path,
    size: tuple[int, int],
    preferences: Preferences,
    make_album: Callable[[Path, Hand], Album] = Album,
) -> Played:
    """Play the story; pictures go to ``out``, into an album that may look at more than pixels."""
    app.make_application()
    laptop = Laptop(home, size, preferences)
    hand = Hand(laptop.open_window())
    album = make_album(out, hand)
    story = Story(laptop, hand, album)
    story.play()
    hand.settle()
    played = _gather(hand.shell.services, story, album, home)
    hand.shell.window.close()
    QApplication.processEvents()
    return played


def _gather(services: Services, story: Story, album: Album, home: Path) -> Played:
    referral = services.referrals.get(story.referral_key)
    parcel = services.outbox.get(story.referral_key)
    return Played(
        screens=tuple(album.screens),
        home=home,
        referral_pdf=referral.pdf,
        supervisor_note=services.referrals.supervisor_note(
            story.note_for(referral), seen_and_agreed=True
        ),
        reference=referral.reference,
        state=parcel.state.value,
        pathway=story.pathway,
        trust_pem=services.identity.trust_pem(),
    )
