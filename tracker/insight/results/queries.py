"""Reading results: one statement for all of the portfolio, kept until something is written."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.bilingual import Text
from tracker.db import now, session
from tracker.grants.models import ProtectiveFactor
from tracker.grants.policy import Sight, within
from tracker.insight.results.values import Value, Values
from tracker.kept import kept
from tracker.statements.consolidated.queries import Scope, indicator_values


@kept(8)
def measured(sight: Sight, *, today: date) -> Values:
    """What the accepted reports of this ``sight`` measured; not what a community keeps to itself (rule 21)."""
    scope = Scope(within(sight), (), None, today, now())
    return tuple(
        Value(
            agreement=it.number,
            code=it.code,
            name=Text(it.name_fr, it.name_en),
            unit=it.unit,
            system=it.system,
            aggregation=it.aggregation,
            target=it.target,
            actual=it.actual,
            year=it.fiscal_year,
            stream=it.stream,
            region=it.region_code or "",
            factor=it.factor_code or "",
        )
        for it in indicator_values(scope)
    )


@kept(1)
def factors() -> dict[str, Text]:
    """The protective factors' names."""
    return {it.code: Text(it.name_fr, it.name_en) for it in session.scalars(select(ProtectiveFactor))}
