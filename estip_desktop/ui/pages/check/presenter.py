"""What was answered, what was left out, and what the main button will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from estip_desktop.casework import Decision
from estip_desktop.errors import RuleError
from estip_desktop.guidance import Asked, Guided
from estip_desktop.instruments import Outcome, Status
from estip_desktop.kernel.i18n import _, format_date, format_moment, ngettext
from estip_desktop.kernel.ids import ScreeningId, SessionId
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue, Item, ItemKind, is_answered
from estip_desktop.protocols import Page, PageKind
from estip_desktop.stepped_care import CLOSING_PAGE, Pathways
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter


@dataclass(frozen=True, slots=True)
class Row:
    """One question.

    Args:
        id: Of the page or item.
        answer: In words; empty where nobody answered.
        required: The session cannot be finished without it.
    """

    id: str
    question: str
    answer: str = field(default="", repr=False)
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page.

    Args:
        line: The quiet line in the header.
        open_rows: Nobody answered these; they come first.
        rows: The answered ones.
        main: What the main button does.
        notice: Title and words of a callout, or empty.
    """

    line: str
    open_rows: tuple[Row, ...]
    rows: tuple[Row, ...]
    main: str
    notice: tuple[str, str] = ("", "")


class CheckView(Protocol):
    """What the page can show."""

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the answers."""
        ...

    def show_session(self, guided: Guided) -> None:
        """Show the rail of the session; a questionnaire has none."""
        ...

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say what stands in the way: row ids, ``concern`` or ``pathway``, each with words."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that it could not be done."""
        ...


class CheckSessionPresenter(PagePresenter):
    """Check a session, then finish it."""

    def __init__(self, view: CheckView, shell: Navigator, session_id: str) -> None:
        super().__init__(shell)
        self._view = view
        self._id = SessionId(session_id)
        self._guided: Guided | None = None

    def start(self) -> None:
        """Show the answers."""
        self.run(self._read, self._show, self._view.show_error)

    def change(self, row_id: str) -> None:
        """Answer one question, then come back."""
        guided = self._guided
        if row_id == "concern":
            self.shell.open_concern()
        elif row_id == "pathway":
            self.shell.open("pathway", session=str(self._id), back="check")
        elif guided is None:
            return
        elif guided.protocol.page(row_id).kind is PageKind.PATHWAY:
            self.shell.open("pathway", session=str(self._id), back="check")
        elif guided.protocol.page(row_id).kind is PageKind.SCREENING:
            self.shell.open("screening", session=str(self._id), back="check")
        else:
            self.shell.open("guided", session=str(self._id), page=row_id, back="check")

    def back(self) -> None:
        """The last page of the conversation."""
        guided = self._guided
        if guided is not None:
            self.shell.open("guided", session=str(self._id), page=guided.run.pages[-1].id)

    def revisit(self, page_id: str) -> None:
        """A page from the rail; from there it goes on in order."""
        self.shell.open("guided", session=str(self._id), page=page_id)

    def close(self) -> None:
        """Save and close."""
        self.run(
            lambda: self.services.guide.close_quietly(self._id),
            lambda _nothing: self.shell.open("today"),
        )

    def finish(self) -> None:
        """Finish the session, or say what stands in the way."""
        self.run_once(
            lambda: self.services.care.finish(self._id),
            lambda _finished: self.shell.open("finish", session=str(self._id)),
            self._refused,
        )

    def _read(self) -> tuple[Guided, Decision | None, Pathways]:
        self.services.guide.forget(self._id)
        guided = self.services.guide.open(self._id)
        decision = self.services.care.decision(self._id) if guided.is_kept else None
        return guided, decision, self.services.content.pathways()

    def _show(self, found: tuple[Guided, Decision | None, Pathways]) -> None:
        guided, decision, pathways = found
        self._guided = guided
        run = guided.run
        pages = [page for page in run.pages if not page.private and page.kind is not PageKind.INFO]
        rows: list[Row] = []
        open_rows: list[Row] = []
        for page in pages:
            required = page.item is not None and page.item.required
            answered = is_answered(guided.answers, page.id)
            words = _page_words(guided, page, decision, pathways) if answered else ""
            row = Row(page.id, _question(guided, page), words, required)
            (rows if answered else open_rows).append(row)
        self._view.show_session(guided)
        self._view.show_sheet(
            Sheet(
                _("Check the answers"),
                tuple(open_rows),
                tuple(rows),
                _("Finish session"),
                _from_paper(guided) if guided.is_from_paper else ("", ""),
            )
        )

    def _refused(self, error: Exception) -> None:
        guided = self._guided
        if not isinstance(error, RuleError) or guided is None:
            self._view.show_error(error)
            return
        problems = {
            "concern-is-open": [("concern", _("Record how the immediate concern went"))],
            "estim-urgent-first": [
                ("pathway", _("The answers ask for something urgent first: decide what comes next"))
            ],
            "pathway-not-decided": [
                (page.id, _("Decide together what comes next"))
                for page in guided.run.pages
                if page.kind is PageKind.PATHWAY
            ],
            "pathway-changed": [
                (page.id, _("The answers now suggest more. Decide again what comes next"))
                for page in guided.run.pages
                if page.kind is PageKind.PATHWAY
            ],
            "case-not-clear": [
                (page.id, _("The case is not clear yet. Agree another contact instead"))
                for page in guided.run.pages
                if page.id.endswith(CLOSING_PAGE)
            ],
            "page-is-required": [
                (entry.page.id, _("Answer: {words}").format(words=_question(guided, entry.page)))
                for entry in guided.run.unanswered()
                if entry.required
            ],
        }.get(error.detail)
        if problems:
            self._view.show_problems(problems)
        else:
            self._view.show_error(error)


