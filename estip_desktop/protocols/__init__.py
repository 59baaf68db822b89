"""Guided checklists: what they are, one walk through them, and when they may be used.

A protocol is data: steps on a rail, each with one page per capture, so that a page can be read at
a glance and answered with one touch. A :class:`Run` joins the definition with the answers given so
far and says which pages are shown, which is next and what is still open. It holds no state of its
own: every answer is saved elsewhere first, then a new run is made from what was saved, so a lock or
a flat battery costs nothing.

Decisions:

* Pages share items and answers with questionnaires (``kernel.items``); they differ in what
  surrounds the item, which is the page's kind.
* Flags come from answers on shown pages only. A page that appears because a flag stands (the safety
  card) may not raise one, so there is no circle.
* No page asks for an account of the incident; the content tests look for such wording.
* Windows are spans in ``pathways/estip.json``. A missing PIP answer locks group features.
"""

from estip_desktop.protocols.model import (
    FLAGS_QUESTION,
    CaseFact,
    FlagRule,
    GivesRule,
    Page,
    PageKind,
    Protocol,
    Step,
)
from estip_desktop.protocols.run import (
    OpenPage,
    RailEntry,
    RailState,
    RaisedFlag,
    Run,
    flags_raised,
    sheets_given,
)
from estip_desktop.protocols.windows import (
    PipStatus,
    Span,
    Window,
    WindowRule,
    WindowStatus,
    WindowTable,
    window_for,
)

__all__ = [
    "FLAGS_QUESTION",
    "CaseFact",
    "FlagRule",
    "GivesRule",
    "OpenPage",
    "Page",
    "PageKind",
    "PipStatus",
    "Protocol",
    "RailEntry",
    "RailState",
    "RaisedFlag",
    "Run",
    "Span",
    "Step",
    "Window",
    "WindowRule",
    "WindowStatus",
    "WindowTable",
    "flags_raised",
    "sheets_given",
    "window_for",
]
