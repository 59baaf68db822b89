"""Which sheets somebody takes along, and a way to print each of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.signposting import CARD
from estip_desktop.ui.messages import unsaved
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.paper_rows import PaperRows


class TakeAlong(Card):
    """One chip for each sheet; those that are on can be printed or saved on a disk.

    Args:
        papers: Where the rows of papers belong.

    Signals:
        changed: Ids of the sheets that are on now.
    """

    changed = Signal(list)

    def __init__(self, papers: PaperRows, parent: QWidget | None = None) -> None:
        super().__init__(spacing=10, parent=parent)
        self._papers = papers
        self.sheets_group: ChipGroup | None = None
        self.boxes: dict[str, QWidget] = {}
        self.error_callout = Callout("danger", "")
        self.error_callout.hide()
        self.given_label = Text("", "body2")
        for row in (
            Heading(_("What they take along"), "h2"),
            Text(_("Each is kept in the record with its version."), "hint"),
            self.error_callout,
            self.given_label,
        ):
            self.column.addWidget(row)

    def show_sheets(
        self, sheets: Sequence[tuple[str, str]], taken: Sequence[str], given: Sequence[str]
    ) -> None:
        """Offer them; called once, and nothing is shown where there are none.

        Args:
            sheets: Id and title of each.
            taken: Ids of those that are on.
            given: Titles of those that were given before.
        """
        words = _("Given in the talk: {titles}.").format(titles=", ".join(given))
        self.given_label.setText(words)
        self.given_label.setVisible(bool(given))
        group = ChipGroup(
            [Option(code, title) for code, title in sheets],
            list(taken),
            name=_("What they take along"),
        )
        group.changed.connect(self.changed)
        self.sheets_group = group
        self.column.addWidget(group)
        for code, title in sheets:
            if code == CARD:  # it has a row of its own, whether they take it along or not
                continue
            box = self.boxes[code] = QWidget()
            rows = QVBoxLayout(box)
            rows.setContentsMargins(0, 0, 0, 0)
            self._papers.add(rows, code, title, "")
            self.column.addWidget(box)
        self.show_taken(taken)
        self.setVisible(bool(sheets))

    def show_taken(self, sheets: Sequence[str], error: Exception | None = None) -> None:
        """Show which are kept as taken along, and why another choice was not."""
        if error is not None and not isinstance(error, EstipError):
            raise error
        if self.sheets_group is not None:
            self.sheets_group.set_chosen(list(sheets))
        for code, box in self.boxes.items():
            box.setVisible(code in sheets)
        self.error_callout.setVisible(error is not None)
        if error is not None:
            self.error_callout.set_words(*unsaved(error, _("The last choice was not saved.")))
