"""From an error to a sentence: what happened, what is safe, what to do next.

Texts are found by an error's ``code``. Features register theirs with ``register``; an error whose
code has none falls back to its parent classes, and in the end to the fault on our side.
"""

from __future__ import annotations

from dataclasses import dataclass

from estip_desktop.errors import EstipError, RecordDamagedError
from estip_desktop.kernel.i18n import N_, _


@dataclass(frozen=True, slots=True)
class Message:
    """One explanation, as three short texts.

    Args:
        happened: What happened, without blame.
        safe: What is safe, or empty.
        next_step: What to do next, or empty.
    """

    happened: str
    safe: str = ""
    next_step: str = ""

    @property
    def words(self) -> str:
        """All of it in one line."""
        return " ".join(part for part in (self.happened, self.safe, self.next_step) if part)


_DISK_FAILS = Message(
    N_("The disk did not take the last change."),
    N_("What was saved before is still there."),
    N_("Save a copy elsewhere of what is on the screen. Then lock and unlock again."),
)
_TEXTS: dict[str, Message] = {
    "estip": Message(N_("Something went wrong on our side."), N_("Your work is saved.")),
    "input-refused": Message(
        N_("This cannot be used."),
        N_("Nothing was changed."),
        N_("Check where it came from and try again."),
    ),
    "input-refused:label-not-printable": Message(
        N_("That name holds characters that cannot be seen."),
        N_("Nothing was made."),
        N_("Type the name anew, with letters and digits."),
    ),
    "content-refused": Message(
        N_("A file that belongs to the app does not follow its rules."),
        N_("Your records are not affected."),
        N_("Ask your force to load its profile again."),
    ),
    "document-refused": Message(
        N_("This document cannot be read as what it claims to be."),
        N_("Nothing in it was opened."),
        N_("Ask the sender to send it again."),
    ),
    "not-found": Message(
        N_("This is not here any more."), N_("Nothing was changed."), N_("Go back and look again.")
    ),
    "secret-refused": Message(
        N_("That passphrase did not work."), "", N_("Check Caps Lock and try again.")
    ),
    "secret-refused:secret-replaced": Message(
        N_("That passphrase or key opened these records once and was replaced since."),
        N_("Nothing was changed, and nothing that was recorded later was shown."),
        N_("Type the passphrase that you use now, or your recovery key."),
    ),
    "try-later": Message(
        N_("Wrong passphrases were tried just now."),
        N_("Nothing is locked out."),
        N_("Wait half a minute and try again."),
    ),
    "vault": Message(
        N_("Your records could not be read or written."),
        N_("What was saved before is still there."),
    ),
    "vault:memory-short": Message(
        N_("This laptop is short of memory."),
        N_("What was saved before is safe."),
        N_("Close other programs and try again."),
    ),
    "vault-header-damaged": Message(
        N_("Your records cannot be opened: the beginning of the file is damaged."),
        N_("The records themselves were not touched, and nothing was overwritten."),
        N_("Restore the newest good backup with your passphrase or recovery sheet."),
    ),
    "vault-header-damaged:header-older": Message(
        N_("Somebody put an older beginning of the file back, or other records under it."),
        N_("Nothing was overwritten, and this passphrase stays refused."),
        N_("Use your recovery sheet, or restore the newest good backup."),
    ),
    "vault-damaged": Message(
        N_("Part of your records is damaged."),
        N_("Nothing was overwritten."),
        N_("Choose Repair to compare with the newest good backup, or restore it."),
    ),
    "vault-damaged:disk-io": _DISK_FAILS,
    "vault-damaged:disk-io-earlier": _DISK_FAILS,
    "record-damaged": Message(
        N_("One record does not pass its check, so its text is not shown."),
        N_("The other records are not affected."),
        N_("Today offers to repair it from the newest good backup."),
    ),
    "vault-too-new": Message(
        N_("This vault was made by a newer version."),
        N_("Nothing has been changed."),
        N_("Update the app."),
    ),
    "vault-in-use": Message(
        N_("Your records are already open in another window."),
        N_("Nothing was changed."),
        N_("Go on in the other window, or close it first."),
    ),
    "disk-full": Message(
        N_("The disk is full, so the last change could not be saved."),
        N_("Everything before it is saved, and what you typed is still on the screen."),
        N_("Make room on the disk and press the button again. Keep this window open."),
    ),
    "disk-full:nearly": Message(
        N_("This disk is nearly full."),
        N_("A session needs little room, and what is saved is safe: you can start."),
        N_("Make room before the next one, or ask your IT desk."),
    ),
    "disk-read-only": Message(
        N_("The disk of your records cannot be written, so this was not saved."),
        N_("Everything saved before is there and can be read."),
        N_("Ask your IT desk to make it writable, then lock and unlock again."),
    ),
    "disk-read-only:journal": Message(
        N_("The disk of your records cannot be written, and the newest of them are not in it yet."),
        N_("Nothing was changed or lost."),
        N_("Make the disk writable, or copy the whole folder to one that is, and unlock there."),
    ),
    "disk-read-only:schema": Message(
        N_("Your records have to be brought up to date, but their disk cannot be written."),
        N_("Nothing has been changed."),
        N_("Make the disk writable and unlock again."),
    ),
    "not-available": Message(
        N_("This is not available now."), N_("Your work is saved."), N_("Try again later.")
    ),
    "store-unreachable": Message(
        N_("The store cannot be reached now."),
        N_("What you signed is safe and waits in the Outbox."),
        N_("It sends when you reconnect."),
    ),
    "store-full": Message(
        N_("The store is full."),
        N_("What you signed is safe and waits in the Outbox."),
        N_("Ask whoever runs the store for room."),
    ),
    "store-refused": Message(
        N_("The store may not be read or written from this laptop."),
        N_("What you signed is safe and waits in the Outbox."),
        N_("Ask your IT desk to look at its permissions."),
    ),
    "rule": Message(N_("This is not open now."), N_("Nothing was changed.")),
    "rule:vault-is-live": Message(
        N_("These are real records, so they cannot be ended as an exercise."),
        N_("Nothing was changed."),
        N_("Records go once they are over their time: see Keeping records."),
    ),
    "rule:desk-key-changed": Message(
        N_("A desk of this name is known with another key: a forged card would look like this."),
        N_("Nothing was added."),
        N_("Phone the desk, compare all of the fingerprint, and type all of it here."),
    ),
    "rule:card-is-not-a-desk": Message(
        N_("This is the card of a supporter, who receives nothing."),
        N_("Nothing was added."),
        N_("Ask Occupational Health for theirs."),
    ),
    "rule:desk-is-for-exercises": Message(
        N_("This desk is for exercises, and your records are live."), N_("Nothing was added.")
    ),
    "rule:desk-is-live": Message(
        N_("This desk is live, and your records are for exercises."), N_("Nothing was added.")
    ),
    "rule:parcel-left-already": Message(
        N_("It may have left this laptop, so it cannot be taken back here."),
        N_("Nothing was changed."),
        N_("Phone Occupational Health and say that it is withdrawn."),
    ),
    "rule:entry-is-closed": Message(
        N_("This was answered before."),
        N_("Nothing was changed; the first answer stands."),
        N_("Open it again to see who answered."),
    ),
    "rule:sharing-is-signed": Message(
        N_("A referral was signed because they agreed."),
        N_("Nothing was changed."),
        N_("If they take it back, phone Occupational Health and say so."),
    ),
    "input-refused:out-not-empty": Message(
        N_("The folder is not empty."),
        N_("Nothing was written, and what is in it was left as it is."),
        N_("Name a new or an empty folder."),
    ),
    "input-refused:out-not-writable": Message(
        N_("The folder cannot be written."),
        N_("The record itself is as it was."),
        N_("Name another folder, such as one on a removable disk."),
    ),
    "rule:hold-stands": Message(
        N_("A hold keeps this record."),
        N_("Nothing was removed."),
        N_("Ask whoever answers for the hold; lift it once it is over."),
    ),
    "rule:clock-in-doubt": Message(
        N_("The clock of this laptop may be wrong."),
        N_("Nothing was removed."),
        N_("Compare its date with another clock, then look at the list again."),
    ),
    "rule:referral-under-way": Message(
        N_("A referral of this person is under way, and nobody has accepted it yet."),
        N_("Nothing was removed."),
        N_("Wait until it is accepted, or take it back in the Outbox."),
    ),
    "rule:consent-taken-back": Message(
        N_("Consent was taken back, so no copy of it may go out."),
        N_("Nothing was changed."),
        N_("Phone Occupational Health and say so."),
    ),
    "rule:consent-is-withdrawn": Message(
        N_("They have taken their consent back before."), N_("The record is sealed.")
    ),
    "rule:case-not-clear": Message(
        N_("The case is not clear yet."),
        N_("Nothing was changed."),
        N_("Agree another contact, or leave it open."),
    ),
    "rule:flag-is-considered": Message(
        N_("There are words beside it already, and they stay."),
        N_("Nothing was changed."),
        N_("Look at the page again: it shows what is still to be looked at."),
    ),
    "rule:flag-in-draft": Message(
        N_("The session that noted it is not finished."),
        N_("Nothing was changed."),
        N_("Go on with the session, and change the answer there."),
    ),
    "input-refused:considered-missing": Message(
        N_("There are no words yet."), N_("Nothing was changed."), N_("Write how it is now.")
    ),
    "input-refused:considered-too-long": Message(
        N_("That is longer than 240 characters."),
        N_("Nothing was changed."),
        N_("Shorten it."),
    ),
    "rule:case-has-draft": Message(
        N_("A session of this case is not finished."),
        N_("Nothing was changed."),
        N_("Finish it or put it away first."),
    ),
    "rule:concern-is-open": Message(
        N_("An immediate concern about them is still open."),
        N_("Nothing was changed."),
        N_("Record how it went first."),
    ),
    "rule:contact-is-closed": Message(
        N_("How this contact went was recorded before."), N_("Nothing was changed.")
    ),
    "rule:move-same-person": Message(
        N_("It is in this record already."), N_("Nothing was changed.")
    ),
    "rule:move-is-signed": Message(
        N_("A referral that was signed from it names this person."),
        N_("Nothing was changed."),
        N_("Take the referral back and phone Occupational Health, then start the session anew."),
    ),
    "rule:move-handed-over": Message(
        N_("A referral of this case was accepted, and its copy has left this laptop."),
        N_("Nothing was changed: whether it was made from this session cannot be told."),
        N_("Phone Occupational Health, say whom it is about, and start the session anew."),
    ),
    "input-refused:move-no-such-person": Message(
        N_("There is no record with that reference."),
        N_("Nothing was changed."),
        N_("Look the reference up in People and type it again."),
    ),
    "input-refused:move-second-differs": Message(
        N_("The second identifier does not stand in that record."),
        N_("Nothing was changed."),
        N_("Compare again. If their record has neither name nor staff number, add one first."),
    ),
    "rule:record-is-draft": Message(
        N_("This is not finished, so it needs no note."),
        N_("Nothing was changed."),
        N_("Change the draft itself."),
    ),
}


