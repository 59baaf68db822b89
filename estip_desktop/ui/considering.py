"""Ask how something that was noted earlier is now: before a case ends, or beside the flag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from estip_desktop.casework.model import NOTE_LIMIT
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.widgets.fields import LabelledField, ShortText
from estip_desktop.ui.widgets.form_dialog import FormDialog


def ask_what_was_found(noted: Sequence[str], parent: QWidget) -> FormDialog:
    """A dialog whose answer ``why`` is written beside each of the flags.

    Args:
        noted: The flags in plain words, each with its day.
        parent: The page that asks.
    """
    listed = "\n".join(f"• {each}" for each in noted)
    words = _(
        "They stay in the record and still count. Your words stand beside each, with the day."
    )
    if len(noted) == 1:
        words = _("It stays in the record and still counts. Your words stand beside it.")
    field = LabelledField(_("How is it now?"), ShortText(), guarded=True)
    return FormDialog(
        _("Look at it again"),
        f"{listed}\n\n{words}",
        {"why": field},
        verb=_("Keep these words"),
        safe_verb=_("Not now"),
        check=_words_are_missing,
        parent=parent,
    )


def _words_are_missing(answers: Mapping[str, str]) -> Mapping[str, str]:
    why = answers["why"].strip()
    if not why:
        return {"why": _("Write how it is now")}
    if len(why) > NOTE_LIMIT:
        return {"why": _("Shorten it to {limit} characters").format(limit=NOTE_LIMIT)}
    return {}
