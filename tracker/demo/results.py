"""What an agreement measures, and what others bring to it."""

from __future__ import annotations

from random import Random

from tracker.demo.calendar import Due
from tracker.demo.deals import Deal
from tracker.demo.words import CASH_SOURCES, IN_KIND_SOURCES, MEASURES
from tracker.ledger.money import Cents
from tracker.workbook import sheets as s
from tracker.workbook.sheets import Row

_ORDINARY: Cents = 120_000_00  # the yearly allotment that a measure's scale is about
_LARGEST = 12


def indicators(deal: Deal, dues: list[Due], random: Random) -> list[Row]:
    """Two to four indicators, with a target and a result in each report submitted."""
    rows: list[Row] = []
    for measure in random.sample(MEASURES, random.randrange(2, 5)):
        percent = measure.unit == "%"
        size = 1000 if percent else min(_LARGEST * 1000, 400 + 600 * deal.allotments[0] // _ORDINARY)
        target = measure.scale * size * random.randrange(85, 116) // 100_000
        rows.append(
            s.Indicator(
                agreement=deal.number,
                indicator=measure.code,
                name_fr=measure.name_fr,
                name_en=measure.name_en,
                unit=measure.unit,
                system=measure.system,
                factor=measure.factor,
                aggregation=measure.aggregation,
                baseline=str(target * 8 // 10) if random.random() < 0.7 else None,
            )
        )
        for due in dues:
            actual = target * random.randrange(78, 124) // 100
            if due.submitted_on:
                rows.append(
                    s.IndicatorValue(
                        agreement=deal.number,
                        indicator=measure.code,
                        report=due.number,
                        target=str(target),
                        actual=str(min(actual, 98) if percent else actual),
                    )
                )
            target = min(target + (target * random.randrange(0, 9) // 100), 95 if percent else 10**6)
    return rows


def contributions(deal: Deal, random: Random) -> list[Row]:
    """Cash from others for some, and for most what members give of their time and premises."""
    rows: list[Row] = []
    sources: list[tuple[str, str, bool, int]] = []
    if random.random() < 0.55:
        source, public = random.choice(CASH_SOURCES)
        sources.append((source, "cash", public, random.randrange(3, 16)))
    if random.random() < 0.85:
        sources.append((random.choice(IN_KIND_SOURCES), "in_kind", False, random.randrange(6, 25)))
    for source, kind, public, share in sources:
        amount = deal.allotments[0] * share // 100 // 250_00 * 250_00
        if amount:
            rows += [
                s.Contribution(
                    agreement=deal.number, fiscal_year=year, source=source, kind=kind, public=public, amount=amount
                )
                for year in deal.years
            ]
    return rows
