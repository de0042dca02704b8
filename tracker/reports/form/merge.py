"""Comparing versions of the answers: what changed, and what two people changed at once. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.form.layout import Values


@dataclass(frozen=True, slots=True)
class Change:
    """One answer before and after; empty where there was none."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One answer that both sides changed since ``base``, each in its own way."""

    path: str
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """``values`` takes each side's own changes and, where they conflict, keeps theirs until someone chooses."""

    values: dict[str, str]
    conflicts: tuple[Conflict, ...]


def changes(before: Values, after: Values) -> tuple[Change, ...]:
    """Every answer that differs, by path."""
    return tuple(
        Change(path, before.get(path, ""), after.get(path, ""))
        for path in sorted(before.keys() | after.keys())
        if before.get(path, "") != after.get(path, "")
    )


def merge(*, base: Values, mine: Values, theirs: Values) -> Merged:
    """Three-way merge, answer by answer: ``theirs`` is what is kept now, ``mine`` what comes in."""
    values = dict(theirs)
    conflicts = []
    for change in changes(base, mine):
        kept = theirs.get(change.path, "")
        if kept == change.before or kept == change.after:
            values[change.path] = change.after
        else:
            conflicts.append(Conflict(change.path, change.before, change.after, kept))
    return Merged({path: text for path, text in values.items() if text}, tuple(conflicts))
