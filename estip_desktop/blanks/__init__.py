"""Paper for a day without power: blanks of every questionnaire and every guided talk.

A blank holds the published wording, boxes and lines, and nothing that could be taken for a result:
no score stands beside an option, and there is no line for a name. What was written on it is typed
in later, as of when it was held.

Decision: what stands on a blank is composed here from the very definitions that the window shows,
and set in the process that makes documents. Alternative: sheets drawn by hand, which would differ
from the screen after the first change of a definition.
"""

from estip_desktop.blanks.model import Blank, BlankName, Number, Part, PartKind, file_name
from estip_desktop.blanks.service import Blanks

__all__ = ["Blank", "BlankName", "Blanks", "Number", "Part", "PartKind", "file_name"]
