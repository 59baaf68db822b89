"""What the New group page is filled with, and what stands on it when Start is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from estip_desktop.casework.groups import ADVISED_MOST, USUAL_FEWEST, USUAL_MOST
from estip_desktop.kernel.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class PipSheet:
    """Whether a post-incident procedure is in place, and who has cleared group support.

    Args:
        status: ``yes``, ``no`` or ``unknown``.
        locked: Group support is locked by it.
        words: Why it is locked.
        cleared: Who cleared it, in words; empty where nobody did.
    """

    status: str = "unknown"
    locked: bool = True
    words: str = ""
    cleared: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody on the roster: a key, and how they are called."""

    key: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GroupForm:
    """What stands on the page when Start is pressed."""

    incident_id: str = ""
    co_leader: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    agreed: bool = False
    in_two: bool = False


def size_words(count: int) -> str:
    """What the size of a roster means; advice, never a bar."""
    many = ngettext("{count} person", "{count} people", count).format(count=count)
    if count == 0:
        return _("Nobody yet. Six to eight work best.")
    if count < USUAL_FEWEST:
        return _("{many}. Under four, a talk with each of them alone is often better.").format(
            many=many
        )
    if count > ADVISED_MOST:
        return _("{many}. Over ten, most people stay silent: two groups are better.").format(
            many=many
        )
    if count > USUAL_MOST:
        return _("{many}. Six to eight work best; you can make two groups of it.").format(many=many)
    return _("{many}. Six to eight work best.").format(many=many)


def half_words(count: int) -> str:
    """What splitting a roster makes of it."""
    first = (count + 1) // 2
    return _(
        "Split, the first {first} on the roster begin now; the other {second} wait on Today."
    ).format(first=first, second=count - first)


def is_listed(roster: Sequence[Coming], words: str) -> bool:
    """Whether somebody with the same words is on the roster already."""
    wanted = " ".join(words.split()).casefold()
    return any(" ".join(each.words.split()).casefold() == wanted for each in roster)
