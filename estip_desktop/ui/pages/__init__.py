"""Every page once: its id and the module whose ``build(shell, arguments)`` makes it.

A module is imported when its page is first opened, so that the unlock page pays for none of the
others. ``build`` returns the whole frame, a QWidget; it may offer ``first_focus()``, ``flush()``,
``show_error()`` and ``on_command()`` (see ``ui.shell`` and ``ui.main_window``).

Arguments are strings: ids and codes, never text about a person.
"""

from collections.abc import Mapping

_P = "estip_desktop.ui.pages"

PAGES: Mapping[str, str] = {
    "first_run": f"{_P}.first_run.page",  # again=1: further records on this laptop
    "unlock": f"{_P}.unlock.page",
    "urgent": f"{_P}.urgent.page",
    "notices": f"{_P}.notices.page",  # what happened since the vault was last open
    "repair": f"{_P}.repair.page",  # vault, back
    "today": f"{_P}.today.page",
    "new_session": f"{_P}.new_session.page",  # protocol, follow_up, person
    "new_group": f"{_P}.new_group.page",  # incident
    "group": f"{_P}.group.page",  # session: the id of the group
    "follow_ups": f"{_P}.follow_ups.page",
    "follow_up": f"{_P}.follow_up.page",  # follow_up, back
    "guided": f"{_P}.guided.page",  # session, page
    "screening": f"{_P}.screening.page",  # session: which questionnaires, then their intro
    "question": f"{_P}.question.page",  # screening, item
    "handover": f"{_P}.handover.page",  # screening, item: a colleague answers alone
    "check": f"{_P}.check.page",  # session, or screening
    "result": f"{_P}.result.page",  # screening
    "concern": f"{_P}.concern.page",  # concern
    "pathway": f"{_P}.pathway.page",  # session
    "finish": f"{_P}.finish.page",  # session
    "referral_details": f"{_P}.referral_details.page",  # session
    "referral": f"{_P}.referral.page",  # draft
    "people": f"{_P}.people.page",
    "person": f"{_P}.person.page",  # person
    "entry": f"{_P}.entry.page",  # person, kind, entry
    "keeping": f"{_P}.keeping.page",
    "outbox": f"{_P}.outbox.page",
    "receipt": f"{_P}.receipt.page",  # referral
    "settings": f"{_P}.settings.page",  # section
    "help": f"{_P}.help.page",  # help_sheet; help_from and that page's arguments
    "went_wrong": f"{_P}.went_wrong.page",
    "blanks": f"{_P}.blanks.page",
    "sheets": f"{_P}.sheets.page",  # sheet; and what leads Help back
    "directory": f"{_P}.directory.page",  # what leads Help back
    "keys": f"{_P}.keys.page",  # task: passphrase, sheet or try
    "inbox": f"{_P}.inbox.page",
    "received": f"{_P}.received.page",  # item
}

HOME_OF = frozenset(
    {
        "today",
        "follow_ups",
        "people",
        "person",
        "entry",
        "keeping",
        "outbox",
        "receipt",
        "help",
        "went_wrong",
        "blanks",
        "sheets",
        "directory",
        "settings",
        "inbox",
        "received",
    }
)
"""Pages in the home frame: nobody is in the middle of something there."""

RESUMED = frozenset(
    {"check", "group", "result", "pathway", "finish", "referral_details", "referral", "screening"}
)
"""Pages a lock or a kill comes back to; ``guided`` and ``question`` remember themselves."""

KEEPS_ITS_OWN_PLACE = frozenset(
    {"first_run", "unlock", "urgent", "notices", "repair", "concern", "handover"}
)
"""Pages that no lock comes back to by their name: they are opened by what they are about."""

INTERRUPTED_BY_HELP = RESUMED | {"guided", "question"}
"""Pages that Help leads back to; from others it is not opened in the middle of something."""
