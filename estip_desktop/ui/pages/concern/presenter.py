"""What Immediate concern keeps, when it may close, and where it returns to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from estip_desktop.casework import NATION, Concern, GroupSession
from estip_desktop.guidance import BY_HAND, has_begun, is_talk_only, member_words
from estip_desktop.kernel.i18n import _, format_time, ngettext
from estip_desktop.kernel.ids import ConcernId
from estip_desktop.services import Contact
from estip_desktop.stepped_care import Nation
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

SELF_HARM_ITEM = "R6"
SOMEBODY_ELSE, NOT_NAMED, NEEDS_PERSON = "+", "-", "concern-needs-person"
"""Choices beside the roster of a group, and what is missing while none was made."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A concern as the page shows it.

    Args:
        opened_at: Time of day.
        about: Red flags that it holds.
        actions: When each marked action was marked, as time of day.
        asks: The direct question has to be asked before it may close.
        hands_over: Outcome and receiver have to be named before it may close.
        may_be_mistake: Opened by hand, and nothing red was said.
        may_be_corrected: An answer opened it, and that answer can be changed.
        marked: How many actions are marked and when the last was, in words; may be empty.
        whom: Who of a group it may be about: key and words of each; empty without a group.
        who: The key chosen, :data:`NOT_NAMED`, or empty.
        is_unsaved: The disk took nothing of it: it is in this window alone.
    """

    opened_at: str
    about: tuple[str, ...]
    actions: Mapping[str, str]
    direct_answer: str = field(repr=False)
    of_others: str = field(repr=False)
    called: tuple[str, ...] = field(repr=False)
    told: tuple[str, ...] = field(repr=False)
    receiver: str = field(repr=False)
    outcome: str = field(repr=False)
    note: str = field(repr=False)
    asks: bool
    hands_over: bool
    may_be_mistake: bool
    may_be_corrected: bool
    marked: str
    whom: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    who: str = ""
    is_unsaved: bool = False


class ConcernView(Protocol):
    """What the page can show."""

    def show_sheet(self, sheet: Sheet) -> None:
        """Show what is recorded so far; nothing typed meanwhile is replaced."""
        ...

    def show_numbers(self, contacts: Sequence[Contact]) -> None:
        """Show whom to ring, most urgent first."""
        ...

    def show_missing(self, needs: Sequence[str]) -> None:
        """Say what has to be recorded first; rule ids of ``Concerns.missing``."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that something was not saved."""
        ...


