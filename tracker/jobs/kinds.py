"""Which function does which kind of job. The slices above register theirs: jobs know nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tracker.errors import DomainError, message


class Report(Protocol):
    """How a job says how far it is: so many of so many."""

    def __call__(self, done: int, total: int) -> None: ...


Work = Callable[[Mapping[str, Any], Report], Mapping[str, Any]]
"""Does a job from its arguments and returns its result as plain values. It runs in an application context,
outside any transaction, and must bear to be done again from the beginning: its worker may be killed."""

_WORK: dict[str, Work] = {}
_DAILY: dict[str, None] = {}
_READ: dict[str, None] = {}


def doing(kind: str) -> Callable[[Work], Work]:
    """Mark the function that does jobs of ``kind``."""

    def register(work: Work) -> Work:
        _WORK[kind] = work
        return work

    return register


def daily(kind: str) -> Callable[[Work], Work]:
    """As ``doing``, for work that is asked for once a day: its only argument is ``day``, as ISO writes it."""
    _DAILY[kind] = None
    return doing(kind)


def read_family(prefix: str) -> None:
    """Keep the rows of the families that begin so for ever: a page says from them what was done."""
    _READ[prefix] = None


def read_families() -> tuple[str, ...]:
    """How the families begin whose rows are kept for ever."""
    return tuple(_READ)


def every_day() -> tuple[str, ...]:
    """The kinds that are done once a day."""
    return tuple(_DAILY)


def work_of(kind: str) -> Work:
    """The function that does ``kind``. Raises DomainError for one that this version does not know."""
    if kind not in _WORK:
        raise DomainError(message("This version of the program does not know jobs of the kind %(kind)s.", kind=kind))
    return _WORK[kind]