class CheckScreeningPresenter(PagePresenter):
    """Check a questionnaire, then work out the score."""

    def __init__(self, view: CheckView, shell: Navigator, screening_id: str) -> None:
        super().__init__(shell)
        self._view = view
        self._id = ScreeningId(screening_id)
        self._asked: Asked | None = None

    def start(self) -> None:
        """Show the answers."""
        questionnaires = self.services.questionnaires
        self.run(
            lambda: (questionnaires.open(self._id), questionnaires.outcome(self._id)),
            self._show,
            self._view.show_error,
        )

    def change(self, row_id: str) -> None:
        """Answer one item, then come back."""
        if self._asked is not None:
            self.shell.open("question", **self._arguments(), item=row_id)

    def back(self) -> None:
        """The last item."""
        if self._asked is not None:
            self.change(self._asked.shown[-1].link_id)

    def revisit(self, page_id: str) -> None:
        """A questionnaire has no rail."""
        del page_id

    def close(self) -> None:
        """Everything is saved already."""
        self.shell.open("today")

    def finish(self) -> None:
        """Work out the score, or keep the answers without one."""
        self.run_once(
            lambda: self.services.questionnaires.finish(self._id),
            lambda _outcome: self.shell.open("result", **self._arguments()),
            self._view.show_error,
        )

    def _arguments(self) -> dict[str, str]:
        session = {"session": str(self._asked.screening.session_id)} if self._asked else {}
        return {"screening": str(self._id), **session}

    def _show(self, found: tuple[Asked, Outcome]) -> None:
        self._asked, outcome = found
        rows: list[Row] = []
        open_rows: list[Row] = []
        for entry in self._asked.shown:
            value = self._asked.answers.get(entry.link_id)
            answered = is_answered(self._asked.answers, entry.link_id)
            words = _item_words(entry.item, value) if answered and value is not None else ""
            (rows if answered else open_rows).append(Row(entry.link_id, entry.item.text, words))
        complete = outcome.status is not Status.INCOMPLETE
        self._view.show_sheet(
            Sheet(
                _("{title} · check the answers").format(title=self._asked.instrument.title),
                tuple(open_rows),
                tuple(rows),
                _("Work out the score") if complete else _("Keep without a score"),
                ("", "") if complete else _too_few(outcome),
            )
        )


def _from_paper(guided: Guided) -> tuple[str, str]:
    held = format_moment(guided.session.started_at)
    words = _("Held {when}. Compare every answer with the sheet before you finish.")
    return _("Typed in from paper"), words.format(when=held)


def _too_few(outcome: Outcome) -> tuple[str, str]:
    count = len(outcome.missing)
    words = ngettext(
        "{count} answer is missing. Go back to it, or keep the others without a score.",
        "{count} answers are missing. Go back to them, or keep the others without a score.",
        count,
    )
    return _("Not enough answers to score"), words.format(count=count)


def _question(guided: Guided, page: Page) -> str:
    if page.item is not None:
        return page.item.text
    return guided.protocol.step_of(page.id).title


def _page_words(guided: Guided, page: Page, decision: Decision | None, pathways: Pathways) -> str:
    value = guided.answers[page.id]
    if page.kind is PageKind.PATHWAY and decision is not None:
        return pathways.rung(decision.chosen).title
    if page.item is None:
        return _("Declined") if value in {DECLINED, "declined"} else _("Done")
    return _item_words(page.item, value)


def _item_words(item: Item, value: AnswerValue) -> str:
    if value == DECLINED:
        return _("Prefers not to say")
    if value == SKIPPED:
        return ""
    if item.kind is ItemKind.TICK:
        return _("Done") if value else _("Not done")
    if item.kind is ItemKind.DATE and isinstance(value, str):
        return format_date(date.fromisoformat(value))
    if item.kind is ItemKind.NUMBER:
        return _("{value} of {maximum}").format(value=value, maximum=item.maximum)
    return item.in_words(value) or _("None of these")
