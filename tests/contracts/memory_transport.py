"""A store in memory, with faults on order."""

from __future__ import annotations

from collections.abc import Sequence

from estip_desktop.adapters.transports.names import require_folder, require_name
from estip_desktop.errors import DocumentRefusedError, StoreUnreachableError
from estip_desktop.outbox import Stored, StoredObject


class MemoryTransport:
    """Objects by name; ``objects`` may be looked at and tampered with."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.is_down = False
        self.forgets_new = False
        self.loses_reply = False
        self.truncates_to: int | None = None
        self.requests: list[str] = []

    def create(self, name: str, data: bytes) -> Stored:
        self._asked("create", require_name(name))
        if name in self.objects:
            return Stored.EXISTS
        if not self.forgets_new:
            self.objects[name] = data[: self.truncates_to]
        if self.loses_reply:
            self.loses_reply = False
            raise StoreUnreachableError("reply-lost")
        return Stored.CREATED

    def stat(self, name: str) -> int | None:
        self._asked("stat", require_name(name))
        found = self.objects.get(name)
        return None if found is None else len(found)

    def get(self, name: str, limit_bytes: int) -> bytes | None:
        self._asked("get", require_name(name))
        found = self.objects.get(name)
        if found is not None and len(found) > limit_bytes:
            raise DocumentRefusedError("object-too-large")
        return found

    def list(self, prefix: str) -> Sequence[StoredObject]:
        self._asked("list", require_folder(prefix))
        return [
            StoredObject(name, len(data))
            for name, data in sorted(self.objects.items())
            if name.startswith(f"{prefix}/")
        ]

    def close(self) -> None:
        """Nothing is held open."""

    def _asked(self, verb: str, name: str) -> None:
        self.requests.append(verb)
        if self.is_down:
            raise StoreUnreachableError("down")
        del name
