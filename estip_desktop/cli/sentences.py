"""Expected failures in the words of the command line."""

from __future__ import annotations

from collections.abc import Mapping

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import N_, _

_SENTENCES: Mapping[str, str] = {
    "usage": N_("This is not how the command is called: {detail}. Add --help to see how."),
    "input-refused": N_("The input was refused ({detail}). Nothing was changed."),
    "content-refused": N_("A content file breaks its rules ({detail}). Nothing was used from it."),
    "document-refused": N_(
        "This is not a readable document of the kind expected ({detail}). Nothing was changed; "
        "ask the sender for it again."
    ),
    "not-found": N_("Nothing goes by that name or id ({detail})."),
    "secret-refused": N_(
        "That passphrase or key does not open it. Nothing was changed; try again."
    ),
    "vault": N_(
        "The vault could not be read or written ({detail}). What was saved before is still there; "
        "look at its folder and try again."
    ),
    "vault:memory-short": N_(
        "The laptop is short of memory. What was saved before is safe; close other programs and "
        "try again."
    ),
    "vault-header-damaged": N_(
        "Both copies of the vault's header are damaged. Leave the folder as it is "
        "and restore a backup."
    ),
    "vault-damaged": N_(
        "The vault cannot be read back as it was written ({detail}). Leave it as it is and restore "
        "the newest good backup."
    ),
    "record-damaged": N_(
        "A record fails its check ({detail}), so its text is not shown. Restore the "
        "newest good backup."
    ),
    "vault-too-new": N_(
        "A newer version made this vault. Update the program; nothing was changed."
    ),
    "vault-in-use": N_("This vault is open in another window. Close or lock that window first."),
    "disk-full": N_("The disk is full. What was saved is safe; free some space and try again."),
    "disk-read-only": N_(
        "The folder cannot be written. What was saved is safe and can be read; check its "
        "permissions."
    ),
    "disk-read-only:journal": N_(
        "The folder cannot be written, and the newest records wait in a journal. Nothing was "
        "lost; make it writable, or copy the whole folder to a disk that is."
    ),
    "disk-read-only:schema": N_(
        "The vault has to be brought up to date, but its folder cannot be written. Nothing was "
        "changed; make it writable."
    ),
    "try-later": N_("Wrong secrets were tried just now ({detail}). Wait a moment and try again."),
    "no-display": N_(
        "There is no display to open a window on. Start it from a desktop session; the tour "
        "(tour OUT) and all other commands work without one."
    ),
    "not-available": N_("This is not available here and now ({detail})."),
    "store-unreachable": N_(
        "The store cannot be reached ({detail}). What is signed stays safe; try "
        "again when it is back."
    ),
    "store-full": N_(
        "The store is full. What is signed stays safe here; ask whoever runs the store for room, "
        "and try again."
    ),
    "store-refused": N_(
        "The store may not be read or written from here ({detail}). What is signed stays safe; "
        "check its permissions and try again."
    ),
    "store-did-not-keep-it": N_(
        "The store said yes and kept nothing. What is signed stays safe; sign in to the network, "
        "and try again."
    ),
    "store-kept-other-bytes": N_(
        "The store has a damaged copy. What is signed stays safe; press Try again in the Outbox, "
        "and it is sealed anew."
    ),
    "no-desk-known": N_(
        "No Occupational Health desk is known yet, so what is signed waits here, encrypted. Add "
        "one with desk add CARD."
    ),
    "spool-": N_(
        "A sealed file cannot be read back from this laptop. The signed document is safe; make a "
        "new version of it in the window."
    ),
    "rule": N_("A rule forbids this now ({detail})."),
}

