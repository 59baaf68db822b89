"""Pages that ask for one thing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from estip_desktop.kernel.items import Option
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.gallery_pages.page import Page
from estip_desktop.ui.widgets.body import Columns
from estip_desktop.ui.widgets.buttons import (
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
from estip_desktop.ui.widgets.key_value import AnswerRow, ListCard, ListRow, NumberRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.progress import ProgressLine
from estip_desktop.ui.widgets.prompt_card import PromptCard
from estip_desktop.ui.widgets.rows import SpreadRow
from estip_desktop.ui.widgets.score_gauge import GaugeBand, ScoreGauge
from estip_desktop.ui.widgets.step_rail import Step, StepRail, StepState


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
