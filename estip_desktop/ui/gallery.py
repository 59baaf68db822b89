"""Pictures of every widget in every state, to be looked at.

``python -m estip_desktop.ui.gallery DIR [light-100]`` writes them. Sheets show the widgets; pages
show them together in the frames, with made-up people and numbers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.kernel.items import Item, ItemKind, Option
from estip_desktop.ui import gallery_pages, theme
from estip_desktop.ui.forms.fields import field_for
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.widgets.body import Body
from estip_desktop.ui.widgets.buttons import (
    Button,
    ConcernButton,
    DangerButton,
    DefaultButton,
    IconButton,
    LinkButton,
    PrimaryButton,
    QuietButton,
)
from estip_desktop.ui.widgets.callout import Callout, CalloutKind
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.disks import Disk, DiskChooser
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.exercise_band import ExerciseBand
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField, LineEdit, Select, ShortText
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.passphrase_dialog import PassphraseDialog
from estip_desktop.ui.widgets.pathway_ladder import PathwayLadder
from estip_desktop.ui.widgets.progress import ProgressLine
from estip_desktop.ui.widgets.score_gauge import GaugeBand, ScoreGauge
from estip_desktop.ui.widgets.secret_steps import RecoveryStep
from estip_desktop.ui.widgets.status_pill import ChipLabel, StatusPill, Tone
from estip_desktop.ui.widgets.tile import Tile
from estip_desktop.ui.widgets.timeline import TimelineRow
from estip_desktop.ui.widgets.trend_chart import TrendChart, TrendPoint

VARIANTS: tuple[tuple[str, theme.Theme], ...] = (
    ("light-100", theme.Theme("light")),
    ("dark-100", theme.Theme("dark")),
    ("contrast-100", theme.Theme("contrast")),
    ("light-200", theme.Theme("light", 2.0)),
    ("dark-200", theme.Theme("dark", 2.0)),
    ("contrast-200", theme.Theme("contrast", 2.0)),
)


class _Sheet(QWidget):
    """A ground with a body, without a frame."""

    def __init__(self) -> None:
        super().__init__()
        self.body = Body(max_width=theme.FORM_WIDTH, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.body)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page's ground."""
        QPainter(self).fillRect(event.rect(), theme.colour("bg"))


def _in_row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(8, 0, 8, 0)
    row.setSpacing(theme.px(16))
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return holder


def _buttons(column: QVBoxLayout) -> None:
    busy = PrimaryButton("Sign and add to Outbox", "pen-tool")
    busy.set_busy(busy=True)
    pressed = PrimaryButton("Pressed")
    pressed.setDown(True)
    narrow = DefaultButton("Export the whole list to an encrypted memory stick", "upload")
    narrow.setFixedWidth(theme.px(230))
    kinds: tuple[type[Button], ...] = (DefaultButton, QuietButton, LinkButton)
    column.addWidget(_in_row(PrimaryButton("Continue", trailing="arrow-right"), pressed, busy))
    column.addWidget(_in_row(*(kind(kind.__name__.removesuffix("Button")) for kind in kinds)))
    concern = ConcernButton("Immediate concern", "circle-alert")
    column.addWidget(_in_row(concern, DangerButton("Discard the draft")))
    column.addWidget(_in_row(IconButton("Lock", "lock"), narrow, DefaultButton("R&B unit")))
    tile = Tile("Demobilise", "5 to 10 minutes, straight after", "hand", "Alt+D")
    locked = Tile("PHQ-9", "Opens on Fri 4 Dec: it asks about two weeks", "lock", locked=True)
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.addWidget(tile)
    row.addWidget(locked)
    column.addWidget(holder)


def _choices(column: QVBoxLayout) -> None:
    options = (
        Option("steady", "Steady", "Talking, oriented, looking after others"),
        Option("shaken", "Shaken but coping", "Upset, but settles with time and company"),
        Option("struggling", "Struggling", "Cannot settle, shut down, or not making sense"),
    )
    column.addWidget(ChoiceGroup(options, chosen=["shaken"]))
    yes_no = (Option("yes", "Yes"), Option("no", "No"))
    column.addWidget(ChoiceGroup(yes_no, number_keys=False, side_by_side=True))
    words = ("Shaking", "Tearful", "Withdrawn", "Angry", "Headache", "Not eaten", "R&B unit")
    chips = Item("n", ItemKind.MULTI, "Notice", tuple(Option(word, word) for word in words))
    column.addWidget(field_for(chips, ["Shaking", "Not eaten"]))
    scale = Item("s", ItemKind.NUMBER, "Stress", low_label="Calm", high_label="The most ever")
    column.addWidget(field_for(scale, 7, decline=True))


def _fields(column: QVBoxLayout) -> None:
    summary = ErrorSummary()
    column.addWidget(summary)
    when = LabelledField("When did it happen?", DateEdit(), "For example 23 11 2026")
    column.addWidget(when)
    entries: list[tuple[object, str]] = [(1, "Ferry Lane collision · today 19:02 · Log 0912")]
    column.addWidget(LabelledField("Incident", Select(entries)))
    column.addWidget(LabelledField("Reference", LineEdit("P-0417"), "Carries no personal detail."))
    note = "They would like a call tomorrow evening, after the shift. " * 4
    column.addWidget(LabelledField("Note", ShortText(note), optional=True))
    summary.show_problems([(when, "Enter the date the incident happened, for example 23 11 2026")])


