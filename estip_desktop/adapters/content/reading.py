"""Read one file strictly and give it its shape."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from estip_desktop.adapters.content.sources import Source
from estip_desktop.errors import ContentRefusedError, InputRefusedError, NotFoundError
from estip_desktop.kernel import strict_json

T = TypeVar("T")


def read(source: Source, name: str, shape: type[T]) -> T:
    """The file ``name`` of ``source`` as ``shape``.

    Raises:
        NotFoundError: There is no such file.
        ContentRefusedError: It is not strict JSON or breaks its shape; ``detail`` says where.
    """
    try:
        data = source.data(name)
    except (FileNotFoundError, NotADirectoryError):
        raise NotFoundError(name) from None
    except OSError as error:
        raise ContentRefusedError(f"{name}:unreadable") from error
    try:
        return shaped(strict_json.load(data), shape, name)
    except ContentRefusedError:
        raise
    except InputRefusedError as error:
        raise ContentRefusedError(f"{name}:{error.detail}") from error


def shaped(value: object, shape: type[T], name: str) -> T:
    """``value`` as ``shape``.

    Raises:
        ContentRefusedError: It breaks its shape.
    """
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise ContentRefusedError(f"{name}:{error}") from error
