"""What a picture is made of."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

Page = tuple[QWidget, QWidget | None]
"""A page, and what has the focus on it."""