def _messages(column: QVBoxLayout) -> None:
    kinds: tuple[CalloutKind, ...] = ("info", "ok", "warn", "danger")
    words = "A screening score helps you decide what to offer. Your judgement comes first."
    for kind in kinds:
        column.addWidget(Callout(kind, "Read this score with care", words))
    tones: tuple[Tone, ...] = ("neutral", "info", "ok", "warn", "danger", "primary")
    column.addWidget(_in_row(*(ChipLabel(tone.capitalize(), tone) for tone in tones)))
    sending = StatusPill()
    sending.set_kind("sending", "Sending 1 of 3")
    column.addWidget(_in_row(StatusPill(), sending))
    column.addWidget(ProgressLine(4, 9, "Progress"))
    column.addWidget(ExerciseBand())


def _figures(column: QVBoxLayout) -> None:
    bands = (
        GaugeBand(0, 4, "Minimal"),
        GaugeBand(5, 9, "Mild"),
        GaugeBand(10, 14, "Moderate"),
        GaugeBand(15, 19, "Moderately severe"),
        GaugeBand(20, 27, "Severe"),
    )
    column.addWidget(ScoreGauge("PHQ-9", bands, 14, 10))
    column.addWidget(ScoreGauge("GAD-2", (GaugeBand(0, 2, "Low"), GaugeBand(3, 6, "High")), 0, 3))
    points = tuple(
        TrendPoint(day, score)
        for day, score in (("2 Nov", 14), ("9 Nov", 13), ("16 Nov", 11), ("23 Nov", 9))
    )
    column.addWidget(TrendChart("PHQ-9 · low mood", points, top=27, cut_off=10))
    column.addWidget(TrendChart("GAD-7 · worry", points, top=21, cut_off=10, series=2))
    column.addWidget(
        TimelineRow("send", "Referral received", "Acknowledged 10 Nov", "Mon 9 Nov 2026, 14:05")
    )


def _ladder(column: QVBoxLayout) -> None:
    names = (
        "Look after yourself",
        "Peer check-in",
        "Guided support",
        "Occupational Health",
        "Specialist treatment",
        "Urgent help",
    )
    rungs = [Option(f"P{number}", name) for number, name in enumerate(names)]
    reason = "Suggested because: PHQ-9 14, struggling at work, wants help"
    column.addWidget(PathwayLadder(rungs, suggested="P3", reason=reason, chosen="P2"))
    column.addWidget(Heading("A heading"))
    column.addWidget(Text("Plain <b>text</b> & ŵ ŷ Ŵ Ŷ, as it was typed.", "body2"))


def _secrets(column: QVBoxLayout) -> None:
    asking = PassphraseDialog(
        "Change the keys", "The passphrase shows that this is you.", "Change the keys"
    )
    asking.setWindowFlags(Qt.WindowType.Widget)
    asking.show_refused("That passphrase did not work. Check Caps Lock and try again.")
    column.addWidget(asking)
    groups = ("7K3M", "Q9XW", "2B8T", "HR4N", "VZ6C", "M0PD", "8YFE", "J5SG", "T1AA")
    sheet = RecoveryStep(groups)
    sheet.show_saved("Saved as estip-sheet.pdf. Take the disk away from the laptop.", kept=True)
    column.addWidget(sheet)
    chooser = DiskChooser()
    chooser.show_disks([Disk("/media/blue", "Blue stick"), Disk("/media/red", "Red stick")])
    column.addWidget(chooser)


SHEETS: dict[str, Callable[[QVBoxLayout], None]] = {
    "buttons": _buttons,
    "choices": _choices,
    "fields": _fields,
    "messages": _messages,
    "figures": _figures,
    "secrets": _secrets,
    "ladder": _ladder,
}


def _settle(application: QApplication) -> None:
    for _round in range(4):
        application.processEvents()
        application.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def _application() -> QApplication:
    running = QApplication.instance()
    return running if isinstance(running, QApplication) else QApplication([])


def _render_sheets(application: QApplication, variant: str, out: Path) -> list[Path]:
    files = []
    for name, build in SHEETS.items():
        sheet = _Sheet()
        build(sheet.body.column)
        sheet.resize(1000 if theme.current().scale == 1.0 else 1366, 400)
        sheet.show()
        _settle(application)
        sheet.resize(sheet.width(), sheet.body.verticalScrollBar().maximum() + sheet.height() + 8)
        _settle(application)
        files.append(out / f"sheet-{name}-{variant}.png")
        sheet.grab().save(str(files[-1]))
        sheet.close()
        sheet.deleteLater()
    return files


def _render_pages(application: QApplication, variant: str, out: Path) -> list[Path]:
    files = []
    window = MainWindow(exercise=False)
    window.resize(1366, 690)
    for name, build in gallery_pages.PAGES.items():
        page, focus = build()
        window.show_page(page, focus)
        window.show()
        window.activateWindow()
        _settle(application)
        files.append(out / f"page-{name}-{variant}.png")
        window.grab().save(str(files[-1]))
    window.close()
    window.deleteLater()
    return files


def render(out: Path, *, only: str = "") -> list[Path]:
    """Write every picture.

    Args:
        out: An existing or new directory.
        only: Write the variants whose name contains this.

    Returns:
        The files that were written.
    """
    out.mkdir(parents=True, exist_ok=True)
    application = _application()
    files: list[Path] = []
    for variant, chosen in VARIANTS:
        if only in variant:
            theme.apply_theme(application, chosen)
            files += _render_sheets(application, variant, out)
            files += _render_pages(application, variant, out)
            application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return files


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    render(Path(sys.argv[1]), only=sys.argv[2] if sys.argv[2:] else "")
