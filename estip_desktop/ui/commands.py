"""Every command once: its id, its words and its keys.

The window makes its shortcuts from this table. Keys that a widget handles itself are listed too, so
that no other command takes them.
"""

from __future__ import annotations

from dataclasses import dataclass

from estip_desktop.kernel.i18n import N_, _


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that keys can do.

    Args:
        id: What ``MainWindow.command_triggered`` carries.
        title: Its words, not translated yet.
        keys: Portable key sequences; the first is shown.
        urgent: Works in dialogs and popups too.
        listed_only: A widget or page acts on these keys; the window makes no shortcut.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    urgent: bool = False
    listed_only: bool = False

    @property
    def words(self) -> str:
        """The title in the language of the frame."""
        return _(self.title)


LOCK, HIDE_NOW, CONCERN = "lock", "hide_now", "concern"

COMMANDS: tuple[Command, ...] = (
    Command(LOCK, N_("Lock"), ("Ctrl+L",), urgent=True),
    Command(HIDE_NOW, N_("Hide now (or Esc three times)"), ("F12",), urgent=True),
    Command(CONCERN, N_("Immediate concern"), ("Alt+I", "F9"), urgent=True),
    Command("demobilise", N_("Demobilise"), ("Alt+D",)),
    Command("defuse", N_("Defuse"), ("Alt+F",)),
    Command("questionnaire", N_("Questionnaire"), ("Alt+Q",)),
    Command("today", N_("Today"), ("Ctrl+1",)),
    Command("people", N_("People"), ("Ctrl+2",)),
    Command("outbox", N_("Outbox"), ("Ctrl+4",)),
    Command("help", N_("Help"), ("F1", "Ctrl+/")),
    Command("find", N_("Find in this list"), ("Ctrl+F",)),
    Command("text_larger", N_("Larger text"), ("Ctrl++", "Ctrl+=")),
    Command("text_smaller", N_("Smaller text"), ("Ctrl+-",)),
    Command("text_reset", N_("Text at 100 %"), ("Ctrl+0",)),
    Command("next_region", N_("Next part of the page"), ("F6",)),
    Command("previous_region", N_("Previous part of the page"), ("Shift+F6",)),
    Command("main_action", N_("Main action of the page"), ("Return",), listed_only=True),
    Command("back", N_("Back"), ("Alt+Left", "Backspace")),
    Command("pick", N_("Pick that answer"), ("1", "9"), listed_only=True),
    Command("decline", N_("Prefer not to answer"), ("N",), listed_only=True),
    Command("skip", N_("Skip for now"), ("Alt+S",)),
    Command("saved", N_("Show when it was saved"), ("Ctrl+S",)),
)
