"""The windows of ESTIP: a theme, widgets that know no feature, and the shell that holds pages.

Decisions
    *Buttons, cards and everything with a shape are painted from tokens*; the style sheet is left to
    text fields, lists and scroll bars. Style sheets cannot wrap the text of a button, draw a
    callout's bar without a hook, or keep 1.5 px lines on whole device pixels.

    *Nothing is re-exported from here*: the unlock page must paint within 1.3 times the CPU of an
    empty window, so each page imports just the widgets it shows.

    *PySide6 is made fit to be used before anything here imports it*; see
    :mod:`estip_desktop.toolkit`.
"""

import estip_desktop.toolkit  # noqa: F401 - before PySide6
