"""Allocation keys of some regional projects: their region and its two neighbours in the list, by their territories."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import select

from tracker.db import session
from tracker.demo.shape import REFERENCE, read_reference, subjects
from tracker.directory.models import Phase, Project
from tracker.grants import allocation
from tracker.grants.models import Agreement
from tracker.grants.models.allocation import WHOLE
from tracker.grants.service import Author
from tracker.ledger.money import allocate

REASON = "Parts selon le nombre de territoires de chaque région"
_ONE_IN = 5
_REGIONS_SERVED = 3


def shares(seed: int) -> dict[str, dict[str, int]]:
    """Project's code → region's code → share, in hundredths of a per cent."""
    territories = Counter(row["region"] for row in read_reference(REFERENCE / "demo_territories.csv"))
    codes = sorted(territories)
    names = {it.name_fr.partition(" – ")[2]: it.region for it in subjects(seed) if it.kind == "regional" and it.region}
    found = {}
    for it in subjects(seed):
        place = names.get(it.name_fr.partition(" – ")[2]) if it.is_project else None
        if place is None or it.rank % _ONE_IN:
            continue
        start = codes.index(place)
        served = sorted(codes[(start + step) % len(codes)] for step in range(_REGIONS_SERVED))
        weights = [territories[code] for code in served]
        found[it.code] = dict(zip(served, allocate(WHOLE, weights), strict=True))
    return found


def decide(*, seed: int, actor: str, at: datetime) -> int:
    """Record the keys of the agreements that are there; how many."""
    keys = shares(seed)
    found = session.execute(
        select(Agreement, Project.code)
        .join(Agreement.phase)
        .join(Phase.project)
        .where(Project.code.in_(keys))
        .order_by(Agreement.number)
    ).all()
    for agreement, code in found:
        allocation.decide(
            agreement, keys[code], decided_on=agreement.signed_on, reason=REASON, author=Author(actor, at)
        )
    return len(found)
