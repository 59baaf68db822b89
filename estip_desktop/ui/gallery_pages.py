"""Pages of the gallery: the frames filled with made-up people, incidents and numbers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.kernel.items import Option
from estip_desktop.ui.frames import FocusFrame, HomeFrame, NavItem
from estip_desktop.ui.widgets.app_mark import AppMark
from estip_desktop.ui.widgets.body import Body, Columns
from estip_desktop.ui.widgets.buttons import (
    ConcernButton,
    DefaultButton,
    LinkButton,
    PrimaryButton,
    QuietButton,
)
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.concern_header import ConcernHeader
from estip_desktop.ui.widgets.fields import LabelledField, PassphraseField
from estip_desktop.ui.widgets.ground import CalmGround
from estip_desktop.ui.widgets.key_value import AnswerRow, ListCard, ListRow, NumberRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.progress import ProgressLine
from estip_desktop.ui.widgets.prompt_card import PromptCard
from estip_desktop.ui.widgets.rows import SpreadRow
from estip_desktop.ui.widgets.score_gauge import GaugeBand, ScoreGauge
from estip_desktop.ui.widgets.status_pill import ChipLabel, Tone
from estip_desktop.ui.widgets.step_rail import Step, StepRail, StepState
from estip_desktop.ui.widgets.tile import Tile, TileRow

Page = tuple[QWidget, QWidget | None]
NAV = (
    NavItem("today", "house", "Today"),
    NavItem("people", "users", "People"),
    NavItem("incidents", "map-pin", "Incidents"),
    NavItem("outbox", "send", "Outbox", "3"),
    NavItem("reports", "chart-line", "Reports"),
    NavItem("help", "life-buoy", "Help", foot=True),
    NavItem("settings", "settings", "Settings", foot=True),
)


def _row(*widgets: QWidget, spacing: int = 12) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for widget in widgets:
        row.addWidget(widget)
    return holder


def unlock() -> Page:
    """The lock screen (picture 01)."""
    page = CalmGround()
    card = Card(padding=36, spacing=14)
    title = QVBoxLayout()
    title.setSpacing(0)
    title.addWidget(Heading("ESTIP Desktop", "h2"))
    title.addWidget(Text("Northdale Police · this laptop only", "small"))
    top = QHBoxLayout()
    top.addWidget(AppMark(52))
    top.addLayout(title, 1)
    field = PassphraseField()
    field.passphrase_edit.setText("five made-up words")
    field.set_caps_lock(on=False)
    unlock_button = PrimaryButton("Unlock", "lock-open")
    card.column.addLayout(top)
    card.column.addWidget(Heading("Unlock your records", "h1"))
    card.column.addWidget(Text("Your passphrase never leaves this laptop.", "body2"))
    card.column.addWidget(LabelledField("Passphrase", field))
    card.column.addWidget(unlock_button)
    links = QHBoxLayout()
    links.addWidget(LinkButton("Use my recovery sheet"))
    links.addStretch(1)
    links.addWidget(LinkButton("Try the training scenario"))
    card.column.addLayout(links)
    body = Body(max_width=560, align="centre", parent=page)
    body.column.addWidget(card)
    locked = Text("Locked itself after 5 minutes. Your draft was saved first.", "body2")
    foot = SpreadRow(
        [ConcernButton("Urgent help numbers", "phone-call"), locked],
        [DefaultButton("Cymraeg", "languages")],
    )
    column = QVBoxLayout(page)
    column.setContentsMargins(28, 24, 28, 24)
    column.addWidget(body, 1)
    column.addWidget(foot)
    return page, field.passphrase_edit


def today() -> Page:
    """Today (pictures 02 and 03)."""
    frame = HomeFrame(NAV, "today", "Good evening, Priya", "Monday 23 November, 21:52")
    columns = Columns()
    frame.column.addWidget(columns)
    continue_button = PrimaryButton("Continue", trailing="arrow-right")
    draft = Card()
    words = QVBoxLayout()
    words.setSpacing(8)
    words.addWidget(_row(ChipLabel("Draft", "info"), Text("Saved 21:47 today", "small")))
    words.addWidget(Heading("Defusing · Harbour Street · group of 7"))
    words.addWidget(Text("Step 4 of 8: What people noticed in themselves", "body2"))
    words.addWidget(ProgressLine(4, 9, "Progress"))
    row = QHBoxLayout()
    row.addLayout(words, 1)
    row.addSpacing(20)
    row.addWidget(continue_button)
    draft.column.addLayout(row)
    columns.main.addWidget(draft)
    columns.main.addWidget(Heading("Start something new"))
    columns.main.addWidget(
        TileRow(
            [
                Tile("Demobilise", "5 to 10 minutes, straight after", "hand", "Alt+D"),
                Tile("Defuse", "About 3 days later", "users-round", "Alt+F"),
                Tile("Questionnaire", "PHQ-9, GAD-7, PCL-5 …", "clipboard-list", "Alt+Q"),
            ]
        )
    )
    columns.main.addWidget(SpreadRow([Heading("Follow-ups due")], [QuietButton("See all 6")]))
    due = ListCard()
    rows: tuple[tuple[str, str, str, str, str, Tone], ...] = (
        (
            "rotate-ccw",
            "P-0388 · second check-in",
            "Agreed for Sat 21 Nov",
            "warn",
            "2 days overdue",
            "warn",
        ),
        (
            "phone",
            "P-0412 · check-in after defusing",
            "Asked for a text first",
            "text2",
            "Today",
            "info",
        ),
        (
            "clipboard-list",
            "P-0395 · repeat PHQ-9",
            "Two weeks after",
            "text2",
            "Thu 26 Nov",
            "neutral",
        ),
    )
    for icon, title, line, role, chip, tone in rows:
        trailing = (ChipLabel(chip, tone), QuietButton("Open"))
        due.add_row(ListRow(title, line, icon=icon, icon_role=role, trailing=trailing))
    columns.main.addWidget(due)
    outbox = Card()
    outbox.column.addWidget(
        ListRow(
            "Outbox",
            icon="send",
            icon_role="primary",
            title_role="h2",
            trailing=(ChipLabel("3 waiting"),),
        )
    )
    outbox.column.addWidget(
        Text("2 referrals and 1 van log are ready. They send by themselves.", "body2")
    )
    outbox.column.addWidget(DefaultButton("Open Outbox", trailing="arrow-right"))
    columns.side.addWidget(outbox)
    you = Card("soft")
    you.column.addWidget(Heading("And you?", "soft_h2"))
    you.column.addWidget(
        Text("You have supported 6 people in 3 days. A quick call is a good idea.", "soft")
    )
    you.column.addWidget(LinkButton("My check-in"), 0, Qt.AlignmentFlag.AlignLeft)
    columns.side.addWidget(you)
    return frame, continue_button


def guided_step() -> Page:
    """A guided step (pictures 05 and 06)."""
    titles = (
        "Is the scene safe to talk?", "Introduce yourself", "How are they right now?",
        "Basic needs", "Common reactions", "Next 24 hours", "Support and contacts",
        "Agree the follow-up",
    )  # fmt: skip
    states: tuple[StepState, ...] = ("done", "skipped", "now", *("todo",) * 5)
    steps = [
        Step(f"s{number}", *each) for number, each in enumerate(zip(titles, states, strict=True))
    ]
    rail = StepRail("Demobilising", "P-0417 · Ferry Lane collision", steps)
    rail.set_foot("3 min so far · usually 5–10", "Saved 21:53:08")  # noqa: RUF001 - a range in figures
    frame = FocusFrame("Step 3 of 8", rail=rail)
    group = ChoiceGroup(
        (
            Option("steady", "Steady", "Talking, oriented, looking after others"),
            Option("shaken", "Shaken but coping", "Upset, but settles with time and company"),
            Option("struggling", "Struggling", "Cannot settle, shut down, or not making sense"),
        ),
        chosen=["shaken"],
    )
    words = ("Shaking", "Tearful", "Withdrawn", "Angry", "Headache", "Not eaten")
    for widget in (
        Heading("How are they right now?", "h1"),
        PromptCard("How are you doing right now, sitting here?"),
        Text("Your impression", "strong"),
        group,
        Text("You may notice", "strong"),
        ChipGroup([Option(word, word) for word in words], ["Shaking", "Not eaten"]),
    ):
        frame.column.addWidget(widget)
    frame.column.addWidget(
        LinkButton("Add a short note", "pen-line"), 0, Qt.AlignmentFlag.AlignLeft
    )
    _bar(frame, "Skip for now")
    return frame, group


def _bar(frame: FocusFrame, quiet: str) -> None:
    frame.set_back_button(DefaultButton("Back", "arrow-left"))
    if quiet:
        frame.add_left(QuietButton(quiet))
    main_button = PrimaryButton("Continue", trailing="arrow-right")
    frame.add_right(DefaultButton("Save and close"))
    frame.add_right(main_button)
    frame.set_main_button(main_button)


def question() -> Page:
    """A question read aloud (pictures 07 and 14)."""
    frame = FocusFrame("Questionnaire · P-0417 · you are reading aloud", max_width=820)
    frame.column.addWidget(
        SpreadRow([Text("PHQ-9", "strong")], [Text("Question 4 of 9", "body2", wrap=False)])
    )
    frame.column.addWidget(ProgressLine(3, 9, "Question 4 of 9"))
    frame.column.addWidget(
        Text("Over the last 2 weeks, how often have you been bothered by…", "lead")
    )
    frame.column.addWidget(Heading("Feeling tired or having little energy", "question"))
    answers = ("Not at all", "Several days", "More than half the days", "Nearly every day")
    group = ChoiceGroup([Option(str(n), words) for n, words in enumerate(answers)], chosen=["1"])
    frame.column.addWidget(group)
    hint = Text("Moves on by itself; Backspace goes back.", "hint")
    frame.column.addWidget(SpreadRow([LinkButton("Prefer not to answer")], [hint]))
    frame.set_back_button(DefaultButton("Back", "arrow-left"))
    frame.add_right(DefaultButton("Turn screen to them", "refresh-cw"))
    frame.add_right(DefaultButton("Save and close"))
    return frame, group


def result() -> Page:
    """A result (picture 09)."""
    frame = FocusFrame("PHQ-9 result · P-0403 · Mon 23 Nov, 21:58", max_width=0)
    columns = Columns(side_width=396)
    frame.column.addWidget(columns)
    score = Card(spacing=4)
    score.column.addWidget(Text("PHQ-9 score", "line"))
    sentence = QVBoxLayout()
    sentence.addWidget(Heading("Moderate range"))
    sentence.addWidget(
        Text("Low mood is getting in the way. Many people feel better with support.", "body2")
    )
    figures = QHBoxLayout()
    figures.setSpacing(12)
    figures.addWidget(Text("14", "score", wrap=False))
    figures.addWidget(Text("out of 27", "body2", wrap=False), 0, Qt.AlignmentFlag.AlignBottom)
    figures.addLayout(sentence, 1)
    score.column.addLayout(figures)
    bands = (
        GaugeBand(0, 4, "Minimal"), GaugeBand(5, 9, "Mild"), GaugeBand(10, 14, "Moderate"),
        GaugeBand(15, 19, "Moderately severe"), GaugeBand(20, 27, "Severe"),
    )  # fmt: skip
    score.column.addWidget(ScoreGauge("PHQ-9", bands, 14, 10))
    start = PrimaryButton("Start referral", trailing="arrow-right")
    todo = ListCard()
    todo.column.addWidget(Heading("What to do next"))
    todo.add_row(
        ListRow("Offer Occupational Health", "Score 10 or more.", number="1", trailing=(start,))
    )
    follow_up = (DefaultButton("Add follow-up"),)
    todo.add_row(
        ListRow("Agree a check-in", "Suggested: Fri 4 Dec", number="2", trailing=follow_up)
    )
    todo.add_row(
        ListRow("Share the sleep sheet", "Print", number="3", trailing=(DefaultButton("Open"),))
    )
    columns.main.addWidget(score)
    care = "PHQ-9 asks about the last 2 weeks, so most answers describe life before the incident."
    columns.main.addWidget(Callout("warn", "Read this score with care", care, icon="calendar-x"))
    columns.main.addWidget(todo)
    answers = ListCard()
    answers.column.addWidget(SpreadRow([Heading("Answers")], [QuietButton("Change")]))
    for asked in ("Little interest or pleasure", "Feeling down", "Sleep", "Tired, little energy"):
        answers.add_row(AnswerRow(asked, "Several days"))
    columns.side.addWidget(answers)
    columns.side.addWidget(
        Callout("info", "A screening score, not a diagnosis", "You decide what to offer.")
    )
    frame.set_back_button(DefaultButton("Back", "arrow-left"))
    frame.add_right(Text("Not a good time to discuss scores?", "small"))
    frame.add_right(DefaultButton("Finish for now"))
    return frame, start


def concern() -> Page:
    """Immediate concern (picture 10)."""
    frame = FocusFrame(max_width=0)
    header = ConcernHeader(
        "Make sure they are safe",
        "Immediate concern · your session is saved and waiting for you",
        "Opened 21:59",
    )
    frame.set_header(header)
    columns = Columns(side_width=520)
    frame.column.addWidget(columns)
    actions = ChoiceGroup(
        (
            Option(
                "stay",
                "Stay with them",
                "Do not leave them alone. Move somewhere quieter if you can.",
            ),
            Option(
                "ask", "Ask directly if they are safe", "“Are you thinking about harming yourself?”"
            ),
            Option("call", "Call for help", "In danger now: 999. Otherwise: duty OH clinician."),
            Option(
                "tell", "Tell your supervisor", "Share only what they need to keep the person safe."
            ),
        ),
        several=True,
        chosen=["stay", "ask"],
    )
    columns.main.addWidget(Heading("Do these now. Mark each one as you do it."))
    columns.main.addWidget(actions)
    words = "When there is a serious risk to life, telling the right person is allowed."
    columns.main.addWidget(Callout("info", "You can share without consent here", words))
    columns.side.addWidget(Heading("Read the number out or dial it"))
    for title, line, number in (
        ("Emergency", "Immediate danger to life", "999"),
        ("Duty OH clinician", "24 hours · from your force profile", "01632 960 417"),
        ("NHS mental health", "24 hours", "111, option 2"),
        ("Samaritans", "24 hours · free", "116 123"),
    ):
        columns.side.addWidget(NumberRow(title, line, number))
    frame.add_left(DefaultButton("Opened by mistake"))
    frame.add_right(Text("Two actions marked · 22:01", "body2"))
    frame.add_right(PrimaryButton("Record and return", "check"))
    return frame, actions.cards[2]


def outbox() -> Page:
    """The Outbox (picture 13)."""
    frame = HomeFrame(NAV, "outbox", "Outbox", "1 needs you, 3 waiting")
    fix = PrimaryButton("Fix this")
    offline = "Last connected Mon 23 Nov, 19:06. These items are signed, encrypted and waiting."
    frame.column.addWidget(
        Callout("info", "You are offline. Nothing is lost.", offline, icon="cloud-off")
    )
    frame.column.addWidget(Heading("Needs you"))
    needs = ListCard()
    back = (ChipLabel("Sent back", "warn"), fix)
    line = "OH sent this back on 22 Nov: the contact preference is missing. Add it and sign again."
    needs.add_row(
        ListRow(
            "R-2026-0090 · Referral", line, icon="triangle-alert", icon_role="warn", trailing=back
        )
    )
    frame.column.addWidget(needs)
    frame.column.addWidget(
        SpreadRow(
            [Heading("Waiting to send")], [DefaultButton("Export to encrypted USB", "upload")]
        )
    )
    waiting = ListCard()
    for number in (93, 92):
        waiting.add_row(
            ListRow(
                f"R-2026-00{number} · Referral to Occupational Health",
                "Signed today 22:04 · 84 KB",
                icon="file-text",
                trailing=(ChipLabel("Waiting"), QuietButton("Open")),
            )
        )
    frame.column.addWidget(waiting)
    return frame, fix


PAGES: dict[str, Callable[[], Page]] = {
    "01-unlock": unlock,
    "02-today": today,
    "05-guided-step": guided_step,
    "07-question": question,
    "09-result": result,
    "10-concern": concern,
    "13-outbox": outbox,
}
