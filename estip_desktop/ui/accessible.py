"""What screen readers are told beyond what Qt says by itself: headings, pictures, announcements.

Factories are installed with the first widget that needs one. Interfaces made in Python must be kept
alive here, because Qt's cache does not hold the Python side.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_ROLE_PROPERTY = "accessibleRole"
_HEADING, _GRAPHIC = "heading", "graphic"
_ROLES = {_HEADING: QAccessible.Role.Heading, _GRAPHIC: QAccessible.Role.Graphic}


class _Registry:
    installed = False
    kept: dict[int, QAccessibleInterface] = {}  # noqa: RUF012 - one for the process, like Qt's own cache


def _make(class_name: str, item: QObject | None) -> QAccessibleInterface | None:
    del class_name
    if not isinstance(item, QWidget):
        return None
    role = item.property(_ROLE_PROPERTY)
    if role not in _ROLES:
        return None
    made = QAccessibleWidget(item, _ROLES[role], item.accessibleName())
    key = id(item)
    _Registry.kept[key] = made
    item.destroyed.connect(lambda: _Registry.kept.pop(key, None))
    return made


def _mark(widget: QWidget, role: str) -> None:
    if not _Registry.installed:
        QAccessible.installFactory(_make)
        _Registry.installed = True
    widget.setProperty(_ROLE_PROPERTY, role)


def mark_heading(widget: QWidget) -> None:
    """Expose a label as a heading, so that a reader can jump to it."""
    _mark(widget, _HEADING)


def mark_graphic(widget: QWidget, name: str) -> None:
    """Expose a painted widget as a picture whose name holds its numbers."""
    widget.setAccessibleName(name)
    _mark(widget, _GRAPHIC)


def announce(source: QObject, words: str, *, assertive: bool = False) -> None:
    """Have a screen reader say something now.

    Args:
        source: The widget it belongs to.
        words: A sentence without personal data.
        assertive: Interrupt what is being said: only for a failed save and Immediate concern.
    """
    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(source, words)
    kinds = QAccessible.AnnouncementPoliteness
    event.setPoliteness(kinds.Assertive if assertive else kinds.Polite)
    QAccessible.updateAccessibility(event)
