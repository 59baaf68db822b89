"""The fields of a referral's details, section by section."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from estip_desktop.casework import Share
from estip_desktop.kernel.i18n import N_, _, format_moment, format_time
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.pages.referral_details.presenter import Details, Form
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.chips import Chip, ChipGroup
from estip_desktop.ui.widgets.field_pair import FieldPair
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField, LineEdit, Select, ShortText
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.rows import SpreadRow
from estip_desktop.ui.widgets.status_line import StatusLine

_METHODS = (
    ("phone", N_("Phone call")),
    ("text", N_("Text message first")),
    ("email", N_("Email")),
    ("in-person", N_("In person")),
    ("none", N_("Not directly")),
)
_QUESTIONS = (
    N_("How can they be supported?"),
    N_("Is an ESTIM suitable?"),
    N_("Which adjustments would help at work?"),
    N_("Would a trauma assessment help?"),
)
_PARTS = (
    ("item-answers", N_("Answers to the questionnaires"), N_("Each question with its answer")),
    (
        "session-answers",
        N_("What they chose in the conversation"),
        N_("Chips and ratings, no notes"),
    ),
    ("flags", N_("What you noticed"), N_("The flags with their meaning")),
)
_HOWS = (("in-person", N_("In person")), ("phone", N_("By phone")), ("writing", N_("In writing")))


_GUARDED = frozenset({"safe_times", "access_needs"})
"""Lines of free words; notes are guarded by themselves."""


class DetailsForm(QWidget):
    """All fields; ``fields`` names them as the checks do.

    Signals:
        edited: Something was typed or chosen.
        phoned_requested: Somebody was phoned just now.
        shared: Whether they agree now, and how they were asked.
    """

    edited = Signal()
    phoned_requested = Signal()
    shared = Signal(str, str)

    def __init__(self, details: Details, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QWidget] = {}
        self._details = details
        self._share = details.share
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(16))
        if details.phone_first:
            self._add_phone_first()
        asks_first = details.share is not Share.YES  # what comes after depends on the answer
        if asks_first:
            self._add_consent()
        self._add_destination()
        self._add_person()
        self._add_contact()
        self._add_request()
        self._add_sharing()
        if not asks_first:
            self._add_consent()
        self._add_referrer()

    def form(self) -> Form:
        """What stands there now."""
        methods = self.method_chips.chosen_codes()
        hows = self.how_chips.chosen_codes() if self._share is Share.YES else []
        refused = self._share is Share.NO
        return Form(
            desk_id=str(self.desk_select.currentData() or "") if self._details.desks else "",
            name=self.name_edit.text(),
            staff_number=self.staff_number_edit.text(),
            date_of_birth=self.birth_edit.day(),
            date_of_birth_text=self.birth_edit.text(),
            contact_method=methods[0] if methods else "",
            phone=self.phone_edit.text(),
            email=self.email_edit.text(),
            safe_times=self.times_edit.text(),
            message_ok=True if self.message_chip.isChecked() else None,
            access_needs=self.access_edit.text(),
            reason=self.reason_text.text(),
            questions=tuple(self.question_chips.chosen_codes()),
            adjustments=self.adjustments_text.text(),
            shared={
                part: edit.text()
                for part, (chip, edit, _field) in self.sharing.items()
                if chip.isChecked()
            },
            consent_how=hows[0] if hows else "",
            contact_gp=self._share is Share.YES and self.gp_chip.isChecked(),
            risk_ground=self.ground_text.text() if refused else "",
            authorised_by=self.authoriser_edit.text() if refused else "",
            phoned_to=self.phoned_edit.text() if self._details.phone_first else "",
            referrer_name=self.referrer_edit.text(),
            referrer_contact=self.referrer_contact_edit.text(),
        )

    def show_phoned(self, words: str) -> None:
        """Say when somebody was phoned."""
        self.phoned_line.set_words(words)

    def show_agreement(self, share: Share, at: datetime) -> None:
        """Show whether they agreed; only a no asks for the ground of going without it."""
        self._share = share
        self.share_chips.set_chosen([share.value])
        agreed = share is Share.YES
        words = _("They agreed on {moment}.").format(moment=format_moment(at)) if agreed else ""
        self.agreed_line.set_words(words)
        self.how_field.setVisible(agreed)
        self.gp_row.setVisible(agreed)
        for widget in self.ground_widgets:
            widget.setVisible(share is Share.NO)

    def _add_phone_first(self) -> None:
        self._column.addWidget(
            Callout(
                "warn",
                _("Phone Occupational Health first"),
                _("This is urgent. The referral follows the call; it never replaces it."),
            )
        )
        self.phoned_edit = self._line(self._details.form.phoned_to)
        self._field("phoned_to", _("Who did you speak to?"), self.phoned_edit, _("Name or role."))
        self.phoned_button = DefaultButton(_("I have phoned them now"), "phone-call")
        self.phoned_button.clicked.connect(self.phoned_requested)
        self._column.addWidget(SpreadRow([self.phoned_button]))
        self.phoned_line = StatusLine("", "circle-check", "ok")
        if self._details.phoned_at is not None:
            words = _("Phoned at {time}").format(time=format_time(self._details.phoned_at))
            self.phoned_line.set_words(words)
        self._column.addWidget(self.phoned_line)

    def _add_destination(self) -> None:
        self._heading(_("Where it goes"))
        self.desk_select = Select([(key, name) for key, name in self._details.desks])
        if self._details.desks:
            index = self.desk_select.findData(self._details.form.desk_id)
            self.desk_select.setCurrentIndex(max(index, 0))
            self.desk_select.picked.connect(lambda _data: self.edited.emit())
            self._field("desk", _("Occupational Health desk"), self.desk_select)
            return
        self.desk_select.setParent(self)
        self.desk_select.hide()
        self._column.addWidget(
            Callout(
                "info",
                _("No Occupational Health desk is known yet"),
                _(
                    "You can sign this now. It waits on this laptop, encrypted, until you add a "
                    "desk in Settings. A desk is added by its card."
                ),
            )
        )

    def _add_person(self) -> None:
        form = self._details.form
        self._heading(_("Who it is about"))
        self.name_edit = self._line(form.name)
        self._field("name", _("Name"), self.name_edit)
        self.staff_number_edit = self._line(form.staff_number)
        self.birth_edit = DateEdit(form.date_of_birth)
        self.birth_edit.textEdited.connect(self.edited)
        one_of = _("One of the two is enough.")
        self._pair(
            self._made("staff_number", _("Staff number"), self.staff_number_edit, one_of),
            self._made(
                "date_of_birth", _("Date of birth"), self.birth_edit, _("For example 23 11 1987.")
            ),
        )

    def _add_contact(self) -> None:
        form = self._details.form
        self._heading(_("How they would like to be reached"))
        options = [Option(code, _(label)) for code, label in _METHODS]
        chosen = [form.contact_method] if form.contact_method else []
        self.method_chips = ChipGroup(options, chosen, single=True, name=_("Way of contact"))
        self.method_chips.changed.connect(lambda _codes: self.edited.emit())
        self._field("contact_method", _("Way of contact"), self.method_chips)
        self.phone_edit, self.email_edit = self._line(form.phone), self._line(form.email)
        self._pair(
            self._made("phone", _("Phone"), self.phone_edit),
            self._made("email", _("Email"), self.email_edit, optional=True),
        )
        self.times_edit = self._line(form.safe_times, 240)
        hint = _("When a call would not put them on the spot.")
        self._field("safe_times", _("Safe times"), self.times_edit, hint, optional=True)
        self.message_chip = Chip(
            Option("message", _("A message may be left")), on=bool(form.message_ok)
        )
        self.message_chip.clicked.connect(self.edited)
        self._column.addWidget(SpreadRow([self.message_chip]))
        self.access_edit = self._line(form.access_needs, 240)
        self._field("access_needs", _("Access needs"), self.access_edit, optional=True)

    def _add_request(self) -> None:
        form = self._details.form
        self._heading(_("What you are asking for"))
        self.reason_text = self._text(form.reason)
        hint = _("How they are and what they need. No details of the incident.")
        self._field("reason", _("Reason"), self.reason_text, hint)
        questions = [Option(_(words), _(words)) for words in _QUESTIONS]
        self.question_chips = ChipGroup(questions, form.questions, name=_("Questions"))
        self.question_chips.changed.connect(lambda _codes: self.edited.emit())
        self._field("questions", _("Questions"), self.question_chips, optional=True)
        self.adjustments_text = self._text(form.adjustments, lines=2)
        hint = _("What has been arranged at work already.")
        self._field("adjustments", _("Adjustments"), self.adjustments_text, hint, optional=True)

    def _add_sharing(self) -> None:
        self._heading(_("What is shared"))
        self._column.addWidget(
            Text(
                _(
                    "The scores and the reason always go. Notes, the incident and other people "
                    "never do. Anything more needs a reason."
                ),
                "body2",
            )
        )
        self.sharing: dict[str, tuple[Chip, LineEdit, LabelledField]] = {}
        for part, label, hint in _PARTS:
            known = self._details.form.shared.get(part)
            chip = Chip(Option(part, _(label), _(hint)), on=known is not None)
            edit = self._line(known or "", 240)
            field = self._made(f"shared_{part}", _("Why Occupational Health needs this"), edit)
            field.setVisible(known is not None)
            chip.toggled.connect(field.setVisible)
            chip.clicked.connect(self.edited)
            self._column.addWidget(SpreadRow([chip]))
            self._column.addWidget(field)
            self.sharing[part] = (chip, edit, field)

    def _add_consent(self) -> None:
        """Asked here and now where they wanted to be asked later; a yes can be taken back."""
        form = self._details.form
        self._heading(_("Their agreement"))
        answers = [Option("yes", _("Yes, they agree")), Option("no", _("No"))]
        self.share_chips = ChipGroup(answers, single=True, name=_("They agreed to share this"))
        self.share_chips.changed.connect(self._on_share_chosen)
        hint = _("Ask them now. They may change their mind until you sign.")
        self._field("consent", _("They agreed to share this"), self.share_chips, hint)
        self.agreed_line = StatusLine("", "circle-check", "ok")
        self._column.addWidget(self.agreed_line)
        hows = [Option(code, _(label)) for code, label in _HOWS]
        chosen = [form.consent_how] if form.consent_how else []
        self.how_chips = ChipGroup(hows, chosen, single=True, name=_("How they agreed"))
        self.how_chips.changed.connect(lambda _codes: self.edited.emit())
        self.how_field = self._made("consent_how", _("How they agreed"), self.how_chips)
        self._column.addWidget(self.how_field)
        self._add_without_agreement()
        self.gp_chip = Chip(
            Option("gp", _("Occupational Health may contact their GP")), on=form.contact_gp
        )
        self.gp_chip.clicked.connect(self.edited)
        self.gp_row = SpreadRow([self.gp_chip])
        self._column.addWidget(self.gp_row)
        self.show_agreement(self._details.share, self._details.asked_at)

    def _add_without_agreement(self) -> None:
        form = self._details.form
        self.ground_callout = Callout(
            "warn",
            _("They have not agreed to share this"),
            _(
                "Without their agreement it goes only when life is at risk, "
                "with the reason and the name of who decided that with you."
            ),
        )
        self.ground_text = self._text(form.risk_ground, lines=2)
        self.authoriser_edit = self._line(form.authorised_by)
        self.ground_widgets: tuple[QWidget, ...] = (
            self.ground_callout,
            self._made("risk_ground", _("Why it goes without their agreement"), self.ground_text),
            self._made("authorised_by", _("Who decided that with you"), self.authoriser_edit),
        )
        for widget in self.ground_widgets:
            self._column.addWidget(widget)

    def _on_share_chosen(self, codes: list[str]) -> None:
        if not codes:  # an answer is changed by another one, not by none
            self.share_chips.set_chosen([self._share.value])
            return
        if codes == ["yes"] and not self.how_chips.chosen_codes():
            self.how_chips.set_chosen(["in-person"])
        how = next(iter(self.how_chips.chosen_codes()), "in-person")
        self._share = Share(codes[0])
        self.shared.emit(self._share.value, how)

    def _add_referrer(self) -> None:
        form = self._details.form
        self._heading(_("You"))
        self.referrer_edit = self._line(form.referrer_name)
        self.referrer_contact_edit = self._line(form.referrer_contact)
        self._pair(
            self._made("referrer", _("Your name"), self.referrer_edit),
            self._made(
                "referrer_contact", _("How to reach you"), self.referrer_contact_edit, optional=True
            ),
        )

    def _heading(self, words: str) -> None:
        self._column.addSpacing(theme.px(12))
        self._column.addWidget(Heading(words, "h2"))

    def _line(self, text: str, limit: int = 200) -> LineEdit:
        edit = LineEdit()
        edit.setMaxLength(limit)
        edit.setText(text)
        edit.textEdited.connect(self.edited)
        return edit

    def _text(self, text: str, *, lines: int = 3) -> ShortText:
        edit = ShortText(text, lines=lines)
        edit.text_changed.connect(lambda _text: self.edited.emit())
        return edit

    def _made(
        self, name: str, label: str, editor: QWidget, hint: str = "", *, optional: bool = False
    ) -> LabelledField:
        field = LabelledField(label, editor, hint, optional=optional, guarded=name in _GUARDED)
        if isinstance(editor, QLineEdit):
            editor.setObjectName(f"{name}_edit")
        self.fields[name] = field
        return field

    def _field(
        self, name: str, label: str, editor: QWidget, hint: str = "", *, optional: bool = False
    ) -> None:
        self._column.addWidget(self._made(name, label, editor, hint, optional=optional))

    def _pair(self, left: QWidget, right: QWidget) -> None:
        grid = FieldPair(left, right)
        self._column.addWidget(grid)