def register(code: str, happened: str, safe: str = "", next_step: str = "") -> None:
    """Say how an error of this code reads; mark the texts with ``N_``.

    Args:
        code: The ``code`` of the error, or ``code:detail`` for one case of it.
        happened: What happened.
        safe: What is safe.
        next_step: What to do next.
    """
    _TEXTS[code] = Message(happened, safe, next_step)


def message_for(error: EstipError) -> Message:
    """The texts for an error, most exact first: code with detail, code, then its parents."""
    codes = [f"{error.code}:{error.detail}", error.code]
    codes += [kind.code for kind in type(error).__mro__ if issubclass(kind, EstipError)]
    found = next(_TEXTS[code] for code in [*codes, EstipError.code] if code in _TEXTS)
    return Message(*(_(part) for part in (found.happened, found.safe, found.next_step)))


def unsaved(error: EstipError, happened: str) -> tuple[str, str]:
    """Title and words where something on the page was not saved.

    A record that fails its check was being read, not saved: then its own words say so.

    Args:
        error: What was raised.
        happened: What was not saved, and to keep the window open.
    """
    message = message_for(error)
    if isinstance(error, RecordDamagedError):
        return message.happened, f"{message.safe} {message.next_step}"
    return happened, f"{message.happened} {message.next_step}".strip()


def fault(reference: str) -> Message:
    """The texts for a bug: calm, and with something to quote.

    Args:
        reference: Such as ``E-1042``; says nothing about people.
    """
    return Message(
        _("Something went wrong on our side."),
        _("Your work is saved."),
        _("Reference {reference}.").format(reference=reference),
    )
