"""Which details of a person differ, by the name of the field and never by what stands in it."""

from __future__ import annotations

from dataclasses import fields, replace

from estip_desktop.casework.model import Person

_FIXED = frozenset({"id", "reference"})
DETAILS = tuple(each.name for each in fields(Person) if each.name not in _FIXED)
"""Everything about a person that may be typed and corrected."""


def changed_fields(before: Person, after: Person) -> tuple[str, ...]:
    """Names of the details that differ."""
    return tuple(name for name in DETAILS if getattr(before, name) != getattr(after, name))


def without_fields(person: Person, names: frozenset[str]) -> Person:
    """The person as if these details had never been written down."""
    empty = Person(person.id, person.reference)
    return replace(person, **{name: getattr(empty, name) for name in DETAILS if name in names})


def filled_from(person: Person, source: Person, names: frozenset[str]) -> Person:
    """The person with these details of another record, where their own has none."""
    empty = Person(person.id, person.reference)
    return replace(
        person,
        **{
            name: getattr(source, name)
            for name in DETAILS
            if name in names and getattr(person, name) == getattr(empty, name)
        },
    )
