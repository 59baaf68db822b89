"""The content of this checkout, read once."""

from __future__ import annotations

import pytest

from estip_desktop.adapters.content import Content


@pytest.fixture(scope="session")
def content() -> Content:
    return Content()
