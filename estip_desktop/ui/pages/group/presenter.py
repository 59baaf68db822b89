"""What is kept of a group, what its end still needs, and where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from estip_desktop.casework import FollowUpState, GroupSession, SessionState
from estip_desktop.errors import RuleError
from estip_desktop.guidance import PRIVATE_TALK, Afterwards, Guided, member_words
from estip_desktop.kernel.i18n import _, format_date, format_moment
from estip_desktop.kernel.ids import SessionId
from estip_desktop.kernel.items import SKIPPED, AnswerValue, Item, ItemKind
from estip_desktop.protocols import Page, PageKind
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter


@dataclass(frozen=True, slots=True)
class Row:
    """A question of the group and what was ticked; empty where nobody answered."""

    page_id: str
    question: str
    answer: str = field(default="", repr=False)
    required: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """Something that is to be done with one of them.

    Args:
        is_private_talk: Otherwise a check-in.
        state: In words; empty while it is due.
    """

    follow_up_id: str
    words: str = field(repr=False)
    is_private_talk: bool
    state: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page.

    Args:
        title: Of the incident.
        line: When it was held, and by whom.
        roster: Who was there, one each.
        open_rows: Nobody answered these.
        rows: The answered ones.
        next_steps: After it was finished.
        is_draft: It can still be changed and finished.
    """

    title: str = field(repr=False)
    line: str = field(repr=False)
    roster: tuple[str, ...] = field(repr=False)
    open_rows: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    next_steps: tuple[Next, ...] = ()
    is_draft: bool = True


class GroupView(Protocol):
    """What the page can show."""

    def show_sheet(self, sheet: Sheet) -> None:
        """Show what is kept."""
        ...

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say what stands in the way: page ids or ``concern``, each with words."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that it could not be done."""
        ...


class GroupPresenter(PagePresenter):
    """Check a group, finish it, and go on to the talks that come of it."""

    def __init__(self, view: GroupView, shell: Navigator, group_id: str) -> None:
        super().__init__(shell)
        self._view = view
        self._id = SessionId(group_id)
        self._guided: Guided | None = None

    def start(self) -> None:
        """Show what is kept."""
        groups = self.services.groups
        self.run(
            lambda: (groups.resume(self._id), groups.afterwards(self._id)),
            lambda found: self._show(*found),
            self._view.show_error,
        )

    def change(self, row_id: str) -> None:
        """Answer one question, then come back."""
        if row_id == "concern":
            self.shell.open_concern()
        else:
            self.shell.open("guided", session=str(self._id), page=row_id, back="group")

    def back(self) -> None:
        """The last page of the conversation, or Today once it is finished."""
        guided = self._guided
        if guided is None or guided.session.state is not SessionState.DRAFT:
            self.shell.open("today")
        else:
            self.shell.open("guided", session=str(self._id), page=guided.run.pages[-1].id)

    def close(self) -> None:
        """Save and close."""
        self.run(
            lambda: self.services.groups.close_quietly(self._id),
            lambda _nothing: self.shell.open("today"),
        )

    def finish(self) -> None:
        """Close the group; contacts follow from it."""
        groups = self.services.groups
        self.run(lambda: groups.finish(self._id), lambda _group: self.start(), self._not_finished)

    def open_next(self, follow_up_id: str, *, is_private_talk: bool) -> None:
        """Start the private talk, or say how a check-in went."""
        if is_private_talk:
            self.shell.open("new_session", protocol="DI", follow_up=follow_up_id)
        else:
            self.shell.open("follow_up", follow_up=follow_up_id)

    def _not_finished(self, error: Exception) -> None:
        guided = self._guided
        if not isinstance(error, RuleError) or guided is None:
            self._view.show_error(error)
            return
        if error.detail == "concern-is-open":
            words = _("Record the immediate concern first")
            self._view.show_problems([("concern", words)])
            return
        missing = [each.page for each in guided.run.unanswered() if each.required]
        self._view.show_problems(
            [(page.id, _("Answer: {question}").format(question=_asks(page))) for page in missing]
        )

    def _show(self, guided: Guided, found: Sequence[Afterwards]) -> None:
        group = guided.group
        if group is None:
            return
        self._guided = guided
        asked = [page for page in guided.run.pages if page.asks and not page.private]
        rows = [_row(page, guided.answers.get(page.id)) for page in asked]
        self._view.show_sheet(
            Sheet(
                title=guided.incident.title,
                line=_line(group),
                roster=tuple(
                    member_words(each, number) for number, each in enumerate(group.roster, 1)
                ),
                open_rows=tuple(row for row in rows if not row.answer),
                rows=tuple(row for row in rows if row.answer),
                next_steps=tuple(_next(each) for each in found),
                is_draft=group.state is SessionState.DRAFT,
            )
        )


def _line(group: GroupSession) -> str:
    parts = [format_moment(group.started_at)]
    if group.part:
        parts.append(_("part {number} of 2").format(number=group.part))
    if group.supporter:
        parts.append(_("led by {name}").format(name=group.supporter))
    if group.co_leader:
        parts.append(_("with {name}").format(name=group.co_leader))
    if group.label:
        parts.append(group.label)
    return " · ".join(parts)


def _row(page: Page, value: AnswerValue | None) -> Row:
    item = page.item
    required = item is not None and item.required
    answer = _words(item, value) if item is not None and value is not None else ""
    return Row(page.id, _asks(page), answer, required)


def _words(item: Item, value: AnswerValue) -> str:
    if value == SKIPPED:
        return ""
    if item.kind is ItemKind.TICK:
        return _("Done") if value else ""
    if item.kind is ItemKind.DATE and isinstance(value, str) and value[:1].isdigit():
        from datetime import date  # noqa: PLC0415 - this kind alone

        return format_date(date.fromisoformat(value))
    return item.in_words(value)


def _asks(page: Page) -> str:
    if page.item is None:
        return page.id
    if page.kind is PageKind.ROSTER and page.id.startswith("DG9"):
        return _("Private talk for")
    return page.item.text


def _next(found: Afterwards) -> Next:
    row = found.follow_up
    words = found.member.initials
    if found.reference not in words:
        words = f"{found.reference} · {words}" if words else found.reference
    state = {
        FollowUpState.DUE: "",
        FollowUpState.DONE: _("Done"),
        FollowUpState.MISSED: _("Not reached"),
        FollowUpState.DECLINED: _("They would rather not"),
        FollowUpState.CANCELLED: _("Called off"),
    }[row.state]
    return Next(row.id, words, row.purpose == PRIVATE_TALK, state)
