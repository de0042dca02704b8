"""Reports due that fall away. Whoever holds something written for one says so, and keeps it: agreements know
nothing of what is in a report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.grants.models import Obligation

if TYPE_CHECKING:
    from tracker.grants.service import Author


@dataclass(frozen=True, slots=True)
class Begun:
    """What is written for a report that was never sent: so many answers and documents, ``by`` these people
    (e-mail addresses, the latest first), last saved ``at``."""

    number: int
    by: tuple[str, ...]
    at: datetime | None
    answers: int
    documents: int


Look = Callable[[Sequence[Obligation]], Sequence[Begun]]
Keep = Callable[[Obligation, "Author", str], None]
"""Keeps what is written for a report that falls away, its author and reason given, so that nothing refers to it."""

_KEEPERS: list[tuple[Look, Keep]] = []


def kept_by(look: Look, keep: Keep) -> None:
    """From now on ``look`` is asked what is begun, and ``keep`` has it before a report falls away."""
    _KEEPERS.append((look, keep))


def begun(falling: Sequence[Obligation]) -> list[Begun]:
    """What is written for these reports."""
    return [it for look, _keep in _KEEPERS for it in look(falling)]


def keep(it: Obligation, *, author: Author, reason: str) -> None:
    """Have what is written for ``it`` kept elsewhere."""
    for _look, keep_it in _KEEPERS:
        keep_it(it, author, reason)
