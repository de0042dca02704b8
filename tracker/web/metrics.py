"""Numbers about requests and work, as Prometheus reads them: ``GET /metrics``.

All workers of a server add to the same memory, made before they part: whichever of them answers tells the
whole. The lock is the kernel's, on a file, so that a worker that is killed leaves none behind.
"""

from __future__ import annotations

import fcntl
import hmac
import mmap
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask_login import current_user

from tracker.ledger import journal
from tracker.web.security import seconds_since_start

blueprint = Blueprint("metrics", __name__)

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper ends, in seconds. A page is to take 0.05 at most."""
STATUSES = (200, 206, 302, 303, 304, 400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)
_ROUTES = 1024
_WIDTH = len(STATUSES) + 1 + len(BUCKETS) + 1 + 1
"""Of one route: each status and the others; each bucket and what is beyond; the sum in microseconds."""
_BYTES = 8
_NO_ROUTE = "none"


class Counts:
    """Numbers of every route, in memory that may be shared with other processes."""

    def __init__(self, memory: bytearray | mmap.mmap, lock: int | None = None) -> None:
        self._numbers = memoryview(memory).cast("Q")
        self._lock = lock
        self._threads = Lock()

    def add(self, route: int, *, status: int, seconds: float) -> None:
        """Count one answer of the route of this number."""
        first = route * _WIDTH
        bucket = sum(seconds > end for end in BUCKETS)
        with self._alone():
            self._numbers[first + _column(status)] += 1
            self._numbers[first + len(STATUSES) + 1 + bucket] += 1
            self._numbers[first + _WIDTH - 1] += round(seconds * 1_000_000)

    def of(self, route: int) -> list[int]:
        """The numbers of a route, in the order of ``_WIDTH``."""
        return list(self._numbers[route * _WIDTH : (route + 1) * _WIDTH])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._threads:
            if self._lock is None:
                yield
                return
            fcntl.lockf(self._lock, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._lock, fcntl.LOCK_UN)


def init_app(app: Flask) -> None:
    app.extensions["metrics"] = Counts(bytearray(_ROUTES * _WIDTH * _BYTES))
    app.after_request(_count)


def share(app: Flask) -> None:
    """Count in memory that the processes forked from this one share. Call it before they are."""
    lock, name = tempfile.mkstemp()
    Path(name).unlink()  # the number is all that is needed, and goes with the last process that has it
    app.extensions["metrics"] = Counts(mmap.mmap(-1, _ROUTES * _WIDTH * _BYTES), lock)


@blueprint.get("/metrics")
def read() -> Response:
    """For who brings the setting's token, and for administrators; nothing is here for anybody else."""
    if not _may_read():
        abort(404)
    return Response("\n".join(_lines()) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


read.access = "public"  # type: ignore[attr-defined]


def _may_read() -> bool:
    expected = current_app.config["METRICS_TOKEN"]
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if expected and kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), expected.encode()):
        return True
    return getattr(current_user, "role", None) == "admin"


def _count(response: Response) -> Response:
    counts: Counts = current_app.extensions["metrics"]
    counts.add(_number(request.endpoint), status=response.status_code, seconds=seconds_since_start())
    return response


def _number(endpoint: str | None) -> int:
    return _routes().get(endpoint or _NO_ROUTE, 0)


def _routes() -> Mapping[str, int]:
    """Each route's number, the same in every worker."""
    found = current_app.extensions.get("metrics routes")
    if found is None:
        named = sorted({rule.endpoint for rule in current_app.url_map.iter_rules()})
        found = {name: at for at, name in enumerate([_NO_ROUTE, *named][:_ROUTES])}
        current_app.extensions["metrics routes"] = found
    return cast(Mapping[str, int], found)


def _column(status: int) -> int:
    return STATUSES.index(status) if status in STATUSES else len(STATUSES)


def _lines() -> Iterator[str]:
    counts: Counts = current_app.extensions["metrics"]
    read_now = {name: counts.of(number) for name, number in _routes().items()}
    used = {name: numbers for name, numbers in read_now.items() if any(numbers)}
    yield from _head("trame_requests_total", "counter", "Answers, by route and status.")
    for name, numbers in used.items():
        for status, number in zip((*map(str, STATUSES), "other"), numbers, strict=False):
            if number:
                yield f'trame_requests_total{{route="{name}",status="{status}"}} {number}'
    yield from _head("trame_request_seconds", "histogram", "Time to answer, by route.")
    for name, numbers in used.items():
        reached = 0
        for end, number in zip((*BUCKETS, "+Inf"), numbers[len(STATUSES) + 1 : -1], strict=True):
            reached += number
            yield f'trame_request_seconds_bucket{{route="{name}",le="{end}"}} {reached}'
        yield f'trame_request_seconds_sum{{route="{name}"}} {numbers[-1] / 1_000_000}'
        yield f'trame_request_seconds_count{{route="{name}"}} {reached}'
    yield from _of_the_instance()


def _of_the_instance() -> Iterator[str]:
    queue = current_app.extensions["queue_state"]()
    told = {
        "trame_jobs_waiting": ("Background jobs that wait.", queue["waiting"]),
        "trame_jobs_running": ("Background jobs that run.", queue["running"]),
        "trame_jobs_oldest_seconds": ("How long the oldest job has waited.", queue["oldest_seconds"]),
        "trame_journal_entries": ("Entries in the journal.", journal.head()[0]),
    }
    for name, (meaning, number) in told.items():
        yield from _head(name, "gauge", meaning)
        yield f"{name} {number}"
    yield from _head("trame_build_info", "gauge", "The version that runs.")
    yield f'trame_build_info{{version="{current_app.config["VERSION"]}"}} 1'


def _head(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"
