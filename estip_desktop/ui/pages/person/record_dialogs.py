"""What is asked before something is done about the record itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from estip_desktop.casework import ContactMethod, Person
from estip_desktop.casework.model import NAME_LIMIT, NOTE_LIMIT
from estip_desktop.kernel.i18n import N_, _
from estip_desktop.kernel.items import Option
from estip_desktop.records import FIELDS, HOLD_KINDS, HOW, METHODS, NOTE, ErasureReason, Mark
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField, LineEdit, Select
from estip_desktop.ui.widgets.form_dialog import FormDialog

_LONGEST_PATH = 1000
_REASONS: Mapping[ErasureReason, str] = {
    ErasureReason.REQUEST: N_("They asked for it"),
    ErasureReason.MISTAKE: N_("It was made by mistake"),
}


def _line(text: str = "", limit: int = NAME_LIMIT) -> LineEdit:
    edit = LineEdit()
    edit.setMaxLength(limit)
    edit.setText(text)
    return edit


def hold(parent: QWidget) -> FormDialog:
    """Why it is held back, and who answers for it."""
    kinds: list[tuple[object, str]] = [(kind.value, _(each)) for kind, each in HOLD_KINDS.items()]
    fields = {
        "kind": LabelledField(_("Because of"), Select(kinds)),
        "reason": LabelledField(
            _("Reason"), _line(limit=NOTE_LIMIT), _("A few words"), guarded=True
        ),
        "owner": LabelledField(
            _("Who answers for it"), _line(), _("They say when it may be lifted")
        ),
    }

    def check(answers: Mapping[str, str]) -> Mapping[str, str]:
        wanted = {"reason": _("Write the reason"), "owner": _("Write a name or a role")}
        return {name: words for name, words in wanted.items() if not answers[name].strip()}

    return FormDialog(
        _("Hold this record back"),
        _("Nothing of it goes while the hold stands, whatever the dates say."),
        fields,
        verb=_("Hold it back"),
        safe_verb=_("Not now"),
        check=check,
        parent=parent,
    )


def lift(parent: QWidget) -> FormDialog:
    """Why a hold is over."""

    def check(answers: Mapping[str, str]) -> Mapping[str, str]:
        return {} if answers["because"].strip() else {"because": _("Write why it is over")}

    return FormDialog(
        _("Lift this hold"),
        _("The record goes once its last day is over."),
        {"because": LabelledField(_("Why is it over?"), _line(limit=NOTE_LIMIT), guarded=True)},
        verb=_("Lift the hold"),
        safe_verb=_("Keep the hold"),
        check=check,
        parent=parent,
    )


def take_back(parent: QWidget) -> FormDialog:
    """How they said it."""
    ways: list[tuple[object, str]] = [(how.value, _(words)) for how, words in HOW.items()]
    return FormDialog(
        _("They take their consent back"),
        _(
            "Notes are sealed, drafts are put away, contacts are cancelled, and nothing more is "
            "shared. This cannot be undone."
        ),
        {"how": LabelledField(_("How did they say so?"), Select(ways))},
        verb=_("Seal the record"),
        safe_verb=_("Leave it as it is"),
        parent=parent,
    )


def erase(parent: QWidget) -> FormDialog:
    """Why it goes before its time."""
    reasons: list[tuple[object, str]] = [(each.value, _(words)) for each, words in _REASONS.items()]
    return FormDialog(
        _("Remove this record"),
        _(
            "Everything about this person goes from these records for good. A copy at Occupational "
            "Health is theirs to keep. The passphrase is asked for next."
        ),
        {"reason": LabelledField(_("Why?"), Select(reasons))},
        verb=_("Go on"),
        safe_verb=_("Keep the record"),
        destroys=True,
        parent=parent,
    )


def rectify(person: Person, parent: QWidget) -> FormDialog:
    """Every personal detail, as it stands."""
    methods: list[tuple[object, str]] = [("", _("Not known"))]
    methods += [(each.value, _(METHODS[each])) for each in ContactMethod]
    message: list[tuple[object, str]] = [
        ("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))
    ]  # fmt: skip
    fields: dict[str, LabelledField] = {}
    for what, label in FIELDS.items():
        if what == NOTE:
            continue
        value = getattr(person, what)
        editor: QWidget
        match what:
            case "date_of_birth":
                editor = DateEdit(value)
            case "contact_method":
                editor = _chosen(Select(methods), value.value if value else "")
            case "message_ok":
                editor = _chosen(Select(message), {None: "", True: "yes", False: "no"}[value])
            case "safe_times" | "access_needs":
                editor = _line(value, NOTE_LIMIT)
            case _:
                editor = _line(value)
        guarded = what in {"safe_times", "access_needs"}
        fields[what] = LabelledField(_(label), editor, guarded=guarded)

    def check(_answers: Mapping[str, str]) -> Mapping[str, str]:
        born = fields["date_of_birth"].editor
        if isinstance(born, DateEdit) and born.text().strip() and born.day() is None:
            return {"date_of_birth": _("Enter the day, for example 23 11 1990")}
        return {}

    return FormDialog(
        _("Correct their details"),
        _("What it says now is kept beside the correction, with the date."),
        fields,
        verb=_("Keep the correction"),
        safe_verb=_("Not now"),
        check=check,
        parent=parent,
    )


def _chosen(select: Select, code: str) -> Select:
    select.setCurrentIndex(select.findData(code))
    return select


def copy(marks: Sequence[Mark], folders: Sequence[str], parent: QWidget) -> FormDialog:
    """Where the copy goes, and which names of other people stay in."""
    folder = _line(folders[0] if folders else "", _LONGEST_PATH)
    fields = {
        "folder": LabelledField(
            _("Folder"), folder, _("A new or an empty one, on the disk you hand over")
        )
    }
    if marks:
        options = [
            Option(str(number), _("{label}: {value}").format(label=label, value=value))
            for number, (label, value) in enumerate(marks)
        ]
        fields["keep"] = LabelledField(
            _("What about other people stays in?"),
            ChipGroup(options, name=_("What about other people stays in?")),
            _("Choose only what they may see. The rest is left out, and the copy says so"),
        )

    def check(answers: Mapping[str, str]) -> Mapping[str, str]:
        return {} if answers["folder"].strip() else {"folder": _("Name a folder")}

    return FormDialog(
        _("Make a copy for them"),
        _(
            "Everything held about this person, as pages and as data. The files are not encrypted. "
            "The passphrase is asked for next."
        ),
        fields,
        verb=_("Go on"),
        safe_verb=_("Not now"),
        check=check,
        parent=parent,
    )


def kept_marks(dialog: FormDialog, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks that were chosen to stay in."""
    field = dialog.fields.get("keep")
    if field is None or not isinstance(field.editor, ChipGroup):
        return ()
    return tuple(marks[int(code)] for code in field.editor.chosen_codes())
