"""The bell: Huey's queue, behind one constructor. It wakes workers, on this machine or on others.

A message says only that something waits; what, is read from the rows. So a message that is lost with the
worker that took it loses nothing, and one too many wakes somebody who finds nothing to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

_NAME = "trame"


class _Json(Serializer):  # type: ignore[misc]
    """Messages as JSON: whoever can write to the queue must not be able to run code here, as pickles would."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(data))


class Bell:
    """A queue that is opened when first needed."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._queue: Huey | None = None
        self._answer: Callable[[], object] = lambda: None

    @property
    def queue(self) -> Huey:
        """Huey's own object, for its consumer."""
        if self._queue is None:
            self._queue = open_queue(self.url)
            self._task = self._queue.task(name="work")(self._work)
        return self._queue

    def ring(self, count: int) -> None:
        """Wake as many workers as there are jobs."""
        for _ in range(count):
            self.queue.enqueue(self._task.s())

    def pending(self) -> int:
        """How many messages nobody has taken yet."""
        return int(self.queue.storage.queue_size())

    def close(self) -> None:
        """Leave no connection open: a process that is forked next must not have it."""
        if self._queue is not None:
            self._queue.storage.close()

    def answered_by(self, answer: Callable[[], object]) -> None:
        """What a worker does when it hears the bell."""
        self._answer = answer

    def _work(self) -> None:
        self._answer()


def open_queue(url: str) -> Huey:
    """The queue of ``url``: ``sqlite:///FILE`` for one machine, ``postgresql://…`` for several, ``memory:``
    for a process alone. Raises ValueError for another."""
    options: dict[str, Any] = {"name": _NAME, "results": False, "serializer": _Json()}
    if url == "memory:":
        return MemoryHuey(**options)
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(filename=path, timeout=30, **options)
    if url.startswith("postgresql://"):
        return PostgresHuey(dsn=url, **options)
    raise ValueError(url)
