"""Reading which organisations may be one, and which mergers are proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from tracker.db import session
from tracker.directory import names
from tracker.directory.models import Distinct, Merger, MergerState, Organisation
from tracker.directory.names import Card, Pair
from tracker.kept import kept


@kept(1)
def cards() -> tuple[Card, ...]:
    """What is compared of every organisation that was not merged."""
    rows = session.execute(
        select(
            Organisation.code,
            Organisation.name,
            Organisation.neq,
            Organisation.region_code,
            Organisation.city,
            Organisation.email,
        )
        .where(Organisation.merged_into_code.is_(None))
        .order_by(Organisation.code)
    )
    return tuple(Card(*(value or "" for value in row)) for row in rows)


@kept(1)
def candidates() -> tuple[Pair, ...]:
    """The pairs that may be one, those said to be distinct left out: two statements, whatever their number."""
    apart = {(it.first_code, it.second_code) for it in session.scalars(select(Distinct))}
    return tuple(it for it in names.pairs(cards()) if (it.first, it.second) not in apart)


def alike(values: Mapping[str, str]) -> tuple[Pair, ...]:
    """The organisations that may be the one that ``values`` describe, the surest first: each is ``second`` in its
    pair. ``values`` has what is known by then, by the names of an organisation's fields."""
    described = Card(
        "",
        values.get("name", ""),
        "".join(values.get("neq", "").split()),
        values.get("region_code", ""),
        values.get("city", ""),
        values.get("email", ""),
    )
    return names.alike(described, cards()) if described.name or described.neq or described.email else ()


def open_mergers() -> Sequence[Merger]:
    """What waits for somebody else, the oldest first."""
    return session.scalars(
        select(Merger)
        .where(Merger.state == MergerState.PROPOSED)
        .options(joinedload(Merger.proposed_by), joinedload(Merger.merged), joinedload(Merger.survivor))
        .order_by(Merger.id)
    ).all()


def open_merger_of(*codes: str) -> Merger | None:
    """The proposal that one of these organisations is part of."""
    return session.scalars(
        select(Merger)
        .where(
            Merger.state == MergerState.PROPOSED,
            or_(Merger.merged_code.in_(codes), Merger.survivor_code.in_(codes)),
        )
        .order_by(Merger.id)
        .limit(1)
    ).one_or_none()


def distinct(first: str, second: str) -> Distinct | None:
    """What somebody said of these two, if they said that they are not the same."""
    return session.get(Distinct, tuple(sorted((first, second))), options=[joinedload(Distinct.said_by)])


def by_codes(codes: Sequence[str]) -> dict[str, Organisation]:
    """The organisations of these codes, by code."""
    found = select(Organisation).where(Organisation.code.in_(codes)).options(joinedload(Organisation.region))
    return {it.code: it for it in session.scalars(found)}