_MORE_EXACT: Mapping[str, str] = {
    "input-refused:case": N_("The case file does not follow its form ({rest})."),
    "usage:--passphrase-file": N_(
        "This command needs a passphrase: name the file that holds it with --passphrase-file FILE "
        "(- is standard input)."
    ),
    "usage:--vault": N_(
        "There are several vaults here. Say which one with --vault ID; vault list shows them."
    ),
    "input-refused:--": N_(
        "The file named with {detail} cannot be read as text. Check its name and that you may "
        "read it. Nothing was changed."
    ),
    "input-refused:file-unreadable": N_(
        "The file cannot be read. Check its name and that you may read it."
    ),
    "input-refused:file-too-large": N_("The file is too large to be what is expected here."),
    "input-refused:file-exists": N_(
        "A file of that name is there already. It was left as it is; choose another name."
    ),
    "input-refused:file-unwritable": N_(
        "The file cannot be written there. Check the folder and that you may write to it."
    ),
    "input-refused:out-not-empty": N_("The folder is not empty. Choose a new or an empty one."),
    "input-refused:out-not-writable": N_("The folder cannot be written. Choose another one."),
    "input-refused:backup-not-one": N_(
        "This file is no backup of a vault. Nothing was changed; choose another file."
    ),
    "input-refused:backup-cut-off": N_(
        "This backup ends too early: it was not copied to its end. Nothing was changed; copy it "
        "again, or take another one."
    ),
    "input-refused:backup-target": N_(
        "There is no such folder to write a backup into. Nothing was changed; name one that is "
        "there."
    ),
    "input-refused:backup-too-many": N_(
        "More sealed files wait beside this vault than a backup can hold. Send what waits in the "
        "Outbox, then try again."
    ),
    "input-refused:backup-": N_(
        "This backup was changed since it was made, or it is damaged. Nothing of it was used and "
        "nothing was changed; take another one."
    ),
    "vault-damaged:backup-not-sound": N_(
        "The copy did not come out as it was written, so it was not kept. What was there before is "
        "untouched; vault check says what is damaged."
    ),
    "vault-too-new:backup-format": N_(
        "A newer version of the program made this backup. Update the program; nothing was changed."
    ),
    "not-found:reference": N_("Nobody in this vault has that reference. Check it and try again."),
    "document-refused:pack-malformed": N_(
        "This file is no pack of content. Nothing of it was used; ask whoever made it for it again."
    ),
    "document-refused:pack-key": N_(
        "The file named with --key holds no certificate or public key of the kind that signs packs "
        "(P-256, PEM)."
    ),
    "input-refused:home-has-vaults": N_(
        "There are vaults in this home, and made-up people never go beside real ones. Name an "
        "empty home with --home DIR."
    ),
    "input-refused:seed-people": N_("Ask for 1 to 1,000,000 people."),
    "input-refused:recovery-out": N_(
        "The recovery key cannot be written there: the file is there already or its folder is not."
    ),
    "input-refused:points-out-of-range": N_(
        "These points are not among the answers of {rest}. instruments show lists them."
    ),
    "input-refused:answer-does-not-fit": N_("This answer is not among those of {rest}."),
    "input-refused:expected-": N_(
        "The number of answers does not fit ({detail}). Give one for each question, in order; "
        "- stands for one that was not answered."
    ),
    "input-refused:response-entered-in-error": N_(
        "The response says of itself that it was entered in error, so it is not added up."
    ),
    "input-refused:response-of-no-known-status": N_(
        "The response has a status that FHIR does not know. It is in-progress, completed, amended "
        "or stopped."
    ),
    "input-refused:response-malformed": N_(
        "The response does not follow its form: an item lacks its linkId, or has several answers."
    ),
    "input-refused:not-a-questionnaire-response": N_("The file is no FHIR QuestionnaireResponse."),
    "input-refused:answers-neither-list-nor-file": N_(
        "The answers are neither a list of points with commas nor a file that can be read."
    ),
    "input-refused:label-missing": N_("A vault needs a name: --name LABEL. Nothing was made."),
    "input-refused:label-not-printable": N_(
        "The name of the vault holds characters that cannot be seen. Type it anew. Nothing was "
        "made."
    ),
    "input-refused:label-too-long": N_("The name of the vault is too long. Nothing was made."),
    "input-refused:passphrase-too-short": N_(
        "The passphrase is too short. Five words that do not belong together are a good one. "
        "Nothing was changed."
    ),
    "input-refused:passphrase-too-long": N_("The passphrase is too long. Nothing was changed."),
    "input-refused:passphrase-guessable": N_(
        "This passphrase is too easy to guess. Five words that do not belong together "
        "are a good one. Nothing was changed."
    ),
    "input-refused:passphrase-unchanged": N_(
        "The new passphrase is the same as the one of today. Nothing was changed."
    ),
    "secret-refused:recovery-key-mistyped": N_(
        "That is not a recovery key as it is printed: nine groups of four. Nothing was changed; "
        "compare it with the sheet and try again."
    ),
    "secret-refused:recovery": N_(
        "That recovery key does not open this vault. Nothing was changed; check that the sheet "
        "belongs to it."
    ),
    "secret-refused:secret-replaced": N_(
        "That passphrase or key opened this vault once and was replaced since. Nothing was "
        "changed. Use the passphrase of today, or the recovery key (--recovery-file)."
    ),
    "vault-header-damaged:header-older": N_(
        "An older beginning of the vault was put back, or a database of another time under it, and "
        "this passphrase is not one of that database. Nothing was changed. Use the recovery sheet "
        "(vault recover), or restore the newest good backup."
    ),
    "usage:--new-passphrase-file": N_(
        "Name the file that holds the new passphrase with --new-passphrase-file FILE. Standard "
        "input can hold only one of the two."
    ),
    "usage:--recovery-file": N_(
        "Name the file that holds the recovery key with --recovery-file FILE. Standard input can "
        "hold only one of the two."
    ),
    "input-refused:case-file-unreadable": N_(
        "The case file cannot be read. Check its name and that it is JSON."
    ),
    "input-refused:json-key-twice": N_(
        "{rest} stands twice in one object of the file, and nobody knows which one is meant."
    ),
    "input-refused:json-no-number": N_("The value of {rest} is no number that can be judged."),
    "input-refused:json-": N_(
        "The file is not JSON as it is exchanged: UTF-8, numbers without NaN, every bracket closed."
    ),
    "input-refused:response-key-unknown": N_(
        "The response has a key that FHIR does not know there, or whose meaning is not known here: "
        "{rest}."
    ),
    "input-refused:total-out-of-range": N_(
        "No answers of {rest} add up to this total. instruments show tells the lowest and highest."
    ),
    "input-refused:item-no-such-option": N_("This answer is not among those of {rest}."),
    "input-refused:no-such-item": N_("The response answers a question that {rest} does not ask."),
    "input-refused:response-of-another-questionnaire": N_(
        "The response answers another questionnaire than {rest}, or another version of it."
    ),
    "not-found:kept-aside": N_(
        "No restore of this vault kept anything aside by that name. Nothing was removed; vault "
        "kept-aside lists what there is."
    ),
    "not-found:vault": N_("There is no such vault here. vault list shows those there are."),
    "not-found:inbox": N_("Nothing in the inbox has this id. desk list shows what is there."),
    "not-found:identity": N_("This vault has no key of its own yet. Open it in the window once."),
    "not-found:instruments/": N_(
        "There is no such questionnaire. instruments list shows those there are."
    ),
    "not-available:not-a-desk": N_(
        "This vault is not an Occupational Health desk. Name a desk's vault with --vault ID, or "
        "make one with vault create --kind desk."
    ),
    "not-available:no-desk-known": N_(
        "No Occupational Health desk is known yet, so what is signed waits here. Add one with desk "
        "add CARD."
    ),
    "vault-damaged:database-missing": N_(
        "The vault's database is missing, so nothing can be read. Leave the folder as it is and "
        "restore the newest good backup."
    ),
    "vault-damaged:disk-io": N_(
        "The disk did not do what was asked of it. What was saved before is still there. "
        "Look at the disk and its space, and try again."
    ),
    "input-refused:folder": N_(
        "There can be no folder of that name: a file has it, or the folder above is missing. "
        "Nothing was changed; name another one."
    ),
    "input-refused:several-entries": N_(
        "Several in the inbox begin like this. Nothing was changed; give more of the id, which "
        "desk list --json shows."
    ),
    "input-refused:receipt-too-long": N_(
        "A name or a reason may have 240 characters. Nothing was changed; say it in fewer."
    ),
    "document-refused:certificate": N_(
        "A file named with --trust holds no certificate of the kind used here, so nothing was "
        "judged. identity show --json gives the right one as trust_pem."
    ),
    "document-refused:jws": N_(
        "This is no card, or it was changed on the way. Nothing was added; ask the desk for its "
        "card again."
    ),
    "document-refused:no-data": N_(
        "There is no referral's data in this file. Nothing was changed; referral verify says what "
        "it is."
    ),
    "rule:card-is-not-a-desk": N_(
        "This is a supporter's card; only a desk can receive. Nothing was added; ask Occupational "
        "Health for theirs."
    ),
    "rule:desk-is-for-exercises": N_(
        "This desk is for exercises and this vault is live. Nothing was added."
    ),
    "rule:desk-is-live": N_(
        "This desk is live and this vault is for exercises. Nothing was added."
    ),
    "rule:desk-key-changed": N_(
        "A desk of this name is known with another key, which is how a forged card would look. "
        "Nothing was added; phone the desk, compare the fingerprint, and give what they read out "
        "with --fingerprint."
    ),
    "rule:vault-is-live": N_(
        "This vault holds real records, so it cannot be ended. Nothing was changed. Records go "
        "once they are over their time: see vault purge."
    ),
    "rule:clock-in-doubt": N_(
        "The clock of this laptop is not where the newest record says it is. Nothing was "
        "removed; compare its date with another clock, and give --clock-is-right if it is right."
    ),
    "rule:name-missing": N_("Say who takes it on: --by NAME. Nothing was changed."),
    "rule:reason-missing": N_(
        "Say why, so that the sender can mend it: --reason TEXT. Nothing was changed."
    ),
    "rule:parcel-arrived-already": N_(
        "It has arrived already, or was taken back, so nobody has to carry it. Nothing was changed."
    ),
    "rule:consent-taken-back": N_(
        "Consent was taken back, so no copy of it may go out. Nothing was changed; phone "
        "Occupational Health and say so."
    ),
    "not-found:parcels": N_("Nothing in the outbox has this id. outbox list --json shows them."),
    "rule:accept-first": N_("Accept it before you book an appointment. Nothing was changed."),
    "rule:entry-is-closed": N_("This was answered before. Nothing was changed."),
    "rule:sharing-is-signed": N_(
        "A referral was signed because they agreed, so this is settled. If they take it back, "
        "phone Occupational Health."
    ),
}
"""By code and the beginning of one part of the detail; the first that fits is said."""


