"""The whole job once, on the real windows, from first run to the verified receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from estip_desktop.kernel.clock import local, local_day
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import SessionId
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.protocols import Page, PageKind
from estip_desktop.referrals import Referral, SupervisorNote
from estip_desktop.tour import answers
from estip_desktop.tour.album import Album
from estip_desktop.tour.backups_shown import backups_in_settings
from estip_desktop.tour.conversation import GUIDED, Conversation
from estip_desktop.tour.hand import Hand
from estip_desktop.tour.laptop import FOLLOW_UP_AT, INCIDENT_ENDED, Laptop
from estip_desktop.tour.screening import screen
from estip_desktop.tour.secrets_shown import in_settings, wrong_and_right
from estip_desktop.tour.setting_up import first_run
from estip_desktop.vault import VaultKind

SUPPORTER_LABEL, SUPPORTER_NAME = "Van 2", "Priya Example"
DESK_LABEL, DESK_NAME = "OH desk", "Northdale OH desk"
DESK_PASSPHRASE = "lantern meadow quartz ribbon harvest"  # noqa: S105 - of a throw-away vault
CLINICIAN = "Dr Alex Example"
INTERRUPTED_AT = "C7.start"
"""Page of the follow-up at which it is left for a while."""
GUIDED_PICTURES: Mapping[str, str] = {
    "C2.introduce": "guided-words",
    "C4.consent": "guided-consent",
    "C5.details": "guided-identity",
    "C7.start": "guided-distress",
    "DI6.reactions": "guided-reactions",
    "DI9.note": "guided-note",
    "C8.safety": "guided-safety",
    "C11.date": "guided-next-contact",
    "C12.share": "guided-sharing",
}


class Story:
    """Plays the supporter and the desk on one laptop.

    Args:
        laptop: Empty.
        hand: Uses its windows.
        album: Takes the pictures.
    """

    def __init__(self, laptop: Laptop, hand: Hand, album: Album) -> None:
        self._laptop = laptop
        self._hand = hand
        self._album = album
        self._passphrase = ""
        self.supporter_vault = ""
        self.desk_vault = ""
        self.referral_key = ""
        self.session_id = ""
        self.pathway = ""

    def play(self) -> None:
        """Everything, in order."""
        self._make_desk()
        self._first_run()
        self._know_the_desk()
        self._lock_and_unlock()
        self._defuse()
        self._follow_up()
        self._refer()
        self._receive()
        self._see_receipt()
        self._look_up()

    def note_for(self, referral: Referral) -> SupervisorNote:
        """The note for the line manager that goes with the tour's referral."""
        today = local_day(self._laptop.clock.now())
        return SupervisorNote(
            reference=referral.reference,
            person="Sam Example",
            staff_number="ND4471",
            adjustments=("Day shifts only", "No lone patrols"),
            from_day=today,
            review_day=today + timedelta(days=28),
            agreed_on=today,
            supporter=SUPPORTER_NAME,
        )

    # --- the laptop ---------------------------------------------------------------------------

    def _make_desk(self) -> None:
        """A desk's vault beside the supporter's, so that the round closes on one laptop."""
        context = self._laptop.context
        made = context.vaults.create(DESK_LABEL, VaultKind.DESK, DESK_PASSPHRASE, DESK_NAME)
        self.desk_vault = made.info.id
        vault = context.vaults.unlock_with_recovery_key(made.info.id, made.recovery_key)
        services = context.services(vault)
        if services.desk is not None:
            services.desk.collect()
        services.close()
        vault.close()

    def _first_run(self) -> None:
        self._passphrase = first_run(self._hand, self._album, SUPPORTER_LABEL, SUPPORTER_NAME)
        self.supporter_vault = self._hand.shell.services.vault.info.id

    def _know_the_desk(self) -> None:
        """Compare the desk's card and add it, in Settings."""
        hand = self._hand
        hand.press(_("Settings"))
        hand.wait_for("settings")
        field = hand.field(_("First group of the fingerprint"))
        self._album.take("settings", "Settings: appearance, lock, desk")
        title = _("Fingerprint {groups}").partition("{")[0]
        fingerprint = hand.named(title).accessibleName().removeprefix(title)
        hand.keys(field, fingerprint.split()[0])
        hand.bring_into_view(hand.button(_("Add this desk")))
        self._album.take("settings-desk", "Settings: the desk's fingerprint is compared")
        hand.press(_("Add this desk"))
        hand.settle()
        in_settings(hand, self._album)
        backups_in_settings(hand, self._album, self._passphrase)
        self._read_help()
        hand.press(_("Today"))
        hand.wait_for("today")

    def _read_help(self) -> None:
        """Open the sheet about limits, as somebody does who wants to know."""
        hand = self._hand
        hand.press(_("Help"))
        hand.wait_for("help")
        self._album.take("help", "Help: sheets that work without a network")
        self._hand.shell.open("help", help_sheet="limits")
        hand.wait_for("help")
        self._album.take("help-limits", "Help: what the app cannot do")
        hand.shell.open("blanks")
        hand.wait_for("blanks")
        self._album.take("blanks", "Paper: blanks for a day without power")
        hand.press(_("Back to Help"))
        hand.wait_for("help")
        hand.press(_("Sheets to give away"))
        hand.wait_for("sheets")
        self._album.take("sheets", "Sheets to give away")
        hand.shell.open("sheets", sheet="sleep")
        hand.wait_for("sheets")
        self._album.take("sheet", "Sheets to give away: one of them")
        hand.shell.open("directory")
        hand.wait_for("directory")
        self._album.take("services", "Help and services, by nation")
        hand.press(_("Back to Help"))
        hand.wait_for("help")

    def _lock_and_unlock(self) -> None:
        self._lock()
        self._album.take("unlock", "Unlock")
        hand = self._hand
        hand.press(_("Urgent help numbers"))
        hand.wait_for("urgent")
        self._album.take("urgent-numbers", "Urgent numbers while locked")
        hand.press(_("Back"))
        hand.wait_for("unlock")
        hand.choose(SUPPORTER_LABEL)
        wrong_and_right(hand, self._album, self._laptop.clock, self._passphrase)

    def _lock(self) -> None:
        old = self._hand.shell
        old.lock()
        self._hand.wait(lambda: self._laptop.is_locked, "the lock")
        old.window.hide()
        self._hand.hold(self._laptop.open_window())
        self._hand.wait_for("unlock")
        old.window.deleteLater()

    def _unlock(self, label: str, passphrase: str, page: str) -> None:
        hand = self._hand
        hand.choose(label)
        field = next(hand.visible(QLineEdit))
        hand.keys(field, passphrase)
        hand.key(Qt.Key.Key_Return)
        hand.wait(lambda: hand.shell.current_page != "unlock", "unlocked")
        if page == "today" != hand.shell.current_page:  # back where it was locked
            hand.settle()
            hand.press(_("Today"))
        hand.wait_for(page)

    # --- day 3: defusing ----------------------------------------------------------------------

    def _defuse(self) -> None:
        hand, album = self._hand, self._album
        hand.press(_("Defuse"))
        hand.wait_for("new_session")
        if not hand.has_field(_("What")):
            hand.press(_("Add another incident"))
        ended = local(INCIDENT_ENDED)
        hand.type_into(_("What"), "Ferry Lane collision")
        hand.type_into(_("Where"), "Ferry Lane, Northdale")
        hand.type_into(_("Day it ended"), f"{ended:%d %m %Y}")
        hand.type_into(_("Time it ended"), f"{ended:%H:%M}")
        hand.press(_("No"))
        hand.press(_("Add incident"))
        hand.type_into(_("Name or initials"), "S. E.")
        hand.press(_("They agree to talk"))
        hand.press(_("Yes, keep a short note"))
        hand.press(_("Ask me later"))
        album.take("new-session", "New session: incident, person, three consents")
        hand.press_main()
        hand.wait_for(GUIDED)
        self._talk(answers.DEFUSING)
        self._decide("pathway-day-3", "Some quiet days and a call next week.")
        self._talk(answers.DEFUSING)
        self._check_and_finish("day-3")
        hand.press(_("Back to Today"))
        hand.wait_for("today")

    def _talk(self, said: Mapping[str, AnswerValue]) -> None:
        Conversation(self._hand, said, self._before_page, self._after_page).walk()

    def _before_page(self, page: Page) -> None:
        if page.kind is PageKind.SAFETY_CARD and not self._album.has("guided-safety-card"):
            self._album.take("guided-safety-card", "The safety card")

    def _after_page(self, page: Page) -> None:
        name = GUIDED_PICTURES.get(page.id)
        if name is not None and not self._album.has(name):
            self._album.take(name, "A guided step")
        if self.session_id and page.id == INTERRUPTED_AT and not self._album.has("today-draft"):
            self._interrupt()

    def _interrupt(self) -> None:
        """Somebody knocks: save and close, then take it up where it was left."""
        hand = self._hand
        hand.press(_("Save and close"))
        hand.wait_for("today")
        self._album.take("today-draft", "Today: a draft waits where it was left")
        hand.press(_("Continue"))
        hand.wait_for(GUIDED)

    def _decide(self, picture: str, wish: str) -> None:
        hand = self._hand
        hand.wait_for("pathway")
        hand.settle()
        self._album.take(picture, "Pathway with its reasons; a person decides")
        session = SessionId(hand.shell.current_arguments["session"])
        services = hand.shell.services
        suggested = services.care.suggest(session).recommendation.pathway
        hand.type_into(_("What would they like to happen?"), wish)
        hand.press(services.content.pathways().rung(suggested).title)
        hand.press(_("Continue"))
        hand.wait(lambda: hand.shell.current_page != "pathway", "the page after pathway")

    def _check_and_finish(self, when: str) -> None:
        hand = self._hand
        hand.wait_for("check")
        self._album.take(f"check-{when}", "Check the answers")
        hand.press(_("Finish session"))
        hand.wait_for("finish")
        self._album.take(f"finish-{when}", "Finished: what was saved, and the next contact")

    # --- day 28: follow-up --------------------------------------------------------------------

    def _follow_up(self) -> None:
        hand, album = self._hand, self._album
        self._lock()
        self._laptop.clock.set_to(FOLLOW_UP_AT)
        self._unlock(SUPPORTER_LABEL, self._passphrase, "today")
        album.take("today", "Today: a follow-up is due")
        hand.press(_("Open"))
        hand.wait_for("follow_up")
        album.take("follow-up-due", "A contact that is due: start it, or say how it went")
        hand.press(_("Start the contact"))
        hand.wait_for("new_session")
        hand.press(_("They agree to talk"))
        hand.press(_("Yes, keep a short note"))
        hand.press(_("Yes, once they have seen it"))
        album.take("new-session-follow-up", "The day-28 contact, with the record taken up")
        hand.press_main()
        hand.wait_for(GUIDED)
        self.session_id = hand.shell.current_arguments["session"]
        self._concern_by_hand()
        self._talk(answers.FOLLOW_UP)
        screen(self._hand, self._album)
        self._talk(answers.FOLLOW_UP)
        self._decide("pathway-day-28", "To talk to somebody who knows about this.")
        decision = hand.shell.services.care.decision(SessionId(self.session_id))
        self.pathway = decision.chosen if decision is not None else ""
        self._talk(answers.FOLLOW_UP)
        self._check_and_finish("day-28")

    def _concern_by_hand(self) -> None:
        """The supporter is worried, sees to it and records what was done."""
        hand = self._hand
        hand.press(_("Immediate concern"))
        hand.wait_for("concern")
        hand.press(_("Stay with them"))
        hand.press(_("Ask directly if they are safe"))
        hand.press(_("No"))
        hand.press(_("Tell your supervisor or Gold wellbeing lead"))
        hand.press(_("Duty supervisor"))
        self._album.take(
            "concern-by-hand", "Immediate concern by hand: actions marked with the time"
        )
        hand.press(_("Record and return"))
        hand.wait_for(GUIDED)

    # --- referral, desk, receipt --------------------------------------------------------------

    def _refer(self) -> None:
        hand, album = self._hand, self._album
        hand.press(_("Start referral"))
        hand.wait_for("referral_details")
        album.take("referral-details", "Referral: who, what is asked, what is shared")
        hand.type_into(
            _("Reason"), "Low mood and poor sleep since the incident. Would like to talk."
        )
        hand.press(_("How can they be supported?"))
        hand.press_main()
        hand.wait_for("referral")
        self.referral_key = hand.shell.current_arguments["draft"]
        field = hand.field(_("Sign with your passphrase"))
        album.take("referral", "Referral: the real pages, and what to check")
        hand.keys(field, self._passphrase)
        hand.press(_("Sign and add to Outbox"))
        hand.button(_("Open Outbox"))
        album.take("referral-signed", "Referral: signed and sealed")
        hand.press(_("Open Outbox"))
        hand.wait_for("outbox")
        hand.settle()
        album.take("outbox", "Outbox: left at the store")

    def _receive(self) -> None:
        hand, album = self._hand, self._album
        self._lock()
        self._laptop.clock.move_on(timedelta(hours=11, minutes=25))
        self._unlock(DESK_LABEL, DESK_PASSPHRASE, "inbox")
        hand.settle()
        album.take("inbox", "The desk's inbox")
        hand.press(_("Open"))
        hand.wait_for("received")
        hand.settle()
        album.take("received", "The desk opens and checks a referral")
        hand.type_into(_("Your name"), CLINICIAN)
        hand.press(_("Accept this referral"))
        hand.settle()
        album.take("received-accepted", "Accepted by name; the receipt is signed")

    def _see_receipt(self) -> None:
        hand, album = self._hand, self._album
        self._lock()
        self._laptop.clock.move_on(timedelta(minutes=20))
        self._unlock(SUPPORTER_LABEL, self._passphrase, "outbox")  # where it was locked
        hand.button(_("Receipt"))
        album.take("outbox-accepted", "Outbox: accepted")
        hand.press(_("Receipt"))
        hand.wait_for("receipt")
        album.take("receipt", "The receipt, verified")

    # --- the record -----------------------------------------------------------------------------

    def _look_up(self) -> None:
        """Find the person again, see what happened, and who looked."""
        hand, album = self._hand, self._album
        hand.press(_("People"))
        hand.wait_for("people")
        hand.settle()
        album.take("people", "People: references, and names only on request")
        hand.press("P-")
        hand.wait_for("person")
        hand.settle()
        album.take("person", "One person: timeline, scores, what is next")
        hand.press(_("See who opened it"))
        hand.settle()
        hand.press("Defusing")
        hand.wait_for("entry")
        hand.settle()
        album.take("entry", "One entry of the record")
        hand.press(_("Settings"))
        hand.wait_for("settings")
        hand.press(_("See what is over its time"))
        hand.wait_for("keeping")
        hand.settle()
        album.take("keeping", "What is kept, and how long")
