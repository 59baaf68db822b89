"""What is kept about a person: to be found, seen, put right, handed over, and let go.

Decision: the list of people shows references; names only while somebody has asked for them, and
never beyond one unlocking.

Decision: the list is sorted by when people were added, or by their next contact. "Last contact" is
shown but not sorted by: an index on it would be written anew with every answer.

Decision: a correction never overwrites. The record shows what is right, the correction beside it
what stood there before; a finished session gets a dated note instead of another answer.
"""

from estip_desktop.records.care import METHODS, PURPOSES
from estip_desktop.records.cases import CaseKeeping
from estip_desktop.records.copies import (
    JSON_NAME,
    PDF_NAME,
    Copies,
    CopyLine,
    CopyPrinter,
    CopySection,
    Mark,
    RecordCopy,
)
from estip_desktop.records.entries import Book, Entry, EntryKind, Line, Party
from estip_desktop.records.keeping import (
    Certificate,
    DueToGo,
    Going,
    Keeping,
    PersonKeeping,
)
from estip_desktop.records.model import (
    NOTE,
    Correction,
    Erased,
    ErasureReason,
    Handover,
    Hold,
    HoldKind,
    Order,
    PeoplePage,
    PersonFile,
    PersonRow,
    Withdrawal,
)
from estip_desktop.records.moving import Moved, Moving
from estip_desktop.records.rights import Rights, TakenBack
from estip_desktop.records.service import PAGE_ROWS, OpenedEntry, Records, ViewLog
from estip_desktop.records.telling import (
    FIELDS,
    HOLD_KINDS,
    HOW,
    Trend,
    details_of,
    entries_of,
    person_words,
    timeline_of,
    trends_of,
)

__all__ = [
    "FIELDS",
    "HOLD_KINDS",
    "HOW",
    "JSON_NAME",
    "METHODS",
    "NOTE",
    "PAGE_ROWS",
    "PDF_NAME",
    "PURPOSES",
    "Book",
    "CaseKeeping",
    "Certificate",
    "Copies",
    "CopyLine",
    "CopyPrinter",
    "CopySection",
    "Correction",
    "DueToGo",
    "Entry",
    "EntryKind",
    "Erased",
    "ErasureReason",
    "Going",
    "Handover",
    "Hold",
    "HoldKind",
    "Keeping",
    "Line",
    "Mark",
    "Moved",
    "Moving",
    "OpenedEntry",
    "Order",
    "Party",
    "PeoplePage",
    "PersonFile",
    "PersonKeeping",
    "PersonRow",
    "RecordCopy",
    "Records",
    "Rights",
    "TakenBack",
    "Trend",
    "ViewLog",
    "Withdrawal",
    "details_of",
    "entries_of",
    "person_words",
    "timeline_of",
    "trends_of",
]
