"""What stands behind the figures that the journal does not hold: the plan, contributions, results. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.insight.trace.references import TOTAL, Figure
from tracker.ledger.money import Cents
from tracker.statements.queries import Record
from tracker.statements.statement import Statement


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record: an instalment's ``kind``, a contribution's ``source`` or a ``report``'s number."""

    fiscal_year: str
    on: date | None
    kind: str | None = None
    source: str | None = None
    report: int | None = None
    amount: Cents | None = None
    quantity: str | None = None


def of(figure: Figure, statement: Statement, record: Record) -> tuple[Evidence, ...]:
    """The records of ``figure``; none for a figure that is a sum over the journal."""
    if figure.sums:
        return ()
    if figure.ref[0] == "R":
        return tuple(_results(figure, statement, record))
    if figure.ref[0] == "A":
        return tuple(_contributions(figure, statement, record))
    return tuple(_planned(figure, statement))


def _results(figure: Figure, statement: Statement, record: Record) -> Iterator[Evidence]:
    code = statement.indicators[int(figure.ref[1:]) - 1].code
    indicator = next(it for it in record.indicators if it.code == code)
    accepted = {it.id: it for it in record.accepted}
    values = [it for it in record.indicator_values if it.indicator_id == indicator.id and it.report_id in accepted]
    for it in sorted(values, key=lambda it: accepted[it.report_id].obligation.number):
        report = accepted[it.report_id]
        value = it.target if figure.column == "target" else it.actual
        if value is not None and statement.header.fiscal_year in (None, report.obligation.fiscal_year):
            due = report.obligation
            yield Evidence(due.fiscal_year, report.accepted_on, report=due.number, quantity=value)


def _contributions(figure: Figure, statement: Statement, record: Record) -> Iterator[Evidence]:
    facts = {(it.source, it.kind, it.public): it.ref for it in statement.contributions}
    years = {year for fact in statement.contributions for year, _ in fact.amounts}
    for it in record.contributions:
        of_row = facts.get((it.source, it.kind, it.public))
        mine = of_row == figure.ref or figure.ref not in facts.values()
        if mine and it.fiscal_year in years and figure.column in (TOTAL, it.fiscal_year):
            yield Evidence(it.fiscal_year, None, source=it.source, amount=it.amount)


def _planned(figure: Figure, statement: Statement) -> Iterator[Evidence]:
    rows = {it.instalment: it for it in statement.disbursements}
    for number in figure.planned:
        it = rows[number]
        yield Evidence(it.fiscal_year, it.due_on, kind=it.kind, amount=it.scheduled)
