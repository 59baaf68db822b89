"""Finds, checks and reads what is in ``resources/``; nobody else knows where that lies.

Files are read when first asked for, so that opening the app costs nothing for content it does not
show. Reading goes through ``kernel.strict_json`` and msgspec shapes that refuse unknown keys; rules
that need more than one field live in the constructors of the features, so content from a force pack
meets the same checks as our own. JSON Schema is left to the tests: it would cost more time at start
than all the reading.
"""

from estip_desktop.adapters.content.directory import Profile, Service
from estip_desktop.adapters.content.location import resources_root
from estip_desktop.adapters.content.reader import Content

__all__ = ["Content", "Profile", "Service", "resources_root"]
