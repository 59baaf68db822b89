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
        "The folder cannot be written. What was saved is safe; check its permissions."
    ),
    "no-display": N_(
        "There is no display to open a window on. Start it from a desktop session; the tour "
        "(tour OUT) and all other commands work without one."
    ),
    "not-available": N_("This is not available here and now ({detail})."),
    "store-unreachable": N_(
        "The store cannot be reached ({detail}). What is signed stays safe; try "
        "again when it is back."
    ),
    "rule": N_("A rule forbids this now ({detail})."),
}


def for_error(error: EstipError) -> str:
    """One or two sentences: what happened, what is safe, what to do next."""
    for kind in type(error).__mro__:
        code = getattr(kind, "code", "")
        if code in _SENTENCES:
            return _(_SENTENCES[code]).format(detail=error.detail or code)
    return str(error)
