"""Which blanks there are, and making one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol

from estip_desktop.blanks.checklist import ChecklistParts
from estip_desktop.blanks.model import Blank, BlankName, Number, file_name
from estip_desktop.blanks.questionnaire import head_line, questionnaire_parts, use_words
from estip_desktop.errors import InputRefusedError, NotFoundError
from estip_desktop.instruments import Instrument
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.protocols import Protocol as Checklist
from estip_desktop.stepped_care import Pathways

_FOOT_NUMBERS = 4
ON_SCREEN_ONLY = frozenset({"DG", "EM"})
"""Their roster, and what the record says to them, are made on the screen."""
_MOST_COPIES = 100


class BlankContent(Protocol):
    """The published definitions."""

    def protocols(self) -> tuple[Checklist, ...]:
        """Every guided checklist."""
        ...

    def instruments(self) -> tuple[Instrument, ...]:
        """Every questionnaire."""
        ...

    def peer_instruments(self) -> Collection[str]:
        """Questionnaires that peers may use without asking Occupational Health."""
        ...

    def pathways(self) -> Pathways:
        """What flags mean."""
        ...


class Blanks:
    """Compose, set and save blanks; nothing of the vault but the nation is looked at.

    Args:
        content: The published definitions.
        numbers: Whom to ring, most urgent first; asked with the vault.
        paper: Sets a blank, in another process.
        write: Writes a file that is not there yet.
        clock: The moment in the file's properties.
        exercise: Whether the vault is for exercises.
    """

    def __init__(
        self,
        content: BlankContent,
        numbers: Callable[[], Sequence[Number]],
        paper: Callable[[Blank], bytes],
        write: Callable[[Path, bytes], None],
        clock: Clock,
        *,
        exercise: bool,
    ) -> None:
        self._content = content
        self._numbers = numbers
        self._paper = paper
        self._write = write
        self._clock = clock
        self._exercise = exercise

    def listed(self) -> tuple[BlankName, ...]:
        """Questionnaires, then talks, each by title."""
        peers = self._content.peer_instruments()
        asked = [
            BlankName(
                each.id,
                each.title,
                f"{each.topic[:1].upper()}{each.topic[1:]}. "
                + use_words(each, for_peers=each.id in peers),
                is_talk=False,
            )
            for each in self._content.instruments()
        ]
        talks = [
            BlankName(each.id, each.title, _steps(each), is_talk=True) for each in self._talks()
        ]
        return (*sorted(asked, key=_by_title), *sorted(talks, key=_by_title))

    def compose(self, blank_id: str) -> Blank:
        """Say what stands on one; with the vault, whose nation decides whom to ring.

        Raises:
            NotFoundError: There is no such questionnaire or protocol.
        """
        numbers = tuple(self._numbers())
        instruments = self._content.instruments()
        for instrument in instruments:
            if instrument.id == blank_id:
                return self._questionnaire(instrument, numbers)
        titles = {each.id: each.title for each in instruments}
        for protocol in self._talks():
            if protocol.id == blank_id:
                parts = ChecklistParts(protocol, self._content.pathways(), numbers, titles)
                return self._checklist(protocol, parts, numbers)
        raise NotFoundError(f"blank:{blank_id}")

    def _talks(self) -> Sequence[Checklist]:
        """Those that can be held on paper and typed in later."""
        return [each for each in self._content.protocols() if each.family not in ON_SCREEN_ONLY]

    def pdf(self, blank: Blank) -> bytes:
        """Set it."""
        return self._paper(blank)

    def save(self, blank: Blank, folder: Path) -> str:
        """Write it into a folder somebody chose, such as a stick; returns the file's name.

        Raises:
            InputRefusedError: It is full of older ones, which stay as they are (``file-exists``).
            DiskFullError, DiskReadOnlyError, VaultError: Nothing was written.
        """
        first = file_name(blank.id)
        later = (first.replace(".", f"-{number}.") for number in range(2, _MOST_COPIES))
        for name in (first, *later):
            if not (folder / name).exists():
                self._write(folder / name, self._paper(blank))
                return name
        raise InputRefusedError("file-exists")

    def _questionnaire(self, instrument: Instrument, numbers: tuple[Number, ...]) -> Blank:
        for_peers = instrument.id in self._content.peer_instruments()
        return Blank(
            id=instrument.id,
            title=instrument.title,
            line=head_line(instrument),
            version=f"{instrument.title} {instrument.version}",
            fields=((_("Reference"), _("Date")),),
            parts=questionnaire_parts(instrument, for_peers=for_peers),
            footer=_footer(numbers),
            made_at=self._clock.now(),
            exercise=self._exercise,
        )

    def _checklist(
        self, protocol: Checklist, parts: ChecklistParts, numbers: tuple[Number, ...]
    ) -> Blank:
        return Blank(
            id=protocol.id,
            title=protocol.title,
            line=_("{steps} · protocol {id} {version}").format(
                steps=_steps(protocol), id=protocol.id, version=protocol.version
            ),
            version=f"{protocol.id} {protocol.version}",
            fields=(
                (_("Reference"), _("Date"), _("Time it began")),
                (_("Incident, in a few words without names"),),
            ),
            parts=parts.parts(),
            footer=_footer(numbers),
            made_at=self._clock.now(),
            exercise=self._exercise,
        )


def _steps(protocol: Checklist) -> str:
    low, high = protocol.usual_minutes
    return ngettext(
        "{count} step, usually {low} to {high} min",
        "{count} steps, usually {low} to {high} min",
        len(protocol.steps),
    ).format(count=len(protocol.steps), low=low, high=high)


def _by_title(name: BlankName) -> str:
    return name.title


def _footer(numbers: Sequence[Number]) -> tuple[str, ...]:
    spoken = [each for each in numbers if not each.is_text][:_FOOT_NUMBERS]
    shown = " · ".join(f"{each.name} {each.number}" for each in spoken)
    kept = _("Once filled in, this paper is not encrypted: keep it on you until it is typed in.")
    return (*((shown,) if shown else ()), kept)
