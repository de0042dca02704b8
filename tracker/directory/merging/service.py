"""Merging two organisations, by one person and another. The caller commits; nothing of it can be undone.

The journal is never rewritten: what was written under the merged code keeps it, and who asks whose it is today
is answered with the survivor (docs/decisions/0026).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from tracker.db import session
from tracker.directory.merging import followers, queries
from tracker.directory.merging.followers import Follower
from tracker.directory.merging.own import OWN
from tracker.directory.models import Distinct, Merger, MergerState, Organisation
from tracker.errors import DomainError, Message, message
from tracker.trail import service as trail

FILLED = ("neq", "business_number", "region_code", "city", "email")
"""What a survivor that does not have it takes from the merged one."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person who acts, and when."""

    person_id: int
    email: str
    at: datetime


def all_followers() -> tuple[Follower, ...]:
    """What an organisation has that follows it."""
    return (*OWN, *followers.registered())


def needs_two(merged: Organisation, survivor: Organisation) -> bool:
    """Whether somebody else must confirm: either of them has, or had, what weighs."""
    return any(it.weighs and (it.count(merged) or it.count(survivor)) for it in all_followers())


def heavier(one: Organisation, other: Organisation) -> Organisation:
    """Which of two has more of what weighs, and more of the rest: it remains unless somebody says otherwise."""

    def weight(it: Organisation) -> tuple[int, int]:
        counts = [(follower.count(it), follower.weighs) for follower in all_followers()]
        return sum(count for count, weighs in counts if weighs), sum(count for count, _weighs in counts)

    return max(one, other, key=weight)


def refusals(merged: Organisation, survivor: Organisation) -> Iterator[Message]:
    """What stands in the way of merging these two."""
    for it in (merged, survivor):
        if it.merged_into_code is not None:
            yield message("%(code)s is already merged into %(survivor)s.", code=it.code, survivor=it.merged_into_code)
    if merged.code == survivor.code:
        yield message("An organisation is not merged with itself.")
    if merged.neq and survivor.neq and merged.neq != survivor.neq:
        yield message("Each has an NEQ of its own: two legal entities. If one number is wrong, correct it first.")
    for follower in all_followers():
        yield from follower.refusals(merged, survivor)


def propose(merged: Organisation, survivor: Organisation, *, reason: str, who: Who) -> Merger:
    """Say that two organisations are one, and which code remains. Where neither has what weighs, they are
    merged at once; else somebody else confirms.

    Raises DomainError when something stands in the way.
    """
    _lock(merged.code, survivor.code)
    pending = queries.open_merger_of(merged.code, survivor.code)
    if pending is not None:
        raise DomainError(message("Another merger of one of them waits to be confirmed."))
    _refuse(merged, survivor)
    merger = Merger(
        merged_code=merged.code,
        survivor_code=survivor.code,
        reason=reason,
        state=MergerState.PROPOSED,
        needs_two=needs_two(merged, survivor),
        proposed_by_id=who.person_id,
        proposed_at=who.at,
    )
    session.add(merger)
    session.flush()
    _note(merged, "merger proposed", {"into": [None, survivor.code]}, who, reason)
    if not merger.needs_two:
        _carry_out(merger, merged, survivor, who)
    return merger


def confirm(merger: Merger, *, who: Who) -> None:
    """Merge, as somebody else proposed. Raises DomainError for the same person, or for what stands in the way now."""
    merged, survivor = _lock(merger.merged_code, merger.survivor_code)
    session.refresh(merger, with_for_update={"of": Merger})
    if merger.state != MergerState.PROPOSED:
        raise DomainError(message("This merger is already decided."))
    if merger.proposed_by_id == who.person_id:
        raise DomainError(message("Somebody else than who proposed it confirms a merger."))
    _refuse(merged, survivor)
    merger.needs_two = needs_two(merged, survivor)
    _carry_out(merger, merged, survivor, who)


def decline(merger: Merger, *, reason: str, who: Who) -> None:
    """Take a proposal back, or send it back: both organisations stay as they are."""
    session.refresh(merger, with_for_update={"of": Merger})
    if merger.state != MergerState.PROPOSED:
        raise DomainError(message("This merger is already decided."))
    merger.state, merger.decided_by_id, merger.decided_at = MergerState.DECLINED, who.person_id, who.at
    session.flush()
    _note(merger.merged, "merger declined", {"into": [merger.survivor_code, None]}, who, reason)


def say_distinct(first: Organisation, second: Organisation, *, who: Who) -> None:
    """Remember that two organisations that look alike are not the same. Said twice, it is kept once."""
    codes = sorted((first.code, second.code))
    if queries.open_merger_of(*codes) is not None:
        raise DomainError(message("Another merger of one of them waits to be confirmed."))
    if session.get(Distinct, tuple(codes)) is not None:
        return
    session.add(Distinct(first_code=codes[0], second_code=codes[1], said_by_id=who.person_id, said_at=who.at))
    session.flush()
    for it, other in ((first, second), (second, first)):
        _note(it, "said not the same", {"as": [None, other.code]}, who)


def forget_distinct(first: Organisation, second: Organisation, *, who: Who) -> None:
    """Take back that two organisations are not the same."""
    said = queries.distinct(first.code, second.code)
    if said is None:
        return
    session.delete(said)
    session.flush()
    for it, other in ((first, second), (second, first)):
        _note(it, "no longer said not the same", {"as": [other.code, None]}, who)


def _refuse(merged: Organisation, survivor: Organisation) -> None:
    for found in refusals(merged, survivor):
        raise DomainError(found)


def _lock(*codes: str) -> list[Organisation]:
    """Both rows, held until the transaction ends, always in one order; returned in the order asked for."""
    held = {
        it.code: it
        for it in session.scalars(
            select(Organisation)
            .where(Organisation.code.in_(codes))
            .order_by(Organisation.code)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    return [held[code] for code in codes]


def _carry_out(merger: Merger, merged: Organisation, survivor: Organisation, who: Who) -> None:
    moved: dict[str, Any] = {it.name: it.move(merged, survivor, who.at) for it in all_followers()}
    filled = {name: getattr(merged, name) for name in FILLED if getattr(merged, name) and not getattr(survivor, name)}
    for name, value in filled.items():
        setattr(survivor, name, value)
    session.execute(  # what was merged into the merged one is the survivor's too: one step leads there
        update(Organisation).where(Organisation.merged_into_code == merged.code).values(merged_into_code=survivor.code)
    )
    merged.merged_into_code = survivor.code
    merger.state, merger.decided_by_id, merger.decided_at = MergerState.DONE, who.person_id, who.at
    session.flush()
    told = {name: value for name, value in moved.items() if value}
    _note(merged, "merged", {"into": [None, survivor.code], "moved": told}, who, merger.reason)
    difference = {"merged": [None, merged.code], **{name: [None, value] for name, value in filled.items()}}
    _note(survivor, "took in", difference, who, merger.reason)


def _note(it: Organisation, action: str, difference: Mapping[str, Any], who: Who, reason: str = "") -> None:
    trail.record(
        actor=who.email,
        at=who.at,
        action=action,
        subject_type="organisation",
        subject=it.code,
        difference=difference,
        reason=reason[:500],
    )
