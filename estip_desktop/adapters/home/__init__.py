"""The laptop's home folder: preferences that say nothing about anybody."""

from estip_desktop.adapters.home.preferences import PreferenceFile

__all__ = ["PreferenceFile"]