def for_code(code: str) -> str:
    """What became of one parcel, from the code that its round gave."""
    spool = code.partition("-")[0] + "-"
    known = next((each for each in (code, spool) if each in _SENTENCES), "not-available")
    return _(_SENTENCES[known]).format(detail=code)


def for_error(error: EstipError) -> str:
    """One or two sentences: what happened, what is safe, what to do next."""
    return " ".join(filter(None, parts_of(error)))


def as_json(error: EstipError) -> dict[str, str]:
    """The same for a program: ``next`` is what is safe and what to do, where there is anything."""
    message, further = parts_of(error)
    return {"code": error.code, "detail": error.detail, "message": message, "next": further}


def parts_of(error: EstipError) -> tuple[str, str]:
    """What happened; and what is safe and what to do next, or nothing."""
    words, rest = _words_for(error)
    happened, stop, further = words.partition(". ")
    given = {"detail": error.detail or error.code, "rest": rest}
    return f"{happened}{stop.strip()}".format_map(given), further.format_map(given)


def _words_for(error: EstipError) -> tuple[str, str]:
    parts = error.detail.split(":")
    for kind in type(error).__mro__:
        code = getattr(kind, "code", "")
        for key, words in _MORE_EXACT.items():
            of, _colon, beginning = key.partition(":")
            fitting = [part for part in parts if part.startswith(beginning)]
            if of == code and fitting:
                rest = ":".join(part for part in parts if part != fitting[0])
                return _(words), rest or error.detail
        if code in _SENTENCES:
            return _(_SENTENCES[code]), ""
    return "{detail}", ""
