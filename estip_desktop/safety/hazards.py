"""What could go wrong, how grave and how likely that is, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from estip_desktop.errors import ContentRefusedError
from estip_desktop.kernel.help_text import Block, BlockKind, HelpSheet
from estip_desktop.kernel.i18n import _, format_date

LEAST, MOST = 1, 5
HAZARD_SHEET = "hazards"


@dataclass(frozen=True, slots=True)
class Control:
    """Something that is done about a hazard.

    Args:
        words: What.
        tests: Where it is shown: ``tests/<file>.py::[<class>::]<function>``.
    """

    words: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """One thing that could go wrong.

    Args:
        id: ``H01`` and on.
        severity: 1 (minor) to 5 (death).
        likelihood: 1 (very low) to 5 (very high), before the controls.
        left: What stays although something is done; may be empty.
        open: What ought to be done and is not in the app yet, or is the force's to do.
    """

    id: str
    hazard: str
    cause: str
    harm: str
    severity: int
    likelihood: int
    controls: tuple[Control, ...]
    left: str = ""
    open: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for figure in (self.severity, self.likelihood):
            if not LEAST <= figure <= MOST:
                raise ContentRefusedError(f"hazard:{self.id}:out-of-scale")
        if not self.controls or not all(control.tests for control in self.controls):
            raise ContentRefusedError(f"hazard:{self.id}:nothing-is-shown")


@dataclass(frozen=True, slots=True)
class HazardLog:
    """All of them, as published in one version."""

    version: str
    reviewed: str
    source: str
    hazards: tuple[Hazard, ...]

    def __post_init__(self) -> None:
        ids = [hazard.id for hazard in self.hazards]
        if len(set(ids)) != len(ids):
            raise ContentRefusedError("hazard:id-twice")


def log_sheet(log: HazardLog) -> HelpSheet:
    """The log as a sheet of Help."""
    about = _(
        "What could go wrong with this app, and what is done about it. Version {version}, looked "
        "at on {day}. The figures are first guesses: a clinical safety officer owns them."
    ).format(version=log.version, day=format_date(date.fromisoformat(log.reviewed)))
    blocks = [Block(BlockKind.PARAGRAPH, about)]
    for hazard in log.hazards:
        blocks.append(Block(BlockKind.HEADING, f"{hazard.id} · {hazard.hazard}"))
        words = _(
            "Causes: {cause}. Harm: {harm}. Severity {severity} of 5, likelihood {likelihood} of 5 "
            "before anything is done."
        )
        blocks.append(
            Block(
                BlockKind.PARAGRAPH,
                words.format(
                    cause=hazard.cause,
                    harm=hazard.harm,
                    severity=hazard.severity,
                    likelihood=hazard.likelihood,
                ),
            )
        )
        blocks += [Block(BlockKind.POINT, f"{control.words}.") for control in hazard.controls]
        if hazard.open:
            blocks.append(Block(BlockKind.PARAGRAPH, _("Not done by the app:")))
            blocks += [Block(BlockKind.POINT, f"{words}.") for words in hazard.open]
        if hazard.left:
            left = _("What stays: {words}").format(words=hazard.left)
            blocks.append(Block(BlockKind.PARAGRAPH, left))
    return HelpSheet(HAZARD_SHEET, _("Hazard log"), tuple(blocks))