class ConcernPresenter(PagePresenter):
    """Keep every mark at once; close only with what the rules ask for.

    Args:
        view: The page.
        shell: The window.
        concern_id: Which concern.
    """

    def __init__(self, view: ConcernView, shell: Navigator, concern_id: str) -> None:
        super().__init__(shell)
        self._view = view
        self._id = ConcernId(concern_id)
        self._concern: Concern | None = None
        self._group: GroupSession | None = None
        self._not_named = False

    def start(self) -> None:
        """Show the numbers and what is recorded so far."""
        self.run(self._read_numbers, self._view.show_numbers)
        self.run(self._read, self._read_done, self._refused)

    def is_about(self, key: str, initials: str = "") -> None:
        """Who of the group it is about; with :data:`NOT_NAMED` it stays without a name."""
        group = self._group
        if group is None:
            return
        self._not_named = key == NOT_NAMED
        if self._not_named:
            if self._concern is not None:
                self._changed(self._concern)
            return
        wanted = "" if key == SOMEBODY_ELSE else key
        if not wanted and not initials.strip():
            return

        def work() -> tuple[Concern, GroupSession | None]:
            concern = self.services.concerns.is_about(self._id, group.id, wanted, initials)
            self.services.groups.forget(group.id)
            return concern, self._group_of(concern)

        self.run(work, self._read_done, self._refused)

    def try_again(self) -> None:
        """Save what the disk did not take."""
        self.run(lambda: self.services.concerns.try_again(self._id), self._changed, self._refused)

    def toggle(self, action: str) -> None:
        """Mark one of the four actions, or take the mark back."""
        done = self._concern is None or action not in self._concern.actions
        self.run(
            lambda: self.services.concerns.mark(self._id, action, done=done),
            self._changed,
            self._refused,
        )

    def answer_directly(self, answer: str) -> None:
        """They answered the direct question."""
        self.run(
            lambda: self.services.concerns.asked_directly(self._id, answer),
            self._changed,
            self._refused,
        )

    def answer_of_others(self, answer: str) -> None:
        """They said whether they think of harming somebody else."""
        self.run(
            lambda: self.services.concerns.asked_of_others(self._id, answer),
            self._changed,
            self._refused,
        )

    def set_about(self, codes: Sequence[str]) -> None:
        """What it is about; what an answer said is not taken back here."""
        self.run(
            lambda: self.services.concerns.about(self._id, codes), self._changed, self._refused
        )

    def set_called(self, names: Sequence[str]) -> None:
        """Who was called; the action counts as done with the first name."""
        concerns = self.services.concerns
        self._name("call", names, lambda: concerns.describe(self._id, called=names))

    def set_told(self, names: Sequence[str]) -> None:
        """Who was told; the action counts as done with the first name."""
        concerns = self.services.concerns
        self._name("tell", names, lambda: concerns.describe(self._id, told=names))

    def describe(self, receiver: str, outcome: str, note: str) -> None:
        """Keep who took over, how it ended, and the note."""
        before = self._concern
        if before is not None and (receiver.strip(), outcome, note) == (
            before.receiver,
            before.outcome,
            before.note,
        ):
            return
        self.run(
            lambda: self.services.concerns.describe(
                self._id, receiver=receiver, outcome=outcome, note=note
            ),
            self._changed,
            self._refused,
        )

    def record(self) -> None:
        """Close it and go back, or say what is missing."""
        self.run(self._record, self._recorded, self._refused)

    def close_as_mistake(self) -> None:
        """It was opened by mistake."""
        self.run_once(
            lambda: self.services.concerns.close_as_mistake(self._id),
            lambda _concern: self.shell.return_from_concern(),
            self._refused,
        )

    def correct(self) -> None:
        """They meant another answer: go to it; the concern stays open until it is changed."""
        concern = self._concern
        if concern is None:
            return
        owner, _mark, link_id = concern.opened_by.rpartition("#")
        if owner == concern.session_id or is_talk_only(owner):
            self.shell.open_to_correct(self._id, "guided", session=owner, page=link_id)
        else:
            self.shell.open_to_correct(
                self._id,
                "question",
                screening=owner,
                item=link_id,
                session=str(concern.session_id or ""),
            )

    def _name(self, action: str, names: Sequence[str], keep: Callable[[], Concern]) -> None:
        def work() -> Concern:
            changed = keep()
            if names and action not in changed.actions:
                changed = self.services.concerns.mark(self._id, action)
            return changed

        self.run(work, self._changed, self._refused)

    def _read(self) -> tuple[Concern, GroupSession | None]:
        concern = self.services.concerns.get(self._id)
        return concern, self._group_of(concern)

    def _read_done(self, found: tuple[Concern, GroupSession | None]) -> None:
        concern, self._group = found
        self._changed(concern)

    def _group_of(self, concern: Concern) -> GroupSession | None:
        """The group under way, for a concern that belongs to no session of one person."""
        if concern.session_id is not None or is_talk_only(concern.opened_by):
            return None
        drafts = sorted(self.services.groups.drafts(), key=lambda group: group.touched_at)
        return drafts[-1] if drafts else None

    def _read_numbers(self) -> tuple[Contact, ...]:
        code = self.services.casework.setting(NATION)
        nation = Nation(code) if code in set(Nation) else None
        return tuple(self.shell.context.urgent_numbers(nation))

    def _record(self) -> tuple[str, ...]:
        concerns = self.services.concerns
        concern = concerns.get(self._id)
        if not concern.is_open:  # pressed twice
            return ()
        needs = concerns.missing(concern)
        if self._group is not None and concern.person_id is None and not self._not_named:
            needs = (*needs, NEEDS_PERSON)
        if not needs:
            concerns.record(self._id)
            if concern.session_id is not None:
                self.services.guide.forget(concern.session_id)
        return needs

    def _recorded(self, needs: tuple[str, ...]) -> None:
        if needs:
            self._view.show_missing(needs)
        else:
            self.shell.return_from_concern()

    def _who(self, concern: Concern) -> str:
        if self._group is None:
            return ""
        if concern.person_id is None:
            return NOT_NAMED if self._not_named else ""
        found = (m.key for m in self._group.roster if m.person_id == concern.person_id)
        return next(found, "")

    def _refused(self, error: Exception) -> None:
        self._view.show_error(error)

    def _changed(self, concern: Concern) -> None:
        if not concern.is_open:
            self.shell.return_from_concern()
            return
        self._concern = concern
        needs = self.services.concerns.missing(concern)
        red = self.services.concerns.red_of(concern)
        by_hand = concern.opened_by == BY_HAND
        self._view.show_sheet(
            Sheet(
                opened_at=format_time(concern.opened_at),
                about=red,
                actions={key: format_time(at) for key, at in concern.marked.items()},
                direct_answer=concern.direct_answer,
                of_others=concern.of_others,
                called=concern.called,
                told=concern.told,
                receiver=concern.receiver,
                outcome=concern.outcome,
                note=concern.note,
                asks="concern-ask-directly" in needs,
                hands_over=any(code != SELF_HARM_ITEM for code in red),
                may_be_mistake=by_hand and not concern.flags and not has_begun(concern),
                may_be_corrected=not by_hand,
                marked=_marked(concern),
                whom=_whom(self._group),
                who=self._who(concern),
                is_unsaved=self.services.concerns.is_unsaved(concern.id),
            )
        )


def _whom(group: GroupSession | None) -> tuple[tuple[str, str], ...]:
    if group is None:
        return ()
    return tuple((each.key, member_words(each, n)) for n, each in enumerate(group.roster, 1))


def _marked(concern: Concern) -> str:
    count = len(concern.marked)
    if not count:
        return ""
    last = format_time(max(concern.marked.values()))
    words = ngettext("{count} action marked · {time}", "{count} actions marked · {time}", count)
    return words.format(count=count, time=last)


def missing_words(need: str) -> str:
    """What to do about something that has to be recorded first."""
    return {
        "concern-ask-directly": _("Ask them directly, and mark what they said"),
        "concern-needs-outcome": _("Mark how it went"),
        "concern-needs-receiver": _("Write who has taken over"),
        NEEDS_PERSON: _("Choose who it is about, or “Not to be named”"),
        "concern-needs-action": _("Mark at least one thing you did"),
    }[need]
