"""What a programme's public page says: who takes part, what was invested, what was reached.

Only what is nobody's own: no agreement by itself, no community's results unless they are added with
others that may be published (here: none of a framework's sub-agreements), no count under five.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from tracker.bilingual import Text
from tracker.db import now, session
from tracker.directory.models import Phase, Regroupement, RegroupementKind
from tracker.grants.models import Agreement, Programme
from tracker.grants.policy import Sight
from tracker.grants.queries import Search
from tracker.insight import portfolio
from tracker.insight.queries import portfolio as rows_of
from tracker.insight.results.queries import measured
from tracker.insight.results.values import Value, results
from tracker.kept import kept
from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents
from tracker.statements.consolidated.queries import Scope, partners


@dataclass(frozen=True, slots=True)
class InFigures:
    """A programme as at a day. ``invested`` is what was paid to hosts, a framework's transfers counted once."""

    name: Text
    invested: Cents
    agreements: int
    regroupements: Mapping[str, int]  # by kind
    projects: int
    organisations: int
    years: Sequence[tuple[str, Cents]]
    regions: Sequence[portfolio.Region]
    reached: Mapping[Text, Decimal]


def published() -> Sequence[Programme]:
    """The programmes that have a public page, by code."""
    return session.scalars(select(Programme).where(Programme.published).order_by(Programme.code)).all()


@kept(8)
def in_figures(code: str, *, lang: str, today: date) -> InFigures | None:
    """The programme of this code, if it is published."""
    programme = session.scalar(select(Programme).where(Programme.code == code, Programme.published))
    if programme is None:
        return None
    rows = rows_of(Sight(), Search(programme=code), lang=lang, today=today)
    inside = portfolio.internal(rows)
    years = portfolio.by_year(rows, inside)
    of_programme = Agreement.programme_id == programme.id
    scope = Scope(of_programme, (programme,), None, today, now())
    public = {row.number for row in rows if row.framework is None}
    return InFigures(
        name=Text(programme.name_fr, programme.name_en),
        invested=portfolio.total(rows, inside).paid,
        agreements=len(rows),
        regroupements=_regroupements(programme),
        projects=session.scalar(
            select(func.count(func.distinct(Phase.project_id))).join(Agreement.phase).where(of_programme)
        )
        or 0,
        organisations=len({it.code for it in partners(scope, (date.min, today))}),
        years=[(year, it.paid) for year, it in years.items() if year != POST_CLOSING],
        regions=portfolio.by_region(rows, inside),
        reached=_reached(value for value in measured(Sight(), today=today) if value.agreement in public),
    )


def _reached(values: Iterable[Value]) -> dict[Text, Decimal]:
    """What counts add up to, by name: the public need not know that two agreements word a unit in two languages."""
    found: dict[Text, Decimal] = {}
    for it in results(values):
        if it.row.aggregation == "sum" and it.row.actual:
            found[it.row.name] = found.get(it.row.name, Decimal(0)) + Decimal(it.row.actual)
    return {name: count for name, count in found.items() if count}


def _regroupements(programme: Programme) -> dict[str, int]:
    counted = (
        select(Regroupement.kind, func.count(func.distinct(Regroupement.id)))
        .join(Agreement, Agreement.regroupement_id == Regroupement.id)
        .where(Agreement.programme_id == programme.id)
        .group_by(Regroupement.kind)
    )
    found = {kind: count for kind, count in session.execute(counted)}  # noqa: C416 - rows, not pairs
    return {kind.value: found.get(kind.value, 0) for kind in RegroupementKind}
