"""Places one comes back to, and the lock page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.ui.frames import HomeFrame, NavItem
from estip_desktop.ui.gallery_pages.page import Page
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
from estip_desktop.ui.widgets.fields import LabelledField, PassphraseField
from estip_desktop.ui.widgets.ground import CalmGround
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.progress import ProgressLine
from estip_desktop.ui.widgets.rows import SpreadRow
from estip_desktop.ui.widgets.status_pill import ChipLabel, Tone
from estip_desktop.ui.widgets.tile import Tile, TileRow

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
