"""What several regions share: an agreement's figures divided by its allocation key. Pure.

Each amount is divided by itself, by largest remainder: what regions get adds up to the agreement's
amount, to the cent. Late reports are not divided: they stay with the agreement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.ledger.money import allocate
from tracker.statements.consolidated.value import NATIONAL, AgreementRow, Figures, RegionRow, ShareRow, added

WHOLE = 10_000
"""A hundred per cent, in hundredths of a per cent."""


@dataclass(frozen=True, slots=True)
class Divided:
    """An agreement that serves several regions, and its key: shares by region's code."""

    row: AgreementRow
    shares: Mapping[str, int]


def to_regions(divided: Iterable[Divided]) -> tuple[ShareRow, ...]:
    """What each region gets of each agreement, by agreement and region."""
    found = []
    for it in divided:
        weights = list(it.shares.values())
        parts = [allocate(amount, weights) for amount in it.row.figures.amounts]
        for (region, share), amounts in zip(it.shares.items(), zip(*parts, strict=True), strict=True):
            found.append((it.row, region, share, Figures(*amounts)))
    return tuple(
        ShareRow(f"P{rank}", row.number, row.name, row.stream, region, share, figures)
        for rank, (row, region, share, figures) in enumerate(found, start=1)
    )


def of_region(rows: Sequence[ShareRow], code: str) -> tuple[ShareRow, ...]:
    """What one region gets."""
    return _numbered(row for row in rows if row.region == code)


def given_away(divided: Iterable[Divided]) -> tuple[ShareRow, ...]:
    """What leaves the agreements without a region: all of each that has a key."""
    return _numbered(
        ShareRow("", it.row.number, it.row.name, it.row.stream, NATIONAL, WHOLE, _less(it.row.figures))
        for it in divided
    )


def region_rows(rows: Sequence[AgreementRow], shares: Sequence[ShareRow]) -> tuple[RegionRow, ...]:
    """Every region that has an agreement or a share of one; what is for all of Québec last."""
    named = {it.region for it in rows} | {it.region for it in shares} | {NATIONAL}
    codes = sorted(named, key=lambda code: (code == NATIONAL, code))
    found = []
    for rank, code in enumerate(codes, start=1):
        own = [it for it in rows if it.region == code]
        parts = [it for it in shares if it.region == code]
        shared = added(it.figures for it in parts)
        if code == NATIONAL:
            shared = _less(added(it.figures for it in shares))
        found.append(RegionRow(f"Q{rank}", code, len(own), len(parts), added(it.figures for it in own), shared))
    return tuple(found)


def _less(figures: Figures) -> Figures:
    return Figures(*(-amount for amount in figures.amounts))


def _numbered(rows: Iterable[ShareRow]) -> tuple[ShareRow, ...]:
    return tuple(replace(row, ref=f"P{rank}") for rank, row in enumerate(rows, start=1))
