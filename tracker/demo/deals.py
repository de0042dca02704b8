"""What each agreement commits: its years, its allotments, its amendment. The total is exact.

The whole portfolio is always drawn up, then cut to as many agreements as were asked for: an agreement
is the same whatever the size of the demo it is seen in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from tracker.demo.shape import Subject
from tracker.ledger.fiscal import label
from tracker.ledger.money import Cents, allocate

PROGRAMME_TOTAL: Cents = 400_000_000_00
WORKED_COMMITMENT: Cents = 354_000_00

STEP: Cents = 500_00  # nobody signs for odd cents
_REGRANTED = 84  # of a hundred dollars of a framework, what its sub-agreements share
_GROWTH = {2009: 78, 2010: 80, 2011: 88, 2012: 96, 2013: 98, 2015: 102, 2016: 108, 2019: 110}


@dataclass(slots=True)
class Deal:
    """An agreement as signed. ``changes`` is what its one amendment adds to each year; ``year`` is when.
    ``regranted`` is the part of each allotment that goes to sub-agreements."""

    number: str
    subject: Subject
    phase: int
    first: int
    years: tuple[str, ...]
    allotments: list[Cents]
    changes: list[Cents] = field(default_factory=list)
    amended_in: int = 0
    framework: str | None = None
    regranted: list[Cents] = field(default_factory=list)

    @property
    def commitment(self) -> Cents:
        return sum(self.allotments) + sum(self.changes)


def deals(subjects: Iterable[Subject], seed: int) -> list[Deal]:
    """Every agreement of the demo but the worked one: with it, they commit ``PROGRAMME_TOTAL``,
    without what frameworks pass on to their own sub-agreements."""
    drafts: list[Deal] = []
    for subject in subjects:
        for phase, (first, count) in enumerate(subject.rounds, start=1):
            number = f"PE-{first}-{subject.rank:03d}"
            deal = Deal(number, subject, phase, first, tuple(label(first + i) for i in range(count)), [])
            if subject.framework:
                deal.framework = f"PE-{first}-{subject.framework:03d}"
            drafts.append(deal)
    _share_the_total([deal for deal in drafts if not deal.framework], seed)
    _share_the_frameworks(drafts)
    return drafts


def _share_the_total(tops: list[Deal], seed: int) -> None:
    for deal in tops:
        random = Random(f"{seed}/{deal.number}/commitment")
        yearly = deal.subject.yearly * 100 * _GROWTH[deal.first] // 100
        deal.allotments = [yearly + yearly * random.randrange(-4, 7) // 100 for _ in deal.years]
        if not deal.subject.holds and random.random() < 0.24:
            _amend(deal, random)
    total = sum(deal.commitment for deal in tops)
    wanted = PROGRAMME_TOTAL - WORKED_COMMITMENT
    for deal in tops:
        deal.allotments = [_stepped(amount * wanted // total) for amount in deal.allotments]
        deal.changes = [_stepped(amount * wanted // total) for amount in deal.changes]
    missing = wanted - sum(deal.commitment for deal in tops)
    for deal, steps in zip(tops, allocate(missing // STEP, [1] * len(tops)), strict=True):
        deal.allotments[0] += steps * STEP


def _stepped(amount: Cents) -> Cents:
    return (amount + STEP // 2) // STEP * STEP


def _amend(deal: Deal, random: Random) -> None:
    """More money from some year on; or, now and then, less for the years not begun."""
    deal.amended_in = random.randrange(len(deal.years))
    last = deal.amended_in == len(deal.years) - 1
    rate = random.randrange(6, 17) if last or random.random() < 0.85 else -random.randrange(3, 8)
    begins = deal.amended_in if rate > 0 else deal.amended_in + 1
    deal.changes = [amount * rate // 100 if i >= begins else 0 for i, amount in enumerate(deal.allotments)]


def _share_the_frameworks(drafts: list[Deal]) -> None:
    under: defaultdict[str, list[Deal]] = defaultdict(list)
    for deal in drafts:
        if deal.framework:
            under[deal.framework].append(deal)
    for framework in drafts:
        subs = under[framework.number]
        if not subs:
            continue
        weights = [sub.subject.yearly for sub in subs]
        for allotment in framework.allotments:
            shared = allotment * _REGRANTED // 100 // STEP
            framework.regranted.append(shared * STEP)
            for sub, part in zip(subs, allocate(shared, weights), strict=True):
                sub.allotments.append(part * STEP)


def chosen(everything: list[Deal], count: int, seed: int) -> list[Deal]:
    """``count`` of the agreements, in the same mix: the streams take turns in proportion to their size.

    A framework comes with all its sub-agreements or not at all; the worked regroupement's next
    agreement comes first, so that the partner of the demo always has something to do.
    """
    if count >= len(everything):
        return everything
    groups: dict[str, list[Deal]] = {}
    for deal in everything:
        groups.setdefault(deal.framework or deal.number, []).append(deal)
    streams: dict[str, list[list[Deal]]] = {}
    for group in groups.values():
        streams.setdefault(group[0].subject.stream, []).append(group)
    ranked: list[tuple[float, str, list[Deal]]] = []
    for stream, members in streams.items():
        Random(f"{seed}/{stream}/order").shuffle(members)
        ranked += [((place + 0.5) / len(members), stream, group) for place, group in enumerate(members)]
    ranked.sort(key=lambda it: (not it[2][0].subject.is_worked, it[0], it[1]))
    kept: list[Deal] = []
    for _, _, group in ranked:
        if len(kept) + len(group) <= count:
            kept += group
    numbers = {deal.number for deal in kept}
    return [deal for deal in everything if deal.number in numbers]
